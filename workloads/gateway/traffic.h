// What arrives at a gateway: 512 calls in 10 ms, and what each cluster was asked in the last days. Generated.
// Statistics: 40 % of the calls are for the first of four regions; clusters are popular by Zipf 0.6, clients
// by Zipf 0.7; a quarter of the calls is of priority 0 to 9; service times are log-normal around 8 ms, sigma
// 0.9. In every fourth stretch of 64 ticks a launch concentrates one call in three on four clusters, and one
// call in five is a retry, where it is one in twenty otherwise.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "workloads/gateway/forecast.h"
#include "workloads/generators/random.h"
#include "workloads/generators/zipf.h"

namespace crossfade::workloads::gateway {

inline constexpr std::uint32_t kArrivals = 512;  ///< in a tick
inline constexpr std::uint32_t kTickUs = 10'000;
inline constexpr std::uint32_t kRegions = 4;
inline constexpr std::uint32_t kClusters = 64;
inline constexpr std::uint32_t kCells = kRegions * kClusters;
inline constexpr std::uint32_t kClients = 200'000;
inline constexpr std::uint32_t kPhaseTicks = 64;
inline constexpr double kMedianServiceUs = 8'000;
inline constexpr double kServiceSigma = 0.9;
inline constexpr std::uint32_t kMeanServiceUs = 12'000;  ///< exp(sigma^2 / 2) times the median
inline constexpr std::uint32_t kMostServiceUs = 200'000;

struct Arrival {
  std::uint32_t at_us;  ///< from the begin of the tick; arrivals are in this order
  std::uint32_t client;
  std::uint32_t service_us;  ///< of the call where nothing waits
  std::uint8_t priority;     ///< 0 = most important, to 99
  std::uint8_t region, cluster;
  std::uint8_t is_retry;

  std::uint32_t cell() const { return std::uint32_t{region} * kClusters + cluster; }
};

inline bool is_spike(std::uint32_t tick) {
  return tick / kPhaseTicks % 4 == 3;
}

/// The arrivals of `ticks` consecutive ticks, kArrivals each.
inline std::vector<Arrival> make_arrivals(std::uint32_t ticks, Random& random) {
  const Zipf clusters(kClusters, 0.6);
  const Zipf clients(kClients, 0.7);
  std::vector<Arrival> arrivals;
  arrivals.reserve(std::size_t{ticks} * kArrivals);
  for (std::uint32_t tick = 0; tick < ticks; ++tick) {
    for (std::uint32_t number = 0; number < kArrivals; ++number) {
      Arrival arrival{};
      // One in each 512th of the tick: as even as a busy gateway sees it.
      const std::uint64_t early = number * std::uint64_t{kTickUs} / kArrivals;
      arrival.at_us = static_cast<std::uint32_t>(early + random.below(kTickUs / kArrivals));
      arrival.client = static_cast<std::uint32_t>(clients(random));
      const double service = random.log_normal(kMedianServiceUs, kServiceSigma);
      arrival.service_us = static_cast<std::uint32_t>(std::clamp(service, 200.0, double{kMostServiceUs}));
      const bool important = random.below(4) == 0;
      arrival.priority = static_cast<std::uint8_t>(important ? random.below(10) : random.between(10, 99));
      const std::uint64_t place = random.below(100);
      arrival.region = place < 40 ? 0 : place < 65 ? 1 : place < 85 ? 2 : 3;
      const std::uint64_t usual = clusters(random) - 1;
      const std::uint64_t hot = random.below(4);
      const bool to_hot = random.below(3) == 0 && is_spike(tick);
      arrival.cluster = static_cast<std::uint8_t>(to_hot ? 30 + hot : usual);
      arrival.is_retry = random.below(100) < (is_spike(tick) ? 20u : 5u) ? 1 : 0;
      arrivals.push_back(arrival);
    }
  }
  return arrivals;
}

/// Calls that a cell has room for without waiting: twice what it usually has in flight, and a few.
inline std::array<std::int32_t, kCells> cell_capacities(const std::vector<Arrival>& arrivals) {
  std::array<std::uint64_t, kCells> usual{};
  std::uint64_t ticks = 0;
  for (std::size_t position = 0; position < arrivals.size(); ++position) {
    if (!is_spike(static_cast<std::uint32_t>(position / kArrivals))) {
      ++usual[arrivals[position].cell()];
      ticks += position % kArrivals == 0 ? 1 : 0;
    }
  }
  std::array<std::int32_t, kCells> capacities{};
  for (std::size_t cell = 0; cell < kCells; ++cell) {
    capacities[cell] = static_cast<std::int32_t>(3 + 2 * usual[cell] * kMeanServiceUs / (ticks * kTickUs));
  }
  return capacities;
}

/// Requests per second of one cluster by half hours: a day's course with noise, growing a little. The
/// forecast of a tick sees kHistory of them from the tick's number on.
inline std::vector<std::uint32_t> make_demand(std::size_t slots, Random& random) {
  const double base = random.log_normal(4'000, 0.8);
  std::array<double, kSeason> course;
  const std::uint64_t peak_slot = random.below(kSeason);
  for (std::size_t slot = 0; slot < kSeason; ++slot) {
    const std::size_t distance = (slot + kSeason - peak_slot) % kSeason;
    const double away = static_cast<double>(std::min(distance, kSeason - distance)) / (kSeason / 2.0);
    course[slot] = 1.6 - 1.2 * away * away;
  }
  std::vector<std::uint32_t> demand(slots);
  for (std::size_t slot = 0; slot < slots; ++slot) {
    const double grown = base * (1 + 0.001 * static_cast<double>(slot));
    demand[slot] = static_cast<std::uint32_t>(grown * course[slot % kSeason] * random.log_normal(1, 0.08));
  }
  return demand;
}

}  // namespace crossfade::workloads::gateway
