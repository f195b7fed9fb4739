#include "analysis/report/counter_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/coverage.h"
#include "analysis/multiplexing.h"
#include "analysis/report/cells.h"
#include "analysis/report/counter_catalogue.h"
#include "analysis/sampled_counter.h"
#include "analysis/top_down_quantity.h"
#include "results/enum_names.h"
#include "results/vocabulary/event_code.h"
#include "results/vocabulary/metric.h"
#include "results/vocabulary/raw_code.h"

namespace crossfade::analysis {
namespace {

Cell cell(std::string_view text) {
  return text_cell(std::string(text));
}

/// The code that the recording's CPU has for the metric, if it was asked for by it: its name ends in the
/// code.
const results::EventCode* code_of(const results::Recording& r, const results::Counter& counter) {
  const results::EventCode* const code = results::find_event_code(r.header.microarchitecture, counter.metric);
  if (code == nullptr || !counter.raw_event.ends_with(fmt::format("({:#x})", code->config))) return nullptr;
  return code;
}

/// Of a counter that was open and has not counted in a single stage.
std::string why_none(const results::Recording& r, std::size_t counter) {
  const auto found = std::find_if(r.readings.begin(), r.readings.end(), [&](const auto& reading) {
    return reading.counter == counter && reading.state != results::CounterState::other_pass;
  });
  if (found == r.readings.end()) return "in no stage";
  switch (found->state) {
    case results::CounterState::lost:
      return "another profiler or the NMI watchdog held the counters";
    case results::CounterState::zeroed:
      return "it read 0 and nothing shows that it counts on this machine: the hypervisor may hide it";
    default:
      return "it was not open in any stage";
  }
}

std::string state_text(const results::Recording& r, std::size_t counter, const CoverageOfStages& stages) {
  if (!r.counters[counter].absent_because.empty()) return "absent: " + r.counters[counter].absent_because;
  if (stages.counted > 0)
    return is_multiplexed(r) && stages.worst && *stages.worst != Coverage::exact
               ? "estimated: counted in turns, scaled up in figures"
               : "counted";
  if (stages.without > 0) return "absent: " + why_none(r, counter);
  return stages.in_other_pass > 0 ? "not counted: no process opened its pass" : "no stage yet";
}

/// Empty where no stage has any.
Cell samples_cell(const SamplesOfCounter& samples) {
  if (samples.counted == 0) return {};
  Cell c = number_cell(static_cast<double>(samples.counted));
  if (samples.without > 0) c.text += fmt::format(" ({} without a count)", samples.without);
  return c;
}

Cell rate_cell(const std::optional<double>& rate_hz) {
  if (!rate_hz) return {};
  Cell c = number_cell(*rate_hz);
  c.text = fmt::format("{:.3g}", *rate_hz);
  return c;
}

/// Of all stages that know it. The kernel counts what a CPU quota stopped as a wait: it is none for others.
std::string waiting_text(const results::Recording& r) {
  double worker_ns = 0, waited_ns = 0, throttled_ns = 0;
  for (const results::Stage& stage : r.stages) {
    if (!stage.run_queue_wait_ns || !results::is_of_measurement(r, stage)) continue;
    const auto waited = static_cast<double>(*stage.run_queue_wait_ns);
    const double throttled = std::min(waited, static_cast<double>(stage.throttled_ns.value_or(0)));
    worker_ns += static_cast<double>(stage.duration_ns) * stage.workers;
    waited_ns += waited - throttled;
    throttled_ns += throttled;
  }
  if (!(worker_ns > 0)) return {};
  const std::string quota =
      throttled_ns > 0 ? fmt::format(", and {:.2f} % by their CPU quota", 100 * throttled_ns / worker_ns)
                       : "";
  return fmt::format("Workers waited for a CPU {:.2f} % of the stages' time while others had it{}.",
                     100 * waited_ns / worker_ns, quota);
}

}  // namespace

Table counter_table(const results::Recording& r) {
  Table t;
  t.id = "counters";
  t.title = "Counters";
  t.columns = {{"metric", "metric", "", false, false},
               {"name", "", "", false, true},
               {"unit", "unit", "", false, false},
               {"better", "", "", false, true},
               {"meaning", "", "", false, true},
               {"raw_event", "event", "", false, false},
               {"decoded", "which is", "", false, false},
               {"counters", "", "", false, true},
               {"status", "", "", false, true},
               {"across_cpus", "between CPUs", "", false, false},
               {"scope", "scope", "", false, false},
               {"tier", "tier", "", false, false},
               {"stages", "stages counted", "1", true, false},
               {"stages_in_other_passes", "in other passes", "1", true, false},
               {"coverage", "coverage", "", false, false},
               {"samples", "samples", "1", true, false},
               {"sample_rate_hz", "a second and worker", "Hz", true, false},
               {"state", "state", "", false, false}};
  for (std::size_t i = 0; i < r.counters.size(); ++i) {
    const results::Counter& c = r.counters[i];
    const results::Metric* const metric = results::find_metric(c.metric);
    const results::EventCode* const code = code_of(r, c);
    const CoverageOfStages stages = coverage_in(r, static_cast<std::uint32_t>(i));
    const SamplesOfCounter samples = samples_of(r, static_cast<std::uint32_t>(i));
    t.rows.push_back({text_cell(c.metric), cell(metric != nullptr ? metric->name : ""),
                      cell(metric != nullptr ? metric->unit : ""),
                      metric != nullptr ? text_cell(better_text(metric->direction)) : Cell{},
                      cell(metric != nullptr ? metric->help : ""), text_cell(c.raw_event),
                      code != nullptr ? text_cell(to_text(results::decoded(code->config))) : Cell{},
                      cell(code != nullptr ? text_of(code->place) : ""),
                      code != nullptr ? text_cell(status_of(*code)) : Cell{},
                      metric != nullptr ? text_cell(comparability_text(metric->across_cpus)) : Cell{},
                      text_cell(std::string(results::name_of(c.scope))),
                      text_cell(std::string(results::name_of(c.tier))), number_cell(stages.counted),
                      number_cell(stages.in_other_pass), cell(stages.worst ? text_of(*stages.worst) : ""),
                      samples_cell(samples), rate_cell(samples.rate_hz()),
                      text_cell(state_text(r, i, stages))});
  }
  t.notes.emplace_back(r.counters.empty()
                           ? "none were asked for"
                           : "What each means, and the codes of every CPU: crossfade-report show "
                             "--counters.");
  if (!r.counters.empty())
    t.notes.emplace_back(
        is_multiplexed(r)
            ? "Coverage: the worst of the stages that counted it, by the time it was on the hardware. "
              "Counters "
              "took turns (--multiplex): figures scale counts up by that time, and are estimates."
            : "Coverage: the worst of the stages that counted it, by the time it was on the hardware; counts "
              "are never scaled up.");
  if (const std::string_view method = top_down_method_of(r); !method.empty())
    t.notes.push_back(
        fmt::format("Top-down by the method '{}'{}.", method, is_top_down_approximate(r) ? ", a hint" : ""));
  if (const std::string gap = top_down_gap(r); !gap.empty()) t.notes.push_back(gap);
  if (const std::string wait = waiting_text(r); !wait.empty()) t.notes.push_back(wait);
  if (!r.samples.empty())
    t.notes.emplace_back(
        "Samples: counts over time, of each worker, its stop included; crossfade-report samples writes "
        "them.");
  return t;
}

}  // namespace crossfade::analysis
