#include "workloads/generators/zipf.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace crossfade::workloads {
namespace {

/// Chi-square of drawn ranks against the exact probabilities, over ranks expected at least 10 times.
double chi_square_per_freedom(std::uint64_t ranks, double exponent) {
  constexpr int draws = 300'000;
  Random random(ranks);
  const Zipf zipf(ranks, exponent);
  std::vector<double> counts(ranks + 1);
  for (int draw = 0; draw < draws; ++draw) {
    ++counts.at(zipf(random));
  }
  EXPECT_EQ(counts[0], 0);
  double norm = 0;
  for (std::uint64_t rank = 1; rank <= ranks; ++rank) {
    norm += std::pow(static_cast<double>(rank), -exponent);
  }
  double sum = 0, rest_expected = 0, rest_seen = 0;
  int cells = 0;
  for (std::uint64_t rank = 1; rank <= ranks; ++rank) {
    const double expected = draws * std::pow(static_cast<double>(rank), -exponent) / norm;
    if (expected < 10) {
      rest_expected += expected;
      rest_seen += counts[rank];
      continue;
    }
    sum += (counts[rank] - expected) * (counts[rank] - expected) / expected;
    ++cells;
  }
  if (rest_expected > 10) {
    sum += (rest_seen - rest_expected) * (rest_seen - rest_expected) / rest_expected;
    ++cells;
  }
  return sum / (cells - 1);
}

TEST(Zipf, DrawsTheExactProbabilities) {
  for (const std::uint64_t ranks : {2u, 10u, 1000u, 20'000u}) {
    for (const double exponent : {0.4, 0.75, 0.99, 1.0, 1.3}) {
      const double value = chi_square_per_freedom(ranks, exponent);
      // 4.5 standard deviations of chi-square over its freedom, with as many cells as there are at least.
      const double cells = std::min<double>(static_cast<double>(ranks), 1000) - 1;
      EXPECT_LT(value, 1 + 4.5 * std::sqrt(2 / cells) + 9 / cells)
          << ranks << " ranks, exponent " << exponent;
    }
  }
}

TEST(Zipf, OneRankIsAlwaysDrawn) {
  Random random(1);
  for (const std::uint64_t ranks : {0u, 1u}) {
    const Zipf zipf(ranks, 0.99);
    for (int draw = 0; draw < 1000; ++draw) {
      EXPECT_EQ(zipf(random), 1u);
    }
  }
}

TEST(Zipf, LargeRangesStayInside) {
  Random random(1);
  const Zipf zipf(std::uint64_t{1} << 40, 0.99);
  std::uint64_t most = 0;
  for (int draw = 0; draw < 100'000; ++draw) {
    const std::uint64_t rank = zipf(random);
    ASSERT_GE(rank, 1u);
    ASSERT_LE(rank, std::uint64_t{1} << 40);
    most = std::max(most, rank);
  }
  EXPECT_GT(most, std::uint64_t{1} << 39) << "the tail is missing";
}

}  // namespace
}  // namespace crossfade::workloads
