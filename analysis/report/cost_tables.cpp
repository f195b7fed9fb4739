#include "analysis/report/cost_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "analysis/distinct_values.h"
#include "analysis/number_text.h"
#include "analysis/report/cells.h"
#include "analysis/report/evidence.h"
#include "analysis/report/footnotes.h"

namespace crossfade::analysis {
namespace {

Cell price_cell(const std::optional<Price>& price) {
  if (!price) return {"", {}, {}, "price unknown"};
  return {fmt::format("{:g} {}", price->per_hour, price->currency), price->per_hour, {}, ""};
}

/// A figure that others of its table have an interval of does not look like them where it has none.
Cell cost_cell(const Estimate& cost) {
  Cell cell = estimate_cell(cost, "USD");
  if (cost.value && !cost.interval && cost.bound == Bound::none) cell.text += ", no interval";
  return cell;
}

constexpr std::size_t notes_column = 11;
/// Plan, price, cost, cost ratio and its conclusion.
constexpr std::array<std::size_t, 5> priced_columns{2, 4, 8, 9, 10};

/// Prices of several regions are told apart; of one the notes name it.
bool has_several_regions(const CostTable& cost) {
  Values regions;
  for (const CostRow& row : cost.rows) {
    if (row.price && !row.price->region.empty()) add(regions, row.price->region);
  }
  return regions.size() > 1;
}

bool is_priced(const CostTable& cost) {
  return std::any_of(cost.rows.begin(), cost.rows.end(),
                     [](const CostRow& row) { return row.price.has_value(); });
}

/// Of one workload beside each other: what a request is differs between them.
Chart cost_chart(const CostTable& cost) {
  Values currencies;
  for (const CostRow& row : cost.rows) {
    if (row.price) add(currencies, row.price->currency);
  }
  Chart chart{.kind = Chart::Kind::amounts,
              .title = "Cost per million requests within the objective, in " + joined(currencies, " and "),
              .value = "per_million",
              .labels = {"side", "plan"},
              .conclusion = "verdict",
              .panel = "workload"};
  if (has_several_regions(cost)) chart.labels.emplace_back("region");
  return chart;
}

/// The rate that costs are of stands by itself where it is not the SLO throughput.
bool is_limited(const CostTable& cost) {
  return std::any_of(cost.rows.begin(), cost.rows.end(),
                     [](const CostRow& row) { return row.limit != BindingLimit::cpu; });
}

std::string limit_text(const CostRow& row) {
  if (row.limit == BindingLimit::memory) return "memory";
  if (!row.rate_per_s.value) return "-";
  return row.limit == BindingLimit::network ? "network" : "CPU";
}

/// What has to be said of a row; the grid is said once, by the rate.
std::vector<std::string> sentences(const CostRow& row) {
  std::vector<std::string> out = row.rate_per_s.cautions;
  if (!row.region_note.empty()) out.push_back(row.region_note);
  if (!row.slo_rate_per_s.no_interval_because.empty()) out.push_back(row.slo_rate_per_s.no_interval_because);
  if (!row.slo_rate_per_s.absent_because.empty()) out.push_back(row.slo_rate_per_s.absent_because);
  if (row.limit == BindingLimit::memory) out.push_back(row.usd_per_million.absent_because);
  for (const std::string& caution : row.cost_ratio.cautions) {
    if (!caution.starts_with("grid:")) out.push_back(caution);
  }
  if (!row.cost_ratio.absent_because.empty() && row.price && row.slo_rate_per_s.interval) {
    out.push_back(row.cost_ratio.absent_because);
  }
  return out;
}

Table per_million_table(const CostTable& cost) {
  Table t;
  t.id = "cost";
  t.title = "Cost per million requests within the objective";
  t.columns = {{"workload", "workload", "", false, false},
               {"side", "side", "", false, false},
               {"plan", "plan", "", false, false},
               {"region", "region", "", false, !has_several_regions(cost)},
               {"price_per_hour", "per hour", "", true, false},
               {"slo_rate", "SLO throughput", "s-1", true, false},
               {"rate", "rate", "s-1", true, !is_limited(cost)},
               {"limit", "limit", "", false, false},
               {"per_million", "per million", "", true, false},
               {"cost_ratio", "cost ratio", "1", true, false},
               {"verdict", "conclusion", "", false, false},
               {"notes", "note", "", false, false},
               {"currency", "", "", false, true},
               {"price_date", "", "", false, true},
               {"price_source", "", "", false, true}};
  add_estimate_evidence_columns(t);
  add_ratio_evidence_columns(t);
  std::vector<std::vector<std::string>> said;
  for (const CostRow& row : cost.rows) {
    said.push_back(sentences(row));
    const bool is_base = !row.cost_ratio.value && row.cost_ratio.absent_because.empty();
    const Price price = row.price.value_or(Price{});
    t.rows.push_back(
        {text_cell(row.workload), text_cell(row.side), text_cell(row.plan.empty() ? "-" : row.plan),
         text_cell(price.region), price_cell(row.price), estimate_cell(row.slo_rate_per_s, "s-1"),
         estimate_cell(row.rate_per_s, "s-1"), text_cell(limit_text(row)), cost_cell(row.usd_per_million),
         is_base ? text_cell("baseline") : ratio_cell(row.cost_ratio),
         text_cell(row.cost_ratio.value ? conclusion_text(row.cost_ratio, false, row.disturbed_share) : ""),
         Cell{}, text_cell(price.currency), text_cell(price.date), text_cell(price.source)});
    add_evidence(t.rows.back(), row.slo_rate_per_s);
    add_evidence(t.rows.back(), row.cost_ratio);
  }
  const bool priced = is_priced(cost);
  if (priced) {
    t.chart = cost_chart(cost);
  } else {
    for (const std::size_t c : priced_columns) t.columns[c].data_only = true;
  }
  const Footnotes notes = footnotes(said);
  for (std::size_t i = 0; i < t.rows.size(); ++i) t.rows[i][notes_column] = text_cell(notes.marks[i]);
  t.notes = notes.lines;
  if (!priced)
    t.notes.emplace_back("No price is known, so no cost: only the break-even price is told, below.");
  for (const std::string& note : cost.notes) t.notes.push_back(note);
  return t;
}

/// Of the side with the larger share; nothing of what was not measured.
Cell disturbed_cell(const Estimate& e) {
  if (!e.value) return {};
  return {percent_text(e.disturbed_share), e.disturbed_share, {}, ""};
}

Table break_even_table(const CostTable& cost) {
  Table t;
  t.id = "break_even";
  t.title = "Break-even price (cheaper if its price is below this multiple of the baseline's)";
  t.columns = {{"workload", "workload", "", false, false},       {"side", "side", "", false, false},
               {"price_ratio", "price ratio", "1", true, false}, {"disturbed", "disturbed", "1", true, false},
               {"reason", "reason", "", false, false},           {"notes", "note", "", false, false}};
  // With prices that of the cost itself says more.
  if (!is_priced(cost)) {
    t.chart = Chart{.title = "Price, as a multiple of the baseline's, below which the side is cheaper",
                    .value = "price_ratio",
                    .labels = {"workload", "side"}};
  }
  bool any_interval = false;
  std::vector<std::vector<std::string>> said;
  for (const BreakEven& b : cost.break_even) {
    Cell ratio{"", {}, {}, b.price_ratio.absent_because};
    if (b.price_ratio.value) {
      ratio = {ratio_text(*b.price_ratio.value, b.price_ratio.interval), b.price_ratio.value,
               b.price_ratio.interval, ""};
    }
    const bool in_question = b.price_ratio.value && is_too_disturbed(b.price_ratio.disturbed_share);
    said.push_back(b.price_ratio.cautions);
    any_interval = any_interval || b.price_ratio.interval;
    t.rows.push_back(
        {text_cell(b.workload), text_cell(b.side), ratio, disturbed_cell(b.price_ratio),
         text_cell(in_question ? question_text(b.price_ratio.disturbed_share) : b.price_ratio.absent_because),
         Cell{}});
  }
  const Footnotes notes = footnotes(said);
  for (std::size_t i = 0; i < t.rows.size(); ++i) t.rows[i].back() = text_cell(notes.marks[i]);
  if (any_interval)
    t.notes.emplace_back(
        "Below the interval the side is cheaper, above it dearer; within it that is not resolved.");
  t.notes.insert(t.notes.end(), notes.lines.begin(), notes.lines.end());
  return t;
}

}  // namespace

std::vector<Table> cost_tables(const CostTable& cost) {
  std::vector<Table> tables;
  if (!cost.rows.empty()) tables.push_back(per_million_table(cost));
  if (!cost.break_even.empty()) tables.push_back(break_even_table(cost));
  return tables;
}

}  // namespace crossfade::analysis
