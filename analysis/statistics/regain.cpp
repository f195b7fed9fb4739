#include "analysis/statistics/regain.h"

#include <cmath>

#include "results/assertion.h"

namespace crossfade::statistics {

std::uint64_t fewest_for_regain(double share) {
  CF_ASSERT(share >= 0 && share < 1, "all of them cannot be asked of a finite number");
  return static_cast<std::uint64_t>(std::ceil(1 / (1 - share) - 1e-9));
}

bool can_show_regain(std::span<const CountedWindow> windows, double share, std::size_t consecutive) {
  std::uint64_t all = 0;
  std::size_t with_any = 0;
  for (const CountedWindow& window : windows) {
    all += window.all;
    with_any += window.all > 0;
  }
  return with_any >= consecutive && all >= fewest_for_regain(share);
}

std::optional<std::size_t> regained_at(std::span<const CountedWindow> windows, double share,
                                       std::size_t consecutive) {
  CF_ASSERT(consecutive > 0, "it takes a window to be good");
  if (!can_show_regain(windows, share, consecutive)) return std::nullopt;
  std::size_t in_a_row = 0, first = 0;
  for (std::size_t i = 0; i < windows.size(); ++i) {
    const CountedWindow& window = windows[i];
    if (window.all == 0) continue;
    const bool good = static_cast<double>(window.good) >= share * static_cast<double>(window.all);
    if (good && in_a_row == 0) first = i;
    in_a_row = good ? in_a_row + 1 : 0;
    if (in_a_row == consecutive) return first;
  }
  return std::nullopt;
}

}  // namespace crossfade::statistics
