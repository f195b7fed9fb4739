#include "analysis/report/why_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "analysis/number_text.h"
#include "analysis/report/cells.h"
#include "analysis/report/evidence.h"
#include "analysis/report/footnotes.h"
#include "analysis/report/side_text.h"
#include "results/vocabulary/metric.h"

namespace crossfade::analysis {
namespace {

std::string origin_text(const Factor& f) {
  if (f.base_origin == Origin::measured && f.candidate_origin == Origin::measured) return "measured";
  if (f.base_origin == f.candidate_origin) return std::string(text_of(f.base_origin));
  return fmt::format("{} | {}", text_of(f.base_origin), text_of(f.candidate_origin));
}

std::string resolved_text(const Ratio& r) {
  if (!r.value) return "no ratio";
  if (!r.interval) return "no interval";
  if (!r.resolved) return "not resolved: " + change_text(*r.interval);
  return *r.value > 1 ? "more" : "less";
}

/// A sentence for each reason with all that it leaves out: counters that a machine hides take several factors
/// at once. `said`: in earlier tables, by reason the workload there; long ones are not repeated.
std::vector<std::string> missing_text(const Decomposition& d, std::map<std::string, std::string>& said) {
  constexpr std::size_t long_text = 80;
  std::vector<std::pair<std::string, std::string>> by_reason;  // reason, factors
  for (const MissingFactor& m : d.missing) {
    const auto same = std::find_if(by_reason.begin(), by_reason.end(),
                                   [&](const auto& each) { return each.first == m.because; });
    if (same == by_reason.end()) {
      by_reason.emplace_back(m.because, m.name);
    } else {
      same->second += ", " + m.name;
    }
  }
  std::vector<std::string> sentences;
  for (const auto& [because, factors] : by_reason) {
    const auto [earlier, is_new] = said.try_emplace(because, d.workload);
    sentences.push_back(is_new || because.size() <= long_text
                            ? fmt::format("Missing: {}: {}.", factors, because)
                            : fmt::format("Missing: {}: as said of {}.", factors, earlier->second));
  }
  return sentences;
}

Table factors_table(const Decomposition& d, std::map<std::string, std::string>& missing_said) {
  Table t;
  t.id = "factors";
  t.title = fmt::format("{}: candidate / baseline, factor by factor", d.workload);
  t.columns = {{"factor", "factor", "", false, false},
               {"ratio", "ratio", "1", true, false},
               {"conclusion", "conclusion", "", false, false},
               {"origin", "counters", "", false, false},
               {"notes", "note", "", false, false},
               {"stands_for", "", "", false, true},
               {"workload", "", "", false, true}};
  add_ratio_evidence_columns(t);
  t.chart = Chart{.title = "Factors, candidate / baseline", .value = "ratio", .labels = {"factor"}};
  std::vector<std::vector<std::string>> said;
  const auto add = [&](const std::string& name, const Ratio& r, const std::string& origin,
                       const std::string& stands_for) {
    std::vector<std::string> sentences = r.cautions;
    if (!r.value) sentences.push_back(r.absent_because);
    if (!stands_for.empty()) sentences.push_back("stands for " + stands_for);
    said.push_back(std::move(sentences));
    t.rows.push_back({text_cell(name), ratio_cell(r), text_cell(resolved_text(r)), text_cell(origin), Cell{},
                      text_cell(stands_for), text_cell(d.workload)});
    add_evidence(t.rows.back(), r);
  };
  for (const Factor& f : d.factors) add(f.name, f.ratio, origin_text(f), f.stands_for);
  if (d.residual) {
    t.rows.push_back({text_cell("residual"), Cell{fmt::format("{:.4g}", *d.residual), d.residual, {}, ""},
                      text_cell(std::fabs(*d.residual - 1) < 0.005 ? "none to speak of" : "not explained"),
                      text_cell("-"), Cell{}, Cell{}, text_cell(d.workload)});
    add_evidence(t.rows.back(), Ratio{});
    said.emplace_back();
  }
  add("= SLO throughput", d.slo_rate, "measured", "");
  add("  of it capacity", d.capacity, "measured", "");
  const Footnotes notes = footnotes(said);
  for (std::size_t i = 0; i < t.rows.size(); ++i) t.rows[i][4] = text_cell(notes.marks[i]);
  t.notes.push_back(d.of_slo_rate
                        ? "The factors multiply to the SLO throughput; the residual is what they leave."
                        : "Without an SLO throughput on both sides the factors multiply to capacity; the "
                          "residual is what they "
                          "leave.");
  t.notes.insert(t.notes.end(), notes.lines.begin(), notes.lines.end());
  const std::vector<std::string> missing = missing_text(d, missing_said);
  t.notes.insert(t.notes.end(), missing.begin(), missing.end());
  for (const std::string& text : d.joined) t.notes.push_back(fmt::format("Joined: {}.", text));
  for (const std::string& text : d.not_joined) t.notes.push_back(fmt::format("Not joined: {}.", text));
  return t;
}

Table events_table(const Decomposition& d) {
  Table t;
  t.id = "events";
  t.title = fmt::format("{}: what cycles went into, and events", d.workload);
  t.columns = {{"metric", "metric", "", false, false},           {"base", "baseline", "", true, false},
               {"candidate", "candidate", "", true, false},      {"ratio", "ratio", "1", true, false},
               {"comparable", "between CPUs", "", false, false}, {"workload", "", "", false, true}};
  for (const MetricComparison& m : d.events) {
    const results::Metric* metric = results::find_metric(m.metric);
    const std::string unit = metric != nullptr ? std::string(metric->unit) : "1";
    const bool analogous = metric != nullptr && metric->across_cpus == results::Comparability::analogous;
    const bool never = metric != nullptr && metric->across_cpus == results::Comparability::not_comparable;
    t.rows.push_back({text_cell(metric != nullptr ? std::string(metric->name) : m.metric),
                      estimate_cell(m.base, unit), estimate_cell(m.candidate, unit), ratio_cell(m.ratio),
                      text_cell(never       ? "not comparable"
                                : analogous ? "analogous"
                                            : "comparable"),
                      text_cell(d.workload)});
  }
  t.notes.emplace_back(
      "Cycles per instruction lost to each category, never shares of slots: cores differ in how many slots "
      "they "
      "have.");
  return t;
}

/// "m7a against m5, tls_segment: 1.52 [1.40, 1.66] = clock 1.18 x ...".
std::string summary(const Comparison& c, const Decomposition& d) {
  const Ratio& total = d.of_slo_rate ? d.slo_rate : d.capacity;
  if (!total.value)
    return fmt::format("{} against {}, {}: no ratio: {}.", c.candidate.label, c.base.label, d.workload,
                       total.absent_because);
  std::string text =
      fmt::format("{} against {}, {}: {} {} =", c.candidate.label, c.base.label, d.workload,
                  d.of_slo_rate ? "SLO throughput" : "capacity", ratio_text(*total.value, total.interval));
  const char* times = " ";
  for (const Factor& f : d.factors) {
    text += fmt::format("{}{} {}", times, f.name,
                        f.ratio.value ? ratio_text(*f.ratio.value, f.ratio.interval) : "unknown");
    times = " x ";
  }
  if (d.residual) text += fmt::format(" x residual {:.3g}", *d.residual);
  return text + ".";
}

}  // namespace

Document why_document(const Comparison& c, const std::vector<Decomposition>& decompositions,
                      const CompareOptions& options) {
  Document d;
  d.title = fmt::format("Why {} differs from {} (baseline)", c.candidate.label, c.base.label);
  d.header = head_text({c}, options);
  if (is_simulated(c.base) || is_simulated(c.candidate))
    d.header.emplace_back("SIMULATED: a side was not measured on what it is named after.");
  std::map<std::string, std::string> missing_said;
  for (const Decomposition& each : decompositions) {
    d.tables.push_back(factors_table(each, missing_said));
    if (!each.events.empty()) d.tables.push_back(events_table(each));
    d.footer.push_back(summary(c, each));
  }
  return d;
}

}  // namespace crossfade::analysis
