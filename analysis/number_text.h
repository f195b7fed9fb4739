// Number texts: figures for people. Digits follow the interval, units follow the size; C locale always.
// Machines get full precision elsewhere (analysis/render).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "analysis/statistics/interval.h"

namespace crossfade::analysis {

/// "12,345": rounded to an integer, groups of three.
std::string grouped_text(double value);

/// A value with as many digits as its interval supports (two significant digits of the half width, at most
/// five of the value; three of the value without an interval), in a fitting unit: "41.2 us [40.9, 41.6]",
/// "5,012/s [4,950, 5,080]", "3.1 GHz". `unit` is that of the vocabulary: "ns", "s-1", "1", "Hz", "USD".
std::string quantity_text(double value, const std::optional<statistics::Interval>& interval,
                          std::string_view unit);

/// "1.62 [1.31, 2.01]".
std::string ratio_text(double value, const std::optional<statistics::Interval>& interval);

/// "-12 ... +31 %": an interval of a ratio as change.
std::string change_text(const statistics::Interval& ratio);

/// "12 %", "0.3 %".
std::string percent_text(double share);

}  // namespace crossfade::analysis
