// The forest of rank_gbdt: walking it and its other representation agree, on trees made by hand and grown
// ones.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "workloads/failure.h"
#include "workloads/generators/random.h"
#include "workloads/rank_gbdt/forest.h"
#include "workloads/rank_gbdt/leaf_intervals.h"

namespace crossfade::workloads::rank_gbdt {
namespace {

// x0 <= 10 ? (x1 <= -5 ? 100 : 200) : 400
constexpr std::array kByHand{Node{0, 10, 4}, Node{1, -5, 3}, Node{-1, 100, 0}, Node{-1, 200, 0},
                             Node{-1, 400, 0}};
// x1 <= kMissing ? 1 : 2
constexpr std::array kAsksWhetherMissing{Node{1, kMissing, 2}, Node{-1, 1, 0}, Node{-1, 2, 0}};

struct Both {
  explicit Both(std::uint32_t trees) : forest(trees) {}
  void add(std::span<const Node> nodes) {
    forest.add_tree(nodes);
    intervals.add_tree(forest.nodes(), forest.roots().back());
  }
  void grow(Random& random, std::span<const Row> rows) {
    forest.grow_tree(random, rows);
    intervals.add_tree(forest.nodes(), forest.roots().back());
  }
  Forest forest;
  LeafIntervals intervals;
};

Row row_of(std::int16_t x0, std::int16_t x1) {
  Row row{};
  row[0] = x0;
  row[1] = x1;
  return row;
}

TEST(RankGbdt, TreesMadeByHand) {
  Both both(2);
  both.add(kByHand);
  both.add(kAsksWhetherMissing);
  const auto expect = [&](std::int16_t x0, std::int16_t x1, std::int32_t score) {
    EXPECT_EQ(both.forest.score(row_of(x0, x1)), score) << x0 << ' ' << x1;
    EXPECT_EQ(both.intervals.score(row_of(x0, x1)), score) << x0 << ' ' << x1;
  };
  expect(10, -5, 100 + 2);  // a value that is the threshold goes left
  expect(10, -4, 200 + 2);
  expect(11, -5, 400 + 2);
  expect(kMissing, kMissing, 100 + 1);  // what is missing goes left
  expect(32767, kMissing, 400 + 1);
  expect(-32767, 32767, 200 + 2);
}

TEST(RankGbdt, ALeafAloneIsATree) {
  Both both(1);
  both.add(std::array{Node{-1, -7, 0}});
  EXPECT_EQ(both.forest.score(Row{}), -7);
  EXPECT_EQ(both.intervals.score(Row{}), -7);
}

std::vector<Row> some_rows(std::uint32_t count) {
  Random random(11);
  std::vector<Row> rows(count);
  for (Row& row : rows) {
    row = make_row(random);
  }
  return rows;
}

TEST(RankGbdt, RepresentationsAgreeOnGrownTrees) {
  const std::vector<Row> rows = some_rows(200);
  Random random(12);
  Both both(40);
  for (int tree = 0; tree < 40; ++tree) {
    both.grow(random, rows);
  }
  for (const Row& row : rows) {
    ASSERT_EQ(both.forest.score(row), both.intervals.score(row));
  }
}

TEST(RankGbdt, AChangedLeafIsNoticed) {
  std::array<Node, 5> nodes = kByHand;
  Both right(1), other(1);
  right.add(nodes);
  nodes[3].value = 201;
  other.add(nodes);
  EXPECT_NE(right.forest.score(row_of(0, 0)), other.intervals.score(row_of(0, 0)));
  EXPECT_EQ(right.forest.score(row_of(11, 0)), other.intervals.score(row_of(11, 0)));
}

TEST(RankGbdt, DefaultForestIsOfTheSizeOfASecondLevelCache) {
  const std::vector<Row> rows = some_rows(100);
  Random random(12);
  Forest forest(600);
  for (int tree = 0; tree < 600; ++tree) {
    forest.grow_tree(random, rows);
  }
  EXPECT_GT(forest.nodes().size_bytes(), 2u << 20);
  EXPECT_LT(forest.nodes().size_bytes(), 4u << 20);
}

TEST(RankGbdt, SplitsAreOfEveryEvenness) {
  const std::vector<Row> rows = some_rows(500);
  Random random(12);
  Forest forest(300);
  std::uint32_t lopsided = 0, even = 0;
  for (int tree = 0; tree < 300; ++tree) {
    forest.grow_tree(random, rows);
    const Node& root = forest.nodes()[forest.roots().back()];
    std::uint32_t left = 0;
    for (const Row& row : rows) {
      left += row[static_cast<std::size_t>(root.feature)] <= root.value ? 1 : 0;
    }
    lopsided += left < 150 || left > 350 ? 1 : 0;
    even += left >= 200 && left <= 300 ? 1 : 0;
  }
  EXPECT_GT(lopsided, 60u);
  EXPECT_GT(even, 60u);
}

TEST(RankGbdt, MoreTreesThanThereIsRoomForAreRefused) {
  Forest forest(1);
  const std::vector<Row> rows = some_rows(10);
  Random random(1);
  EXPECT_THROW(
      {
        for (int tree = 0; tree < 100; ++tree) forest.grow_tree(random, rows);
      },
      Failure);
}

TEST(RankGbdt, OneFeatureInTenIsMissing) {
  const std::vector<Row> rows = some_rows(500);
  std::uint32_t missing = 0;
  for (const Row& row : rows) {
    missing += static_cast<std::uint32_t>(std::count(row.begin(), row.end(), kMissing));
  }
  EXPECT_NEAR(missing / (500.0 * kFeatures), 0.1, 0.01);
}

}  // namespace
}  // namespace crossfade::workloads::rank_gbdt
