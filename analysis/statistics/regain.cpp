#include "analysis/statistics/regain.h"

#include "results/assertion.h"

namespace crossfade::statistics {

std::optional<std::size_t> regained_at(std::span<const CountedWindow> windows, double share,
                                       std::size_t consecutive) {
  CF_ASSERT(consecutive > 0, "it takes a window to be good");
  std::size_t in_a_row = 0;
  for (std::size_t i = 0; i < windows.size(); ++i) {
    const CountedWindow& window = windows[i];
    const bool good = static_cast<double>(window.good) >= share * static_cast<double>(window.all);
    in_a_row = good ? in_a_row + 1 : 0;
    if (in_a_row == consecutive) return i + 1 - consecutive;
  }
  return std::nullopt;
}

}  // namespace crossfade::statistics
