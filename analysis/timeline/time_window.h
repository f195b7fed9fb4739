// TimeWindow: a stretch of the time of one run, in nanoseconds from the start of its first stage, and what a
// reader does with it: zoom and pan, within the whole. Pure functions.
#pragma once

#include <cstdint>

namespace crossfade::analysis {

struct TimeWindow {
  std::int64_t begin_ns = 0, end_ns = 0;

  bool operator==(const TimeWindow&) const = default;
  bool empty() const { return begin_ns >= end_ns; }
  double length_ns() const { return static_cast<double>(end_ns) - static_cast<double>(begin_ns); }
  bool overlaps(const TimeWindow& other) const { return begin_ns < other.end_ns && other.begin_ns < end_ns; }
  /// 0 at the beginning, 1 at the end, beyond them outside. 0 of an empty window.
  double share_at(std::int64_t time_ns) const;
  std::int64_t at_share(double share) const;
};

/// What the two have in common; empty if that is nothing.
TimeWindow common_part(const TimeWindow& a, const TimeWindow& b);
/// From the earlier to the later of two times, whichever comes first.
TimeWindow between(std::int64_t a_ns, std::int64_t b_ns);
/// `times` as long, what is at `about_ns` stays where it is on the screen; no longer than the whole, no
/// shorter than a microsecond, and within the whole.
TimeWindow zoomed(const TimeWindow& window, double times, std::int64_t about_ns, const TimeWindow& whole);
/// Later by that share of its length (earlier, if negative), as far as the whole reaches.
TimeWindow panned(const TimeWindow& window, double share, const TimeWindow& whole);
/// A time later by that share of the window's length, as far as the whole reaches.
std::int64_t later_by(double share, std::int64_t time_ns, const TimeWindow& window, const TimeWindow& whole);
/// The window itself if it holds that time, else one as long with the time in its middle.
TimeWindow following(const TimeWindow& window, std::int64_t time_ns, const TimeWindow& whole);

}  // namespace crossfade::analysis
