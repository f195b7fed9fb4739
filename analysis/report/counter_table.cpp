#include "analysis/report/counter_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/coverage.h"
#include "analysis/report/cells.h"
#include "analysis/report/counter_catalogue.h"
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
      return "it read 0 where that cannot be: the hypervisor hides it";
    default:
      return "it was not open in any stage";
  }
}

std::string state_text(const results::Recording& r, std::size_t counter, const CoverageOfStages& stages) {
  if (!r.counters[counter].absent_because.empty()) return "absent: " + r.counters[counter].absent_because;
  if (stages.counted > 0) return "counted";
  if (stages.without > 0) return "absent: " + why_none(r, counter);
  return stages.in_other_pass > 0 ? "not counted: no process opened its pass" : "no stage yet";
}

}  // namespace

Table counter_table(const results::Recording& r) {
  Table t;
  t.id = "counters";
  t.title = "Counters";
  t.columns = {{"metric", "metric", "", false, false},
               {"name", "", "", false, true},
               {"unit", "", "", false, true},
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
               {"state", "state", "", false, false}};
  for (std::size_t i = 0; i < r.counters.size(); ++i) {
    const results::Counter& c = r.counters[i];
    const results::Metric* const metric = results::find_metric(c.metric);
    const results::EventCode* const code = code_of(r, c);
    const CoverageOfStages stages = coverage_in(r, static_cast<std::uint32_t>(i));
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
                      text_cell(state_text(r, i, stages))});
  }
  t.notes.emplace_back(r.counters.empty()
                           ? "none were asked for"
                           : "What each means, and the codes of every CPU: crossfade-report show "
                             "--counters.");
  if (!r.counters.empty())
    t.notes.emplace_back(
        "Coverage: the worst of the stages that counted it, by the time it was on the hardware; counts are "
        "never "
        "scaled up.");
  return t;
}

}  // namespace crossfade::analysis
