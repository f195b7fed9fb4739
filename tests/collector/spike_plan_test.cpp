// Load spikes and shaped arrivals, as the planner places them.
#include "collector/spike_plan.h"

#include <gtest/gtest.h>

#include <set>

#include "collector/stage_order.h"
#include "tests/collector/simulated_host.h"

namespace crossfade::collector {
namespace {

using results::Recording;
using results::StageKind;
using testing::Host;
using testing::plan_of;
using testing::second_ns;
using testing::stages_of;

Plan plan_with_spikes(std::uint32_t workloads, std::uint32_t blocks) {
  Plan plan = plan_of(workloads, blocks);
  plan.spikes.factors = {1.5, 3};
  return plan;
}

TEST(SpikePlan, IsAStepUpAndDownAgain) {
  SpikePlan spikes;
  spikes.policy = "priority";
  const StageSpec spec = spike_stage(spikes, 10'000, 3);
  EXPECT_EQ(spec.kind, StageKind::spike);
  EXPECT_DOUBLE_EQ(spec.offered_per_s, 6'000);
  EXPECT_EQ(spec.arrival, results::Arrival::step);
  EXPECT_EQ(spec.steps, (std::vector<RateStep>{{0, 1}, {second_ns / 2, 3}, {3 * second_ns / 2, 1}}));
  EXPECT_EQ(spec.duration_ns, 3 * second_ns);
  EXPECT_EQ(spec.shedding, "priority");
}

TEST(SpikePlan, KnowsWhatNoRunCanHave) {
  const auto why = [](auto edit) {
    SpikePlan spikes;
    spikes.factors = {1.5, 2};
    edit(spikes);
    const char* const reason = why_invalid(spikes);
    return std::string(reason == nullptr ? "" : reason);
  };
  EXPECT_EQ(why([](SpikePlan&) {}), "");
  EXPECT_EQ(why([](SpikePlan& s) { s.factors.clear(); }), "");
  EXPECT_EQ(why([](SpikePlan& s) {
              s.factors = {2, 2};
            }),
            "the factors of its spikes do not ascend from 1 to 100");
  for (const double factor : {1.0, 0.0, -2.0, 101.0, results::missing})
    EXPECT_NE(why([&](SpikePlan& s) { s.factors = {factor}; }), "") << factor;
  EXPECT_EQ(why([](SpikePlan& s) { s.policy = "lottery"; }), "it has an unknown shedding policy");
  for (const double share : {0.0, 1.0, -0.5, results::missing})
    EXPECT_NE(why([&](SpikePlan& s) { s.base_share = share; }), "") << share;
  EXPECT_EQ(why([](SpikePlan& s) { s.hold_ns = 1; }), "its spikes are shorter than 0.2 s");
  EXPECT_EQ(why([](SpikePlan& s) { s.hold_ns = 250'000'000; }), "its spikes do not end with a window");
  EXPECT_NE(why([](SpikePlan& s) {
              s.factors.clear();
              for (int i = 0; i < 21; ++i) s.factors.push_back(2 + i);
            }),
            "");
}

TEST(SpikePlan, AsksForCheapAnswersOnlyIfThePolicyGivesThem) {
  SpikePlan spikes;
  spikes.factors = {2};
  EXPECT_FALSE(asks_for_cheap_answers(spikes));
  spikes.policy = "priority-shed-cheap";
  EXPECT_TRUE(asks_for_cheap_answers(spikes));
  spikes.factors.clear();
  EXPECT_FALSE(asks_for_cheap_answers(spikes)) << "there is no spike";
}

TEST(Spikes, AreInEveryProcessAtOneRateAndCapacityComesFirst) {
  Host host(plan_with_spikes(2, 3));
  host.drift = 0.5;  // later blocks are faster; the rate must not follow
  ASSERT_TRUE(host.run());
  for (std::uint32_t r = 0; r < host.recording.repetitions.size(); ++r) {
    std::size_t spikes = 0;
    bool seen = false;
    for (const auto* stage : stages_of(host.recording, r)) {
      seen = seen || stage->kind == StageKind::spike;
      EXPECT_FALSE(host.items[r].block == 0 && seen && stage->kind == StageKind::capacity);
      if (stage->kind != StageKind::spike) continue;
      ++spikes;
      EXPECT_DOUBLE_EQ(stage->offered_per_s, 0.6 * 1000 * (host.items[r].workload + 1));
      EXPECT_EQ(stage->duration_ns, 3 * second_ns);
    }
    EXPECT_EQ(spikes, 2U) << r;
  }
  const std::set<std::string> distinct(host.specs.begin(), host.specs.end());
  EXPECT_EQ(distinct.size(), host.specs.size()) << "every stage has a seed of its own";
}

TEST(Spikes, WithExplicitRatesTooTheCapacityComesFirst) {
  Plan plan = plan_with_spikes(1, 1);
  plan.rates_per_s = {10};
  Host host(plan);
  ASSERT_TRUE(host.run());
  const auto stages = stages_of(host.recording, 0);
  ASSERT_EQ(stages.size(), 1 + 2 + 1 + 2U);
  EXPECT_TRUE(std::all_of(stages.begin(), stages.begin() + 3, [](const results::Stage* s) {
    return s->kind == StageKind::service || s->kind == StageKind::capacity;
  }));
}

TEST(Spikes, AreInTheTimeThatIsLeft) {
  const Plan without = plan_of(2, 3), with = plan_with_spikes(2, 3);
  EXPECT_EQ(progress(with, {}, 0).remaining_ns,
            progress(without, {}, 0).remaining_ns + 2 * 3 * 2 * 3 * second_ns);
}

TEST(Spikes, WaitAsThePlanSays) {
  Plan plan = plan_with_spikes(1, 2);
  plan.wait_mode = results::WaitMode::sleep;
  plan.scheduling = results::Scheduling::fifo;
  Host host(plan);
  ASSERT_FALSE(host.run(8));
  const auto stages = StageOrder(plan, host.recording, 0).stages();
  const auto open = std::count_if(stages.begin(), stages.end(), [](const StageSpec& s) {
    const bool is_open = results::is_open_loop(s.kind);
    EXPECT_EQ(s.scheduling, is_open ? results::Scheduling::fifo : results::Scheduling::normal);
    EXPECT_EQ(s.wait_mode, is_open ? results::WaitMode::sleep : results::WaitMode::none);
    return is_open;
  });
  EXPECT_GT(open, 2);
}

TEST(Spikes, AreNotMeasuredAgain) {
  Plan plan = plan_with_spikes(1, 2);
  plan.rerun_share = 1;
  Host host(plan);
  ASSERT_TRUE(host.run());
  Recording recording = host.recording;
  for (results::Stage& stage : recording.stages) {
    if (stage.kind == StageKind::spike) stage.quality = results::Quality::disturbed;
  }
  EXPECT_FALSE(next_item(plan, recording)) << "the report has no undisturbed values of them";
}

TEST(Spikes, AreNoPartOfTheCalibration) {
  Plan plan = plan_with_spikes(1, 2);
  plan.calibration = 1;
  Host host(plan);
  ASSERT_TRUE(host.run()) << "then the plan waits for its allotment";
  ASSERT_EQ(host.items[0].purpose, results::RepetitionPurpose::calibration);
  for (const StageSpec& spec : StageOrder(plan, host.recording, 0).stages())
    EXPECT_NE(spec.kind, StageKind::spike);
}

TEST(ShapedArrivals, AreRepeatedAsTheyWere) {
  Plan plan = plan_of(1, 2);
  plan.rerun_share = 1;
  plan.arrival = results::Arrival::step;
  plan.arrival_steps = {{0, 1}, {second_ns / 2, 2}};
  Host host(plan);
  ASSERT_TRUE(host.run());
  Recording recording = host.recording;
  auto load = std::find_if(recording.stages.begin(), recording.stages.end(),
                           [](const results::Stage& s) { return s.kind == StageKind::load; });
  load->quality = results::Quality::disturbed;
  load->arrival = results::Arrival::step;
  load->scheduling = results::Scheduling::fifo;
  const auto item = next_item(plan, recording);
  ASSERT_TRUE(item);
  results::Repetition rerun;
  rerun.plan_item = item->plan_item;
  rerun.purpose = item->purpose;
  recording.repetitions.push_back(rerun);
  const auto again =
      next_stage(plan, recording, static_cast<std::uint32_t>(recording.repetitions.size() - 1));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->steps, plan.arrival_steps);
  EXPECT_EQ(again->scheduling, results::Scheduling::fifo);
}

TEST(ShapedArrivals, AreThoseOfLoadStagesOnly) {
  Plan plan = plan_with_spikes(1, 1);
  plan.arrival = results::Arrival::step;
  plan.arrival_steps = {{0, 1}, {second_ns / 2, 2}};
  plan.chunk_ns = second_ns / 2;
  plan.chunk_limit_ns = 3 * second_ns;
  Host host(plan);
  ASSERT_FALSE(host.run(8));
  std::set<StageKind> kinds;
  for (const StageSpec& spec : StageOrder(plan, host.recording, 0).stages()) {
    kinds.insert(spec.kind);
    if (spec.kind == StageKind::load) {
      EXPECT_EQ(spec.arrival, results::Arrival::step);
      EXPECT_EQ(spec.steps, plan.arrival_steps);
    } else if (spec.kind == StageKind::slo_chunk) {
      EXPECT_EQ(spec.arrival, results::Arrival::poisson);
      EXPECT_TRUE(spec.steps.empty());
    } else if (spec.kind == StageKind::spike) {
      EXPECT_EQ(spec.steps.size(), 3U);
    }
  }
  EXPECT_EQ(kinds.size(), 5U);
}

}  // namespace
}  // namespace crossfade::collector
