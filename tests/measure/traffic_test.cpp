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

TEST(Arrivals, SayExactlyWhyNot) {
  const auto why = [](double rate, std::uint64_t duration_ns = second) {
    return make_arrivals(Arrival::constant, rate, duration_ns, 1).error().why;
  };
  EXPECT_EQ(why(0), "the offered rate is 0/s");
  EXPECT_EQ(why(-5), "the offered rate is -5/s");
  EXPECT_EQ(why(std::numeric_limits<double>::quiet_NaN()), "the offered rate is nan/s");
  EXPECT_EQ(why(std::numeric_limits<double>::infinity()), "the offered rate is inf/s");
  EXPECT_EQ(why(1, 0), "the duration is zero");
  EXPECT_EQ(why(1e9), "1000000000 requests in one stage are more than 67108864");
}

TEST(Arrivals, ALowRateMayHaveNone) {
  EXPECT_TRUE(make_arrivals(Arrival::poisson, 1e-9, second, 1)->empty());
}

using Steps = std::vector<RateStep>;

std::size_t count_between(const std::vector<std::int64_t>& due, double from_s, double to_s) {
  const auto at = [&](double s) {
    return std::lower_bound(due.begin(), due.end(), static_cast<std::int64_t>(s * 1e9));
  };
  return static_cast<std::size_t>(at(to_s) - at(from_s));
}

TEST(StepArrivals, FollowTheirFactors) {
  const Steps steps{{0, 1}, {second, 3}, {2 * second, 0}, {3 * second, 0.5}};
  const auto due = *make_step_arrivals(steps, 10'000, 4 * second, 7);
  EXPECT_TRUE(std::is_sorted(due.begin(), due.end()));
  EXPECT_GE(due.front(), 0);
  EXPECT_LT(due.back(), static_cast<std::int64_t>(4 * second));
  const auto near = [](std::size_t n, double expected) {
    EXPECT_NEAR(static_cast<double>(n), expected, 5 * std::sqrt(expected));
  };
  near(count_between(due, 0, 1), 10'000);
  near(count_between(due, 1, 2), 30'000);
  EXPECT_EQ(count_between(due, 2, 3), 0U);
  near(count_between(due, 3, 4), 5'000);
}

TEST(StepArrivals, RememberNothingAcrossAnEdge) {
  // The first gap after an edge is exponential with the new rate, whatever came before: over 4,000 schedules
  // its mean and its second moment are those of the rate, as are those of the last gap before it, cut off.
  const Steps steps{{0, 0.2}, {second, 5}};
  double sum = 0, squares = 0;
  constexpr int schedules = 4'000;
  for (int seed = 1; seed <= schedules; ++seed) {
    const auto due = *make_step_arrivals(steps, 100, 2 * second, static_cast<std::uint64_t>(seed));
    const auto first = *std::lower_bound(due.begin(), due.end(), static_cast<std::int64_t>(second));
    const double gap_s = static_cast<double>(first) * 1e-9 - 1;
    sum += gap_s, squares += gap_s * gap_s;
  }
  EXPECT_NEAR(sum / schedules, 1 / 500.0, 5 / 500.0 / std::sqrt(schedules));
  EXPECT_NEAR(squares / schedules * 500 * 500, 2, 5 * std::sqrt(20.0 / schedules)) << "Var[X^2] = 20";
}

TEST(StepArrivals, ASteadyProfileIsThePoissonProcess) {
  const auto poisson = *make_arrivals(Arrival::poisson, 1000, second, 3);
  EXPECT_EQ(*make_step_arrivals(Steps{{0, 1}}, 1000, second, 3), poisson);
  EXPECT_EQ(*make_step_arrivals(Steps{{0, 1}, {5 * second, 7}}, 1000, second, 3), poisson)
      << "a step after the end is none";
  EXPECT_NE(*make_step_arrivals(Steps{{0, 1}}, 1000, second, 4), poisson);
}

TEST(StepArrivals, RefuseWhatIsNoProfile) {
  EXPECT_EQ(make_step_arrivals({}, 10, second, 1).error().why, "it has no steps");
  EXPECT_EQ(make_step_arrivals(Steps{{5, 1}}, 10, second, 1).error().why, "its first step is not at 0");
  EXPECT_EQ(make_step_arrivals(Steps{{0, 1000}}, 1e6, second, 1).error().why,
            "1000000000 requests in one stage are more than 67108864");
  EXPECT_EQ(make_step_arrivals(Steps{{0, 1}}, 0, second, 1).error().why, "the offered rate is 0/s");
}

ArrivalTrace trace_of(std::vector<std::int64_t> offset_ns) {
  return {std::move(offset_ns), "digest"};
}

TEST(TraceArrivals, KeepTheShapeAtAnyRate) {
  // Gaps 1, 3, 0 and 8, and a mean gap of 4 before it begins anew: four of five arrivals in a quarter of it.
  const ArrivalTrace trace = trace_of({0, 100, 400, 400, 1200});
  ASSERT_DOUBLE_EQ(trace.period_ns(), 1500);
  const std::vector<double> shape{1, 3, 0, 8, 3};  // of 15
  for (const double rate : {1000.0, 20.0}) {
    const auto duration = static_cast<std::uint64_t>(10'000 / rate * 1e9);
    const auto due = *make_trace_arrivals(trace, rate, duration, 11);
    EXPECT_NEAR(static_cast<double>(due.size()), 10'000, 4);
    EXPECT_TRUE(std::is_sorted(due.begin(), due.end()));
    const double unit_ns = 5e9 / rate / 15;  // a period holds 5
    std::size_t begins = 0;
    while (begins < 5) {
      std::size_t fits = 0;
      for (std::size_t i = 0; i < 5; ++i)
        fits += std::abs(static_cast<double>(due[i + 1] - due[i]) - shape[(begins + i) % 5] * unit_ns) < 3;
      if (fits == 5) break;
      ++begins;
    }
    ASSERT_LT(begins, 5U) << "no rotation of the shape fits";
    for (std::size_t i = 0; i + 1 < due.size(); ++i)
      ASSERT_NEAR(static_cast<double>(due[i + 1] - due[i]), shape[(begins + i) % 5] * unit_ns, 3) << i;
  }
}

TEST(TraceArrivals, ArriveAtTheRateOnAverageOverSeeds) {
  // A stage shorter than the trace sees a part of it: any one, and so the rate is right on average.
  std::vector<std::int64_t> bursty;
  for (int i = 0; i < 50; ++i) bursty.push_back(i);
  for (int i = 0; i < 50; ++i) bursty.push_back(10'000 + 200 * i);
  const ArrivalTrace trace = trace_of(bursty);
  double arrivals = 0;
  constexpr int seeds = 4000;
  for (int seed = 0; seed < seeds; ++seed)
    arrivals += static_cast<double>(
        make_trace_arrivals(trace, 100, second / 10, static_cast<std::uint64_t>(seed))->size());
  EXPECT_NEAR(arrivals / seeds, 10, 1);
  EXPECT_EQ(*make_trace_arrivals(trace, 100, second, 1), *make_trace_arrivals(trace, 100, second, 1));
  EXPECT_NE(*make_trace_arrivals(trace, 100, second, 1), *make_trace_arrivals(trace, 100, second, 2));
}

TEST(TraceArrivals, RefuseWhatIsNoLoad) {
  const ArrivalTrace trace = trace_of({0, 10});
  EXPECT_EQ(make_trace_arrivals(trace, -1, second, 1).error().why, "the offered rate is -1/s");
  EXPECT_EQ(make_trace_arrivals(trace, 10, 0, 1).error().why, "the duration is zero");
  EXPECT_EQ(make_trace_arrivals(trace, 1e9, second, 1).error().why,
            "1000000000 requests in one stage are more than 67108864");
}

TEST(Arrivals, AreThoseOfTheStage) {
  StageSpec spec{.kind = results::StageKind::load,
                 .offered_per_s = 1000,
                 .arrival = Arrival::trace,
                 .duration_ns = second,
                 .seed = 5};
  const ArrivalTrace trace = trace_of({0, 10, 20});
  EXPECT_EQ(*make_arrivals(spec, &trace), *make_trace_arrivals(trace, 1000, second, 5));
  EXPECT_EQ(arrival_profile_of(spec, &trace), "xxh3:digest");
  EXPECT_EQ(make_arrivals(spec, nullptr).error().why, "no arrival trace was given");
  spec.arrival = Arrival::step;
  spec.steps = {{0, 1}, {second / 2, 2}};
  EXPECT_EQ(*make_arrivals(spec, nullptr), *make_step_arrivals(spec.steps, 1000, second, 5));
  EXPECT_EQ(arrival_profile_of(spec, &trace), "0=1,0.5=2");
  spec.arrival = Arrival::poisson;
  EXPECT_EQ(*make_arrivals(spec, &trace), *make_arrivals(Arrival::poisson, 1000, second, 5));
  EXPECT_EQ(arrival_profile_of(spec, &trace), "");
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

TEST(RequestTrace, ReplayEndsWhereARequestIsMissingOrTooLong) {
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

TEST(RequestTrace, TimeInFlightIsOfAllRequestsOrAbsent) {
  RequestTrace trace(2);
  EXPECT_FALSE(trace.time_in_flight_ns());
  trace.record(passage(0, 0, 6, 10));
  EXPECT_FALSE(trace.time_in_flight_ns());
  trace.record(passage(1, 1000, 2, 10));
  EXPECT_EQ(trace.time_in_flight_ns(), 28);
  trace.record(passage(1, 1000, 0, std::int64_t{1} << 33));
  EXPECT_FALSE(trace.time_in_flight_ns()) << "cut";
  EXPECT_FALSE(RequestTrace(0).time_in_flight_ns());
}

constexpr std::uint32_t cut_ns = RequestTrace::longest_ns;

TEST(RequestTrace, ALongRequestIsKeptAndCountsAsTheLongest) {
  const std::vector<std::int64_t> due{0, 1000, 2000};
  RequestTrace trace(3);
  trace.record(passage(0, 0, 5, 10));
  trace.record(passage(1, 1000, 7, std::int64_t{1} << 33));
  const auto before = trace.start_delays(due, 2);
  EXPECT_EQ(before, (std::vector<std::uint32_t>{5, 7})) << "what was never served ends it";
  trace.record(passage(2, 2000, 0, 10));
  const auto delays = trace.start_delays(due, 2);
  const results::Trace kept = trace.kept_requests(delays, 10);
  EXPECT_EQ(kept.requests, 3U);
  EXPECT_EQ(kept.service_ns, (std::vector<std::uint32_t>{10, cut_ns, 10}));
  EXPECT_EQ(kept.start_delay_ns, (std::vector<std::uint32_t>{5, 7, 0}));
}

TEST(RequestTrace, AStandstillBeyondTheLongestIsOneDelayAndNotOneMoreInEachThatQueuedBehindIt) {
  // The idle worker stands still for 10 s as request 1 falls due; one comes every second and takes 0.1 s.
  constexpr std::int64_t second_ns = 1'000'000'000, service_ns = second_ns / 10;
  constexpr std::int64_t standstill_ns = 10 * second_ns;
  std::vector<std::int64_t> due;
  RequestTrace trace(14);
  std::int64_t free_at = 0;
  for (std::size_t i = 0; i < 14; ++i) {
    due.push_back(static_cast<std::int64_t>(i) * second_ns);
    const std::int64_t start = std::max(due[i] + (i == 1 ? standstill_ns : 0), free_at);
    free_at = start + service_ns;
    trace.record(passage(i, due[i], start - due[i], service_ns));
  }
  const auto delays = trace.start_delays(due, 1);
  ASSERT_EQ(delays.size(), 14U);
  EXPECT_EQ(delays[0], 0U);
  EXPECT_EQ(delays[1], cut_ns);
  for (std::size_t i = 2; i < 14; ++i) {
    EXPECT_LE(delays[i], static_cast<std::uint32_t>(second_ns)) << i;
    if (due[i] + cut_ns < 11 * second_ns) {
      EXPECT_EQ(delays[i], 0U) << i << ": its wait is cut, and it queued";
    }
  }
}

TEST(RequestTrace, OfTooManyRequestsWindowsAreKeptWithTheDelaysOfTheWholeStage) {
  // A worker that was late for each request by the request's number, of 5,000 a millisecond apart.
  constexpr std::size_t requests = 5'000;
  std::vector<std::int64_t> due;
  RequestTrace trace(requests);
  for (std::size_t i = 0; i < requests; ++i) {
    due.push_back(static_cast<std::int64_t>(i) * 1'000'000);
    trace.record(passage(i, due[i], static_cast<std::int64_t>(i), 100 + static_cast<std::int64_t>(i)));
  }
  const auto delays = trace.start_delays(due, 1);
  ASSERT_EQ(delays.size(), requests);
  const auto kept = trace.kept_requests(delays, 1'024, [](std::size_t i) { return i % 7; });
  ASSERT_EQ(kept.requests, 1'024U);
  ASSERT_EQ(kept.request_class.size(), 1'024U);
  std::size_t at = 0;
  for (const TraceWindow& window : trace_windows(requests, 1'024)) {
    for (std::size_t i = window.first; i < window.first + window.length; ++i, ++at) {
      EXPECT_EQ(kept.service_ns[at], 100 + i);
      EXPECT_EQ(kept.start_delay_ns[at], i);
      EXPECT_EQ(kept.request_class[at], i % 7);
    }
  }
  EXPECT_EQ(at, 1'024U);
  EXPECT_GT(kept.start_delay_ns.back(), requests / 2) << "not the beginning alone";
  EXPECT_EQ(trace.kept_requests(delays, requests).requests, requests);
  EXPECT_EQ(trace.kept_requests({}, 10).requests, 0U);
}

TEST(RequestTrace, AnEmptyOneHasNoAnswer) {
  const auto unexplained = RequestTrace(0).unexplained_wait({}, 1);
  EXPECT_EQ(unexplained.requests, 0U);
  EXPECT_TRUE(std::isnan(unexplained.mean_ns) && std::isnan(unexplained.p99_ns));
}

}  // namespace
}  // namespace crossfade::collector
