// ShareAxis: an axis from none to all, which is linear. Pure functions.
#pragma once

#include <QLocale>
#include <QString>
#include <vector>

namespace crossfade::gui {

/// The unit of such an axis: values are 0 ... 1.
inline constexpr const char* share_unit = "share";

/// Within [low, high], ascending: quarters, or halves or tenths as there is room for at most `most`.
std::vector<double> share_ticks(double low, double high, int most);
/// "75 %".
QString share_at(double share, const QLocale& locale);

}  // namespace crossfade::gui
