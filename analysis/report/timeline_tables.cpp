#include "analysis/report/timeline_tables.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "analysis/number_text.h"
#include "analysis/report/cells.h"
#include "analysis/timeline/quality_time.h"
#include "analysis/timeline/time_ticks.h"
#include "results/enum_names.h"

namespace crossfade::analysis {
namespace {

constexpr const char* no_interval = "it describes what was counted in this window and estimates nothing";

Cell value_cell(double value, const std::string& unit) {
  return {quantity_text(value, {}, unit), value, {}, no_interval};
}

Cell time_cell(std::int64_t time_ns, std::int64_t step_ns) {
  return {time_text(time_ns, step_ns), static_cast<double>(time_ns), {}, ""};
}

std::vector<Cell> row_of(const Lane& lane, const TimeWindow& window) {
  const SampleSummary summary = lane.values->summary(lane.axis->within(window));
  std::vector<Cell> row{text_cell(lane.name), number_cell(static_cast<double>(summary.n))};
  if (summary.empty()) {
    for (int i = 0; i < 3; ++i) row.push_back({"", {}, {}, "no sample with a value ended in this window"});
    return row;
  }
  const std::optional<double> mean = summary.mean();
  row.push_back(mean ? value_cell(*mean, lane.unit) : Cell{"", {}, {}, "its samples took no time"});
  row.push_back(value_cell(static_cast<double>(summary.least), lane.unit));
  row.push_back(value_cell(static_cast<double>(summary.greatest), lane.unit));
  return row;
}

std::string part_of_run(const Timeline& timeline, const std::optional<TimeWindow>& window) {
  return window && *window != timeline.whole ? window_text(*window) : "the whole run";
}

}  // namespace

Table lane_table(const Timeline& timeline, const std::optional<TimeWindow>& window) {
  Table t;
  t.id = "timeline";
  t.title = "Samples of " + part_of_run(timeline, window);
  t.columns = {{"lane", "lane", "", false},
               {"samples", "samples", "1", true},
               {"mean", "mean", "", true},
               {"least", "least", "", true},
               {"greatest", "greatest", "", true}};
  for (const Lane& lane : timeline.lanes) t.rows.push_back(row_of(lane, window.value_or(timeline.whole)));
  t.notes.emplace_back(
      "A sample of a counter is one worker's, over the time since its sample before; rates are a second and "
      "worker. The mean weighs samples by their time, or by what they are divided by, so that it is the rate "
      "of "
      "all of them together. Samples belong to where they ended. They describe what happened in this window "
      "and "
      "have no interval: neighbours lean on each other.");
  return t;
}

std::string window_quality_text(const Timeline& timeline, const std::optional<TimeWindow>& window) {
  return fmt::format("{}: {}", part_of_run(timeline, window),
                     quality_time_text(quality_time(timeline.stages, window.value_or(timeline.whole))));
}

Table stage_table(const Timeline& timeline) {
  constexpr std::int64_t told_apart_ns = 1'000'000;
  Table t;
  t.id = "timeline_stages";
  t.title = "Stages in the order of time";
  t.columns = {{"begin_ns", "begin", "ns", true},       {"end_ns", "end", "ns", true},
               {"workload", "workload", "", false},     {"process", "process", "1", true},
               {"stage", "stage", "", false},           {"quality", "quality", "", false},
               {"rules", "rules that fired", "", false}};
  for (const TimelineStage& stage : timeline.stages) {
    t.rows.push_back(
        {time_cell(stage.window.begin_ns, told_apart_ns), time_cell(stage.window.end_ns, told_apart_ns),
         text_cell(stage.workload), number_cell(stage.process), text_cell(stage.title),
         text_cell(std::string(results::name_of(stage.quality))), text_cell(stage.quality_reasons)});
  }
  return t;
}

Table absent_lane_table(const Timeline& timeline) {
  Table t;
  t.id = "timeline_absent";
  t.title = "Without samples";
  t.columns = {{"reason", "reason", "", false}, {"lanes", "what", "", false}};
  std::vector<std::pair<std::string, std::vector<std::string>>> by_reason;
  for (const AbsentLane& lane : timeline.absent) {
    const auto same = [&](const auto& each) { return each.first == lane.reason; };
    auto found = std::find_if(by_reason.begin(), by_reason.end(), same);
    if (found == by_reason.end()) found = by_reason.insert(found, {lane.reason, {}});
    found->second.push_back(lane.name);
  }
  for (const auto& [reason, names] : by_reason)
    t.rows.push_back({text_cell(reason), text_cell(fmt::format("{}", fmt::join(names, ", ")))});
  return t;
}

}  // namespace crossfade::analysis
