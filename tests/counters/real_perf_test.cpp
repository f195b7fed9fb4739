// The real kernel: whatever this machine permits, a counter either counts or says why it does not.
#include <gtest/gtest.h>

#include <ctime>

#include "collector/counters/event_catalogue.h"
#include "collector/counters/self_test.h"
#include "collector/counters/thread_counters.h"

namespace crossfade::collector {
namespace {

TEST(RealPerf, EveryCounterCountsOrSaysWhyNot) {
  ThreadCounters counters(kernel_perf_api(), "/proc", hardware_events());
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
  ThreadCounters counters(kernel_perf_api(), "/proc", hardware_events());
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

}  // namespace
}  // namespace crossfade::collector
