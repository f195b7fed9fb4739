// The rule that ends a warm-up, on the series that it is made for: fed one by one, as the collector does.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <random>

#include "analysis/statistics/steady_state.h"

namespace crossfade::statistics {
namespace {

using Series = std::function<double(int)>;

constexpr int quick_windows = 60;  // of 10 ms, in the limit of a quick run

/// How many windows it takes; nullopt = more than `limit`.
std::optional<int> windows_taken(const Series& series, int limit = quick_windows) {
  SteadyStateWatch watch;
  for (int i = 0; i < limit; ++i) {
    watch.add(series(i));
    if (watch.settled()) return i + 1;
  }
  return std::nullopt;
}

double flat(int /*window*/) {
  return 100;
}
double ramp(int window) {
  return 100 - 2 * window;
}
double fast_exponential(int window) {
  return 100 * (1 + 3 * std::exp(-window / 3.0));
}
/// More than 5 % above its level up to window 46.
double slow_exponential(int window) {
  return 100 * (1 + 0.5 * std::exp(-window / 20.0));
}
double step_at_8(int window) {
  return window < 8 ? 130 : 100;
}

struct Noise {
  double deviation = 0;    ///< relative
  double correlation = 0;  ///< of neighbouring windows
  double interrupted = 0;  ///< share of windows that take twice as long
};

struct Outcome {
  int never = 0;  ///< not settled within the limit
  int early = 0;  ///< settled before `settled_at` windows
  double mean_windows = 0;
};

constexpr int repeats = 1'000;

Outcome outcome_of(const Series& level, Noise noise, int settled_at = 0) {
  std::mt19937_64 random(11);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  Outcome outcome;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    double error = normal(random);
    const auto taken = windows_taken([&](int i) {
      error =
          noise.correlation * error + std::sqrt(1 - noise.correlation * noise.correlation) * normal(random);
      const double slowed = uniform(random) < noise.interrupted ? 2 : 1;
      return level(i) * slowed * (1 + noise.deviation * error);
    });
    outcome.never += taken ? 0 : 1;
    outcome.early += taken && *taken < settled_at ? 1 : 0;
    outcome.mean_windows += taken.value_or(0);
  }
  outcome.mean_windows /= std::max(1, repeats - outcome.never);
  return outcome;
}

TEST(SteadyStateWatch, AFlatSeriesTakesTwoLooks) {
  EXPECT_EQ(windows_taken(flat), 15);
  EXPECT_EQ(windows_taken([](int) { return 0.0; }), 15);
  EXPECT_EQ(windows_taken([](int i) { return i == 0 ? 200.0 : 100.0; }), 15) << "one cold window";
}

TEST(SteadyStateWatch, ARampNeverSettles) {
  EXPECT_EQ(windows_taken(ramp, 45), std::nullopt);
  EXPECT_EQ(outcome_of(ramp, {.deviation = 0.01}).never, repeats);
  EXPECT_EQ(outcome_of(ramp, {.deviation = 0.03}).never, repeats);
  EXPECT_GE(outcome_of(ramp, {.deviation = 0.1}).never, repeats * 90 / 100);
}

TEST(SteadyStateWatch, AGentleRampIsFoundWhereNoiseDoesNotHideIt) {
  const Series gentle = [](int i) { return 100 - 0.5 * i; };
  EXPECT_EQ(windows_taken(gentle), std::nullopt);
  EXPECT_GE(outcome_of(gentle, {.deviation = 0.01}).never, repeats * 97 / 100);
}

TEST(SteadyStateWatch, AnExponentialEndsWhenItIsOver) {
  const auto taken = windows_taken(fast_exponential);
  ASSERT_TRUE(taken);
  EXPECT_GE(*taken, 24);
  EXPECT_LE(*taken, 45);
  for (const double deviation : {0.01, 0.03}) {
    const Outcome outcome = outcome_of(fast_exponential, {.deviation = deviation}, 18);
    EXPECT_EQ(outcome.early, 0) << deviation;
    EXPECT_LE(outcome.never, repeats * 5 / 100) << deviation;
  }
}

TEST(SteadyStateWatch, ASlowExponentialIsNotOverBeforeItIs) {
  EXPECT_EQ(windows_taken(slow_exponential), std::nullopt) << "the limit of quick is too short";
  const auto taken = windows_taken(slow_exponential, 300);
  ASSERT_TRUE(taken);
  EXPECT_GE(*taken, 90);
  EXPECT_LE(*taken, 250);
  EXPECT_LE(outcome_of(slow_exponential, {.deviation = 0.01}, 46).early, repeats / 100);
  EXPECT_LE(outcome_of(slow_exponential, {.deviation = 0.03}, 46).early, repeats / 100);
}

TEST(SteadyStateWatch, AStepHasToLeaveTheSecondHalf) {
  EXPECT_EQ(windows_taken(step_at_8), 24);
  const Outcome outcome = outcome_of(step_at_8, {.deviation = 0.03}, 21);
  EXPECT_EQ(outcome.early, 0);
  EXPECT_LE(outcome.never, repeats * 5 / 100);
}

TEST(SteadyStateWatch, AStepBetweenTwoLooksIsSeenByTheSecond) {
  const auto taken = windows_taken([](int i) { return i < 13 ? 130.0 : 100.0; });
  ASSERT_TRUE(taken);
  EXPECT_GE(*taken, 24);
}

TEST(SteadyStateWatch, NoiseDelaysItAndRarelyHidesThatItIsOver) {
  const Outcome quiet = outcome_of(flat, {.deviation = 0.01});
  EXPECT_LE(quiet.never, repeats / 100);
  EXPECT_LE(quiet.mean_windows, 18);
  const Outcome usual = outcome_of(flat, {.deviation = 0.03});
  EXPECT_LE(usual.never, repeats * 2 / 100);
  EXPECT_LE(usual.mean_windows, 26);
  const Outcome loud = outcome_of(flat, {.deviation = 0.1});
  EXPECT_LE(loud.never, repeats * 80 / 100) << "often it cannot be told";
}

TEST(SteadyStateWatch, CorrelatedNoiseLooksLikeATrendMoreOften) {
  const Outcome outcome = outcome_of(flat, {.deviation = 0.03, .correlation = 0.5});
  EXPECT_LE(outcome.never, repeats * 25 / 100);
  EXPECT_LE(outcome.mean_windows, 40);
  EXPECT_LE(outcome_of(slow_exponential, {.deviation = 0.03, .correlation = 0.5}, 46).early,
            repeats * 10 / 100);
}

TEST(SteadyStateWatch, InterruptedWindowsHardlyDelayIt) {
  const Outcome outcome = outcome_of(flat, {.deviation = 0.01, .interrupted = 0.05});
  EXPECT_LE(outcome.never, repeats * 2 / 100);
  EXPECT_LE(outcome.mean_windows, 26);
}

TEST(SteadyStateWatch, AValueThatIsNotFiniteHasToLeaveTheSecondHalf) {
  constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(windows_taken([](int i) { return i == 10 ? not_a_number : 100.0; }), 27);
}

TEST(SteadyStateWatch, WhatIsSettledStaysSo) {
  SteadyStateWatch watch;
  for (int i = 0; i < 15; ++i) watch.add(100);
  ASSERT_TRUE(watch.settled());
  for (int i = 0; i < 30; ++i) watch.add(1'000 + 100 * i);
  EXPECT_TRUE(watch.settled());
}

}  // namespace
}  // namespace crossfade::statistics
