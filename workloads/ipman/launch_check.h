// Checks what an agent decided about a group of launches, and the netlink messages it built, by another path
// than the one that made them: longest prefixes by a search of sorted lists, one a length; addresses by
// trying one after another; rules without an early exit; messages by reading them. Throws wrong(...) at the
// first thing that is not right.
#pragma once

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "workloads/failure.h"
#include "workloads/ipman/launch.h"
#include "workloads/ipman/netlink_writer.h"
#include "workloads/ipman/placement.h"

namespace crossfade::workloads::ipman {

/// The routes once more, for checks: a sorted list for each prefix length.
class PrefixLists {
 public:
  explicit PrefixLists(std::span<const Route> routes) {
    for (const Route& route : routes) {
      lists_[route.length].emplace_back(route.prefix, route.next_hop);
    }
    for (auto& list : lists_) {
      std::sort(list.begin(), list.end());
    }
  }

  std::uint32_t next_hop(std::uint32_t address) const {
    for (std::size_t length = lists_.size(); length-- > 0;) {
      const std::uint32_t free_bits = 32 - static_cast<std::uint32_t>(length);
      const auto prefix = static_cast<std::uint32_t>(std::uint64_t{address} >> free_bits << free_bits);
      const auto found =
          std::lower_bound(lists_[length].begin(), lists_[length].end(), std::pair(prefix, std::uint32_t{0}));
      if (found != lists_[length].end() && found->first == prefix) {
        return found->second;
      }
    }
    return 0;
  }

 private:
  std::array<std::vector<std::pair<std::uint32_t, std::uint32_t>>, 33> lists_;
};

class LaunchCheck {
 public:
  LaunchCheck(const Network& network, const PrefixLists& routes) : network_(network), routes_(routes) {}

  void check(std::span<const Launch> launches, std::span<const Placement> placements,
             std::span<const std::byte> messages) {
    leased_.clear();
    rest_ = messages;
    sequence_ = 0;
    for (std::size_t number = 0; number < launches.size(); ++number) {
      which_ = "launch " + std::to_string(number);
      check_address(launches[number], placements[number]);
      if (placements[number].subnet != kNowhere) {
        check_messages(launches[number], placements[number]);
      }
    }
    require(rest_.empty(), "there are more messages than decisions");
  }

 private:
  struct Message {
    std::uint16_t type;
    std::vector<std::byte> header;  ///< of the family, behind nlmsghdr
    std::map<std::uint16_t, std::vector<std::byte>> attributes;
  };

  void require(bool condition, const std::string& what) const {
    if (!condition) {
      throw wrong(what, which_);
    }
  }

  bool is_free(std::uint32_t subnet, std::uint32_t address) const {
    return (network_.subnets[subnet][address / 64] >> address % 64 & 1) == 0 &&
           !leased_.contains({subnet, address});
  }

  void check_address(const Launch& launch, const Placement& placement) {
    for (const std::uint32_t subnet : launch.subnets) {
      for (std::uint32_t address = 0; address < kAddressesPerSubnet; ++address) {
        if (is_free(subnet, address)) {
          require(placement.subnet == subnet && placement.address == address,
                  "the address is not the lowest free one");
          require(address >= kFirstGiven && address <= kLastGiven, "the address is never given");
          leased_.insert({subnet, address});
          return;
        }
      }
    }
    require(placement.subnet == kNowhere && placement.allowed == 0, "there is no free address");
  }

  /// By counting rules, and with the range of a prefix in place of its mask.
  bool may_pass(const Launch& launch, const Flow& flow) const {
    std::size_t matching = 0;
    for (std::uint32_t position = 0; position < launch.groups_used; ++position) {
      for (const Rule& rule : network_.groups[launch.groups[position]]) {
        const bool address = flow.address >= rule.prefix && flow.address - rule.prefix <= ~rule.mask;
        const bool port = flow.port >= rule.first_port && flow.port <= rule.last_port;
        const bool protocol = rule.protocol == kAnyProtocol || rule.protocol == flow.protocol;
        matching += address && port && protocol ? 1 : 0;
      }
    }
    return matching > 0;
  }

  void check_messages(const Launch& launch, const Placement& placement) {
    const std::uint32_t address = ipv4_address(placement);
    const Message ipv4 = next_message(RTM_NEWADDR, sizeof(ifaddrmsg));
    require(header_of<ifaddrmsg>(ipv4).ifa_index == launch.interface, "interface of an address");
    require(number(ipv4, IFA_LOCAL) == htonl(address) && number(ipv4, IFA_ADDRESS) == htonl(address),
            "IPv4 address");
    const Message ipv6 = next_message(RTM_NEWADDR, sizeof(ifaddrmsg));
    const Ipv6Address wanted = ipv6_address(placement);
    require(header_of<ifaddrmsg>(ipv6).ifa_family == AF_INET6 &&
                std::ranges::equal(value(ipv6, IFA_ADDRESS), std::as_bytes(std::span(wanted))),
            "IPv6 address");
    const Message rule = next_message(RTM_NEWRULE, sizeof(fib_rule_hdr));
    require(number(rule, FRA_SRC) == htonl(address) && number(rule, FRA_TABLE) == table_of(launch) &&
                number(rule, FRA_PRIORITY) == NetlinkWriter::kRulePriority,
            "routing rule");
    for (std::uint32_t position = 0; position < kFlows; ++position) {
      const Flow& flow = launch.flows[position];
      const bool allowed = (placement.allowed >> position & 1) != 0;
      require(allowed == may_pass(launch, flow), "what the security groups allow");
      if (allowed) {
        check_route(launch, flow, address);
      }
    }
    require(placement.allowed >> kFlows == 0, "a flow is allowed that nobody asked for");
  }

  void check_route(const Launch& launch, const Flow& flow, std::uint32_t source) {
    const Message route = next_message(RTM_NEWROUTE, sizeof(rtmsg));
    require(header_of<rtmsg>(route).rtm_dst_len == 32 && number(route, RTA_DST) == htonl(flow.address),
            "destination of a route");
    require(number(route, RTA_GATEWAY) == htonl(gateway_address(routes_.next_hop(flow.address))),
            "gateway of a route");
    require(number(route, RTA_PREFSRC) == htonl(source) && number(route, RTA_OIF) == launch.interface &&
                number(route, RTA_TABLE) == table_of(launch),
            "source, interface or table of a route");
  }

  Message next_message(std::uint16_t type, std::size_t header_bytes) {
    nlmsghdr header;
    require(rest_.size() >= sizeof header, "a message is missing");
    std::memcpy(&header, rest_.data(), sizeof header);
    require(header.nlmsg_len >= sizeof header + header_bytes && header.nlmsg_len <= rest_.size() &&
                header.nlmsg_len % NLMSG_ALIGNTO == 0,
            "length of a message");
    require(header.nlmsg_type == type && header.nlmsg_seq == sequence_++, "type or number of a message");
    std::span<const std::byte> body = rest_.subspan(sizeof header, header.nlmsg_len - sizeof header);
    rest_ = rest_.subspan(header.nlmsg_len);
    Message message{type, {body.begin(), body.begin() + static_cast<std::ptrdiff_t>(header_bytes)}, {}};
    body = body.subspan(header_bytes);
    while (!body.empty()) {
      rtattr attribute;
      require(body.size() >= sizeof attribute, "an attribute is cut off");
      std::memcpy(&attribute, body.data(), sizeof attribute);
      require(attribute.rta_len >= sizeof attribute && attribute.rta_len <= body.size(),
              "length of an attribute");
      message.attributes[attribute.rta_type].assign(body.begin() + sizeof attribute,
                                                    body.begin() + attribute.rta_len);
      body = body.subspan(attribute.rta_len);
    }
    return message;
  }

  template <class Header>
  static Header header_of(const Message& message) {
    Header header;
    std::memcpy(&header, message.header.data(), sizeof header);
    return header;
  }

  std::span<const std::byte> value(const Message& message, std::uint16_t type) const {
    const auto found = message.attributes.find(type);
    require(found != message.attributes.end(), "an attribute is missing");
    return found->second;
  }

  std::uint32_t number(const Message& message, std::uint16_t type) const {
    std::uint32_t result = 0;
    const std::span<const std::byte> bytes = value(message, type);
    require(bytes.size() == sizeof result, "an attribute has another size");
    std::memcpy(&result, bytes.data(), sizeof result);
    return result;
  }

  const Network& network_;
  const PrefixLists& routes_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> leased_;
  std::span<const std::byte> rest_;
  std::uint32_t sequence_ = 0;
  std::string which_;
};

}  // namespace crossfade::workloads::ipman
