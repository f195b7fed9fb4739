// What the machine's clocks say, with clocks made up.
#include <gtest/gtest.h>

#include <deque>

#include "collector/host/clock_read_cost.h"
#include "collector/host/machine_clocks.h"

namespace crossfade::collector {
namespace {

constexpr std::int64_t s = 1'000'000'000;

TEST(MachineClocks, RunningTogetherNothingHappened) {
  const ClockChange change =
      MachineClocks{15 * s, 25 * s, 1015 * s} - MachineClocks{10 * s, 20 * s, 1010 * s};
  EXPECT_EQ(change.elapsed_ns, 5 * s);
  EXPECT_EQ(change.suspended_ns, 0);
  EXPECT_EQ(change.wall_step_ns, 0);
}

TEST(MachineClocks, WhatTheMonotonicClockMissesIsSuspension) {
  const ClockChange change =
      MachineClocks{15 * s, 85 * s, 1075 * s} - MachineClocks{10 * s, 20 * s, 1010 * s};
  EXPECT_EQ(change.elapsed_ns, 5 * s);
  EXPECT_EQ(change.suspended_ns, 60 * s);
  EXPECT_EQ(change.wall_step_ns, 0) << "the wall clock goes on in a machine's sleep";
}

TEST(MachineClocks, WhatTheWallClockIsAheadWasSet) {
  const MachineClocks before{10 * s, 20 * s, 1010 * s};
  EXPECT_EQ((MachineClocks{15 * s, 25 * s, 4615 * s} - before).wall_step_ns, 3600 * s);
  EXPECT_EQ((MachineClocks{15 * s, 25 * s, 15 * s} - before).wall_step_ns, -1000 * s);
  EXPECT_EQ((MachineClocks{15 * s, 85 * s, 1076 * s} - before).wall_step_ns, 1 * s) << "and asleep besides";
}

TEST(MachineClocks, AreReadOnceIfNobodyInterrupts) {
  std::int64_t now = 0;
  int readings = 0;
  const auto clocks = read_machine_clocks([&](clockid_t clock) {
    ++readings;
    now += 100;
    return now + (clock == CLOCK_BOOTTIME ? 1 * s : clock == CLOCK_REALTIME ? 2 * s : 0);
  });
  EXPECT_EQ(readings, 4);
  EXPECT_EQ(clocks.monotonic_ns, 250) << "between the first and the last";
  EXPECT_EQ(clocks.boottime_ns, 1 * s + 200);
  EXPECT_EQ(clocks.realtime_ns, 2 * s + 300);
}

TEST(MachineClocks, AreReadAgainAfterAnInterruption) {
  std::int64_t now = 0;
  int readings = 0;
  const auto clocks = read_machine_clocks([&](clockid_t) {
    now += ++readings == 3 ? 5'000'000 : 100;  // preempted for 5 ms in the first attempt
    return now;
  });
  EXPECT_EQ(readings, 8);
  EXPECT_LT(clocks.realtime_ns - clocks.boottime_ns, 1'000);
  EXPECT_GT(clocks.monotonic_ns, 5'000'000);
}

TEST(MachineClocks, OfAMachineThatAlwaysInterruptsAreTheBestThereIs) {
  std::int64_t now = 0;
  int readings = 0;
  const auto clocks = read_machine_clocks([&](clockid_t) {
    now += ++readings > 8 && readings <= 12 ? 1'000'000 : 2'000'000;
    return now;
  });
  EXPECT_EQ(readings, 20);
  EXPECT_EQ(clocks.realtime_ns - clocks.boottime_ns, 1'000'000);
}

TEST(MachineClocks, OfThisMachineGoOn) {
  const MachineClocks before = read_machine_clocks(), after = read_machine_clocks();
  EXPECT_GT((after - before).elapsed_ns, 0);
  EXPECT_GE(after.boottime_ns, after.monotonic_ns - 1'000'000);
}

TEST(ClockReadCost, IsTheMedianOfBatches) {
  std::int64_t now = 0;
  int readings = 0;
  const double cost = clock_read_cost_ns([&] {
    now += ++readings % 7 == 0 ? 1'005 : 1'200;
    if (readings % 1'000 == 0) now += 50'000'000;  // others took the CPU, in a tenth of the batches
    return now;
  });
  EXPECT_NEAR(cost, 1'200 - 195.0 / 7, 3);
}

TEST(ClockReadCost, OfThisMachineIsPositive) {
  EXPECT_GT(clock_read_cost_ns(), 0);
}

}  // namespace
}  // namespace crossfade::collector
