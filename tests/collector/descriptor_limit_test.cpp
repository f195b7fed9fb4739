#include "collector/descriptor_limit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossfade::collector {
namespace {

using ::testing::HasSubstr;

TEST(DescriptorLimit, IsRaisedAsFarAsIsNeeded) {
  const auto raised = raised_limit({1024, 65536}, 128, 12);
  ASSERT_TRUE(raised);
  EXPECT_EQ(raised->rlim_cur, descriptors_needed(128, 12));
  EXPECT_EQ(raised->rlim_max, 65536U);
  EXPECT_GE(raised->rlim_cur, 128U * 12U);
}

TEST(DescriptorLimit, IsNeverLowered) {
  EXPECT_EQ(raised_limit({4096, 65536}, 2, 12)->rlim_cur, 4096U);
  EXPECT_EQ(raised_limit({RLIM_INFINITY, RLIM_INFINITY}, 2, 12)->rlim_cur, RLIM_INFINITY);
  EXPECT_EQ(raised_limit({1024, RLIM_INFINITY}, 128, 12)->rlim_cur, descriptors_needed(128, 12));
}

TEST(DescriptorLimit, WhereTheHardLimitIsTooLowTheUserHearsHowMuchIsNeeded) {
  const auto refused = raised_limit({512, 1024}, 128, 12);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, results::ErrorKind::unavailable);
  EXPECT_THAT(refused.error().where, HasSubstr("1024 (ulimit -Hn)"));
  EXPECT_THAT(refused.error().why, HasSubstr("12 events on each of 128 workers"));
  EXPECT_THAT(refused.error().remedy, HasSubstr("ulimit -Hn " + std::to_string(descriptors_needed(128, 12))));
}

}  // namespace
}  // namespace crossfade::collector
