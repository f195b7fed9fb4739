#include "collector/measure/load_clock.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "collector/counters/event_catalogue.h"
#include "collector/counters/thread_counters.h"
#include "collector/measure/between_requests.h"
#include "collector/measure/waiting_clock.h"

namespace crossfade::collector {
namespace {

constexpr std::uint64_t second = 1'000'000'000;

TEST(LoadClock, IsDueTenTimesASecondOnceItWasStarted) {
  LoadClock clock(second);
  EXPECT_FALSE(clock.is_due(INT64_MAX - 1)) << "not started";
  const std::int64_t start = monotonic_ns();
  clock.start(start);
  EXPECT_FALSE(clock.is_due(start + load_clock_period_ns - 1));
  EXPECT_TRUE(clock.is_due(start + load_clock_period_ns));
  const std::int64_t looked = start + load_clock_period_ns;
  clock.look(looked);
  EXPECT_FALSE(clock.is_due(looked + load_clock_period_ns - 1));
  EXPECT_TRUE(clock.is_due(looked + load_clock_period_ns));
}

TEST(LoadClock, OneThatIsNotWantedIsNeverDue) {
  LoadClock clock;
  clock.start(0);
  EXPECT_FALSE(clock.is_due(INT64_MAX - 1));
  EXPECT_TRUE(std::isnan(clock.clock_hz()));
}

TEST(LoadClock, KnowsTheClockAfterTwoLooks) {
  LoadClock clock(second);
  clock.start(monotonic_ns());
  clock.look(monotonic_ns());
  EXPECT_TRUE(std::isnan(clock.clock_hz())) << "four stretches of each kind are too few";
  for (int i = 0; i < 5; ++i) clock.look(monotonic_ns());
  EXPECT_GT(clock.clock_hz(), 0.3e9);
  EXPECT_LT(clock.clock_hz(), 10e9);
  EXPECT_GT(clock.spent_ns(), 0U);
}

TEST(LoadClock, CountsItsLooks) {
  LoadClock clock(second);
  EXPECT_EQ(clock.looks(), 0U);
  clock.start(monotonic_ns());
  for (int i = 0; i < 3; ++i) clock.look(monotonic_ns());
  EXPECT_EQ(clock.looks(), 3U);
  EXPECT_EQ(LoadClock().looks(), 0U);
}

/// Instructions of a child that executes a chain and ends, one by one; nullopt = it may not be traced.
std::optional<std::uint64_t> instructions_of_child(std::uint64_t additions) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(1);
    ::raise(SIGSTOP);
    run_addition_chain(additions);
    ::_exit(0);
  }
  int status = 0;
  const auto stops = [&] { return ::waitpid(child, &status, 0) == child && WIFSTOPPED(status); };
  if (child < 0 || !stops()) return std::nullopt;
  std::uint64_t instructions = 0;
  while (::ptrace(PTRACE_SINGLESTEP, child, nullptr, nullptr) == 0 && stops()) ++instructions;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? std::optional(instructions) : std::nullopt;
}

TEST(LoadClock, AChainTakesTheInstructionsThatItIsSaidToTake) {
  const auto few = instructions_of_child(256), more = instructions_of_child(1024);
  if (!few || !more) GTEST_SKIP() << "SKIPPED: a process may not be traced here";
  EXPECT_EQ(*more - *few, instructions_of_chain(1024) - instructions_of_chain(256))
      << "whatever else the child did";
}

TEST(LoadClock, ALookTakesTheInstructionsThatItIsSaidToTake) {
  ThreadCounters counters(kernel_perf_api(), "/proc", generic_events());
  const auto instructions = std::find_if(counters.counters().begin(), counters.counters().end(),
                                         [](const auto& c) { return c.metric == "instructions"; });
  ASSERT_NE(instructions, counters.counters().end());
  if (!instructions->absent_because.empty()) GTEST_SKIP() << "no PMU: " << instructions->absent_because;
  constexpr int looks = 9;
  LoadClock clock(second);
  clock.start(monotonic_ns());
  counters.start();
  for (int i = 0; i < looks; ++i) clock.look(monotonic_ns());
  counters.stop();
  const auto& reading =
      counters.readings()[static_cast<std::size_t>(instructions - counters.counters().begin())];
  ASSERT_TRUE(reading.total.has_value());
  const double said = looks * static_cast<double>(instructions_of_a_look);
  EXPECT_NEAR(static_cast<double>(*reading.total) / said, 1, 0.05) << "readings of the clock included";
}

TEST(LoadClock, LooksAsOftenAsThereIsRoomFor) {
  LoadClock clock(0);
  clock.start(0);
  const std::int64_t now = monotonic_ns();
  EXPECT_GT(clock.look(now), now);
  EXPECT_EQ(clock.look(now), now) << "no room: nothing is allocated in a stage";
  EXPECT_FALSE(clock.is_due(INT64_MAX - 1));
}

TEST(LoadClock, AWorkerLooksWhileItWaitsAndNotInAShortWait) {
  LoadClock load_clock(second);
  WaitingClock clock(results::WaitMode::spin, 0, &load_clock);
  load_clock.start(monotonic_ns() - load_clock_period_ns);
  clock.wait_until(monotonic_ns() + long_wait_ns / 3);
  EXPECT_EQ(load_clock.spent_ns(), 0U);
  clock.wait_until(monotonic_ns() + 10 * long_wait_ns);
  EXPECT_GT(load_clock.spent_ns(), 0U);
  EXPECT_GE(clock.waiting_cpu_ns(), load_clock.spent_ns()) << "it is no CPU time of a request";
}

struct TestClock {
  std::int64_t now_ns() const { return monotonic_ns(); }
};

TEST(LoadClock, AClosedLoopGoesOnWithTheTimeAfterTheLook) {
  LoadClock load_clock(second);
  CounterSampler sampler;
  TestClock clock;
  SampleAndLookBetween<TestClock> between{{sampler, clock}, load_clock};
  const std::int64_t now = monotonic_ns();
  EXPECT_EQ(between(now), now) << "nothing is due";
  load_clock.start(now - load_clock_period_ns);
  EXPECT_GT(between(now), now) << "what it took is no request's";
}

}  // namespace
}  // namespace crossfade::collector
