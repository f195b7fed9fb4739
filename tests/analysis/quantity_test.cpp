#include "analysis/quantity.h"

#include <gtest/gtest.h>

namespace crossfade::analysis {
namespace {

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

TEST(CounterPerRequest, IsAbsentUnlessTheWholeStageWasCounted) {
  OneStage one;
  EXPECT_DOUBLE_EQ(one.of(counter_per_request("cycles")).value.value_or(0), 50);
  one.reading.running_ns = 991'000;
  EXPECT_TRUE(one.of(counter_per_request("cycles")).value);
  one.reading.running_ns = 989'000;
  const Quantity part = one.of(counter_per_request("cycles"));
  EXPECT_FALSE(part.value) << "what was multiplexed is never scaled up";
  EXPECT_NE(part.absent_because.find("part of a stage"), std::string::npos);
}

}  // namespace
}  // namespace crossfade::analysis
