#include "analysis/timeline/time_window.h"

#include <algorithm>
#include <cmath>

namespace crossfade::analysis {
namespace {

constexpr double shortest_ns = 1000;

/// Of that length, as near to that beginning as the whole allows.
TimeWindow placed(double begin_ns, double length_ns, const TimeWindow& whole) {
  const double low = static_cast<double>(whole.begin_ns);
  const double high = std::max(low, static_cast<double>(whole.end_ns) - length_ns);
  const auto begin = static_cast<std::int64_t>(std::llround(std::clamp(begin_ns, low, high)));
  const auto length = static_cast<std::int64_t>(std::llround(length_ns));
  return {begin, std::min(begin + length, whole.end_ns)};
}

}  // namespace

double TimeWindow::share_at(std::int64_t time_ns) const {
  return empty() ? 0 : TimeWindow{begin_ns, time_ns}.length_ns() / length_ns();
}

std::int64_t TimeWindow::at_share(double share) const {
  return begin_ns + static_cast<std::int64_t>(std::llround(share * length_ns()));
}

TimeWindow common_part(const TimeWindow& a, const TimeWindow& b) {
  const std::int64_t begin = std::max(a.begin_ns, b.begin_ns);
  return {begin, std::max(begin, std::min(a.end_ns, b.end_ns))};
}

TimeWindow between(std::int64_t a_ns, std::int64_t b_ns) {
  return {std::min(a_ns, b_ns), std::max(a_ns, b_ns)};
}

TimeWindow zoomed(const TimeWindow& window, double times, std::int64_t about_ns, const TimeWindow& whole) {
  const double most = whole.length_ns();
  const double length = std::clamp(window.length_ns() * times, std::min(shortest_ns, most), most);
  const double about = static_cast<double>(about_ns);
  return placed(about - window.share_at(about_ns) * length, length, whole);
}

TimeWindow panned(const TimeWindow& window, double share, const TimeWindow& whole) {
  const double length = window.length_ns();
  return placed(static_cast<double>(window.begin_ns) + share * length, length, whole);
}

std::int64_t later_by(double share, std::int64_t time_ns, const TimeWindow& window, const TimeWindow& whole) {
  const double later = static_cast<double>(time_ns) + share * window.length_ns();
  const double within =
      std::clamp(later, static_cast<double>(whole.begin_ns), static_cast<double>(whole.end_ns));
  return static_cast<std::int64_t>(std::llround(within));
}

TimeWindow following(const TimeWindow& window, std::int64_t time_ns, const TimeWindow& whole) {
  if (window.begin_ns <= time_ns && time_ns <= window.end_ns) return window;
  const double length = window.length_ns();
  return placed(static_cast<double>(time_ns) - length / 2, length, whole);
}

}  // namespace crossfade::analysis
