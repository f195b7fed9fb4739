#include "gui/overview.h"

#include <fmt/format.h>

#include <algorithm>

#include "results/vocabulary/metric.h"

namespace crossfade::gui {
namespace {

using analysis::MetricComparison;
using analysis::WorkloadComparison;
using Kind = OverviewCell::Kind;

bool contains(const std::vector<std::string>& list, std::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

const WorkloadComparison* find_workload(const Against& against, const std::string& workload) {
  if (!against.comparison) return nullptr;
  for (const auto& candidate : against.comparison->workloads) {
    if (candidate.workload == workload) return &candidate;
  }
  return nullptr;
}

/// The metric in the row's context, or in the only context it has.
const MetricComparison* find_metric_in(const WorkloadComparison& workload, const std::string& metric,
                                       const std::string& context) {
  const MetricComparison* only = nullptr;
  int count = 0;
  for (const auto& candidate : workload.metrics) {
    if (candidate.metric != metric) continue;
    if (candidate.context == context) return &candidate;
    only = &candidate;
    ++count;
  }
  return count == 1 ? only : nullptr;
}

const analysis::SideMetric* find_described(const Study& study, std::size_t side, const std::string& workload,
                                           const std::string& metric, const std::string& context) {
  const analysis::SideMetric* same_workload = nullptr;
  for (const auto& candidate : study.described[side]) {
    if (candidate.workload != workload || candidate.metric != metric) continue;
    if (candidate.context == context) return &candidate;
    if (same_workload == nullptr) same_workload = &candidate;
  }
  return same_workload;
}

bool has_workload(const Study& study, std::size_t side, const std::string& workload) {
  const auto of_workload = [&](const analysis::SideMetric& metric) { return metric.workload == workload; };
  return std::any_of(study.described[side].begin(), study.described[side].end(), of_workload);
}

OverviewRow& row_for(std::vector<OverviewRow>& rows, const std::string& workload,
                     const std::string& context) {
  for (OverviewRow& row : rows) {
    if (row.workload == workload && row.context == context) return row;
  }
  rows.push_back({workload, context, {}});
  return rows.back();
}

OverviewCell absent(std::string reason) {
  OverviewCell cell;
  cell.absent_because = reason.empty() ? "no value, and no reason was recorded" : std::move(reason);
  return cell;
}

OverviewCell absolute(const analysis::Estimate& estimate) {
  if (!estimate.value) return absent(estimate.absent_because);
  OverviewCell cell;
  cell.kind = Kind::absolute;
  cell.estimate = estimate;
  return cell;
}

OverviewCell ratio_cell(const WorkloadComparison& workload, const MetricComparison& metric) {
  OverviewCell cell;
  cell.estimate = metric.candidate;
  cell.base = metric.base;
  cell.ratio = metric.ratio;
  if (metric.ratio.value) {
    cell.kind = Kind::ratio;
    return cell;
  }
  for (const std::string* reason : {&workload.not_comparable_because, &metric.ratio.absent_because,
                                    &metric.candidate.absent_because, &metric.base.absent_because}) {
    if (cell.absent_because.empty()) cell.absent_because = *reason;
  }
  if (cell.absent_because.empty()) cell = absent({});
  return cell;
}

std::string name_of(std::string_view metric) {
  const results::Metric* const known = results::find_metric(metric);
  return std::string(known != nullptr ? known->name : metric);
}

/// The first words say most: a cell may have no room for more.
std::string why_not_compared(const Study& study, std::size_t side, const WorkloadComparison& workload,
                             const std::string& metric) {
  const auto compared_as = [&](std::string_view id) {
    return std::any_of(workload.metrics.begin(), workload.metrics.end(),
                       [&](const MetricComparison& m) { return m.metric == id; });
  };
  if (metric == "slo_rate" && compared_as("slo_rate_grid")) {
    const auto* own = find_described(study, side, workload.workload, "slo_rate", {});
    return fmt::format(
        "grid only: {} recorded no stage that an SLO throughput is solved from; compared as {}, or record it "
        "again",
        own == nullptr ? "this side" : "the baseline", name_of("slo_rate_grid"));
  }
  if (metric == "slo_rate_grid" && compared_as("slo_rate"))
    return fmt::format("solved on both sides: compared as {}", name_of("slo_rate"));
  return "other loads: against this side the baseline was measured at others, so not compared here";
}

OverviewCell measured_cell(const Study& study, std::size_t side, const std::string& metric,
                           const OverviewRow& row) {
  const auto* described = find_described(study, side, row.workload, metric, row.context);
  if (side == study.baseline) {
    for (const Against& against : study.against) {
      const auto* workload = find_workload(against, row.workload);
      const auto* compared = workload ? find_metric_in(*workload, metric, row.context) : nullptr;
      if (compared) return absolute(compared->base);
    }
    if (described) return absolute(described->estimate);
  } else if (const auto* workload = find_workload(study.against[side], row.workload)) {
    if (const auto* compared = find_metric_in(*workload, metric, row.context)) {
      OverviewCell cell = ratio_cell(*workload, *compared);
      if (compared->context != row.context) cell.context = compared->context;
      return cell;
    }
    return absent(why_not_compared(study, side, *workload, metric));
  } else if (described) {
    // It stands alone: the baseline has not measured this workload, or the sides cannot be compared at all.
    OverviewCell cell = absolute(described->estimate);
    if (cell.kind == Kind::absolute) {
      const std::string& failure = study.against[side].failure;
      cell.absent_because = failure.empty() ? "not measured on the baseline" : failure;
    }
    return cell;
  }
  if (!has_workload(study, side, row.workload)) {
    OverviewCell cell = absent("not measured on this side");
    cell.no_recording = true;
    return cell;
  }
  return absent("this side has no value of this metric for the workload");
}

/// Rows of what is compared: where every comparison has the metric once, with the same value of the baseline,
/// its contexts ("2 threads", "2 | 4 threads") are one row.
void add_compared_rows(const Study& study, const std::string& metric, std::vector<OverviewRow>& rows) {
  struct Contexts {
    std::string workload;
    std::vector<std::string> all;
    std::optional<double> base;
    bool one_row = true;
  };
  std::vector<Contexts> found;
  for (const Against& against : study.against) {
    if (!against.comparison) continue;
    for (const auto& workload : against.comparison->workloads) {
      const auto same = [&](const Contexts& contexts) { return contexts.workload == workload.workload; };
      auto entry = std::find_if(found.begin(), found.end(), same);
      if (entry == found.end()) entry = found.insert(found.end(), {workload.workload, {}, {}, true});
      int count = 0;
      for (const auto& compared : workload.metrics) {
        if (compared.metric != metric) continue;
        ++count;
        if (entry->all.empty()) entry->base = compared.base.value;
        if (compared.base.value != entry->base) entry->one_row = false;
        if (!contains(entry->all, compared.context)) entry->all.push_back(compared.context);
      }
      if (count > 1) entry->one_row = false;
    }
  }
  for (const Contexts& contexts : found) {
    if (contexts.one_row && contexts.all.size() > 1) {
      row_for(rows, contexts.workload, {});
    } else {
      for (const std::string& context : contexts.all) row_for(rows, contexts.workload, context);
    }
  }
}

std::vector<OverviewRow> arrange_measured(const Study& study, const std::string& metric) {
  std::vector<OverviewRow> rows;
  add_compared_rows(study, metric, rows);
  // What no comparison covers: one side alone, or a workload only one side has.
  const std::size_t compared_rows = rows.size();
  for (const auto& side : study.described) {
    for (const auto& described : side) {
      const auto covered = [&](const OverviewRow& row) { return row.workload == described.workload; };
      if (described.metric != metric) continue;
      if (std::any_of(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(compared_rows), covered))
        continue;
      row_for(rows, described.workload, described.context);
    }
  }
  for (OverviewRow& row : rows) {
    for (std::size_t side = 0; side < study.sides.size(); ++side) {
      row.cells.push_back(measured_cell(study, side, metric, row));
    }
  }
  return rows;
}

/// A price is a scenario: what it is travels with every number made of it.
std::string price_basis(const analysis::CostRow& cost) {
  if (!cost.price) return {};
  const analysis::Price& price = *cost.price;
  std::string text = fmt::format("price: {} {}/h", price.per_hour, price.currency);
  for (const std::string* part : {&price.plan, &price.region, &price.date, &price.source}) {
    if (!part->empty()) text += ", " + *part;
  }
  if (cost.limit == analysis::BindingLimit::network)
    text += "; the network baseline of the type binds, not the CPU";
  if (!cost.region_note.empty()) text += "; " + cost.region_note;
  return text;
}

std::vector<OverviewRow> arrange_cost(const Study& study) {
  std::vector<OverviewRow> rows;
  for (const analysis::CostRow& cost : study.cost.rows) {
    if (cost.price)
      row_for(rows, cost.workload, cost.plan)
          .cells.resize(study.sides.size(), absent("no price of this plan is known for this side"));
  }
  for (const analysis::CostRow& cost : study.cost.rows) {
    for (OverviewRow& row : rows) {
      if (row.workload != cost.workload || (cost.price && row.context != cost.plan)) continue;
      for (std::size_t side = 0; side < study.sides.size(); ++side) {
        if (study.sides[side].label != cost.side) continue;
        OverviewCell& cell = row.cells[side];
        if (!cost.price && cell.kind != Kind::absent) continue;
        if (side == study.baseline || !cost.cost_ratio.value) {
          cell = absolute(cost.usd_per_million);
          cell.context = price_basis(cost);
          if (side != study.baseline && cell.kind == Kind::absolute)
            cell.absent_because = cost.cost_ratio.absent_because;
          continue;
        }
        cell.kind = Kind::ratio;
        cell.context = price_basis(cost);
        cell.estimate = cost.usd_per_million;
        cell.ratio = cost.cost_ratio;
        cell.absent_because.clear();
      }
    }
  }
  return rows;
}

std::vector<OverviewRow> arrange_break_even(const Study& study) {
  std::vector<OverviewRow> rows;
  for (const analysis::BreakEven& break_even : study.cost.break_even) {
    OverviewRow& row = row_for(rows, break_even.workload, {});
    row.cells.resize(study.sides.size(), absent("no break-even price was worked out for this side"));
    for (std::size_t side = 0; side < study.sides.size(); ++side) {
      OverviewCell& cell = row.cells[side];
      if (side == study.baseline) {
        cell.kind = Kind::multiple;
        cell.estimate.value = 1.0;
        cell.estimate.no_interval_because = "the baseline's own price is the unit";
        cell.absent_because.clear();
      } else if (study.sides[side].label == break_even.side) {
        cell = absolute(break_even.price_ratio);
        if (cell.kind == Kind::absolute) cell.kind = Kind::multiple;
      }
    }
  }
  return rows;
}

}  // namespace

std::vector<std::string> overview_metrics(const Study& study) {
  std::vector<std::string> found;
  const auto add = [&](std::string_view id) {
    if (!contains(found, id)) found.emplace_back(id);
  };
  std::vector<std::string> present;
  for (const auto& side : study.described) {
    for (const auto& described : side) present.push_back(described.metric);
  }
  for (const Against& against : study.against) {
    if (!against.comparison) continue;
    for (const auto& workload : against.comparison->workloads) {
      for (const auto& compared : workload.metrics) present.push_back(compared.metric);
    }
  }
  for (const std::string_view most_telling : {"slo_rate", "slo_rate_grid"}) {
    if (contains(present, most_telling)) add(most_telling);
  }
  const auto priced = [](const analysis::CostRow& row) { return row.price.has_value(); };
  if (std::any_of(study.cost.rows.begin(), study.cost.rows.end(), priced)) add(cost_metric);
  if (!study.cost.break_even.empty()) add(break_even_metric);
  for (const results::Metric& metric : results::metrics()) {
    if (contains(present, metric.id)) add(metric.id);
  }
  for (const std::string& id : present) add(id);
  return found;
}

std::string_view unit_of(std::string_view metric) {
  const results::Metric* known = results::find_metric(metric);
  return known == nullptr ? "1" : known->unit;
}

std::vector<OverviewRow> arrange_overview(const Study& study, const std::string& metric) {
  if (metric == cost_metric) return arrange_cost(study);
  if (metric == break_even_metric) return arrange_break_even(study);
  return arrange_measured(study, metric);
}

ColumnBasis column_basis(const Study& study, std::size_t side, const std::string& metric) {
  ColumnBasis basis;
  basis.baseline = side == study.baseline;
  basis.simulated_baseline = !basis.baseline && analysis::is_simulated(study.sides[study.baseline]);
  basis.stated_type = analysis::has_stated_type(study.sides[side]);
  if (const auto& comparison = study.against[side].comparison)
    basis.this_machine_only = comparison->same_host;
  for (const OverviewRow& row : arrange_overview(study, metric)) {
    const auto& assumed = row.cells[side].ratio.assumed_host_cv;
    if (assumed) basis.assumed_host_cv = std::max(basis.assumed_host_cv.value_or(0), *assumed);
  }
  return basis;
}

}  // namespace crossfade::gui
