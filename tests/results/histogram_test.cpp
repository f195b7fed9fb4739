#include "results/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
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

TEST(Histogram, AValueIsFoundInItsOwnBucketWhereverItLies) {
  for (std::size_t i = 1; i + 1 < Histogram::buckets; ++i) {
    const std::uint64_t lower = Histogram::lower_edge_ns(i), last = lower + Histogram::width_ns(i) - 1;
    for (const std::uint64_t value : {lower, last}) {
      Histogram h;  // the extremes keep the quantile from being held to the value itself
      h.record(0);
      h.record(static_cast<std::int64_t>(value));
      h.record(INT64_MAX);
      const double found = h.quantile_ns(0.5);
      ASSERT_GE(found, static_cast<double>(lower)) << value;
      ASSERT_LE(found, static_cast<double>(last)) << value;
      // The middle of a bucket is within half a width of any of its values: 1/256 of it.
      ASSERT_LE(std::abs(found - static_cast<double>(value)), static_cast<double>(value) / 256) << value;
    }
  }
}

using Draw = std::function<double(std::mt19937_64&)>;

struct Continuous {
  const char* name;
  Draw draw_ns;
};

std::vector<Continuous> distributions() {
  return {
      {"exponential", [d = std::exponential_distribution<double>(1 / 2e5)](auto& r) mutable { return d(r); }},
      {"lognormal",
       [d = std::lognormal_distribution<double>(std::log(2e5), 0.5)](auto& r) mutable { return d(r); }},
      {"wide lognormal",
       [d = std::lognormal_distribution<double>(std::log(5e6), 1.5)](auto& r) mutable { return d(r); }},
      {"gamma", [d = std::gamma_distribution<double>(4, 3e3)](auto& r) mutable { return d(r); }},
      {"uniform", [d = std::uniform_real_distribution<double>(1e4, 9e4)](auto& r) mutable { return d(r); }},
      {"Pareto",
       [d = std::exponential_distribution<double>(1.5)](auto& r) mutable { return 1e5 * std::exp(d(r)); }},
      {"two peaks",
       [quick = std::normal_distribution<double>(5e4, 2e3), slow = std::normal_distribution<double>(8e5, 5e4),
        pick = std::bernoulli_distribution(0.2)](auto& r) mutable {
         return std::abs(pick(r) ? slow(r) : quick(r));
       }},
      {"short requests",
       [d = std::lognormal_distribution<double>(std::log(3e3), 0.3)](auto& r) mutable { return d(r); }},
  };
}

TEST(Histogram, QuantilesOfContinuousDataAreWithinATenthOfAPercent) {
  constexpr std::size_t n = 400'000;
  for (const auto& [name, draw_ns] : distributions()) {
    std::mt19937_64 random(7);  // NOLINT(cert-msc51-cpp): deterministic on purpose
    Histogram h;
    std::vector<double> values;
    for (std::size_t i = 0; i < n; ++i) {
      const auto value = static_cast<std::int64_t>(draw_ns(random));
      values.push_back(static_cast<double>(value));
      h.record(value);
    }
    std::sort(values.begin(), values.end());
    for (const double p : {0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99}) {
      const double exact = values[static_cast<std::size_t>(std::ceil(p * static_cast<double>(n))) - 1];
      EXPECT_NEAR(h.quantile_ns(p) / exact, 1.0, 0.001) << name << " " << p;
    }
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

/// 1,000 values of every size, a few of them out of range.
Histogram some_values(std::uint64_t seed) {
  std::mt19937_64 random(seed);  // NOLINT(cert-msc51-cpp): deterministic on purpose
  Histogram h;
  for (int i = 0; i < 1000; ++i) h.record(static_cast<std::int64_t>(random() >> (20 + random() % 44)));
  return h;
}

Histogram merged(Histogram into, const Histogram& other) {
  into.merge(other);
  return into;
}

void expect_same(const Histogram& a, const Histogram& b) {
  EXPECT_EQ(a.sparse(), b.sparse());
  EXPECT_EQ(a.count(), b.count());
  EXPECT_EQ(a.sum_ns(), b.sum_ns());
  EXPECT_EQ(a.clamped(), b.clamped());
  EXPECT_EQ(a.min_ns(), b.min_ns());
  EXPECT_EQ(a.max_ns(), b.max_ns());
  for (const double p : {0.0, 0.01, 0.5, 0.99, 1.0})
    EXPECT_TRUE(a.quantile_ns(p) == b.quantile_ns(p) || (a.count() == 0 && b.count() == 0));
}

TEST(Histogram, MergingIsAssociativeAndCommutativeAndNothingAddsNothing) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Histogram a = some_values(seed), b = some_values(100 + seed), c = some_values(200 + seed);
    expect_same(merged(merged(a, b), c), merged(a, merged(b, c)));
    expect_same(merged(a, b), merged(b, a));
    expect_same(merged(a, Histogram()), a);
    expect_same(merged(Histogram(), a), a);
  }
  EXPECT_GT(some_values(1).clamped(), 0U) << "values out of range are merged too";
  expect_same(merged(Histogram(), Histogram()), Histogram());
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
