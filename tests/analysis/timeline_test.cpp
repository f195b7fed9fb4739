// A recording over the time of its run: lanes, stages, what is absent, and the tables of it.
#include "analysis/timeline/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "analysis/report/quality_table.h"
#include "analysis/report/timeline_tables.h"
#include "analysis/timeline/counter_lanes.h"
#include "analysis/timeline/lane_scale.h"

namespace crossfade::analysis {
namespace {

using results::CounterScope;
using results::CounterSeries;
using results::Quality;
using ::testing::HasSubstr;

constexpr std::uint64_t none = CounterSeries::not_counted;
constexpr std::int64_t ms = 1'000'000, s = 1000 * ms, start = 1'760'000'000 * s;

/// Two stages of one process, a second apart: of two workers for 0.4 s, disturbed; of one for 0.2 s. cycles
/// and instructions are counted, cycles lost in a part; task_clock in the first alone; slots never.
results::Recording sampled() {
  results::Recording r;
  r.workloads.resize(1);
  r.workloads[0].name = "tls";
  r.workloads[0].preset = "default";
  r.repetitions.resize(1);
  r.repetitions[0].block = 3;
  r.stages.resize(2);
  r.stages[0].kind = results::StageKind::load;
  r.stages[0].offered_per_s = 250.5;
  r.stages[0].workers = 2;
  r.stages[0].start_unix_ns = start;
  r.stages[0].duration_ns = 400 * ms;
  r.stages[0].quality = Quality::disturbed;
  r.stages[0].quality_reasons = "steal";
  r.stages[0].steal_ns = 80 * ms;
  r.stages[1].start_unix_ns = start + s;
  r.stages[1].duration_ns = 200 * ms;
  r.absences = {{"stage.effective_clock_hz", "the probe was disturbed"}};
  for (const char* const metric : {"cycles", "instructions", "task_clock"})
    r.counters.push_back({metric, metric, CounterScope::user_kernel, results::CounterTier::hardware, ""});
  r.counters.push_back({"slots", "slots", CounterScope::user, results::CounterTier::hardware, "hidden"});
  r.workers = {{0, 4, 2, 1, 1, 1, 1, 1}, {0, 6, 3, 1, 1, 1, 1, 1}, {1, 4, 2, 1, 1, 1, 1, 1}};
  r.samples = {{0, 0, 100 * ms}, {0, 0, 400 * ms}, {0, 1, 300 * ms}, {1, 2, 200 * ms}};
  r.series = {{0, 0, 0, {100, 600, none}},
              {0, 1, 0, {50, 600, 7}},
              {0, 2, 0, {50 * ms, 150 * ms, 300 * ms}},
              {1, 0, 3, {40}},
              {1, 1, 3, {80}}};
  return r;
}

const Lane& lane(const Timeline& timeline, const std::string& id) {
  for (const Lane& each : timeline.lanes)
    if (each.id == id) return each;
  ADD_FAILURE() << "no lane " << id;
  return timeline.lanes.front();
}

TEST(Timeline, LanesAreRatesOfOneWorkerInTheOrderOfTime) {
  const TimelinePointer made = timeline(sampled());
  EXPECT_EQ(made->whole, (TimeWindow{0, s + 200 * ms}));
  const Lane& cycles = lane(*made, "cycles");
  EXPECT_EQ(cycles.unit, "s-1");
  EXPECT_EQ(cycles.name, "cycles");
  ASSERT_EQ(cycles.axis->size(), 4U);
  EXPECT_EQ((*cycles.axis)[0], (TimeWindow{0, 100 * ms}));
  EXPECT_EQ((*cycles.axis)[1], (TimeWindow{0, 300 * ms})) << "the other worker's, which began with the stage";
  EXPECT_EQ((*cycles.axis)[2], (TimeWindow{100 * ms, 400 * ms}));
  EXPECT_EQ((*cycles.axis)[3], (TimeWindow{s, s + 200 * ms}));
  EXPECT_FLOAT_EQ(cycles.values->value(0), 1000);
  EXPECT_TRUE(std::isnan(cycles.values->value(1))) << "not counted is no value, not 0";
  EXPECT_FLOAT_EQ(cycles.values->value(2), 2000);
  EXPECT_FLOAT_EQ(cycles.values->value(3), 200);
  // By time: 740 cycles in 0.1 + 0.3 + 0.2 s.
  EXPECT_FLOAT_EQ(static_cast<float>(*cycles.values->summary({0, 4}).mean()), 740 / 0.6F);
}

TEST(Timeline, AStopSoonAfterASampleIsJoinedWithIt) {
  results::Recording r = sampled();
  // The first worker of the first stage: 2 ms after 400 ms; a rate of so short a time says nothing.
  r.samples = {{0, 0, 100 * ms}, {0, 0, 400 * ms}, {0, 0, 402 * ms}, {0, 1, 300 * ms}, {1, 2, 200 * ms}};
  r.series = {
      {0, 0, 0, {100, 600, 204, none}}, {0, 1, 0, {50, 600, none, 7}}, {1, 0, 4, {40}}, {1, 1, 4, {80}}};
  const TimelinePointer made = timeline(r);
  const Lane& cycles = lane(*made, "cycles");
  ASSERT_EQ(cycles.axis->size(), 4U);
  EXPECT_EQ((*cycles.axis)[2], (TimeWindow{100 * ms, 402 * ms}));
  EXPECT_FLOAT_EQ(cycles.values->value(2), 804 / 0.302F);
  EXPECT_TRUE(std::isnan(lane(*made, "instructions").values->value(2))) << "a part of it is not known";
  EXPECT_FLOAT_EQ(cycles.values->value(3), 200);
}

TEST(Timeline, TimeByTimeIsAShare) {
  const TimelinePointer made = timeline(sampled());
  const Lane& clock = lane(*made, "task_clock");
  EXPECT_EQ(clock.unit, "1");
  EXPECT_THAT(clock.name, HasSubstr("share of the time"));
  EXPECT_FLOAT_EQ(clock.values->value(0), 0.5);
  EXPECT_FLOAT_EQ(clock.values->value(1), 1);
}

TEST(Timeline, WhatFollowsFromTwoCountersStandsFirst) {
  const TimelinePointer made = timeline(sampled());
  EXPECT_EQ(made->lanes.front().id, "ipc");
  const Lane& ipc = lane(*made, "ipc");
  EXPECT_FLOAT_EQ(ipc.values->value(0), 0.5);
  EXPECT_TRUE(std::isnan(ipc.values->value(1)));
  EXPECT_FLOAT_EQ(ipc.values->value(3), 2);
  // All instructions over all cycles, not a mean of ratios.
  EXPECT_FLOAT_EQ(static_cast<float>(*ipc.values->summary({0, 4}).mean()), 730.0F / 740);
  const Lane& clock = lane(*made, "counted_clock");
  EXPECT_EQ(clock.unit, "Hz");
  EXPECT_FLOAT_EQ(clock.values->value(0), 100 / 0.05F);
}

TEST(Timeline, NothingFollowsFromCountersThatCountedDifferentThings) {
  results::Recording r = sampled();
  r.counters[0].scope = CounterScope::user;
  const TimelinePointer user = timeline(r);
  for (const Lane& each : user->lanes) EXPECT_NE(each.id, "counted_clock") << "user space alone";
  r.counters[0].scope = CounterScope::cpu;
  const TimelinePointer cpu = timeline(r);
  for (const Lane& each : cpu->lanes) EXPECT_NE(each.id, "ipc") << "whole CPUs beside threads";
}

TEST(Timeline, CountersOfOneNameAreToldApart) {
  results::Recording r = sampled();
  r.counters[1] = {"cycles", "0x76", CounterScope::user, results::CounterTier::hardware, ""};
  const TimelinePointer made = timeline(r);
  EXPECT_EQ(made->lanes[0].id, "counted_clock");
  EXPECT_EQ(made->lanes[1].name, "cycles (cycles, user_kernel)");
  EXPECT_EQ(made->lanes[2].name, "cycles (0x76, user)");
}

TEST(Timeline, AnEventOfTheUsersIsCalledAsRecorded) {
  results::Recording r = sampled();
  r.counters[2].metric = "my_event";
  const TimelinePointer made = timeline(r);
  EXPECT_EQ(lane(*made, "my_event").name, "my_event");
  EXPECT_EQ(lane(*made, "my_event").unit, "s-1");
  results::MetricText text;
  text.id = "my_event";
  text.name = "an event of mine";
  text.unit = "ns";
  r.metric_texts = {text};
  const TimelinePointer named = timeline(r);
  EXPECT_EQ(lane(*named, "my_event").name, "an event of mine, share of the time");
}

TEST(Timeline, LanesOfStagesSayWhoElseWasThere) {
  const TimelinePointer made = timeline(sampled());
  const Lane& steal = lane(*made, "steal");
  EXPECT_FLOAT_EQ(steal.values->value(0), 0.1F) << "80 ms of two workers in 400 ms";
  EXPECT_TRUE(std::isnan(steal.values->value(1))) << "not read";
  EXPECT_EQ((*steal.axis)[1], (TimeWindow{s, s + 200 * ms}));
}

TEST(Timeline, WhatIsAbsentHasAReason) {
  const TimelinePointer made = timeline(sampled());
  const auto reason = [&](const std::string& name) {
    for (const AbsentLane& each : made->absent)
      if (each.name == name) return each.reason;
    return std::string("not listed");
  };
  EXPECT_EQ(reason("slots"), "hidden");
  EXPECT_EQ(reason("effective clock"), "the probe was disturbed");
  EXPECT_EQ(reason("run-queue wait, share of the workers' time"), "no stage of this recording has it");
  const Table table = absent_lane_table(*made);
  EXPECT_EQ(table.rows.size(), 3U) << "two lanes have one reason";
  EXPECT_THAT(table.rows.at(1)[1].text, HasSubstr(", "));
}

TEST(Timeline, WithoutSamplesTheOptionThatKeepsThemIsNamed) {
  results::Recording r = sampled();
  r.samples.clear();
  r.series.clear();
  r.plan_json = R"({"counters":true,"sample_rate_hz":0})";
  const TimelinePointer made = timeline(r);
  EXPECT_THAT(made->no_samples_because, HasSubstr("--sample-rate 0"));
  EXPECT_THAT(made->how_to_have_samples, HasSubstr("--sample-rate 10"));
  EXPECT_EQ(made->lanes.size(), 1U) << "steal is of the stages";
  for (const AbsentLane& each : made->absent) EXPECT_NE(each.name, "cycles");
  EXPECT_EQ(timeline(sampled())->no_samples_because, "");
}

TEST(Timeline, StagesAndProcessesStandInTheOrderOfTime) {
  results::Recording r = sampled();
  std::swap(r.stages[0].start_unix_ns, r.stages[1].start_unix_ns);
  const TimelinePointer made = timeline(r);
  ASSERT_EQ(made->stages.size(), 2U);
  EXPECT_EQ(made->stages[0].stage, 1U);
  EXPECT_EQ(made->stages[1].title, "load at 250.5/s, 2 threads");
  EXPECT_EQ(made->stages[0].title, "service, 1 thread");
  ASSERT_EQ(made->processes.size(), 1U);
  EXPECT_EQ(made->processes[0].window, (TimeWindow{0, s + 400 * ms}));
  EXPECT_EQ(made->processes[0].block, 3U);
}

TEST(Timeline, NumbersThatNoClockShowsDoNoHarm) {
  results::Recording r = sampled();
  r.stages[0].start_unix_ns = std::numeric_limits<std::int64_t>::min();
  r.stages[0].duration_ns = std::numeric_limits<std::uint64_t>::max();
  r.stages[1].start_unix_ns = std::numeric_limits<std::int64_t>::max();
  r.samples[0].time_ns = r.samples[1].time_ns = std::numeric_limits<std::uint64_t>::max();
  const TimelinePointer made = timeline(r);
  EXPECT_GT(made->whole.end_ns, 0);
  EXPECT_EQ(lane(*made, "cycles").axis->size(), 3U) << "a stop after no time";
  EXPECT_EQ(made->lanes[0].axis->edges(made->whole, 100).size(), 101U);
  const TimelinePointer nothing = timeline({});
  EXPECT_TRUE(nothing->lanes.empty() && nothing->stages.empty() && nothing->absent.empty());
  EXPECT_EQ(nothing->whole, (TimeWindow{0, 0}));
}

TEST(Lane, AMomentHasTheSamplesThatItLiesIn) {
  const TimelinePointer made = timeline(sampled());
  const Lane& instructions = lane(*made, "instructions");
  EXPECT_EQ(samples_at(instructions, 50 * ms).n, 2U) << "of two workers";
  EXPECT_EQ(samples_at(instructions, 350 * ms).n, 1U);
  EXPECT_FLOAT_EQ(samples_at(instructions, 350 * ms).least, 2000);
  EXPECT_TRUE(samples_at(instructions, 700 * ms).empty()) << "between the stages";
}

TEST(LaneScale, IsFromZeroUnlessAllLiesHigh) {
  const auto of = [](float least, float greatest) {
    SampleSummary summary;
    summary.n = 2;
    summary.least = least;
    summary.greatest = greatest;
    return lane_scale(summary);
  };
  EXPECT_EQ(of(1, 10).low, 0);
  EXPECT_EQ(of(1, 10).high, 10);
  EXPECT_EQ(of(9, 10).low, 9);
  EXPECT_DOUBLE_EQ(of(0, 0).at(0), 0);
  EXPECT_DOUBLE_EQ(of(4, 4).at(4), 0.5);
  EXPECT_DOUBLE_EQ(of(1, 10).at(20), 1) << "put on the end";
  EXPECT_DOUBLE_EQ(lane_scale({}).at(0.5), 0.5);
}

TEST(QualityTime, IsOfTheTimeWithinTheWindow) {
  const TimelinePointer made = timeline(sampled());
  const QualityTime all = quality_time(made->stages, made->whole);
  EXPECT_EQ(all.stages(), 2U);
  EXPECT_DOUBLE_EQ(all.disturbed.time_ns, 400e6);
  EXPECT_DOUBLE_EQ(all.share(all.disturbed), 4.0 / 6);
  EXPECT_EQ(quality_time_text(all), "clean 33 %, disturbed 67 %, void 0 % of the time of 2 stages");
  const QualityTime part = quality_time(made->stages, {300 * ms, s + 100 * ms});
  EXPECT_DOUBLE_EQ(part.disturbed.time_ns, 100e6);
  EXPECT_DOUBLE_EQ(part.clean.time_ns, 100e6);
  EXPECT_EQ(quality_time_text(quality_time(made->stages, {500 * ms, 600 * ms})), "no stage");
  EXPECT_EQ(QualityTime{}.share({}), 0);
}

TEST(QualityStrip, HasThePanelBesideEachStageOrWhyNot) {
  results::Recording r = sampled();
  EXPECT_THAT(quality_strip(r).panel_absent_because, HasSubstr("without a calibration panel"));
  for (results::Stage& stage : r.stages)
    stage.panel_before.l1_loads_per_cycle = stage.panel_after.l1_loads_per_cycle = 2;
  r.stages[0].panel_after.l1_loads_per_cycle = 1;
  const QualityStrip strip = quality_strip(r);
  ASSERT_EQ(strip.panel_deficits.size(), 2U);
  EXPECT_NEAR(*strip.panel_deficits[0], 0.5, 1e-9);
  EXPECT_NEAR(*strip.panel_deficits[1], 0, 1e-9);
  EXPECT_EQ(strip.panel_absent_because, "");
  const std::vector<NamedStrip> named{{"a.h5", strip}, {"b.h5", quality_strip(sampled())}};
  const Table table = quality_table(named);
  EXPECT_EQ(table.rows[0][3].text, "67 %");
  EXPECT_EQ(table.rows[0][5].text, "50 %");
  EXPECT_EQ(table.rows[1][5].text, "");
  EXPECT_THAT(table.rows[1][5].absent_because, HasSubstr("without a calibration panel"));
}

TEST(TimelineTables, AWindowHasItsOwnSamples) {
  const TimelinePointer made = timeline(sampled());
  const auto row = [&](const Table& table, const std::string& name) {
    for (const auto& each : table.rows)
      if (each[0].text == name) return each;
    ADD_FAILURE() << "no row " << name;
    return table.rows.front();
  };
  const Table all = lane_table(*made, {});
  EXPECT_EQ(all.title, "Samples of the whole run");
  EXPECT_EQ(row(all, "instructions")[1].value, 4.0);
  const TimeWindow second{500 * ms, s + 200 * ms};
  const Table part = lane_table(*made, second);
  EXPECT_THAT(part.title, HasSubstr("0.500 s to 1.200 s"));
  EXPECT_EQ(row(part, "instructions")[1].value, 1.0);
  EXPECT_EQ(row(part, "instructions")[2].text, "400/s");
  EXPECT_EQ(row(part, "task clock, share of the time")[2].text, "");
  EXPECT_THAT(row(part, "task clock, share of the time")[2].absent_because, HasSubstr("no sample"));
  EXPECT_THAT(window_quality_text(*made, second), HasSubstr("clean 100 %"));
  const Table stages = stage_table(*made);
  ASSERT_EQ(stages.rows.size(), 2U);
  EXPECT_EQ(stages.rows[0][5].text, "disturbed");
  EXPECT_EQ(stages.rows[0][6].text, "steal");
  EXPECT_EQ(stages.rows[1][0].text, "1.000 s");
}

}  // namespace
}  // namespace crossfade::analysis
