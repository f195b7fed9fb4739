// The pyramid of a lane against a loop over its samples, and which samples a window and its columns have.
#include "analysis/timeline/sample_pyramid.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "analysis/timeline/sample_axis.h"

namespace crossfade::analysis {
namespace {

constexpr float none = std::numeric_limits<float>::quiet_NaN();

struct Samples {
  std::vector<float> values, weights;
};

/// Every tenth has no value; weights from 1 to 4.
Samples scattered(std::size_t n) {
  std::mt19937 random(7);
  std::uniform_int_distribution<int> value(0, 1000), weight(1, 4);
  Samples samples;
  for (std::size_t i = 0; i < n; ++i) {
    samples.values.push_back(i % 10 == 3 ? none : static_cast<float>(value(random)));
    samples.weights.push_back(static_cast<float>(weight(random)));
  }
  return samples;
}

SampleSummary one_by_one(const Samples& samples, std::size_t first, std::size_t last) {
  SampleSummary found;
  for (std::size_t i = first; i < last; ++i) {
    if (std::isnan(samples.values[i])) continue;
    ++found.n;
    found.least = std::min(found.least, samples.values[i]);
    found.greatest = std::max(found.greatest, samples.values[i]);
    found.weighted_sum += static_cast<double>(samples.values[i]) * static_cast<double>(samples.weights[i]);
    found.weight += static_cast<double>(samples.weights[i]);
  }
  return found;
}

void expect_same(const SampleSummary& found, const SampleSummary& expected, std::size_t first,
                 std::size_t last) {
  EXPECT_EQ(found.n, expected.n) << first << " to " << last;
  EXPECT_EQ(found.least, expected.least) << first << " to " << last;
  EXPECT_EQ(found.greatest, expected.greatest) << first << " to " << last;
  // Whole numbers: every order of adding them gives the same.
  EXPECT_EQ(found.weighted_sum, expected.weighted_sum) << first << " to " << last;
  EXPECT_EQ(found.weight, expected.weight) << first << " to " << last;
}

TEST(SamplePyramid, AgreesWithALoopOverAnyRange) {
  for (const std::size_t n : {0, 1, 63, 64, 65, 255, 256, 1000, 4096, 20'000}) {
    const Samples samples = scattered(n);
    const SamplePyramid pyramid(samples.values, samples.weights);
    ASSERT_EQ(pyramid.size(), n);
    expect_same(pyramid.summary({0, n}), one_by_one(samples, 0, n), 0, n);
    std::mt19937 random(11);
    std::uniform_int_distribution<std::size_t> place(0, n);
    for (int i = 0; i < 500; ++i) {
      const std::size_t a = place(random), b = place(random);
      const std::size_t first = std::min(a, b), last = std::max(a, b);
      expect_same(pyramid.summary({first, last}), one_by_one(samples, first, last), first, last);
    }
  }
}

TEST(SamplePyramid, ASpikeOfOneSampleIsSeenFromFarAway) {
  std::vector<float> values(1'000'000, 1.0F), weights(values.size(), 1.0F);
  values[654'321] = 50;
  values[654'322] = none;
  const SamplePyramid pyramid(values, weights);
  const SampleSummary all = pyramid.summary({0, values.size()});
  EXPECT_EQ(all.greatest, 50.0F);
  EXPECT_EQ(all.n, values.size() - 1);
  EXPECT_EQ(pyramid.summary({654'322, 654'323}).n, 0U) << "no value is no sample";
}

TEST(SamplePyramid, TheMeanWeighsSamplesAndIsAbsentOfNone) {
  const SamplePyramid pyramid({1, 4, none}, {3, 1, 9});
  EXPECT_DOUBLE_EQ(*pyramid.summary({0, 3}).mean(), 7.0 / 4);
  EXPECT_EQ(pyramid.summary({2, 3}).mean(), std::nullopt);
  EXPECT_EQ(pyramid.summary({1, 1}).mean(), std::nullopt);
  EXPECT_EQ(SamplePyramid({5}, {0}).summary({0, 1}).mean(), std::nullopt) << "it weighs nothing";
}

TEST(SampleAxis, ASampleBelongsToWhereItEnded) {
  const SampleAxis axis({{0, 10}, {5, 10}, {10, 30}, {30, 31}});
  EXPECT_EQ(axis.within({0, 10}), (SampleRange{0, 2}));
  EXPECT_EQ(axis.within({10, 30}), (SampleRange{2, 3}));
  EXPECT_EQ(axis.within({0, 31}), (SampleRange{0, 4}));
  EXPECT_EQ(axis.within({11, 12}), (SampleRange{2, 2}));
  EXPECT_EQ(axis.within({12, 11}).size(), 0U);
  // The third lies in it without ending in it.
  const SampleRange near = axis.touching({11, 12});
  EXPECT_LE(near.first, 2U);
  EXPECT_GE(near.last, 3U);
  EXPECT_EQ(SampleAxis({}).within({0, 100}).size(), 0U);
}

TEST(SampleAxis, ColumnsShareAWindowWithoutLosingASample) {
  std::vector<TimeWindow> samples;
  for (std::int64_t i = 0; i < 1000; ++i) samples.push_back({7 * i, 7 * i + 7});
  const SampleAxis axis(samples);
  for (const std::size_t columns : {1, 3, 100, 5000}) {
    const auto edges = axis.edges({100, 6003}, columns);
    ASSERT_EQ(edges.size(), columns + 1);
    EXPECT_TRUE(std::is_sorted(edges.begin(), edges.end()));
    EXPECT_EQ((SampleRange{edges.front(), edges.back()}), axis.within({100, 6003}));
  }
  const auto halves = axis.edges({0, 7000}, 2);
  EXPECT_EQ(halves[1], 500U);
  EXPECT_TRUE(axis.edges({0, 7000}, 0).empty());
  EXPECT_TRUE(axis.edges({10, 10}, 5).empty());
}

TEST(SamplePyramid, SummariesAreOfTheColumns) {
  const SamplePyramid pyramid({1, 2, 3, 4}, {1, 1, 1, 1});
  const std::vector<std::size_t> edges{0, 1, 1, 4};
  const auto columns = pyramid.summaries(edges);
  ASSERT_EQ(columns.size(), 3U);
  EXPECT_EQ(columns[0].greatest, 1.0F);
  EXPECT_TRUE(columns[1].empty());
  EXPECT_EQ(columns[2].least, 2.0F);
  EXPECT_EQ(columns[2].n, 3U);
  EXPECT_TRUE(pyramid.summaries({}).empty());
}

}  // namespace
}  // namespace crossfade::analysis
