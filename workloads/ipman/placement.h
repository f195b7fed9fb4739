// What was decided about one launch, and the addresses that follow from it.
#pragma once

#include <cstdint>

#include "workloads/ipman/address_pool.h"
#include "workloads/ipman/launch.h"
#include "workloads/ipman/netlink_writer.h"

namespace crossfade::workloads::ipman {

inline constexpr std::uint32_t kNowhere = ~std::uint32_t{0};

struct Placement {
  std::uint32_t subnet;   ///< kNowhere: no candidate had an address left, nothing is configured
  std::uint32_t address;  ///< within the subnet
  std::uint32_t allowed;  ///< bit n: flow n may pass
};

inline std::uint32_t ipv4_address(const Placement& placement) {
  return kFirstSubnet + placement.subnet * kAddressesPerSubnet + placement.address;
}

/// 2001:db8::/32 is for documentation (RFC 3849); every subnet has a /80 of it.
inline Ipv6Address ipv6_address(const Placement& placement) {
  const auto byte = [](std::uint32_t value) { return static_cast<std::uint8_t>(value); };
  Ipv6Address address{0x20, 0x01, 0x0d, 0xb8};
  address[6] = byte(placement.subnet >> 8);
  address[7] = byte(placement.subnet);
  address[15] = byte(placement.address);
  return address;
}

inline std::uint32_t gateway_address(std::uint32_t next_hop) {
  return (10u << 24 | 255u << 16) + next_hop;
}

/// Table of the routes that belong to one container.
inline std::uint32_t table_of(const Launch& launch) {
  return 1000 + launch.interface;
}

}  // namespace crossfade::workloads::ipman
