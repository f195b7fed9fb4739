#include "collector/rate_forecast.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/collector/simulated_host.h"

namespace crossfade::collector {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::plan_of;

/// Eight blocks with stages of 180 ms.
Plan plan_at(std::vector<double> rates) {
  Plan plan = plan_of(1, 8);
  plan.load_ns = 180'000'000;
  plan.rates_per_s = std::move(rates);
  return plan;
}

TEST(RateForecast, HardlyARequestIsRefused) {
  const auto refused = check_rates(plan_at({0.1, 1'000}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, results::ErrorKind::usage);
  EXPECT_EQ(refused.error().where, "--rates 0.1");
  EXPECT_EQ(refused.error().why,
            "0.1/s for 0.18 s is about 0.14 requests in all 8 blocks, and even a median takes 2");
  EXPECT_EQ(refused.error().remedy, "offer more, or measure for longer: for p99 --load-time 125s");
  EXPECT_THAT(check_rates(plan_at({0.001})).error().remedy, HasSubstr("no stage is long enough"));
  EXPECT_FALSE(check_rates(plan_at({1.38})));
  EXPECT_TRUE(check_rates(plan_at({1.39}))) << "2 in 8 x 0.18 s";
}

TEST(RateForecast, TooFewForATailIsSaid) {
  EXPECT_THAT(rate_notes(plan_at({69.5, 1'000})), ElementsAre());
  EXPECT_THAT(rate_notes(plan_at({10, 50, 1'000})),
              ElementsAre("10/s for 0.18 s is about 14 requests in all 8 blocks: no p99, which takes 100 "
                          "(--load-time 1.3s), and 400 for an interval; nor at the other rates up to 50/s"));
}

TEST(RateForecast, MoreThanThereIsRoomForIsSaid) {
  EXPECT_THAT(rate_notes(plan_at({333e6})), ElementsAre());
  EXPECT_THAT(rate_notes(plan_at({1e9})),
              ElementsAre("1e+09/s for 0.18 s is 180 million requests, and a stage has room for 60 million: "
                          "it will be shorter"));
}

TEST(RateForecast, StepsAndBaselinesCountToo) {
  Plan plan = plan_at({10});
  plan.arrival = results::Arrival::step;
  plan.arrival_steps = {{0, 10}};
  EXPECT_THAT(rate_notes(plan), ElementsAre()) << "ten times as many";
  Plan baseline = plan_at({});
  baseline.workloads[0].baseline_rates_per_s = {0.5};
  EXPECT_TRUE(check_rates(baseline)) << "the baseline measured it as well";
  EXPECT_THAT(rate_notes(baseline), ElementsAre(HasSubstr("0.5/s for 0.18 s")));
}

Plan plan_with(std::vector<RateStep> steps) {
  Plan plan = plan_at({});
  plan.arrival = results::Arrival::step;
  plan.arrival_steps = std::move(steps);
  return plan;
}

constexpr std::uint64_t second = 1'000'000'000;

TEST(RateForecast, StepsThatNoStageReachesAreSaid) {
  EXPECT_THAT(
      rate_notes(plan_with({{0, 1}, {second / 2, 3}, {second, 1}})),
      ElementsAre("a load stage ends after 0.18 s, before the steps of its arrivals at 0.5 s to 1 s: a "
                  "longer --load-time than 1 s has them all"));
  EXPECT_THAT(
      rate_notes(plan_with({{0, 1}, {180'000'000, 3}})),
      ElementsAre("a load stage ends after 0.18 s, before the step of its arrivals at 0.18 s: a longer "
                  "--load-time than 0.18 s has them all"));
  EXPECT_THAT(rate_notes(plan_with({{0, 1}, {179'999'999, 3}})), ElementsAre());
  Plan poisson = plan_with({{0, 1}, {second, 3}});
  poisson.arrival = results::Arrival::poisson;
  EXPECT_THAT(rate_notes(poisson), ElementsAre());
}

TEST(RateForecast, AProfileThatOffersNothingInAStageIsRefused) {
  const auto refused = check_rates(plan_with({{0, 0}, {second / 2, 0}, {5 * second, 1}}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, results::ErrorKind::usage);
  EXPECT_EQ(refused.error().where, "--arrivals step:0=0,0.5=0,5=1");
  EXPECT_EQ(refused.error().why, "a stage ends after 0.18 s, and nothing arrives before 5 s");
  EXPECT_EQ(refused.error().remedy, "offer sooner, or give a longer --load-time than 5 s");
  EXPECT_TRUE(check_rates(plan_with({{0, 0}, {100'000'000, 1}})));
  Plan none = plan_with({{0, 0}, {5 * second, 1}});
  none.load_curve = false;
  none.load_ns = 0;
  EXPECT_TRUE(check_rates(none)) << "no load stage";
}

TEST(RateForecast, OfNoLoadCurveThereIsNothingToSay) {
  Plan plan = plan_at({0.1});
  plan.load_curve = false;
  plan.load_ns = 0;
  EXPECT_TRUE(check_rates(plan));
  EXPECT_THAT(rate_notes(plan), ElementsAre());
  EXPECT_THAT(rate_notes(plan_at({})), ElementsAre()) << "the grid";
}

}  // namespace
}  // namespace crossfade::collector
