#include "analysis/report/metric_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "analysis/number_text.h"
#include "analysis/process_run.h"
#include "analysis/report/cells.h"
#include "analysis/report/evidence.h"
#include "analysis/report/footnotes.h"
#include "analysis/report/missing_metrics.h"
#include "analysis/report/undisturbed_text.h"
#include "results/text_layout.h"
#include "results/vocabulary/metric.h"

namespace crossfade::analysis {
namespace {

bool is_slo_rate(const std::string& metric) {
  return metric == "slo_rate" || metric == "slo_rate_grid";
}

/// A label, or where it is too long for a column, the part it plays.
std::string heading(const std::string& label, const char* part) {
  return results::text_width(label) <= 24 ? label : part;
}

/// Somewhere both sides have undisturbed values.
bool undisturbed_is_shown(const Comparison& c) {
  return std::any_of(c.workloads.begin(), c.workloads.end(), [](const WorkloadComparison& w) {
    return std::any_of(w.metrics.begin(), w.metrics.end(),
                       [](const MetricComparison& m) { return m.undisturbed.value.has_value(); });
  });
}

std::vector<Column> columns(const Comparison& c) {
  const auto data = [](std::string id) { return Column{std::move(id), "", "", false, true}; };
  return {data("candidate"),
          data("workload"),
          data("metric"),
          data("context"),
          data("unit"),
          {"metric_text", "metric", "", false, false},
          {"baseline", heading(c.base.label, "baseline"), "", true, false},
          {"candidate_value", heading(c.candidate.label, "candidate"), "", true, false},
          {"ratio", "ratio", "1", true, false},
          {"verdict", "conclusion", "", false, false},
          {"tips_at", "tips at", "1", true, c.same_host},  // no other host is spoken of
          {"undisturbed_ratio", "undisturbed", "1", true, !undisturbed_is_shown(c)},
          {"undisturbed_baseline", "baseline, undisturbed", "", true, !undisturbed_is_shown(c), true},
          {"undisturbed_candidate", "candidate, undisturbed", "", true, !undisturbed_is_shown(c), true},
          {"undisturbed_verdict", "verdict, undisturbed", "", false, !undisturbed_is_shown(c), true},
          {"notes", "note", "", false, false},
          data("undisturbed_agrees"),
          data("method"),
          data("degrees_of_freedom"),
          data("undisturbed_method"),
          data("undisturbed_degrees_of_freedom"),
          data("assumed_variance_share"),
          data("assumed_host_cv"),
          data("recording_deviation"),
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
          data("undisturbed_baseline_blocks"),
          data("undisturbed_candidate_blocks"),
          data("baseline_disturbed_time_share"),
          data("candidate_disturbed_time_share"),
          data("cautions")};
}

/// What the rows of a table have in common, in one line: the same for most, else a range.
class Summary {
 public:
  void add(const MetricComparison& m) {
    const std::string size =
        fmt::format("{} | {}", sample_size_text(m.base.n), sample_size_text(m.candidate.n));
    auto known = std::find_if(rows_of_size_.begin(), rows_of_size_.end(),
                              [&](const auto& each) { return each.first == size; });
    if (known == rows_of_size_.end()) known = rows_of_size_.insert(rows_of_size_.end(), {size, {}});
    known->second.push_back(metric_text(m.metric, is_slo_rate(m.metric) ? "" : m.context));
    add_disturbed(m.base, disturbed_base_);
    add_disturbed(m.candidate, disturbed_candidate_);
    if (!m.ratio.value) return;
    df_low_ = std::min(df_low_, m.ratio.degrees_of_freedom);
    df_high_ = std::max(df_high_, m.ratio.degrees_of_freedom);
    share_low_ = std::min(share_low_, m.ratio.assumed_variance_share);
    share_high_ = std::max(share_high_, m.ratio.assumed_variance_share);
    if (!m.ratio.recording_deviation) return;
    r0_low_ = std::min(r0_low_, *m.ratio.recording_deviation);
    r0_high_ = std::max(r0_high_, *m.ratio.recording_deviation);
  }

  std::string text() const {
    std::string out = "n (hosts/recordings/blocks/process runs, baseline | candidate): ";
    out += sizes_text();
    if (df_high_ > 0) {
      out += fmt::format(". Degrees of freedom {}",
                         range(fmt::format("{:.1f}", df_low_), fmt::format("{:.1f}", df_high_)));
    }
    if (share_high_ > 0) {
      out += fmt::format("; share of the variance that is assumed {}",
                         range(percent_text(share_low_), percent_text(share_high_)));
    }
    if (r0_high_ > 0) {
      out += fmt::format(". Recordings of one host taken to differ by (r0) {}",
                         range(percent_text(r0_low_), percent_text(r0_high_)));
    }
    const auto share = [](const std::optional<double>& s) { return s ? percent_text(*s) : std::string("-"); };
    return out + fmt::format(". Disturbed stages up to {} | {}.", share(disturbed_base_),
                             share(disturbed_candidate_));
  }

 private:
  /// What most rows have; of the others, which.
  std::string sizes_text() const {
    const auto most =
        std::max_element(rows_of_size_.begin(), rows_of_size_.end(),
                         [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
    if (most == rows_of_size_.end()) return "none";
    std::string out = most->first;
    for (const auto& each : rows_of_size_) {
      if (&each != &*most) out += fmt::format("; {}: {}", fmt::join(each.second, ", "), each.first);
    }
    return out;
  }

  /// A side without a value has no stages to be disturbed: that is not 0 %.
  static void add_disturbed(const Estimate& e, std::optional<double>& most) {
    if (e.value) most = std::max(most.value_or(0), e.disturbed_share);
  }
  static std::string range(const std::string& low, const std::string& high) {
    return low == high ? low : fmt::format("{} to {}", low, high);
  }

  std::vector<std::pair<std::string, std::vector<std::string>>> rows_of_size_;
  double df_low_ = 1e300, df_high_ = 0, share_low_ = 1, share_high_ = 0, r0_low_ = 1e300, r0_high_ = 0;
  std::optional<double> disturbed_base_, disturbed_candidate_;
};

const results::Workload* find_workload(const Side& side, const std::string& name) {
  for (const RecordingPointer& r : side.recordings) {
    for (const results::Workload& w : r->recording.workloads) {
      if (workload_name(side, w) == name) return &w;
    }
  }
  return nullptr;
}

std::string title_text(const Comparison& c, const WorkloadComparison& w, bool several) {
  std::string title =
      several ? fmt::format("{}, {} against {}", w.workload, c.candidate.label, c.base.label) : w.workload;
  const results::Workload* workload = find_workload(c.base, w.workload);
  if (workload != nullptr && !workload->unit.empty()) title += fmt::format("; request: {}", workload->unit);
  for (const MetricComparison& m : w.metrics) {
    if (is_slo_rate(m.metric) && !m.context.empty()) title += fmt::format("; objective: {}", m.context);
  }
  return title;
}

/// Everything that has to be said of a row, once: "both" where it concerns both sides.
std::vector<std::string> sentences(const MetricComparison& m) {
  const auto base = sentences_of(m.base), candidate = sentences_of(m.candidate);
  const auto in = [](const std::vector<std::string>& list, const std::string& s) {
    return std::find(list.begin(), list.end(), s) != list.end();
  };
  std::vector<std::string> out;
  for (const std::string& s : base)
    out.push_back(fmt::format("{}: {}", in(candidate, s) ? "both" : "baseline", s));
  for (const std::string& s : candidate) {
    if (!in(base, s)) out.push_back(fmt::format("candidate: {}", s));
  }
  out.insert(out.end(), m.ratio.cautions.begin(), m.ratio.cautions.end());
  for (const std::string& s : m.undisturbed.cautions) {
    if (!in(m.ratio.cautions, s)) out.push_back(fmt::format("undisturbed: {}", s));
  }
  const auto is_said = [&](const char* side, const std::vector<std::string>& own) {
    return std::any_of(own.begin(), own.end(), [&](const std::string& s) {
      return m.ratio.absent_because.starts_with(fmt::format("{}: {}", side, s));
    });
  };
  const bool own_reason = m.base.value && m.candidate.value && !m.ratio.absent_because.empty() &&
                          !is_said("baseline", base) && !is_said("candidate", candidate);
  if (own_reason) out.push_back(m.ratio.absent_because);
  out.insert(out.end(), m.noise.begin(), m.noise.end());
  return out;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& t : texts) out += fmt::format("{}{}", out.empty() ? "" : "; ", t);
  return out;
}

void add_sample_size(std::vector<Cell>& row, const Estimate& e) {
  for (const std::uint32_t n : {e.n.hosts, e.n.recordings, e.n.blocks, e.n.processes})
    row.push_back(number_cell(n));
  row.push_back(number_cell(static_cast<double>(e.n.requests)));
  row.push_back(number_cell(e.disturbed_share));
}

/// With its interval, as no conclusion stands beside it, and how many blocks are left: "1.08 [0.89, 1.33], n
/// 6|8". "same" where nothing was left out; "DIFFERS" where it leads to the opposite decision, "resolved" or
/// "not resolved" where the other is not, or is.
Cell undisturbed_ratio_cell(const MetricComparison& m) {
  const Ratio &all = m.ratio, &part = m.undisturbed;
  Cell cell = ratio_cell(part);
  if (!part.value) return cell;
  cell.text = fmt::format("{}, n {}|{}", ratio_text(*part.value, part.interval), part.base_n.blocks,
                          part.candidate_n.blocks);
  if (part.value == all.value && part.base_n == all.base_n && part.candidate_n == all.candidate_n) {
    cell.text = "same";
  } else if (agreement(all, part) == Agreement::differs) {
    cell.text += ", DIFFERS";
  } else if (agreement(all, part) == Agreement::one_resolved) {
    cell.text += part.resolved ? ", resolved" : ", not resolved";
  }
  return cell;
}

std::string agreement_text(const MetricComparison& m) {
  switch (agreement(m.ratio, m.undisturbed)) {
    case Agreement::same:
      return "yes";
    case Agreement::one_resolved:
      return m.undisturbed.resolved ? "only undisturbed resolved" : "only as experienced resolved";
    case Agreement::differs:
      return "no";
    case Agreement::unknown:
      break;
  }
  return "";
}

std::vector<Cell> row_of(const Comparison& c, const WorkloadComparison& w, const MetricComparison& m,
                         const std::vector<std::string>& said) {
  const results::Metric* metric = results::find_metric(m.metric);
  const std::string_view unit = metric != nullptr ? metric->unit : "";
  const bool neutral = metric != nullptr && metric->direction == results::Direction::neutral;
  const Ratio& r = m.ratio;
  const auto if_ratio = [&](double value) { return r.value ? number_cell(value) : Cell{}; };
  Cell tips = optional_number_cell(r.tipping_host_cv);
  if (r.tipping_host_cv) tips.text = percent_text(*r.tipping_host_cv);
  std::vector<Cell> row{
      text_cell(c.candidate.label),
      text_cell(w.workload),
      text_cell(m.metric),
      text_cell(m.context),
      text_cell(std::string(unit)),
      text_cell(metric_text(m.metric, is_slo_rate(m.metric) ? "" : m.context)),
      estimate_cell(m.base, unit),
      estimate_cell(m.candidate, unit),
      ratio_cell(r),
      text_cell(conclusion_text(r, neutral, std::max(m.base.disturbed_share, m.candidate.disturbed_share))),
      tips,
      undisturbed_ratio_cell(m),
      estimate_cell(m.base_undisturbed, unit),
      estimate_cell(m.candidate_undisturbed, unit),
      text_cell(verdict_text(m.undisturbed, neutral)),
      Cell{},
      text_cell(agreement_text(m)),
      text_cell(std::string(method_name(r.method))),
      if_ratio(r.degrees_of_freedom),
      text_cell(m.undisturbed.value ? std::string(method_name(m.undisturbed.method)) : ""),
      m.undisturbed.value ? number_cell(m.undisturbed.degrees_of_freedom) : Cell{},
      if_ratio(r.assumed_variance_share),
      optional_number_cell(r.assumed_host_cv),
      optional_number_cell(r.recording_deviation)};
  add_sample_size(row, m.base);
  add_sample_size(row, m.candidate);
  row.push_back(number_cell(m.base_undisturbed.n.blocks));
  row.push_back(number_cell(m.candidate_undisturbed.n.blocks));
  row.push_back(optional_number_cell(c.base_disturbance.time_share));
  row.push_back(optional_number_cell(c.candidate_disturbance.time_share));
  row.push_back(text_cell(joined(said)));
  return row;
}

constexpr std::size_t notes_column = 15;

}  // namespace

bool has_rate_share(std::string_view context) {
  return context.starts_with("at ") && context.ends_with(" %)");
}

std::string metric_text(std::string_view metric, std::string_view context) {
  const results::Metric* known = results::find_metric(metric);
  std::string name(known != nullptr ? known->name : metric);
  if (context.empty()) return name;
  return fmt::format("{}{}{}", name, context.starts_with("at ") ? " " : ", ", context);
}

Table metric_table(const Comparison& c, const WorkloadComparison& w, bool several) {
  Table t;
  t.id = "comparison";
  t.title = title_text(c, w, several);
  t.columns = columns(c);
  t.chart = Chart{.title = "Ratios, candidate / baseline",
                  .value = "ratio",
                  .labels = {"metric_text"},
                  .conclusion = "verdict"};
  Summary summary;
  MissingMetrics missing;
  bool rate_share = false;
  std::vector<std::vector<std::string>> said;
  std::vector<std::size_t> shown;
  for (const MetricComparison& m : w.metrics) {
    t.rows.push_back(row_of(c, w, m, sentences(m)));
    if (!m.base.value && !m.candidate.value) {
      t.data_only_rows.insert(t.rows.size() - 1);
      const std::string& a = m.base.absent_because;
      const std::string& b = m.candidate.absent_because;
      missing.add(a == b ? a : fmt::format("baseline: {}; candidate: {}", a, b),
                  metric_text(m.metric, is_slo_rate(m.metric) ? "" : m.context));  // the title has it
      continue;
    }
    summary.add(m);
    rate_share = rate_share || has_rate_share(m.context);
    said.push_back(sentences(m));
    shown.push_back(t.rows.size() - 1);
  }
  const Footnotes notes = footnotes(said);
  for (std::size_t i = 0; i < shown.size(); ++i) t.rows[shown[i]][notes_column] = text_cell(notes.marks[i]);
  if (!w.not_comparable_because.empty()) {
    t.notes.push_back(fmt::format("NOT COMPARABLE, no ratios: {}.", w.not_comparable_because));
  }
  t.notes.push_back(summary.text());
  if (rate_share) t.notes.emplace_back("At a rate (P %): offered, and its share of the baseline's capacity.");
  for (std::string& line : undisturbed_notes(c, w)) t.notes.push_back(std::move(line));
  t.notes.insert(t.notes.end(), notes.lines.begin(), notes.lines.end());
  for (std::string& line : missing.lines()) t.notes.push_back(std::move(line));
  return t;
}

}  // namespace crossfade::analysis
