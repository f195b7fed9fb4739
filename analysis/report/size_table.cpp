#include "analysis/report/size_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analysis/number_text.h"
#include "analysis/report/cells.h"

namespace crossfade::analysis {
namespace {

constexpr std::size_t shown_anyway = 5;

std::string demand_text(const Demand& d) {
  return fmt::format("{}/s, {}", grouped_text(d.per_s),
                     d.zones == 1 ? "no zone lost" : fmt::format("one of {} zones lost", d.zones));
}

Table empty_table(const SizeAdvice& advice, const std::string& workload, const std::string& plan) {
  Table t;
  t.id = "sizes";
  t.title = fmt::format("Machines for {}", demand_text(advice.demand));
  if (!workload.empty()) t.title += fmt::format(": {}, {}", workload, plan);
  t.columns = {{"workload", "", "", false, true},           {"plan", "", "", false, true},
               {"type", "type", "", false, false},          {"machines", "machines", "", true, false},
               {"middle_machines", "", "", true, true},     {"per_hour", "per hour", "", true, false},
               {"price_per_hour", "each", "", true, false}, {"rate", "counted on", "s-1", true, false},
               {"middle_rate", "", "s-1", true, true},      {"limit", "limit", "", false, false},
               {"basis", "basis", "", false, false},        {"currency", "", "", false, true},
               {"price_date", "", "", false, true},         {"price_source", "", "", false, true}};
  return t;
}

Cell money_cell(double amount, const std::string& currency) {
  return {fmt::format("{:.2f} {}", amount, currency), amount, {}, ""};
}

std::string machines_text(const SizeChoice& c) {
  if (c.middle_machines == c.machines) return fmt::format("{}", c.machines);
  return fmt::format("{} ({} by the value)", c.machines, c.middle_machines);
}

std::vector<Cell> cells(const SizeChoice& c) {
  return {text_cell(c.workload),
          text_cell(c.plan.empty() ? "-" : c.plan),
          text_cell(c.type),
          Cell{machines_text(c), static_cast<double>(c.machines), {}, ""},
          number_cell(static_cast<double>(c.middle_machines)),
          money_cell(c.per_hour, c.price.currency),
          Cell{fmt::format("{:g}", c.price.per_hour), c.price.per_hour, {}, ""},
          Cell{quantity_text(c.rate_per_s, {}, "s-1"), c.rate_per_s, {}, ""},
          optional_number_cell(c.middle_rate_per_s),
          text_cell(c.limit == BindingLimit::cpu ? "CPU" : "network"),
          text_cell(c.extrapolated ? "extrapolated from " + c.measured_on : "measured"),
          text_cell(c.price.currency),
          text_cell(c.price.date),
          text_cell(c.price.source)};
}

/// People see the cheapest ones, the cheapest of every side, and what was measured.
void hide_the_rest(Table& t, const std::vector<const SizeChoice*>& choices) {
  std::set<std::string> sides;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const bool is_best_of_side = sides.insert(choices[i]->measured_on).second;
    if (i >= shown_anyway && !is_best_of_side && choices[i]->extrapolated) t.data_only_rows.insert(i);
  }
  if (!t.data_only_rows.empty()) {
    t.notes.push_back(fmt::format("{} more size{} in CSV and JSON.", t.data_only_rows.size(),
                                  t.data_only_rows.size() == 1 ? "" : "s"));
  }
}

/// Of every side of the table once.
void add_doubts(Table& t, const std::vector<const SizeChoice*>& choices) {
  std::set<std::string> sides;
  for (const SizeChoice* c : choices) {
    if (!c->doubt.empty() && sides.insert(c->measured_on).second)
      t.notes.push_back(fmt::format("Rate of {}: {}.", c->measured_on, c->doubt));
  }
}

void add_ruled_out(Table& t, const SizeAdvice& advice, const std::string& workload) {
  for (const SizeRuledOut& r : advice.ruled_out) {
    if (workload.empty() || r.workload == workload)
      t.notes.push_back(fmt::format("Ruled out: {}: {}.", r.type, r.why));
  }
}

void add_notes(Table& t, const SizeAdvice& advice) {
  t.notes.emplace_back(
      "Counted on: the lower end of the SLO throughput's interval where it has one, times the vCPUs of the "
      "size "
      "over those measured; hosts that are slower, spikes and uneven balancing are not in it.");
  t.notes.emplace_back(
      "Extrapolated: a larger size may serve more or less than its vCPUs say. Measure the one you choose.");
  t.notes.insert(t.notes.end(), advice.notes.begin(), advice.notes.end());
}

}  // namespace

std::vector<Table> size_tables(const SizeAdvice& advice) {
  std::vector<Table> tables;
  for (std::size_t at = 0; at < advice.choices.size();) {
    const SizeChoice& first = advice.choices[at];
    Table t = empty_table(advice, first.workload, first.plan.empty() ? "-" : first.plan);
    std::vector<const SizeChoice*> group;
    for (; at < advice.choices.size() && advice.choices[at].workload == first.workload &&
           advice.choices[at].plan == first.plan;
         ++at) {
      group.push_back(&advice.choices[at]);
      t.rows.push_back(cells(advice.choices[at]));
    }
    hide_the_rest(t, group);
    add_doubts(t, group);
    add_ruled_out(t, advice, first.workload);
    tables.push_back(std::move(t));
  }
  if (tables.empty()) {
    tables.push_back(empty_table(advice, "", ""));
    tables.back().notes.emplace_back("No size can be advised.");
    add_ruled_out(tables.back(), advice, "");
  }
  add_notes(tables.back(), advice);
  return tables;
}

}  // namespace crossfade::analysis
