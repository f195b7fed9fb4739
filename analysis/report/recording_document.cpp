#include "analysis/report/recording_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/comparison.h"
#include "analysis/host.h"
#include "analysis/load_curve.h"
#include "analysis/number_text.h"
#include "analysis/process_run.h"
#include "analysis/report/cells.h"
#include "analysis/report/counter_table.h"
#include "analysis/report/derived_counter_table.h"
#include "analysis/report/footnotes.h"
#include "analysis/report/metric_table.h"
#include "analysis/report/missing_metrics.h"
#include "analysis/report/objective_table.h"
#include "analysis/report/panel_table.h"
#include "analysis/report/recording_head.h"
#include "analysis/report/replay_document.h"
#include "analysis/report/scaling_tables.h"
#include "analysis/report/side_text.h"
#include "analysis/report/spike_table.h"
#include "analysis/report/undisturbed_text.h"
#include "analysis/slo_rate.h"
#include "analysis/void_stages.h"
#include "results/enum_names.h"
#include "results/vocabulary/metric.h"
#include "results/vocabulary/rule.h"

namespace crossfade::analysis {
namespace {

using results::Recording;

Side side_of(const results::OpenedRecording& opened) {
  // A view of a value that outlives the document's making: nothing is owned or freed through it.
  const RecordingPointer pointer(&opened, [](const results::OpenedRecording*) {});
  return side_alone(pointer);
}

void add_header(const results::OpenedRecording& opened, const Side& side, Document& d) {
  d.title = recording_title(opened);
  d.header = recording_head(opened);
  d.header.insert(d.header.begin(), side_text(side));
  d.header.push_back(fmt::format("{}.", disturbance_text(Undisturbed(side).disturbance())));
  d.header.emplace_back(
      "Intervals are between this recording's process runs: they leave out other hosts and days.");
}

/// The column of runs counts those behind the value as experienced.
Cell with_runs(Cell undisturbed, const SideMetric& m) {
  if (m.undisturbed.value && !is_same(m.undisturbed, m.estimate))
    undisturbed.text += fmt::format(", n {}", m.undisturbed.n.processes);
  return undisturbed;
}

Table figures_table(const std::string& workload, const std::vector<SideMetric>& all) {
  const bool any_undisturbed = std::any_of(
      all.begin(), all.end(), [](const SideMetric& m) { return m.undisturbed.value.has_value(); });
  Table t;
  t.id = "figures";
  t.title = workload;
  t.columns = {{"workload", "", "", false, true},
               {"metric", "", "", false, true},
               {"context", "", "", false, true},
               {"unit", "", "", false, true},
               {"metric_text", "metric", "", false, false},
               {"value", "value", "", true, false},
               {"undisturbed", "undisturbed", "", true, !any_undisturbed},
               {"processes", "runs", "1", true, false},
               {"requests", "requests", "1", true, false},
               {"disturbed", "disturbed", "1", true, false},
               {"undisturbed_processes", "", "1", false, true},
               {"notes", "note", "", false, false}};
  MissingMetrics missing, not_undisturbed;
  bool rate_share = false;
  std::vector<std::vector<std::string>> said;
  std::vector<std::size_t> shown;
  for (const SideMetric& m : all) {
    if (m.workload != workload) continue;
    const results::Metric* metric = results::find_metric(m.metric);
    const std::string_view unit = metric != nullptr ? metric->unit : "";
    const std::string text = metric_text(m.metric, m.context);
    const auto requests = static_cast<double>(m.estimate.n.requests);
    t.rows.push_back({text_cell(workload), text_cell(m.metric), text_cell(m.context),
                      text_cell(std::string(unit)), text_cell(text), estimate_cell(m.estimate, unit),
                      with_runs(undisturbed_cell(m.undisturbed, m.estimate, unit), m),
                      number_cell(m.estimate.n.processes), Cell{grouped_text(requests), requests, {}, ""},
                      Cell{percent_text(m.estimate.disturbed_share), m.estimate.disturbed_share, {}, ""},
                      number_cell(m.undisturbed.n.processes), Cell{}});
    if (!m.estimate.value) {
      t.data_only_rows.insert(t.rows.size() - 1);
      missing.add(m.estimate.absent_because, text);
      continue;
    }
    rate_share = rate_share || has_rate_share(m.context);
    if (!m.undisturbed.value) not_undisturbed.add(m.undisturbed.absent_because, text);
    said.push_back(m.estimate.cautions);
    if (!m.estimate.no_interval_because.empty()) said.back().push_back(m.estimate.no_interval_because);
    for (const std::string& caution : m.undisturbed.cautions) {
      if (std::find(said.back().begin(), said.back().end(), caution) == said.back().end())
        said.back().push_back("undisturbed: " + caution);
    }
    shown.push_back(t.rows.size() - 1);
  }
  const Footnotes notes = footnotes(said);
  for (std::size_t i = 0; i < shown.size(); ++i) t.rows[shown[i]].back() = text_cell(notes.marks[i]);
  t.notes = notes.lines;
  if (rate_share) t.notes.emplace_back("At a rate (P %): offered, and its share of capacity.");
  for (std::string& line : missing.lines()) t.notes.push_back(std::move(line));
  if (any_undisturbed) {
    for (std::string& line : not_undisturbed.lines("No undisturbed value"))
      t.notes.push_back(std::move(line));
  }
  return t;
}

/// With what has to stand beside it: the interval, what it rests on, and whether that was disturbed.
std::string slo_text(const Estimate& slo) {
  if (!slo.value) return "none: " + slo.absent_because;
  std::string text = estimate_cell(slo, "s-1").text;
  if (!slo.interval && !slo.no_interval_because.empty()) text += ", no interval";
  text += fmt::format("; of {}, {}, disturbed {}", counted_text(slo.n.processes, "process run"),
                      counted_text(slo.n.requests, "request"), percent_text(slo.disturbed_share));
  if (is_too_disturbed(slo.disturbed_share)) text += ": too much to say";
  return text;
}

bool lacks_interval(const Estimate& e) {
  return e.value && e.bound == Bound::none && !e.interval;
}

Table curve_table(const LoadCurve& curve) {
  Table t;
  t.id = "load_curve";
  t.title = fmt::format("{}: latency against offered load", curve.workload);
  t.columns = {{"workload", "", "", false, true},
               {"offered", "offered", "s-1", true, false},
               {"achieved", "achieved", "s-1", true, false},
               {"p50", "p50", "ns", true, false},
               {"p90", "p90", "ns", true, true},
               {"p99", "p99", "ns", true, false},
               {"p999", "p99.9", "ns", true, false},
               {"exceedance", "beyond objective", "1", true, false},
               {"processes", "runs", "1", true, false},
               {"requests", "requests", "1", true, false},
               {"quality", "quality", "", false, false}};
  for (const LoadPoint& p : curve.points) {
    std::string quality = p.saturated ? "saturated" : "";
    if (p.p99_ns.value && p.p99_ns.n.processes != p.p50_ns.n.processes)
      quality +=
          fmt::format("{}p99 of {}", quality.empty() ? "" : ", ", counted_text(p.p99_ns.n.processes, "run"));
    if (p.disturbed_processes > 0)
      quality += fmt::format("{}{} disturbed", quality.empty() ? "" : ", ", p.disturbed_processes);
    Cell exceedance = estimate_cell(p.exceedance, "1");
    if (p.exceedance.value) exceedance.text = percent_text_beside(*p.exceedance.value, allowed_exceedance);
    if (const auto& interval = p.exceedance.interval)
      exceedance.text += fmt::format(" [{:.3g}, {:.3g}]", 100 * interval->low, 100 * interval->high);
    Cell achieved = estimate_cell(p.achieved_per_s, "s-1");
    if (p.achieved_per_s.value) achieved.text = quantity_text(*p.achieved_per_s.value, {}, "s-1");
    const auto requests = static_cast<double>(p.p50_ns.n.requests);
    t.rows.push_back({text_cell(curve.workload),
                      Cell{quantity_text(p.offered_per_s, {}, "s-1"), p.offered_per_s, {}, ""}, achieved,
                      estimate_cell(p.p50_ns, "ns"), estimate_cell(p.p90_ns, "ns"),
                      estimate_cell(p.p99_ns, "ns"), estimate_cell(p.p999_ns, "ns"), exceedance,
                      number_cell(p.p50_ns.n.processes), Cell{grouped_text(requests), requests, {}, ""},
                      text_cell(quality)});
  }
  if (!curve.void_rates_per_s.empty()) {
    std::string rates;
    for (const double rate : curve.void_rates_per_s)
      rates += fmt::format("{}{}/s", rates.empty() ? "" : ", ", grouped_text(rate));
    t.notes.push_back(fmt::format("Left out, void in every process run (disturbed beyond use): {}.", rates));
  }
  if (!curve.ends_early.empty()) t.notes.push_back(curve.ends_early + ".");
  // What is usual goes without saying.
  if (curve.offered_by != std::vector<std::string>{"poisson arrivals, hybrid waiting"}) {
    for (const std::string& how : curve.offered_by) t.notes.push_back(fmt::format("Offered by {}.", how));
  }
  const bool in_steps = std::any_of(curve.offered_by.begin(), curve.offered_by.end(),
                                    [](const std::string& how) { return how.starts_with("step "); });
  if (in_steps)
    t.notes.emplace_back(
        "Offered is the rate that the steps multiply; what came of it on average is what was achieved.");
  const bool cut_off = std::any_of(curve.points.begin(), curve.points.end(),
                                   [](const LoadPoint& p) { return p.p50_ns.bound == Bound::at_least; });
  if (cut_off) {
    t.notes.emplace_back(
        "At least: a process run fell behind. Its queue grew until the stage ended or was given up, so the "
        "latencies say how long that took, and requests that were not served would have waited longer.");
  }
  if (std::any_of(curve.points.begin(), curve.points.end(), [](const LoadPoint& p) {
        return lacks_interval(p.p50_ns) || lacks_interval(p.p99_ns) || lacks_interval(p.p999_ns);
      }))
    t.notes.emplace_back(
        "A latency without an interval rests on too few independent requests for one: neighbours in a queue "
        "wait "
        "together (--json has each reason).");
  const Estimate& slo = curve.slo_rate_per_s;
  const std::string_view name = curve.slo_from_grid ? "SLO throughput (grid)" : "SLO throughput (solved)";
  t.notes.push_back(
      fmt::format("{}: {}.{}", name, slo_text(slo),
                  in_steps && !curve.slo_from_grid ? " Of stages of their own, with Poisson arrivals." : ""));
  return t;
}

Table quality_table(const Recording& r) {
  Table t;
  t.id = "quality";
  t.title = "Quality";
  t.columns = {{"what", "what", "", false, false},
               {"count", "stages", "1", true, false},
               {"meaning", "meaning", "", false, false}};
  std::map<results::Quality, std::size_t> stages;
  for (const results::Stage& s : r.stages) ++stages[s.quality];
  for (const auto& [quality, n] : stages)
    t.rows.push_back(
        {text_cell(std::string(results::name_of(quality))), number_cell(static_cast<double>(n)), Cell{}});
  std::map<std::string, std::size_t> findings;
  for (const results::Finding& f : r.findings) ++findings[f.rule];
  for (const auto& [rule, n] : findings) {
    const results::Rule* text = results::find_rule(rule);
    t.rows.push_back({text_cell("  " + rule), number_cell(static_cast<double>(n)),
                      text_cell(text != nullptr ? std::string(text->message) : "unknown to this version")});
  }
  std::map<results::RepetitionOutcome, std::size_t> outcomes;
  for (const results::Repetition& p : r.repetitions) ++outcomes[p.outcome];
  std::string runs;
  for (const auto& [outcome, n] : outcomes)
    runs += fmt::format("{}{} {}", runs.empty() ? "" : ", ", n, results::name_of(outcome));
  t.notes.push_back(fmt::format("Process runs: {}.", runs.empty() ? "none" : runs));
  for (const results::Repetition& p : r.repetitions) {
    if (!p.reason.empty())
      t.notes.push_back(
          fmt::format("Process run of block {}: {}: {}", p.block + 1, results::name_of(p.outcome), p.reason));
  }
  for (const results::Absence& a : r.absences)
    t.notes.push_back(fmt::format("Not read: {}: {}", a.subject, a.reason));
  return t;
}

/// Load spikes that were measured and of which nothing can be used; empty = there are none.
std::string void_spikes_text(const WorkloadRuns& runs) {
  std::size_t usable = 0, lost = 0;
  for (const ProcessRun& run : runs.runs) {
    for (const StageView& v : run.stages) usable += v.stage->kind == results::StageKind::spike;
    for (const StageView& v : run.void_stages) lost += v.stage->kind == results::StageKind::spike;
  }
  if (usable > 0 || lost == 0) return "";
  return fmt::format("{}: load spikes not measured: {}.", runs.name, all_void_text(lost));
}

}  // namespace

Document recording_document(const results::OpenedRecording& opened, const ShowOptions& options) {
  const Side side = side_of(opened);
  Document d;
  add_header(opened, side, d);
  const auto figures = describe(side);
  const std::vector<Side> sides{side};
  for (const std::string& workload : workload_names(sides)) {
    d.tables.push_back(figures_table(workload, figures));
    for (const ScalingCurve& curve : scaling_curves(sides, workload)) {
      for (Table& t : scaling_tables(curve)) d.tables.push_back(std::move(t));
    }
    for (const LoadCurve& curve : load_curves(sides, workload)) d.tables.push_back(curve_table(curve));
    if (Table objectives = objective_table(side, workload); !objectives.rows.empty())
      d.tables.push_back(std::move(objectives));
    const WorkloadRuns runs = process_runs(side, workload);
    for (const SpikeStudy& study : spike_studies(runs)) d.tables.push_back(spike_table(study));
    if (const std::string missing = void_spikes_text(runs); !missing.empty()) d.footer.push_back(missing);
  }
  d.tables.push_back(quality_table(opened.recording));
  d.tables.push_back(panel_table(opened.recording));
  if (options.counters) {
    d.tables.push_back(counter_table(opened.recording));
    if (Table derived = derived_counter_table(opened.recording); !derived.rows.empty())
      d.tables.push_back(std::move(derived));
  }
  if (options.instructions_from != nullptr)
    d.tables.push_back(joined_instructions_table(opened.recording, *options.instructions_from));
  return d;
}

}  // namespace crossfade::analysis
