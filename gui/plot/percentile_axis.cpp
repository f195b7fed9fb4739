#include "gui/plot/percentile_axis.h"

#include <algorithm>
#include <cmath>

namespace crossfade::gui {

double place_of_percentile(double p) {
  return 1 / (1 - p);
}

std::vector<double> percentile_ticks(double low, double high, int most) {
  constexpr double tolerance = 1e-9;
  constexpr int most_nines = 9;
  if (!(low > 0) || !(low < high)) return {};
  std::vector<double> nines, all;
  const auto add = [&](std::vector<double>& to, double place) {
    if (place >= low * (1 - tolerance) && place <= high * (1 + tolerance)) to.push_back(place);
  };
  for (auto* to : {&nines, &all}) add(*to, 2);
  add(all, 4);
  for (int nine = 1; nine <= most_nines; ++nine) {
    const double decade = std::pow(10, nine);
    for (auto* to : {&nines, &all}) add(*to, decade);
    add(all, 2 * decade);
  }
  std::vector<double>& ticks = static_cast<int>(all.size()) <= most ? all : nines;
  if (static_cast<int>(ticks.size()) > std::max(most, 2))
    ticks.resize(static_cast<std::size_t>(std::max(most, 2)));
  return ticks;
}

QString percentile_at(double place, const QLocale& locale) {
  return QStringLiteral("%1 %").arg(locale.toString(100 * (1 - 1 / place), 'g', 8));
}

}  // namespace crossfade::gui
