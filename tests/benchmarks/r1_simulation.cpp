// Simulation of rule R1 (docs/methodology.md section 3): how often its 95 % interval covers a true ratio of
// 1, and how wide it is, beside Welch's t on host means and a bootstrap over blocks. One condition after the
// other is changed from: one recording a host, 8 independent blocks, normal hosts, SD of recordings 2 %, of
// blocks 3 %. A program, not a timed test; the seed of a cell is that of its number, so cells do not depend
// on each other. r1_simulation [REPEATS]: by default 10,000 a cell. Exit code 1 if coverage falls below 93 %
// where three hosts a side and more, or fewer with assumptions kept, promise it; what lies beyond is marked,
// not hidden.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "analysis/statistics/host_model.h"
#include "analysis/statistics/moments.h"
#include "analysis/statistics/student_t.h"

namespace {

using namespace crossfade::statistics;

constexpr double block_deviation = 0.03;
constexpr double promised = 0.93;

enum class Hosts {
  normal,
  heavy_tailed,  ///< Student's t with 3 degrees of freedom, of the same standard deviation
  some_slow      ///< 1 % among most, 12 % of hosts slower by 8 to 24 %; centred
};

struct Condition {
  const char* name;
  Hosts hosts = Hosts::normal;
  int recordings = 1, blocks = 8;
  double recording_deviation = 0.02;
  double block_autocorrelation = 0;
  bool stalls = false;                        ///< a tenth of the blocks lose 10 to 40 %
  std::optional<double> host_deviation = {};  ///< instead of 3 and 5 %
  bool keeps_assumptions = true;              ///< of one and two hosts, in host deviations up to h0
};

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed) {}

  SideValues side(int hosts, double deviation, const Condition& c) {
    SideValues out;
    for (int h = 0; h < hosts; ++h) {
      const double centre = host(deviation, c.hosts);
      HostValues& recordings = out.emplace_back();
      for (int r = 0; r < c.recordings; ++r)
        recordings.push_back(blocks(centre + c.recording_deviation * normal_(random_), c));
    }
    return out;
  }
  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }

 private:
  double host(double deviation, Hosts kind) {
    if (kind == Hosts::normal) return deviation * normal_(random_);
    if (kind == Hosts::heavy_tailed) return deviation / std::sqrt(3.0) * t3_(random_);
    const bool slow = uniform_(random_) < 0.12;
    const double lag = 0.08 + (0.275 - 0.08) * uniform_(random_);
    return 0.01 * normal_(random_) - (slow ? lag : 0) + 0.12 * 0.1775;
  }
  BlockValues blocks(double centre, const Condition& c) {
    BlockValues values;
    double state = normal_(random_);
    const double phi = c.block_autocorrelation;
    for (int b = 0; b < c.blocks; ++b) {
      if (b > 0) state = phi * state + std::sqrt(1 - phi * phi) * normal_(random_);
      const bool stalls = c.stalls && uniform_(random_) < 0.1;
      const double lost = stalls ? -std::log(1 - (0.1 + 0.3 * uniform_(random_))) : 0;
      values.push_back(centre + block_deviation * state - lost);
    }
    return values;
  }

  std::mt19937_64 random_;
  std::normal_distribution<double> normal_{0, 1};
  std::student_t_distribution<double> t3_{3};
  std::uniform_real_distribution<double> uniform_{0, 1};
};

double host_mean(const HostValues& host) {
  std::vector<double> of_recordings;
  for (const BlockValues& blocks : host) of_recordings.push_back(mean(blocks));
  return mean(of_recordings);
}

/// Welch's t on host means; nullopt with one host on either side, which has no variance.
std::optional<Interval> welch(const SideValues& a, const SideValues& b) {
  if (std::min(a.size(), b.size()) < 2) return std::nullopt;
  std::vector<double> of_a, of_b;
  for (const HostValues& h : a) of_a.push_back(host_mean(h));
  for (const HostValues& h : b) of_b.push_back(host_mean(h));
  const double va = sample_variance(of_a) / static_cast<double>(of_a.size());
  const double vb = sample_variance(of_b) / static_cast<double>(of_b.size());
  const double degrees =
      satterthwaite(va, static_cast<double>(of_a.size() - 1), vb, static_cast<double>(of_b.size() - 1));
  return t_interval(mean(of_b) - mean(of_a), std::sqrt(va + vb), degrees);
}

/// Percentiles of the difference of means of blocks drawn anew, hosts as they are: what is often done.
Interval bootstrap(const SideValues& a, const SideValues& b, Draw& draw) {
  constexpr std::size_t resamples = 400;
  const auto pooled = [](const SideValues& side) {
    std::vector<double> all;
    for (const HostValues& host : side)
      for (const BlockValues& blocks : host) all.insert(all.end(), blocks.begin(), blocks.end());
    return all;
  };
  const std::vector<double> of_a = pooled(a), of_b = pooled(b);
  const auto drawn_mean = [&](const std::vector<double>& values) {
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) sum += values[draw.below(values.size())];
    return sum / static_cast<double>(values.size());
  };
  std::vector<double> differences;
  for (std::size_t i = 0; i < resamples; ++i) differences.push_back(drawn_mean(of_b) - drawn_mean(of_a));
  std::sort(differences.begin(), differences.end());
  return {differences[resamples / 40], differences[resamples - 1 - resamples / 40]};
}

class Study {
 public:
  explicit Study(int repeats) : repeats_(repeats) {}

  void cell(int hosts_a, int hosts_b, double deviation_a, double deviation_b, const Condition& c,
            bool with_bootstrap) {
    Draw draw(20261125 + ++cells_);
    int covered = 0, of_welch = 0, of_bootstrap = 0;
    const int bootstraps = with_bootstrap ? repeats_ / 20 : 0;
    std::vector<double> half_widths;
    for (int i = 0; i < repeats_; ++i) {
      const SideValues a = draw.side(hosts_a, deviation_a, c), b = draw.side(hosts_b, deviation_b, c);
      const auto d = host_difference(a, b, HostPrior{});
      covered += d->interval.contains(0);
      half_widths.push_back((d->interval.high - d->interval.low) / 2);
      if (const auto w = welch(a, b)) of_welch += w->contains(0);
      if (i < bootstraps) of_bootstrap += bootstrap(a, b, draw).contains(0);
    }
    const auto middle = half_widths.begin() + repeats_ / 2;
    std::nth_element(half_widths.begin(), middle, half_widths.end());
    const double coverage = static_cast<double>(covered) / repeats_;
    const int fewest = std::min(hosts_a, hosts_b);
    const bool is_promised = fewest >= 3 || (c.keeps_assumptions && std::max(deviation_a, deviation_b) <=
                                                                        HostPrior{}.host_deviation);
    const bool failed = is_promised && coverage < promised;
    failed_ += failed;
    const std::string hosts_are = c.hosts == Hosts::some_slow
                                      ? "   -      "
                                      : std::to_string(100 * deviation_a).substr(0, 3) + " / " +
                                            std::to_string(100 * deviation_b).substr(0, 3) + " %";
    std::printf("%-22s %2d /%3d  %10s  %6.1f %%  -+ %4.1f %%", c.name, hosts_a, hosts_b, hosts_are.c_str(),
                100 * coverage, 100 * std::expm1(*middle));
    if (fewest >= 2) {
      std::printf("  %6.1f %%", 100.0 * of_welch / repeats_);
    } else {
      std::printf("       -  ");
    }
    if (bootstraps > 0) {
      std::printf("  %6.1f %%", 100.0 * of_bootstrap / bootstraps);
    } else {
      std::printf("       -  ");
    }
    std::printf("%s\n", failed ? "  BELOW WHAT IS PROMISED" : coverage < promised ? "  below 93 %" : "");
  }
  int failed() const { return failed_; }

 private:
  int repeats_, failed_ = 0;
  std::uint64_t cells_ = 0;
};

constexpr std::array<std::array<int, 2>, 8> sizes{
    {{1, 1}, {1, 3}, {2, 2}, {2, 5}, {3, 3}, {3, 10}, {5, 5}, {10, 10}}};

}  // namespace

int main(int argc, char** argv) {
  const int repeats = argc > 1 ? std::max(40, std::atoi(argv[1])) : 10'000;
  std::printf("R1: %d repeats a cell (bootstrap: %d); SD of blocks %.0f %%\n", repeats, repeats / 20,
              100 * block_deviation);
  std::printf("condition               hosts     host SD     coverage   half width   Welch   bootstrap\n");
  Study study(repeats);
  const Condition usual{"as usual"};
  constexpr std::array<std::array<double, 2>, 7> deviations{
      {{0.005, 0.005}, {0.01, 0.01}, {0.03, 0.03}, {0.05, 0.05}, {0.08, 0.08}, {0.01, 0.05}, {0.05, 0.01}}};
  for (const auto& size : sizes) {
    for (const auto& d : deviations) study.cell(size[0], size[1], d[0], d[1], usual, true);
  }
  const std::vector<Condition> conditions{
      {.name = "3 recordings", .recordings = 3},
      {.name = "20 blocks", .blocks = 20},
      {.name = "t3 hosts", .hosts = Hosts::heavy_tailed},
      {.name = "12 % slow hosts", .hosts = Hosts::some_slow, .host_deviation = 0.08},
      {.name = "SD recordings 0 %", .recording_deviation = 0},
      {.name = "SD recordings 5 %", .recording_deviation = 0.05, .keeps_assumptions = false},
      {.name = "AR(1) 0.7 blocks", .block_autocorrelation = 0.7},
      {.name = "stalls", .stalls = true},
      {.name = "AR(1), stalls, 3 x 20",
       .recordings = 3,
       .blocks = 20,
       .block_autocorrelation = 0.7,
       .stalls = true}};
  for (const Condition& c : conditions) {
    for (const auto& size : sizes) {
      if (c.host_deviation) {
        study.cell(size[0], size[1], *c.host_deviation, *c.host_deviation, c, false);
        continue;
      }
      for (const double d : {0.03, 0.05}) study.cell(size[0], size[1], d, d, c, false);
    }
  }
  std::printf("%d cells below what is promised\n", study.failed());
  return study.failed() > 0 ? 1 : 0;
}
