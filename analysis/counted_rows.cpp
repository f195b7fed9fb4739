#include "analysis/counted_rows.h"

#include <algorithm>

#include "analysis/multiplexing.h"
#include "analysis/quantity.h"
#include "analysis/top_down_quantity.h"
#include "results/vocabulary/derived_metric.h"
#include "results/vocabulary/metric.h"

namespace crossfade::analysis {
namespace {

template <class Container, class Value>
bool contains(const Container& container, const Value& value) {
  return std::find(container.begin(), container.end(), value) != container.end();
}

/// Each once, in the order of the runs.
std::vector<const results::Recording*> recordings_of(const WorkloadRuns& side) {
  std::vector<const results::Recording*> recordings;
  for (const ProcessRun& run : side.runs) {
    if (!contains(recordings, run.recording)) recordings.push_back(run.recording);
  }
  return recordings;
}

std::vector<std::string_view> inputs_of_all_ways(std::string_view metric) {
  std::vector<std::string_view> inputs;
  for (const results::DerivedMetric& way : results::ways_to_derive(metric)) {
    const auto of_way = inputs_of(way);
    inputs.insert(inputs.end(), of_way.begin(), of_way.end());
  }
  return inputs;
}

bool is_of_the_cpu(const results::Counter& counter) {
  return counter.absent_because.empty() &&
         (counter.tier == results::CounterTier::hardware || counter.tier == results::CounterTier::msr);
}

/// A counter of the CPU that the metric follows from and for which `has` holds.
template <class Has>
bool has_hardware_input(const WorkloadRuns& side, std::string_view metric, Has has) {
  const auto inputs = inputs_of_all_ways(metric);
  const auto recordings = recordings_of(side);
  return std::any_of(recordings.begin(), recordings.end(), [&](const results::Recording* recording) {
    const bool is_top_down = contains(top_down_categories(*recording), metric);
    return std::any_of(
        recording->counters.begin(), recording->counters.end(), [&](const results::Counter& counter) {
          return is_of_the_cpu(counter) && (is_top_down || contains(inputs, counter.metric)) && has(counter);
        });
  });
}

/// What the value of the metric may follow from.
std::vector<std::string_view> counters_behind(const WorkloadRuns& side, std::string_view metric) {
  auto inputs = inputs_of_all_ways(metric);
  for (const results::Recording* const recording : recordings_of(side)) {
    if (!contains(top_down_categories(*recording), metric)) continue;
    for (const results::Counter& counter : recording->counters) {
      if (is_of_the_cpu(counter)) inputs.push_back(counter.metric);
    }
  }
  return inputs;
}

bool is_a_hint(const WorkloadRuns& side, std::string_view category) {
  const auto recordings = recordings_of(side);
  return std::any_of(recordings.begin(), recordings.end(), [&](const results::Recording* recording) {
    return is_top_down_approximate(*recording, category);
  });
}

bool takes_other_runs(const WorkloadRuns& side, std::string_view category) {
  const auto recordings = recordings_of(side);
  return std::any_of(recordings.begin(), recordings.end(), [&](const results::Recording* recording) {
    return rests_on_other_runs(*recording, category);
  });
}

}  // namespace

bool is_counted_on_either(const WorkloadRuns& base, const WorkloadRuns& candidate, std::string_view metric) {
  const auto counts = [metric](const WorkloadRuns& side) {
    const auto recordings = recordings_of(side);
    return std::any_of(recordings.begin(), recordings.end(),
                       [metric](const auto* recording) { return is_counted(*recording, metric); });
  };
  return counts(base) || counts(candidate);
}

std::vector<std::string> shown_where_counted(const WorkloadRuns& base, const WorkloadRuns& candidate) {
  std::vector<std::string> shown;
  for (const results::DerivedMetric& row : results::derived_metrics()) {
    const results::Metric* const metric = results::find_metric(row.metric);
    if (metric == nullptr || metric->direction == results::Direction::neutral)
      continue;  // not to be compared
    if (contains(always_shown, row.metric) || contains(shown, row.metric)) continue;
    if (is_counted_on_either(base, candidate, row.metric)) shown.emplace_back(row.metric);
  }
  return shown;
}

std::vector<std::string_view> counted_categories(const WorkloadRuns& base, const WorkloadRuns& candidate) {
  std::vector<std::string_view> shown;
  for (const WorkloadRuns* const side : {&base, &candidate}) {
    for (const results::Recording* const recording : recordings_of(*side)) {
      for (const std::string_view category : top_down_categories(*recording)) {
        if (!contains(shown, category)) shown.push_back(category);
      }
    }
  }
  return shown;
}

bool is_of_hardware_counters(std::string_view metric, const WorkloadRuns& base,
                             const WorkloadRuns& candidate) {
  const auto any = [](const results::Counter& /*counter*/) { return true; };
  return has_hardware_input(base, metric, any) || has_hardware_input(candidate, metric, any);
}

void caution_about_counters(const WorkloadRuns& side, std::string_view metric, Estimate& estimate) {
  if (!estimate.value) return;
  if (is_a_hint(side, metric))
    estimate.cautions.emplace_back(
        "top-down by an approximation, a hint and no measurement: see crossfade-report show --counters");
  if (takes_other_runs(side, metric))
    estimate.cautions.emplace_back(
        "an event of it was counted in other process runs, for want of counters: see crossfade-report show "
        "--counters");
  if (const auto coverage = coverage_of_estimates(side, counters_behind(side, metric)))
    estimate.cautions.push_back(estimated_text(*coverage));
  const auto is_of_cpu = [](const results::Counter& c) { return c.scope == results::CounterScope::cpu; };
  if (has_hardware_input(side, metric, is_of_cpu))
    estimate.cautions.emplace_back("counted for whole CPUs: whatever else ran there is in it");
}

}  // namespace crossfade::analysis
