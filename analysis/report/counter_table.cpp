#include "analysis/report/counter_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "analysis/coverage.h"
#include "analysis/multiplexing.h"
#include "analysis/report/cells.h"
#include "analysis/report/counter_catalogue.h"
#include "analysis/report/footnotes.h"
#include "analysis/sampled_counter.h"
#include "analysis/top_down_quantity.h"
#include "results/enum_names.h"
#include "results/lost_counters.h"
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

/// As the measuring process saw it.
std::string how_lost(const results::Recording& r) {
  const auto said = std::find_if(r.absences.begin(), r.absences.end(), [](const results::Absence& absence) {
    return absence.subject == results::lost_counters;
  });
  return said == r.absences.end() ? "it was lost, and the recording does not say how" : said->reason;
}

/// Of a counter that was open and has not counted in some stage: why, of the first of them.
std::string why_none(const results::Recording& r, std::size_t counter) {
  const auto found = std::find_if(r.readings.begin(), r.readings.end(), [&](const auto& reading) {
    return reading.counter == counter && reading.state != results::CounterState::other_pass &&
           reading.state != results::CounterState::counted;
  });
  if (found == r.readings.end()) return "in no stage";
  switch (found->state) {
    case results::CounterState::lost:
      return how_lost(r);
    case results::CounterState::zeroed:
      return "it read 0 and nothing shows that it counts on this machine: the hypervisor may hide it";
    default:
      return "it was not open in any stage";
  }
}

/// Of a counter that is not absent.
std::string state_text(const results::Recording& r, std::size_t counter, const CoverageOfStages& stages) {
  if (stages.counted > 0) {
    std::string text = is_multiplexed(r) && stages.worst && *stages.worst != Coverage::exact
                           ? "estimated: counted in turns, scaled up in figures"
                           : "counted";
    if (stages.without > 0)
      text += fmt::format("; not in {} of {} stages: {}", stages.without, stages.without + stages.counted,
                          why_none(r, counter));
    return text;
  }
  return stages.in_other_pass > 0 ? "not counted: no process opened its pass" : "no stage yet";
}

/// What is absent was on the hardware in no stage; nothing is known of what no process has opened yet.
std::string coverage_text(const CoverageOfStages& stages, const std::string& absent_because) {
  if (stages.worst) return std::string(text_of(*stages.worst));
  return absent_because.empty() ? std::string() : std::string(text_of(Coverage::none));
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

/// A row of what no counter of the recording says: found out by trying, so of tier probe.
void add_probe(Table& t, const std::string& metric, std::string_view found_by, std::string state,
               const std::optional<std::uint32_t>& stages, std::string absent_because,
               std::vector<std::string>& reasons) {
  const results::Metric* const known = results::find_metric(metric);
  std::vector<Cell> row(t.columns.size());
  const auto set = [&](std::string_view column, Cell value) {
    if (const auto place = column_of(t, column)) row[*place] = std::move(value);
  };
  set("metric", text_cell(metric));
  set("name", cell(known != nullptr ? known->name : ""));
  set("unit", cell(known != nullptr ? known->unit : "1"));
  set("meaning", cell(known != nullptr ? known->help : ""));
  set("raw_event", cell(found_by));
  set("tier", text_cell(std::string(results::name_of(results::CounterTier::probe))));
  if (stages) set("stages", number_cell(*stages));
  set("coverage", cell(absent_because.empty() ? "-" : text_of(Coverage::none)));
  set("state", text_cell(absent_because.empty() ? std::move(state) : "absent: " + absent_because));
  t.rows.push_back(std::move(row));
  reasons.push_back(std::move(absent_because));
}

/// How many counters count at once, and the clock of the stages, where the recording says.
void add_probes(Table& t, const results::Recording& r, std::vector<std::string>& reasons) {
  for (const results::EnvironmentFact& fact : r.environment) {
    if (fact.key == "pmu.counters")
      add_probe(t, "counters_at_once", "tried before the run", fact.value, {}, fact.absent_because, reasons);
  }
  std::uint32_t stages = 0;
  for (const results::Stage& stage : r.stages) stages += std::isfinite(stage.effective_clock_hz) ? 1U : 0U;
  if (stages > 0)
    add_probe(t, "effective_clock", "timed chains of additions", "measured", stages, {}, reasons);
}

/// The state for people: each reason is said once, below, under a letter.
void add_short_states(Table& t, const std::vector<std::string>& reasons) {
  const auto state = column_of(t, "state"), short_state = column_of(t, "short_state");
  if (!state || !short_state) return;
  std::vector<std::vector<std::string>> said;
  for (const std::string& reason : reasons)
    said.push_back(reason.empty() ? std::vector<std::string>{} : std::vector<std::string>{reason});
  const Footnotes notes = footnotes(said);
  for (std::size_t i = 0; i < t.rows.size(); ++i) {
    std::string text = t.rows[i][*state].text;
    if (!reasons[i].empty()) text = notes.marks[i].empty() ? "absent" : "absent: " + notes.marks[i];
    t.rows[i][*short_state] = text_cell(std::move(text));
  }
  t.notes.insert(t.notes.end(), notes.lines.begin(), notes.lines.end());
}

/// A reason that stands under a letter is not said a second time.
std::string without_reasons(std::string text, const std::vector<std::string>& reasons) {
  for (const std::string& reason : reasons) {
    const auto at = reason.empty() ? std::string::npos : text.find(reason);
    if (at != std::string::npos) return text.replace(at, reason.size(), "absent, see above");
  }
  return text;
}

}  // namespace

std::string why_absent(const results::Recording& r, std::size_t counter) {
  if (!r.counters[counter].absent_because.empty()) return r.counters[counter].absent_because;
  const CoverageOfStages stages = coverage_in(r, static_cast<std::uint32_t>(counter));
  return stages.counted == 0 && stages.without > 0 ? why_none(r, counter) : std::string();
}

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
               {"state", "", "", false, true},
               {"short_state", "state", "", false, false}};
  std::vector<std::string> reasons;
  for (std::size_t i = 0; i < r.counters.size(); ++i) {
    const results::Counter& c = r.counters[i];
    const results::Metric* const metric = results::find_metric(c.metric);
    const results::EventCode* const code = code_of(r, c);
    const CoverageOfStages stages = coverage_in(r, static_cast<std::uint32_t>(i));
    const SamplesOfCounter samples = samples_of(r, static_cast<std::uint32_t>(i));
    reasons.push_back(why_absent(r, i));
    t.rows.push_back(
        {text_cell(c.metric), cell(metric != nullptr ? metric->name : ""),
         cell(metric != nullptr ? metric->unit : ""),
         metric != nullptr ? text_cell(better_text(metric->direction)) : Cell{},
         cell(metric != nullptr ? metric->help : ""), text_cell(c.raw_event),
         code != nullptr ? text_cell(to_text(results::decoded(code->config))) : Cell{},
         cell(code != nullptr ? text_of(code->place) : ""),
         code != nullptr ? text_cell(status_of(*code)) : Cell{},
         metric != nullptr ? text_cell(comparability_text(metric->across_cpus)) : Cell{},
         text_cell(std::string(results::name_of(c.scope))), text_cell(std::string(results::name_of(c.tier))),
         number_cell(stages.counted), number_cell(stages.in_other_pass),
         text_cell(coverage_text(stages, reasons.back())), samples_cell(samples),
         rate_cell(samples.rate_hz()),
         text_cell(reasons.back().empty() ? state_text(r, i, stages) : "absent: " + reasons.back()), Cell{}});
  }
  if (!r.counters.empty()) add_probes(t, r, reasons);
  add_short_states(t, reasons);
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
  if (std::string gap = top_down_gap(r); !gap.empty())
    t.notes.push_back(without_reasons(std::move(gap), reasons));
  if (const std::string wait = waiting_text(r); !wait.empty()) t.notes.push_back(wait);
  if (!r.samples.empty())
    t.notes.emplace_back(
        "Samples: counts over time, of each worker, its stop included; crossfade-report samples writes "
        "them.");
  return t;
}

}  // namespace crossfade::analysis
