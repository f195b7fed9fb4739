#include "analysis/timeline/time_ticks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace crossfade::analysis {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000, minute_s = 60, hour_s = 3600;
constexpr std::int64_t longest_in_seconds_s = 2 * minute_s;

/// The shortest round step that is no shorter than that.
std::int64_t round_step(double least_ns) {
  // Below a second and beyond a day by tens, between them as clocks are read.
  for (std::int64_t power = 1; power < second_ns; power *= 10) {
    for (const std::int64_t times : {1, 2, 5})
      if (static_cast<double>(times * power) >= least_ns) return times * power;
  }
  constexpr std::array<std::int64_t, 15> steps_s{
      1, 2, 5, 10, 20, 30, minute_s, 120, 300, 600, 1200, 30 * minute_s, hour_s, 3 * hour_s, 12 * hour_s};
  for (const std::int64_t step : steps_s)
    if (static_cast<double>(step * second_ns) >= least_ns) return step * second_ns;
  const double days = std::ceil(least_ns / static_cast<double>(24 * hour_s * second_ns));
  return 24 * hour_s * second_ns * static_cast<std::int64_t>(days);
}

int decimals_for(std::int64_t step_ns) {
  int decimals = 0;
  for (std::int64_t unit = second_ns; unit > step_ns && decimals < 9; unit /= 10) ++decimals;
  return decimals;
}

}  // namespace

TimeTicks time_ticks(const TimeWindow& window, std::size_t most) {
  TimeTicks ticks;
  if (window.empty() || most == 0) return ticks;
  ticks.step_ns = round_step(window.length_ns() / static_cast<double>(most));
  // Rounded up to a multiple of the step; times of a run are not negative.
  const std::int64_t before = std::max<std::int64_t>(window.begin_ns, 0);
  std::int64_t at = (before + ticks.step_ns - 1) / ticks.step_ns * ticks.step_ns;
  for (; at <= window.end_ns && ticks.at_ns.size() < most; at += ticks.step_ns) ticks.at_ns.push_back(at);
  return ticks;
}

std::string time_text(std::int64_t time_ns, std::int64_t step_ns) {
  const int decimals = decimals_for(std::max<std::int64_t>(step_ns, 1));
  // Rounded once, so that no minute has 60 seconds.
  std::int64_t unit_ns = second_ns;
  for (int i = 0; i < decimals; ++i) unit_ns /= 10;
  const std::int64_t rounded_ns = (time_ns + unit_ns / 2) / unit_ns * unit_ns;
  const auto seconds = [](std::int64_t ns) {
    return static_cast<double>(ns) / static_cast<double>(second_ns);
  };
  if (rounded_ns < longest_in_seconds_s * second_ns)
    return fmt::format("{:.{}f} s", seconds(rounded_ns), decimals);
  const std::int64_t minutes = rounded_ns / (minute_s * second_ns);
  const double rest = seconds(rounded_ns - minutes * minute_s * second_ns);
  const int width = decimals > 0 ? decimals + 3 : 2;
  if (minutes < minute_s) return fmt::format("{}:{:0{}.{}f}", minutes, rest, width, decimals);
  return fmt::format("{}:{:02}:{:0{}.{}f}", minutes / minute_s, minutes % minute_s, rest, width, decimals);
}

std::string window_text(const TimeWindow& window) {
  constexpr double told_apart = 100;
  const auto step = static_cast<std::int64_t>(window.length_ns() / told_apart);
  return fmt::format("{} to {}", time_text(window.begin_ns, step), time_text(window.end_ns, step));
}

}  // namespace crossfade::analysis
