#include "analysis/report/comparison_document.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "analysis/report/cost_tables.h"
#include "analysis/report/difference_table.h"
#include "analysis/report/metric_table.h"
#include "analysis/report/objective_comparison_table.h"
#include "analysis/report/outcome.h"
#include "analysis/report/scaling_comparison_table.h"
#include "analysis/report/side_text.h"
#include "analysis/report/spike_table.h"

namespace crossfade::analysis {
namespace {

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& t : texts) out += fmt::format("{}{}", out.empty() ? "" : ", ", t);
  return out;
}

void add_once(std::vector<std::string>& lines, std::string line) {
  if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(std::move(line));
}

Document start(const std::vector<Comparison>& comparisons, const CompareOptions& options) {
  Document d;
  std::vector<std::string> labels;
  for (const Comparison& c : comparisons) labels.push_back(c.candidate.label);
  // A title may hold commas.
  d.title = fmt::format("{} against {} (baseline)", fmt::join(labels, "; "), comparisons.front().base.label);
  d.header.push_back("baseline " + side_text(comparisons.front().base));
  for (const Comparison& c : comparisons) d.header.push_back("candidate " + side_text(c.candidate));
  const auto simulated = [](const Comparison& c) {
    return is_simulated(c.base) || is_simulated(c.candidate);
  };
  if (std::any_of(comparisons.begin(), comparisons.end(), simulated)) {
    d.header.emplace_back(
        "SIMULATED: a side marked so was not measured on what it is named after. Nothing here is to be "
        "decided "
        "by it.");
  }
  for (const Comparison& c : comparisons) {
    for (std::string& line : method_text(c, options)) add_once(d.header, std::move(line));
  }
  return d;
}

void add_left_out(const Comparison& c, Document& d) {
  if (!c.only_in_base.empty()) {
    add_once(d.footer,
             fmt::format("Not in {}, so not compared: {}.", c.candidate.label, joined(c.only_in_base)));
  }
  if (!c.only_in_candidate.empty()) {
    add_once(d.footer,
             fmt::format("Only in {}, so not compared: {}.", c.candidate.label, joined(c.only_in_candidate)));
  }
}

/// What speaks against the numbers: one line a sentence, with everything it is said of.
void add_warnings(const Comparison& c, Document& d) {
  struct Warning {
    std::string sentence;
    Severity severity;
    std::vector<std::string> subjects;
  };
  std::vector<Warning> warnings;
  for (const Difference& difference : c.differences) {
    if (difference.severity == Severity::expected) continue;
    const std::string sentence = fmt::format("{}: {}", difference.message, difference.consequence);
    auto known = std::find_if(warnings.begin(), warnings.end(), [&](const Warning& w) {
      return w.sentence == sentence && w.severity == difference.severity;
    });
    if (known == warnings.end()) known = warnings.insert(warnings.end(), {sentence, difference.severity, {}});
    add_once(known->subjects, difference.workload.empty() ? difference.subject
                                                          : difference.workload + " " + difference.subject);
  }
  for (const Warning& w : warnings)
    add_once(d.footer, fmt::format("{}: {}: {}.", severity_text(w.severity), joined(w.subjects), w.sentence));
}

}  // namespace

Document comparison_document(const std::vector<Comparison>& comparisons, const CompareOptions& options,
                             const CostTable& cost, bool objectives) {
  Document d = start(comparisons, options);
  d.header.emplace_back(
      "Values of one side have intervals between its own process runs: other hosts and days are not in "
      "them.");
  for (const Comparison& c : comparisons) {
    d.tables.push_back(difference_table(c));
    for (const WorkloadComparison& w : c.workloads) {
      d.tables.push_back(metric_table(c, w, comparisons.size() > 1));
      if (objectives) {
        Table t = objective_comparison_table(c, w, options, comparisons.size() > 1);
        if (t.rows.empty()) {
          add_once(d.footer, "No SLO throughput by objective where it is not solved on both sides.");
        } else {
          d.tables.push_back(std::move(t));
        }
      }
      if (!w.scaling.empty()) d.tables.push_back(scaling_comparison_table(c, w, comparisons.size() > 1));
    }
    for (Table& t : spike_comparison(c)) d.tables.push_back(std::move(t));
    add_left_out(c, d);
  }
  for (Table& t : cost_tables(cost)) d.tables.push_back(std::move(t));
  for (const Comparison& c : comparisons) d.footer.push_back(outcome_text(c, cost));
  return d;
}

Document cost_document(const std::vector<Comparison>& comparisons, const CompareOptions& options,
                       const CostTable& cost, const std::vector<Table>& answers) {
  Document d = start(comparisons, options);
  for (Table& t : cost_tables(cost)) d.tables.push_back(std::move(t));
  d.tables.insert(d.tables.end(), answers.begin(), answers.end());
  for (const Comparison& c : comparisons) {
    add_warnings(c, d);
    add_left_out(c, d);
  }
  return d;
}

}  // namespace crossfade::analysis
