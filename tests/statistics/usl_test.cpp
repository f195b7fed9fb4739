#include "analysis/statistics/usl.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace crossfade::statistics {
namespace {

using Values = std::vector<double>;

TEST(UslCurve, AgreesWithItsDefinition) {
  const UslCurve curve{1000, 0.05, 0.002};
  EXPECT_DOUBLE_EQ(curve.throughput_per_s(1), 1000);
  EXPECT_DOUBLE_EQ(curve.throughput_per_s(4), 4000 / (1 + 0.15 + 0.024));
  EXPECT_DOUBLE_EQ(curve.efficiency(4), 1 / 1.174);
  EXPECT_NEAR(*curve.peak_threads(), std::sqrt(0.95 / 0.002), 1e-12);
}

TEST(UslCurve, Peaks) {
  EXPECT_FALSE((UslCurve{1, 0.1, 0}.peak_threads())) << "Amdahl's law rises for ever";
  EXPECT_EQ((UslCurve{1, 1.6, 0}.peak_threads()), 1.0) << "two are slower than one";
  EXPECT_EQ((UslCurve{1, 0.5, 0.9}.peak_threads()), 1.0);
}

TEST(FitUsl, FindsTheCurveThatMadeTheData) {
  const Values threads{1, 2, 4, 8, 16, 32};
  for (const UslCurve truth : {UslCurve{1000, 0.05, 0.002}, UslCurve{3, 0, 0}, UslCurve{1e6, 0.2, 0},
                               UslCurve{10, 0, 0.01}, UslCurve{10, 1.5, 0.1}}) {
    Values per_s;
    for (const double n : threads) per_s.push_back(truth.throughput_per_s(n));
    const auto fit = fit_usl(threads, per_s);
    ASSERT_TRUE(fit);
    EXPECT_NEAR(fit->rate_per_s / truth.rate_per_s, 1, 1e-10);
    EXPECT_NEAR(fit->contention, truth.contention, 1e-10);
    EXPECT_NEAR(fit->coherence, truth.coherence, 1e-11);
  }
}

TEST(FitUsl, CoefficientsAreNeverNegative) {
  // Better than linear: sigma would be negative.
  const auto fit = fit_usl(Values{1, 2, 4, 8}, Values{100, 210, 440, 920});
  ASSERT_TRUE(fit);
  EXPECT_EQ(fit->contention, 0);
  EXPECT_EQ(fit->coherence, 0);
  EXPECT_GT(fit->rate_per_s, 100);
}

// SPEC SDM91 on a SPARCcenter 2000 and a ray tracer (Gunther, Guerrilla Capacity Planning, 2007). Reference:
// the same weighted least squares in exact fractions. The R package usl, which weighs absolute residuals,
// has sigma 0.0277, kappa 0.000104 and a peak at 96.5 for the first, sigma 0.0578 and kappa 0 for the second.
TEST(FitUsl, GunthersExamples) {
  const auto sdm = fit_usl(Values{1, 18, 36, 72, 108, 144, 216},
                           Values{64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2});
  ASSERT_TRUE(sdm);
  EXPECT_NEAR(sdm->rate_per_s, 68.16070521545245, 1e-9);
  EXPECT_NEAR(sdm->contention, 0.013361254590649805, 1e-12);
  EXPECT_NEAR(sdm->coherence, 0.00011520259846976548, 1e-14);
  EXPECT_NEAR(*sdm->peak_threads() / 96.5, 1, 0.05);
  const auto ray = fit_usl(Values{1, 4, 8, 12, 16, 20, 24, 28, 32, 48, 64},
                           Values{20, 78, 130, 170, 190, 200, 210, 230, 260, 280, 310});
  ASSERT_TRUE(ray);
  EXPECT_NEAR(ray->contention, 0.056856528418323136, 1e-12);
  EXPECT_NEAR(ray->coherence, 3.454758405292022e-06, 1e-15);
}

TEST(FitUsl, DegenerateInputs) {
  EXPECT_FALSE(fit_usl({}, {}));
  EXPECT_FALSE(fit_usl(Values{1, 2}, Values{1, 2})) << "three parameters need three thread counts";
  EXPECT_FALSE(fit_usl(Values{1, 2, 2}, Values{1, 2, 2}));
  EXPECT_FALSE(fit_usl(Values{1, 2, 4}, Values{1, 0, 2}));
  EXPECT_FALSE(fit_usl(Values{1, 2, 4}, Values{1, double(NAN), 2}));
  EXPECT_FALSE(fit_usl(Values{1, 2, 4}, Values{1, std::numeric_limits<double>::infinity(), 2}));
  EXPECT_FALSE(fit_usl(Values{0, 2, 4}, Values{1, 1, 2}));
  EXPECT_FALSE(fit_usl(Values{4, 6, 8}, Values{1, 0.4, 0.2})) << "no rate of one worker fits";
  EXPECT_DEATH(static_cast<void>(fit_usl(Values{1, 2}, Values{1})), "for every thread count");
}

}  // namespace
}  // namespace crossfade::statistics
