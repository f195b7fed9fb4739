// A launch: what the scheduler tells the network agent about one container, and the network that launches
// happen in (routes, subnets, security groups, services). Generated. Statistics: a launch has three candidate
// subnets, 2 to 5 security groups and 24 flows to services whose popularity is Zipf 0.8; one subnet in
// sixteen is full, the others are leased to 40 to 98 %; two routes in three are in 10.0.0.0/8, half are /24.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_set>
#include <utility>
#include <vector>

#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/generators/zipf.h"
#include "workloads/ipman/address_pool.h"
#include "workloads/ipman/route_table.h"
#include "workloads/ipman/security_group.h"

namespace crossfade::workloads::ipman {

inline constexpr std::uint32_t kSubnets = 16384;
inline constexpr std::uint32_t kFirstSubnet = 100u << 24 | 64u << 16;  // 100.64.0.0/10 is 16384 times /24
inline constexpr std::uint32_t kGroups = 4000;
inline constexpr std::uint32_t kServices = 65536;
inline constexpr std::uint32_t kGateways = 4096;
inline constexpr std::uint32_t kCandidates = 3;
inline constexpr std::uint32_t kMostGroups = 5;
inline constexpr std::uint32_t kFlows = 24;
inline constexpr std::uint8_t kTcp = 6;
inline constexpr std::uint8_t kUdp = 17;

struct Launch {
  std::uint32_t interface;                         ///< index on its host
  std::array<std::uint16_t, kCandidates> subnets;  ///< the first that has an address left is taken
  std::uint16_t groups_used;
  std::array<std::uint16_t, kMostGroups> groups;
  std::array<Flow, kFlows> flows;
};

struct Network {
  std::vector<Route> routes;  ///< distinct prefixes, a default route among them
  std::vector<SubnetBitmap> subnets;
  std::vector<SecurityGroup> groups;
  std::vector<Flow> services;
};

namespace launch_detail {

inline std::uint32_t inside_ten(Random& random) {
  return 10u << 24 | static_cast<std::uint32_t>(random.below(1 << 24));
}

inline std::uint32_t prefix_length(Random& random) {
  const std::uint64_t kind = random.below(100);
  if (kind < 50) {
    return 24;
  }
  const auto among = [&](std::uint64_t low, std::uint64_t high) {
    return static_cast<std::uint32_t>(random.between(low, high));
  };
  return kind < 75 ? among(20, 23) : kind < 95 ? among(25, 28) : among(12, 19);
}

inline std::vector<Route> make_routes(std::size_t count, Random& random) {
  std::vector<Route> routes{{0, 0, 1}};
  std::unordered_set<std::uint64_t> known;
  while (routes.size() < count) {
    const std::uint32_t length = prefix_length(random);
    const bool internal = random.below(3) > 0;
    const std::uint32_t address = internal ? inside_ten(random) : static_cast<std::uint32_t>(random.next());
    const std::uint32_t prefix = address & mask_of(length);
    const auto next_hop = static_cast<std::uint32_t>(random.between(1, kGateways));
    if (known.insert(std::uint64_t{prefix} << 8 | length).second) {
      routes.push_back({prefix, length, next_hop});
    }
  }
  return routes;
}

inline SubnetBitmap make_subnet(Random& random) {
  SubnetBitmap bitmap = kFreeSubnet;
  const std::uint64_t leased_percent = random.below(16) == 0 ? 100 : random.between(40, 98);
  for (std::uint32_t address = kFirstGiven; address <= kLastGiven; ++address) {
    if (random.below(100) < leased_percent) {
      bitmap[address / 64] |= std::uint64_t{1} << address % 64;
    }
  }
  return bitmap;
}

/// Half of the services are where a route leads, the others anywhere in 10.0.0.0/8.
inline Flow make_service(const std::vector<Route>& routes, Random& random) {
  static constexpr std::array<std::uint16_t, 8> ports{7001, 7101, 8080, 8443, 9042, 11211, 6379, 53};
  const Route& route = routes[random.below(routes.size())];
  const bool routed = random.below(2) == 0;
  const std::uint32_t inside = inside_ten(random);
  const std::uint32_t host = static_cast<std::uint32_t>(random.next()) & ~mask_of(route.length);
  const std::uint16_t port = random.below(2) == 0 ? 443 : ports[random.below(ports.size())];
  return {routed ? route.prefix | host : inside, port, port == 53 ? kUdp : kTcp};
}

inline SecurityGroup make_group(const std::vector<Flow>& services, Random& random) {
  SecurityGroup group;
  for (std::uint64_t left = random.between(5, 60); left > 0; --left) {
    const Flow& service = services[random.below(services.size())];
    const bool everywhere = random.below(200) == 0;
    const auto length = everywhere ? 0 : static_cast<std::uint32_t>(random.between(9, 32));
    const std::uint64_t width = random.below(4) == 0 ? random.below(2000) : 0;
    const bool any_protocol = random.below(10) == 0;
    group.push_back({service.address & mask_of(length), mask_of(length), service.port,
                     static_cast<std::uint16_t>(service.port + width),
                     any_protocol ? kAnyProtocol : service.protocol});
  }
  return group;
}

}  // namespace launch_detail

inline Network make_network(std::size_t routes, Random& random) {
  Network network;
  network.routes = launch_detail::make_routes(routes, random);
  for (std::uint32_t subnet = 0; subnet < kSubnets; ++subnet) {
    network.subnets.push_back(launch_detail::make_subnet(random));
  }
  for (std::uint32_t service = 0; service < kServices; ++service) {
    network.services.push_back(launch_detail::make_service(network.routes, random));
  }
  for (std::uint32_t group = 0; group < kGroups; ++group) {
    network.groups.push_back(launch_detail::make_group(network.services, random));
  }
  return network;
}

inline Launch make_launch(const Network& network, const Zipf& popularity, Random& random) {
  Launch launch{};
  launch.interface = static_cast<std::uint32_t>(random.between(2, 4095));
  for (std::uint16_t& subnet : launch.subnets) {
    subnet = static_cast<std::uint16_t>(random.below(kSubnets));
  }
  launch.groups_used = static_cast<std::uint16_t>(random.between(2, kMostGroups));
  for (std::uint16_t& group : launch.groups) {
    group = static_cast<std::uint16_t>(random.below(kGroups));
  }
  for (Flow& flow : launch.flows) {
    flow = network.services[popularity(random) - 1];
  }
  return launch;
}

/// Over everything that was generated.
inline std::uint64_t digest_of(const Network& network, std::uint64_t previous) {
  std::uint64_t all = digest(network.routes.data(), network.routes.size() * sizeof(Route), previous);
  all = digest(network.subnets.data(), network.subnets.size() * sizeof(SubnetBitmap), all);
  const auto add = [&all](std::uint64_t value) { all = mix(all ^ value); };
  for (const SecurityGroup& group : network.groups) {
    add(group.size());
    for (const Rule& rule : group) {
      add(std::uint64_t{rule.prefix} << 32 | rule.mask);
      add(std::uint64_t{rule.first_port} << 32 | std::uint64_t{rule.last_port} << 16 | rule.protocol);
    }
  }
  return all;
}

inline std::uint64_t digest_of(const Launch& launch, std::uint64_t previous) {
  std::uint64_t all = mix(previous ^ launch.interface);
  all = digest(launch.subnets.data(), sizeof launch.subnets, all);
  all = digest(launch.groups.data(), sizeof launch.groups, all ^ launch.groups_used);
  for (const Flow& flow : launch.flows) {
    all = mix(all ^ (std::uint64_t{flow.address} << 32 | std::uint64_t{flow.port} << 16 | flow.protocol));
  }
  return all;
}

}  // namespace crossfade::workloads::ipman
