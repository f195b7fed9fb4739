// Arrivals, request mix and trace of a load stage.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "analysis/statistics/queue_replay.h"
#include "collector/measure/arrivals.h"
#include "collector/measure/request_mix.h"
#include "collector/measure/request_trace.h"

namespace crossfade::collector {
namespace {

using results::Arrival;
constexpr std::uint64_t second = 1'000'000'000;

TEST(Arrivals, PoissonHasItsRateItsSpreadAndNothingOutside) {
  const auto arrivals = *make_arrivals(Arrival::poisson, 20'000, 5 * second, 42);
  const double n = static_cast<double>(arrivals.size());
  EXPECT_NEAR(n, 100'000, 5 * std::sqrt(100'000.0));
  EXPECT_TRUE(std::is_sorted(arrivals.begin(), arrivals.end()));
  EXPECT_GE(arrivals.front(), 0);
  EXPECT_LT(arrivals.back(), static_cast<std::int64_t>(5 * second));
  double squares = 0;
  for (std::size_t i = 1; i < arrivals.size(); ++i) {
    const double gap = static_cast<double>(arrivals[i] - arrivals[i - 1]);
    squares += gap * gap;
  }
  EXPECT_NEAR(squares / n / (50'000.0 * 50'000.0), 2.0, 0.1) << "E[X^2] = 2 of an exponential of mean 1";
}

TEST(Arrivals, TheSeedDecides) {
  const auto one = *make_arrivals(Arrival::poisson, 1000, second, 1);
  EXPECT_EQ(one, *make_arrivals(Arrival::poisson, 1000, second, 1));
  EXPECT_NE(one, *make_arrivals(Arrival::poisson, 1000, second, 2));
}

TEST(Arrivals, AreTheSameOnEveryCpu) {
  const auto due = *make_arrivals(Arrival::poisson, 1000, second, 1);
  EXPECT_EQ(due.size(), 995U);
  EXPECT_EQ(due.front(), 803'561);
  EXPECT_EQ(due.back(), 999'354'766) << "a library that rounds logarithms by CPU would move it";
}

TEST(Arrivals, ConstantIsConstant) {
  EXPECT_THAT(*make_arrivals(Arrival::constant, 4, second, 9),
              ::testing::ElementsAre(0, 250'000'000, 500'000'000, 750'000'000));
}

TEST(Arrivals, RefusesWhatIsNoLoad) {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  for (const double rate : {0.0, -1.0, nan, inf})
    EXPECT_FALSE(make_arrivals(Arrival::poisson, rate, second, 1));
  EXPECT_FALSE(make_arrivals(Arrival::poisson, 10, 0, 1));
  EXPECT_FALSE(make_arrivals(Arrival::step, 10, second, 1));
  const auto many = make_arrivals(Arrival::poisson, 1e9, second, 1);
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error().kind, results::ErrorKind::usage);
}

TEST(Arrivals, ALowRateMayHaveNone) {
  EXPECT_TRUE(make_arrivals(Arrival::poisson, 1e-9, second, 1)->empty());
}

TEST(RequestMix, DrawsByShare) {
  const std::vector<double> shares{0.7, 0.0, 0.3};
  const RequestMix mix(shares, 3);
  std::array<double, 3> seen{};
  for (std::size_t i = 0; i < RequestMix::period; ++i) seen.at(mix.class_of(i)) += 1.0 / RequestMix::period;
  EXPECT_NEAR(seen[0], 0.7, 0.01);
  EXPECT_EQ(seen[1], 0);
  EXPECT_NEAR(seen[2], 0.3, 0.01);
  EXPECT_EQ(mix.class_of(RequestMix::period + 5), mix.class_of(5));
}

TEST(RequestMix, SharesThatSumToALittleLessStayInRange) {
  const std::vector<double> shares{0.5, 0.4999999};
  const RequestMix mix(shares, 3);
  for (std::size_t i = 0; i < RequestMix::period; ++i) ASSERT_LT(mix.class_of(i), 2U);
}

Passage passage(std::size_t i, std::int64_t due, std::int64_t wait, std::int64_t service) {
  return {i, due, due + wait, due + wait + service, false};
}

TEST(RequestTrace, NothingIsUnexplainedWhereTheQueueExplainsIt) {
  const std::vector<std::int64_t> due{0, 10, 20};
  const std::vector<std::uint32_t> service{30, 30, 30};
  const auto waits = statistics::replay_waits(due, service, 1);
  RequestTrace trace(3);
  for (std::size_t i = 0; i < 3; ++i) trace.record(passage(i, due[i], waits[i], service[i]));
  const auto unexplained = trace.unexplained_wait(due, 1);
  EXPECT_EQ(unexplained.requests, 3U);
  EXPECT_EQ(unexplained.mean_ns, 0);
  EXPECT_EQ(unexplained.p99_ns, 0);
}

TEST(RequestTrace, LateStartsAreUnexplained) {
  const std::vector<std::int64_t> due{0, 1000};
  RequestTrace trace(2);
  trace.record(passage(0, 0, 6, 10));
  trace.record(passage(1, 1000, 2, 10));
  const auto unexplained = trace.unexplained_wait(due, 1);
  EXPECT_EQ(unexplained.mean_ns, 4);
  EXPECT_EQ(unexplained.p99_ns, 6);
}

TEST(RequestTrace, EndsWhereARequestIsMissingOrTooLong) {
  const std::vector<std::int64_t> due{0, 1000, 2000};
  RequestTrace trace(3);
  trace.record(passage(0, 0, 5, 10));
  trace.record(passage(2, 2000, 0, 10));
  EXPECT_EQ(trace.unexplained_wait(due, 1).requests, 1U);
  trace.record(passage(1, 1000, 0, std::int64_t{1} << 33));
  EXPECT_EQ(trace.unexplained_wait(due, 1).requests, 1U);
  trace.record(passage(3, 3000, 0, 10));  // beyond the trace: ignored
  EXPECT_EQ(trace.unexplained_wait(due, 1).requests, 1U);
}

TEST(RequestTrace, AnEmptyOneHasNoAnswer) {
  const auto unexplained = RequestTrace(0).unexplained_wait({}, 1);
  EXPECT_EQ(unexplained.requests, 0U);
  EXPECT_TRUE(std::isnan(unexplained.mean_ns) && std::isnan(unexplained.p99_ns));
}

}  // namespace
}  // namespace crossfade::collector
