#include "analysis/statistics/usl_bounds.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace crossfade::statistics {
namespace {

const std::vector<double> counts{1, 2, 4, 8, 12, 16};

/// Runs around a law: `level` moves a run as a whole, `error` each of its values.
ThroughputRuns runs_of(const UslCurve& law, int runs, double level, double error,
                       const std::vector<double>& threads = counts) {
  std::mt19937_64 random{1};
  std::normal_distribution<double> normal;
  ThroughputRuns data{threads, {}};
  for (int r = 0; r < runs; ++r) {
    const double own = level * normal(random);
    data.per_s.emplace_back();
    for (const double n : threads)
      data.per_s.back().push_back(law.throughput_per_s(n) * std::exp(own + error * normal(random)));
  }
  return data;
}

TEST(UslBounds, EncloseTheTruthAndSayHowFarItIsKnown) {
  const UslCurve law{1000, 0.05, 0.002};
  const auto found = usl_bounds(runs_of(law, 8, 0.03, 0.01));
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->contention.contains(law.contention));
  EXPECT_TRUE(found->coherence.contains(law.coherence));
  EXPECT_LT(found->coherence.high, 0.0026);
  EXPECT_GT(found->coherence.low, 0.0014);
  ASSERT_TRUE(found->peak.high);
  EXPECT_LT(found->peak.low, *law.peak_threads());
  EXPECT_GT(*found->peak.high, *law.peak_threads());
  EXPECT_FALSE(found->lack_of_fit.rejects());
  EXPECT_EQ(found->lack_of_fit.degrees_of_error, 35);
  EXPECT_NEAR(found->error_deviation, 0.01, 0.003);
}

// An end of the interval is where the sum of squares with the quantity held has grown by the variance of a
// mean times t squared: checked against a search over all three coefficients on a grid.
TEST(UslBounds, TheUpperEndOfKappaIsTheLastValueTheDataAllow) {
  const auto data = runs_of({1000, 0.05, 0.002}, 3, 0.03, 0.02);
  const auto found = usl_bounds(data);
  const auto model = additive_model(data);
  ASSERT_TRUE(found && model);
  const auto squares = [&](const UslCurve& curve) {
    double sum = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const double left = std::exp(model->means[i]) / curve.throughput_per_s(counts[i]) - 1;
      sum += left * left;
    }
    return sum;
  };
  constexpr double t10 = 2.2281388520;
  const double limit = squares(found->curve) + model->error_variance / 3 * t10 * t10;
  const auto best_with = [&](double kappa) {
    double least = 1e300;
    for (double sigma = 0; sigma < 0.15; sigma += 0.0005) {
      for (double rate = 900; rate < 1150; rate += 0.5)
        least = std::min(least, squares({rate, sigma, kappa}));
    }
    return least;
  };
  EXPECT_LT(best_with(found->coherence.high * 0.99), limit);
  EXPECT_GT(best_with(found->coherence.high * 1.01), limit);
}

TEST(UslBounds, FewThreadsDoNotBoundThePeak) {
  const auto found = usl_bounds(runs_of({1000, 0.05, 0.002}, 8, 0.03, 0.02, {1, 2, 3, 4}));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->coherence.low, 0);
  EXPECT_FALSE(found->peak.high);
  EXPECT_LT(found->peak.low, 21.8);
}

TEST(UslBounds, AProcessThatIsSlowThroughoutWidensNothingButThePrediction) {
  const UslCurve law{1000, 0.05, 0.002};
  const auto even = runs_of(law, 5, 0, 0.01), uneven = runs_of(law, 5, 0.2, 0.01);
  const auto a = usl_bounds(even), b = usl_bounds(uneven);
  ASSERT_TRUE(a && b);
  EXPECT_NEAR(a->coherence.high, b->coherence.high, 1e-9);
  EXPECT_NEAR(a->contention.low, b->contention.low, 1e-7);
  const auto p = predicted_throughput(even, 32), q = predicted_throughput(uneven, 32);
  ASSERT_TRUE(p && q);
  EXPECT_TRUE(p->interval.contains(law.throughput_per_s(32)));
  EXPECT_LT(p->interval.high / p->interval.low, 1.1);
  EXPECT_GT(q->interval.high / q->interval.low, 1.4);
}

TEST(UslBounds, ACollapseHasItsPeakAtOneThread) {
  const auto found = usl_bounds(runs_of({1000, 1.5, 0.05}, 5, 0.01, 0.01));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->peak.low, 1);
  ASSERT_TRUE(found->peak.high);
  EXPECT_EQ(*found->peak.high, 1);
  EXPECT_GT(found->contention.low, 1);
}

TEST(UslBounds, WithoutNoiseTheyAreTheTruth) {
  const auto found = usl_bounds(runs_of({1000, 0.05, 0.002}, 3, 0.1, 0));
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->coherence.low, 0.002, 1e-5);
  EXPECT_NEAR(found->coherence.high, 0.002, 1e-5);
  EXPECT_FALSE(found->lack_of_fit.rejects());
}

TEST(UslBounds, AnotherShapeIsFoundOut) {
  ThroughputRuns kinked = runs_of({1000, 0.02, 0}, 3, 0.03, 0.005);
  for (auto& run : kinked.per_s) run[4] *= 1.2;
  const auto found = usl_bounds(kinked);
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->lack_of_fit.rejects());
}

TEST(UslBounds, DegenerateInputs) {
  EXPECT_FALSE(usl_bounds({}));
  EXPECT_FALSE(usl_bounds(runs_of({1000, 0, 0}, 1, 0, 0)));
  EXPECT_FALSE(usl_bounds(runs_of({1000, 0, 0}, 3, 0, 0, {1, 2})));
  EXPECT_FALSE(predicted_throughput({}, 2));
  EXPECT_DEATH(static_cast<void>(predicted_throughput({}, 0.5)), "at least one thread");
}

}  // namespace
}  // namespace crossfade::statistics
