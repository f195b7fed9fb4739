// Runs one tick of a gateway's control once more, by other means than Tick and forecast_peak: the ring as a
// set, calls in flight as an ordered set, limits and cut-offs with 128-bit fractions of their own, the
// forecast with every value kept. Slow. For comparing decisions and the state after the tick.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "workloads/gateway/forecast.h"
#include "workloads/gateway/hash_ring.h"
#include "workloads/gateway/limiter.h"
#include "workloads/gateway/tick.h"
#include "workloads/gateway/traffic.h"

namespace crossfade::workloads::gateway {

class TickCheck {
 public:
  TickCheck(std::span<const std::pair<std::uint32_t, std::uint16_t>> points,
            std::span<const std::int32_t> capacities)
      : ring_(points.begin(), points.end()), capacities_(capacities) {}

  /// Decisions of the tick that begins in this state; the state is that after it, its calls sorted.
  std::vector<Decision> run(GatewayState& state, std::uint32_t start_us, std::span<const Arrival> arrivals) {
    calls_.clear();
    calls_.insert(state.in_flight.begin(), state.in_flight.end());
    std::vector<Decision> decisions;
    for (const Arrival& arrival : arrivals) {
      end_until(state, start_us + arrival.at_us);
      decisions.push_back(decide(state, arrival, start_us + arrival.at_us));
    }
    end_until(state, start_us + kTickUs - 1);
    state.in_flight.assign(calls_.begin(), calls_.end());
    return decisions;
  }

  /// As forecast_peak().
  static std::int64_t peak(std::span<const std::uint32_t> history) {
    const auto sum = [&](std::size_t day) {
      std::int64_t total = 0;
      for (std::size_t slot = day * kSeason; slot < (day + 1) * kSeason; ++slot) {
        total += history[slot];
      }
      return total;
    };
    const auto days = static_cast<std::int64_t>(kSeason);
    std::vector<std::int64_t> levels{sum(0) * kFraction / days};
    std::vector<std::int64_t> trends{(sum(1) - sum(0)) * kFraction / (days * days)};
    std::vector<std::int64_t> seasons;
    for (std::size_t slot = 0; slot < history.size(); ++slot) {
      const std::int64_t value = history[slot] * kFraction;
      if (slot < kSeason) {
        seasons.push_back(value - levels[0]);
        continue;
      }
      const std::int64_t before = levels.back();
      const std::int64_t trend = trends.back();
      const std::int64_t season = seasons[slot - kSeason];
      levels.push_back(weighted(kLevelWeight, value - season, before + trend));
      trends.push_back(weighted(kTrendWeight, levels.back() - before, trend));
      seasons.push_back(weighted(kSeasonWeight, value - before - trend, season));
    }
    std::int64_t highest = 0;
    for (std::size_t ahead = 0; ahead < kHorizon; ++ahead) {
      const auto steps = static_cast<std::int64_t>(ahead + 1);
      highest = std::max(highest,
                         levels.back() + steps * trends.back() + seasons[history.size() - kSeason + ahead]);
    }
    return highest;
  }

 private:
  __extension__ using Wide = __int128;

  /// Rounded down, negative ones too.
  static std::int64_t weighted(std::int64_t weight, std::int64_t value, std::int64_t before) {
    const Wide sum = Wide{weight} * value + Wide{kWeightOne - weight} * before;
    const Wide quotient = sum / kWeightOne;
    return static_cast<std::int64_t>(sum % kWeightOne < 0 ? quotient - 1 : quotient);
  }

  void end_until(GatewayState& state, std::uint32_t now_us) {
    while (!calls_.empty() && calls_.begin()->due_us <= now_us) {
      const Call call = *calls_.begin();
      calls_.erase(calls_.begin());
      state.calls_of_node[call.node] = static_cast<std::uint16_t>(state.calls_of_node[call.node] - 1);
      move_limit(state.cells[call.cell], call.latency_us);
    }
  }

  static void move_limit(Cell& cell, std::int32_t sample) {
    cell.in_flight -= 1;
    cell.latency_us = cell.latency_us + (sample - cell.latency_us) / 8;
    cell.usual_latency_us = cell.usual_latency_us + (sample - cell.usual_latency_us) / 512;
    // Latency above one and a half times the usual one: shrink in proportion, at most to a half.
    const Wide above = Wide{cell.latency_us} * 2 - Wide{cell.usual_latency_us} * 3;
    Wide gradient = 1024;
    if (above > 0) {
      gradient = std::max(Wide{512}, Wide{cell.usual_latency_us} * 3 * 512 / cell.latency_us);
    }
    const bool half_used = Wide{cell.in_flight} * 2 * kLimitOne >= cell.limit;
    if (gradient == 1024 && !half_used) {
      return;
    }
    const auto wanted = static_cast<std::int32_t>(Wide{cell.limit} * gradient / 1024 + kLimitHeadroom);
    const std::int32_t moved = cell.limit + (wanted - cell.limit) / 8;
    cell.limit = moved < kLeastLimit ? kLeastLimit : moved > kMostLimit ? kMostLimit : moved;
  }

  static bool passes(const Cell& cell, std::uint8_t priority) {
    const Wide used = Wide{cell.in_flight} * 1000 * kLimitOne / cell.limit;
    if (used >= kFull) {
      return false;
    }
    if (used <= kUnboundedUntil) {
      return true;
    }
    const Wide over = used - kUnboundedUntil > kCutOffRange ? Wide{kCutOffRange} : used - kUnboundedUntil;
    const Wide cube = Wide{kCutOffRange} * kCutOffRange * kCutOffRange;
    // priority < 100 - floor(92 over^3 / cube)
    const Wide lost = 92 * over * over * over / cube;
    return priority + lost < 100;
  }

  Decision decide(GatewayState& state, const Arrival& arrival, std::uint32_t now_us) {
    std::int32_t& credits = state.retry_credits[arrival.region];
    if (arrival.is_retry != 0 && credits < kRetryCost) {
      return {0, arrival.region, Verdict::shed_retry};
    }
    credits = arrival.is_retry != 0 ? credits - kRetryCost : std::min(credits + 1, kMostCredits);
    if (passes(state.cells[arrival.cell()], arrival.priority)) {
      return {call(state, arrival, arrival.region, now_us), arrival.region, Verdict::admitted};
    }
    std::vector<std::pair<std::int64_t, int>> rooms;  // room, and the region below zero: the first of equals
    for (int region = 0; region < static_cast<int>(kRegions); ++region) {
      const Cell& cell = state.cells[static_cast<std::size_t>(region) * kClusters + arrival.cluster];
      if (region != arrival.region) {
        rooms.emplace_back(cell.limit - std::int64_t{cell.in_flight} * kLimitOne, -region);
      }
    }
    const auto [room, region_below_zero] = *std::max_element(rooms.begin(), rooms.end());
    if (arrival.priority >= kSteeredPriorities || room <= kLeastSpare) {
      return {0, arrival.region, Verdict::shed};
    }
    const auto region = static_cast<std::uint8_t>(-region_below_zero);
    return {call(state, arrival, region, now_us), region, Verdict::steered};
  }

  std::uint16_t call(GatewayState& state, const Arrival& arrival, std::uint8_t region, std::uint32_t now_us) {
    const std::size_t number = std::size_t{region} * kClusters + arrival.cluster;
    Cell& cell = state.cells[number];
    cell.in_flight += 1;
    const Wide capacity = capacities_[number];
    const Wide waiting = cell.in_flight > capacity ? cell.in_flight - capacity : 0;
    auto latency = static_cast<std::int32_t>(arrival.service_us + arrival.service_us * waiting / capacity);
    latency += region == arrival.region ? 0 : kFarLatencyUs;
    const std::uint16_t node = node_for(state, arrival.client);
    state.calls_of_node[node] = static_cast<std::uint16_t>(state.calls_of_node[node] + 1);
    calls_.insert({now_us + static_cast<std::uint32_t>(latency), state.admitted, latency,
                   static_cast<std::uint16_t>(number), node});
    state.admitted += 1;
    return node;
  }

  /// From the client's hash on, once around; a node has room while it has less than 1.25 times the mean.
  std::uint16_t node_for(const GatewayState& state, std::uint32_t client) const {
    const std::size_t total = calls_.size() + 1;
    auto place = ring_.lower_bound({hash_of_client(client), 0});
    const auto first = place == ring_.end() ? ring_.begin() : place;
    place = first;
    do {
      if (std::size_t{state.calls_of_node[place->second]} * kNodes * 4 < total * 5) {
        return place->second;
      }
      ++place;
      place = place == ring_.end() ? ring_.begin() : place;
    } while (place != first);
    return first->second;
  }

  std::set<std::pair<std::uint32_t, std::uint16_t>> ring_;
  std::span<const std::int32_t> capacities_;
  std::set<Call> calls_;
};

}  // namespace crossfade::workloads::gateway
