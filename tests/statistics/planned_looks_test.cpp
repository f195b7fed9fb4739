// Planned looks: Pocock's levels, and what they are for: that looks together err as often as one at 5 %.
#include "analysis/statistics/planned_looks.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "analysis/statistics/student_t.h"

namespace crossfade::statistics {
namespace {

TEST(PlannedLooks, LevelsArePococks) {
  EXPECT_EQ(level_of_look(1), 0.05);
  EXPECT_EQ(level_of_look(2), 0.0294);
  EXPECT_EQ(level_of_look(3), 0.0221);
  EXPECT_TRUE(std::isnan(level_of_look(0)));
  EXPECT_TRUE(std::isnan(level_of_look(most_planned_looks + 1)));
}

/// Of studies without any difference that grow by one group a look and stop at the first that is called
/// different.
double share_called_different(std::uint32_t looks, double level, std::mt19937_64& random) {
  constexpr int studies = 100'000;
  constexpr double degrees = 1e9;  // the normal distribution
  const double critical = student_t_quantile(1 - level / 2, degrees);
  std::normal_distribution<double> group(0, 1);
  int called = 0;
  for (int i = 0; i < studies; ++i) {
    double sum = 0;
    for (std::uint32_t look = 1; look <= looks; ++look) {
      sum += group(random);
      if (std::fabs(sum) / std::sqrt(look) <= critical) continue;
      ++called;
      break;
    }
  }
  return static_cast<double>(called) / studies;
}

TEST(PlannedLooks, TogetherTheyErrAsOftenAsOne) {
  std::mt19937_64 random(20240607);
  for (std::uint32_t looks = 1; looks <= most_planned_looks; ++looks)
    EXPECT_NEAR(share_called_different(looks, level_of_look(looks), random), 0.05, 0.003) << looks;
  EXPECT_GT(share_called_different(3, 0.05, random), 0.10) << "what three looks at 5 % each would do";
}

}  // namespace
}  // namespace crossfade::statistics
