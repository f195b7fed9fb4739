#include "analysis/statistics/throughput_runs.h"

#include <gtest/gtest.h>

#include <cmath>

namespace crossfade::statistics {
namespace {

TEST(AdditiveModel, ARunThatIsFasterThroughoutIsNoError) {
  const auto model = additive_model({{1, 2, 4}, {{10, 20, 30}, {20, 40, 60}, {15, 30, 45}}});
  ASSERT_TRUE(model);
  EXPECT_NEAR(model->error_variance, 0, 1e-25);
  EXPECT_NEAR(model->means[2] - model->means[0], std::log(3), 1e-12);
  EXPECT_EQ(model->error_degrees_of_freedom, 4);
  EXPECT_EQ(model->level_degrees_of_freedom, 2);
  // ln of 1, 2 and 1.5 around their mean.
  EXPECT_NEAR(model->level_variance, 0.1213, 1e-4);
}

// Effects 0.1 of an interaction + - - + in ln: every cell is 0.1 from the additive fit, one degree of
// freedom.
TEST(AdditiveModel, WhatIsNotAdditiveIsError) {
  const double up = std::exp(0.1), down = std::exp(-0.1);
  const auto model = additive_model({{1, 2}, {{up, down}, {down, up}}});
  ASSERT_TRUE(model);
  EXPECT_NEAR(model->error_variance, 4 * 0.1 * 0.1, 1e-12);
  EXPECT_EQ(model->error_degrees_of_freedom, 1);
  EXPECT_NEAR(model->level_variance, 0, 1e-20);
}

TEST(AdditiveModel, DegenerateInputs) {
  EXPECT_FALSE(additive_model({}));
  EXPECT_FALSE(additive_model({{1, 2}, {{1, 2}}})) << "one run";
  EXPECT_FALSE(additive_model({{1}, {{1}, {2}}})) << "one thread count";
  EXPECT_FALSE(additive_model({{1, 2}, {{1, 2}, {1}}})) << "a run lacks a thread count";
  EXPECT_FALSE(additive_model({{2, 1}, {{1, 2}, {1, 2}}}));
  EXPECT_FALSE(additive_model({{0, 1}, {{1, 2}, {1, 2}}}));
  EXPECT_FALSE(additive_model({{1, 2}, {{1, 0}, {1, 2}}}));
  EXPECT_FALSE(additive_model({{1, 2}, {{1, double(NAN)}, {1, 2}}}));
}

}  // namespace
}  // namespace crossfade::statistics
