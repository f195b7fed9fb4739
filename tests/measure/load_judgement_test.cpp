#include "collector/measure/load_judgement.h"

#include <gtest/gtest.h>

#include <cmath>

#include "collector/measure/load_stage.h"

namespace crossfade::collector {
namespace {

using results::StageOutcome;
constexpr std::uint64_t ms = 1'000'000, second = 1000 * ms;

/// `arrivals` in one second, all served, `service_ns` each.
LoadAccount account(std::uint64_t arrivals, std::uint64_t service_ns, std::uint32_t workers = 1) {
  return {.arrivals = arrivals,
          .duration_ns = second,
          .workers = workers,
          .served = arrivals,
          .busy_ns = arrivals * service_ns,
          .last_start_ns = second - 1};
}

TEST(LoadJudgement, OfferedWorkIsWhatEachWorkerHasToDo) {
  EXPECT_DOUBLE_EQ(offered_work_ns(account(1000, ms / 2)), second / 2.0);
  EXPECT_DOUBLE_EQ(offered_work_ns(account(1000, ms / 2, 2)), second / 4.0);
  LoadAccount half = account(1000, ms / 2);
  half.served /= 2, half.busy_ns /= 2;
  EXPECT_DOUBLE_EQ(offered_work_ns(half), second / 2.0) << "what was not served counts as well";
  EXPECT_TRUE(std::isnan(offered_work_ns({.arrivals = 3, .duration_ns = second})));
}

TEST(LoadJudgement, AStandstillIsNoWork) {
  LoadAccount paused = account(1000, 3000);
  paused.busy_ns += 5 * second;
  paused.outliers = 1, paused.outliers_ns = 5 * second + 3000;
  EXPECT_LT(offered_work_ns(paused), 4 * ms);
  const LoadAccount few = account(19, 100 * ms);
  EXPECT_DOUBLE_EQ(offered_work_ns(few), 1.9 * second) << "of a few requests none is an outlier";
}

// One request in a hundred takes 100 ms and the others 1 ms: 502/s are all that one worker can serve.
TEST(LoadJudgement, RareSlowRequestsAreWorkIfNoneIsAnOutlier) {
  LoadAccount over = account(527, 0);
  over.busy_ns = 522 * ms + 5 * 100 * ms;
  over.last_start_ns = second + 45 * ms;
  EXPECT_EQ(outcome_of(over), StageOutcome::saturated);
  over.outliers = 1, over.outliers_ns = 100 * ms;
  EXPECT_EQ(outcome_of(over), StageOutcome::ok) << "with one of them left out it would have fitted in";
}

TEST(LoadJudgement, SaturatedIsABacklogThatCouldNotBeServed) {
  LoadAccount over = account(1100, ms);
  over.last_start_ns = second + 99 * ms;
  EXPECT_EQ(outcome_of(over), StageOutcome::saturated);
  over.given_up = true, over.last_start_ns = 2 * second;
  EXPECT_EQ(outcome_of(over), StageOutcome::saturated);
}

TEST(LoadJudgement, ABacklogOfAPreemptionIsNotSaturated) {
  LoadAccount late = account(1000, 3000);
  late.last_start_ns = second + 15 * ms;  // preempted as the schedule ended
  EXPECT_EQ(outcome_of(late), StageOutcome::ok);
  LoadAccount busy = account(900, ms);
  busy.last_start_ns = second + 15 * ms;
  EXPECT_EQ(outcome_of(busy), StageOutcome::ok) << "nor at nine tenths of capacity";
}

TEST(LoadJudgement, WhatChanceLeavesIsNotSaturated) {
  LoadAccount over = account(1001, ms);
  over.last_start_ns = second + 10 * ms;
  EXPECT_FALSE(is_saturated(over)) << "1 % of the duration";
  over.last_start_ns = second + 20 * ms;
  EXPECT_FALSE(is_saturated(over)) << "20 requests of 1 ms";
  ++over.last_start_ns;
  EXPECT_TRUE(is_saturated(over));
  LoadAccount quick = account(1'002'000, 1000);
  quick.last_start_ns = second + 10 * ms;
  EXPECT_FALSE(is_saturated(quick));
  ++quick.last_start_ns;
  EXPECT_TRUE(is_saturated(quick));
}

/// 0.2 s of requests of 20 ms on two workers, which can serve 100/s; all came and were served.
LoadAccount short_account(std::uint64_t arrivals, double mean_arrivals, double service_sd_ns) {
  LoadAccount short_one = account(arrivals, 20 * ms, 2);
  short_one.duration_ns = 200 * ms;
  short_one.last_start_ns = 220 * ms;
  short_one.mean_arrivals = mean_arrivals;
  short_one.service_sd_ns = service_sd_ns;
  return short_one;
}

TEST(LoadJudgement, AShortStageOfLongRequestsIsSaturatedToo) {
  LoadAccount over = short_account(22, 22.4, 2.0 * ms);  // 112/s
  EXPECT_TRUE(is_saturated(over)) << "although 20 requests shared by the workers are as long as the stage";
  over.last_start_ns = 210 * ms;
  EXPECT_FALSE(is_saturated(over)) << "5 % of the stage are tolerated";
  over.last_start_ns = 220 * ms;
  over.mean_arrivals = results::missing;
  EXPECT_TRUE(is_saturated(over)) << "arrivals that chance has no part in are as many as they are";
}

TEST(LoadJudgement, WhatTheLuckOfAShortStageExplainsIsNotSaturated) {
  EXPECT_FALSE(is_saturated(short_account(22, 18, 2.0 * ms))) << "90/s, of which more came than usual";
  EXPECT_FALSE(is_saturated(short_account(22, 22.4, 20.0 * ms))) << "service times that may be shorter";
  EXPECT_FALSE(is_saturated(short_account(22, 22.4, results::missing))) << "nothing is known of them";
  LoadAccount few = short_account(9, 40, 0);
  few.busy_ns = 9 * 60 * ms;
  EXPECT_FALSE(is_saturated(few)) << "too few to know how much they vary";
}

TEST(LoadJudgement, TheBoundOfShortStagesDoesNotMakeLongOnesMoreSensitive) {
  LoadAccount over = account(1001, ms);
  over.mean_arrivals = 1001, over.service_sd_ns = 0;
  over.last_start_ns = second + 20 * ms;
  EXPECT_FALSE(is_saturated(over));
  over.last_start_ns = second + 50 * ms + 1;
  EXPECT_TRUE(is_saturated(over));
}

TEST(LoadJudgement, GivenUpWithoutTooMuchOnOfferIsAborted) {
  LoadAccount stopped = account(1000, 3000);
  stopped.served = 300, stopped.busy_ns = 900 * (ms / 1000);
  stopped.given_up = true;
  EXPECT_EQ(outcome_of(stopped), StageOutcome::aborted);
  stopped.served = stopped.busy_ns = 0;
  EXPECT_EQ(outcome_of(stopped), StageOutcome::aborted) << "nothing says that it was too much";
}

TEST(LoadDuration, OfAStageThatWasGivenUpEndsThere) {
  EXPECT_EQ(load_duration_ns(10 * second, 12 * second, false), 12 * second);
  EXPECT_EQ(load_duration_ns(10 * second, 9 * second, false), 10 * second) << "the schedule had an end";
  EXPECT_EQ(load_duration_ns(10 * second, 2 * second, true), 2 * second);
}

}  // namespace
}  // namespace crossfade::collector
