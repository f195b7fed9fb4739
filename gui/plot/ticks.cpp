#include "gui/plot/ticks.h"

#include <array>
#include <cmath>

namespace crossfade::gui {
namespace {

std::vector<double> decade_ticks(double low, double high, const std::vector<double>& digits) {
  std::vector<double> ticks;
  const int first = static_cast<int>(std::floor(std::log10(low)));
  const int last = static_cast<int>(std::floor(std::log10(high)));
  for (int decade = first; decade <= last; ++decade) {
    for (const double digit : digits) {
      const double value = digit * std::pow(10.0, decade);
      if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) ticks.push_back(value);
    }
  }
  return ticks;
}

/// Two labels stand closer than two thirds of an even share of the axis.
bool crowded(const std::vector<double>& ticks, double low, double high, int most) {
  const double least = std::log(high / low) / most * 0.66;
  for (std::size_t i = 1; i < ticks.size(); ++i) {
    if (std::log(ticks[i] / ticks[i - 1]) < least) return true;
  }
  return false;
}

std::vector<double> even_ticks(double low, double high, int most) {
  const double unit = std::pow(10.0, std::floor(std::log10((high - low) / most)));
  for (const double factor : {1.0, 2.0, 2.5, 5.0, 10.0}) {
    const double step = factor * unit;
    std::vector<double> ticks;
    const auto first = static_cast<long long>(std::ceil(low / step - 1e-9));
    const auto last = static_cast<long long>(std::floor(high / step + 1e-9));
    for (long long i = first; i <= last; ++i) ticks.push_back(static_cast<double>(i) * step);
    if (static_cast<int>(ticks.size()) <= most) return ticks;
  }
  return {};
}

}  // namespace

std::vector<double> log_ticks(double low, double high, int most) {
  if (!(low > 0) || !(high > low) || !std::isfinite(high) || most < 1) return {};
  static const std::array<std::vector<double>, 5> densities{
      {{1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 1.5, 2, 3, 5, 7}, {1, 2, 5}, {1, 3}, {1}}};
  std::vector<double> best;
  for (const auto& digits : densities) {
    auto ticks = decade_ticks(low, high, digits);
    if (static_cast<int>(ticks.size()) > most || crowded(ticks, low, high, most)) continue;
    best = std::move(ticks);
    break;
  }
  if (best.empty() && high / low > 100) {
    // Very wide: every second, third ... power of ten.
    const auto powers = decade_ticks(low, high, {1});
    const auto room = static_cast<std::size_t>(most);
    const std::size_t stride = (powers.size() + room - 1) / room;
    for (std::size_t i = 0; i < powers.size(); i += stride) best.push_back(powers[i]);
  }
  if (best.size() < 3 && high / low < 10) {
    auto even = even_ticks(low, high, most);
    if (even.size() > best.size()) best = std::move(even);
  }
  return best;
}

std::vector<double> spaced_ticks(const std::vector<double>& ticks, double low, double high, int most) {
  if (!(low > 0) || !(high > low) || most < 1) return {};
  const double least = std::log(high / low) / most;
  std::vector<double> kept;
  for (const double tick : ticks)
    if (kept.empty() || std::log(tick / kept.back()) >= least) kept.push_back(tick);
  return kept;
}

int nearest_point(const std::vector<double>& xs, const std::vector<double>& ys, double x, double y,
                  double reach) {
  int nearest = -1;
  double best = reach * reach;
  for (std::size_t i = 0; i < xs.size() && i < ys.size(); ++i) {
    const double dx = xs[i] - x, dy = ys[i] - y;
    const double distance = dx * dx + dy * dy;
    if (!(distance <= best)) continue;
    best = distance;
    nearest = static_cast<int>(i);
  }
  return nearest;
}

}  // namespace crossfade::gui
