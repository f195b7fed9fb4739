#include "analysis/slo_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/slo_rate.h"
#include "tests/analysis/sides.h"
#include "tests/support/look_builder.h"

namespace crossfade::analysis {
namespace {

using results::Quality;
using results::StageOutcome;
using statistics::SloVerdict;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using testing::SyntheticLook;

constexpr double estimate_per_s = 10'000;

std::vector<SloCheck> checks_of(const SyntheticLook& look) {
  testing::SyntheticHost host;
  host.blocks = 1;
  host.grid_points = 0;
  host.requests = 100;
  results::Recording recording = testing::synthetic_recording(host);
  testing::add_look(recording, look);
  const Side side = side_of({recording});
  return slo_checks(process_runs(side, "tls_segment"));
}

SyntheticLook look_with(std::uint64_t late, double design_effect = 1) {
  SyntheticLook look;
  look.rate_per_s = 0.95 * estimate_per_s;
  look.served = 1'700;
  look.late = late;
  look.design_effect = design_effect;
  return look;
}

/// A stage that did not keep up has no design effect.
SyntheticLook collapsed(StageOutcome outcome) {
  SyntheticLook look = look_with(500, results::missing);
  look.unserved = 1'000;
  look.outcome = outcome;
  return look;
}

SyntheticLook disturbed(SyntheticLook look) {
  look.quality = Quality::disturbed;
  return look;
}

SloVerdict verdict_of(const SyntheticLook& look) {
  const auto checks = checks_of(look);
  EXPECT_EQ(checks.size(), 1U);
  return checks.at(0).verification.verdict;
}

std::string said_of(const SyntheticLook& look) {
  return slo_check_text(checks_of(look).at(0), estimate_per_s);
}

TEST(SloCheck, VerdictsFollowTheBounds) {
  EXPECT_EQ(verdict_of(look_with(6)), SloVerdict::consistent);
  EXPECT_THAT(said_of(look_with(6)),
              StartsWith("verified at 95 % of it: consistent: 0.35 % of requests were late, at most 0."));
  EXPECT_EQ(verdict_of(look_with(17)), SloVerdict::open);
  EXPECT_THAT(said_of(look_with(17)),
              StartsWith("verification at 95 % of it is open: 1.0 % of requests were late, 0."));
  EXPECT_EQ(verdict_of(look_with(40)), SloVerdict::refuted);
  EXPECT_THAT(said_of(look_with(40)),
              StartsWith("REFUTED at 95 % of it: 2.4 % of requests were late, at least 1."));
  EXPECT_EQ(verdict_of(look_with(40, 20)), SloVerdict::open) << "neighbours are alike";
}

TEST(SloCheck, ALoadThatCouldNotBeServedRefutes) {
  EXPECT_EQ(verdict_of(collapsed(StageOutcome::saturated)), SloVerdict::refuted);
  EXPECT_EQ(said_of(collapsed(StageOutcome::saturated)),
            "REFUTED at 95 % of it: the load could not be served");
  EXPECT_EQ(checks_of(collapsed(StageOutcome::saturated)).at(0).exceedance, 1);
}

TEST(SloCheck, WorkersThatStoodStillLeaveItOpen) {
  EXPECT_EQ(verdict_of(collapsed(StageOutcome::aborted)), SloVerdict::open);
  EXPECT_EQ(said_of(collapsed(StageOutcome::aborted)),
            "verification at 95 % of it is open: its workers stood still until it was given up");
}

TEST(SloCheck, WithoutADesignEffectItIsOpenAndSaysWhy) {
  EXPECT_EQ(verdict_of(look_with(40, results::missing)), SloVerdict::open);
  EXPECT_EQ(said_of(look_with(40, results::missing)),
            "verification at 95 % of it is open: 2.4 % of requests were late, but there is no design "
            "effect to judge that by");
}

TEST(SloCheck, ADisturbedLookSaysSo) {
  EXPECT_THAT(said_of(disturbed(look_with(6))),
              StartsWith("verified at 95 % of it on a disturbed stage: consistent: 0.35 %"));
  EXPECT_THAT(said_of(disturbed(look_with(17))),
              StartsWith("verification at 95 % of it on a disturbed stage is open: 1.0 %"));
  EXPECT_THAT(said_of(disturbed(look_with(40))),
              StartsWith("REFUTED on a disturbed stage: measure again: at 95 % of it, 2.4 % of requests"));
  EXPECT_EQ(said_of(disturbed(collapsed(StageOutcome::saturated))),
            "REFUTED on a disturbed stage: measure again: at 95 % of it, the load could not be served");
  EXPECT_EQ(verdict_of(disturbed(collapsed(StageOutcome::saturated))), SloVerdict::refuted);
}

TEST(SloCheck, VoidAndFailedLooksAreLeftOut) {
  SyntheticLook look = look_with(6);
  look.quality = Quality::voided;
  EXPECT_TRUE(checks_of(look).empty());
  look = look_with(6);
  look.outcome = StageOutcome::failed;
  EXPECT_TRUE(checks_of(look).empty());
}

TEST(SloCheck, IsSaidOfTheEstimateAndDoesNotMoveIt) {
  testing::SyntheticHost host;
  host.chunk_requests = 500;
  host.requests = 100;
  host.grid_points = 0;
  testing::SyntheticWorkload workload;
  workload.slo_p99_ns = 1'000'000;
  results::Recording recording = testing::synthetic_recording(host, {workload});
  const Side without = side_of({recording});
  const Estimate alone = slo_rate(process_runs(without, "tls_segment")).estimate;
  ASSERT_TRUE(alone.value) << alone.absent_because;
  EXPECT_THAT(alone.cautions, ::testing::Not(Contains(HasSubstr("REFUTED"))));

  SyntheticLook look = collapsed(StageOutcome::saturated);
  look.rate_per_s = 0.95 * *alone.value;
  testing::add_look(recording, look);
  const Side with = side_of({recording});
  const Estimate looked_at = slo_rate(process_runs(with, "tls_segment")).estimate;
  EXPECT_EQ(looked_at.value, alone.value);
  EXPECT_EQ(looked_at.interval, alone.interval);
  EXPECT_THAT(looked_at.cautions, Contains("REFUTED at 95 % of it: the load could not be served"));
}

}  // namespace
}  // namespace crossfade::analysis
