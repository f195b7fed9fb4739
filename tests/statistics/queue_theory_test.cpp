// The formulas that the load engine is tested against, against published values and each other.
#include "tests/support/queue_theory.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace crossfade::testing {
namespace {

TEST(ErlangC, PublishedValues) {
  EXPECT_NEAR(erlang_c(1, 0.8), 0.8, 1e-15);
  EXPECT_NEAR(erlang_c(2, 1), 1.0 / 3, 1e-15);
  EXPECT_NEAR(erlang_c(3, 2), 4.0 / 9, 1e-15);      // Gross and Harris, Fundamentals of Queueing Theory
  EXPECT_NEAR(erlang_c(2, 1.6), 32.0 / 45, 1e-15);  // 0.7111
  EXPECT_NEAR(erlang_c(14, 10), 0.1741319335950498, 1e-14);  // documentation of pyworkforce 0.1
}

TEST(MmkQueue, PublishedServiceLevel) {
  // 100 calls in 30 minutes of 3 minutes each, 14 agents, answered within 20 seconds (pyworkforce 0.1).
  EXPECT_NEAR(1 - mmk_wait_exceeds(14, 10.0 / 14, (20.0 / 60) / 3), 0.8883500191794669, 1e-14);
}

TEST(MmkQueue, OfOneServerIsExponential) {
  for (const double rho : {0.1, 0.5, 0.9}) {
    EXPECT_NEAR(mmk_wait_exceeds(1, rho, 2), rho * std::exp(-2 * (1 - rho)), 1e-14);
    EXPECT_NEAR(mmk_sojourn_exceeds(1, rho, 2), std::exp(-2 * (1 - rho)), 1e-14);
    EXPECT_NEAR(mmk_mean_wait(1, rho), rho / (1 - rho), 1e-13);
  }
}

TEST(MmkQueue, SojournIsWaitAndService) {
  // P(S + W > t) = P(S > t) + integral over s < t of e^-s P(W > t - s), by the midpoint rule.
  for (const unsigned servers : {1U, 2U, 4U}) {
    for (const double rho : {0.3, 0.5, 0.75, 0.9}) {
      const double t = 3;
      double sum = std::exp(-t);
      constexpr int steps = 20'000;
      for (int i = 0; i < steps; ++i) {
        const double s = (i + 0.5) * t / steps;
        sum += std::exp(-s) * mmk_wait_exceeds(servers, rho, t - s) * t / steps;
      }
      EXPECT_NEAR(mmk_sojourn_exceeds(servers, rho, t), sum, 1e-8) << servers << " servers, " << rho;
    }
  }
}

TEST(Md1Queue, FirstIntervalsAreClosedForms) {
  for (const double rho : {0.2, 0.5, 0.9}) {
    EXPECT_NEAR(md1_wait_exceeds(rho, 0), rho, 1e-15);
    EXPECT_NEAR(md1_wait_exceeds(rho, 0.5), 1 - (1 - rho) * std::exp(rho / 2), 1e-15);
    const double second = std::exp(1.5 * rho) - 0.5 * rho * std::exp(0.5 * rho);
    EXPECT_NEAR(md1_wait_exceeds(rho, 1.5), 1 - (1 - rho) * second, 1e-14);
  }
}

TEST(Md1Queue, StatesAreThePublishedOnes) {
  // p1 = (1 - rho)(e^rho - 1), p2 = (1 - rho) e^rho (e^rho - rho - 1).
  for (const double rho : {0.2, 0.5, 0.9}) {
    const double e = std::exp(rho);
    const auto states = md1_states(rho, 400);
    EXPECT_NEAR(states[0], 1 - rho, 1e-15);
    EXPECT_NEAR(states[1], (1 - rho) * (e - 1), 1e-15);
    EXPECT_NEAR(states[2], (1 - rho) * e * (e - rho - 1), 1e-14);
    EXPECT_NEAR(std::accumulate(states.begin(), states.end(), 0.0), 1, 1e-12);
    double in_system = 0;
    for (std::size_t n = 0; n < states.size(); ++n) in_system += static_cast<double>(n) * states[n];
    EXPECT_NEAR(in_system, rho + rho * pollaczek_khinchine_wait(rho, 0), 1e-10) << "Little";
  }
}

TEST(Md1Queue, WaitsFollowTheStatesAsCrommelinSays) {
  for (const double rho : {0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95}) {
    const auto states = md1_states(rho, 31);
    double up_to = 0;
    for (std::size_t n = 0; n <= 30; ++n) {
      up_to += states[n];
      EXPECT_NEAR(md1_wait_exceeds(rho, static_cast<double>(n)), 1 - up_to, 1e-11) << rho << " at " << n;
    }
  }
}

TEST(Md1Queue, SeriesAndTailAgreeWhereTheyMeet) {
  for (const double rho : {0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95}) {
    for (const double t : {9.5, 10.0, 10.5}) {
      const double series = md1_wait_exceeds_by_series(rho, t), tail = md1_wait_exceeds_by_tail(rho, t);
      EXPECT_NEAR(series / tail, 1, rho < 0.5 ? 1e-4 : 1e-7) << rho << " at " << t;
    }
  }
}

TEST(Md1Queue, TheMeanIsPollaczekAndKhinchines) {
  for (const double rho : {0.3, 0.5, 0.8, 0.9}) {
    double mean = 0;  // the integral of P(W > t), by the midpoint rule
    constexpr double step = 0.01;
    for (double t = step / 2; t < 150; t += step) mean += md1_wait_exceeds(rho, t) * step;
    EXPECT_NEAR(mean / pollaczek_khinchine_wait(rho, 0), 1, 1e-5) << rho;
  }
}

TEST(PollaczekKhinchine, KnownQueues) {
  EXPECT_NEAR(pollaczek_khinchine_wait(0.8, 1), 4, 1e-14) << "M/M/1: rho / (1 - rho)";
  EXPECT_NEAR(pollaczek_khinchine_wait(0.8, 0), 2, 1e-14) << "M/D/1: half of it";
}

TEST(QuantileOf, InvertsATail) {
  EXPECT_NEAR(quantile_of([](double t) { return std::exp(-t); }, 0.99), std::log(100), 1e-12);
  EXPECT_EQ(quantile_of([](double t) { return 0.2 * std::exp(-t); }, 0.5), 0) << "most do not wait";
  EXPECT_NEAR(quantile_of([](double t) { return md1_wait_exceeds(0.9, t); }, 0.999),
              // 12.95 by the tail: ln(A / 0.001) / eta
              std::log(md1_wait_exceeds_by_tail(0.9, 0) / 0.001) /
                  std::log(md1_wait_exceeds_by_tail(0.9, 0) / md1_wait_exceeds_by_tail(0.9, 1)),
              1e-9);
}

}  // namespace
}  // namespace crossfade::testing
