#include "analysis/statistics/moments.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace crossfade::statistics {
namespace {

// NIST StRD univariate, data set NumAcc4 (certified): mean 10,000,000.2, standard deviation 0.1.
TEST(Moments, NistNumAcc4) {
  std::vector<double> values{10000000.2};
  for (int i = 0; i < 500; ++i) {
    values.push_back(10000000.1);
    values.push_back(10000000.3);
  }
  EXPECT_NEAR(mean(values), 10000000.2, 1e-7);
  EXPECT_NEAR(std::sqrt(sample_variance(values)), 0.1, 1e-8);
}

TEST(Moments, DegenerateSamples) {
  EXPECT_TRUE(std::isnan(mean({})));
  EXPECT_TRUE(std::isnan(sample_variance({})));
  const std::vector<double> one{3}, alike{3, 3, 3}, broken{3, NAN};
  EXPECT_EQ(mean(one), 3);
  EXPECT_TRUE(std::isnan(sample_variance(one)));
  EXPECT_EQ(sample_variance(alike), 0);
  EXPECT_TRUE(std::isnan(mean(broken)));
}

}  // namespace
}  // namespace crossfade::statistics
