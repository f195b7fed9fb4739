#include "workloads/generators/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "workloads/generators/digest.h"

namespace crossfade::workloads {
namespace {

TEST(Random, SameSeedSameNumbers) {
  Random one(7);
  Random two(7);
  Random other_seed(8);
  Random other_stream(7, 1);
  const std::uint64_t first = one.next();
  EXPECT_EQ(first, two.next());
  EXPECT_NE(first, other_seed.next());
  EXPECT_NE(first, other_stream.next());
}

// These bits, on every CPU: a change here changes every dataset.
TEST(Random, BitsAreFixed) {
  Random random(20240607);
  std::vector<double> numbers;
  for (int count = 0; count < 1000; ++count) {
    numbers.push_back(random.uniform());
    numbers.push_back(static_cast<double>(random.below(1'000'003)));
    numbers.push_back(random.normal());
    numbers.push_back(random.log_normal(250, 0.8));
  }
  EXPECT_EQ(digest(numbers.data(), numbers.size() * sizeof(double)), 0xc943d4c195ddf227u);
}

TEST(Random, BelowStaysBelow) {
  Random random(1);
  EXPECT_EQ(random.below(0), 0u);
  EXPECT_EQ(random.below(1), 0u);
  std::vector<int> counts(7);
  for (int count = 0; count < 70'000; ++count) {
    ++counts.at(random.below(7));
  }
  for (const int count : counts) {
    EXPECT_NEAR(count, 10'000, 500);
  }
  for (int count = 0; count < 1000; ++count) {
    const std::uint64_t value = random.between(5, 6);
    EXPECT_TRUE(value == 5 || value == 6);
  }
}

TEST(Random, ExponentialHasItsMoments) {
  Random random(4);
  constexpr int n = 200'000;
  double sum = 0, squares = 0, smallest = 1;
  for (int count = 0; count < n; ++count) {
    const double x = random.exponential();
    sum += x, squares += x * x;
    smallest = std::min(smallest, x);
  }
  EXPECT_NEAR(sum / n, 1, 0.01);
  EXPECT_NEAR(squares / n, 2, 0.05);
  EXPECT_GE(smallest, 0);
}

TEST(Random, NormalHasItsMoments) {
  Random random(2);
  constexpr int n = 200'000;
  double sum = 0, squares = 0, fourths = 0;
  for (int count = 0; count < n; ++count) {
    const double value = random.normal();
    sum += value;
    squares += value * value;
    fourths += value * value * value * value;
  }
  EXPECT_NEAR(sum / n, 0, 0.01);
  EXPECT_NEAR(squares / n, 1, 0.015);
  EXPECT_NEAR(fourths / n, 3, 0.12);
}

TEST(Random, LogNormalHasItsMedian) {
  Random random(3);
  int below = 0;
  for (int count = 0; count < 100'000; ++count) {
    below += random.log_normal(250, 0.8) < 250 ? 1 : 0;
  }
  EXPECT_NEAR(below, 50'000, 600);
}

TEST(Random, FillCoversEveryByte) {
  for (const std::size_t size : {0u, 1u, 7u, 8u, 9u, 64u}) {
    std::vector<std::byte> bytes(size + 1, std::byte{0xa5});
    std::vector<bool> changed(size);
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      Random(seed).fill(std::span(bytes).first(size));
      for (std::size_t index = 0; index < size; ++index) {
        changed[index] = changed[index] || bytes[index] != std::byte{0xa5};
      }
    }
    EXPECT_EQ(bytes[size], std::byte{0xa5}) << "wrote past the end";
    EXPECT_EQ(std::count(changed.begin(), changed.end(), false), 0);
  }
}

}  // namespace
}  // namespace crossfade::workloads
