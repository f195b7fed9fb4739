// LeafIntervals: the same forest in another representation, without children to follow. The leaves of a tree
// are numbered from left to right; every decision that sends a row right rules out the leaves under its left
// child, which are an interval; the row ends in the first leaf that is left. This is the idea of QuickScorer
// (C. Lucchese et al., SIGIR 2015). For verification: it looks at every decision of every tree.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "workloads/rank_gbdt/forest.h"

namespace crossfade::workloads::rank_gbdt {

class LeafIntervals {
 public:
  /// The next tree of a forest, by the place of its root.
  void add_tree(std::span<const Node> nodes, std::uint32_t root) { add(nodes, root, trees_.emplace_back()); }

  /// From the last tree to the first.
  std::int64_t score(const Row& row) const {
    std::int64_t sum = 0;
    for (auto tree = trees_.rbegin(); tree != trees_.rend(); ++tree) {
      sum += tree->leaf_of(row);
    }
    return sum;
  }

 private:
  static constexpr std::size_t kMostLeaves = 512;

  struct Decision {
    std::int16_t feature, threshold;
    std::uint16_t first_leaf, end_leaf;  ///< under the left child
  };

  struct Tree {
    std::vector<Decision> decisions;
    std::vector<std::int16_t> leaves;

    std::int16_t leaf_of(const Row& row) const {
      std::array<std::uint64_t, kMostLeaves / 64> ruled_out{};
      for (const Decision& decision : decisions) {
        if (row[static_cast<std::size_t>(decision.feature)] > decision.threshold) {
          for (std::uint32_t leaf = decision.first_leaf; leaf < decision.end_leaf;) {
            const std::uint32_t bit = leaf % 64;
            const std::uint32_t count = std::min(64 - bit, decision.end_leaf - leaf);
            ruled_out[leaf / 64] |= (~std::uint64_t{0} >> (64 - count)) << bit;
            leaf += count;
          }
        }
      }
      std::size_t word = 0;
      while (~ruled_out[word] == 0) {
        ++word;
      }
      return leaves[word * 64 + static_cast<std::size_t>(std::countr_one(ruled_out[word]))];
    }
  };

  static void add(std::span<const Node> nodes, std::uint32_t place, Tree& tree) {
    const Node& node = nodes[place];
    if (node.feature < 0) {
      tree.leaves.push_back(node.value);
      return;
    }
    const std::size_t decision = tree.decisions.size();
    const auto first = static_cast<std::uint16_t>(tree.leaves.size());
    tree.decisions.push_back({node.feature, node.value, first, first});
    add(nodes, place + 1, tree);
    tree.decisions[decision].end_leaf = static_cast<std::uint16_t>(tree.leaves.size());
    add(nodes, node.right, tree);
  }

  std::vector<Tree> trees_;
};

}  // namespace crossfade::workloads::rank_gbdt
