// Simulation of one machine measured twice while it drifts: how often the 95 % interval of
// docs/methodology.md section 4 covers a true ratio of 1, by the order in which the recordings or process
// runs were taken. A program, not a timed test: prints one line a cell; the seed is fixed.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "analysis/ratio.h"

namespace {

using namespace crossfade::analysis;

constexpr int repeats = 10000;
constexpr std::uint32_t blocks = 8;
constexpr double block_deviation = 0.03, run_deviation = 0.02;

/// Where the machine is: a first-order autoregression, one step a recording or a run, and a steady drift.
struct Drift {
  double persistence = 0;  ///< 1 = a random walk with steps of half the deviation
  double deviation = 0, per_step = 0;
};

class Draw {
 public:
  std::vector<double> path(std::size_t steps, const Drift& drift) {
    std::vector<double> out;
    double x = normal();
    for (std::size_t i = 0; i < steps; ++i) {
      out.push_back(drift.deviation * x + drift.per_step * static_cast<double>(i));
      x = drift.persistence < 1
              ? drift.persistence * x + std::sqrt(1 - drift.persistence * drift.persistence) * normal()
              : x + 0.5 * normal();
    }
    return out;
  }
  double normal() { return normal_(random_); }

 private:
  std::mt19937_64 random_{20261125};
  std::normal_distribution<double> normal_{0, 1};
};

struct Sides {
  Sample base, candidate;
};

/// A letter a recording of 8 blocks.
Sides recordings(Draw& draw, const std::string& order, const Drift& drift) {
  const auto path = draw.path(order.size(), drift);
  Sides out;
  for (std::size_t i = 0; i < order.size(); ++i) {
    Sample& side = order[i] == 'B' ? out.candidate : out.base;
    for (std::uint32_t block = 0; block < blocks; ++block) {
      side.values.push_back({0, static_cast<std::uint32_t>(i), block,
                             static_cast<std::int64_t>(i * 1000 + block),
                             std::exp(path[i] + block_deviation * draw.normal())});
    }
  }
  return out;
}

/// A letter a process run, each a block of its side's one recording.
Sides runs(Draw& draw, const std::string& order, const Drift& drift) {
  const auto path = draw.path(order.size(), drift);
  Sides out;
  for (std::size_t i = 0; i < order.size(); ++i) {
    Sample& side = order[i] == 'B' ? out.candidate : out.base;
    side.values.push_back({0, 0, static_cast<std::uint32_t>(side.values.size()), static_cast<std::int64_t>(i),
                           std::exp(path[i] + run_deviation * draw.normal())});
  }
  return out;
}

struct Cell {
  double coverage = 0, half_width = 0;
  bool paired = false;
};

template <class Make>
Cell cell(Draw& draw, Make make, const std::string& order, const Drift& drift) {
  int covered = 0;
  Cell out;
  std::vector<double> half_widths;
  for (int i = 0; i < repeats; ++i) {
    const Sides sides = make(draw, order, drift);
    const Ratio r =
        ratio(sides.base, sides.candidate, crossfade::results::Direction::neutral, {.same_host = true});
    covered += r.interval->contains(1);
    half_widths.push_back(std::log(r.interval->high / r.interval->low) / 2);
    out.paired = r.method == RatioMethod::same_host_paired;
  }
  std::nth_element(half_widths.begin(), half_widths.begin() + repeats / 2, half_widths.end());
  out.coverage = 100.0 * covered / repeats;
  out.half_width = 100 * std::expm1(half_widths[repeats / 2]);
  return out;
}

std::string repeated(const std::string& unit, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += unit;
  return out;
}

}  // namespace

int main() {
  Draw draw;
  const Drift by_recording[] = {{0, 0.04, 0}, {0.5, 0.04, 0}, {0.9, 0.04, 0}, {0.97, 0.04, 0},
                                {1, 0.04, 0}, {0.9, 0.08, 0}, {0, 0, 0.02}};
  std::printf("Recordings of %u blocks (SD %.0f %%), %d repeats: coverage %%, -+ median half width %%\n",
              blocks, 100 * block_deviation, repeats);
  std::printf("%-20s AR(1) SD 4 %%: 0      0.5       0.9      0.97      walk   8 %%: 0.9   2 %% a step\n",
              "order");
  for (const char* order : {"AB", "AABB", "AAABBB", "AAAAABBBBB", "AABAABABBABB", "ABBA", "ABABA", "ABABAB",
                            "ABBAABBAABBA", "AABBAABBAABB"}) {
    std::printf("%-20s", order);
    for (const Drift& drift : by_recording) {
      const Cell c = cell(draw, recordings, order, drift);
      std::printf("  %5.1f -+%2.0f", c.coverage, c.half_width);
    }
    std::printf("\n");
  }
  const Drift by_run[] = {{0, 0, 0},    {0, 0, 0.002},  {0, 0, 0.005}, {0, 0, 0.01},
                          {0, 0, 0.05}, {0.9, 0.05, 0}, {1, 0.05, 0}};
  std::printf("Process runs (SD %.0f %%) in turn: coverage %%, -+ median half width %%, p = as pairs\n",
              100 * run_deviation);
  std::printf("%-20s drift a run: 0      0.2 %%      0.5 %%       1 %%       5 %%    AR 0.9      walk\n",
              "order");
  const std::pair<const char*, std::string> orders[] = {
      {"8 pairs ABBA", repeated("ABBA", 4)},
      {"20 pairs ABBA", repeated("ABBA", 10)},
      {"8 pairs, 5 A first", "ABBAABBAABBAABAB"},
      {"20 pairs, 12 A first", repeated("ABBAABBAABBAABBAABAB", 2)},
      {"8 pairs ABAB", repeated("AB", 8)},
      {"20 pairs ABAB", repeated("AB", 20)}};
  for (const auto& [name, order] : orders) {
    std::printf("%-20s", name);
    for (const Drift& drift : by_run) {
      const Cell c = cell(draw, runs, order, drift);
      std::printf("  %5.1f -+%2.0f%s", c.coverage, c.half_width, c.paired ? "p" : " ");
    }
    std::printf("\n");
  }
  return 0;
}
