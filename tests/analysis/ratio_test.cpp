#include "analysis/ratio.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "analysis/stretches.h"

namespace crossfade::analysis {
namespace {

using results::Direction;
using ::testing::Contains;
using ::testing::HasSubstr;

/// Recordings of one host in the order of `order`, 'A' for the baseline: one after the other, 8 blocks each.
/// A value is `level` of its recording, and a ripple of 1 % between blocks.
struct Sides {
  Sample base, candidate;
};

Sides recorded(const std::string& order, const std::vector<double>& level) {
  Sides out;
  std::uint32_t recording[2] = {0, 0};
  for (std::size_t i = 0; i < order.size(); ++i) {
    const bool second = order[i] == 'B';
    Sample& side = second ? out.candidate : out.base;
    for (std::uint32_t block = 0; block < 8; ++block) {
      const double ripple = 0.01 * (block % 2 == 0 ? 1 : -1);
      side.values.push_back({0, recording[second], block, static_cast<std::int64_t>(i * 1000 + block),
                             100 * std::exp(level[i] + ripple)});
    }
    ++recording[second];
  }
  count_runs(out.base);
  count_runs(out.candidate);
  return out;
}

/// Process runs in the order of `order`, each a block of its side's one recording, at `step` per run.
Sides in_turn(const std::string& order, double step) {
  Sides out;
  for (std::size_t i = 0; i < order.size(); ++i) {
    Sample& side = order[i] == 'B' ? out.candidate : out.base;
    const auto block = static_cast<std::uint32_t>(side.values.size());
    side.values.push_back({0, 0, block, static_cast<std::int64_t>(i),
                           100 * std::exp(step * static_cast<double>(i) + 0.003 * ((block * 3) % 5))});
  }
  count_runs(out.base);
  count_runs(out.candidate);
  return out;
}

Ratio same_host(const Sides& sides) {
  return ratio(sides.base, sides.candidate, Direction::higher_is_better, {.same_host = true});
}

TEST(Stretches, RecordingsThatNothingSeparatesAreOne) {
  const Sides sides = recorded("AABABBB", {0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6});
  const Stretches s = stretches(sides.base, sides.candidate);
  ASSERT_EQ(s.base.size(), 2U);
  ASSERT_EQ(s.candidate.size(), 2U);
  EXPECT_EQ(s.base[0].front().size(), 16U);
  EXPECT_EQ(s.base[1].front().size(), 8U);
  EXPECT_EQ(s.candidate[1].front().size(), 24U);
  EXPECT_NEAR(s.candidate[1].front().back(), std::log(100) + 0.59, 1e-12);  // in the order of time
}

TEST(Ratio, WhatWasMeasuredAgainAtTheEndIsNotPaired) {
  Sides sides = in_turn("ABBAABBAABBAABBAABBA", 0.001);
  EXPECT_EQ(same_host(sides).method, RatioMethod::same_host_paired);
  EXPECT_EQ(same_host(sides).degrees_of_freedom, 9);
  // Another tenant came with the reruns, which both sides have one of.
  for (Sample* side : {&sides.base, &sides.candidate}) {
    side->values.back().start_unix_ns += 10;
    side->values.back().value *= side == &sides.base ? 1 : 2;
    side->values.back().out_of_turn = true;
  }
  const Ratio r = same_host(sides);
  EXPECT_EQ(r.method, RatioMethod::same_host_paired);
  EXPECT_EQ(r.degrees_of_freedom, 8);
  EXPECT_NEAR(*r.value, 1, 0.01);
  EXPECT_THAT(r.cautions, Contains(HasSubstr("2 values left out of the pairs")));
  for (std::size_t i = 0; i < 4; ++i) sides.base.values[i].out_of_turn = true;
  const Ratio too_few = same_host(sides);
  EXPECT_EQ(too_few.method, RatioMethod::same_host_sequential);
  EXPECT_THAT(too_few.cautions, Contains(HasSubstr("6 values measured again at the end")));
}

TEST(Ratio, RecordingsInARowStillRestOnTheAssumption) {
  const Ratio r = same_host(recorded("AAABBB", {0, 0.001, 0, 0.05, 0.051, 0.05}));
  EXPECT_EQ(r.method, RatioMethod::same_host_sequential);
  ASSERT_TRUE(r.interval);
  EXPECT_FALSE(r.resolved);  // three recordings a side agree within 0.1 %, in two stretches of time
  EXPECT_EQ(r.recording_deviation, 0.04);
  EXPECT_EQ(r.degrees_of_freedom, 4);
  EXPECT_GT(r.assumed_variance_share, 0.9);
}

TEST(Ratio, RecordingsInTurnNeedNoAssumption) {
  const Ratio r = same_host(recorded("ABABAB", {0, 0.05, 0.001, 0.051, 0, 0.05}));
  EXPECT_EQ(r.method, RatioMethod::same_host_sequential);
  EXPECT_TRUE(r.resolved);
  EXPECT_FALSE(r.recording_deviation);
  EXPECT_EQ(r.assumed_variance_share, 0);
}

TEST(Ratio, DriftBetweenRecordingsOfAStretchRaisesR0) {
  const Ratio r = same_host(recorded("AAAABBBB", {0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7}));
  ASSERT_TRUE(r.recording_deviation);
  EXPECT_NEAR(*r.recording_deviation, 0.129, 0.001);
  EXPECT_FALSE(r.resolved);
}

TEST(Ratio, PairsNeedEachSideFirstAboutEquallyOften) {
  // 1 % a run and nothing else: the same side first throughout would find it resolved.
  const Ratio fair = same_host(in_turn("ABBAABBAABBAABBA", 0.01));
  EXPECT_EQ(fair.method, RatioMethod::same_host_paired);
  EXPECT_FALSE(fair.resolved);
  const Ratio unfair = same_host(in_turn("ABABABABABABABAB", 0.01));
  EXPECT_EQ(unfair.method, RatioMethod::same_host_sequential);
  EXPECT_FALSE(unfair.resolved);
  EXPECT_THAT(unfair.cautions, Contains(HasSubstr("baseline came first in 8 of 8 pairs")));
  const Ratio other = same_host(in_turn("BABABABABABABABA", 0.01));
  EXPECT_THAT(other.cautions, Contains(HasSubstr("candidate came first in 8 of 8 pairs")));
}

TEST(Ratio, OneGridStepApartIsNotResolved) {
  for (int k = 60; k < 110; k += 2) {
    const double low = std::pow(10, k / 20.0), high = std::pow(10, (k + 2) / 20.0);
    Sides sides;
    for (std::uint32_t host = 0; host < 3; ++host) {
      for (std::uint32_t block = 0; block < 8; ++block) {
        sides.base.values.push_back({host, host, block, 0, low});
        sides.candidate.values.push_back({host, host, block, 0, high});
      }
    }
    const OpenRange grid{.above = high / low};
    const Ratio r =
        ratio(sides.base, sides.candidate, Direction::higher_is_better, {.base = grid, .candidate = grid});
    ASSERT_TRUE(r.interval);
    EXPECT_NEAR(r.interval->low, 1, 1e-12);
    EXPECT_FALSE(r.resolved) << low;
  }
}

TEST(Ratio, WhatValuesLeaveOpenWidensItOnTheRightSide) {
  const Sides sides = recorded("AB", {0, 0.1});
  const auto interval = [&](const RatioOptions& options) {
    return ratio(sides.base, sides.candidate, Direction::higher_is_better, options).interval.value();
  };
  const auto bare = interval({});
  const auto expect_widened = [&](const RatioOptions& options, double below, double above) {
    const auto widened = interval(options);
    EXPECT_NEAR(widened.low, bare.low / below, 1e-12);
    EXPECT_NEAR(widened.high, bare.high * above, 1e-12);
  };
  // A baseline that may be lower makes the ratio larger, a candidate that may be lower makes it smaller.
  expect_widened({.base = {.below = 1.01}}, 1, 1.01);
  expect_widened({.candidate = {.below = 1.02}}, 1.02, 1);
  expect_widened({.base = {.above = 1.25}}, 1.25, 1);
  expect_widened({.candidate = {.above = 1.26}}, 1, 1.26);
}

}  // namespace
}  // namespace crossfade::analysis
