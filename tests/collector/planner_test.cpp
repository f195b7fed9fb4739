#include "collector/planner.h"
#include "collector/rate_grid.h"
#include "tests/collector/simulated_host.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

namespace crossfade::collector {
namespace {

using results::Recording;
using results::RepetitionOutcome;
using results::StageKind;
using testing::Host;
using testing::plan_of;
using testing::second_ns;
using testing::stages_of;
using testing::text_of;

TEST(Planner, EveryBlockHoldsEveryWorkloadOnceInRandomOrder) {
  Host host(plan_of(3, 40));
  ASSERT_TRUE(host.run());
  ASSERT_EQ(host.items.size(), 120U);
  std::set<std::vector<std::uint32_t>> orders;
  for (std::uint32_t block = 0; block < 40; ++block) {
    std::vector<std::uint32_t> order;
    for (std::uint32_t position = 0; position < 3; ++position) {
      const WorkItem& item = host.items[block * 3 + position];
      EXPECT_EQ(item.block, block);
      EXPECT_EQ(item.plan_item, block * 3 + position);
      order.push_back(item.workload);
    }
    orders.insert(order);
    std::sort(order.begin(), order.end());
    EXPECT_EQ(order, (std::vector<std::uint32_t>{0, 1, 2}));
  }
  EXPECT_EQ(orders.size(), 6U) << "40 blocks of 3 workloads should show all 6 orders";
}

TEST(Planner, InputsAreTheSameInEveryRepetitionAndFollowTheName) {
  Host host(plan_of(3, 3));
  ASSERT_TRUE(host.run());
  std::vector<std::set<std::uint64_t>> seeds(3);
  for (const WorkItem& item : host.items) seeds[item.workload].insert(item.seed);
  for (const auto& of_workload : seeds) EXPECT_EQ(of_workload.size(), 1U);
  EXPECT_NE(*seeds[0].begin(), *seeds[1].begin());

  Plan alone = plan_of(1, 1);
  alone.workloads[0].name = "w2";
  EXPECT_EQ(next_item(alone, {}).value_or(WorkItem{}).seed, *seeds[2].begin());
}

TEST(Planner, StagesOfABlockDifferInSeedAndOrder) {
  Host host(plan_of(1, 6));
  ASSERT_TRUE(host.run());
  const std::set<std::string> all(host.specs.begin(), host.specs.end());
  EXPECT_EQ(all.size(), host.specs.size());
  std::set<std::vector<int>> orders;
  for (std::uint32_t r = 1; r < 6; ++r) {
    std::vector<int> order;
    for (const auto* stage : stages_of(host.recording, r)) {
      order.push_back(static_cast<int>(stage->kind) * 100'000 + static_cast<int>(stage->workers) * 10'000 +
                      (std::isnan(stage->offered_per_s) ? 0 : static_cast<int>(stage->offered_per_s)));
    }
    orders.insert(order);
    std::sort(order.begin(), order.end());
    EXPECT_EQ(order.size(), 1 + 2 + rate_grid(1000, 5).size());
  }
  EXPECT_GT(orders.size(), 3U);
}

TEST(Planner, BlockZeroFindsCapacityFirstAndFreezesTheGrid) {
  Host host(plan_of(2, 4));
  host.drift = 0.5;  // later blocks are much faster; the grid must not follow
  ASSERT_TRUE(host.run());
  for (std::uint32_t r = 0; r < host.recording.repetitions.size(); ++r) {
    const std::uint32_t workload = host.items[r].workload;
    std::set<double> rates;
    bool load_seen = false;
    for (const auto* stage : stages_of(host.recording, r)) {
      if (stage->kind == StageKind::load) {
        rates.insert(stage->offered_per_s);
        load_seen = true;
      } else if (host.items[r].block == 0) {
        EXPECT_FALSE(load_seen) << "closed loop after a load point in block 0";
      }
    }
    const auto grid = rate_grid(1000.0 * (workload + 1), 5);
    EXPECT_EQ(rates, std::set<double>(grid.begin(), grid.end()));
  }
}

TEST(Planner, AWorkloadThatFailedInBlockZeroGetsItsGridLater) {
  Host host(plan_of(2, 4));
  host.fate = [](const WorkItem& item) {
    return item.workload == 1 && item.block < 2 ? RepetitionOutcome::crashed : RepetitionOutcome::ok;
  };
  ASSERT_TRUE(host.run());
  for (std::uint32_t r = 0; r < host.recording.repetitions.size(); ++r) {
    if (host.items[r].workload != 1) continue;
    const auto stages = stages_of(host.recording, r);
    if (host.items[r].block < 2) {
      EXPECT_TRUE(stages.empty());
    } else {
      EXPECT_EQ(stages.size(), 3 + rate_grid(2000, 5).size());
      EXPECT_TRUE(host.items[r].block != 2 || stages.back()->kind == StageKind::load);
    }
  }
}

TEST(Planner, ACapacityOfNothingGivesNoGrid) {
  const Plan plan = plan_of(1, 1);
  Recording recording;
  recording.repetitions.emplace_back();
  for (int i = 0; i < 3; ++i) {
    const StageSpec spec = next_stage(plan, recording, 0).value_or(StageSpec{});
    ASSERT_GT(spec.duration_ns, 0U);
    results::Stage stage;
    stage.kind = spec.kind;
    stage.workers = spec.workers;
    stage.duration_ns = spec.duration_ns;
    stage.completed = 0;
    recording.stages.push_back(stage);
  }
  EXPECT_FALSE(next_stage(plan, recording, 0));
}

TEST(Planner, ACrashCostsOneRepetition) {
  Host host(plan_of(2, 5));
  host.fate = [](const WorkItem& item) {
    return item.plan_item == 3 ? RepetitionOutcome::hung : RepetitionOutcome::ok;
  };
  ASSERT_TRUE(host.run());
  EXPECT_EQ(host.items.size(), 10U);
}

TEST(Planner, ARefusingWorkloadIsNotTriedForEver) {
  Host host(plan_of(2, 8));
  host.fate = [](const WorkItem& item) {
    return item.workload == 1 ? RepetitionOutcome::refused : RepetitionOutcome::ok;
  };
  ASSERT_TRUE(host.run());
  const auto refused = std::count_if(host.items.begin(), host.items.end(),
                                     [](const WorkItem& item) { return item.workload == 1; });
  EXPECT_EQ(refused, max_refusals);
  EXPECT_EQ(progress(plan_of(2, 8), host.recording, 0).items_done, 16U);
}

TEST(Planner, AWorkloadThatOnlyHangsFromSomeBlockOnIsGivenUp) {
  Host host(plan_of(1, 20));
  host.fate = [](const WorkItem& item) {
    return item.block == 2 || item.block > 5 ? RepetitionOutcome::hung : RepetitionOutcome::ok;
  };
  ASSERT_TRUE(host.run());
  EXPECT_EQ(host.items.size(), 6 + max_refusals_after_a_result) << "once is nothing";
}

TEST(Planner, ACrashBeforeTheFirstStageIsNotTriedForEver) {
  Host host(plan_of(1, 20));
  host.fate = [](const WorkItem&) { return RepetitionOutcome::crashed; };
  ASSERT_TRUE(host.run());
  EXPECT_EQ(host.items.size(), max_refusals);
}

TEST(Planner, WhatTheUserStoppedIsMeasuredAgainHoweverOften) {
  const Plan plan = plan_of(1, 2);
  Recording recording;
  for (std::uint32_t attempt = 0; attempt < 3 * max_attempts; ++attempt) {
    const auto item = next_item(plan, recording);
    ASSERT_TRUE(item) << attempt;
    EXPECT_EQ(item->plan_item, 0U) << attempt;
    recording.repetitions.emplace_back().outcome = RepetitionOutcome::interrupted;
    EXPECT_EQ(progress(plan, recording, 0).items_done, 0U);
  }
}

TEST(Planner, WhatTheCollectorEndedInIsMeasuredAgainButNotForEver) {
  const Plan plan = plan_of(1, 1);
  for (const RepetitionOutcome left : {RepetitionOutcome::running, RepetitionOutcome::killed}) {
    Recording recording;
    for (std::uint32_t attempt = 0; attempt < max_attempts; ++attempt) {
      ASSERT_TRUE(next_item(plan, recording)) << attempt;
      recording.repetitions.emplace_back().outcome = left;
    }
    EXPECT_FALSE(next_item(plan, recording));
  }
}

TEST(Planner, WhatASignalFromOutsideEndedIsMeasuredAgainButNotForEver) {
  const Plan plan = plan_of(1, 2);
  for (const int signal : {SIGKILL, SIGTERM}) {
    Recording recording;
    for (std::uint32_t attempt = 0; attempt < max_attempts; ++attempt) {
      const auto item = next_item(plan, recording);
      ASSERT_TRUE(item) << attempt;
      EXPECT_EQ(item->plan_item, 0U) << "added to its block: " << attempt;
      auto& repetition = recording.repetitions.emplace_back();
      repetition.outcome = RepetitionOutcome::crashed;
      repetition.signal = signal;
      recording.stages.emplace_back().repetition = attempt;  // it was not before its first stage
      EXPECT_EQ(progress(plan, recording, 0).items_done, attempt + 1 == max_attempts ? 1U : 0U);
    }
    const auto next = next_item(plan, recording);
    ASSERT_TRUE(next);
    EXPECT_EQ(next->plan_item, 1U);
  }
}

TEST(Planner, ASignalOfItsOwnCostsARepetition) {
  const Plan plan = plan_of(1, 2);
  for (const int signal : {0, SIGSEGV, SIGABRT}) {
    Recording recording;
    auto& repetition = recording.repetitions.emplace_back();
    repetition.outcome = RepetitionOutcome::crashed;
    repetition.signal = signal;
    recording.stages.emplace_back();
    const auto next = next_item(plan, recording);
    ASSERT_TRUE(next);
    EXPECT_EQ(next->plan_item, 1U) << signal;
  }
}

// The heart of resuming: wherever a run is cut, going on from what is recorded does the rest of the same
// plan.
TEST(Planner, CuttingAnywhereAndGoingOnGivesTheSameSequence) {
  const Plan plan = plan_of(3, 3);
  Host whole(plan);
  whole.fate = [](const WorkItem& item) {
    return item.plan_item % 4 == 1 ? RepetitionOutcome::crashed : RepetitionOutcome::ok;
  };
  ASSERT_TRUE(whole.run());
  for (std::size_t cut = 0;; ++cut) {
    Host host(plan);
    host.fate = whole.fate;
    const bool complete = host.run(cut);
    if (complete) {
      EXPECT_GT(cut, whole.specs.size());
      break;
    }
    Host resumed(plan);
    resumed.fate = whole.fate;
    resumed.recording = host.recording;
    resumed.items = host.items;
    ASSERT_TRUE(resumed.run());
    // The item that was cut appears twice, next to itself.
    auto items = resumed.items;
    items.erase(std::unique(items.begin(), items.end()), items.end());
    EXPECT_EQ(items, whole.items) << "cut after row " << cut;
    // Stages of finished repetitions are those of the uncut run, in the same order.
    std::vector<std::string> kept = host.specs;
    if (!host.recording.repetitions.empty() &&
        host.recording.repetitions.back().outcome == RepetitionOutcome::running) {
      const auto last = static_cast<std::uint32_t>(host.recording.repetitions.size() - 1);
      kept.resize(kept.size() - stages_of(host.recording, last).size());
    }
    kept.insert(kept.end(), resumed.specs.begin(), resumed.specs.end());
    EXPECT_EQ(kept, whole.specs) << "cut after row " << cut;
  }
}

TEST(Planner, KnowsWhatIsLeftWhereverItIsCut) {
  Plan plan = plan_of(3, 3);
  plan.rerun_share = 0.25;  // and nothing that is disturbed
  Host whole(plan);
  ASSERT_TRUE(whole.run());
  EXPECT_TRUE(items_left(plan, whole.recording).empty());
  for (std::size_t cut = 0;; cut += 5) {
    Host host(plan);
    if (host.run(cut)) break;
    Host resumed(plan);
    resumed.recording = host.recording;
    ASSERT_TRUE(resumed.run());
    EXPECT_EQ(items_left(plan, host.recording), resumed.items) << "cut after row " << cut;
  }
}

TEST(Planner, AnotherSeedGivesAnotherOrder) {
  Host one(plan_of(3, 10, 1)), two(plan_of(3, 10, 2));
  ASSERT_TRUE(one.run());
  ASSERT_TRUE(two.run());
  EXPECT_NE(one.specs, two.specs);
}

TEST(Planner, ExplicitRatesReplaceTheGrid) {
  Plan plan = plan_of(1, 1);
  plan.rates_per_s = {123.5, 1e6};
  Host host(plan);
  ASSERT_TRUE(host.run());
  std::set<double> rates;
  for (const auto& stage : host.recording.stages) {
    if (stage.kind == StageKind::load) rates.insert(stage.offered_per_s);
  }
  EXPECT_EQ(rates, (std::set<double>{123.5, 1e6}));
}

TEST(RatesAfter, TakesTheBaselinesAndGoesOnAboveThem) {
  using Rates = std::vector<double>;
  const Rates grid{100, 200, 400, 1100};
  EXPECT_EQ(rates_after({}, grid), grid);
  EXPECT_EQ(rates_after(Rates{50, 150, 300}, grid), (Rates{50, 150, 300, 400, 1100}));
  EXPECT_EQ(rates_after(Rates{100, 400.0000000001}, grid), (Rates{100, 400.0000000001, 1100}));
  EXPECT_EQ(rates_after(Rates{500, 1100, 1500, 9000}, grid), (Rates{500, 1100})) << "not far beyond capacity";
  EXPECT_EQ(rates_after(Rates{5000, 9000}, grid), grid) << "a slow host shares none";
  EXPECT_EQ(rates_after(Rates{50}, {}), Rates{}) << "without a capacity nothing is offered";
}

TEST(Planner, SharesTheRatesOfABaseline) {
  Plan plan = plan_of(2, 2);
  plan.workloads[0].baseline_rates_per_s = {123.5, 700, 5000};
  Host host(plan);
  ASSERT_TRUE(host.run());
  std::set<double> with, without;
  for (const auto& stage : host.recording.stages) {
    if (stage.kind != StageKind::load) continue;
    const auto& item = host.recording.repetitions[stage.repetition].plan_item;
    (item_at(plan, item).workload == 0 ? with : without).insert(stage.offered_per_s);
  }
  EXPECT_TRUE(with.contains(123.5) && with.contains(700) && !with.contains(5000));
  EXPECT_GT(*with.rbegin(), 1000) << "this host's limit is seen too";
  EXPECT_FALSE(without.contains(123.5));
}

TEST(Planner, OpenLoopStagesCarryTheirTerms) {
  Plan plan = plan_of(1, 1);
  plan.rates_per_s = {10};
  plan.wait_mode = results::WaitMode::sleep;
  Host host(plan);
  host.recording.repetitions.emplace_back();
  StageSpec load;
  for (int i = 0; i < 4; ++i) {
    const StageSpec spec = next_stage(plan, host.recording, 0).value_or(StageSpec{});
    if (spec.kind == StageKind::load) load = spec;
    host.recording.stages.emplace_back();
  }
  EXPECT_EQ(load.kind, StageKind::load);
  EXPECT_EQ(load.workers, 2U);
  EXPECT_EQ(load.arrival, results::Arrival::poisson);
  EXPECT_EQ(load.wait_mode, results::WaitMode::sleep);
}

TEST(RateGrid, IsAbsoluteFineWhereTheAnswerLiesAndReachesBeyondCapacity) {
  for (const double capacity : {0.37, 1.0, 999.0, 1000.0, 123'456.0}) {
    for (const std::uint32_t step : {1U, 3U, 5U}) {
      const auto rates = rate_grid(capacity, step);
      ASSERT_FALSE(rates.empty());
      EXPECT_GE(rates.front(), 0.10 * capacity);
      EXPECT_LT(rates.front(), 0.10 * capacity * std::pow(10.0, 2 * step / 20.0) * (1 + 1e-9));
      EXPECT_GE(rates.back(), 1.05 * capacity);
      EXPECT_LT(rates.back(), 1.05 * capacity * std::pow(10.0, step / 20.0) * (1 + 1e-9));
      for (std::size_t i = 1; i < rates.size(); ++i) {
        const double apart = 20.0 * std::log10(rates[i] / rates[i - 1]) / step;
        if (rates[i - 1] >= 0.40 * capacity) {
          EXPECT_NEAR(apart, 1, 1e-9);
        } else {
          EXPECT_LT(apart, 2 + 1e-9);
        }
      }
      for (const double rate : rates) {
        const double k = 20.0 * std::log10(rate) / step;
        EXPECT_NEAR(k, std::round(k), 1e-9);
      }
    }
  }
  // Two hosts of different speed share rates bit for bit.
  const auto slow = rate_grid(1000, 3), fast = rate_grid(1600, 3);
  std::vector<double> common;
  std::set_intersection(slow.begin(), slow.end(), fast.begin(), fast.end(), std::back_inserter(common));
  EXPECT_GE(common.size(), 4U);
}

TEST(RateGrid, IsEmptyWithoutACapacity) {
  EXPECT_TRUE(rate_grid(0, 3).empty());
  EXPECT_TRUE(rate_grid(-5, 3).empty());
  EXPECT_TRUE(rate_grid(std::nan(""), 3).empty());
  EXPECT_TRUE(rate_grid(HUGE_VAL, 3).empty());
}

TEST(PlanProgress, CountsDownToZero) {
  const Plan plan = plan_of(2, 3);
  Host host(plan);
  const Progress before = progress(plan, host.recording, 0);
  EXPECT_EQ(before.items_total, 6U);
  EXPECT_EQ(before.items_done, 0U);
  // service + 2 capacity + 4 or 5 load points of 1 s and 1.8 s of overhead each
  EXPECT_GE(before.remaining_ns, 6 * (7 * second_ns + 1'800'000'000));
  EXPECT_LE(before.remaining_ns, 6 * (8 * second_ns + 1'800'000'000));
  std::uint64_t last = before.remaining_ns;
  for (std::size_t cut = 1;; ++cut) {
    Host at(plan);
    const bool complete = at.run(cut);
    std::uint64_t stage_ns = 0;
    for (const auto& stage : at.recording.stages) stage_ns += stage.duration_ns;
    const bool preparing =
        !at.recording.repetitions.empty() &&
        at.recording.repetitions.back().outcome == RepetitionOutcome::running &&
        stages_of(at.recording, static_cast<std::uint32_t>(at.recording.repetitions.size() - 1)).empty();
    const std::uint64_t elapsed =
        stage_ns + 1'200'000'000 * (at.recording.repetitions.size() - (preparing ? 1 : 0));
    const Progress now = progress(plan, at.recording, elapsed);
    EXPECT_LE(now.remaining_ns, last + 3 * second_ns) << cut;  // a grid may be one rate longer than assumed
    last = now.remaining_ns;
    if (complete) break;
  }
  ASSERT_TRUE(host.run());
  const Progress after = progress(plan, host.recording, 1000 * second_ns);
  EXPECT_EQ(after.items_done, 6U);
  EXPECT_EQ(after.remaining_ns, 0U);
}

// Processes that take as long to start as they measure, and a workload ten times as fast as the other.
TEST(PlanProgress, IsTrueWithinATenthAfterTheFirstBlock) {
  constexpr std::uint64_t overhead_ns = 5 * second_ns;
  const Plan plan = plan_of(3, 8);
  const auto elapsed_ns = [](const Recording& recording) {
    std::uint64_t total_ns = overhead_ns * recording.repetitions.size();
    for (const auto& stage : recording.stages) total_ns += stage.duration_ns;
    return total_ns;
  };
  Host whole(plan);
  ASSERT_TRUE(whole.run());
  std::size_t rows = 0;  // of the first block
  for (std::uint32_t r = 0; r < 3; ++r) rows += 2 + stages_of(whole.recording, r).size();
  Host first(plan);
  ASSERT_FALSE(first.run(rows));
  ASSERT_EQ(first.recording.repetitions.size(), 3U);
  ASSERT_EQ(first.recording.repetitions.back().outcome, RepetitionOutcome::ok);
  const auto left = static_cast<double>(elapsed_ns(whole.recording) - elapsed_ns(first.recording));
  const auto told =
      static_cast<double>(progress(plan, first.recording, elapsed_ns(first.recording)).remaining_ns);
  EXPECT_NEAR(told / left, 1, 0.1);
}

TEST(PlanProgress, LearnsTheOverheadOfAProcess) {
  const Plan plan = plan_of(1, 2);
  Host host(plan);
  host.run(2 + 3 + rate_grid(1000, 5).size());  // the first repetition and no more
  ASSERT_EQ(host.recording.repetitions.size(), 1U);
  ASSERT_EQ(host.recording.repetitions[0].outcome, RepetitionOutcome::ok);
  std::uint64_t stage_ns = 0;
  for (const auto& stage : host.recording.stages) stage_ns += stage.duration_ns;
  EXPECT_EQ(progress(plan, host.recording, stage_ns + 9 * second_ns).remaining_ns, stage_ns + 9 * second_ns);
}

}  // namespace
}  // namespace crossfade::collector
