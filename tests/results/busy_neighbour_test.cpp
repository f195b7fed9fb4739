#include "results/busy_neighbour.h"

#include <gtest/gtest.h>

namespace crossfade::results {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr double ceiling = 4;

Stage stage(std::int64_t start_s, double before, double after, std::uint32_t repetition = 0) {
  Stage s;
  s.repetition = repetition;
  s.start_unix_ns = start_s * second_ns;
  s.duration_ns = second_ns;
  s.panel_before.l1_loads_per_cycle = before;
  s.panel_after.l1_loads_per_cycle = after;
  return s;
}

Recording with(std::vector<Stage> stages) {
  Recording r;
  r.header.microarchitecture = "Zen 5";
  r.repetitions.resize(2);
  r.repetitions[1].purpose = RepetitionPurpose::rerun;
  r.stages = std::move(stages);
  return r;
}

TEST(BusyNeighbour, IsNearForThreeSecondsBothWays) {
  const BusyNeighbour seen(with({stage(100, 3.9, 2)}), ceiling);  // at 101 s
  EXPECT_FALSE(seen.is_near(stage(96, 4, 4)));                    // it is over at 97 s
  EXPECT_TRUE(seen.is_near(stage(97, 4, 4)));
  EXPECT_TRUE(seen.is_near(stage(104, 4, 4)));
  EXPECT_FALSE(seen.is_near(stage(105, 4, 4)));
}

TEST(BusyNeighbour, TakesMuchOfACoreAndIsNotSeenWhereNothingWasRead) {
  const BusyNeighbour nobody(with({stage(100, 3.1, 3.1), stage(102, missing, missing)}), ceiling);
  EXPECT_FALSE(nobody.is_near(stage(101, 4, 4)));
}

TEST(BusyNeighbour, AStageWithoutAStartIsNearAny) {
  Stage unknown = stage(0, 4, 4);
  EXPECT_FALSE(BusyNeighbour(with({stage(100, 4, 4)}), ceiling).is_near(unknown));
  EXPECT_TRUE(BusyNeighbour(with({stage(100, 2, 4)}), ceiling).is_near(unknown));
  EXPECT_TRUE(BusyNeighbour(with({stage(0, 2, 4)}), ceiling).is_near(stage(500, 4, 4)))
      << "seen nobody knows when";
}

TEST(BusyNeighbour, OnlyCountsTheProcessesThatAreToCount) {
  const auto recorded = with({stage(100, 4, 4, 0), stage(102, 2, 2, 1)});
  const auto no_reruns = [](const Repetition& r) { return r.purpose != RepetitionPurpose::rerun; };
  EXPECT_TRUE(BusyNeighbour(recorded, ceiling).is_near(recorded.stages[0]));
  EXPECT_FALSE(BusyNeighbour(recorded, ceiling, no_reruns).is_near(recorded.stages[0]));
}

TEST(BusyNeighbour, OnACpuWithoutACeilingNobodyIsSeen) {
  Recording recorded = with({stage(100, 2, 2)});
  EXPECT_TRUE(BusyNeighbour::by_table(recorded, {}).is_near(recorded.stages[0]));
  recorded.header.microarchitecture = "a CPU to come";
  EXPECT_FALSE(BusyNeighbour::by_table(recorded, {}).is_near(recorded.stages[0]));
}

}  // namespace
}  // namespace crossfade::results
