// HashRing: consistent hashing of clients to nodes, each node at 100 points of a ring of 32-bit hashes, so
// that a node that joins or leaves moves few clients. With bounded loads: a node that has its share of calls
// already is passed over (V. Mirrokni, M. Thorup, M. Zadimoghaddam, "Consistent Hashing with Bounded Loads",
// 2016).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "workloads/generators/random.h"

namespace crossfade::workloads::gateway {

inline constexpr std::uint32_t kPointsPerNode = 100;

inline std::uint32_t hash_of_client(std::uint32_t client) {
  return static_cast<std::uint32_t>(mix(client) >> 32);
}

/// Points and their nodes, in the order of the ring.
inline std::vector<std::pair<std::uint32_t, std::uint16_t>> ring_points(std::uint64_t seed,
                                                                        std::uint32_t nodes) {
  std::vector<std::pair<std::uint32_t, std::uint16_t>> points;
  for (std::uint32_t node = 0; node < nodes; ++node) {
    for (std::uint32_t point = 0; point < kPointsPerNode; ++point) {
      points.emplace_back(static_cast<std::uint32_t>(mix(seed ^ (std::uint64_t{node} << 32 | point))),
                          static_cast<std::uint16_t>(node));
    }
  }
  std::sort(points.begin(), points.end());
  return points;
}

class HashRing {
 public:
  explicit HashRing(std::span<const std::pair<std::uint32_t, std::uint16_t>> points) {
    for (const auto& [hash, node] : points) {
      hashes_.push_back(hash);
      nodes_.push_back(node);
    }
  }

  /// The first node from the client's place on that has fewer calls than `most`; the node of that place if
  /// all have as many.
  std::uint16_t node_for(std::uint32_t client, std::span<const std::uint16_t> calls,
                         std::uint32_t most) const {
    const auto place = std::lower_bound(hashes_.begin(), hashes_.end(), hash_of_client(client));
    const auto first = static_cast<std::size_t>(place - hashes_.begin()) % nodes_.size();
    for (std::size_t step = 0; step < nodes_.size(); ++step) {
      const std::uint16_t node = nodes_[(first + step) % nodes_.size()];
      if (calls[node] < most) {
        return node;
      }
    }
    return nodes_[first];
  }

 private:
  std::vector<std::uint32_t> hashes_;
  std::vector<std::uint16_t> nodes_;
};

}  // namespace crossfade::workloads::gateway
