#include "collector/left_out_stages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collector/stage_order.h"
#include "tests/collector/simulated_host.h"

namespace crossfade::collector {
namespace {

using results::Absence;
using results::Recording;
using results::StageKind;
using ::testing::HasSubstr;
using testing::plan_of;
using testing::second_ns;

Plan plan_with_everything() {
  Plan plan = plan_of(1, 2);
  plan.chunk_ns = second_ns / 2;
  plan.chunk_limit_ns = 3 * second_ns;
  plan.spikes.factors = {1.25, 5};
  return plan;
}

/// One process whose capacity with both workers is known.
Recording measured(double capacity_per_s) {
  Recording out;
  out.repetitions.resize(1);
  results::Stage& stage = out.stages.emplace_back();
  stage.kind = StageKind::capacity;
  stage.workers = 2;
  stage.duration_ns = second_ns;
  stage.completed = static_cast<std::uint64_t>(capacity_per_s);
  return out;
}

TEST(LeftOutStages, OfAUsualWorkloadThereAreNone) {
  EXPECT_TRUE(left_out_stages(plan_with_everything(), measured(10'000), 0).empty());
}

TEST(LeftOutStages, AChunkThatWouldTakeTooLongIsSaidWithWhatItNeeds) {
  const auto absences = left_out_stages(plan_with_everything(), measured(10), 0);
  ASSERT_EQ(absences.size(), 1U);
  EXPECT_EQ(absences[0], (Absence{"SLO throughput of w0",
                                  "not measured in this profile: needs 5 min 00 s: 300 requests take longer "
                                  "than 3 s"}))
      << "8 blocks of 300 requests at 8 a second";
  Plan allotted = plan_with_everything();
  allotted.allotted = true;
  EXPECT_TRUE(left_out_stages(allotted, measured(10), 0).empty()) << "it is in the allotment's list";
}

TEST(LeftOutStages, NoStageOfAVeryFastWorkloadHasMoreArrivalsThanThereIsRoomFor) {
  const Plan plan = plan_with_everything();
  const Recording recorded = measured(200e6);
  std::size_t load = 0, spikes = 0;
  for (const StageSpec& stage : StageOrder(plan, recorded, 0).stages()) {
    EXPECT_TRUE(has_room(stage));
    load += stage.kind == StageKind::load;
    spikes += stage.kind == StageKind::spike;
  }
  EXPECT_GE(load, 4U) << "they are shorter, and there";
  EXPECT_EQ(spikes, 0U) << "a shorter one would be another";
  const auto absences = left_out_stages(plan, recorded, 0);
  ASSERT_EQ(absences.size(), 3U);
  EXPECT_EQ(absences[0].subject, "length of load stages of w0");
  EXPECT_THAT(absences[0].reason, HasSubstr("shorter than 1 s: a stage has room for 60 million arrivals"));
  EXPECT_EQ(absences[2].subject, "load spike x5 of w0");
}

TEST(LeftOutStages, ARerunHasRoomForItsArrivalsToo) {
  Plan plan = plan_of(1, 1);
  plan.rerun_share = 1;
  Recording recorded = measured(200e6);
  results::Stage load = recorded.stages.front();
  load.kind = StageKind::load;
  load.offered_per_s = 150e6;
  load.duration_ns = second_ns / 4;
  load.quality = results::Quality::disturbed;
  recorded.stages.push_back(load);
  recorded.repetitions[0].outcome = results::RepetitionOutcome::ok;
  results::Repetition rerun;
  rerun.plan_item = 1;
  rerun.purpose = results::RepetitionPurpose::rerun;
  recorded.repetitions.push_back(rerun);
  const auto stages = StageOrder(plan, recorded, 1).stages();
  ASSERT_EQ(stages.size(), 1U);
  EXPECT_TRUE(has_room(stages.front())) << "a second at that rate has none";
}

TEST(LeftOutStages, AProfileThatBeginsHighIsCutToo) {
  Plan plan = plan_with_everything();
  plan.arrival = results::Arrival::step;
  plan.arrival_steps = {{0, 100}, {second_ns / 2, 1}};
  for (const StageSpec& stage : StageOrder(plan, measured(10e6), 0).stages()) EXPECT_TRUE(has_room(stage));
}

TEST(LeftOutStages, ACalibrationSaysNothing) {
  Plan plan = plan_with_everything();
  plan.calibration = 1;
  Recording recorded = measured(10);
  recorded.repetitions[0].purpose = results::RepetitionPurpose::calibration;
  EXPECT_TRUE(left_out_stages(plan, recorded, 0).empty());
}

}  // namespace
}  // namespace crossfade::collector
