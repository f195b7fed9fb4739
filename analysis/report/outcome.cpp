#include "analysis/report/outcome.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "analysis/number_text.h"
#include "analysis/report/caveats.h"
#include "analysis/report/cells.h"
#include "analysis/report/next_step.h"
#include "results/vocabulary/metric.h"

namespace crossfade::analysis {
namespace {

bool is_neutral(const MetricComparison& m) {
  const results::Metric* const metric = results::find_metric(m.metric);
  return metric != nullptr && metric->direction == results::Direction::neutral;
}

/// How many rows say what. A row without a value on either side is none.
struct Tally {
  std::size_t rows = 0, better = 0, worse = 0, differs = 0, in_question = 0, not_resolved = 0, no_ratio = 0;
  std::size_t otherwise = 0, more = 0;  ///< undisturbed: decided the other way; resolved that are not here
  std::map<std::string, std::size_t> why_no_ratio;

  std::size_t resolved() const { return better + worse + differs; }

  void add(const MetricComparison& m) {
    if (!m.base.value && !m.candidate.value) return;
    ++rows;
    const Agreement agreed = agreement(m.ratio, m.undisturbed);
    otherwise += agreed == Agreement::differs;
    more += agreed == Agreement::one_resolved && m.undisturbed.resolved;
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

/// Of a comparison in which no row is resolved.
std::string why_inconclusive(const Comparison& c, const Tally& tally) {
  if (tally.in_question > 0 || is_too_disturbed(c)) return "too much was disturbed";
  if (tally.not_resolved > 0) return "every interval contains 1";
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

/// "cost per request 0.76, not resolved: ...", or without prices where it breaks even; empty without a ratio.
std::string cost_text(const CostTable& cost, const std::string& workload, const std::string& side,
                      double disturbed_share) {
  std::string text;
  for (const CostRow& row : cost.rows) {
    if (row.workload != workload || row.side != side || !row.cost_ratio.value) continue;
    text += fmt::format("{} {} ({}), {}", text.empty() ? "cost per request" : ",",
                        ratio_cell(row.cost_ratio).text, row.plan,
                        conclusion_text(row.cost_ratio, false, row.disturbed_share));
  }
  if (!text.empty()) return text;
  for (const BreakEven& even : cost.break_even) {
    if (even.workload == workload && even.side == side && even.price_ratio.value) {
      const std::string price = fmt::format("breaks even at {} times the baseline's price",
                                            ratio_text(*even.price_ratio.value, even.price_ratio.interval));
      return is_too_disturbed(disturbed_share)
                 ? fmt::format("{}? ({})", price, question_text(disturbed_share))
                 : price;
    }
  }
  return "";
}

std::string workload_text(const WorkloadComparison& w, const CostTable& cost, const std::string& side) {
  std::string text;
  for (const MetricComparison& m : w.metrics) {
    if (!is_headline(m)) continue;
    const bool of_slo = m.metric != "capacity";
    const char* const name = !of_slo                       ? "capacity"
                             : m.metric == "slo_rate_grid" ? "SLO throughput (read off the grid)"
                                                           : "SLO throughput";
    text += fmt::format("{} {} {}", text.empty() ? w.workload + ":" : ";", name, row_text(m));
    if (!of_slo) continue;
    const std::string of_cost = cost_text(cost, w.workload, side, disturbed_share(m));
    if (!of_cost.empty()) {
      text += "; " + of_cost;
    } else {
      text += m.ratio.value ? "; no cost ratio" : ", so no cost";
    }
  }
  return text;
}

}  // namespace

std::string outcome_text(const Comparison& c, const CostTable& cost) {
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
  if (tally.more > 0)
    text += fmt::format(" {} more {} resolved undisturbed.", tally.more, tally.more == 1 ? "is" : "are");
  if (const auto against = caveats(c); !against.empty())
    text += fmt::format(" BUT: {}.", fmt::join(against, "; "));
  for (const WorkloadComparison& w : c.workloads) {
    if (const std::string of_workload = workload_text(w, cost, c.candidate.label); !of_workload.empty())
      text += " " + of_workload + ".";
  }
  if (const std::string next = next_step_text(c); !next.empty()) text += fmt::format(" Next: {}.", next);
  return text;
}

}  // namespace crossfade::analysis
