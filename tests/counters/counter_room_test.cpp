#include "collector/counters/counter_room.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/counters/fake_perf.h"

namespace crossfade::collector {
namespace {

using ::testing::HasSubstr;

constexpr auto cycles = PERF_COUNT_HW_CPU_CYCLES;
constexpr auto instructions = PERF_COUNT_HW_INSTRUCTIONS;
constexpr auto branches = PERF_COUNT_HW_BRANCH_INSTRUCTIONS;

FakePerf machine(unsigned general) {
  FakePerf perf;
  perf.general = general;
  perf.runs_by_itself = true;
  return perf;
}

TEST(CounterRoom, IsAsManyAsTheKernelOpensTogether) {
  FakePerf perf = machine(6);
  const CounterRoom room = find_counter_room(perf);
  EXPECT_EQ(room.general, 6U);
  EXPECT_FALSE(room.own_cycles || room.own_instructions);
  EXPECT_EQ(room.at_once(), 6U);
  EXPECT_EQ(to_text(room), "6 general");
  EXPECT_EQ(perf.open_descriptors(), 0U);
}

TEST(CounterRoom, CyclesAndInstructionsMayHaveTheirOwn) {
  FakePerf perf = machine(8);
  perf.fixed = {FakePerf::hardware(cycles), FakePerf::hardware(instructions)};
  const CounterRoom room = find_counter_room(perf);
  EXPECT_EQ(room.general, 8U);
  EXPECT_TRUE(room.own_cycles && room.own_instructions);
  EXPECT_EQ(room.at_once(), 10U);
  EXPECT_EQ(to_text(room), "8 general, and one each for cycles and instructions");
}

TEST(CounterRoom, WhatAnotherHoldsIsSeenOnlyByTrying) {
  FakePerf perf = machine(6);
  perf.taken = 1;
  EXPECT_EQ(find_counter_room(perf).general, 5U);
  perf.taken = 6;
  const CounterRoom none = find_counter_room(perf);
  EXPECT_EQ(none.general, 0U);
  EXPECT_THAT(to_text(none), HasSubstr("never scheduled"));
}

TEST(CounterRoom, AnEventThatTheHypervisorHidesIsNoMeasureOfIt) {
  FakePerf perf = machine(4);
  perf.errors[FakePerf::hardware(branches)] = ENOENT;
  EXPECT_EQ(find_counter_room(perf).general, 4U);
}

TEST(CounterRoom, WithoutCountersThereIsNoneWithTheReason) {
  FakePerf perf;
  perf.hardware_error = ENOENT;
  const CounterRoom room = find_counter_room(perf);
  EXPECT_EQ(room.at_once(), 0U);
  EXPECT_THAT(to_text(room), HasSubstr("none: this machine shows its guests no hardware counters"));
}

TEST(CounterRoom, IsBounded) {
  FakePerf perf;
  perf.runs_by_itself = true;
  EXPECT_EQ(find_counter_room(perf).general, 16U);
}

}  // namespace
}  // namespace crossfade::collector
