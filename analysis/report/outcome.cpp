#include "analysis/report/outcome.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "analysis/number_text.h"
#include "analysis/report/cells.h"
#include "results/vocabulary/metric.h"

namespace crossfade::analysis {
namespace {

bool is_neutral(const MetricComparison& m) {
  const results::Metric* const metric = results::find_metric(m.metric);
  return metric != nullptr && metric->direction == results::Direction::neutral;
}

double disturbed_share(const MetricComparison& m) {
  return std::max(m.base.disturbed_share, m.candidate.disturbed_share);
}

/// How many rows say what. A row without a value on either side is none.
struct Tally {
  std::size_t rows = 0, better = 0, worse = 0, differs = 0, in_question = 0, not_resolved = 0, no_ratio = 0;
  std::size_t otherwise = 0;  ///< undisturbed
  std::map<std::string, std::size_t> why_no_ratio;

  std::size_t resolved() const { return better + worse + differs; }

  void add(const MetricComparison& m) {
    if (!m.base.value && !m.candidate.value) return;
    ++rows;
    otherwise += agreement(m.ratio, m.undisturbed) == Agreement::differs;
    if (!m.ratio.value) {
      ++no_ratio;
      ++why_no_ratio[m.ratio.absent_because];
    } else if (!m.ratio.resolved) {
      ++not_resolved;
    } else if (is_too_disturbed(disturbed_share(m))) {
      ++in_question;
    } else {
      ++(is_neutral(m) ? differs : m.ratio.better ? better : worse);
    }
  }
};

/// "9 better, 2 worse": those that there are.
std::string counts_text(std::initializer_list<std::pair<std::size_t, const char*>> counts) {
  std::string text;
  for (const auto& [n, what] : counts) {
    if (n > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", n, what);
  }
  return text;
}

std::string share_text(const Disturbance& d) {
  return d.time_share ? percent_text(*d.time_share) : "unknown";
}

bool is_disturbed(const Disturbance& d) {
  return d.time_share && is_too_disturbed(*d.time_share);
}

/// Of a comparison in which no row is resolved.
std::string why_inconclusive(const Comparison& c, const Tally& tally) {
  if (tally.in_question > 0 || is_disturbed(c.base_disturbance) || is_disturbed(c.candidate_disturbance)) {
    return fmt::format(
        "too much was disturbed (baseline {}, candidate {} of the time): measure again on a quieter machine",
        share_text(c.base_disturbance), share_text(c.candidate_disturbance));
  }
  if (tally.not_resolved > 0) return "every interval contains 1: more blocks, or more hosts, narrow them";
  const auto most = std::max_element(tally.why_no_ratio.begin(), tally.why_no_ratio.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == tally.why_no_ratio.end() ? "no value was measured" : most->first;
}

/// "1.32 [1.06, 1.63], better", "0.79, not resolved: -58 ... +50 %".
std::string row_text(const MetricComparison& m) {
  std::string conclusion = conclusion_text(m.ratio, is_neutral(m), disturbed_share(m));
  if (!m.ratio.value) return conclusion;
  return fmt::format("{}, {}", ratio_cell(m.ratio).text, conclusion);
}

std::string workload_text(const WorkloadComparison& w) {
  std::string text;
  for (const MetricComparison& m : w.metrics) {
    const bool of_slo = m.metric == "slo_rate" || m.metric == "slo_rate_grid";
    if (!of_slo && m.metric != "capacity") continue;
    text += fmt::format("{} {} {}", text.empty() ? w.workload + ":" : ";",
                        of_slo ? "SLO throughput" : "capacity", row_text(m));
  }
  return text;
}

}  // namespace

std::string outcome_text(const Comparison& c) {
  Tally tally;
  for (const WorkloadComparison& w : c.workloads) {
    for (const MetricComparison& m : w.metrics) tally.add(m);
  }
  const std::string open = counts_text({{tally.in_question, "in question (disturbed)"},
                                        {tally.not_resolved, "not resolved"},
                                        {tally.no_ratio, "without a ratio"}});
  std::string text = fmt::format("In short, {} against {}: ", c.candidate.label, c.base.label);
  if (is_simulated(c.base) || is_simulated(c.candidate)) text += "SIMULATED; ";
  if (tally.resolved() == 0) {
    text += fmt::format("INCONCLUSIVE: none of {} rows is resolved ({}): {}.", tally.rows,
                        open.empty() ? "nothing was measured" : open, why_inconclusive(c, tally));
  } else {
    text += fmt::format(
        "{} of {} rows {} resolved ({}){}.", tally.resolved(), tally.rows,
        tally.resolved() == 1 ? "is" : "are",
        counts_text({{tally.better, "better"}, {tally.worse, "worse"}, {tally.differs, "differ"}}),
        open.empty() ? "" : "; " + open);
  }
  if (tally.otherwise > 0) text += fmt::format(" Undisturbed decides otherwise in {}.", tally.otherwise);
  for (const WorkloadComparison& w : c.workloads) {
    if (const std::string of_workload = workload_text(w); !of_workload.empty())
      text += " " + of_workload + ".";
  }
  return text;
}

}  // namespace crossfade::analysis
