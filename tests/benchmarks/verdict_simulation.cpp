// Study of the verdict at its threshold: true cost ratios exactly at what has to be saved, and where
// migrating is right, for several numbers of hosts: how often it decides. Hosts differ normally, or an eighth
// of them is 8 to 24 % slow. Gates are off: they can only make answers inconclusive. A program, not a test;
// the seed is fixed. verdict_simulation [REPEATS]: by default 10,000 a cell.
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "analysis/statistics/host_model.h"

namespace {

using namespace crossfade::statistics;

constexpr double required_saving = 0.05;
constexpr int blocks = 8;

struct Cell {
  int hosts;
  double host_deviation;
  bool slow_hosts;
  double true_ratio;
};

SideValues side(std::mt19937_64& random, const Cell& cell, double mean) {
  std::normal_distribution<double> normal(0, 1);
  std::uniform_real_distribution<double> uniform(0, 1);
  SideValues out;
  for (int h = 0; h < cell.hosts; ++h) {
    double host = mean + cell.host_deviation * normal(random);
    if (cell.slow_hosts && uniform(random) < 0.12) host += std::log(1 + 0.08 + 0.16 * uniform(random));
    const double recording = 0.01 * normal(random);
    BlockValues values;
    for (int b = 0; b < blocks; ++b) values.push_back(host + recording + 0.02 * normal(random));
    out.push_back({values});
  }
  return out;
}

/// The mean of ln cost that slow hosts add on both sides cancels: both have them.
void run(const Cell& cell, int repeats) {
  std::mt19937_64 random(20240607);
  int migrate = 0, stay = 0;
  const double threshold = std::log(1 - required_saving);
  for (int i = 0; i < repeats; ++i) {
    const auto base = side(random, cell, 0), candidate = side(random, cell, std::log(cell.true_ratio));
    const auto d = host_difference(base, candidate, {});
    if (!d) continue;
    migrate += d->interval.high < threshold;
    stay += d->interval.low > threshold;
  }
  std::printf("%5d  %4.1f %%  %-14s  %.3f  %6.2f %%  %6.2f %%\n", cell.hosts, 100 * cell.host_deviation,
              cell.slow_hosts ? "12 % slow" : "normal", cell.true_ratio, 100.0 * migrate / repeats,
              100.0 * stay / repeats);
}

}  // namespace

int main(int argc, char** argv) {
  const int repeats = argc > 1 ? std::atoi(argv[1]) : 10'000;
  std::printf("%d repeats a cell; 8 blocks, one recording a host; required saving 5 %%, gates off\n",
              repeats);
  std::printf("hosts  host SD  hosts are       ratio   migrate      stay\n");
  for (const double ratio : {0.95, 0.80}) {
    for (const bool slow : {false, true}) {
      for (const int hosts : {1, 2, 3, 5, 10}) {
        for (const double deviation : {0.005, 0.01, 0.03, 0.05, 0.08})
          run({hosts, deviation, slow, ratio}, repeats);
      }
    }
  }
}
