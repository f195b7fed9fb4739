#include "collector/protocol/parameter_value.h"

#include <gtest/gtest.h>

namespace crossfade::collector {
namespace {

constexpr ParameterRange whole{"256", "8", "65536"}, share{"0.5", "0", "1"}, word{"fast", "", ""};

TEST(ParameterValue, WholeNumbersHaveOneSpelling) {
  for (const char* good : {"8", "96", "65536"}) EXPECT_EQ(why_no_value(whole, good), "") << good;
  for (const char* bad : {"", "1e3", "96.0", "+96", "096", "0x60", "96 MB", "ninety", "nan", "--96", "-"})
    EXPECT_NE(why_no_value(whole, bad), "") << bad;
  EXPECT_EQ(why_no_value(whole, "1e3"), "is not a whole number such as 256");
  EXPECT_EQ(why_no_value({"0", "-5", "5"}, "-3"), "");
  EXPECT_EQ(why_no_value({"0", "-5", "5"}, "0"), "");
}

TEST(ParameterValue, OtherNumbersMayHaveAPoint) {
  for (const char* good : {"0", "0.25", "1e-3", "1"}) EXPECT_EQ(why_no_value(share, good), "") << good;
  for (const char* bad : {"", "half", "0,5", "inf", "nan"})
    EXPECT_EQ(why_no_value(share, bad), "is not a number") << bad;
}

TEST(ParameterValue, TheEndsOfARangeBelongToIt) {
  EXPECT_EQ(why_no_value(whole, "7"), "is out of range");
  EXPECT_EQ(why_no_value(whole, "65537"), "is out of range");
  EXPECT_EQ(why_no_value(share, "1.01"), "is out of range");
  EXPECT_EQ(why_no_value({"1", "0", ""}, "1000000"), "") << "no upper end";
  EXPECT_EQ(why_no_value({"1", "0", ""}, "-1"), "is out of range");
}

TEST(ParameterValue, TextIsAnythingWithoutWhiteSpace) {
  EXPECT_EQ(why_no_value(word, "slow"), "");
  EXPECT_EQ(why_no_value(word, ""), "");
  EXPECT_EQ(why_no_value(word, "very slow"), "holds white space");
}

TEST(ParameterValue, SaysWhatItMayBe) {
  EXPECT_EQ(values_text(whole), "a whole number from 8 to 65536");
  EXPECT_EQ(values_text(share), "a number from 0 to 1");
  EXPECT_EQ(values_text({"1", "", "9"}), "a whole number up to 9");
  EXPECT_EQ(values_text(word), "");
}

}  // namespace
}  // namespace crossfade::collector
