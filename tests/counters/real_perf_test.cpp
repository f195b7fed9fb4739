// The real kernel: whatever this machine permits, a counter either counts or says why it does not.
#include <gtest/gtest.h>

#include <sched.h>

#include <chrono>
#include <cmath>
#include <ctime>
#include <limits>
#include <thread>

#include "collector/counters/event_catalogue.h"
#include "collector/counters/msr_events.h"
#include "collector/counters/provocation.h"
#include "collector/counters/self_test.h"
#include "collector/counters/thread_counters.h"

namespace crossfade::collector {
namespace {

TEST(RealPerf, EveryCounterCountsOrSaysWhyNot) {
  ThreadCounters counters(kernel_perf_api(), "/proc", generic_events());
  counters.start();
  run_known_loop(4 * known_loop_iterations);
  counters.stop();
  for (std::size_t i = 0; i < counters.counters().size(); ++i) {
    const auto& counter = counters.counters()[i];
    const auto& reading = counters.readings()[i];
    if (!counter.absent_because.empty()) {
      EXPECT_EQ(reading.total, std::nullopt) << counter.metric;
    } else if (reading.state == results::CounterState::counted) {
      EXPECT_TRUE(reading.total.has_value()) << counter.metric;
      EXPECT_LE(reading.running_ns, reading.enabled_ns) << counter.metric;
    }
  }
}

TEST(RealPerf, TaskClockIsTheThreadsOwnCpuTime) {
  ThreadCounters counters(kernel_perf_api(), "/proc", generic_events());
  if (!counters.counters()[0].absent_because.empty()) GTEST_SKIP() << counters.counters()[0].absent_because;
  timespec before{}, after{};
  counters.start();
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
  run_known_loop(8 * known_loop_iterations);
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
  counters.stop();
  const double cpu_ns = static_cast<double>(after.tv_sec - before.tv_sec) * 1e9 +
                        static_cast<double>(after.tv_nsec - before.tv_nsec);
  ASSERT_TRUE(counters.readings()[0].total.has_value());
  const auto counted = static_cast<double>(*counters.readings()[0].total);
  EXPECT_GE(counted, cpu_ns * 0.99);  // it encloses the two readings
  EXPECT_LE(counted, cpu_ns * 1.5 + 5e6);
}

TEST(RealPerf, WhatAThreadStartsIsInItsTaskClockIfItIsToBe) {
  ThreadCounters counters(kernel_perf_api(), "/proc", {}, calling_thread,
                          std::numeric_limits<double>::quiet_NaN(), Counted::started_threads_too);
  if (!counters.counters()[0].absent_because.empty()) GTEST_SKIP() << counters.counters()[0].absent_because;
  timespec used{};
  counters.start();
  std::thread([&used] {
    run_known_loop(8 * known_loop_iterations);
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  }).join();
  counters.stop();
  ASSERT_TRUE(counters.readings()[0].total.has_value());
  const double cpu_ns = static_cast<double>(used.tv_sec) * 1e9 + static_cast<double>(used.tv_nsec);
  EXPECT_GE(static_cast<double>(*counters.readings()[0].total), cpu_ns * 0.99) << "although it has ended";
}

/// What is counted of it, or why nothing is.
const results::Counter& counter_of(const ThreadCounters& counters, std::string_view metric) {
  static const results::Counter none{.metric = {}, .raw_event = {}, .absent_because = "it was not asked for"};
  for (const results::Counter& counter : counters.counters()) {
    if (counter.metric == metric) return counter;
  }
  return none;
}

TEST(RealPerf, InstructionsOfTheKnownLoopAreThoseThatItHas) {
  ThreadCounters counters(kernel_perf_api(), "/proc", generic_events());
  const results::Counter& instructions = counter_of(counters, "instructions");
  if (!instructions.absent_because.empty()) GTEST_SKIP() << "no PMU: " << instructions.absent_because;
  const auto which = static_cast<std::size_t>(&instructions - counters.counters().data());
  counters.start();
  run_known_loop(8 * known_loop_iterations);
  counters.stop();
  const EventReading reading = counters.readings()[which];
  if (reading.state == results::CounterState::lost) GTEST_SKIP() << "something else holds the counters";
  ASSERT_TRUE(reading.total.has_value());
  const double expected = 2.0 * 8 * known_loop_iterations;
  EXPECT_GE(static_cast<double>(*reading.total), expected);
  EXPECT_LE(static_cast<double>(*reading.total), expected * 1.01) << "start, stop and interrupts are in it";
}

TEST(RealPerf, TscTicksCountWhileTheThreadRunsAndNotWhileItSleeps) {
  const MsrEvents there = read_msr_events("/");
  ThreadCounters counters(kernel_perf_api(), "/proc", there.events);
  const results::Counter& tsc = counter_of(counters, "tsc_ticks");
  if (!tsc.absent_because.empty()) GTEST_SKIP() << tsc.absent_because;
  const auto ticks = static_cast<std::size_t>(&tsc - counters.counters().data());
  counters.start();
  run_known_loop(8 * known_loop_iterations);
  counters.stop();
  ASSERT_TRUE(counters.readings()[ticks].total.has_value() && counters.readings()[0].total.has_value());
  const double per_ns = static_cast<double>(*counters.readings()[ticks].total) /
                        static_cast<double>(*counters.readings()[0].total);
  EXPECT_GT(per_ns, 0.5) << "no TSC ticks slower";
  EXPECT_LT(per_ns, 10);
  counters.start();
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  counters.stop();
  const EventReading slept = counters.readings()[ticks];
  EXPECT_LT(static_cast<double>(slept.total.value_or(0)), per_ns * 25e6) << "half of the sleep";
}

TEST(RealPerf, TheProvocationTouchesThousandsOfFreshPagesOfDataAndCode) {
  const Provoked ran = run_provocation();
  EXPECT_TRUE(ran.data);
  ThreadCounters counters(kernel_perf_api(), "/proc", {});
  const results::Counter& faults = counter_of(counters, "page_faults_minor");
  if (!faults.absent_because.empty()) GTEST_SKIP() << faults.absent_because;
  const auto which = static_cast<std::size_t>(&faults - counters.counters().data());
  const Shown shown = provoked_events(counters);
  EXPECT_TRUE(shown.counted[which]);
  EXPECT_GE(counters.readings()[which].total.value_or(0), ran.code ? 8'000U : 4'000U);
}

/// The calling thread stays on the CPU that it is on, if that is permitted.
int stay_here() {
  const int cpu = ::sched_getcpu();
  cpu_set_t only;
  CPU_ZERO(&only);
  CPU_SET(cpu, &only);
  return cpu >= 0 && ::sched_setaffinity(0, sizeof only, &only) == 0 ? cpu : calling_thread;
}

TEST(RealPerf, AWholeCpuIsCountedAlsoWhileTheThreadSleeps) {
  std::thread([] {
    const int cpu = stay_here();
    if (cpu == calling_thread) GTEST_SKIP() << "this thread may not be pinned";
    EventGroup group(kernel_perf_api(), {software_events().front()}, Scheduled::in_turns, cpu);
    if (group.error_of(0) == EACCES || group.error_of(0) == EPERM) GTEST_SKIP() << "not permitted";
    ASSERT_EQ(group.error_of(0), 0);
    std::vector<EventReading> readings(1);
    group.start();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    group.stop(readings);
    EXPECT_EQ(group.scope(), results::CounterScope::cpu);
    ASSERT_TRUE(readings[0].total.has_value());
    EXPECT_GE(*readings[0].total, 45'000'000U) << "the task clock of a CPU is wall time";
  }).join();
}

TEST(RealPerf, ClockCountersOfAWholeCpuGoThroughTheSamePath) {
  std::thread([] {
    const int cpu = stay_here();
    if (cpu == calling_thread) GTEST_SKIP() << "this thread may not be pinned";
    const MsrEvents there = read_msr_events("/");
    ThreadCounters counters(kernel_perf_api(), "/proc", there.events, cpu);
    const results::Counter& tsc = counter_of(counters, "tsc_ticks");
    if (!tsc.absent_because.empty()) GTEST_SKIP() << tsc.absent_because;
    EXPECT_EQ(tsc.scope, results::CounterScope::cpu);
    EXPECT_EQ(counters.counters().front().scope, results::CounterScope::user_kernel);
    counters.start();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    counters.stop();
    const auto ticks = static_cast<std::size_t>(&tsc - counters.counters().data());
    EXPECT_GT(counters.readings()[ticks].total.value_or(0), 20'000'000U)
        << "it ticks while the thread sleeps";
    EXPECT_LT(counters.readings()[0].total.value_or(0), 25'000'000U) << "the task clock is the thread's";
  }).join();
}

TEST(RealPerf, NoSuchCpuIsRefusedInWords) {
  const EventGroup group(kernel_perf_api(), {software_events().front()}, Scheduled::in_turns, 1 << 20);
  EXPECT_NE(group.error_of(0), 0);
}

}  // namespace
}  // namespace crossfade::collector
