#include "analysis/quantity.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "analysis/sample.h"
#include "tests/analysis/counted_stage.h"

namespace crossfade::analysis {
namespace {

using testing::CountedStage;

/// One capacity stage of 100 requests with 1,000 ns of CPU each, and a counter that reads 5,000.
struct OneStage {
  results::Recording recording;
  results::Stage stage;
  results::CounterReading reading;
  StageView view;
  ProcessRun run;

  OneStage() {
    results::Counter cycles;
    cycles.metric = "cycles";
    recording.counters = {cycles};
    stage.kind = results::StageKind::capacity;
    stage.completed = 100;
    stage.cpu_user_ns = 90'000, stage.cpu_system_ns = 10'000;
    stage.duration_ns = 1'000'000;
    reading.total = 5000;
    reading.state = results::CounterState::counted;
    reading.enabled_ns = reading.running_ns = 1'000'000;
  }
  Quantity of(const Measure& measure) {
    view.stage = &stage;
    view.readings = {&reading};
    run.recording = &recording;
    return measure(run, {&view});
  }
};

TEST(CpuPerRequest, LeavesOutWaitingForArrivals) {
  OneStage one;
  EXPECT_DOUBLE_EQ(one.of(cpu_per_request_ns).value.value_or(0), 1000);
  one.stage.waiting_cpu_ns = 40'000;
  EXPECT_DOUBLE_EQ(one.of(cpu_per_request_ns).value.value_or(0), 600);
  one.stage.target_cpu_ns = 10'000;
  EXPECT_DOUBLE_EQ(one.of(cpu_per_request_ns).value.value_or(0), 700);
  one.stage.waiting_cpu_ns = 110'000;
  EXPECT_FALSE(one.of(cpu_per_request_ns).value) << "nothing is left that could be a cost";
}

TEST(Derived, IsAbsentUnlessTheWholeStageWasCounted) {
  OneStage one;
  EXPECT_DOUBLE_EQ(one.of(derived("cycles_per_request")).value.value_or(0), 50);
  one.reading.running_ns = 991'000;
  EXPECT_TRUE(one.of(derived("cycles_per_request")).value);
  one.reading.running_ns = 989'000;
  const Quantity part = one.of(derived("cycles_per_request"));
  EXPECT_FALSE(part.value) << "what was multiplexed is never scaled up";
  EXPECT_NE(part.absent_because.find("part of a stage"), std::string::npos);
}

TEST(Derived, FollowsItsRow) {
  CountedStage stage({{"cycles", 4000},
                      {"instructions", 8000},
                      {"task_clock", 2000},
                      {"branch_misses", 40},
                      {"dram_fills", 200}});
  EXPECT_DOUBLE_EQ(stage.of(derived("ipc")).value.value_or(0), 2);
  EXPECT_DOUBLE_EQ(stage.of(derived("branch_misses_per_ki")).value.value_or(0), 5);
  EXPECT_DOUBLE_EQ(stage.of(derived("dram_fills_per_request")).value.value_or(0), 2);
  EXPECT_DOUBLE_EQ(stage.of(derived("counted_clock")).value.value_or(0), 2e9);
  EXPECT_EQ(stage.of(derived("l1d_misses_per_ki")).absent_because, "l1d_misses was not asked for");
  EXPECT_TRUE(is_counted(stage.recording, "ipc"));
  EXPECT_FALSE(is_counted(stage.recording, "l1d_misses_per_ki"));
}

TEST(Derived, IsOfTheRequestsWithoutTheLooksOfTheEngine) {
  CountedStage stage({{"cycles", 4400}, {"instructions", 8800}, {"task_clock", 2200}, {"branch_misses", 40}});
  EXPECT_DOUBLE_EQ(stage.of(derived("instructions_per_request")).value.value_or(0), 88)
      << "not known, not off";
  stage.stage.look_instructions = 800, stage.stage.look_cycles = 400;
  EXPECT_DOUBLE_EQ(stage.of(derived("instructions_per_request")).value.value_or(0), 80);
  EXPECT_DOUBLE_EQ(stage.of(derived("cycles_per_request")).value.value_or(0), 40);
  EXPECT_DOUBLE_EQ(stage.of(derived("ipc")).value.value_or(0), 2);
  EXPECT_DOUBLE_EQ(stage.of(derived("branch_misses_per_ki")).value.value_or(0), 5);
  EXPECT_DOUBLE_EQ(stage.of(derived("counted_clock")).value.value_or(0), 2e9) << "CPU time has them as well";
  CountedStage clock_counters({{"aperf_cycles", 4400}, {"task_clock", 2200}});
  clock_counters.stage.look_cycles = 400;
  EXPECT_DOUBLE_EQ(clock_counters.of(derived("cycles_per_request")).value.value_or(0), 40);
  EXPECT_DOUBLE_EQ(clock_counters.of(derived("counted_clock")).value.value_or(0), 2e9);
}

TEST(Derived, MoreLooksThanWereCountedLeaveNothingAndNoLess) {
  CountedStage stage({{"instructions", 700}});
  stage.stage.look_instructions = 800;
  EXPECT_DOUBLE_EQ(stage.of(derived("instructions_per_request")).value.value_or(-1), 0);
}

TEST(Derived, AtLowLoadARequestTakesWhatItTakesAtSaturation) {
  // 3 s of one worker that looks ten times a second; 100,000 instructions a request, 2 a ns.
  constexpr std::uint64_t of_a_request = 100'000, of_a_look = 74'000, looks = 30;
  CountedStage full({{"instructions", 60'000 * of_a_request + looks * of_a_look}});
  full.stage.completed = 60'000;
  CountedStage tenth({{"instructions", 600 * of_a_request + looks * of_a_look}});
  tenth.stage.completed = 600;
  const auto apart = [&] {
    return *tenth.of(derived("instructions_per_request")).value /
               *full.of(derived("instructions_per_request")).value -
           1;
  };
  EXPECT_GT(apart(), 0.03) << "at a hundredth of the load";
  full.stage.look_instructions = tenth.stage.look_instructions = looks * of_a_look;
  EXPECT_LT(std::abs(apart()), 1e-9);
}

TEST(Derived, TakesTheWayWhoseEventsTheCpuHas) {
  CountedStage amd({{"instructions", 8000}, {"dtlb_walks", 16}});
  EXPECT_DOUBLE_EQ(amd.of(derived("dtlb_walks_per_ki")).value.value_or(0), 2);
  CountedStage intel({{"dtlb_store_walks", 4}, {"instructions", 8000}, {"dtlb_load_walks", 12}});
  EXPECT_DOUBLE_EQ(intel.of(derived("dtlb_walks_per_ki")).value.value_or(0), 2);
  intel.recording.counters[2].absent_because = "no room";
  EXPECT_EQ(intel.of(derived("dtlb_walks_per_ki")).absent_because, "no room");
  EXPECT_FALSE(is_counted(intel.recording, "dtlb_walks_per_ki"));
}

TEST(Derived, HasNoValueByNothing) {
  CountedStage stage({{"instructions", 8000}, {"cycles", 0}});
  EXPECT_EQ(stage.of(derived("ipc")).absent_because, "cycles counted nothing");
  stage.stage.completed = 0;
  EXPECT_EQ(stage.of(derived("instructions_per_request")).absent_because, "no request was completed");
}

TEST(Derived, AClockNeedsTheKernelsCyclesToo) {
  CountedStage stage({{"cycles", 4000}, {"task_clock", 2000}});
  stage.recording.counters[0].scope = results::CounterScope::user;
  EXPECT_EQ(stage.of(derived("counted_clock")).absent_because, "cycles counted user space alone");
  EXPECT_TRUE(stage.of(derived("cycles_per_request")).value);
}

TEST(Derived, TakesAperfWhereThePmuGivesNoCycles) {
  CountedStage stage({{"cycles", 1}, {"aperf_cycles", 4000}, {"task_clock", 2000}});
  EXPECT_DOUBLE_EQ(stage.of(derived("cycles_per_request")).value.value_or(0), 0.01) << "the PMU's come first";
  stage.recording.counters[0].absent_because = "no PMU here";
  EXPECT_DOUBLE_EQ(stage.of(derived("cycles_per_request")).value.value_or(0), 40);
  EXPECT_DOUBLE_EQ(stage.of(derived("counted_clock")).value.value_or(0), 2e9);
  stage.recording.counters[1].absent_because = "the hypervisor hides it";
  EXPECT_EQ(stage.of(derived("cycles_per_request")).absent_because, "no PMU here");
}

TEST(Derived, NeverSetsACpuAgainstItsThreads) {
  CountedStage stage({{"cycles", 4000}, {"instructions", 8000}, {"task_clock", 2000}});
  stage.recording.counters[0].scope = stage.recording.counters[1].scope = results::CounterScope::cpu;
  const Quantity clock = stage.of(derived("counted_clock"));
  EXPECT_FALSE(clock.value) << "the CPU had other threads, and idle ones cost task_clock nothing";
  EXPECT_NE(clock.absent_because.find("did not count the same"), std::string::npos) << clock.absent_because;
  EXPECT_DOUBLE_EQ(stage.of(derived("ipc")).value.value_or(0), 2) << "both are of the CPU";
}

/// A stage in whose process only the counters at these places were on.
std::vector<results::CounterReading> with_on(const std::vector<results::CounterReading>& readings,
                                             const std::vector<std::size_t>& on) {
  std::vector<results::CounterReading> out = readings;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (std::find(on.begin(), on.end(), i) != on.end()) continue;
    out[i] = {0, static_cast<std::uint32_t>(i), std::nullopt, 0, 0, results::CounterState::other_pass};
  }
  return out;
}

TEST(Quantity, OneStagesCountIsNeverSetAgainstAnothers) {
  CountedStage stage({{"cycles", 1000}, {"instructions", 2000}, {"branch_misses", 10}});
  results::Stage other = stage.stage;
  const auto first = with_on(stage.readings, {0, 2}), second = with_on(stage.readings, {0, 1, 2});
  StageView a, b;
  a.stage = &stage.stage, b.stage = &other;
  for (const auto& reading : first) a.readings.push_back(&reading);
  for (const auto& reading : second) b.readings.push_back(&reading);
  stage.run.recording = &stage.recording;
  const Quantity both = derived("branch_misses_per_ki")(stage.run, {&a, &b});
  EXPECT_DOUBLE_EQ(both.value.value_or(0), 5) << "of the second stage alone; of both it would be 10";
  EXPECT_EQ(both.requests, 100U);
  EXPECT_DOUBLE_EQ(derived("cycles_per_request")(stage.run, {&a, &b}).value.value_or(0), 10) << "of both";
  const Quantity none = derived("branch_misses_per_ki")(stage.run, {&a});
  EXPECT_FALSE(none.value);
  EXPECT_TRUE(none.elsewhere) << "as planned: the run has no fault";
  EXPECT_EQ(none.absent_because, "branch_misses, instructions were not counted together");
}

TEST(Quantity, ALossIsNoOtherPass) {
  CountedStage stage({{"cycles", 1000}, {"instructions", 2000}});
  stage.readings[0].state = results::CounterState::lost;
  const Quantity lost = stage.of(derived("ipc"));
  EXPECT_FALSE(lost.value || lost.elsewhere);
  EXPECT_EQ(lost.absent_because, "cycles did not count in a stage");
}

TEST(Quantity, OfTwoCountersOfAMetricTheOneThatWasOnCounts) {
  CountedStage stage({{"cycles", 0}, {"cycles", 1000}});  // as one program may open it and as another may
  stage.readings = with_on(stage.readings, {1});
  EXPECT_DOUBLE_EQ(stage.of(derived("cycles_per_request")).value.value_or(0), 10);
}

TEST(Quantity, ACounterWhosePassNobodyOpenedIsNotCounted) {
  CountedStage stage({{"dram_fills", 1000}, {"instructions", 2000}});
  stage.recording.readings = with_on(stage.readings, {1});
  EXPECT_FALSE(is_counted(stage.recording, "dram_fills_per_request"));
  EXPECT_TRUE(is_counted(stage.recording, "instructions_per_request"));
  stage.recording.readings.push_back(stage.readings[0]);
  EXPECT_TRUE(is_counted(stage.recording, "dram_fills_per_request")) << "in one process it was on";
}

TEST(Sample, ARunOfAnotherPassIsNoRunWithoutAValue) {
  CountedStage counted({{"cycles", 1000}}), elsewhere({{"cycles", 1000}});
  elsewhere.readings = with_on(elsewhere.readings, {});
  WorkloadRuns workload;
  for (CountedStage* const one : {&counted, &elsewhere}) {
    one->of(cpu_per_request_ns);  // makes its view
    one->stage.kind = results::StageKind::capacity;
    one->run.stages = {one->view};
    workload.runs.push_back(one->run);
  }
  const StageFilter capacity{results::StageKind::capacity, {}, {}};
  const Sample sampled = sample(workload, capacity, derived("cycles_per_request"));
  ASSERT_EQ(sampled.values.size(), 1U);
  EXPECT_EQ(sampled.runs_without, 0U);
  EXPECT_EQ(sampled.absent_because, "");
  workload.runs.erase(workload.runs.begin());
  EXPECT_EQ(sample(workload, capacity, derived("cycles_per_request")).absent_because,
            "no process run counted it: cycles was in another pass of the counters");
}

}  // namespace
}  // namespace crossfade::analysis
