#include "analysis/render/chart_axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace crossfade::analysis {
namespace {

constexpr double most_ticks = 6;
/// From such a ratio of its ends on, a logarithmic axis has ticks at 1, 2 and 5 times the powers of ten.
constexpr double wide = 5;

/// 1, 2 or 5 times a power of ten.
double nice_step(double range) {
  const double raw = range / most_ticks;
  const double power = std::pow(10, std::floor(std::log10(raw)));
  for (const double times : {1.0, 2.0, 5.0}) {
    if (times * power >= raw) return times * power;
  }
  return 10 * power;
}

std::vector<double> even_ticks(double low, double high) {
  const double step = nice_step(high - low);
  const auto first = static_cast<int>(std::ceil(low / step - 1e-9));
  const auto last = static_cast<int>(std::floor(high / step + 1e-9));
  std::vector<double> ticks;
  for (int i = first; i <= last; ++i) ticks.push_back(i * step);
  return ticks;
}

std::vector<double> decade_ticks(double low, double high) {
  const bool only_powers = high / low > 1e4;
  const auto first = static_cast<int>(std::floor(std::log10(low)));
  const auto last = static_cast<int>(std::floor(std::log10(high)));
  std::vector<double> ticks;
  for (int exponent = first; exponent <= last; ++exponent) {
    const double power = std::pow(10, exponent);
    for (const double times : {1.0, 2.0, 5.0}) {
      if (only_powers && times > 1) continue;
      const double tick = times * power;
      if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push_back(tick);
    }
  }
  return ticks;
}

}  // namespace

double ChartAxis::at(double value) const {
  const double place =
      logarithmic ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
  return std::isnan(place) ? 0 : std::clamp(place, 0.0, 1.0);
}

ChartAxis ratio_axis(std::span<const ChartMark> marks, std::span<const double> lines) {
  double low = 1, high = 1;
  const auto hold = [&](double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  };
  for (const double line : lines) hold(line);
  for (const ChartMark& mark : marks) hold(mark.value);
  // So far an interval may reach beyond what else is drawn.
  const double reach = std::max(std::pow(high / low, 1.5), 1.5);
  const double lowest = low / reach, highest = high * reach;
  for (const ChartMark& mark : marks) {
    if (!mark.interval) continue;
    low = std::min(low, std::max(lowest, mark.interval->low));
    high = std::max(high, std::min(highest, mark.interval->high));
  }
  const double margin = std::max(std::pow(high / low, 0.04), 1.005);
  ChartAxis axis{low / margin, high * margin, true, {}};
  axis.ticks =
      axis.high / axis.low > wide ? decade_ticks(axis.low, axis.high) : even_ticks(axis.low, axis.high);
  return axis;
}

ChartAxis amount_axis(std::span<const ChartMark> marks) {
  double most = 0;
  for (const ChartMark& mark : marks) most = std::max(most, mark.value);
  double high = most;
  for (const ChartMark& mark : marks) {
    if (mark.interval && std::isfinite(mark.interval->high))
      high = std::max(high, std::min(3 * most, mark.interval->high));
  }
  if (!(high > 0)) high = 1;
  ChartAxis axis{0, high * 1.02, false, {}};
  axis.ticks = even_ticks(0, axis.high);
  return axis;
}

std::string tick_text(double tick) {
  return fmt::format("{:.6g}", tick);
}

}  // namespace crossfade::analysis
