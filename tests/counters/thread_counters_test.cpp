#include "collector/counters/thread_counters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collector/counters/event_catalogue.h"
#include "tests/counters/fake_perf.h"

namespace crossfade::collector {
namespace {

using results::CounterState;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(ThreadCounters, AMachineWithoutCountersKeepsItsSoftwareEvents) {
  FakePerf perf;
  perf.hardware_error = ENOENT;
  ThreadCounters counters(perf, "/nonexistent", hardware_events());
  counters.start();
  perf.run();
  counters.stop();
  ASSERT_EQ(counters.counters().size(), software_events().size() + hardware_events().size());
  for (std::size_t i = 0; i < counters.counters().size(); ++i) {
    const bool software = counters.counters()[i].tier == results::CounterTier::software;
    EXPECT_EQ(software, i < software_events().size());
    EXPECT_EQ(counters.counters()[i].absent_because.empty(), software) << counters.counters()[i].metric;
    EXPECT_EQ(counters.readings()[i].state, software ? CounterState::counted : CounterState::denied);
    EXPECT_EQ(counters.readings()[i].total.has_value(), software);
  }
  EXPECT_THAT(counters.counters().back().absent_because, HasSubstr("no hardware counters"));
}

TEST(ThreadCounters, AKnownCpuCountsItsOwnEvents) {
  FakePerf perf;
  perf.hardware_error = ENOENT;
  const auto events = hardware_events("Zen 4");
  const ThreadCounters counters(perf, "/nonexistent", events);
  ASSERT_EQ(counters.counters().size(), software_events().size() + events.size());
  EXPECT_EQ(counters.readings().size(), counters.counters().size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto& counter = counters.counters()[software_events().size() + i];
    EXPECT_EQ(counter.metric, events[i].metric);
    EXPECT_EQ(counter.raw_event, recorded_name(events[i]));
    EXPECT_THAT(counter.absent_because, HasSubstr("no hardware counters"));
  }
}

TEST(ThreadCounters, ADistrustedCounterIsAbsentWithTheReason) {
  FakePerf perf;  // counts nothing during the self-test: nobody calls run()
  ThreadCounters counters(perf, "/nonexistent", hardware_events());
  counters.start();
  perf.run();
  counters.stop();
  const std::size_t cycles = software_events().size();
  EXPECT_FALSE(counters.counters()[cycles].absent_because.empty());
  EXPECT_EQ(counters.readings()[cycles].state, CounterState::denied);
}

TEST(ThreadCounters, UserScopeDoesNotShowAFalseZeroForWhatHappensInTheKernel) {
  FakePerf perf;
  perf.kernel_forbidden = true;
  perf.hardware_error = ENOENT;
  ThreadCounters counters(perf, "/nonexistent", hardware_events());
  for (std::size_t i = 0; i < software_events().size(); ++i) {
    const auto& counter = counters.counters()[i];
    EXPECT_EQ(counter.scope, results::CounterScope::user);
    EXPECT_EQ(counter.absent_because.empty(), !software_events()[i].kernel_only) << counter.metric;
  }
  EXPECT_THAT(counters.counters()[1].absent_because, HasSubstr("perf_event_paranoid"));
}

TEST(ThreadCounters, EverythingRefusedStillMakesAList) {
  FakePerf perf;
  perf.hardware_error = EPERM;
  for (const auto& event : software_events()) perf.errors[FakePerf::software(event.config)] = EPERM;
  ThreadCounters counters(perf, "/nonexistent", hardware_events());
  counters.start();
  counters.stop();
  for (const auto& counter : counters.counters()) EXPECT_THAT(counter.absent_because, HasSubstr("seccomp"));
  for (const auto& reading : counters.readings()) EXPECT_EQ(reading.total, std::nullopt);
}

}  // namespace
}  // namespace crossfade::collector
