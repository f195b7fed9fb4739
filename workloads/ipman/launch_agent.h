// LaunchAgent: one shard of the network agent, of one thread. Decides about a group of launches, writes the
// messages that would configure them, and gives their addresses back.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "workloads/ipman/address_pool.h"
#include "workloads/ipman/launch.h"
#include "workloads/ipman/netlink_writer.h"
#include "workloads/ipman/placement.h"
#include "workloads/ipman/route_table.h"
#include "workloads/ipman/security_group.h"

namespace crossfade::workloads::ipman {

class LaunchAgent {
 public:
  /// Of messages for one launch: an IPv4 and an IPv6 address, a rule, a route for each flow.
  static constexpr std::size_t kMostMessageBytes = std::size_t{3} * 64 + kFlows * std::size_t{80};

  LaunchAgent(const Network& network, const RouteTable& routes, std::size_t most_launches)
      : network_(network),
        routes_(routes),
        pool_(network.subnets),
        messages_(most_launches * kMostMessageBytes),
        most_launches_(most_launches) {}

  /// Leases are held until release().
  void configure(std::span<const Launch> launches) {
    messages_.clear();
    placements_.clear();
    for (const Launch& launch : launches.first(std::min(launches.size(), most_launches_))) {
      placements_.push_back(lease(launch));
      if (placements_.back().subnet != kNowhere) {
        configure(launch, placements_.back());
      }
    }
  }

  /// In another order than they were given: every fifth, around.
  void release() {
    const std::size_t count = placements_.size();
    for (std::size_t step = 0; step < count; ++step) {
      const Placement& placement = placements_[count % 5 == 0 ? step : step * 5 % count];
      if (placement.subnet != kNowhere) {
        pool_.release(placement.subnet, placement.address);
      }
    }
  }

  std::span<const Placement> placements() const { return placements_; }
  std::span<const std::byte> messages() const { return messages_.bytes(); }
  PoolBooks books() const { return pool_.books(network_.subnets); }

 private:
  Placement lease(const Launch& launch) {
    for (const std::uint32_t subnet : launch.subnets) {
      if (const auto address = pool_.lease(subnet)) {
        return {subnet, *address, 0};
      }
    }
    return {kNowhere, 0, 0};
  }

  void configure(const Launch& launch, Placement& placement) {
    const std::uint32_t address = ipv4_address(placement);
    const std::uint32_t table = table_of(launch);
    messages_.add_address(launch.interface, address);
    messages_.add_address(launch.interface, ipv6_address(placement));
    messages_.add_rule(address, table);
    const auto groups = std::span(launch.groups).first(launch.groups_used);
    for (std::uint32_t position = 0; position < kFlows; ++position) {
      const Flow& flow = launch.flows[position];
      const bool allowed = std::any_of(groups.begin(), groups.end(), [&](std::uint16_t group) {
        return allows(network_.groups[group], flow);
      });
      if (allowed) {
        placement.allowed |= 1u << position;
        const std::uint32_t gateway = gateway_address(routes_.next_hop(flow.address));
        messages_.add_route(flow.address, gateway, address, launch.interface, table);
      }
    }
  }

  const Network& network_;
  const RouteTable& routes_;
  AddressPool pool_;
  NetlinkWriter messages_;
  std::vector<Placement> placements_;
  std::size_t most_launches_;
};

}  // namespace crossfade::workloads::ipman
