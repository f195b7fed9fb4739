// Trend: how far a series of equally long windows moves from its first to its last, and whether noise moves
// it as far. Both by pairs of windows, so that a few that were interrupted move neither figure.
#pragma once

#include <span>

namespace crossfade::statistics {

struct Trend {
  /// From the first window to the last, relative to the median: the median slope of all pairs (H. Theil,
  /// Proc. Kon. Ned. Akad. Wet. 53, 1950; P. K. Sen, J. Am. Stat. Assoc. 63, 1968) times the distance.
  double change = 0;
  /// Rank test (H. B. Mann, Econometrica 13, 1945; M. G. Kendall, Rank Correlation Methods, 1948): by how
  /// much rises outnumber falls among all pairs, standard normal if the windows are independent and do not
  /// move. Too large where the noise of neighbouring windows is alike, too small where windows are tied.
  double z = 0;
};

/// Of finite values; fewer than two have no trend. Time and memory grow with the square of their number.
Trend trend_of(std::span<const double> window_values);

}  // namespace crossfade::statistics
