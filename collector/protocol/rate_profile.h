// Rate profile: by how much the offered rate of a stage is multiplied from which time on; the last step holds
// to the end. What step arrivals and load spikes follow. Written "0=1,0.5=3,1500ms=1": time=factor.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "results/error.h"

namespace crossfade::collector {

struct RateStep {
  std::uint64_t from_ns = 0;  ///< from the start of the stage
  double factor = 1;          ///< of the offered rate; 0 = nothing arrives
  friend bool operator==(const RateStep&, const RateStep&) = default;
};

inline constexpr std::size_t max_rate_steps = 1'000;
inline constexpr double highest_rate_factor = 1'000;

/// Why this is no profile, or nullptr: the first step is at 0, times ascend, factors lie in [0, 1000] and one
/// is above 0.
const char* why_invalid(std::span<const RateStep> steps);

/// Errors are of kind usage; `where` is the option as it was given, and is named in them.
results::Result<std::vector<RateStep>> parse_rate_profile(const std::string& text, const std::string& where);
/// As it is parsed, in seconds: equal profiles have equal texts.
std::string rate_profile_text(std::span<const RateStep> steps);

/// The integral of the factor over [0, duration_ns): expected arrivals over the offered rate.
double weighted_duration_ns(std::span<const RateStep> steps, std::uint64_t duration_ns);

}  // namespace crossfade::collector
