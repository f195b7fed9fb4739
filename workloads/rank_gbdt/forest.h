// Forest: gradient-boosted decision trees over rows of 16-bit features, grown from the seed. Thresholds are
// values of the rows, as a trainer chooses them, so splits are of every evenness. Trees are 4 to 9 levels
// deep; nodes of 8 bytes lie in the order of a walk that goes left first. Scores are sums of whole numbers,
// so the order of trees does not matter. Read-only once made.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "workloads/failure.h"
#include "workloads/generators/random.h"
#include "workloads/page_memory.h"

namespace crossfade::workloads::rank_gbdt {

inline constexpr std::uint32_t kFeatures = 80;
inline constexpr std::uint32_t kFirstCount = 60;  // features from here on are small counts
/// A value that is not known: no threshold is smaller, so it goes left.
inline constexpr std::int16_t kMissing = std::numeric_limits<std::int16_t>::min();

using Row = std::array<std::int16_t, kFeatures>;

/// What a service knows of one transaction, member or title: 10 % is missing.
inline Row make_row(Random& random) {
  Row row;
  for (std::uint32_t feature = 0; feature < kFeatures; ++feature) {
    if (random.below(10) == 0) {
      row[feature] = kMissing;
    } else if (feature >= kFirstCount) {
      row[feature] = static_cast<std::int16_t>(random.below(12));
    } else {
      row[feature] = static_cast<std::int16_t>(std::clamp(random.normal() * 6000, -32000.0, 32000.0));
    }
  }
  return row;
}

/// The left child is the next node.
struct Node {
  std::int16_t feature;  ///< -1: a leaf
  std::int16_t value;    ///< threshold, or what the leaf adds to the score
  std::uint32_t right;   ///< right child, an index into the forest's nodes
};

class Forest {
 public:
  /// Room for so many trees; only what they fill of it is touched.
  explicit Forest(std::uint32_t most_trees)
      : memory_(std::size_t{most_trees} * kMostNodes * sizeof(Node), PageSize::small) {
    roots_.reserve(most_trees);
  }

  /// Thresholds are taken from the rows, of which there must be at least one.
  void grow_tree(Random& random, std::span<const Row> rows) {
    roots_.push_back(count_);
    grow(random, rows, 0);
  }

  /// One tree that was made elsewhere: `right` counts from its own first node.
  void add_tree(std::span<const Node> nodes) {
    roots_.push_back(count_);
    for (const Node& node : nodes) {
      add({node.feature, node.value, roots_.back() + node.right});
    }
  }

  /// Walks every tree from its root, deciding by a branch at each node, as compiled trees do.
  std::int32_t score(const Row& row) const {
    const Node* first = nodes().data();
    std::int32_t sum = 0;
    for (const std::uint32_t root : roots_) {
      const Node* node = first + root;
      while (node->feature >= 0) {
        if (row[static_cast<std::size_t>(node->feature)] <= node->value) {
          ++node;
          asm volatile("");  // without these two the compiler may choose the child by a conditional move
        } else {
          node = first + node->right;
          asm volatile("");
        }
      }
      sum += node->value;
    }
    return sum;
  }

  std::span<const Node> nodes() const { return {reinterpret_cast<const Node*>(memory_.data()), count_}; }
  std::span<const std::uint32_t> roots() const { return roots_; }

 private:
  static constexpr std::uint32_t kLeastDepth = 4, kMostDepth = 9;
  static constexpr std::size_t kMostNodes = (std::size_t{2} << kMostDepth) - 1;  // of a tree
  static constexpr std::uint64_t kLeavesPerHundred = 12;  // of the nodes between those depths

  Node& add(Node node) {
    if ((count_ + 1) * sizeof(Node) > memory_.size()) {
      throw Failure{CF_FAILED, "the forest is full", {}, "it was made for fewer trees", {}};
    }
    Node* place = reinterpret_cast<Node*>(memory_.data()) + count_++;
    *place = node;
    return *place;
  }

  void grow(Random& random, std::span<const Row> rows, std::uint32_t depth) {
    const bool leaf = depth == kMostDepth || (depth >= kLeastDepth && random.below(100) < kLeavesPerHundred);
    if (leaf) {
      add({-1, static_cast<std::int16_t>(static_cast<int>(random.below(2001)) - 1000), 0});
      return;
    }
    const std::uint64_t one = random.below(kFeatures);
    const std::uint64_t other = random.below(kFeatures);
    const std::uint64_t feature = std::min(one, other);  // some features matter more than others
    Node& decision = add({static_cast<std::int16_t>(feature), threshold(random, rows, feature), 0});
    grow(random, rows, depth + 1);
    decision.right = count_;
    grow(random, rows, depth + 1);
  }

  /// The middle one of three rows: seldom so far out that all rows go one way.
  static std::int16_t threshold(Random& random, std::span<const Row> rows, std::uint64_t feature) {
    std::array<std::int16_t, 3> values;
    for (std::int16_t& value : values) {
      value = rows[random.below(rows.size())][feature];
    }
    std::sort(values.begin(), values.end());
    return values[1];
  }

  PageMemory memory_;
  std::uint32_t count_ = 0;
  std::vector<std::uint32_t> roots_;
};

}  // namespace crossfade::workloads::rank_gbdt
