#include "analysis/spike_buffer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "analysis/sample.h"
#include "results/assertion.h"

namespace crossfade::analysis {
namespace {

constexpr double allowed_exceedance = 0.01;  // of a p99 objective
constexpr double fewest_requests = 400;      // of the rarest class at the factor: judging 1 % needs them

using CountsOfClasses = std::vector<ClassCounts>;
using ByFactor = std::map<double, CountsOfClasses>;
using Places = std::vector<std::size_t>;

void add(ByFactor& sums, const SpikeRun& run) {
  CountsOfClasses& sum = sums[run.spike->factor];
  sum.resize(run.classes.size());
  for (std::size_t c = 0; c < sum.size(); ++c) {
    sum[c].offered += run.classes[c].offered;
    sum[c].in_slo += run.classes[c].in_slo;
  }
}

/// The first of the classes of which no request fell due.
std::optional<std::size_t> not_offered(const CountsOfClasses& counts, const Places& classes) {
  for (const std::size_t c : classes) {
    if (!(counts[c].offered > 0)) return c;
  }
  return std::nullopt;
}

/// Of the classes of which any fell due.
bool one_missed(const CountsOfClasses& counts, const Places& classes) {
  return std::any_of(classes.begin(), classes.end(), [&](std::size_t c) {
    return counts[c].offered > 0 && counts[c].in_slo < (1 - allowed_exceedance) * counts[c].offered;
  });
}

struct Bracket {
  std::optional<double> passed, missed;  ///< neighbours among the factors measured
  /// The smallest factor below `missed` of which it is not known; what passed beyond it does not count.
  std::optional<double> unknown;
};

Bracket bracket_of(const ByFactor& counts, const Places& classes) {
  Bracket bracket;
  for (const auto& [factor, of_classes] : counts) {
    if (one_missed(of_classes, classes)) {
      bracket.missed = factor;
      break;
    }
    if (bracket.unknown) continue;
    if (not_offered(of_classes, classes)) {
      bracket.unknown = factor;
    } else {
      bracket.passed = factor;
    }
  }
  return bracket;
}

double rarest(const CountsOfClasses& counts, const Places& classes) {
  double fewest = INFINITY;
  for (const std::size_t c : classes) fewest = std::min(fewest, counts[c].offered);
  return fewest;
}

/// A value a process run, of those in which every class was offered as far as it matters.
Sample buffers_of_runs(std::span<const SpikeRun* const> runs, const Places& classes) {
  std::map<const ProcessRun*, ByFactor> by_run;
  Sample sample;
  for (const SpikeRun* r : runs) {
    add(by_run[r->run], *r);
    sample.disturbed_share += r->view->stage->quality == results::Quality::disturbed;
    for (const std::size_t c : classes)
      sample.n.requests += static_cast<std::uint64_t>(r->classes[c].offered);
  }
  sample.disturbed_share /= static_cast<double>(runs.size());
  for (const auto& [run, counts] : by_run) {
    const Bracket bracket = bracket_of(counts, classes);
    if (bracket.unknown) {
      ++sample.runs_without;
      sample.absent_because = "no request of a class fell due in one of its spikes";
      continue;
    }
    sample.values.push_back(
        {run->host, run->recording_index, run->block, run->start_unix_ns, bracket.passed.value_or(1)});
  }
  count_runs(sample);
  return sample;
}

std::string unknown_text(const SpikeRun& run, const ByFactor& counts, double factor, const Places& classes) {
  const auto rows = classes_of(*run.run->recording, run.run->workload);
  const auto place = not_offered(counts.at(factor), classes);
  return fmt::format("not known of x {:g}: no request of class {} fell due in it", factor,
                     place ? rows[*place]->name : "");
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
  const std::string no_run_knows = std::exchange(e.absent_because, "");
  if (bracket.unknown || !bracket.missed || !bracket.passed) e.interval.reset();
  e.value = bracket.passed ? bracket.passed : bracket.missed;
  if (!e.value) {
    CF_ASSERT(bracket.unknown, "a factor was passed, missed or is not known");
    e.absent_because = unknown_text(*runs.front(), pooled, *bracket.unknown, classes);
    e.no_interval_because.clear();
    return e;
  }
  if (bracket.unknown) {
    e.bound = bracket.passed ? Bound::at_least : Bound::at_most;
    e.no_interval_because = unknown_text(*runs.front(), pooled, *bracket.unknown, classes);
    return e;
  }
  if (!bracket.missed || !bracket.passed) {
    e.bound = bracket.missed ? Bound::at_most : Bound::at_least;
    e.no_interval_because = bracket.missed ? "even the smallest spike measured is too large"
                                           : "the largest spike measured is not too large";
    return e;
  }
  if (!no_run_knows.empty()) e.no_interval_because = no_run_knows;
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
