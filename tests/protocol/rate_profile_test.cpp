#include "collector/protocol/rate_profile.h"

#include <gtest/gtest.h>

namespace crossfade::collector {
namespace {

using Steps = std::vector<RateStep>;

TEST(RateProfile, ReadsTimesAndFactors) {
  const auto steps = parse_rate_profile("0=1,500ms=3,1.5s=0,2=0.25", "");
  ASSERT_TRUE(steps) << steps.error().why;
  EXPECT_EQ(*steps, (Steps{{0, 1}, {500'000'000, 3}, {1'500'000'000, 0}, {2'000'000'000, 0.25}}));
  EXPECT_EQ(rate_profile_text(*steps), "0=1,0.5=3,1.5=0,2=0.25");
  EXPECT_EQ(*parse_rate_profile(rate_profile_text(*steps), ""), *steps);
}

std::string refusal(const std::string& text) {
  const std::string where = "--arrivals step:" + text;
  const auto steps = parse_rate_profile(text, where);
  if (steps) return "";
  EXPECT_EQ(steps.error().kind, results::ErrorKind::usage);
  EXPECT_EQ(steps.error().where, where);
  EXPECT_FALSE(steps.error().remedy.empty());
  return steps.error().why;
}

TEST(RateProfile, SaysWhatIsWrong) {
  EXPECT_EQ(refusal(""), "'' is not a time and a factor");
  EXPECT_EQ(refusal("0=1,"), "'' is not a time and a factor");
  EXPECT_EQ(refusal("0"), "'0' is not a time and a factor");
  EXPECT_EQ(refusal("0=1x"), "'0=1x' is not a time and a factor");
  EXPECT_EQ(refusal("0=1,1h=2"), "'1h=2' is not a time and a factor");
  EXPECT_EQ(refusal("0=1,-1=2"), "'-1=2' is not a time and a factor");
  EXPECT_EQ(refusal("0=nan"), "'0=nan' is not a time and a factor");
  EXPECT_EQ(refusal("0=1,1e30=2"), "'1e30=2' is not a time and a factor");
  EXPECT_EQ(refusal("1=1"), "its first step is not at 0");
  EXPECT_EQ(refusal("0=1,2=3,1=2"), "its times do not ascend");
  EXPECT_EQ(refusal("0=1,0=2"), "its times do not ascend");
  EXPECT_EQ(refusal("0=-1"), "a factor is not between 0 and 1000");
  EXPECT_EQ(refusal("0=1e4"), "a factor is not between 0 and 1000");
  EXPECT_EQ(refusal("0=0,1=0"), "nothing ever arrives");
  std::string many = "0=1";
  for (int i = 1; i <= 1000; ++i) many += "," + std::to_string(i) + "=1";
  EXPECT_EQ(refusal(many), "it has more than 1000 steps");
  EXPECT_STREQ(why_invalid({}), "it has no steps");
}

TEST(RateProfile, WeightsADurationByTheFactor) {
  const Steps steps{{0, 1}, {100, 3}, {200, 0}};
  EXPECT_EQ(weighted_duration_ns(steps, 50), 50);
  EXPECT_EQ(weighted_duration_ns(steps, 100), 100);
  EXPECT_EQ(weighted_duration_ns(steps, 150), 250);
  EXPECT_EQ(weighted_duration_ns(steps, 1000), 400);
  EXPECT_EQ(weighted_duration_ns(steps, 0), 0);
  EXPECT_EQ(weighted_duration_ns({}, 100), 0);
}

}  // namespace
}  // namespace crossfade::collector
