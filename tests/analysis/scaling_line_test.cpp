// What is drawn between the points of a scaling curve: only what was fitted and holds, and guides elsewhere.
#include "analysis/scaling_line.h"

#include <gtest/gtest.h>

namespace crossfade::analysis {
namespace {

ScalingPoint point(std::uint32_t threads, std::optional<double> per_s) {
  ScalingPoint p;
  p.threads = threads;
  p.throughput_per_s.value = per_s;
  return p;
}

/// Eight cores with two threads each, measured at 1, 2, 4, 8, 12 and 16.
ScalingCurve curve() {
  ScalingCurve c;
  for (const auto& [threads, per_s] : {std::pair{1U, 100.0}, {2U, 190.0}, {4U, 350.0}, {8U, 600.0}})
    c.points.push_back(point(threads, per_s));
  c.points.push_back(point(12, 690));
  c.points.push_back(point(16, 780));
  return c;
}

void give_law(ScalingCurve& c) {
  c.law.thread_counts = {1, 2, 4, 8};
  c.law.bounds.emplace();
  c.law.bounds->curve = {100, 0.05, 0};
  c.predictions = {{12, {}}, {16, {}}};
}

void give_siblings(ScalingCurve& c) {
  c.siblings.from_threads = 8;
  c.siblings.to_threads = 16;
  c.siblings.gain.value = 0.3;
  c.siblings.is_line = true;
}

TEST(ScalingLine, WithoutAFitPointsAreGuidedAlong) {
  const auto lines = scaling_lines(curve());
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].kind, ScalingLineKind::guide);
  EXPECT_EQ(lines[0].points.size(), 6u);
  EXPECT_FALSE(scaling_kink(curve()));
}

TEST(ScalingLine, AGuideBreaksWhereAValueIsMissing) {
  ScalingCurve c = curve();
  c.points[3].throughput_per_s.value.reset();
  const auto lines = scaling_lines(c);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].points.back().threads, 4);
  EXPECT_EQ(lines[1].points.front().threads, 12);
}

TEST(ScalingLine, TheLawEndsWhereCoresEndAndIsPredictedBeyond) {
  ScalingCurve c = curve();
  give_law(c);
  const auto lines = scaling_lines(c);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0].kind, ScalingLineKind::law);
  EXPECT_EQ(lines[0].points.front().threads, 1);
  EXPECT_EQ(lines[0].points.back().threads, 8);
  EXPECT_DOUBLE_EQ(lines[0].points.back().per_s, 100 * 8 / (1 + 0.05 * 7));
  EXPECT_EQ(lines[1].kind, ScalingLineKind::predicted);
  EXPECT_DOUBLE_EQ(lines[1].points.front().per_s, lines[0].points.back().per_s);
  EXPECT_EQ(lines[1].points.back().threads, 16);
  EXPECT_EQ(lines[2].kind, ScalingLineKind::guide) << "siblings without a line of theirs";
  EXPECT_EQ(lines[2].points.front().threads, 8);
}

TEST(ScalingLine, SiblingsAddALineFromTheKinkOn) {
  ScalingCurve c = curve();
  give_law(c);
  give_siblings(c);
  EXPECT_EQ(scaling_kink(c), 8u);
  const auto lines = scaling_lines(c);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[2].kind, ScalingLineKind::siblings);
  EXPECT_EQ(lines[2].points.front().per_s, 600);
  EXPECT_DOUBLE_EQ(lines[2].points.back().per_s, 600 * 1.3);
  EXPECT_EQ(lines[2].points.back().threads, 16);
}

TEST(ScalingLine, ARefutedLineIsNotDrawn) {
  ScalingCurve c = curve();
  give_siblings(c);
  c.siblings.is_line = false;
  const auto lines = scaling_lines(c);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].kind, ScalingLineKind::guide);
  EXPECT_EQ(scaling_kink(c), 8u);
}

TEST(ScalingLine, WithoutALawTheGuideEndsAtTheKink) {
  ScalingCurve c = curve();
  give_siblings(c);
  const auto lines = scaling_lines(c);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].kind, ScalingLineKind::guide);
  EXPECT_EQ(lines[0].points.back().threads, 8);
  EXPECT_EQ(lines[1].kind, ScalingLineKind::siblings);
}

TEST(ScalingLine, OnePointHasNoLine) {
  ScalingCurve c = curve();
  c.points.resize(1);
  EXPECT_TRUE(scaling_lines(c).empty());
  EXPECT_TRUE(scaling_lines({}).empty());
}

}  // namespace
}  // namespace crossfade::analysis
