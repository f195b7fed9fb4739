// Sample room: how many samples a worker can keep in one stage, decided before it begins. Pure.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "collector/protocol/messages.h"

namespace crossfade::collector {

/// As many as fall due in the longest time that the stage may take, and some more; less where all workers'
/// together would not fit into the message that they are sent in. At least two: one, and the stop.
inline std::size_t sample_room(const StageSpec& spec, std::uint32_t rate_hz, std::size_t events) {
  constexpr std::uint64_t second_ns = 1'000'000'000, spare = 16;
  const std::uint64_t due =
      longest_ns(spec) / second_ns * rate_hz + longest_ns(spec) % second_ns * rate_hz / second_ns;
  const std::uint64_t fit = most_sampled_values / (std::uint64_t{spec.workers} * (events + 2));
  return static_cast<std::size_t>(std::max<std::uint64_t>(std::min(due + due / 4 + spare, fit), 2));
}

}  // namespace crossfade::collector
