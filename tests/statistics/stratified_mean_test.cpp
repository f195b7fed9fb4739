#include "analysis/statistics/stratified_mean.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "analysis/statistics/student_t.h"

namespace crossfade::statistics {
namespace {

TEST(StratifiedMean, PartsCountByTheirSharesAndNotByTheirSamples) {
  const std::array strata{Stratum{0.25, {100, 100}}, Stratum{0.75, {10, 10, 10, 10}}};
  const auto found = stratified_mean(strata);
  EXPECT_DOUBLE_EQ(found.mean, 32.5);
  ASSERT_TRUE(found.interval);
  EXPECT_DOUBLE_EQ(found.interval->low, 32.5) << "what differs between parts is no spread";
  EXPECT_DOUBLE_EQ(found.interval->high, 32.5);
}

/// Worked by hand: 0.5^2 * 2 / 2 + 0.5^2 * 8 / 2 = 1.25; Satterthwaite 1.25^2 / (0.0625 + 1) = 1.4706.
TEST(StratifiedMean, HasTheIntervalOfTheWeightedVariances) {
  const std::array strata{Stratum{0.5, {1, 3}}, Stratum{0.5, {10, 14}}};
  const auto found = stratified_mean(strata);
  EXPECT_DOUBLE_EQ(found.mean, 7);
  ASSERT_TRUE(found.interval);
  EXPECT_NEAR(found.interval->high - 7, student_t_quantile(0.975, 1.5625 / 1.0625) * std::sqrt(1.25), 1e-9);
}

TEST(StratifiedMean, OfOnePartItIsTheMeanInterval) {
  const std::array strata{Stratum{1, {49, 51, 50}}};
  const auto plain = mean_interval(strata[0].values);
  const auto found = stratified_mean(strata);
  EXPECT_DOUBLE_EQ(found.mean, 50);
  EXPECT_NEAR(found.interval->low, plain->low, 1e-9);
}

TEST(StratifiedMean, WithoutEnoughThereIsNoInterval) {
  EXPECT_FALSE(stratified_mean(std::array{Stratum{0.5, {1, 2}}, Stratum{0.5, {3}}}).interval);
  EXPECT_TRUE(std::isnan(stratified_mean(std::array{Stratum{0.5, {1, 2}}, Stratum{0.5, {}}}).mean));
  EXPECT_TRUE(std::isnan(stratified_mean({}).mean));
}

}  // namespace
}  // namespace crossfade::statistics
