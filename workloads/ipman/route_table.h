// RouteTable: longest-prefix match over IPv4 routes, a path-compressed binary trie as the kernel's BPF LPM
// map has it. Nodes lie in the order in which routes were added, so a look-up follows indexes through all of
// the table: 20 bytes a node, less than two nodes a route. Addresses are in host byte order.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crossfade::workloads::ipman {

struct Route {
  std::uint32_t prefix;    ///< bits beyond the length are zero
  std::uint32_t length;    ///< 0 to 32
  std::uint32_t next_hop;  ///< number of a gateway, not 0
};

inline constexpr std::uint32_t mask_of(std::uint32_t length) {
  return static_cast<std::uint32_t>(~std::uint64_t{0} << (32 - length));
}

class RouteTable {
 public:
  /// Of equal prefixes the last one counts.
  explicit RouteTable(std::span<const Route> routes) {
    nodes_.reserve(2 * routes.size() + 1);  // no node moves while one is being linked
    nodes_.push_back({});                   // index 0 = no node
    for (const Route& route : routes) {
      add(route);
    }
  }

  /// Next hop of the longest prefix that holds the address; 0 if there is none.
  std::uint32_t next_hop(std::uint32_t address) const {
    std::uint32_t best = 0;
    for (std::uint32_t index = root_; index != 0;) {
      const Node& node = nodes_[index];
      if (((address ^ node.prefix) & mask_of(node.length)) != 0) {
        break;
      }
      best = node.next_hop != 0 ? node.next_hop : best;
      if (node.length == 32) {
        break;
      }
      index = node.children[bit(address, node.length)];
    }
    return best;
  }

  std::size_t bytes() const { return nodes_.size() * sizeof(Node); }

 private:
  /// next_hop 0: only a fork.
  struct Node {
    std::uint32_t prefix, length, next_hop;
    std::array<std::uint32_t, 2> children;
  };

  static std::uint32_t bit(std::uint32_t address, std::uint32_t position) {
    return address >> (31 - position) & 1;
  }

  std::uint32_t new_node(std::uint32_t prefix, std::uint32_t length, std::uint32_t next_hop) {
    nodes_.push_back({prefix, length, next_hop, {}});
    return static_cast<std::uint32_t>(nodes_.size() - 1);
  }

  void add(const Route& route) {
    std::uint32_t* link = &root_;
    while (*link != 0) {
      Node& node = nodes_[*link];
      const auto equal = static_cast<std::uint32_t>(std::countl_zero(route.prefix ^ node.prefix));
      const std::uint32_t common = std::min({equal, route.length, node.length});
      if (common < node.length) {
        split(*link, route, common);
        return;
      }
      if (route.length == node.length) {
        node.next_hop = route.next_hop;
        return;
      }
      link = &node.children[bit(route.prefix, node.length)];
    }
    *link = new_node(route.prefix, route.length, route.next_hop);
  }

  /// Puts a node between `link` and the longer prefix below it.
  void split(std::uint32_t& link, const Route& route, std::uint32_t common) {
    const std::uint32_t below = link;
    const std::uint32_t side = bit(nodes_[below].prefix, common);
    const bool forks = common < route.length;
    const std::uint32_t middle = new_node(route.prefix & mask_of(common), common, forks ? 0 : route.next_hop);
    nodes_[middle].children[side] = below;
    if (forks) {
      const std::uint32_t leaf = new_node(route.prefix, route.length, route.next_hop);
      nodes_[middle].children[1 - side] = leaf;
    }
    link = middle;
  }

  std::vector<Node> nodes_;
  std::uint32_t root_ = 0;
};

}  // namespace crossfade::workloads::ipman
