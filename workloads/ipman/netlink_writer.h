// NetlinkWriter: builds the rtnetlink messages that configure a container's network (rtnetlink(7); layouts
// and constants from the kernel's headers). They are built, not sent. Addresses come in host byte order and
// are written in network byte order.
#pragma once

#include <arpa/inet.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace crossfade::workloads::ipman {

using Ipv6Address = std::array<std::uint8_t, 16>;

class NetlinkWriter {
 public:
  explicit NetlinkWriter(std::size_t most_bytes) : buffer_(most_bytes) {}

  void clear() {
    size_ = 0;
    sequence_ = 0;
  }
  std::span<const std::byte> bytes() const { return std::span(buffer_).first(size_); }

  /// The container's IPv4 address on its interface.
  void add_address(std::uint32_t interface, std::uint32_t address) {
    begin(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL);
    put(ifaddrmsg{AF_INET, 32, 0, RT_SCOPE_UNIVERSE, interface});
    attribute(IFA_LOCAL, htonl(address));
    attribute(IFA_ADDRESS, htonl(address));
    end();
  }

  void add_address(std::uint32_t interface, const Ipv6Address& address) {
    begin(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL);
    put(ifaddrmsg{AF_INET6, 128, IFA_F_NODAD, RT_SCOPE_UNIVERSE, interface});
    attribute(IFA_ADDRESS, address);
    end();
  }

  /// What comes from the address is routed by the table.
  void add_rule(std::uint32_t address, std::uint32_t table) {
    begin(RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL);
    fib_rule_hdr header{};
    header.family = AF_INET;
    header.src_len = 32;
    header.action = FR_ACT_TO_TBL;
    put(header);
    attribute(FRA_SRC, htonl(address));
    attribute(FRA_TABLE, table);
    attribute(FRA_PRIORITY, std::uint32_t{kRulePriority});
    end();
  }

  /// To one destination through a gateway.
  void add_route(std::uint32_t destination, std::uint32_t gateway, std::uint32_t source,
                 std::uint32_t interface, std::uint32_t table) {
    begin(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE);
    rtmsg header{};
    header.rtm_family = AF_INET;
    header.rtm_dst_len = 32;
    header.rtm_protocol = RTPROT_STATIC;
    header.rtm_scope = RT_SCOPE_UNIVERSE;
    header.rtm_type = RTN_UNICAST;
    put(header);
    attribute(RTA_DST, htonl(destination));
    attribute(RTA_GATEWAY, htonl(gateway));
    attribute(RTA_PREFSRC, htonl(source));
    attribute(RTA_OIF, interface);
    attribute(RTA_TABLE, table);
    end();
  }

  static constexpr std::uint32_t kRulePriority = 1000;

 private:
  void begin(std::uint16_t type, std::uint16_t flags) {
    start_ = size_;
    put(nlmsghdr{0, type, static_cast<std::uint16_t>(NLM_F_REQUEST | NLM_F_ACK | flags), sequence_++, 0});
  }

  void end() {
    const auto length = static_cast<std::uint32_t>(size_ - start_);
    std::memcpy(buffer_.data() + start_, &length, sizeof length);
  }

  template <class Value>
  void attribute(std::uint16_t type, const Value& value) {
    static_assert(sizeof(Value) % RTA_ALIGNTO == 0);
    put(rtattr{RTA_LENGTH(sizeof(Value)), type});
    put(value);
  }

  /// All that is written has a multiple of four bytes, as netlink wants it.
  template <class Value>
  void put(const Value& value) {
    static_assert(sizeof(Value) % NLMSG_ALIGNTO == 0);
    std::memcpy(buffer_.data() + size_, &value, sizeof value);
    size_ += sizeof value;
  }

  std::vector<std::byte> buffer_;
  std::size_t size_ = 0, start_ = 0;
  std::uint32_t sequence_ = 0;
};

}  // namespace crossfade::workloads::ipman
