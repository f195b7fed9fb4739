#include "collector/first_capacity.h"

#include <gtest/gtest.h>

#include "collector/plan_items.h"
#include "tests/collector/simulated_host.h"

namespace crossfade::collector {
namespace {

using results::Quality;
using testing::plan_of;
using testing::second_ns;

/// Capacity stages of a second with all workers, as (process, requests per second, quality).
results::Recording recorded(std::initializer_list<std::tuple<std::uint32_t, std::uint64_t, Quality>> stages) {
  results::Recording out;
  out.repetitions.resize(2);
  out.repetitions[1].plan_item = 1;
  for (const auto& [process, per_s, quality] : stages) {
    results::Stage& stage = out.stages.emplace_back();
    stage.repetition = process;
    stage.kind = results::StageKind::capacity;
    stage.workers = 2;
    stage.duration_ns = second_ns;
    stage.completed = per_s;
    stage.quality = quality;
  }
  return out;
}

std::optional<double> capacity_of(const results::Recording& recording) {
  const Plan plan = plan_of(1, 2);
  return first_capacity(plan, recording, 0, items_total(plan));
}

TEST(FirstCapacity, IsTheMedianOfTheFirstProcess) {
  EXPECT_EQ(capacity_of(recorded({{0, 900, Quality::clean},
                                  {0, 1'000, Quality::clean},
                                  {0, 1'300, Quality::clean},
                                  {1, 5'000, Quality::clean}})),
            1'000);
  EXPECT_FALSE(capacity_of(recorded({})));
}

TEST(FirstCapacity, IsNotThatOfADisturbedSliceUnlessNoneIsClean) {
  EXPECT_EQ(capacity_of(recorded(
                {{0, 500, Quality::disturbed}, {0, 600, Quality::disturbed}, {0, 1'000, Quality::clean}})),
            1'000);
  EXPECT_EQ(capacity_of(recorded({{0, 500, Quality::voided}, {0, 600, Quality::disturbed}})), 600);
}

TEST(FirstCapacity, IsNotThatOfAVoidSliceUnlessThereIsNoOther) {
  EXPECT_EQ(capacity_of(recorded({{0, 600, Quality::voided}, {0, 1'000, Quality::clean}})), 1'000);
  EXPECT_EQ(capacity_of(
                recorded({{0, 600, Quality::voided}, {0, 700, Quality::voided}, {1, 1'000, Quality::clean}})),
            650)
      << "of the first process all the same: the grid is frozen";
}

}  // namespace
}  // namespace crossfade::collector
