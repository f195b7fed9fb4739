#include "analysis/statistics/steady_state.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "analysis/statistics/trend.h"

namespace crossfade::statistics {
namespace {

constexpr std::size_t minimum_windows = 6;
constexpr std::size_t minimum_before = 3;
constexpr std::size_t minimum_after = 3;
constexpr double noise_f = 10;

constexpr double watched_step = 0.05, largest_trend = 0.03, negligible_trend = 0.01;
constexpr double significant_z = 2.576;  // two-sided 1 %

struct Change {
  std::size_t first_after = 0;
  double jump = 0;   ///< relative to the level after it
  double gain = -1;  ///< squared error it removes
  double f = 0;      ///< gain over the residual variance that is left
};

/// The split of `values` that removes most squared error; any number of windows may lie behind it, so that a
/// change at the very end is seen. gain < 0 if no split is possible.
Change best_change(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  double total = 0;
  for (const double v : values) total += v;
  double total_squares = 0;  // about the mean, so that large levels do not cancel
  for (const double v : values) total_squares += (v - total / n) * (v - total / n);

  Change best;
  double before = 0;
  for (std::size_t k = 1; k < values.size(); ++k) {
    before += values[k - 1];
    if (k < minimum_before) continue;
    const auto left = static_cast<double>(k);
    const double level_before = before / left, level_after = (total - before) / (n - left);
    const double step = level_after - level_before;
    const double gain = left * (n - left) / n * step * step;
    if (gain <= best.gain) continue;
    const double residual_variance = std::max(0.0, total_squares - gain) / std::max(1.0, n - 2);
    best = {k, std::abs(step) / std::max(std::abs(level_after), 1e-300), gain,
            gain == 0 ? 0 : gain / std::max(residual_variance, gain * 1e-12)};
  }
  return best;
}

bool moves_one_way(std::span<const double> values, double tolerance) {
  const bool rising = std::is_sorted(values.begin(), values.end(), std::less_equal<>{});
  const bool falling = std::is_sorted(values.begin(), values.end(), std::greater_equal<>{});
  return (rising || falling) &&
         std::abs(values.back() - values.front()) > tolerance * std::abs(values.back());
}

bool is_steady(std::span<const double> values) {
  if (settled_from(values, watched_step) != std::size_t{0}) return false;
  const Trend trend = trend_of(values);
  if (std::abs(trend.change) <= negligible_trend) return true;
  return std::abs(trend.change) <= largest_trend && std::abs(trend.z) <= significant_z;
}

}  // namespace

std::optional<std::size_t> settled_from(std::span<const double> window_values, double tolerance) {
  if (window_values.size() < minimum_windows) return std::nullopt;
  for (const double v : window_values) {
    if (!std::isfinite(v)) return std::nullopt;
  }
  std::size_t from = 0;
  for (;;) {
    const auto tail = window_values.subspan(from);
    const Change change = best_change(tail);
    if (change.gain < 0 || !(change.jump > tolerance) || change.f < noise_f) break;
    if (tail.size() - change.first_after < minimum_after) return std::nullopt;
    from += change.first_after;
  }
  const auto tail = window_values.subspan(from);
  if (tail.size() < minimum_windows && moves_one_way(tail, tolerance)) return std::nullopt;
  return from;
}

void SteadyStateWatch::add(double window_value) {
  if (settled_) return;
  windows_.push_back(window_value);
  if (windows_.size() < next_look_) return;
  const std::size_t half = std::clamp((windows_.size() + 1) / 2, fewest_looked_at, most_looked_at);
  const bool steady = is_steady(std::span(windows_).last(half));
  settled_ = steady && was_steady_;
  was_steady_ = steady;
  next_look_ = windows_.size() + half / 4;
}

}  // namespace crossfade::statistics
