#include "collector/measure/waiting_clock.h"

#include <gtest/gtest.h>

namespace crossfade::collector {
namespace {

constexpr std::int64_t ms = 1'000'000;

TEST(WaitingClock, NeverReturnsEarly) {
  for (const auto mode : {results::WaitMode::hybrid, results::WaitMode::spin, results::WaitMode::sleep}) {
    WaitingClock clock(mode, 50'000);
    const std::int64_t due = clock.now_ns() + ms;
    EXPECT_GE(clock.wait_until(due), due);
    EXPECT_GE(clock.now_ns(), due);
  }
}

TEST(WaitingClock, HybridWakesUpTheMarginBeforeAndSleepingWithTheArrival) {
  constexpr std::int64_t margin = 50'000, due = 3 * ms;
  using results::WaitMode;
  EXPECT_EQ(wake_up_ns(WaitMode::hybrid, margin, 0, due), due - margin);
  EXPECT_EQ(wake_up_ns(WaitMode::sleep, margin, 0, due), due);
  EXPECT_EQ(wake_up_ns(WaitMode::spin, margin, 0, due), std::nullopt);
  // Less than a microsecond beyond the margin is no sleep.
  EXPECT_EQ(wake_up_ns(WaitMode::hybrid, margin, due - margin - 1'000, due), std::nullopt);
  EXPECT_EQ(wake_up_ns(WaitMode::hybrid, margin, due - margin - 1'001, due), due - margin);
  EXPECT_EQ(wake_up_ns(WaitMode::sleep, margin, due - 1'001, due), due);
  EXPECT_EQ(wake_up_ns(WaitMode::sleep, margin, due + 5, due), std::nullopt);
}

TEST(WaitingClock, TheMarginIsTheP99OfLateSleepsWithinBounds) {
  std::vector<std::int64_t> late;
  for (std::int64_t i = 200; i >= 1; --i) late.push_back(i * 300);  // 0.3 to 60 us
  EXPECT_EQ(margin_of(late), 198 * 300);
  EXPECT_EQ(margin_of({5}), 20'000);
  EXPECT_EQ(margin_of({1, 7 * ms}), 100'000);
  EXPECT_EQ(margin_of({}), 100'000);
}

TEST(WaitingClock, SpinningIsWaitingCpu) {
  WaitingClock clock(results::WaitMode::spin, 0);
  const std::int64_t start = clock.now_ns();
  clock.wait_until(start + 3 * ms);
  EXPECT_GT(clock.waiting_cpu_ns(), 0U);
  EXPECT_LE(clock.waiting_cpu_ns(), static_cast<std::uint64_t>(3 * ms));
}

std::int64_t cpu_readings = 0;

/// As if every sleep took 7 s of CPU, more than any spinning here.
std::int64_t seven_s_a_reading() {
  return 7'000 * ms * cpu_readings++;
}

TEST(WaitingClock, SleepingIsWaitingCpuWhereTheWakeUpLeavesTimeToReadIt) {
  cpu_readings = 0;
  constexpr std::int64_t margin = 100 * ms;  // no machine wakes up that late
  WaitingClock clock(results::WaitMode::hybrid, margin, nullptr, seven_s_a_reading);
  clock.wait_until(clock.now_ns() + margin + ms);
  EXPECT_EQ(cpu_readings, 2);
  EXPECT_GE(clock.waiting_cpu_ns(), static_cast<std::uint64_t>(7'000 * ms));
  EXPECT_LE(clock.waiting_cpu_ns(), static_cast<std::uint64_t>(7'000 * ms + margin));
}

TEST(WaitingClock, ReadingTheCpuClockMakesNoRequestLate) {
  cpu_readings = 0;
  WaitingClock clock(results::WaitMode::sleep, 0, nullptr, seven_s_a_reading);
  clock.wait_until(clock.now_ns() + ms);
  EXPECT_EQ(cpu_readings, 1);
  EXPECT_EQ(clock.waiting_cpu_ns(), 0U);
}

TEST(WaitingClock, NothingIsWaitedForWhatHasPassed) {
  WaitingClock clock(results::WaitMode::spin, 0);
  const std::int64_t now = clock.now_ns();
  EXPECT_GE(clock.wait_until(now - 5), now);
  EXPECT_EQ(clock.waiting_cpu_ns(), 0U);
}

TEST(WaitingClock, TheGateIsWaitingToo) {
  WaitingClock clock(results::WaitMode::spin, 0);
  StartGate gate(1, ms);
  const std::int64_t now = clock.now_ns();
  EXPECT_GE(clock.wait_at(gate), now + ms);
  EXPECT_GT(clock.waiting_cpu_ns(), 0U);
}

}  // namespace
}  // namespace crossfade::collector
