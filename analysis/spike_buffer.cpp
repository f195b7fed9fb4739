#include "analysis/spike_buffer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "analysis/sample.h"

namespace crossfade::analysis {
namespace {

constexpr double allowed_exceedance = 0.01;  // of a p99 objective
constexpr double fewest_requests = 400;      // of the rarest class at the factor: judging 1 % needs them

using CountsOfClasses = std::vector<ClassCounts>;
using ByFactor = std::map<double, CountsOfClasses>;

void add(ByFactor& sums, const SpikeRun& run) {
  CountsOfClasses& sum = sums[run.spike->factor];
  sum.resize(run.classes.size());
  for (std::size_t c = 0; c < sum.size(); ++c) {
    sum[c].offered += run.classes[c].offered;
    sum[c].in_slo += run.classes[c].in_slo;
  }
}

bool comes_through(const CountsOfClasses& counts, const std::vector<std::size_t>& classes) {
  for (const std::size_t c : classes) {
    if (counts[c].in_slo < (1 - allowed_exceedance) * counts[c].offered) return false;
  }
  return true;
}

struct Bracket {
  std::optional<double> passed, missed;  ///< neighbours among the factors measured
};

Bracket bracket_of(const ByFactor& counts, const std::vector<std::size_t>& classes) {
  Bracket bracket;
  for (const auto& [factor, of_classes] : counts) {
    if (!comes_through(of_classes, classes)) {
      bracket.missed = factor;
      break;
    }
    bracket.passed = factor;
  }
  return bracket;
}

double rarest(const CountsOfClasses& counts, const std::vector<std::size_t>& classes) {
  double fewest = INFINITY;
  for (const std::size_t c : classes) fewest = std::min(fewest, counts[c].offered);
  return fewest;
}

/// A value a process run.
Sample buffers_of_runs(std::span<const SpikeRun* const> runs, const std::vector<std::size_t>& classes) {
  std::map<const ProcessRun*, ByFactor> by_run;
  std::map<const ProcessRun*, std::size_t> disturbed;
  Sample sample;
  for (const SpikeRun* r : runs) {
    add(by_run[r->run], *r);
    sample.disturbed_share += r->view->stage->quality == results::Quality::disturbed;
    for (const std::size_t c : classes)
      sample.n.requests += static_cast<std::uint64_t>(r->classes[c].offered);
  }
  sample.disturbed_share /= static_cast<double>(runs.size());
  for (const auto& [run, counts] : by_run) {
    sample.values.push_back({run->host, run->recording_index, run->block, run->start_unix_ns,
                             bracket_of(counts, classes).passed.value_or(1)});
  }
  count_runs(sample);
  return sample;
}

}  // namespace

Estimate spike_buffer(std::span<const SpikeRun* const> runs, const std::vector<std::size_t>& classes) {
  if (runs.empty() || classes.empty()) {
    Estimate none;
    none.absent_because = "no load spike was measured";
    return none;
  }
  ByFactor pooled;
  for (const SpikeRun* r : runs) add(pooled, *r);
  const Bracket bracket = bracket_of(pooled, classes);
  Estimate e = estimate(buffers_of_runs(runs, classes));
  const double mean = e.value.value_or(1);
  e.value = bracket.passed.value_or(bracket.missed.value_or(1));
  if (!bracket.missed || !bracket.passed) {
    e.bound = bracket.missed ? Bound::at_most : Bound::at_least;
    e.interval.reset();
    e.no_interval_because = bracket.missed ? "even the smallest spike measured is too large"
                                           : "the largest spike measured is not too large";
    return e;
  }
  if (rarest(pooled.at(*bracket.passed), classes) < fewest_requests) {
    e.interval.reset();
    e.no_interval_because =
        fmt::format("fewer than {:.0f} requests of a class: judging 1 % needs as many", fewest_requests);
  }
  if (!e.interval) return e;
  const double shift = *e.value / mean;
  e.interval = statistics::Interval{std::max(1.0, e.interval->low * shift),
                                    e.interval->high * shift * *bracket.missed / *bracket.passed};
  return e;
}

}  // namespace crossfade::analysis
