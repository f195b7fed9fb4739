// The parts of ipman: the trie against a plain search, the pool's books, messages byte by byte, and that the
// check catches what is wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "workloads/ipman/address_pool.h"
#include "workloads/ipman/launch.h"
#include "workloads/ipman/launch_agent.h"
#include "workloads/ipman/launch_check.h"
#include "workloads/ipman/netlink_writer.h"
#include "workloads/ipman/route_table.h"

namespace crossfade::workloads::ipman {
namespace {

using testing::HasSubstr;

constexpr std::uint32_t address(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}

TEST(RouteTable, LongestPrefixWins) {
  const std::vector<Route> routes{{address(10, 1, 2, 0), 24, 3},
                                  {address(10, 0, 0, 0), 8, 1},
                                  {address(10, 1, 2, 3), 32, 4},
                                  {address(10, 1, 0, 0), 16, 2}};
  const RouteTable table(routes);
  EXPECT_EQ(table.next_hop(address(10, 1, 2, 3)), 4u);
  EXPECT_EQ(table.next_hop(address(10, 1, 2, 4)), 3u);
  EXPECT_EQ(table.next_hop(address(10, 1, 3, 3)), 2u);
  EXPECT_EQ(table.next_hop(address(10, 255, 0, 0)), 1u);
  EXPECT_EQ(table.next_hop(address(11, 0, 0, 0)), 0u);
}

TEST(RouteTable, EmptyAndDefaultRoute) {
  EXPECT_EQ(RouteTable({}).next_hop(7), 0u);
  const std::vector<Route> all{{0, 0, 9}};
  EXPECT_EQ(RouteTable(all).next_hop(0), 9u);
  EXPECT_EQ(RouteTable(all).next_hop(~0u), 9u);
}

TEST(RouteTable, AgreesWithASearchOfAllRoutes) {
  Random random(1);
  for (int round = 0; round < 20; ++round) {
    std::vector<Route> routes;
    for (std::uint32_t number = 1; number <= 300; ++number) {
      const auto length = static_cast<std::uint32_t>(random.below(33));
      // Few distinct bits, so that prefixes share and split.
      const auto bits = static_cast<std::uint32_t>(random.next() & random.next() & random.next());
      const Route route{bits & mask_of(length), length, number};
      std::erase_if(routes, [&](const Route& other) {
        return other.prefix == route.prefix && other.length == route.length;
      });
      routes.push_back(route);
    }
    const RouteTable table(routes);
    const PrefixLists lists(routes);
    for (int look = 0; look < 500; ++look) {
      const auto wanted = static_cast<std::uint32_t>(random.next() & random.next());
      Route best{0, 0, 0};
      for (const Route& route : routes) {
        if ((wanted & mask_of(route.length)) == route.prefix &&
            (best.next_hop == 0 || route.length > best.length)) {
          best = route;
        }
      }
      ASSERT_EQ(table.next_hop(wanted), best.next_hop);
      ASSERT_EQ(lists.next_hop(wanted), best.next_hop);
    }
  }
}

TEST(AddressPool, GivesTheLowestFreeAddressAndNeverTheReservedOnes) {
  AddressPool pool({kFreeSubnet, kFreeSubnet});
  for (std::uint32_t expected = kFirstGiven; expected <= kLastGiven; ++expected) {
    ASSERT_EQ(pool.lease(1), expected);
  }
  EXPECT_EQ(pool.lease(1), std::nullopt);
  pool.release(1, 77);
  pool.release(1, 200);
  EXPECT_EQ(pool.lease(1), 77u);
  EXPECT_EQ(pool.lease(0), kFirstGiven);
}

TEST(AddressPool, BooksBalanceOnlyIfEveryLeaseCameBackOnce) {
  SubnetBitmap used = kFreeSubnet;
  used[1] = 0xff;
  const std::vector<SubnetBitmap> before{used};
  AddressPool pool(before);
  EXPECT_EQ(pool.books(before).live, 8u);
  const std::uint32_t leased = pool.lease(0).value();
  EXPECT_EQ(pool.books(before).live, 9u);
  EXPECT_THAT(pool.books(before).imbalance(), HasSubstr("1 subnets")) << "still held";
  pool.release(0, leased);
  EXPECT_EQ(pool.books(before).imbalance(), "");
  pool.release(0, leased);
  EXPECT_THAT(pool.books(before).imbalance(), HasSubstr("twice"));

  PoolBooks lost{.live_before = 8, .given = 2, .released = 1, .live = 8};
  EXPECT_THAT(lost.imbalance(), HasSubstr("8 leases before, 2 given, 1 released, but 8 live"));
  lost.live = 9;
  EXPECT_EQ(lost.imbalance(), "");
}

TEST(NetlinkWriter, WritesAnAddressAsTheKernelReadsIt) {
  NetlinkWriter writer(64);
  writer.add_address(7, address(100, 64, 0, 4));
  // struct nlmsghdr, struct ifaddrmsg, two struct rtattr; numbers little-endian, addresses big-endian.
  const std::array<unsigned char, 40> expected{40,  0,  0, 0,  20, 0, 5, 6, 0,   0,  0, 0, 0, 0,
                                               0,   0,  2, 32, 0,  0, 7, 0, 0,   0,  8, 0, 2, 0,
                                               100, 64, 0, 4,  8,  0, 1, 0, 100, 64, 0, 4};
  ASSERT_EQ(writer.bytes().size(), expected.size());
  EXPECT_EQ(std::memcmp(writer.bytes().data(), expected.data(), expected.size()), 0);
}

TEST(NetlinkWriter, NumbersMessagesAndStartsAgain) {
  NetlinkWriter writer(1024);
  for (int round = 0; round < 2; ++round) {
    writer.clear();
    writer.add_rule(1, 1000);
    writer.add_route(2, 3, 1, 7, 1000);
    nlmsghdr first, second;
    std::memcpy(&first, writer.bytes().data(), sizeof first);
    std::memcpy(&second, writer.bytes().data() + first.nlmsg_len, sizeof second);
    EXPECT_EQ(first.nlmsg_type, RTM_NEWRULE);
    EXPECT_EQ(second.nlmsg_type, RTM_NEWROUTE);
    EXPECT_EQ(first.nlmsg_seq, 0u);
    EXPECT_EQ(second.nlmsg_seq, 1u);
    EXPECT_EQ(first.nlmsg_len + second.nlmsg_len, writer.bytes().size());
  }
}

class Launches : public testing::Test {
 protected:
  static constexpr std::size_t kCount = 16;

  Launches() {
    const Zipf popularity(kServices, 0.8);
    for (std::size_t number = 0; number < kCount; ++number) {
      launches_.push_back(make_launch(network_, popularity, random_));
    }
  }

  /// What the check says of the agent's output, changed by `change` before.
  template <class Change>
  std::string verdict(Change&& change) {
    LaunchAgent agent(network_, routes_, kCount);
    agent.configure(launches_);
    std::vector<Placement> placements(agent.placements().begin(), agent.placements().end());
    std::vector<std::byte> messages(agent.messages().begin(), agent.messages().end());
    agent.release();
    EXPECT_EQ(agent.books().imbalance(), "");
    change(placements, messages);
    try {
      LaunchCheck(network_, lists_).check(launches_, placements, messages);
      return {};
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.status, CF_WRONG);
      return failure.what;
    }
  }

  Random random_{7};
  Network network_ = make_network(2000, random_);
  RouteTable routes_{network_.routes};
  PrefixLists lists_{network_.routes};
  std::vector<Launch> launches_;
};

TEST_F(Launches, RightAnswersPass) {
  EXPECT_EQ(verdict([](auto&, auto&) {}), "");
}

TEST_F(Launches, WrongAnswersAreCaught) {
  EXPECT_NE(verdict([](auto& placements, auto&) { placements[3].address ^= 1; }), "");
  EXPECT_NE(verdict([](auto& placements, auto&) { placements[3].allowed ^= 2; }), "");
  EXPECT_NE(verdict([](auto& placements, auto&) { std::swap(placements[0], placements[1]); }), "");
  EXPECT_NE(verdict([](auto&, auto& messages) { messages.pop_back(); }), "");
  EXPECT_NE(verdict([](auto&, auto& messages) { messages.resize(messages.size() + 4); }), "");
}

TEST_F(Launches, NoByteOfAMessageCanChangeUnseen) {
  std::size_t size = 0;
  EXPECT_EQ(verdict([&](auto&, auto& messages) { size = messages.size(); }), "");
  std::size_t unseen = 0, looked = 0;
  for (std::size_t byte = 0; byte < size; byte += 37) {
    ++looked;
    unseen += verdict([&](auto&, auto& messages) { messages[byte] ^= std::byte{1}; }).empty() ? 1 : 0;
  }
  // Flags, port number and the constants of the headers are seen by the digest only.
  EXPECT_LT(unseen, looked / 2);
}

TEST_F(Launches, TheNextCandidateIsTakenAndNobodyIsPlacedInFullSubnets) {
  SubnetBitmap full;
  full.fill(~std::uint64_t{0});
  network_.subnets[5] = full;
  network_.subnets[6] = kFreeSubnet;
  launches_[0].subnets = {5, 6, 6};
  launches_[1].subnets = {6, 5, 5};
  launches_[2].subnets = {5, 5, 5};
  LaunchAgent agent(network_, routes_, kCount);
  agent.configure(launches_);
  EXPECT_EQ(agent.placements()[0].subnet, 6u);
  EXPECT_EQ(agent.placements()[0].address, kFirstGiven);
  EXPECT_EQ(agent.placements()[1].address, kFirstGiven + 1);
  EXPECT_EQ(agent.placements()[2].subnet, kNowhere);
  EXPECT_EQ(verdict([](auto&, auto&) {}), "");
}

TEST_F(Launches, TheInputIsMixed) {
  LaunchAgent agent(network_, routes_, kCount);
  std::size_t allowed = 0, flows = 0;
  const Zipf popularity(kServices, 0.8);
  for (int group = 0; group < 20; ++group) {
    for (Launch& launch : launches_) {
      launch = make_launch(network_, popularity, random_);
    }
    agent.configure(launches_);
    agent.release();
    for (const Placement& placement : agent.placements()) {
      allowed += static_cast<std::size_t>(std::popcount(placement.allowed));
      flows += kFlows;
    }
  }
  EXPECT_GT(allowed, flows / 5) << "security groups let nearly nothing pass";
  EXPECT_LT(allowed, flows * 4 / 5) << "security groups let nearly everything pass";
}

}  // namespace
}  // namespace crossfade::workloads::ipman
