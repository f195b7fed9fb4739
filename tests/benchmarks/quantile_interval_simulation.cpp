// Simulation of the intervals of latency quantiles: how often they cover the true quantile of the queue, how
// often they are printed at all, and how wide they are. Requests of 200 us, stages that begin empty as real
// ones do, recorded in the histogram of the product.
//
// Of one stage: M/M/1 and M/D/1, 3,000 to 200,000 requests. The design effect comes from virtual runs of the
// same queue fed with the service times of another process, so that it is no part of the stage that it
// judges; with "own" from virtual runs fed with the stage's own service times, as in the product (each stage
// costs 2 million virtual requests). Prints for each load and n, and for p50, p99
// and p99.9, the coverage of the intervals that were printed, the share that was, and the median half width.
// The median of M/D/1 at half load is no quantile of anything continuous: half of the requests take the
// service time exactly, and the histogram spreads them over a bucket.
//
// Of several process runs ("runs"): M/M/1: geometric mean of the runs' quantiles or the quantile of all their
// requests, Student's t between them, printed by statistics/quantile_support.h with design effects of each
// run's own service times. A line for each load, length of a run and quantile: the median over repeats of the
// typical run's effective requests, the share of repeats in which every run's design effect was known, mean
// error of ln quantile, and coverage if all intervals were printed; then for each c, effective requests
// beyond the quantile that the typical run needs, the coverage of the intervals that were printed, the share
// that was, and the median half width (of ln quantile). A repeat costs as many times 2 million virtual
// requests as it has runs.
//
// Usage: quantile_interval_simulation [stages a cell, default 400] [own [load, default all]]
//        quantile_interval_simulation REPEATS runs [process runs, default 8 [load, default all [requests a
//        run, default all]]]
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "analysis/statistics/moments.h"
#include "analysis/statistics/quantile_ranks.h"
#include "analysis/statistics/quantile_support.h"
#include "analysis/statistics/student_t.h"
#include "analysis/statistics/virtual_design_effects.h"
#include "results/histogram.h"
#include "results/recording.h"
#include "tests/support/queue_theory.h"
#include "workloads/generators/random.h"

namespace crossfade {
namespace {

constexpr double mean_service_ns = 200'000;
constexpr std::array<double, 3> shares{0.5, 0.99, 0.999};
constexpr int other_processes = 10;            ///< that design effects are taken from
constexpr std::size_t most_traced = 1U << 20;  ///< of a stage's service times feed its virtual queue

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
  for (std::size_t i = 0; i < std::min(n, most_traced); ++i)
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
    const auto seed = std::uint64_t{1'000'000} + static_cast<std::uint64_t>(process);
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
    (void)std::fflush(stdout);
  }
}

constexpr std::array<double, 4> run_shares{0.5, 0.9, 0.99, 0.999};
constexpr std::array<std::size_t, 4> run_lengths{900, 4'000, 20'000, 100'000};
constexpr std::array<double, 7> tail_requests{0.25, 0.5, 1, 2, 4, 8, 16};  ///< c

/// Of one run's quantile, as analysis/latency.cpp has it: p90 is given the larger of its neighbours'.
double design_effect_of(const std::array<double, 3>& effects, double p) {
  const auto& [p50, p99, p999] = effects;
  if (p == 0.9) return std::isnan(p50) || std::isnan(p99) ? NAN : std::max(p50, p99);
  return p == 0.5 ? p50 : p == 0.99 ? p99 : p999;
}

double median_of(std::vector<double> values) {
  if (values.empty()) return NAN;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// One quantile of the process runs of one repeat.
struct Runs {
  std::vector<double> ln_quantiles, effective;
  results::Histogram pooled;

  void add(const results::Histogram& latency, double p, double design_effect) {
    pooled.merge(latency);
    if (static_cast<double>(latency.count()) < statistics::requests_with_tail(1, p)) return;
    ln_quantiles.push_back(std::log(latency.quantile_ns(p)));
    const auto n = statistics::effective_requests(latency.count(), design_effect);
    if (n) effective.push_back(*n);
  }
};

struct Printed {
  int intervals = 0, covered = 0;
  std::vector<double> half_widths;

  void add(const statistics::Interval& interval, double truth) {
    ++intervals;
    covered += interval.contains(truth);
    half_widths.push_back((interval.high - interval.low) / 2);
  }
};

/// One quantile at one load and length.
class RunsTally {
 public:
  RunsTally(double p, double truth_ns, bool pooled) : p_(p), truth_(std::log(truth_ns)), pooled_(pooled) {}

  void add(const Runs& runs, std::size_t processes) {
    ++repeats_;
    if (runs.ln_quantiles.size() < processes) return;  // a run is too short to have this quantile
    auto interval = statistics::mean_interval(runs.ln_quantiles);
    if (!interval) return;
    const double mean = statistics::mean(runs.ln_quantiles);
    const double centre = pooled_ ? std::log(runs.pooled.quantile_ns(p_)) : mean;
    interval = statistics::Interval{interval->low + centre - mean, interval->high + centre - mean};
    errors_.push_back(centre - truth_);
    all_.add(*interval, truth_);
    if (runs.effective.size() < processes) return;
    typical_.push_back(statistics::quantile_support(p_, runs.effective).typical);
    for (std::size_t c = 0; c < tail_requests.size(); ++c) {
      if (statistics::quantile_support(p_, runs.effective, tail_requests.at(c)).enough())
        by_tail_.at(c).add(*interval, truth_);
    }
  }
  void print() const {
    std::printf(" %s p%-5g %8.1f %4.0f %% | %+4.0f %% %3.0f %%", pooled_ ? "pooled" : "mean  ", 100 * p_,
                median_of(typical_), 100.0 * static_cast<double>(typical_.size()) / repeats_,
                100 * statistics::mean(errors_), 100.0 * all_.covered / all_.intervals);
    for (const Printed& cell : by_tail_) {
      const double share = 100.0 * cell.intervals / repeats_;
      if (cell.intervals == 0) {
        std::printf(" |   -   %4.0f %%        ", share);
      } else {
        std::printf(" | %3.0f %% %4.0f %% +-%3.0f %%", 100.0 * cell.covered / cell.intervals, share,
                    100 * median_of(cell.half_widths));
      }
    }
  }

 private:
  double p_, truth_;
  bool pooled_;  ///< the interval lies around the quantile of all runs' requests together
  int repeats_ = 0;
  Printed all_;  ///< whether or not they would be printed
  std::array<Printed, tail_requests.size()> by_tail_;
  std::vector<double> errors_, typical_;
};

void simulate_runs(const Queue& queue, int repeats, std::size_t processes, std::size_t only_length) {
  for (std::size_t n : run_lengths) {
    if (only_length != 0 && n != run_lengths.front()) break;
    if (only_length != 0) n = only_length;
    std::vector<RunsTally> tallies;
    for (const double p : run_shares) {
      for (const bool pooled : {false, true}) tallies.emplace_back(p, queue.true_quantile_ns(p), pooled);
    }
    std::uint64_t seed = 0;
    for (int repeat = 0; repeat < repeats; ++repeat) {
      std::array<Runs, run_shares.size()> runs;
      for (std::size_t process = 0; process < processes; ++process, ++seed) {
        const auto latency = run_stage(queue, n, seed);
        const auto effects = design_effects(queue, traced_services(queue, n, seed), seed);
        for (std::size_t i = 0; i < runs.size(); ++i)
          runs.at(i).add(latency, run_shares.at(i), design_effect_of(effects, run_shares.at(i)));
      }
      for (std::size_t i = 0; i < tallies.size(); ++i) tallies[i].add(runs.at(i / 2), processes);
    }
    for (const RunsTally& tally : tallies) {
      std::printf("%.1f %zu x %7zu", queue.utilisation, processes, n);
      tally.print();
      std::printf("\n");
    }
    (void)std::fflush(stdout);
  }
}

/// `only` = 0: all loads.
void study_stages(int stages, bool own, double only) {
  std::printf("queue load  n       | p50: covers, printed, ± | p99 | p99.9\n");
  for (const bool constant_service : {false, true}) {
    for (const double utilisation : {0.5, 0.6, 0.7, 0.8, 0.9}) {
      if (only == 0 || only == utilisation) simulate({constant_service, utilisation}, stages, own);
    }
  }
}

/// `only` = 0: all loads; `only_length` = 0: all lengths of a run.
void study_runs(int repeats, std::size_t processes, double only, std::size_t only_length) {
  std::printf("load, runs x requests, quantile, effective requests, known | error, covers if all printed");
  for (const double c : tail_requests) std::printf(" | c = %g: covers, printed, half width", c);
  std::printf("\n");
  for (const double utilisation : {0.3, 0.5, 0.7, 0.8, 0.9}) {
    if (only == 0 || only == utilisation)
      simulate_runs({false, utilisation}, repeats, processes, only_length);
  }
}

}  // namespace
}  // namespace crossfade

int main(int count, char** arguments) {
  const int repeats = count > 1 ? std::atoi(arguments[1]) : 400;
  const std::string mode = count > 2 ? arguments[2] : "";
  const int processes = count > 3 && mode == "runs" ? std::atoi(arguments[3]) : 8;
  const bool known_mode = mode.empty() || mode == "own" || mode == "runs";
  if (repeats <= 0 || processes < 2 || !known_mode) {
    (void)std::fprintf(
        stderr,
        "usage: quantile_interval_simulation [stages] [own [load]]\n"
        "       quantile_interval_simulation repeats runs [process runs [load [requests a run]]]\n");
    return 64;
  }
  if (mode == "runs") {
    crossfade::study_runs(repeats, static_cast<std::size_t>(processes),
                          count > 4 ? std::atof(arguments[4]) : 0,
                          count > 5 ? std::strtoull(arguments[5], nullptr, 10) : 0);
  } else {
    crossfade::study_stages(repeats, mode == "own", count > 3 ? std::atof(arguments[3]) : 0);
  }
  return 0;
}
