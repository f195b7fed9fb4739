#include "results/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace crossfade::results {
namespace {

TEST(Histogram, EveryBucketEdgeMapsToItsOwnBucketAndBucketsTileTheRange) {
  std::uint64_t next = 0;
  for (std::size_t i = 0; i < Histogram::buckets; ++i) {
    const std::uint64_t lower = Histogram::lower_edge_ns(i);
    const std::uint64_t width = Histogram::width_ns(i);
    ASSERT_EQ(lower, next) << "bucket " << i;
    ASSERT_EQ(Histogram::bucket_of(lower), i);
    ASSERT_EQ(Histogram::bucket_of(lower + width - 1), i);
    ASSERT_LE(static_cast<double>(width - 1), static_cast<double>(lower) / 128.0) << "bucket " << i;
    next = lower + width;
  }
  EXPECT_EQ(next, std::uint64_t{1} << Histogram::value_bits);
}

TEST(Histogram, OneValueIsEveryQuantile) {
  for (const std::int64_t value : {0LL, 1LL, 127LL, 128LL, 255LL, 256LL, 1'000'003LL, (1LL << 42) - 1}) {
    Histogram h;
    h.record(value);
    for (const double p : {0.0, 0.5, 0.99, 1.0})
      EXPECT_EQ(h.quantile_ns(p), static_cast<double>(value)) << value;
    EXPECT_EQ(h.mean_ns(), static_cast<double>(value));
  }
}

TEST(Histogram, EmptyHasNoQuantileAndNothingAbove) {
  const Histogram h;
  EXPECT_TRUE(std::isnan(h.quantile_ns(0.5)));
  EXPECT_TRUE(std::isnan(h.mean_ns()));
  EXPECT_EQ(h.count_above(0), 0);
  EXPECT_EQ(h.min_ns(), 0U);
  EXPECT_TRUE(h.sparse().empty());
}

TEST(Histogram, ValuesOutOfRangeAreClampedAndCounted) {
  Histogram h;
  h.record(-5);
  h.record(std::int64_t{1} << 42);
  h.record(INT64_MAX);
  EXPECT_EQ(h.clamped(), 3U);
  EXPECT_EQ(h.min_ns(), 0U);
  EXPECT_EQ(h.max_ns(), (std::uint64_t{1} << 42) - 1);
}

TEST(Histogram, QuantilesOfContinuousDataAreWithinATenthOfAPercent) {
  std::mt19937_64 random(7);  // NOLINT(cert-msc51-cpp): deterministic on purpose
  std::lognormal_distribution<double> service(std::log(2e5), 0.5);
  Histogram h;
  std::vector<double> values;
  for (int i = 0; i < 400'000; ++i) {
    const auto value = static_cast<std::int64_t>(service(random));
    values.push_back(static_cast<double>(value));
    h.record(value);
  }
  std::sort(values.begin(), values.end());
  for (const double p : {0.05, 0.25, 0.5, 0.9, 0.99}) {
    const double exact = values[static_cast<std::size_t>(std::ceil(p * 400'000)) - 1];
    EXPECT_NEAR(h.quantile_ns(p) / exact, 1.0, 0.001) << p;
  }
}

TEST(Histogram, CountAboveIsTheInverseOfTheQuantile) {
  Histogram h;
  for (int i = 1; i <= 100; ++i) h.record(i);
  EXPECT_EQ(h.count_above(99), 1);
  EXPECT_EQ(h.count_above(99.9), 1);
  EXPECT_EQ(h.count_above(100), 0);
  EXPECT_EQ(h.count_above(0.5), 100);
  EXPECT_EQ(h.quantile_ns(0.7), 70);

  Histogram wide;  // one bucket of width 8, all of its integers once
  for (int i = 1024; i < 1032; ++i) wide.record(i);
  EXPECT_EQ(wide.count_above(1027), 4);
  EXPECT_EQ(wide.quantile_ns(0.5), 1027);
}

TEST(Histogram, MergeEqualsRecordingEverythingInOne) {
  Histogram a;
  Histogram b;
  Histogram both;
  for (int i = 0; i < 1000; ++i) {
    const std::int64_t value = static_cast<std::int64_t>(i) * 997;
    (i % 3 == 0 ? a : b).record(value);
    both.record(value);
  }
  a.merge(b);
  EXPECT_EQ(a.sparse(), both.sparse());
  EXPECT_EQ(a.sum_ns(), both.sum_ns());
  EXPECT_EQ(a.min_ns(), both.min_ns());
  EXPECT_EQ(a.max_ns(), both.max_ns());
}

TEST(Histogram, TheStoredFormRestoresIt) {
  Histogram h;
  for (int i = 0; i < 500; ++i) h.record(i * 12'345);
  const auto stored = h.sparse();
  const Histogram back = Histogram::from_sparse(stored, h.sum_ns(), h.min_ns(), h.max_ns());
  EXPECT_EQ(back.sparse(), stored);
  EXPECT_EQ(back.count(), 500U);
  EXPECT_EQ(back.quantile_ns(0.99), h.quantile_ns(0.99));
  EXPECT_EQ(back.mean_ns(), h.mean_ns());
}

}  // namespace
}  // namespace crossfade::results
