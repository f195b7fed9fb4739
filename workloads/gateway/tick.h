// One tick of a gateway's control: calls that end leave their cell and move its limit, calls that arrive are
// sent to a node, to another region, or are shed. Ordered by time within the tick; a call that ends at the
// time of an arrival ends before it. The state after a tick follows from the state before it and the
// arrivals.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <tuple>
#include <vector>

#include "workloads/gateway/hash_ring.h"
#include "workloads/gateway/limiter.h"
#include "workloads/gateway/traffic.h"

namespace crossfade::workloads::gateway {

inline constexpr std::uint32_t kNodes = 800;
inline constexpr std::int32_t kFarLatencyUs = 20'000;  ///< more, to another region
inline constexpr std::int32_t kRetryCost = 10;  ///< credits: retries may be a tenth of what is no retry
inline constexpr std::int32_t kMostCredits = 500;
inline constexpr std::uint8_t kSteeredPriorities = 50;  ///< only priorities below it go to another region
inline constexpr std::int64_t kLeastSpare =
    std::int64_t{2} * kLimitOne;  ///< room that another region must have

/// A call in flight.
struct Call {
  std::uint32_t due_us;  ///< when it ends, since the first tick
  std::uint32_t number;  ///< of all admitted calls: orders those that end together
  std::int32_t latency_us;
  std::uint16_t cell, node;

  friend auto operator<=>(const Call& one, const Call& other) {
    return std::tie(one.due_us, one.number) <=> std::tie(other.due_us, other.number);
  }
  bool operator==(const Call&) const = default;
};

struct GatewayState {
  std::array<Cell, kCells> cells;
  std::array<std::uint16_t, kNodes> calls_of_node{};
  std::array<std::int32_t, kRegions> retry_credits{};
  std::uint32_t admitted = 0;   ///< since the first tick
  std::vector<Call> in_flight;  ///< a heap: the next to end first; sorted is one, too

  bool operator==(const GatewayState&) const = default;
};

/// Idle; every cell has its room and half as much as its limit, and latency is the usual one.
inline GatewayState idle_state(std::span<const std::int32_t> capacities) {
  GatewayState state;
  for (std::uint32_t number = 0; number < kCells; ++number) {
    Cell& cell = state.cells[number];
    cell.limit = capacities[number] * kLimitOne * 3 / 2;
    cell.latency_us = cell.usual_latency_us = std::int32_t{kMeanServiceUs};
  }
  return state;
}

enum class Verdict : std::uint8_t { admitted, steered, shed, shed_retry };

struct Decision {
  std::uint16_t node;  ///< 0 if shed
  std::uint8_t region;
  Verdict verdict;

  bool operator==(const Decision&) const = default;
};

/// What does not change from tick to tick.
struct Layout {
  HashRing ring;
  std::array<std::int32_t, kCells> capacities;
};

class Tick {
 public:
  Tick(const Layout& layout, GatewayState& state) : layout_(layout), state_(state) {}

  /// decisions has a place for each arrival. start_us: since the first tick.
  void run(std::uint32_t start_us, std::span<const Arrival> arrivals, std::span<Decision> decisions) {
    for (std::size_t number = 0; number < arrivals.size(); ++number) {
      const std::uint32_t now_us = start_us + arrivals[number].at_us;
      end_calls(now_us);
      decisions[number] = decide(arrivals[number], now_us);
    }
    end_calls(start_us + kTickUs - 1);
  }

 private:
  void end_calls(std::uint32_t now_us) {
    std::vector<Call>& calls = state_.in_flight;
    while (!calls.empty() && calls.front().due_us <= now_us) {
      const Call ended = calls.front();
      std::pop_heap(calls.begin(), calls.end(), std::greater<>());
      calls.pop_back();
      state_.cells[ended.cell].call_ended(ended.latency_us);
      --state_.calls_of_node[ended.node];
    }
  }

  Decision decide(const Arrival& arrival, std::uint32_t now_us) {
    std::int32_t& credits = state_.retry_credits[arrival.region];
    if (arrival.is_retry != 0) {
      if (credits < kRetryCost) {
        return {0, arrival.region, Verdict::shed_retry};
      }
      credits -= kRetryCost;
    } else {
      credits = std::min(credits + 1, kMostCredits);
    }
    const Cell& home = state_.cells[arrival.cell()];
    const std::int32_t utilisation = home.utilisation();
    if (arrival.priority < cut_off(utilisation) && utilisation < kFull) {
      return {admit(arrival, arrival.cell(), 0, now_us), arrival.region, Verdict::admitted};
    }
    if (arrival.priority < kSteeredPriorities) {
      if (const std::uint32_t region = roomiest_region(arrival); region != arrival.region) {
        const std::uint32_t cell = region * kClusters + arrival.cluster;
        return {admit(arrival, cell, kFarLatencyUs, now_us), static_cast<std::uint8_t>(region),
                Verdict::steered};
      }
    }
    return {0, arrival.region, Verdict::shed};
  }

  /// The other region with the most room, the first of equal ones; the arrival's own if none has enough.
  std::uint32_t roomiest_region(const Arrival& arrival) const {
    std::uint32_t best = arrival.region;
    std::int64_t most = kLeastSpare;
    for (std::uint32_t region = 0; region < kRegions; ++region) {
      const Cell& cell = state_.cells[region * kClusters + arrival.cluster];
      const std::int64_t spare = std::int64_t{cell.limit} - std::int64_t{cell.in_flight} * kLimitOne;
      if (region != arrival.region && spare > most) {
        most = spare;
        best = region;
      }
    }
    return best;
  }

  /// The node that gets the call. Calls wait where a cell has more of them than room.
  std::uint16_t admit(const Arrival& arrival, std::uint32_t cell_number, std::int32_t far_us,
                      std::uint32_t now_us) {
    Cell& cell = state_.cells[cell_number];
    const std::int64_t capacity = layout_.capacities[cell_number];
    const std::int64_t waiting = std::max<std::int64_t>(0, cell.in_flight + 1 - capacity);
    const std::int64_t service = arrival.service_us;
    const auto latency = static_cast<std::int32_t>(service + service * waiting / capacity) + far_us;
    // A quarter more than the mean, rounded up.
    const auto total = static_cast<std::uint32_t>(state_.in_flight.size() + 1);
    const std::uint32_t most = (total * 5 + kNodes * 4 - 1) / (kNodes * 4);
    const std::uint16_t node = layout_.ring.node_for(arrival.client, state_.calls_of_node, most);
    ++cell.in_flight;
    ++state_.calls_of_node[node];
    state_.in_flight.push_back({now_us + static_cast<std::uint32_t>(latency), state_.admitted++, latency,
                                static_cast<std::uint16_t>(cell_number), node});
    std::push_heap(state_.in_flight.begin(), state_.in_flight.end(), std::greater<>());
    return node;
  }

  const Layout& layout_;
  GatewayState& state_;
};

}  // namespace crossfade::workloads::gateway
