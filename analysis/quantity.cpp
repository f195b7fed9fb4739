#include "analysis/quantity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "analysis/multiplexing.h"
#include "analysis/number_text.h"
#include "results/assertion.h"
#include "results/vocabulary/derived_metric.h"

namespace crossfade::analysis {
namespace {

using Stages = std::vector<const StageView*>;

std::uint64_t completed(const Stages& stages) {
  std::uint64_t n = 0;
  for (const StageView* v : stages) n += v->stage->completed;
  return n;
}

Quantity absent(std::string why) {
  return {std::nullopt, 0, std::move(why)};
}

Quantity absent_here(std::string why) {
  return {std::nullopt, 0, std::move(why), true};
}

/// Of the metric in that stage. A recording may have several counters of it (another scope, other rights):
/// the one that was open counts.
const results::CounterReading* reading_of(const ProcessRun& run, const StageView& view,
                                          std::string_view metric) {
  const results::CounterReading* found = nullptr;
  for (const results::CounterReading* r : view.readings) {
    const results::Counter& counter = run.recording->counters[r->counter];
    if (counter.metric != metric || !counter.absent_because.empty()) continue;
    if (found == nullptr || found->state == results::CounterState::other_pass) found = r;
  }
  return found;
}

bool is_in_other_pass(const ProcessRun& run, const StageView& view, std::string_view metric) {
  const results::CounterReading* const reading = reading_of(run, view, metric);
  return reading != nullptr && reading->state == results::CounterState::other_pass;
}

/// The stages in whose pass all of them were.
Stages with_all(const ProcessRun& run, const Stages& stages, const std::vector<std::string_view>& inputs) {
  Stages out;
  std::copy_if(stages.begin(), stages.end(), std::back_inserter(out), [&](const StageView* view) {
    return std::none_of(inputs.begin(), inputs.end(),
                        [&](std::string_view metric) { return is_in_other_pass(run, *view, metric); });
  });
  return out;
}

/// It stands in the recording for passes that no process opened.
bool was_never_on(const results::Recording& recording, std::uint32_t counter) {
  bool in_others = false;
  for (const results::CounterReading& reading : recording.readings) {
    if (reading.counter != counter) continue;
    if (reading.state != results::CounterState::other_pass) return false;
    in_others = true;
  }
  return in_others;
}

/// Does `has` hold for some counter of each metric that the row needs?
template <class Has>
bool holds_for_inputs(const results::Recording& recording, const results::DerivedMetric& way, Has has) {
  const auto holds_for = [&](std::string_view metric) {
    return std::any_of(recording.counters.begin(), recording.counters.end(),
                       [&](const results::Counter& c) { return c.metric == metric && has(c); });
  };
  return holds_for(way.above) && (way.plus.empty() || holds_for(way.plus)) &&
         (way.below.empty() || holds_for(way.below));
}

bool counts_user_space_alone(const results::Recording& recording, std::string_view metric) {
  return std::any_of(recording.counters.begin(), recording.counters.end(), [metric](const auto& c) {
    return c.metric == metric && c.absent_because.empty() && c.scope == results::CounterScope::user;
  });
}

bool counts_whole_cpus(const results::Recording& recording, std::string_view metric) {
  return std::any_of(recording.counters.begin(), recording.counters.end(), [metric](const auto& c) {
    return c.metric == metric && c.absent_because.empty() && c.scope == results::CounterScope::cpu;
  });
}

Looks looks_of(const results::DerivedMetric& way) {
  return way.without_looks ? Looks::taken_off : Looks::counted;
}

Quantity upper_part(const ProcessRun& run, const Stages& stages, const results::DerivedMetric& way) {
  Quantity sum = counter_total(run, stages, way.above, looks_of(way));
  if (!sum.value || way.plus.empty()) return sum;
  Quantity more = counter_total(run, stages, way.plus);
  if (!more.value) return more;
  sum.value = *sum.value + *more.value;
  return sum;
}

Quantity derive(const ProcessRun& run, const Stages& all, const results::DerivedMetric& way) {
  const auto inputs = inputs_of(way);
  const Stages stages = with_all(run, all, inputs);
  if (stages.empty() && !all.empty())
    return absent_here(inputs.size() == 1
                           ? fmt::format("{} was in another pass of the counters", way.above)
                           : fmt::format("{} were not counted together", fmt::join(inputs, ", ")));
  Quantity result = upper_part(run, stages, way);
  if (!result.value) return result;
  if (way.needs_kernel && counts_user_space_alone(*run.recording, way.above))
    return absent(fmt::format("{} counted user space alone", way.above));
  if (!way.below.empty() &&
      counts_whole_cpus(*run.recording, way.above) != counts_whole_cpus(*run.recording, way.below))
    return absent(
        fmt::format("{} and {} did not count the same: one the threads, one all that their CPUs did",
                    way.above, way.below));
  if (way.below.empty()) {
    if (result.requests == 0) return absent("no request was completed");
    result.value = way.factor * *result.value / static_cast<double>(result.requests);
    return result;
  }
  Quantity lower = counter_total(run, stages, way.below, looks_of(way));
  if (!lower.value) return lower;
  if (*lower.value == 0) return absent(fmt::format("{} counted nothing", way.below));
  result.value = way.factor * *result.value / *lower.value;
  return result;
}

}  // namespace

double of_looks(const results::Stage& stage, std::string_view metric) {
  if (metric == "instructions") return static_cast<double>(stage.look_instructions.value_or(0));
  const bool cycles = metric == "cycles" || metric == "aperf_cycles";
  return cycles ? static_cast<double>(stage.look_cycles.value_or(0)) : 0;
}

Quantity counter_total(const ProcessRun& run, const Stages& stages, std::string_view metric, Looks looks) {
  std::string why = fmt::format("{} was not asked for", metric);
  bool counts = false;
  for (const results::Counter& c : run.recording->counters) {
    if (c.metric != metric) continue;
    counts = counts || c.absent_because.empty();
    why = c.absent_because;
  }
  if (!counts) return absent(why);
  double total = 0;
  Quantity out;
  bool counted = false;
  for (const StageView* v : stages) {
    const results::CounterReading* const reading = reading_of(run, *v, metric);
    if (reading != nullptr && reading->state == results::CounterState::other_pass) continue;
    if (reading == nullptr || !reading->total || reading->state != results::CounterState::counted) {
      return absent(fmt::format("{} did not count in a stage", metric));
    }
    // A count of a part of the stage is not scaled up: what ran while it was not counting is unknown. Only
    // who asked for turns gets estimates, which say so (multiplexing.h).
    const bool is_whole =
        static_cast<double>(reading->running_ns) >= 0.99 * static_cast<double>(reading->enabled_ns);
    if (!is_whole && !is_multiplexed(*run.recording))
      return absent(fmt::format("{} counted only a part of a stage", metric));
    const double of_stage = is_whole
                                ? static_cast<double>(*reading->total)
                                : scaled_total(*reading->total, reading->enabled_ns, reading->running_ns);
    const double own = looks == Looks::taken_off ? of_looks(*v->stage, metric) : 0;
    total += std::max(0.0, of_stage - own);
    out.requests += v->stage->completed;
    counted = true;
  }
  if (!counted && !stages.empty())
    return absent_here(fmt::format("{} was in another pass of the counters", metric));
  out.value = total;
  return out;
}

bool has_rate(const std::vector<double>& rates_per_s, double rate_per_s) {
  return std::any_of(rates_per_s.begin(), rates_per_s.end(),
                     [rate_per_s](double r) { return same_rate(r, rate_per_s); });
}

StageFilter at_capacity(const WorkloadRuns& workload) {
  const std::uint32_t workers = most_workers(workload);
  return {results::StageKind::capacity, workers > 0 ? std::optional(workers) : std::nullopt, {}};
}

bool matches(const results::Stage& stage, const StageFilter& filter) {
  return stage.kind == filter.kind && (!filter.workers || stage.workers == *filter.workers) &&
         (!filter.offered_per_s || same_rate(stage.offered_per_s, *filter.offered_per_s));
}

Stages matching(const ProcessRun& run, const StageFilter& filter) {
  Stages out;
  for (const StageView& v : run.stages) {
    if (matches(*v.stage, filter)) out.push_back(&v);
  }
  return out;
}

Quantity throughput_per_s(const ProcessRun& /*run*/, const Stages& stages) {
  double seconds = 0;
  for (const StageView* v : stages) seconds += static_cast<double>(v->stage->duration_ns) * 1e-9;
  const std::uint64_t n = completed(stages);
  if (!(seconds > 0)) return absent("the stage has no duration");
  if (n == 0) return absent("no request was completed");
  return {static_cast<double>(n) / seconds, n, ""};
}

Quantity scaling_efficiency(const ProcessRun& run, const Stages& stages) {
  Quantity many = throughput_per_s(run, stages);
  if (!many.value) return many;
  const Stages alone = matching(run, {results::StageKind::capacity, 1, {}});
  if (alone.empty()) return absent("the process run has no capacity stage with one thread to compare with");
  const Quantity one = throughput_per_s(run, alone);
  if (!one.value) return absent(one.absent_because);
  many.value = *many.value / *one.value / stages.front()->stage->workers;
  return many;
}

Quantity cpu_per_request_ns(const ProcessRun& /*run*/, const Stages& stages) {
  double cpu_ns = 0;
  for (const StageView* v : stages) {
    const results::Stage& s = *v->stage;
    cpu_ns += static_cast<double>(s.cpu_user_ns) + static_cast<double>(s.cpu_system_ns) -
              static_cast<double>(s.waiting_cpu_ns) + static_cast<double>(s.target_cpu_ns.value_or(0));
  }
  const std::uint64_t n = completed(stages);
  if (n == 0) return absent("no request was completed");
  if (!(cpu_ns > 0)) return absent("no CPU time was recorded");
  return {cpu_ns / static_cast<double>(n), n, ""};
}

Quantity effective_clock_hz(const ProcessRun& /*run*/, const Stages& stages) {
  double weighted = 0, weight = 0;
  for (const StageView* v : stages) {
    if (!std::isfinite(v->stage->effective_clock_hz)) continue;
    const auto duration = static_cast<double>(v->stage->duration_ns);
    weighted += duration * v->stage->effective_clock_hz;
    weight += duration;
  }
  if (!(weight > 0)) return absent("the clock was not measured in these stages");
  return {weighted / weight, completed(stages), ""};
}

results::Histogram pooled_histogram(const Stages& stages, results::DistributionKind kind) {
  results::Histogram pooled;
  for (const StageView* v : stages) {
    bool over_all = false;
    for (const results::Distribution* d : v->distributions) {
      over_all = over_all || (d->kind == kind && d->workload_class == results::Distribution::all_classes);
    }
    for (const results::Distribution* d : v->distributions) {
      const bool is_total = d->workload_class == results::Distribution::all_classes;
      if (d->kind == kind && is_total == over_all) pooled.merge(d->histogram());
    }
  }
  return pooled;
}

Measure quantile_ns(results::DistributionKind kind, double p) {
  return [kind, p](const ProcessRun&, const Stages& stages) {
    const results::Histogram h = pooled_histogram(stages, kind);
    const double needed = std::ceil(1 / (1 - p) - 1e-9);
    if (static_cast<double>(h.count()) < needed) {
      return absent(fmt::format("{} in a process run: p{:g} needs {:.0f}", counted_text(h.count(), "request"),
                                100 * p, needed));
    }
    return Quantity{h.quantile_ns(p), h.count(), ""};
  };
}

Measure derived(std::string_view metric) {
  const auto ways = results::ways_to_derive(metric);
  CF_ASSERT(!ways.empty(), "the metric has a row in results/vocabulary/derived_metric");
  return [ways](const ProcessRun& run, const Stages& stages) {
    const auto open = [](const results::Counter& counter) { return counter.absent_because.empty(); };
    const auto asked_for = [](const results::Counter& /*counter*/) { return true; };
    for (const results::DerivedMetric& way : ways) {
      if (holds_for_inputs(*run.recording, way, open)) return derive(run, stages, way);
    }
    // Then of none: the reason is that of the first that was tried.
    for (const results::DerivedMetric& way : ways) {
      if (holds_for_inputs(*run.recording, way, asked_for)) return derive(run, stages, way);
    }
    return derive(run, stages, ways.front());
  };
}

bool is_counted(const results::Recording& recording, std::string_view metric) {
  const auto counts = [&](const results::Counter& counter) {
    const auto row = static_cast<std::uint32_t>(&counter - recording.counters.data());
    return counter.absent_because.empty() && !was_never_on(recording, row);
  };
  const auto ways = results::ways_to_derive(metric);
  return std::any_of(ways.begin(), ways.end(),
                     [&](const auto& way) { return holds_for_inputs(recording, way, counts); });
}

}  // namespace crossfade::analysis
