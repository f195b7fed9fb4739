// ipman: the network agent of a container platform configures a group of 16 launches. Of each it leases an
// IPv4 and an IPv6 address from the first candidate subnet that has one left (bitmaps), asks for each of the
// 24 services that the container depends on whether its security groups let it pass, finds the route to it
// (longest-prefix match over 120,000 routes), and writes the netlink messages that would configure it. 16 is
// what a batch scheduler places on a host at once. Time goes into unpredictable branches and chains of
// dependent loads in a few MB.
//
// Nothing is sent to the kernel: that part needs privileges and is nearly all system time. No locks: every
// worker is one shard of the agent with address pools of its own, which all begin with the same leases; and
// the 16 leases are given back before the request ends, where in production a later request would do it. So
// answers are exact.
//
// The digest covers all messages and decisions. verify() decides again without the trie and the bitmaps and
// reads the messages. finish() balances the books: leases before + given = released + live.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/generators/zipf.h"
#include "workloads/ipman/address_pool.h"
#include "workloads/ipman/launch.h"
#include "workloads/ipman/launch_agent.h"
#include "workloads/ipman/launch_check.h"
#include "workloads/ipman/placement.h"
#include "workloads/ipman/route_table.h"
#include "workloads/ipman/security_group.h"
#include "workloads/sugar.h"

namespace crossfade::workloads {
namespace {

using namespace ipman;

constexpr std::uint32_t kLaunches = 16;
constexpr std::uint32_t kPool = 1024;
constexpr double kPopularityExponent = 0.8;

constexpr std::array kClasses{
    // In: the launches as they are in memory. Out: addresses and decisions.
    cf_class{"launch16", 1.0, 2'000'000, 0, 1, kPool, 0, kLaunches * sizeof(Launch),
             std::uint64_t{kLaunches} * 32, 0, 0},
};

constexpr std::array kParameters{
    cf_parameter{"routes", "prefixes in the route table", "", "120000", "1000", "4000000"},
};

constexpr Description kDescription{
    .name = "ipman",
    .version = "1",
    .summary = "Assigns addresses, security rules and routes to 16 containers",
    .seed_system = "container network configuration",
    .unit = "16 container launches",
    .flags = CF_FLAG_EXACT,
    .classes = kClasses,
    .parameters = kParameters,
};

class Dataset {
 public:
  static Need need(const Environment& environment) {
    constexpr std::uint64_t route_bytes = 64;  // route, two nodes of the trie, an entry of the check's list
    constexpr std::uint64_t group_bytes = 33 * sizeof(Rule);
    return {.shared_bytes = environment.integer("routes") * route_bytes + kGroups * group_bytes +
                            kSubnets * sizeof(SubnetBitmap) + kServices * sizeof(Flow) +
                            std::uint64_t{kPool} * kLaunches * sizeof(Launch),
            .per_worker_bytes = kSubnets * sizeof(SubnetBitmap) + kLaunches * LaunchAgent::kMostMessageBytes};
  }

  explicit Dataset(const Environment& environment) : Dataset(environment, Random(environment.seed())) {}

  /// Of a worker that ends.
  void close(const PoolBooks& books) {
    const std::lock_guard lock(closing_);
    books_.add(books);
  }

  void finish() {
    const std::lock_guard lock(closing_);
    if (const std::string problem = books_.imbalance(); !problem.empty()) {
      throw wrong("the leases do not balance", problem);
    }
  }

  const Network& network() const { return network_; }
  const RouteTable& routes() const { return routes_; }
  const PrefixLists& prefix_lists() const { return prefix_lists_; }
  std::span<const Launch> launches(const cf_request& request) const {
    return std::span(launches_).subspan(request.index % kPool * kLaunches, kLaunches);
  }

 private:
  Dataset(const Environment& environment, Random random)
      : network_(make_network(environment.integer("routes"), random)),
        routes_(network_.routes),
        prefix_lists_(network_.routes) {
    environment.note_library("own tables and XXH3", "1", "x86-64-v2");
    environment.check_cancelled();
    const Zipf popularity(kServices, kPopularityExponent);
    std::uint64_t all = digest_of(network_, 0);
    launches_.reserve(std::size_t{kPool} * kLaunches);
    for (std::uint32_t number = 0; number < kPool * kLaunches; ++number) {
      launches_.push_back(make_launch(network_, popularity, random));
      all = digest_of(launches_.back(), all);
    }
    environment.note_dataset_digest(all);
  }

  Network network_;
  RouteTable routes_;
  PrefixLists prefix_lists_;
  std::vector<Launch> launches_;  ///< of the pool's requests, one request after another
  std::mutex closing_;
  PoolBooks books_;
};

class Worker {
 public:
  Worker(Dataset& dataset, std::uint32_t /*worker*/)
      : dataset_(dataset), agent_(dataset.network(), dataset.routes(), kLaunches) {}
  ~Worker() { dataset_.close(agent_.books()); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void request(const cf_request& request, cf_answer& answer) {
    const std::span<const Launch> launches = dataset_.launches(request);
    agent_.configure(launches);
    agent_.release();
    const auto placements = agent_.placements();
    answer.bytes_in = launches.size_bytes();
    answer.bytes_out = agent_.messages().size();
    answer.items = static_cast<std::uint32_t>(
        std::count_if(placements.begin(), placements.end(),
                      [](const Placement& placement) { return placement.subnet != kNowhere; }));
    answer.digest = digest_of_output();
  }

  void verify(const cf_request& request, const cf_answer& answer) const {
    if (answer.digest != digest_of_output() || answer.bytes_out != agent_.messages().size()) {
      throw wrong("the answer does not describe the messages", "digest or size differs");
    }
    LaunchCheck check(dataset_.network(), dataset_.prefix_lists());
    check.check(dataset_.launches(request), agent_.placements(), agent_.messages());
  }

 private:
  std::uint64_t digest_of_output() const {
    return digest(agent_.messages(), digest(std::as_bytes(agent_.placements())));
  }

  Dataset& dataset_;
  LaunchAgent agent_;
};

}  // namespace
}  // namespace crossfade::workloads

CROSSFADE_WORKLOAD(crossfade::workloads::kDescription, crossfade::workloads::Dataset,
                   crossfade::workloads::Worker)
