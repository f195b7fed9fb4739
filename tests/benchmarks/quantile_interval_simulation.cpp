// Simulation of the intervals of one stage's latency quantiles: how often they cover the true quantile of the
// queue, how often they are printed at all, and how wide they are. M/M/1 and M/D/1 of requests of 200 us,
// stages of 3,000 to 200,000 requests that begin empty as real ones do, recorded in the histogram of the
// product. The design effect comes from virtual runs of the same queue fed with the service times of another
// process, so that it is no part of the stage that it judges; with "own" from virtual runs fed with the
// stage's own service times, as in the product (M/M/1 at two loads only: each stage costs 2 million virtual
// requests).
//
// Prints for each load and n, and for p50, p99 and p99.9, the coverage of the intervals that were printed,
// the share that was, and the median half width. The median of M/D/1 at half load is no quantile of anything
// continuous: half of the requests take the service time exactly, and the histogram spreads them over a
// bucket.
//
// Usage: quantile_interval_simulation [stages a cell, default 400] [own]
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "analysis/statistics/quantile_ranks.h"
#include "analysis/statistics/virtual_design_effects.h"
#include "results/histogram.h"
#include "results/recording.h"
#include "tests/support/queue_theory.h"
#include "workloads/generators/random.h"

namespace crossfade {
namespace {

constexpr double mean_service_ns = 200'000;
constexpr std::array<double, 3> shares{0.5, 0.99, 0.999};
constexpr int other_processes = 10;  ///< that design effects are taken from

struct Queue {
  bool constant_service;
  double utilisation;

  double rate_per_s() const { return utilisation / mean_service_ns * 1e9; }
  double service_ns(workloads::Random& random) const {
    return constant_service ? mean_service_ns : mean_service_ns * random.exponential();
  }
  double true_quantile_ns(double p) const {
    const auto exceeds = [&](double t) {
      return constant_service ? testing::md1_wait_exceeds(utilisation, t - 1)
                              : testing::mmk_sojourn_exceeds(1, utilisation, t);
    };
    return mean_service_ns * testing::quantile_of(exceeds, p);
  }
};

std::array<double, 3> design_effects(const Queue& queue, const std::vector<std::uint32_t>& service_ns,
                                     std::uint64_t seed) {
  const auto found = statistics::virtual_design_effects(service_ns, {}, queue.rate_per_s(), 1, seed);
  return {found.p50, found.p99, found.p999};
}

std::vector<std::uint32_t> traced_services(const Queue& queue, std::size_t n, std::uint64_t seed) {
  workloads::Random random(seed, 1);
  std::vector<std::uint32_t> service_ns;
  for (std::size_t i = 0; i < std::min(n, results::Trace::capacity); ++i)
    service_ns.push_back(static_cast<std::uint32_t>(queue.service_ns(random)));
  return service_ns;
}

/// Latencies of one stage. The service times are those of traced_services(n, seed).
results::Histogram run_stage(const Queue& queue, std::size_t n, std::uint64_t seed) {
  workloads::Random gaps(seed, 0), services(seed, 1);
  results::Histogram latency;
  double wait_ns = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double latency_ns = wait_ns + queue.service_ns(services);
    latency.record(static_cast<std::int64_t>(latency_ns));
    wait_ns = std::max(0.0, latency_ns - gaps.exponential() * mean_service_ns / queue.utilisation);
  }
  return latency;
}

struct Tally {
  int stages = 0, printed = 0, covered = 0;
  std::vector<double> half_widths;

  void add(const results::Histogram& latency, double p, double design_effect, double truth_ns) {
    ++stages;
    const auto ranks = statistics::quantile_ranks(p, latency.count(), design_effect);
    if (!ranks) return;
    ++printed;
    const double low = latency.quantile_ns(ranks->low), high = latency.quantile_ns(ranks->high);
    covered += low <= truth_ns && truth_ns <= high;
    half_widths.push_back((high - low) / 2 / latency.quantile_ns(p));
  }
  void print() {
    const double share = 100.0 * printed / stages;
    if (printed == 0) {
      std::printf(" | %5s %4.0f %% %7s", "-", share, "");
      return;
    }
    std::sort(half_widths.begin(), half_widths.end());
    std::printf(" | %3.0f %% %4.0f %% ±%3.0f %%", 100.0 * covered / printed, share,
                100 * half_widths[half_widths.size() / 2]);
  }
};

void simulate(const Queue& queue, int stages, bool own) {
  std::vector<std::array<double, 3>> of_others;
  for (int process = 0; process < other_processes && !own; ++process) {
    const auto seed = static_cast<std::uint64_t>(1'000'000 + process);
    of_others.push_back(design_effects(queue, traced_services(queue, results::Trace::capacity, seed), seed));
  }
  std::array<double, 3> truths_ns{};
  for (std::size_t p = 0; p < shares.size(); ++p) truths_ns.at(p) = queue.true_quantile_ns(shares.at(p));
  for (const std::size_t n : {std::size_t{3'000}, std::size_t{20'000}, std::size_t{200'000}}) {
    std::array<Tally, 3> tallies;
    for (int stage = 0; stage < stages; ++stage) {
      const auto seed = static_cast<std::uint64_t>(stage);
      const auto latency = run_stage(queue, n, seed);
      const auto effects = own ? design_effects(queue, traced_services(queue, n, seed), seed)
                               : of_others[static_cast<std::size_t>(stage) % of_others.size()];
      for (std::size_t p = 0; p < shares.size(); ++p)
        tallies.at(p).add(latency, shares.at(p), effects.at(p), truths_ns.at(p));
    }
    std::printf("%s %.1f %7zu", queue.constant_service ? "M/D/1" : "M/M/1", queue.utilisation, n);
    for (Tally& tally : tallies) tally.print();
    std::printf("\n");
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace crossfade

int main(int count, char** arguments) {
  const int stages = count > 1 ? std::atoi(arguments[1]) : 400;
  const bool own = count > 2 && std::string(arguments[2]) == "own";
  if (stages <= 0 || (count > 2 && !own)) {
    std::fprintf(stderr, "usage: quantile_interval_simulation [stages] [own]\n");
    return 64;
  }
  std::printf("queue load  n       | p50: covers, printed, ± | p99 | p99.9\n");
  for (const bool constant_service : {false, true}) {
    for (const double utilisation : {0.5, 0.6, 0.7, 0.8, 0.9}) {
      const bool chosen = !constant_service && (utilisation == 0.5 || utilisation == 0.8);
      if (!own || chosen) crossfade::simulate({constant_service, utilisation}, stages, own);
    }
  }
  return 0;
}
