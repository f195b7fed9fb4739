#include "analysis/number_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace crossfade::analysis {
namespace {

constexpr int most_places = 9;

/// Groups the integer part of a fixed-point text.
std::string grouped(const std::string& fixed) {
  const std::size_t sign = fixed.starts_with('-') ? 1 : 0;
  const std::size_t point = std::min(fixed.find('.'), fixed.size());
  std::string out;
  for (std::size_t i = 0; i < fixed.size(); ++i) {
    if (i > sign && i < point && (point - i) % 3 == 0) out.push_back(',');
    out.push_back(fixed[i]);
  }
  return out;
}

int decimals_for(double step) {
  return std::clamp(static_cast<int>(-std::floor(std::log10(step))), 0, most_places);
}

/// Digits behind the point such that the interval's half width has two significant ones, and the value at
/// least two and at most five.
int decimals(double value, const std::optional<statistics::Interval>& interval) {
  const double size = std::max(std::abs(value), 1e-300);
  if (std::isnan(value) || (value == 0 && !interval)) return 0;
  double step = size / 100;  // three significant digits
  if (interval) {
    const double half = (interval->high - interval->low) / 2;
    step = half > 0 && std::isfinite(half) ? std::clamp(half / 10, size / 1e3, size / 10) : size / 1e3;
  }
  // The place of the leading digit of `step`, so that it is shown.
  return decimals_for(step);
}

std::string fixed(double value, int places) {
  if (!std::isfinite(value)) return value > 0 ? "inf" : (value < 0 ? "-inf" : "nan");
  std::string text = grouped(fmt::format("{:.{}f}", value, places));
  const bool zero = text.find_first_not_of("-0.,") == std::string::npos;
  if (zero && text.starts_with('-')) text.erase(0, 1);
  return text;
}

/// An end of an interval that would read like zero keeps one digit of its own.
std::string bound_text(double value, int places) {
  const std::string text = fixed(value, places);
  const bool reads_like_zero = text.find_first_not_of("0.,") == std::string::npos;
  return reads_like_zero && value != 0 ? fmt::format("{:.1g}", value) : text;
}

/// From `places` on as many that `value` does not read like `other`, unless it is that.
int places_apart(double value, double other, int places) {
  while (places < most_places && value != other && fixed(value, places) == fixed(other, places)) ++places;
  return places;
}

struct Scale {
  double factor;
  std::string_view suffix;
};

Scale scale_for(double value, std::string_view unit) {
  const double size = std::abs(value);
  if (unit == "ns") {
    if (size < 1e3) return {1, " ns"};
    if (size < 1e6) return {1e-3, " us"};
    if (size < 1e9) return {1e-6, " ms"};
    return {1e-9, " s"};
  }
  if (unit == "s-1") return {1, "/s"};
  if (unit == "Hz") return {1e-9, " GHz"};
  if (unit == "B/s") return {1e-9, " GB/s"};
  if (unit == "1" || unit.empty()) return {1, ""};
  return {1, ""};
}

}  // namespace

std::string grouped_text(double value) {
  return fixed(value, 0);
}

std::string counted_text(std::uint64_t n, std::string_view noun) {
  return fmt::format("{} {}{}", grouped_text(static_cast<double>(n)), noun, n == 1 ? "" : "s");
}

std::string quantity_text(double value, const std::optional<statistics::Interval>& interval,
                          std::string_view unit) {
  const Scale scale = scale_for(value, unit);
  std::optional<statistics::Interval> scaled;
  if (interval) scaled = statistics::Interval{interval->low * scale.factor, interval->high * scale.factor};
  const int places = decimals(value * scale.factor, scaled);
  std::string text = fmt::format("{}{}", fixed(value * scale.factor, places), scale.suffix);
  if (scaled)
    text += fmt::format(" [{}, {}]", bound_text(scaled->low, places), bound_text(scaled->high, places));
  return text;
}

std::string quantity_text_beside(double value, double limit, std::string_view unit) {
  const Scale scale = scale_for(value, unit);
  const double scaled = value * scale.factor;
  return fixed(scaled, places_apart(scaled, limit * scale.factor, decimals(scaled, {}))) +
         std::string(scale.suffix);
}

std::string ratio_text(double value, const std::optional<statistics::Interval>& interval) {
  constexpr int most = 4;
  int places = std::clamp(decimals(value, interval), 2, most);
  if (interval && !interval->contains(1)) {
    const int apart = places_apart(interval->low > 1 ? interval->low : interval->high, 1, places);
    if (apart <= most) places = apart;
  }
  std::string text = fixed(value, places);
  if (interval)
    text += fmt::format(" [{}, {}]", bound_text(interval->low, places), bound_text(interval->high, places));
  return text;
}

std::string change_text(const statistics::Interval& ratio) {
  const auto percent = [](double r) {
    const double change = 100 * (r - 1);
    constexpr double tells_nothing = 1000;
    if (change > tells_nothing) return fmt::format("over +{:.0f}", tells_nothing);
    const int places = places_apart(change, 0, std::abs(change) < 10 ? 1 : 0);
    return fmt::format("{:+.{}f}", change, std::min(places, 3));
  };
  return fmt::format("{} ... {} %", percent(ratio.low), percent(ratio.high));
}

std::string percent_text(double share) {
  const double percent = 100 * share;
  const int places = percent != 0 && std::abs(percent) < 1 ? 1 : 0;
  return fmt::format("{:.{}f} %", percent, places_apart(percent, 0, places));
}

std::string percent_text_beside(double share, double limit) {
  const double percent = 100 * share, size = std::abs(percent);
  const int places = size >= 10 || size == 0 ? 0 : size >= 1 ? 1 : 2;
  return fmt::format("{:.{}f} %", percent,
                     std::max(places_apart(percent, 0, places), places_apart(percent, 100 * limit, places)));
}

}  // namespace crossfade::analysis
