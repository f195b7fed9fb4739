#include "analysis/statistics/isotonic.h"

#include <gtest/gtest.h>

namespace crossfade::statistics {
namespace {

using Values = std::vector<double>;

TEST(Isotonic, PoolsWhatIsOutOfOrder) {
  EXPECT_EQ(non_decreasing_fit(Values{1, 3, 2, 4}, Values{1, 1, 1, 1}), (Values{1, 2.5, 2.5, 4}));
  EXPECT_EQ(non_decreasing_fit(Values{1, 3, 2, 4}, Values{1, 3, 1, 1}), (Values{1, 2.75, 2.75, 4}));
  EXPECT_EQ(non_decreasing_fit(Values{3, 2, 1}, Values{1, 1, 1}), (Values{2, 2, 2}));
}

// Example of the manual of R's isoreg(): isoreg(c(1, 0, 4, 3, 3, 5, 4, 2, 0)).
TEST(Isotonic, ManualOfR) {
  const auto fit = non_decreasing_fit(Values{1, 0, 4, 3, 3, 5, 4, 2, 0}, Values(9, 1));
  const Values expected{0.5, 0.5, 3, 3, 3, 3, 3, 3, 3};
  ASSERT_EQ(fit.size(), expected.size());
  for (std::size_t i = 0; i < fit.size(); ++i) EXPECT_NEAR(fit[i], expected[i], 1e-12) << i;
}

TEST(Isotonic, DegenerateInputs) {
  EXPECT_TRUE(non_decreasing_fit({}, {}).empty());
  EXPECT_EQ(non_decreasing_fit(Values{7}, Values{2}), Values{7});
  EXPECT_DEATH(static_cast<void>(non_decreasing_fit(Values{7}, Values{0})), "a weight is above 0");
}

}  // namespace
}  // namespace crossfade::statistics
