// Regain: when a run of windows has become good again and stays so, as after a load spike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace crossfade::statistics {

struct CountedWindow {
  std::uint64_t all = 0, good = 0;
};

/// The first of `consecutive` windows in a row that each have at least `share` of theirs good; nullopt if
/// there are none. A window without any is good: nothing in it was bad. consecutive >= 1; fewer windows than
/// that never suffice.
std::optional<std::size_t> regained_at(std::span<const CountedWindow> windows, double share,
                                       std::size_t consecutive);

}  // namespace crossfade::statistics
