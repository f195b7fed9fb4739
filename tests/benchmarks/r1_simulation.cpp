// Simulation of rule R1: how often its 95 % interval covers a true ratio of 1, and how wide it is. A program,
// not a timed test: prints one line a cell. First form of the study docs/methodology.md names; the seed is
// fixed.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

#include "analysis/statistics/host_model.h"

namespace {

using namespace crossfade::statistics;

constexpr int repeats = 10000;
constexpr int blocks = 8;
constexpr double recording_deviation_true = 0.02;
constexpr double block_deviation = 0.03;

enum class Hosts { normal, slow_tail };

class Draw {
 public:
  SideValues side(int hosts, double host_deviation, Hosts kind) {
    SideValues out;
    for (int h = 0; h < hosts; ++h) {
      const double centre = host(host_deviation, kind) + recording_deviation_true * normal_(random_);
      BlockValues values;
      for (int b = 0; b < blocks; ++b) values.push_back(centre + block_deviation * normal_(random_));
      out.push_back({values});
    }
    return out;
  }

 private:
  double host(double deviation, Hosts kind) {
    if (kind == Hosts::normal) return deviation * normal_(random_);
    // 1 % among most, 12 % of hosts slower by 8 to 24 %; centred.
    const bool slow = uniform_(random_) < 0.12;
    const double lag = 0.08 + (0.275 - 0.08) * uniform_(random_);
    return 0.01 * normal_(random_) - (slow ? lag : 0) + 0.12 * 0.1775;
  }

  std::mt19937_64 random_{20261125};
  std::normal_distribution<double> normal_{0, 1};
  std::uniform_real_distribution<double> uniform_{0, 1};
};

void cell(Draw& draw, int hosts_a, int hosts_b, double deviation_a, double deviation_b, Hosts kind) {
  int covered = 0;
  std::vector<double> half_widths;
  for (int i = 0; i < repeats; ++i) {
    const auto d = host_difference(draw.side(hosts_a, deviation_a, kind),
                                   draw.side(hosts_b, deviation_b, kind), HostPrior{});
    covered += d->interval.contains(0);
    half_widths.push_back((d->interval.high - d->interval.low) / 2);
  }
  std::nth_element(half_widths.begin(), half_widths.begin() + repeats / 2, half_widths.end());
  if (kind == Hosts::normal) {
    std::printf("%4d /%3d   %4.1f /%4.1f %%", hosts_a, hosts_b, 100 * deviation_a, 100 * deviation_b);
  } else {
    std::printf("%4d /%3d   12 %% slow   ", hosts_a, hosts_b);
  }
  std::printf("   %6.1f %%   -+ %4.1f %%\n", 100.0 * covered / repeats,
              100 * std::expm1(half_widths[repeats / 2]));
}

}  // namespace

int main() {
  std::printf("R1: %d repeats a cell, 1 recording a host, %d blocks, SD recording %.0f %%, block %.0f %%\n",
              repeats, blocks, 100 * recording_deviation_true, 100 * block_deviation);
  std::printf("   hosts      host SD      coverage  half width (median)\n");
  const struct {
    int a, b;
  } sizes[] = {{1, 1}, {2, 2}, {3, 3}, {3, 10}, {3, 1}, {3, 2}};
  const struct {
    double a, b;
  } deviations[] = {{0.005, 0.005}, {0.03, 0.03}, {0.05, 0.05}, {0.08, 0.08}, {0.01, 0.05}, {0.05, 0.01}};
  Draw draw;
  for (const auto& size : sizes) {
    for (const auto& d : deviations) cell(draw, size.a, size.b, d.a, d.b, Hosts::normal);
    cell(draw, size.a, size.b, 0, 0, Hosts::slow_tail);
  }
  return 0;
}
