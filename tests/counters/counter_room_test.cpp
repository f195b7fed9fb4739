#include "collector/counters/counter_room.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/counters/fake_perf.h"
#include "tests/support/temporary_root.h"

namespace crossfade::collector {
namespace {

using ::testing::HasSubstr;
using testing::TemporaryRoot;

constexpr auto cycles = PERF_COUNT_HW_CPU_CYCLES;
constexpr auto instructions = PERF_COUNT_HW_INSTRUCTIONS;
constexpr auto branches = PERF_COUNT_HW_BRANCH_INSTRUCTIONS;
constexpr std::uint64_t loop = 100'000;  // iterations, of a branch and two instructions each

FakePerf machine(unsigned general) {
  FakePerf perf;
  perf.general = general;
  perf.runs_by_itself = true;
  perf.counts[FakePerf::hardware(branches)] = loop + 40;
  perf.counts[FakePerf::hardware(instructions)] = 2 * loop + 300;
  return perf;
}

CounterRoom room_of(FakePerf& perf) {
  return find_counter_room(perf, "/nonexistent");
}

TEST(CounterRoom, IsAsManyAsTheKernelOpensTogether) {
  FakePerf perf = machine(6);
  const CounterRoom room = room_of(perf);
  EXPECT_EQ(room.general, 6U);
  EXPECT_FALSE(room.own_cycles || room.own_instructions);
  EXPECT_EQ(room.at_once(), 6U);
  EXPECT_EQ(to_text(room), "6 general");
  EXPECT_EQ(perf.open_descriptors(), 0U);
}

TEST(CounterRoom, CyclesAndInstructionsMayHaveTheirOwn) {
  FakePerf perf = machine(8);
  perf.fixed = {FakePerf::hardware(cycles), FakePerf::hardware(instructions)};
  const CounterRoom room = room_of(perf);
  EXPECT_EQ(room.general, 8U);
  EXPECT_TRUE(room.own_cycles && room.own_instructions);
  EXPECT_EQ(room.at_once(), 10U);
  EXPECT_EQ(to_text(room), "8 general, and one each for cycles and instructions");
}

TEST(CounterRoom, WhatAnotherHoldsIsSeenOnlyByTrying) {
  FakePerf perf = machine(6);
  perf.taken = 1;
  EXPECT_EQ(room_of(perf).general, 5U);
  perf.taken = 6;
  const CounterRoom none = room_of(perf);
  EXPECT_EQ(none.general, 0U);
  EXPECT_THAT(to_text(none), HasSubstr("never scheduled"));
}

TEST(CounterRoom, AnEventThatTheHypervisorHidesIsNoMeasureOfIt) {
  FakePerf perf = machine(4);
  perf.errors[FakePerf::hardware(branches)] = ENOENT;
  EXPECT_EQ(room_of(perf).general, 4U);
}

TEST(CounterRoom, ACounterThatStandsStillAndSaysThatItRanIsNone) {
  FakePerf perf = machine(6);
  perf.starved = 1;
  EXPECT_EQ(room_of(perf).general, 5U);
  perf.fixed = {FakePerf::hardware(cycles), FakePerf::hardware(instructions)};
  EXPECT_EQ(room_of(perf).general, 5U);
  EXPECT_TRUE(room_of(perf).own_cycles && room_of(perf).own_instructions);
  perf.fixed.clear();
  perf.errors[FakePerf::hardware(branches)] = ENOENT;
  EXPECT_EQ(room_of(perf).general, 5U) << "of another event its copies show it";
}

TEST(CounterRoom, AnEventThatMissesAPartOfTheLoopIsNoMeasureOfIt) {
  FakePerf perf = machine(6);
  perf.counts[FakePerf::hardware(branches)] = loop * 98 / 100;
  EXPECT_EQ(room_of(perf).general, 6U) << "found by the misses";
  perf.counts[FakePerf::hardware(branches)] = 0;
  perf.counts[FakePerf::hardware(PERF_COUNT_HW_BRANCH_MISSES)] = 0;
  perf.counts[FakePerf::hardware(PERF_COUNT_HW_CACHE_MISSES)] = 0;
  EXPECT_EQ(room_of(perf).general, 0U);
  EXPECT_THAT(to_text(room_of(perf)), HasSubstr("counted 0 where 99000 or more happened"));
}

TEST(CounterRoom, ARefusalNamesTheLevelOfTheKernel) {
  FakePerf perf;
  perf.hardware_error = EACCES;
  const TemporaryRoot root;
  EXPECT_THAT(to_text(find_counter_room(perf, root.path().string())), HasSubstr("paranoid is unknown"));
  root.write("/sys/kernel/perf_event_paranoid", "3\n");
  EXPECT_THAT(to_text(find_counter_room(perf, root.path().string())), HasSubstr("paranoid is 3"));
}

TEST(CounterRoom, WithoutCountersThereIsNoneWithTheReason) {
  FakePerf perf;
  perf.hardware_error = ENOENT;
  const CounterRoom room = room_of(perf);
  EXPECT_EQ(room.at_once(), 0U);
  EXPECT_THAT(to_text(room), HasSubstr("none: this machine shows its guests no hardware counters"));
}

TEST(CounterRoom, IsBounded) {
  FakePerf perf = machine(6);
  perf.general.reset();
  EXPECT_EQ(room_of(perf).general, 16U);
}

}  // namespace
}  // namespace crossfade::collector
