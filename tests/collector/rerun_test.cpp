#include "collector/rerun.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/collector/simulated_host.h"

namespace crossfade::collector {
namespace {

using results::Quality;
using results::RepetitionPurpose;
using results::StageKind;
using testing::Host;
using testing::plan_of;
using testing::second_ns;

/// Blocks of one workload: service, capacity with 1 and 2 threads and an SLO chunk of a second each.
Plan plan_with(std::uint32_t blocks, double share) {
  Plan plan = plan_of(1, blocks);
  plan.rerun_share = share;
  plan.load_curve = false;
  plan.load_ns = 0;
  plan.chunk_ns = second_ns;
  plan.chunk_limit_ns = 10 * second_ns;
  plan.chunk_requests = 10;
  plan.trace_requests = 4096;
  return plan;
}

std::map<StageKind, std::size_t> repeated(const Host& host) {
  std::map<StageKind, std::size_t> kinds;
  for (const results::Stage& stage : host.recording.stages) {
    if (host.recording.repetitions[stage.repetition].purpose == RepetitionPurpose::rerun) ++kinds[stage.kind];
  }
  return kinds;
}

std::size_t reruns(const Host& host) {
  return static_cast<std::size_t>(
      std::count_if(host.items.begin(), host.items.end(),
                    [](const WorkItem& item) { return item.purpose == RepetitionPurpose::rerun; }));
}

Quality always(const WorkItem&, const StageSpec&) {
  return Quality::disturbed;
}

TEST(Rerun, RepeatsDisturbedStagesOnce) {
  Host host(plan_with(4, 0.25));
  host.quality = [](const WorkItem& item, const StageSpec& spec) {
    return item.block == 1 && spec.kind == StageKind::capacity ? Quality::disturbed : Quality::clean;
  };
  ASSERT_TRUE(host.run());
  ASSERT_EQ(host.items.size(), 5U);
  EXPECT_EQ(host.items.back().purpose, RepetitionPurpose::rerun);
  EXPECT_EQ(host.items.back().block, 1U);
  EXPECT_EQ(repeated(host), (std::map<StageKind, std::size_t>{{StageKind::capacity, 2}}));
}

TEST(Rerun, WhatLiesNearABusyNeighbourIsRepeatedToo) {
  Host host(plan_with(2, 1));
  ASSERT_TRUE(host.run());
  ASSERT_EQ(reruns(host), 0U);
  host.recording.header.microarchitecture = "Zen 5";
  for (std::size_t i = 0; i < host.recording.stages.size(); ++i) {
    results::Stage& stage = host.recording.stages[i];
    stage.start_unix_ns = static_cast<std::int64_t>((1 + 10 * i) * second_ns);
    stage.panel_before.l1_loads_per_cycle = stage.panel_after.l1_loads_per_cycle = 3.99;
  }
  results::Stage &seen = host.recording.stages[2], &near = host.recording.stages[3];
  seen.panel_after.l1_loads_per_cycle = 2;
  seen.quality = Quality::disturbed;
  near.start_unix_ns = seen.start_unix_ns + static_cast<std::int64_t>(2 * second_ns);
  std::map<StageKind, std::size_t> expected;
  ++expected[seen.kind];
  ++expected[near.kind];
  ASSERT_TRUE(host.run());
  EXPECT_EQ(repeated(host), expected);
  EXPECT_EQ(reruns(host), 1U);
}

TEST(Rerun, AProcessThatWasDisturbedThroughoutIsRepeatedAsAWhole) {
  Host host(plan_with(4, 0.25));
  host.quality = [](const WorkItem& item, const StageSpec&) {
    return item.block == 1 ? Quality::disturbed : Quality::clean;
  };
  ASSERT_TRUE(host.run());
  EXPECT_EQ(reruns(host), 1U);
  EXPECT_EQ(testing::stages_of(host.recording, 4).size(), testing::stages_of(host.recording, 1).size());
}

TEST(Rerun, WhatDoesNotFitLeavesTheRestItsPlace) {
  Host host(plan_with(1, 0.6));
  host.quality = always;
  ASSERT_TRUE(host.run());
  EXPECT_EQ(repeated(host),
            (std::map<StageKind, std::size_t>{{StageKind::slo_chunk, 1}, {StageKind::capacity, 1}}))
      << "2.4 s of a process of 4 s";
  const auto again = testing::stages_of(host.recording, 1, StageKind::capacity);
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0]->workers, 2U) << "that of all workers";
}

TEST(Rerun, TheSloThroughputOfEveryBlockComesBeforeWholeProcesses) {
  Host host(plan_with(4, 0.25));
  host.quality = always;
  ASSERT_TRUE(host.run());
  EXPECT_EQ(reruns(host), 4U);
  EXPECT_EQ(repeated(host), (std::map<StageKind, std::size_t>{{StageKind::slo_chunk, 4}}));
}

TEST(Rerun, ABlockWithoutACleanPieceComesFirst) {
  Plan plan = plan_with(4, 0.04);  // 0.64 s of 16 s: a single piece of half a second
  plan.slice_ns = second_ns / 2;
  std::uint32_t chunks = 0;
  Host host(plan);
  host.quality = [&](const WorkItem& item, const StageSpec& spec) {
    if (spec.kind != StageKind::slo_chunk) return Quality::clean;
    // One piece of block 0, both of block 2.
    return item.block == 2 || (item.block == 0 && chunks++ == 0) ? Quality::voided : Quality::clean;
  };
  ASSERT_TRUE(host.run());
  EXPECT_EQ(repeated(host), (std::map<StageKind, std::size_t>{{StageKind::slo_chunk, 1}}));
  EXPECT_EQ(host.items.back().block, 2U) << "block 0 has a clean one";
}

/// A process of calibration (3 s of stages and a chunk) and four blocks; nothing else takes time.
Plan budgeted(std::uint64_t spare_s) {
  Plan plan = plan_with(4, 1);
  plan.calibration = 1;
  plan.allotted = true;
  plan.budget_ns = 100'000 * second_ns;
  Host whole(plan);
  EXPECT_TRUE(whole.run());
  plan.budget_ns = spare_s * second_ns;
  for (const auto& stage : whole.recording.stages) plan.budget_ns += stage.duration_ns;
  return plan;
}

TEST(Rerun, WhatTheBudgetHasIsUsedThoughItDoesNotHoldEverything) {
  for (const std::uint64_t spare_s : {0U, 1U, 3U, 5U, 16U, 30U}) {
    const Plan plan = budgeted(spare_s);
    Host host(plan);
    host.quality = always;
    ASSERT_TRUE(host.run());
    std::size_t stages = 0;
    for (const auto& [kind, n] : repeated(host)) stages += n;
    EXPECT_EQ(stages, std::min<std::size_t>(spare_s, 16)) << spare_s << " s: stages take one each";
  }
}

TEST(Rerun, ARunThatIsCutAndResumedRepeatsTheSame) {
  const Plan plan = budgeted(6);
  Host whole(plan);
  whole.quality = always;
  ASSERT_TRUE(whole.run());
  const std::size_t rows = whole.recording.repetitions.size() * 2 + whole.recording.stages.size();
  const std::size_t blocks_rows = 5 * 2 + 5 * 4;
  for (std::size_t cut = blocks_rows; cut < rows; ++cut) {
    Host first(plan);
    first.quality = always;
    ASSERT_FALSE(first.run(cut));
    const Reruns before(plan, whole.recording), after(plan, first.recording);
    for (std::uint32_t item = 5; item < 9; ++item) EXPECT_EQ(after.stages(item), before.stages(item)) << cut;
  }
}

}  // namespace
}  // namespace crossfade::collector
