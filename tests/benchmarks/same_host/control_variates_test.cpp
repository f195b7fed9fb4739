#include "tests/benchmarks/same_host/control_variates.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "analysis/statistics/moments.h"

namespace {

using namespace crossfade::study;
using namespace crossfade::statistics;
using Controls = std::vector<std::vector<double>>;

std::vector<double> normal(std::size_t n, double deviation, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> draw(0, deviation);
  std::vector<double> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(draw(random));
  return out;
}

std::vector<std::uint32_t> pairs_of(std::size_t n) {
  std::vector<std::uint32_t> blocks;
  for (std::size_t i = 0; i < n; ++i) blocks.push_back(static_cast<std::uint32_t>(i / 2));
  return blocks;
}

std::vector<double> sum(const std::vector<double>& a, double factor, const std::vector<double>& b) {
  std::vector<double> out;
  for (std::size_t i = 0; i < a.size(); ++i) out.push_back(a[i] + factor * b[i]);
  return out;
}

TEST(ControlVariates, TakeOutWhatTheyExplainAndKeepTheMean) {
  const auto control = normal(200, 1, 1), own = normal(200, 0.1, 2);
  const auto values = sum(own, 3, control);
  const auto out = controlled(values, Controls{control}, pairs_of(200));
  EXPECT_NEAR(0.1, std::sqrt(sample_variance(out)), 0.02);
  EXPECT_NEAR(mean(values), mean(out), 0.01);
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (std::abs(control[i]) > 2.5) continue;                   // held
    EXPECT_NEAR(own[i] + 3 * mean(control), out[i], 0.1) << i;  // the coefficient is near 3, not 3
  }
}

TEST(ControlVariates, LeaveValuesAloneThatTheySayNothingOf) {
  const auto values = normal(400, 1, 3);
  const auto out = controlled(values, Controls{normal(400, 1, 4)}, pairs_of(400));
  EXPECT_NEAR(sample_variance(values), sample_variance(out), 0.02);
}

TEST(ControlVariates, NeverSayThatASlowMachineIsFaster) {
  const auto control = normal(200, 1, 5);
  const auto values = sum(normal(200, 0.1, 6), -3, control);
  EXPECT_EQ(values, controlled(values, Controls{control}, pairs_of(200)));
}

TEST(ControlVariates, ABlockDoesNotExplainItself) {
  auto control = normal(40, 1, 7);
  auto values = sum(normal(40, 0.1, 15), 0.5, control);
  control[10] = 2.5;
  values[10] = 5;
  const auto out = controlled(values, Controls{control}, pairs_of(40));
  EXPECT_NEAR(5 - 0.5 * (2.5 - mean(control)), out[10], 0.2);  // by what the others show ...
  values[10] = 50;
  EXPECT_NEAR(45, controlled(values, Controls{control}, pairs_of(40))[10] - out[10], 1e-9);  // ... alone
}

TEST(ControlVariates, AreAsManyAsTheValuesAllow) {
  const auto first = normal(2 * values_per_control - 1, 1, 8), second = normal(first.size(), 1, 12);
  const auto values = sum(sum(normal(first.size(), 0.1, 9), 3, first), 5, second);
  const auto blocks = pairs_of(values.size());
  EXPECT_EQ(controlled(values, Controls{first}, blocks), controlled(values, Controls{first, second}, blocks));
  EXPECT_NE(values, controlled(values, Controls{first}, blocks));
  EXPECT_EQ(values, controlled(values, {}, blocks));
  const std::vector<double> few(values.begin(), values.begin() + values_per_control - 1);
  const std::vector<double> little(first.begin(), first.begin() + values_per_control - 1);
  EXPECT_EQ(few, controlled(few, Controls{little}, pairs_of(few.size())));
}

TEST(ControlVariates, AReadingThatWentWrongSpoilsNoValue) {
  auto control = normal(200, 1, 13);
  const auto values = sum(normal(200, 0.1, 14), 3, control);
  control[7] = 1e6;
  const auto out = controlled(values, Controls{control}, pairs_of(200));
  EXPECT_LT(std::abs(out[7] - values[7]), 15);
  EXPECT_LT(std::sqrt(sample_variance(out)), 1);
}

TEST(ControlVariates, ThatWereNotReadLeaveTheirValueAsItIs) {
  auto control = normal(100, 1, 10);
  const auto values = sum(normal(100, 0.1, 11), 3, control);
  control[7] = std::numeric_limits<double>::quiet_NaN();
  const auto out = controlled(values, Controls{control}, pairs_of(100));
  EXPECT_EQ(values[7], out[7]);
  EXPECT_NE(values[8], out[8]);
}

}  // namespace
