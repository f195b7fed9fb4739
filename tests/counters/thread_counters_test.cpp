#include "collector/counters/thread_counters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <limits>
#include <string>

#include "collector/counters/event_catalogue.h"
#include "collector/counters/perf_metrics.h"
#include "collector/counters/self_test.h"
#include "tests/counters/fake_perf.h"
#include "tests/counters/perf_metrics_root.h"

namespace crossfade::collector {
namespace {

using results::CounterState;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(ThreadCounters, AMachineWithoutCountersKeepsItsSoftwareEvents) {
  FakePerf perf;
  perf.hardware_error = ENOENT;
  ThreadCounters counters(perf, "/nonexistent", generic_events());
  counters.start();
  perf.run();
  counters.stop();
  ASSERT_EQ(counters.counters().size(), software_events().size() + generic_events().size());
  for (std::size_t i = 0; i < counters.counters().size(); ++i) {
    const bool software = counters.counters()[i].tier == results::CounterTier::software;
    EXPECT_EQ(software, i < software_events().size());
    EXPECT_EQ(counters.counters()[i].absent_because.empty(), software) << counters.counters()[i].metric;
    EXPECT_EQ(counters.readings()[i].state, software ? CounterState::counted : CounterState::denied);
    EXPECT_EQ(counters.readings()[i].total.has_value(), software);
  }
  EXPECT_THAT(counters.counters().back().absent_because, HasSubstr("no hardware counters"));
}

TEST(ThreadCounters, ThreadsThatTheThreadStartsAreCountedIfAskedFor) {
  for (const Counted counted : {Counted::own_thread, Counted::started_threads_too}) {
    FakePerf perf;
    const ThreadCounters counters(perf, "/nonexistent", generic_events(), calling_thread,
                                  std::numeric_limits<double>::quiet_NaN(), counted);
    ASSERT_FALSE(perf.opened().empty());
    for (const auto& attributes : perf.opened())
      EXPECT_EQ(attributes.inherit, counted == Counted::started_threads_too ? 1U : 0U);
  }
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
  ThreadCounters counters(perf, "/nonexistent", generic_events());
  counters.start();
  perf.run();
  counters.stop();
  const std::size_t cycles = software_events().size();
  EXPECT_FALSE(counters.counters()[cycles].absent_because.empty());
  EXPECT_EQ(counters.readings()[cycles].state, CounterState::denied);
}

TEST(ThreadCounters, WhatDoesNotFitIsToldWithHowManyCountersThereAre) {
  FakePerf perf;
  perf.general = 3;
  const std::vector<CounterEvent> events = generic_events();
  ASSERT_GT(events.size(), 3U);
  const ThreadCounters counters(perf, "/nonexistent", events);
  const std::string why = counters.counters().back().absent_because;
  EXPECT_THAT(why, HasSubstr("needs " + std::to_string(events.size()) + " counters, this machine has 3"));
  EXPECT_EQ(perf.open_descriptors(), software_events().size() + 3) << "what was tried alone is closed again";
}

TEST(ThreadCounters, SharesOfPerfMetricsNeedNoCounterOfTheirOwn) {
  FakePerf perf;
  perf.general = 3;
  perf.fixed = {FakePerf::slots()};
  std::vector<CounterEvent> events;
  const MetricsRoot root(metrics_of_ice_lake);
  for (const PlacedEvent& placed : read_perf_metrics(root.path(), "Ice Lake-SP", false).events)
    events.push_back(placed.event);
  ASSERT_GT(events.size(), 1U);
  const std::vector<CounterEvent> others = generic_events();
  ASSERT_GT(others.size(), 3U);
  events.insert(events.end(), others.begin(), others.end());
  const ThreadCounters counters(perf, "/nonexistent", events);
  EXPECT_THAT(counters.counters().back().absent_because,
              HasSubstr("needs " + std::to_string(others.size()) + " counters, this machine has 3"));
}

TEST(ThreadCounters, ACodeThatTheKernelDoesNotKnowIsNoWantOfCounters) {
  FakePerf perf;
  const CounterEvent last = generic_events().back();
  perf.errors[{last.type, last.config}] = EINVAL;
  const ThreadCounters counters(perf, "/nonexistent", generic_events());
  EXPECT_THAT(counters.counters().back().absent_because, HasSubstr("refuses the code of"));
}

TEST(ThreadCounters, UserScopeDoesNotShowAFalseZeroForWhatHappensInTheKernel) {
  FakePerf perf;
  perf.kernel_forbidden = true;
  perf.hardware_error = ENOENT;
  ThreadCounters counters(perf, "/nonexistent", generic_events());
  for (std::size_t i = 0; i < software_events().size(); ++i) {
    const auto& counter = counters.counters()[i];
    EXPECT_EQ(counter.scope, counter.metric == "task_clock" ? results::CounterScope::user_kernel
                                                            : results::CounterScope::user)
        << counter.metric;
    EXPECT_EQ(counter.absent_because.empty(), !software_events()[i].kernel_only) << counter.metric;
  }
  EXPECT_THAT(counters.counters()[1].absent_because, HasSubstr("perf_event_paranoid"));
}

/// A kernel that counts the self-test's loop for every thread, and more for a CPU.
FakePerf honest() {
  FakePerf perf;
  perf.runs_by_itself = true;
  perf.counts[FakePerf::hardware(PERF_COUNT_HW_INSTRUCTIONS)] = 2 * known_loop_iterations;
  perf.counts[FakePerf::hardware(PERF_COUNT_HW_BRANCH_INSTRUCTIONS)] = known_loop_iterations;
  perf.beside = 9'000'000;
  return perf;
}

TEST(ThreadCounters, AWholeCpuIsCountedAfterTheThreadWasTested) {
  FakePerf perf = honest();
  ThreadCounters counters(perf, "/nonexistent", generic_events(), 3);
  const std::size_t software = software_events().size(), hardware = generic_events().size();
  std::vector<int> expected(software + hardware, calling_thread);  // the test too
  expected.insert(expected.end(), hardware, 3);
  EXPECT_EQ(perf.opened_for(), expected);
  EXPECT_EQ(perf.most_pinned_groups(), 1U) << "two would take each other's counters";
  EXPECT_EQ(perf.open_descriptors(), software + hardware);
  for (std::size_t i = 0; i < counters.counters().size(); ++i) {
    const auto& counter = counters.counters()[i];
    EXPECT_EQ(counter.absent_because, "") << counter.metric;
    EXPECT_EQ(counter.scope, i < software ? results::CounterScope::user_kernel : results::CounterScope::cpu)
        << counter.metric;
  }
  counters.start();
  counters.stop();
  EXPECT_EQ(counters.readings()[software].state, CounterState::counted);
}

TEST(ThreadCounters, OfAWholeCpuThatMayNotBeCountedTheReasonSaysWhatItTakes) {
  FakePerf perf = honest();
  perf.cpus_forbidden = true;
  const ThreadCounters forbidden(perf, "/nonexistent", generic_events(), 3);
  EXPECT_EQ(forbidden.counters().front().absent_because, "") << "the software events are the thread's";
  EXPECT_THAT(forbidden.counters().back().absent_because, HasSubstr("all that a CPU does"));
  EXPECT_EQ(forbidden.counters().back().scope, results::CounterScope::cpu);
  FakePerf offline = honest();
  offline.cpu_errors[3] = ENODEV;
  const ThreadCounters gone(offline, "/nonexistent", generic_events(), 3);
  EXPECT_THAT(gone.counters().back().absent_because, HasSubstr("CPU 3 is offline"));
}

TEST(ThreadCounters, WhatIsDistrustedOfAThreadIsDistrustedOfItsCpu) {
  FakePerf perf = honest();
  perf.counts[FakePerf::hardware(PERF_COUNT_HW_INSTRUCTIONS)] =
      5 * known_loop_iterations;  // of a CPU it might be
  const ThreadCounters counters(perf, "/nonexistent", generic_events(), 3);
  EXPECT_THAT(counters.counters()[software_events().size() + 1].absent_because, HasSubstr("not believed"));
}

TEST(ThreadCounters, ClockCountersComeLastAndCountBesideARefusedPmu) {
  FakePerf perf;
  perf.runs_by_itself = true;
  perf.hardware_error = ENOENT;
  perf.without_exclusions = 10;
  std::vector<CounterEvent> events = generic_events();
  events.push_back({.metric = "tsc_ticks",
                    .raw_event = "msr/tsc/",
                    .type = 10,
                    .tier = results::CounterTier::msr,
                    .never_zero = true,
                    .takes_exclusions = false});
  ThreadCounters counters(perf, "/nonexistent", events);
  counters.start();
  counters.stop();
  EXPECT_EQ(counters.counters().back().metric, "tsc_ticks");
  EXPECT_EQ(counters.counters().back().absent_because, "");
  EXPECT_EQ(counters.counters().back().tier, results::CounterTier::msr);
  EXPECT_EQ(counters.readings().back().state, CounterState::counted);
  EXPECT_THAT(counters.counters()[software_events().size()].absent_because,
              HasSubstr("no hardware counters"));
}

TEST(ThreadCounters, EverythingRefusedStillMakesAList) {
  FakePerf perf;
  perf.hardware_error = EPERM;
  for (const auto& event : software_events()) perf.errors[FakePerf::software(event.config)] = EPERM;
  ThreadCounters counters(perf, "/nonexistent", generic_events());
  counters.start();
  counters.stop();
  for (const auto& counter : counters.counters()) EXPECT_THAT(counter.absent_because, HasSubstr("seccomp"));
  for (const auto& reading : counters.readings()) EXPECT_EQ(reading.total, std::nullopt);
}

TEST(ThreadCounters, WhatTakesTurnsIsAGroupEachAndNotPinned) {
  FakePerf perf;
  perf.runs_by_itself = true;
  perf.counts[FakePerf::hardware(PERF_COUNT_HW_INSTRUCTIONS)] = 2 * known_loop_iterations;
  perf.counts[FakePerf::hardware(PERF_COUNT_HW_BRANCH_INSTRUCTIONS)] = known_loop_iterations;
  std::vector<CounterEvent> events = generic_events();
  events[2].turn = 1;
  events[3].turn = events[4].turn = 2;
  ThreadCounters counters(perf, "/nonexistent", events);
  EXPECT_EQ(perf.most_pinned_groups(), 1U) << "cycles and instructions count all the time";
  ASSERT_EQ(counters.counters().size(), software_events().size() + events.size());
  const std::size_t first = perf.opened().size() - events.size();
  EXPECT_EQ(perf.opened()[first].pinned, 1U);
  EXPECT_EQ(perf.opened()[first + 2].pinned, 0U);
  EXPECT_EQ(perf.opened()[first + 2].disabled, 1U) << "a leader";
  EXPECT_EQ(perf.opened()[first + 3].disabled, 1U) << "the next one";
  EXPECT_EQ(perf.opened()[first + 4].disabled, 0U) << "of its group";
  perf.running_ns = perf.enabled_ns / 4;
  counters.start();
  counters.stop();
  const EventReading& misses = counters.readings()[software_events().size() + 3];
  EXPECT_GT(misses.total.value_or(0), 0U) << "as it was counted";
  EXPECT_EQ(misses.total.value_or(0) % 1000, 0U) << "not scaled";
  EXPECT_EQ(misses.enabled_ns, 4 * misses.running_ns) << "its times say for which part";
}

}  // namespace
}  // namespace crossfade::collector
