#include "analysis/report/derived_counter_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/coverage.h"
#include "analysis/number_text.h"
#include "analysis/quantity.h"
#include "analysis/report/cells.h"
#include "analysis/report/counter_table.h"
#include "analysis/top_down_method.h"
#include "analysis/top_down_part.h"
#include "analysis/top_down_quantity.h"
#include "results/enum_names.h"
#include "results/vocabulary/derived_metric.h"
#include "results/vocabulary/metric.h"

namespace crossfade::analysis {
namespace {

using results::DerivedMetric;
using results::Recording;
using std::string_view;

/// A counter that counts, else any; a recording may have several of a metric (another scope).
std::optional<std::size_t> counter_of(const Recording& r, string_view metric) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < r.counters.size(); ++i) {
    if (r.counters[i].metric != metric) continue;
    if (!found || (!why_absent(r, *found).empty() && why_absent(r, i).empty())) found = i;
  }
  return found;
}

struct Inputs {
  std::vector<string_view> tiers;   ///< each once
  std::vector<string_view> absent;  ///< those without a count
  std::optional<Coverage> worst;
  bool is_open_anywhere = false;  ///< one was asked for
};

Inputs examined(const Recording& r, const std::vector<string_view>& metrics) {
  Inputs out;
  for (const string_view metric : metrics) {
    const auto counter = counter_of(r, metric);
    out.is_open_anywhere = out.is_open_anywhere || counter.has_value();
    if (!counter || !why_absent(r, *counter).empty()) {
      out.absent.push_back(metric);
      out.worst = Coverage::none;
    }
    if (!counter) continue;
    const string_view tier = results::name_of(r.counters[*counter].tier);
    if (std::find(out.tiers.begin(), out.tiers.end(), tier) == out.tiers.end()) out.tiers.push_back(tier);
    if (const auto worst = coverage_in(r, static_cast<std::uint32_t>(*counter)).worst)
      out.worst = std::min(out.worst.value_or(*worst), *worst);
  }
  return out;
}

void add_row(Table& t, string_view metric, std::string formula, const Inputs& inputs) {
  const results::Metric* const known = results::find_metric(metric);
  if (known == nullptr) return;
  std::string state = "follows from what was counted";
  if (!inputs.absent.empty())
    state = fmt::format("absent: without {}", fmt::join(inputs.absent, ", "));
  else if (!inputs.worst)
    state = "no stage yet";
  t.rows.push_back({text_cell(std::string(metric)), text_cell(std::string(known->name)),
                    text_cell(std::string(known->unit)), text_cell(std::move(formula)),
                    text_cell(fmt::format("{}", fmt::join(inputs.tiers, ", "))),
                    text_cell(inputs.worst ? std::string(text_of(*inputs.worst)) : std::string()),
                    text_cell(std::move(state))});
}

/// Of the ways that a metric can be had by: the first that has all of its inputs, else the first that was
/// asked for.
void add_derived(Table& t, const Recording& r, string_view metric) {
  std::optional<Inputs> chosen;
  std::string formula;
  for (const DerivedMetric& way : results::ways_to_derive(metric)) {
    Inputs inputs = examined(r, results::inputs_of(way));
    if (!inputs.is_open_anywhere) continue;
    if (chosen && !inputs.absent.empty()) continue;
    const bool is_whole = inputs.absent.empty();
    chosen = std::move(inputs);
    formula = results::formula_of(way);
    if (is_whole) break;
  }
  if (chosen) add_row(t, metric, std::move(formula), *chosen);
}

/// Which counts a category of top-down rests on, cycles and instructions included.
std::vector<string_view> inputs_of_category(const Recording& r, string_view category) {
  std::vector<string_view> inputs{"cycles", "instructions"};
  const auto take = [&](const std::vector<string_view>& events) {
    for (const string_view event : events) {
      if (std::find(inputs.begin(), inputs.end(), event) == inputs.end() && counter_of(r, event))
        inputs.push_back(event);
    }
  };
  const string_view name = top_down_method_of(r);
  for (const TopDownMethod& method : top_down_methods()) {
    if (method.name != name) continue;
    Counts counts;
    for (const auto* const level : {&method.level_1, &method.level_2}) {
      for (const string_view event : *level) counts[std::string(event)] = 1;
    }
    for (const TopDownShare& share : method.shares(counts)) {
      if (share.metric != category) continue;
      take(method.level_1);
      if (!share.within.empty()) take(method.level_2);
      return inputs;
    }
  }
  for (const TopDownPart& part : top_down_parts()) {
    Counts counts{{"cycles", 1}, {"instructions", 1}};
    for (const string_view event : part.needs) counts[std::string(event)] = 1;
    const auto categories = part_categories(r.header.microarchitecture, counts);
    if (std::find(categories.begin(), categories.end(), category) != categories.end()) take(part.needs);
  }
  return inputs;
}

/// Instructions, in the stages that counted them, and those of them that were looks; nothing where none were.
std::string text_of_looks(const Recording& r) {
  const auto counter = counter_of(r, "instructions");
  if (!counter) return {};
  double counted = 0, looks = 0;
  for (const results::CounterReading& reading : r.readings) {
    if (reading.counter != *counter || !reading.total || reading.stage >= r.stages.size()) continue;
    counted += static_cast<double>(*reading.total);
    looks += of_looks(r.stages[reading.stage], "instructions");
  }
  if (!(looks > 0) || !(counted > 0)) return {};
  return fmt::format(
      "The engine's own looks at its cores' clock were {} of the {} instructions that were counted "
      "({:.2g} %): they are taken off, and so are their cycles, before figures of requests are formed.",
      grouped_text(looks), grouped_text(counted), 100 * looks / counted);
}

}  // namespace

Table derived_counter_table(const Recording& r) {
  Table t;
  t.id = "derived_counters";
  t.title = "What follows from the counters";
  t.columns = {{"metric", "metric", "", false, false}, {"name", "", "", false, true},
               {"unit", "unit", "", false, false},     {"formula", "formula", "", false, false},
               {"tier", "tier", "", false, false},     {"coverage", "coverage", "", false, false},
               {"state", "state", "", false, false}};
  string_view last;
  for (const DerivedMetric& row : results::derived_metrics()) {
    if (row.metric != last) add_derived(t, r, row.metric);
    last = row.metric;
  }
  for (const string_view category : top_down_categories(r))
    add_row(t, category, "its share of the slots × cycles / instructions",
            examined(r, inputs_of_category(r, category)));
  if (!t.rows.empty())
    t.notes.emplace_back(
        "Tier: of everything that it follows from. Coverage: the worst of it. Why a count is absent stands "
        "above, unless nobody asked for it.");
  if (std::string looks = text_of_looks(r); !looks.empty()) t.notes.push_back(std::move(looks));
  return t;
}

}  // namespace crossfade::analysis
