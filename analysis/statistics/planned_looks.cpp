#include "analysis/statistics/planned_looks.h"

#include <array>
#include <limits>

namespace crossfade::statistics {

double level_of_look(std::uint32_t looks) {
  // Pocock's table 1 (alpha 0.05).
  constexpr std::array<double, most_planned_looks> levels{0.05, 0.0294, 0.0221};
  if (looks == 0 || looks > levels.size()) return std::numeric_limits<double>::quiet_NaN();
  return levels[looks - 1];
}

}  // namespace crossfade::statistics
