#include "analysis/number_text.h"

#include <gtest/gtest.h>

#include <cmath>

namespace crossfade::analysis {
namespace {

using statistics::Interval;

TEST(NumberText, DigitsFollowTheInterval) {
  EXPECT_EQ(quantity_text(41234.5, Interval{40912, 41601}, "ns"), "41.23 us [40.91, 41.60]");
  EXPECT_EQ(quantity_text(41234.5, Interval{35000, 48000}, "ns"), "41.2 us [35.0, 48.0]");
  EXPECT_EQ(quantity_text(5012.4, Interval{4950, 5080}, "s-1"), "5,012/s [4,950, 5,080]");
  EXPECT_EQ(quantity_text(0.0056, Interval{0.0047, 0.0056}, "USD"), "0.00560 [0.00470, 0.00560]");
}

TEST(NumberText, WithoutAnIntervalThreeDigits) {
  EXPECT_EQ(quantity_text(123.456, {}, "ns"), "123 ns");
  EXPECT_EQ(quantity_text(1234567, {}, "ns"), "1.23 ms");
  EXPECT_EQ(quantity_text(2.5e9, {}, "ns"), "2.50 s");
  EXPECT_EQ(quantity_text(3.1e9, {}, "Hz"), "3.10 GHz");
  EXPECT_EQ(quantity_text(0, {}, "1"), "0");
}

TEST(NumberText, Ratios) {
  EXPECT_EQ(ratio_text(1.6182, Interval{1.31, 2.01}), "1.62 [1.31, 2.01]");
  EXPECT_EQ(ratio_text(1, Interval{1, 1}), "1.000 [1.000, 1.000]");
  EXPECT_EQ(change_text({0.88, 1.31}), "-12 ... +31 %");
  EXPECT_EQ(change_text({0.985, 1.012}), "-1.5 ... +1.2 %");
  EXPECT_EQ(change_text({0.9998, 1.012}), "-0.02 ... +1.2 %") << "not -0.0";
  EXPECT_EQ(change_text({0.5, 20}), "-50 ... over +1000 %");
  EXPECT_EQ(quantity_text(3e6, statistics::Interval{0.04e6, 6.5e6}, "ns"), "3.0 ms [0.04, 6.5]");
}

TEST(NumberText, GroupsAndPercents) {
  EXPECT_EQ(grouped_text(1234567), "1,234,567");
  EXPECT_EQ(grouped_text(999), "999");
  EXPECT_EQ(grouped_text(-1234), "-1,234");
  EXPECT_EQ(grouped_text(-0.2), "0");
  EXPECT_EQ(percent_text(0.123), "12 %");
  EXPECT_EQ(percent_text(0.003), "0.3 %");
  EXPECT_EQ(percent_text(0), "0 %");
  EXPECT_EQ(percent_text(0.00004), "0.004 %") << "which is not none";
}

TEST(NumberText, BesideALimitTheSideIsSeen) {
  EXPECT_EQ(percent_text_beside(0.01004, 0.01), "1.004 %");
  EXPECT_EQ(percent_text_beside(0.0096, 0.01), "0.96 %");
  EXPECT_EQ(percent_text_beside(0.01, 0.01), "1.0 %");
  EXPECT_EQ(percent_text_beside(0.0143, 0.01), "1.4 %");
  EXPECT_EQ(percent_text_beside(0.123, 0.01), "12 %");
  EXPECT_EQ(percent_text_beside(0.00004, 0.01), "0.004 %");
  EXPECT_EQ(percent_text_beside(0, 0.01), "0 %");
  EXPECT_EQ(quantity_text_beside(1.004e6, 1e6, "ns"), "1.004 ms");
  EXPECT_EQ(quantity_text_beside(999'900, 1e6, "ns"), "999.9 us");
  EXPECT_EQ(quantity_text_beside(5e6, 1e6, "ns"), "5.00 ms");
  EXPECT_EQ(quantity_text_beside(1e6, 1e6, "ns"), "1.00 ms");
}

TEST(NumberText, AnIntervalThatExcludesOneShowsIt) {
  EXPECT_EQ(ratio_text(1.29, Interval{1.003, 1.66}), "1.290 [1.003, 1.660]");
  EXPECT_EQ(ratio_text(0.8, Interval{0.6, 0.9996}), "0.8000 [0.6000, 0.9996]");
  EXPECT_EQ(ratio_text(1.29, Interval{0.998, 1.66}), "1.29 [1.00, 1.66]");
  EXPECT_EQ(ratio_text(1.0001, Interval{1.00001, 1.0002}), "1.000 [1.000, 1.000]");
}

TEST(NumberText, WhatIsNotFiniteIsSaid) {
  EXPECT_EQ(quantity_text(NAN, {}, "ns").find("nan"), 0U);
  EXPECT_EQ(quantity_text(1, Interval{0, INFINITY}, "1"), "1.000 [0.000, inf]");
}

}  // namespace
}  // namespace crossfade::analysis
