// Steady state: where a series of equally long windows stops changing, and when one that still grows may be
// said to have stopped.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace crossfade::statistics {

/// The index of the first window from which on the series has settled: the last change point in the mean
/// (least squares, one change at a time, minimum segment 3 before it) that is both larger than `tolerance`
/// (relative to the level after it) and not noise (sup-F above 10, Andrews, Econometrica 61, 1993, about
/// 5 %). nullopt = not settled: fewer than 6 windows, a change in the last two, fewer than 6 windows after a
/// change that still move one way by more than `tolerance`, or a value that is not finite. For one look at a
/// series that is complete: who asks after every window stops at the first lucky one (SteadyStateWatch).
std::optional<std::size_t> settled_from(std::span<const double> window_values, double tolerance);

/// Takes the windows of a warm-up one by one and says when it is over. It looks at the second half of the
/// windows so far, at least 12 and at most 200 of them, for the first time with the 12th. A half is steady if
/// it has no change point beyond 5 % (settled_from) and its trend (trend.h) from end to end is at most 1 %,
/// or at most 3 % and not significant (two-sided 1 %). The next look is a quarter of that half later, so few
/// looks are made and each sees something new; two in a row have to find a steady half, so nothing is over
/// before the 15th window. Noise that hides a trend of 3 % delays the verdict, for ever if windows are few:
/// then the series is not known to have settled.
class SteadyStateWatch {
 public:
  void add(double window_value);
  /// Once true, it stays.
  bool settled() const { return settled_; }

 private:
  std::vector<double> windows_;
  std::size_t next_look_ = fewest_looked_at;
  bool was_steady_ = false, settled_ = false;

  static constexpr std::size_t fewest_looked_at = 12, most_looked_at = 200;
};

}  // namespace crossfade::statistics
