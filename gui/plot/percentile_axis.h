// PercentileAxis: where a percentile stands on a logarithmic axis of 1 / (1 - p), and what a place there is
// called: 2 is 50 %, 10 is 90 %, 100 is 99 %. Pure functions.
#pragma once

#include <QLocale>
#include <QString>
#include <vector>

namespace crossfade::gui {

/// The unit of such an axis.
inline constexpr const char* percentile_unit = "percentile";

/// 1 / (1 - p), for 0 <= p < 1.
double place_of_percentile(double p);
/// Places within [low, high] of percentiles that people use, ascending, at most `most`: 50, 90, 99, 99.9 ...
/// and as many of 75, 95, 99.5 ... as there is room for. Empty unless 0 < low < high.
std::vector<double> percentile_ticks(double low, double high, int most);
/// "99.9 %".
QString percentile_at(double place, const QLocale& locale);

}  // namespace crossfade::gui
