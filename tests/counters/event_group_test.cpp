#include "collector/counters/event_group.h"

#include <gtest/gtest.h>

#include "collector/counters/event_catalogue.h"
#include "tests/counters/fake_perf.h"

namespace crossfade::collector {
namespace {

using results::CounterState;

constexpr auto cycles = PERF_COUNT_HW_CPU_CYCLES;

std::vector<EventReading> count_once(FakePerf& perf, EventGroup& group, std::size_t events) {
  std::vector<EventReading> readings(events);
  group.start();
  perf.run();
  group.stop(readings);
  return readings;
}

TEST(EventGroup, CountsBetweenStartAndStopOnly) {
  FakePerf perf;
  perf.counts[FakePerf::hardware(cycles)] = 5000;
  EventGroup group(perf, hardware_events());
  count_once(perf, group, 5);
  perf.run();  // nobody counts now
  const auto readings = count_once(perf, group, 5);
  EXPECT_EQ(readings[0], (EventReading{5000, 1'000'000, 1'000'000, CounterState::counted}));
  EXPECT_EQ(readings[1].total, 1000U);
}

TEST(EventGroup, ValuesAreMatchedByIdNotByPosition) {
  FakePerf perf;
  perf.reverse_order = true;
  perf.counts[FakePerf::hardware(cycles)] = 5000;
  perf.counts[FakePerf::hardware(PERF_COUNT_HW_CACHE_MISSES)] = 3;
  EventGroup group(perf, hardware_events());
  const auto readings = count_once(perf, group, 5);
  EXPECT_EQ(readings[0].total, 5000U);
  EXPECT_EQ(readings[4].total, 3U);
}

TEST(EventGroup, MultiplexedCountsStayRawWithTheirTimes) {
  FakePerf perf;
  perf.running_ns = 250'000;
  EventGroup group(perf, hardware_events());
  const auto readings = count_once(perf, group, 5);
  EXPECT_EQ(readings[0], (EventReading{1000, 1'000'000, 250'000, CounterState::counted}));
}

TEST(EventGroup, AGroupThatNeverRanIsLost) {
  FakePerf perf;
  perf.running_ns = 0;
  perf.default_count = 0;
  EventGroup group(perf, hardware_events());
  for (const auto& reading : count_once(perf, group, 5)) {
    EXPECT_EQ(reading.total, std::nullopt);
    EXPECT_EQ(reading.state, CounterState::lost);
    EXPECT_EQ(reading.enabled_ns, 1'000'000U);
  }
}

TEST(EventGroup, AnEndOfFileOrAReadErrorIsLost) {
  for (const long answer : {0L, -static_cast<long>(EIO)}) {
    FakePerf perf;
    EventGroup group(perf, hardware_events());
    std::vector<EventReading> readings(5);
    group.start();
    perf.run();
    perf.read_result = answer;
    group.stop(readings);
    EXPECT_EQ(readings[0].state, CounterState::lost) << answer;
    EXPECT_EQ(readings[0].total, std::nullopt);
  }
}

TEST(EventGroup, APinnedGroupThatAnotherPushesOffIsLostAndTriedAgain) {
  FakePerf perf;
  perf.general = 5;
  EventGroup group(perf, hardware_events(), Scheduled::pinned);
  EXPECT_TRUE(perf.opened()[0].pinned);
  for (std::size_t i = 1; i < 5; ++i) EXPECT_FALSE(perf.opened()[i].pinned) << "the kernel refuses that";
  EXPECT_EQ(count_once(perf, group, 5)[0].total, 1000U);
  perf.taken = 1;
  const auto lost = count_once(perf, group, 5);
  EXPECT_EQ(lost[0].state, CounterState::lost);
  EXPECT_EQ(lost[0].total, std::nullopt) << "not the part that was counted";
  perf.taken = 0;
  EXPECT_EQ(count_once(perf, group, 5)[0].total, 1000U) << "the next interval counts again";
}

TEST(EventGroup, ZeroIsZeroedOnlyWhereZeroCannotBe) {
  FakePerf perf;
  perf.default_count = 0;
  EventGroup hardware(perf, hardware_events());
  EXPECT_EQ(count_once(perf, hardware, 5)[0].state, CounterState::zeroed);
  EXPECT_EQ(count_once(perf, hardware, 5)[0].total, std::nullopt);
  EventGroup software(perf, software_events());
  const auto readings = count_once(perf, software, 5);
  EXPECT_EQ(readings[1].state, CounterState::counted) << "a thread may well have no context switch";
  EXPECT_EQ(readings[1].total, 0U);
}

TEST(EventGroup, WithoutPermissionForTheKernelItCountsUserSpace) {
  FakePerf perf;
  perf.kernel_forbidden = true;
  EventGroup group(perf, hardware_events());
  EXPECT_EQ(group.scope(), results::CounterScope::user);
  for (const auto& attributes : perf.opened()) EXPECT_EQ(attributes.exclude_kernel, 1U);
  EXPECT_EQ(count_once(perf, group, 5)[0].state, CounterState::counted);
}

TEST(EventGroup, CountsThisGuestAndNeverItsHypervisor) {
  FakePerf perf;
  const EventGroup hardware(perf, hardware_events()), software(perf, software_events());
  ASSERT_EQ(perf.opened().size(), hardware_events().size() + software_events().size());
  for (const auto& attributes : perf.opened()) {
    EXPECT_EQ(attributes.exclude_hv, 1U);
    EXPECT_EQ(attributes.exclude_kernel, 0U) << "the kernel works for the request too";
  }
}

TEST(EventGroup, ARefusedLeaderIsReplacedByTheNext) {
  FakePerf perf;
  perf.errors[FakePerf::hardware(cycles)] = ENOENT;
  EventGroup group(perf, hardware_events());
  EXPECT_EQ(group.error_of(0), ENOENT);
  EXPECT_EQ(group.error_of(1), 0);
  EXPECT_EQ(perf.opened().front().disabled, 1U);
  EXPECT_EQ(perf.opened().back().disabled, 0U);
  const auto readings = count_once(perf, group, 5);
  EXPECT_EQ(readings[0].state, CounterState::denied);
  EXPECT_EQ(readings[0].total, std::nullopt);
  EXPECT_EQ(readings[1].total, 1000U);
}

TEST(EventGroup, WhatDoesNotFitIsLeftOutAndTheRestCounts) {
  FakePerf perf;
  perf.errors[FakePerf::hardware(PERF_COUNT_HW_CACHE_MISSES)] = EINVAL;
  EventGroup group(perf, hardware_events());
  EXPECT_EQ(group.error_of(4), EINVAL);
  EXPECT_EQ(count_once(perf, group, 5)[3].state, CounterState::counted);
}

TEST(EventGroup, AGroupWithNothingInItCountsNothing) {
  FakePerf perf;
  perf.hardware_error = ENOENT;
  EventGroup group(perf, hardware_events());
  for (const auto& reading : count_once(perf, group, 5)) EXPECT_EQ(reading, EventReading{});
}

TEST(EventGroup, ADroppedEventIsDeniedAndItsGroupGoesOn) {
  FakePerf perf;
  EventGroup group(perf, hardware_events());
  group.drop(0);
  const auto readings = count_once(perf, group, 5);
  EXPECT_EQ(readings[0].state, CounterState::denied);
  EXPECT_EQ(readings[1].total, 1000U);
}

TEST(EventGroup, ClosesEveryDescriptor) {
  FakePerf perf;
  {
    const EventGroup group(perf, hardware_events());
    EXPECT_EQ(perf.open_descriptors(), 5U);
  }
  EXPECT_EQ(perf.open_descriptors(), 0U);
}

}  // namespace
}  // namespace crossfade::collector
