#include "analysis/report/counter_table.h"

#include <fmt/format.h>

#include <algorithm>

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

double stages_counted(const results::Recording& r, std::size_t counter) {
  return static_cast<double>(
      std::count_if(r.readings.begin(), r.readings.end(), [counter](const results::CounterReading& x) {
        return x.counter == counter && x.state == results::CounterState::counted && x.total;
      }));
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
               {"state", "state", "", false, false}};
  for (std::size_t i = 0; i < r.counters.size(); ++i) {
    const results::Counter& c = r.counters[i];
    const results::Metric* const metric = results::find_metric(c.metric);
    const results::EventCode* const code = code_of(r, c);
    t.rows.push_back({text_cell(c.metric), cell(metric != nullptr ? metric->name : ""),
                      cell(metric != nullptr ? metric->unit : ""),
                      metric != nullptr ? text_cell(better_text(metric->direction)) : Cell{},
                      cell(metric != nullptr ? metric->help : ""), text_cell(c.raw_event),
                      code != nullptr ? text_cell(to_text(results::decoded(code->config))) : Cell{},
                      cell(code != nullptr ? text_of(code->place) : ""),
                      code != nullptr ? text_cell(status_of(*code)) : Cell{},
                      metric != nullptr ? text_cell(comparability_text(metric->across_cpus)) : Cell{},
                      text_cell(std::string(results::name_of(c.scope))),
                      text_cell(std::string(results::name_of(c.tier))), number_cell(stages_counted(r, i)),
                      text_cell(c.absent_because.empty() ? "counted" : "absent: " + c.absent_because)});
  }
  t.notes.emplace_back(r.counters.empty()
                           ? "none were asked for"
                           : "What each means, and the codes of every CPU: crossfade-report show "
                             "--counters.");
  return t;
}

}  // namespace crossfade::analysis
