// Which requests are verified: rules that go by the index must be met in every case.
#include "collector/measure/verified_sample.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace crossfade::collector {
namespace {

TEST(VerifiedSample, ASmallPoolIsTakenWhole) {
  EXPECT_TRUE(verified_indexes(0).empty());
  for (const std::uint64_t pool : {1U, 5U, 63U, 64U}) {
    const auto indexes = verified_indexes(pool);
    ASSERT_EQ(indexes.size(), pool);
    EXPECT_EQ(indexes.front(), 0U);
    EXPECT_EQ(indexes.back(), pool - 1);
  }
}

TEST(VerifiedSample, EveryResidueIsMetOfEveryUsualPool) {
  for (std::uint64_t pool = verified_per_class + 1; pool <= 8192; ++pool) {
    const auto indexes = verified_indexes(pool);
    ASSERT_EQ(indexes.size(), verified_per_class) << pool;
    ASSERT_TRUE(std::is_sorted(indexes.begin(), indexes.end())) << pool;
    ASSERT_EQ(std::set(indexes.begin(), indexes.end()).size(), indexes.size()) << pool;
    ASSERT_LT(indexes.back(), pool);
    for (const std::uint64_t modulus : {2U, 4U, 8U}) {
      std::set<std::uint64_t> residues;
      for (const std::uint64_t index : indexes) residues.insert(index % modulus);
      ASSERT_EQ(residues.size(), modulus) << "of a pool of " << pool;
    }
  }
}

TEST(VerifiedSample, IsSpreadOverALargePool) {
  constexpr std::uint64_t pool = std::uint64_t{1} << 20;
  const auto indexes = verified_indexes(pool);
  for (std::size_t part = 0; part < indexes.size(); ++part)
    EXPECT_EQ(indexes[part] / (pool / verified_per_class), part);
}

TEST(VerifiedSample, IsTheSameOnEveryHost) {
  const auto indexes = verified_indexes(4096);
  EXPECT_EQ(indexes, verified_indexes(4096));
  EXPECT_NE(indexes, verified_indexes(4097));
  EXPECT_EQ(std::vector(indexes.begin(), indexes.begin() + 4),
            (std::vector<std::uint64_t>{47, 65, 142, 237}));
}

}  // namespace
}  // namespace crossfade::collector
