#include "analysis/noise_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace crossfade::analysis {

std::string noise_text(double share) {
  const double percent = 100 * share;
  if (!(percent > 0) || !std::isfinite(percent)) return fmt::format("{:g} %", percent);
  const int decimals = std::clamp(1 - static_cast<int>(std::floor(std::log10(percent))), 0, 3);
  return fmt::format("{:.{}f} %", percent, decimals);
}

}  // namespace crossfade::analysis
