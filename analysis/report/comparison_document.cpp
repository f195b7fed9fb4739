#include "analysis/report/comparison_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analysis/number_text.h"
#include "analysis/process_run.h"
#include "analysis/render/text_layout.h"
#include "analysis/report/cells.h"
#include "analysis/report/cost_tables.h"
#include "analysis/report/footnotes.h"
#include "analysis/report/side_text.h"
#include "results/vocabulary/metric.h"

namespace crossfade::analysis {
namespace {

std::string_view severity_text(Severity severity) {
  switch (severity) {
    case Severity::blocking:
      return "blocking";
    case Severity::suspicious:
      return "suspicious";
    case Severity::expected:
      break;
  }
  return "expected";
}

Table difference_table(const Comparison& c) {
  Table t;
  t.id = "differences";
  t.title = fmt::format("Differences between {} and {}", c.base.label, c.candidate.label);
  t.columns = {{"candidate", "candidate", "", false, true},
               {"severity", "", "", false, false},
               {"rule", "rule", "", false, true},
               {"workload", "workload", "", false, true},
               {"subject", "what", "", false, false},
               {"baseline_value", "baseline", "", false, false},
               {"candidate_value", "candidate", "", false, false},
               {"consequence", "so", "", false, true},
               {"baseline_full", "", "", false, true},
               {"candidate_full", "", "", false, true}};
  constexpr std::size_t widest = 34;
  Footnotes notes;
  std::size_t expected = 0;
  for (const Difference& d : c.differences) {
    if (d.severity == Severity::expected && d.rule != "isa-cap" && d.rule != "isa-path" &&
        d.rule != "machine-size" && d.subject != "CPU model") {
      t.data_only_rows.insert(t.rows.size());
      ++expected;
    }
    std::string severity(severity_text(d.severity));
    const std::string subject = d.workload.empty() ? d.subject : fmt::format("{} {}", d.workload, d.subject);
    t.rows.push_back({text_cell(c.candidate.label), text_cell(severity), text_cell(d.rule),
                      text_cell(d.workload), text_cell(subject), text_cell(shortened(d.base, widest)),
                      text_cell(shortened(d.candidate, widest)), text_cell(d.consequence), text_cell(d.base),
                      text_cell(d.candidate)});
    if (d.severity != Severity::expected) {
      t.notes.push_back(fmt::format("{}: {} - {}.", subject, d.message, d.consequence));
    }
  }
  std::vector<std::string> distinct;
  for (std::string& n : t.notes) {
    if (std::find(distinct.begin(), distinct.end(), n) == distinct.end()) distinct.push_back(std::move(n));
  }
  t.notes = std::move(distinct);
  if (expected > 0) {
    t.notes.push_back(fmt::format(
        "{} more expected difference{} that follow{} from the machines (all of them in CSV and JSON).",
        expected, expected == 1 ? "" : "s", expected == 1 ? "s" : ""));
  }
  if (t.rows.empty()) t.notes.emplace_back("none");
  return t;
}

std::vector<Column> metric_columns(const Comparison& c) {
  const auto data = [](std::string id) { return Column{std::move(id), "", "", false, true}; };
  return {{"candidate", "", "", false, true},
          data("workload"),
          data("metric"),
          data("context"),
          data("unit"),
          {"metric_text", "metric", "", false, false},
          {"baseline", shortened(c.base.label, 24), "", true, false},
          {"candidate_value", shortened(c.candidate.label, 24), "", true, false},
          {"ratio", "ratio", "1", true, false},
          {"verdict", "", "", false, false},
          {"tips_at", "tips at", "1", true, false},
          {"notes", "", "", false, false},
          data("method"),
          data("degrees_of_freedom"),
          data("assumed_variance_share"),
          data("assumed_host_cv"),
          data("baseline_hosts"),
          data("baseline_recordings"),
          data("baseline_blocks"),
          data("baseline_processes"),
          data("baseline_requests"),
          data("baseline_disturbed_share"),
          data("candidate_hosts"),
          data("candidate_recordings"),
          data("candidate_blocks"),
          data("candidate_processes"),
          data("candidate_requests"),
          data("candidate_disturbed_share"),
          data("cautions")};
}

std::string_view method_name(RatioMethod method) {
  switch (method) {
    case RatioMethod::two_hosts_r1:
      return "r1";
    case RatioMethod::same_host_paired:
      return "same_host_paired";
    case RatioMethod::same_host_sequential:
      return "same_host_sequential";
    case RatioMethod::none:
      break;
  }
  return "none";
}

void add_sample_size(std::vector<Cell>& row, const Estimate& e) {
  row.push_back(number_cell(e.n.hosts));
  row.push_back(number_cell(e.n.recordings));
  row.push_back(number_cell(e.n.blocks));
  row.push_back(number_cell(e.n.processes));
  row.push_back(number_cell(static_cast<double>(e.n.requests)));
  row.push_back(number_cell(e.disturbed_share));
}

std::string metric_text(const results::Metric* metric, const MetricComparison& m) {
  const std::string name(metric != nullptr ? std::string(metric->name) : m.metric);
  if (m.context.empty() || m.metric == "slo_rate") return name;
  return fmt::format("{}{}{}", name, m.context.starts_with("at ") ? " " : ", ", m.context);
}

/// The whole of it in one line a table: the same for most rows, else a range.
struct Ranges {
  std::set<std::string> sizes;
  double df_low = 1e300, df_high = 0, share_low = 1, share_high = 0, disturbed_base = 0,
         disturbed_candidate = 0;

  void add(const MetricComparison& m) {
    sizes.insert(fmt::format("{} | {}", sample_size_text(m.base.n), sample_size_text(m.candidate.n)));
    disturbed_base = std::max(disturbed_base, m.base.disturbed_share);
    disturbed_candidate = std::max(disturbed_candidate, m.candidate.disturbed_share);
    if (!m.ratio.value) return;
    df_low = std::min(df_low, m.ratio.degrees_of_freedom);
    df_high = std::max(df_high, m.ratio.degrees_of_freedom);
    share_low = std::min(share_low, m.ratio.assumed_variance_share);
    share_high = std::max(share_high, m.ratio.assumed_variance_share);
  }
  std::string text() const {
    std::string out = "n (hosts/recordings/blocks/process runs, baseline | candidate): ";
    std::size_t i = 0;
    for (const std::string& s : sizes) out += fmt::format("{}{}", i++ == 0 ? "" : "; ", s);
    if (df_high > 0) {
      out += fmt::format(". Degrees of freedom {}; share of the variance that is assumed {}",
                         df_high - df_low < 0.05 ? fmt::format("{:.1f}", df_high)
                                                 : fmt::format("{:.1f} to {:.1f}", df_low, df_high),
                         percent_text(share_low) == percent_text(share_high)
                             ? percent_text(share_high)
                             : fmt::format("{} to {}", percent_text(share_low), percent_text(share_high)));
    }
    out += fmt::format(". Disturbed stages up to {} | {}.", percent_text(disturbed_base),
                       percent_text(disturbed_candidate));
    return out;
  }
};

const results::Workload* find_workload(const Side& side, const std::string& name) {
  for (const RecordingPointer& r : side.recordings) {
    for (const results::Workload& w : r->recording.workloads) {
      if (workload_name(w) == name) return &w;
    }
  }
  return nullptr;
}

std::string workload_title(const Comparison& c, const WorkloadComparison& w, bool several) {
  std::string title = w.workload;
  if (several) title += fmt::format(": {} against {}", c.candidate.label, c.base.label);
  const results::Workload* workload = find_workload(c.base, w.workload);
  if (workload != nullptr && !workload->unit.empty()) title += fmt::format(" (request: {}", workload->unit);
  std::string objective;
  for (const MetricComparison& m : w.metrics) {
    if (m.metric == "slo_rate") objective = m.context;
  }
  if (workload != nullptr && !workload->unit.empty()) {
    title += fmt::format("; objective: {})", objective);
  } else if (!objective.empty()) {
    title += fmt::format(" (objective: {})", objective);
  }
  return title;
}

std::string joined(const std::vector<std::string>& texts, std::string_view separator) {
  std::string out;
  for (const std::string& t : texts) out += fmt::format("{}{}", out.empty() ? "" : separator, t);
  return out;
}

void mark_cautions(Footnotes& notes, std::string& marks, const MetricComparison& m) {
  const auto side = [&](const Estimate& e, std::string_view name) {
    for (const std::string& caution : e.cautions) notes.mark(marks, fmt::format("{}: {}", name, caution));
    if (!e.absent_because.empty()) notes.mark(marks, fmt::format("{}: {}", name, e.absent_because));
    if (!e.no_interval_because.empty()) notes.mark(marks, fmt::format("{}: {}", name, e.no_interval_because));
  };
  if (m.base.cautions == m.candidate.cautions && m.base.absent_because == m.candidate.absent_because &&
      m.base.no_interval_because == m.candidate.no_interval_because) {
    side(m.base, "both");
  } else {
    side(m.base, "baseline");
    side(m.candidate, "candidate");
  }
  for (const std::string& caution : m.ratio.cautions) notes.mark(marks, caution);
  if (!m.ratio.absent_because.empty() && m.base.value && m.candidate.value)
    notes.mark(marks, m.ratio.absent_because);
}

Table metric_table(const Comparison& c, const WorkloadComparison& w, bool several) {
  Table t;
  t.id = "comparison";
  t.title = workload_title(c, w, several);
  t.columns = metric_columns(c);
  Footnotes notes;
  Ranges ranges;
  std::vector<std::pair<std::string, std::vector<std::string>>> missing;  // reason, metrics
  for (const MetricComparison& m : w.metrics) {
    const results::Metric* metric = results::find_metric(m.metric);
    const std::string_view unit = metric != nullptr ? metric->unit : "";
    const bool neutral = metric != nullptr && metric->direction == results::Direction::neutral;
    const std::string text = metric_text(metric, m);
    std::string marks;
    if (!m.base.value && !m.candidate.value && m.base.absent_because == m.candidate.absent_because) {
      t.data_only_rows.insert(t.rows.size());
      const auto same = std::find_if(missing.begin(), missing.end(),
                                     [&](const auto& x) { return x.first == m.base.absent_because; });
      if (same != missing.end()) {
        same->second.push_back(text);
      } else {
        missing.push_back({m.base.absent_because, {text}});
      }
    } else {
      mark_cautions(notes, marks, m);
      ranges.add(m);
    }
    std::vector<std::string> cautions = m.ratio.cautions;
    for (const std::string& caution : m.base.cautions) cautions.push_back("baseline: " + caution);
    for (const std::string& caution : m.candidate.cautions) cautions.push_back("candidate: " + caution);
    std::vector<Cell> row{text_cell(c.candidate.label),
                          text_cell(w.workload),
                          text_cell(m.metric),
                          text_cell(m.context),
                          text_cell(std::string(unit)),
                          text_cell(text),
                          estimate_cell(m.base, unit),
                          estimate_cell(m.candidate, unit),
                          ratio_cell(m.ratio),
                          text_cell(verdict_text(m.ratio, neutral)),
                          m.ratio.tipping_host_cv
                              ? Cell{percent_text(*m.ratio.tipping_host_cv), m.ratio.tipping_host_cv, {}, ""}
                              : Cell{},
                          text_cell(marks),
                          text_cell(std::string(method_name(m.ratio.method))),
                          m.ratio.value ? number_cell(m.ratio.degrees_of_freedom) : Cell{},
                          m.ratio.value ? number_cell(m.ratio.assumed_variance_share) : Cell{},
                          optional_number_cell(m.ratio.assumed_host_cv)};
    add_sample_size(row, m.base);
    add_sample_size(row, m.candidate);
    row.push_back(text_cell(joined(cautions, "; ")));
    t.rows.push_back(std::move(row));
  }
  if (!w.not_comparable_because.empty())
    t.notes.push_back(fmt::format("NOT COMPARABLE, no ratios: {}.", w.not_comparable_because));
  t.notes.push_back(ranges.text());
  for (std::string& line : notes.lines()) t.notes.push_back(std::move(line));
  for (const auto& [reason, metrics] : missing) {
    t.notes.push_back(fmt::format("Not measured: {} ({}).", joined(metrics, ", "), reason));
  }
  return t;
}

Document start(const std::vector<Comparison>& comparisons, const CompareOptions& options) {
  Document d;
  std::vector<std::string> labels;
  for (const Comparison& c : comparisons) labels.push_back(c.candidate.label);
  d.title = fmt::format("{} against {} (baseline)", joined(labels, ", "), comparisons.front().base.label);
  d.header.push_back("baseline " + side_text(comparisons.front().base));
  for (const Comparison& c : comparisons) d.header.push_back("candidate " + side_text(c.candidate));
  for (const Comparison& c : comparisons) {
    for (std::string& line : method_text(c, options)) {
      if (std::find(d.header.begin(), d.header.end(), line) == d.header.end())
        d.header.push_back(std::move(line));
    }
  }
  return d;
}

void add_left_out(const Comparison& c, Document& d) {
  const auto say = [&](const std::vector<std::string>& names, const std::string& where) {
    if (!names.empty())
      d.footer.push_back(fmt::format("Only in {}, not compared: {}.", where, joined(names, ", ")));
  };
  say(c.only_in_base, c.base.label);
  say(c.only_in_candidate, c.candidate.label);
}

}  // namespace

Document comparison_document(const std::vector<Comparison>& comparisons, const CompareOptions& options,
                             const CostTable& cost) {
  Document d = start(comparisons, options);
  d.header.emplace_back(
      "Values of one side stand with intervals between its own process runs: they leave out other hosts and "
      "days, which "
      "ratios include.");
  for (const Comparison& c : comparisons) {
    d.tables.push_back(difference_table(c));
    for (const WorkloadComparison& w : c.workloads)
      d.tables.push_back(metric_table(c, w, comparisons.size() > 1));
    add_left_out(c, d);
  }
  for (Table& t : cost_tables(cost)) d.tables.push_back(std::move(t));
  return d;
}

Document cost_document(const std::vector<Comparison>& comparisons, const CompareOptions& options,
                       const CostTable& cost) {
  Document d = start(comparisons, options);
  for (Table& t : cost_tables(cost)) d.tables.push_back(std::move(t));
  for (const Comparison& c : comparisons) {
    for (const Difference& difference : c.differences) {
      if (difference.severity == Severity::expected) continue;
      d.footer.push_back(fmt::format("{} {}{}: {} - {}.", severity_text(difference.severity),
                                     difference.workload.empty() ? "" : difference.workload + " ",
                                     difference.subject, difference.message, difference.consequence));
    }
    add_left_out(c, d);
  }
  return d;
}

}  // namespace crossfade::analysis
