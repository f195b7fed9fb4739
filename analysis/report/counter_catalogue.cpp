#include "analysis/report/counter_catalogue.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "analysis/report/cells.h"
#include "analysis/top_down_method.h"
#include "analysis/top_down_part.h"
#include "results/enum_names.h"
#include "results/vocabulary/derived_metric.h"
#include "results/vocabulary/event_code.h"
#include "results/vocabulary/raw_code.h"

namespace crossfade::analysis {
namespace {

Cell cell(std::string_view text) {
  return text_cell(std::string(text));
}

std::string ids(const std::vector<std::string_view>& metrics) {
  return fmt::format("{}", fmt::join(metrics, ", "));
}

Table counted_table() {
  Table t;
  t.id = "counted";
  t.title = "What can be counted";
  t.columns = {{"metric", "metric", "", false, false},
               {"name", "name", "", false, false},
               {"unit", "unit", "", false, false},
               {"better", "better", "", false, false},
               {"across_cpus", "between CPUs", "", false, false},
               {"meaning", "meaning", "", false, false}};
  for (const results::Metric& metric : results::event_metrics()) {
    t.rows.push_back({cell(metric.id), cell(metric.name), cell(metric.unit),
                      text_cell(better_text(metric.direction)),
                      text_cell(comparability_text(metric.across_cpus)), cell(metric.help)});
  }
  return t;
}

std::vector<Cell> derived_row(const results::Metric& metric, std::string formula) {
  return {cell(metric.id),
          cell(metric.name),
          cell(metric.unit),
          text_cell(std::move(formula)),
          text_cell(better_text(metric.direction)),
          text_cell(comparability_text(metric.across_cpus)),
          cell(metric.help)};
}

/// Every category that some CPU's method has, level 1 first.
std::vector<std::string_view> top_down_metrics() {
  std::vector<std::string_view> metrics;
  for (const bool parts : {false, true}) {
    for (const TopDownMethod& method : top_down_methods()) {
      Counts counts;
      for (const auto* const level : {&method.level_1, &method.level_2}) {
        for (const std::string_view event : *level) counts[std::string(event)] = 1;
      }
      for (const TopDownShare& share : method.shares(counts)) {
        if (share.within.empty() == parts) continue;
        if (std::find(metrics.begin(), metrics.end(), share.metric) == metrics.end())
          metrics.push_back(share.metric);
      }
    }
  }
  return metrics;
}

Table derived_table() {
  Table t;
  t.id = "derived";
  t.title = "What follows from it";
  t.columns = {{"metric", "metric", "", false, false},  {"name", "name", "", false, false},
               {"unit", "unit", "", false, false},      {"formula", "formula", "", false, false},
               {"better", "better", "", false, false},  {"across_cpus", "between CPUs", "", false, false},
               {"meaning", "meaning", "", false, false}};
  for (const results::DerivedMetric& row : results::derived_metrics()) {
    const results::Metric* const metric = results::find_metric(row.metric);
    if (metric == nullptr) continue;  // a test of the vocabulary says so
    t.rows.push_back(derived_row(*metric, formula_of(row)));
  }
  for (const std::string_view category : top_down_metrics()) {
    if (const results::Metric* const metric = results::find_metric(category))
      t.rows.push_back(derived_row(*metric, "its share of the slots × cycles / instructions"));
  }
  t.notes.emplace_back("Of a metric with several rows the one holds whose events the CPU has.");
  return t;
}

Table top_down_table() {
  Table t;
  t.id = "top_down";
  t.title = "Top-down";
  t.columns = {{"method", "method", "", false, false},
               {"cpus", "CPUs", "", false, false},
               {"formula", "formula of level 1", "", false, false},
               {"level_1", "level 1 needs", "", false, false},
               {"level_2_formula", "formula of level 2", "", false, false},
               {"level_2", "level 2 needs", "", false, false},
               {"kind", "kind", "", false, false}};
  for (const TopDownMethod& method : top_down_methods()) {
    t.rows.push_back({cell(method.name), text_cell(ids(method.microarchitectures)), cell(method.formula),
                      text_cell(ids(method.level_1)), cell(method.level_2_formula),
                      text_cell(ids(method.level_2)), cell(method.approximate ? "a hint" : "measured")});
  }
  for (const TopDownPart& part : top_down_parts()) {
    t.rows.push_back({cell("a part by itself, where it does not fit beside level 1"),
                      text_cell(ids(part.microarchitectures)), Cell{}, Cell{}, cell(part.formula),
                      text_cell(ids(part.needs)), cell("measured")});
  }
  return t;
}

std::string opened_text(const results::EventCode& code) {
  switch (code.opened) {
    case results::Opened::always:
      return "in the first pass";
    case results::Opened::by_pass:
      return "in its pass";
    case results::Opened::with_metrics:
      return "where PERF_METRICS counts";
    case results::Opened::on_request:
      return "by --event alone";
  }
  return {};
}

Table codes_table(const std::string& cpus, std::span<const results::EventCode> codes) {
  Table t;
  t.id = "codes";
  t.title = cpus;
  t.columns = {{"cpus", "", "", false, true},          {"metric", "metric", "", false, false},
               {"code", "code", "", false, false},     {"decoded", "which is", "", false, false},
               {"event", "event", "", false, false},   {"counters", "counters", "", false, false},
               {"opened", "opened", "", false, false}, {"status", "status", "", false, false}};
  for (const results::EventCode& code : codes) {
    t.rows.push_back({text_cell(cpus), cell(code.metric), text_cell(fmt::format("{:#x}", code.config)),
                      text_cell(to_text(results::decoded(code.config))), cell(code.name),
                      cell(text_of(code.place)), text_cell(opened_text(code)), text_cell(status_of(code))});
  }
  return t;
}

}  // namespace

std::string better_text(results::Direction direction) {
  switch (direction) {
    case results::Direction::higher_is_better:
      return "higher";
    case results::Direction::lower_is_better:
      return "lower";
    case results::Direction::neutral:
      break;
  }
  return "neither";
}

std::string comparability_text(results::Comparability comparability) {
  std::string text(results::name_of(comparability));
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

Document counter_catalogue() {
  Document d;
  d.title = "Performance counters";
  d.tables = {counted_table(), derived_table(), top_down_table()};
  const auto cpus = results::catalogued_microarchitectures();
  for (std::size_t i = 0; i < cpus.size(); ++i) {
    const auto codes = results::event_codes(cpus[i]);
    std::string names(cpus[i]);
    while (i + 1 < cpus.size() && results::event_codes(cpus[i + 1]).data() == codes.data())
      names += fmt::format(", {}", cpus[++i]);
    d.tables.push_back(codes_table(names, codes));
  }
  return d;
}

}  // namespace crossfade::analysis
