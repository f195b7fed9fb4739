// Holt-Winters' additive method: level, trend and season by exponential smoothing (P. Winters, "Forecasting
// Sales by Exponentially Weighted Moving Averages", 1960; in the form of R. Hyndman and G. Athanasopoulos,
// "Forecasting: Principles and Practice", 8.3). Fixed point, rounded down, so that every CPU gives the same
// forecasts. Series are in requests per second; a season is a day of half hours.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace crossfade::workloads::gateway {

inline constexpr std::size_t kSeason = 48;
inline constexpr std::size_t kHistory = 3 * kSeason;
inline constexpr std::size_t kHorizon = 6;          ///< half hours ahead
inline constexpr std::int64_t kFraction = 256;      ///< values are in 1/256
inline constexpr std::int64_t kWeightOne = 1024;    ///< weights are in 1/1024
inline constexpr std::int64_t kLevelWeight = 307;   ///< 0.3
inline constexpr std::int64_t kTrendWeight = 102;   ///< 0.1
inline constexpr std::int64_t kSeasonWeight = 205;  ///< 0.2

/// The highest of the next kHorizon values, not below 0, in 1/256. history has kHistory values, the oldest
/// first.
inline std::int64_t forecast_peak(std::span<const std::uint32_t> history) {
  const auto smoothed = [](std::int64_t weight, std::int64_t value, std::int64_t before) {
    return (weight * value + (kWeightOne - weight) * before) >> 10;
  };
  std::int64_t first_day = 0, second_day = 0;
  for (std::size_t slot = 0; slot < kSeason; ++slot) {
    first_day += history[slot];
    second_day += history[kSeason + slot];
  }
  std::int64_t level = first_day * kFraction / std::int64_t{kSeason};
  std::int64_t trend = (second_day - first_day) * kFraction / std::int64_t{kSeason * kSeason};
  std::array<std::int64_t, kSeason> season;
  for (std::size_t slot = 0; slot < kSeason; ++slot) {
    season[slot] = history[slot] * kFraction - level;
  }
  for (std::size_t day = kSeason; day < kHistory; day += kSeason) {
    for (std::size_t slot = 0; slot < kSeason; ++slot) {
      const std::int64_t value = history[day + slot] * kFraction;
      const std::int64_t expected = level + trend;
      const std::int64_t new_level = smoothed(kLevelWeight, value - season[slot], expected);
      trend = smoothed(kTrendWeight, new_level - level, trend);
      season[slot] = smoothed(kSeasonWeight, value - expected, season[slot]);
      level = new_level;
    }
  }
  std::int64_t peak = 0;
  for (std::size_t ahead = 1; ahead <= kHorizon; ++ahead) {
    peak = std::max(peak, level + static_cast<std::int64_t>(ahead) * trend + season[ahead - 1]);
  }
  return peak;
}

/// Instances for a peak in 1/256 requests per second, with 15 % in reserve, rounded up.
inline std::uint32_t instances_for(std::int64_t peak, std::uint32_t per_instance) {
  const std::int64_t one = kFraction * 100 * per_instance;
  return static_cast<std::uint32_t>((peak * 115 + one - 1) / one);
}

}  // namespace crossfade::workloads::gateway
