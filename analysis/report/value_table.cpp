#include "analysis/report/value_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/distinct_values.h"
#include "analysis/report/cells.h"

namespace crossfade::analysis {
namespace {

Cell per_vcpu_cell(const ValueRow& v) {
  if (!v.per_vcpu_hour.value) return {"", {}, {}, v.per_vcpu_hour.absent_because};
  return {fmt::format("{:.4g} {}", *v.per_vcpu_hour.value, v.currency), v.per_vcpu_hour.value, {}, ""};
}

Cell rank_cell(const ValueRow& v) {
  if (!v.rank) return {};
  return {
      fmt::format("{}{}", *v.rank, v.rank_is_shared ? " shared" : ""), static_cast<double>(*v.rank), {}, ""};
}

/// "per USD", or "per unit of money" where there are several.
std::string unit_text(const std::vector<ValueRow>& values) {
  Values currencies;
  for (const ValueRow& v : values) {
    if (!v.currency.empty()) add(currencies, v.currency);
  }
  return currencies.size() == 1 ? currencies.front() : "unit of money";
}

}  // namespace

Table value_table(const std::vector<ValueRow>& values) {
  Table t;
  t.id = "value";
  t.title = "What money buys";
  t.columns = {{"workload", "workload", "", false, false},
               {"side", "side", "", false, false},
               {"plan", "plan", "", false, false},
               {"per_vcpu_hour", "per vCPU-hour", "", true, false},
               {"vcpu_is", "a vCPU is a", "", false, false},
               {"requests_per_unit", "requests per " + unit_text(values), "1", true, false},
               {"rank", "rank", "", true, false},
               {"currency", "", "", false, true}};
  bool any_shared = false;
  for (const ValueRow& v : values) {
    any_shared = any_shared || v.rank_is_shared;
    t.rows.push_back({text_cell(v.workload), text_cell(v.side), text_cell(v.plan.empty() ? "-" : v.plan),
                      per_vcpu_cell(v), text_cell(v.vcpu_is), estimate_cell(v.requests_per_unit, "1"),
                      rank_cell(v), text_cell(v.currency)});
  }
  t.notes.emplace_back("Requests within the objective. A vCPU-hour is no measure of work: compare requests.");
  if (any_shared) t.notes.emplace_back("Rank: shared where which of the two is cheaper is not resolved.");
  return t;
}

}  // namespace crossfade::analysis
