#include "gui/plot/share_axis.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace crossfade::gui {

std::vector<double> share_ticks(double low, double high, int most) {
  constexpr double tolerance = 1e-9;
  if (!(low < high) || most < 1) return {};
  std::vector<double> ticks;
  for (const double step : std::array{0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0}) {
    ticks.clear();
    // Beyond none and all there is nothing.
    const double first = std::ceil(std::max(low, 0.0) / step - tolerance);
    const double last = std::floor(std::min(high, 1.0) / step + tolerance);
    if (last - first + 1 > most) continue;
    for (double i = first; i <= last; ++i) ticks.push_back(i * step);
    break;
  }
  return ticks;
}

QString share_at(double share, const QLocale& locale) {
  return QStringLiteral("%1 %").arg(locale.toString(100 * share, 'g', 6));
}

}  // namespace crossfade::gui
