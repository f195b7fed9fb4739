// Ticks: where a logarithmic axis is labelled, and which point is nearest on the screen. Pure functions.
#pragma once

#include <vector>

namespace crossfade::gui {

/// Round values in [low, high] for a log axis, ascending, at most `most`, as dense as that allows without
/// crowding: every digit, a few digits, 1-2-5, 1-3 or powers of ten; even steps inside less than a decade.
/// Empty unless 0 < low < high.
std::vector<double> log_ticks(double low, double high, int most);

/// Of given ticks, ascending and positive, those from the first on that stand far enough from the one before:
/// a share of [low, high] on a log axis that lets `most` stand.
std::vector<double> spaced_ticks(const std::vector<double>& ticks, double low, double high, int most);

/// Index of the point nearest to (x, y) by distance in pixels, or -1 if none is within `reach`. NaN never is.
int nearest_point(const std::vector<double>& xs, const std::vector<double>& ys, double x, double y,
                  double reach);

}  // namespace crossfade::gui
