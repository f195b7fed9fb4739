// The limit of calls in flight to one cell (a cluster in a region), which follows latency, and which
// priorities pass while a cell fills up. All integers, so that every CPU gives the same limits.
//
// The limit shrinks while latency is above one and a half times what is usual in the cell and grows by a
// constant otherwise, after the gradient limits of Netflix's concurrency-limits library; it does not grow
// while less than half of it is used. Priorities are 0 (most important) to 99; above 60 % of the limit they
// are cut off by a cubic, as Netflix describes its prioritised load shedding ("Keeping Netflix Reliable Using
// Prioritized Load Shedding", 2020).
#pragma once

#include <algorithm>
#include <cstdint>

namespace crossfade::workloads::gateway {

inline constexpr std::int32_t kLimitOne = 256;  ///< limits are in 1/256 of a call
inline constexpr std::int32_t kLeastLimit = 4 * kLimitOne;
inline constexpr std::int32_t kMostLimit = 400 * kLimitOne;
inline constexpr std::int32_t kLimitHeadroom = 2 * kLimitOne;
inline constexpr std::int32_t kUnboundedUntil = 600;  ///< utilisation in 1/1000
inline constexpr std::int32_t kCutOffRange = 600;     ///< from there on to the least cut-off
inline constexpr std::int32_t kFull = 1500;           ///< nothing passes
inline constexpr std::int64_t kPriorities = 100;
inline constexpr std::int64_t kAlwaysPass = 8;  ///< priorities below it, until the cell is full

struct Cell {
  std::int32_t in_flight = 0;
  std::int32_t limit = kLeastLimit;
  std::int32_t latency_us = 0;        ///< smoothed over about 8 calls
  std::int32_t usual_latency_us = 0;  ///< smoothed over about 512 calls

  bool operator==(const Cell&) const = default;

  /// Calls in flight in 1/1000 of the limit.
  std::int32_t utilisation() const { return in_flight * (1000 * kLimitOne) / limit; }

  void call_ended(std::int32_t sample_us) {
    --in_flight;
    latency_us += (sample_us - latency_us) / 8;
    usual_latency_us += (sample_us - usual_latency_us) / 512;
    const std::int64_t ratio = std::int64_t{usual_latency_us} * 1536 / std::max(latency_us, 1);
    const std::int64_t gradient = std::clamp<std::int64_t>(ratio, 512, 1024);
    if (gradient == 1024 && in_flight * (2 * kLimitOne) < limit) {
      return;
    }
    const auto wanted = static_cast<std::int32_t>(limit * gradient / 1024) + kLimitHeadroom;
    limit = std::clamp(limit + (wanted - limit) / 8, kLeastLimit, kMostLimit);
  }
};

/// Priorities below it pass.
inline std::int64_t cut_off(std::int32_t utilisation) {
  const std::int64_t over = std::clamp(utilisation - kUnboundedUntil, 0, kCutOffRange);
  constexpr std::int64_t cube = std::int64_t{kCutOffRange} * kCutOffRange * kCutOffRange;
  return kPriorities - (kPriorities - kAlwaysPass) * over * over * over / cube;
}

}  // namespace crossfade::workloads::gateway
