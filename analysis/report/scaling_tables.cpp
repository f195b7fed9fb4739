#include "analysis/report/scaling_tables.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/number_text.h"
#include "analysis/report/cells.h"
#include "analysis/report/footnotes.h"

namespace crossfade::analysis {
namespace {

bool any_prediction(const ScalingCurve& curve) {
  return std::any_of(curve.predictions.begin(), curve.predictions.end(),
                     [](const ThroughputPrediction& p) { return p.throughput_per_s.value.has_value(); });
}

/// By more than prints as 1.00.
bool any_efficiency_above_one(const ScalingCurve& curve) {
  return std::any_of(curve.points.begin(), curve.points.end(),
                     [](const ScalingPoint& p) { return p.threads > 1 && p.efficiency.value > 1.005; });
}

bool any(const ScalingCurve& curve, Estimate ScalingPoint::*member) {
  return std::any_of(curve.points.begin(), curve.points.end(),
                     [member](const ScalingPoint& p) { return (p.*member).value.has_value(); });
}

std::vector<Column> columns(const ScalingCurve& curve) {
  return {{"workload", "", "", false, true},
          {"threads", "threads", "1", true, false},
          {"cores", "cores", "1", true, false},
          {"throughput", "throughput", "s-1", true, false},
          {"undisturbed", "undisturbed", "s-1", true, !any(curve, &ScalingPoint::undisturbed_per_s)},
          {"speed_up", "speed-up", "1", true, false, true},
          {"efficiency", "efficiency", "1", true, false},
          {"overlap", "overlap", "1", true, !any(curve, &ScalingPoint::overlap)},
          {"against_control", "of the control's", "1", true, !any(curve, &ScalingPoint::against_control)},
          {"predicted_throughput", "predicted, not measured", "s-1", true, !any_prediction(curve)},
          {"processes", "runs", "1", true, false},
          {"disturbed", "disturbed", "1", true, false},
          {"notes", "note", "", false, false}};
}

Cell ratio_text_cell(const Estimate& e) {
  Cell cell = estimate_cell(e, "1");
  if (e.value) cell.text = ratio_text(*e.value, e.interval);
  return cell;
}

Cell share_cell(const Estimate& e) {
  Cell cell = estimate_cell(e, "1");
  if (e.value) cell.text = percent_text(*e.value);
  return cell;
}

/// Of a predicted row: what was not measured is absent, never empty.
Cell not_measured() {
  return {"", {}, {}, "predicted, not measured"};
}

Cell if_cores(std::uint32_t threads) {
  return {fmt::format("if {}", threads), {}, {}, "predicted, not measured"};
}

std::vector<std::string> sentences(const ScalingPoint& p) {
  std::vector<std::string> out = p.throughput_per_s.cautions;
  if (!p.throughput_per_s.value) out.push_back(p.throughput_per_s.absent_because);
  if (p.throughput_per_s.value && !p.efficiency.value)
    out.push_back("no efficiency: " + p.efficiency.absent_because);
  if (!p.throughput_per_s.no_interval_because.empty()) out.push_back(p.throughput_per_s.no_interval_because);
  for (const std::string& caution : p.against_control.cautions)
    out.push_back("against the control: " + caution);
  return out;
}

void add_measured(const ScalingCurve& curve, Table& t) {
  std::vector<std::vector<std::string>> said;
  for (const ScalingPoint& p : curve.points) said.push_back(sentences(p));
  const Footnotes notes = footnotes(said);
  for (std::size_t i = 0; i < curve.points.size(); ++i) {
    const ScalingPoint& p = curve.points[i];
    t.rows.push_back({text_cell(curve.workload), number_cell(p.threads),
                      p.cores ? number_cell(*p.cores) : Cell{"", {}, {}, curve.cores_absent_because},
                      estimate_cell(p.throughput_per_s, "s-1"),
                      undisturbed_cell(p.undisturbed_per_s, p.throughput_per_s, "s-1"),
                      ratio_text_cell(p.speed_up), ratio_text_cell(p.efficiency), share_cell(p.overlap),
                      ratio_text_cell(p.against_control), Cell{}, number_cell(p.throughput_per_s.n.processes),
                      p.throughput_per_s.value ? Cell{percent_text(p.throughput_per_s.disturbed_share),
                                                      p.throughput_per_s.disturbed_share,
                                                      {},
                                                      ""}
                                               : Cell{},
                      text_cell(notes.marks[i])});
  }
  t.notes = notes.lines;
}

void add_predicted(const ScalingCurve& curve, Table& t) {
  for (const ThroughputPrediction& p : curve.predictions) {
    if (!p.throughput_per_s.value) continue;
    t.rows.push_back({text_cell(curve.workload), number_cell(p.threads), if_cores(p.threads), not_measured(),
                      not_measured(), not_measured(), not_measured(), not_measured(), not_measured(),
                      estimate_cell(p.throughput_per_s, "s-1"), number_cell(p.throughput_per_s.n.processes),
                      not_measured(), text_cell("")});
  }
  if (!any_prediction(curve)) return;
  t.notes.push_back(fmt::format(
      "Predicted: what the law says of up to twice the {} threads that had a core each, as if there were as "
      "many more cores of the same kind; its interval is right only if the law goes on to hold there.",
      curve.law.thread_counts.back()));
}

void add_law_notes(const ScalingCurve& curve, Table& t) {
  if (!curve.law.bounds) t.notes.push_back(fmt::format("No scaling law: {}.", curve.law.absent_because));
  const SiblingEffect& siblings = curve.siblings;
  if (siblings.to_threads == 0) return;
  if (siblings.gain.value) {
    t.notes.push_back(
        fmt::format("Siblings: a second thread on a core adds {} of a core, from {} to {} threads{}{}.",
                    ratio_text(*siblings.gain.value, siblings.gain.interval), siblings.from_threads,
                    siblings.to_threads, siblings.straight.empty() ? "" : "; ", siblings.straight));
  } else {
    t.notes.push_back(fmt::format("What siblings add is unknown: {}.", siblings.gain.absent_because));
  }
}

void add_contention_notes(const ScalingCurve& curve, Table& t) {
  if (!curve.contended) return;
  t.notes.emplace_back(
      "Overlap: of the requests that looked, the share during which a certain other worker made contended "
      "operations. With more than two workers it is at least that share; without overlap nothing here is "
      "contention.");
  if (!curve.control_absent_because.empty()) {
    t.notes.push_back(fmt::format("No control: {}.", curve.control_absent_because));
  } else if (curve.control != curve.workload) {
    t.notes.push_back(
        fmt::format("Of the control's: efficiency over that of {} in the same block; what is "
                    "missing to 1 is lost by sharing data.",
                    curve.control));
  }
}

Table points_table(const ScalingCurve& curve) {
  Table t;
  t.id = "scaling";
  t.title = fmt::format("{}: throughput against threads", curve.workload);
  t.columns = columns(curve);
  add_measured(curve, t);
  t.notes.push_back(fmt::format(
      "Closed loop, as experienced{}. Efficiency: throughput over that of as many single threads, within the "
      "same process run.",
      any(curve, &ScalingPoint::undisturbed_per_s) ? " but for the column that says otherwise" : ""));
  if (any_efficiency_above_one(curve)) {
    t.notes.emplace_back(
        "Efficiency above 1 is no gain from sharing: the single thread did worse in those process runs than "
        "each of several, by chance where the interval contains 1, else because it was disturbed or ran at a "
        "lower clock.");
  }
  add_contention_notes(curve, t);
  add_law_notes(curve, t);
  add_predicted(curve, t);
  return t;
}

/// Two significant digits of each: parameters may be as small as 1e-5 and one end of an interval 0.
std::string parameter_text(double value, const statistics::Interval& interval) {
  return fmt::format("{:.2g} [{:.2g}, {:.2g}]", value, interval.low, interval.high);
}

/// `threads`: the most that the law rests on; nothing is said of more than are predicted.
Cell peak_cell(const statistics::UslBounds& bounds, std::uint32_t threads) {
  const statistics::PeakBounds& peak = bounds.peak;
  const double seen = 2.0 * threads;
  if (peak.low >= seen) return {fmt::format("beyond {:.0f} threads", seen), seen, {}, "", Bound::at_least};
  if (!peak.high || *peak.high > seen)
    return {fmt::format("at least {:.0f} threads", std::floor(peak.low)), peak.low, {}, "", Bound::at_least};
  const double value = bounds.curve.peak_threads().value_or(*peak.high);
  return {fmt::format("{:.0f} threads [{:.0f}, {:.0f}]", value, std::floor(peak.low), std::ceil(*peak.high)),
          value, statistics::Interval{peak.low, *peak.high}, ""};
}

Table law_table(const ScalingCurve& curve, const statistics::UslBounds& bounds) {
  Table t;
  t.id = "scaling_law";
  t.title = fmt::format("{}: scaling law", curve.workload);
  t.columns = {{"workload", "", "", false, true},
               {"quantity", "", "", false, true},
               {"quantity_text", "quantity", "", false, false},
               {"value", "value", "", true, false},
               {"meaning", "meaning", "", false, false}};
  const auto add = [&](const char* id, const char* name, Cell value, const char* meaning) {
    t.rows.push_back(
        {text_cell(curve.workload), text_cell(id), text_cell(name), std::move(value), text_cell(meaning)});
  };
  add("lambda", "lambda",
      {quantity_text(bounds.curve.rate_per_s, {}, "s-1"), bounds.curve.rate_per_s, {}, ""},
      "one thread alone, by the curve");
  add("sigma", "sigma",
      {parameter_text(bounds.curve.contention, bounds.contention), bounds.curve.contention, bounds.contention,
       ""},
      "share of the work that only one thread can do at a time");
  add("kappa", "kappa",
      {parameter_text(bounds.curve.coherence, bounds.coherence), bounds.curve.coherence, bounds.coherence,
       ""},
      "cost of each pair of threads keeping data consistent");
  add("peak", "peak", peak_cell(bounds, curve.law.thread_counts.back()),
      "throughput falls with more threads than that");
  add("lack_of_fit_p", "lack of fit, p",
      {fmt::format("{:.2g}", bounds.lack_of_fit.p), bounds.lack_of_fit.p, {}, ""},
      "below 0.05 the curve would not be shown");
  t.notes.push_back(
      fmt::format("X(N) = lambda N / (1 + sigma (N - 1) + kappa N (N - 1)) over {} thread counts ({}) with a "
                  "core for every "
                  "thread, {} process runs with all of them, which differ by {} within themselves (SD). "
                  "Intervals: all values "
                  "that the runs do not exclude.",
                  curve.law.thread_counts.size(), fmt::join(curve.law.thread_counts, ", "),
                  curve.law.processes, percent_text(bounds.error_deviation)));
  return t;
}

}  // namespace

std::vector<Table> scaling_tables(const ScalingCurve& curve) {
  std::vector<Table> tables{points_table(curve)};
  if (curve.law.bounds) tables.push_back(law_table(curve, *curve.law.bounds));
  return tables;
}

}  // namespace crossfade::analysis
