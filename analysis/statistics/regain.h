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

/// How many there must be in all windows together for a share of them to be judged: 1 / (1 - share), rounded
/// up; with fewer a single bad one breaks it. share in [0, 1).
std::uint64_t fewest_for_regain(double share);

/// Whether the windows could show it at all: `consecutive` of them have any, and together they have
/// fewest_for_regain().
bool can_show_regain(std::span<const CountedWindow> windows, double share, std::size_t consecutive);

/// The first of `consecutive` windows in a row that each have at least `share` of theirs good. Windows
/// without any say nothing: they neither count nor break a row, and none begins with one. nullopt if there is
/// no such row, or can_show_regain() is false. consecutive >= 1.
std::optional<std::size_t> regained_at(std::span<const CountedWindow> windows, double share,
                                       std::size_t consecutive);

}  // namespace crossfade::statistics
