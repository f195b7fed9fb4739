// Security groups: lists of rules that allow traffic, 5 to 60 of them a group, as a cloud network has them.
// There is no rule that denies: a flow passes if any rule of any of the container's groups allows it.
#pragma once

#include <cstdint>
#include <vector>

namespace crossfade::workloads::ipman {

inline constexpr std::uint8_t kAnyProtocol = 0;

/// What a container wants to reach. Address in host byte order.
struct Flow {
  std::uint32_t address;
  std::uint16_t port;
  std::uint8_t protocol;  ///< of IANA's list: 6 TCP, 17 UDP
};

struct Rule {
  std::uint32_t prefix, mask;
  std::uint16_t first_port, last_port;
  std::uint8_t protocol;  ///< kAnyProtocol or that of the flow

  bool allows(const Flow& flow) const {
    return (flow.address & mask) == prefix && flow.port >= first_port && flow.port <= last_port &&
           (protocol == kAnyProtocol || protocol == flow.protocol);
  }
};

using SecurityGroup = std::vector<Rule>;

inline bool allows(const SecurityGroup& group, const Flow& flow) {
  for (const Rule& rule : group) {
    if (rule.allows(flow)) {
      return true;
    }
  }
  return false;
}

}  // namespace crossfade::workloads::ipman
