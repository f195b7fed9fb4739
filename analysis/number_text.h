// Number texts: figures for people. Digits follow the interval, units follow the size; C locale always.
// Machines get full precision elsewhere (analysis/render).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "analysis/statistics/interval.h"

namespace crossfade::analysis {

/// "12,345": rounded to an integer, groups of three.
std::string grouped_text(double value);

/// "1 request", "12,345 requests".
std::string counted_text(std::uint64_t n, std::string_view noun);

/// A value with as many digits as its interval supports (two significant digits of the half width, at most
/// five of the value; three of the value without an interval), in a fitting unit: "41.2 us [40.9, 41.6]",
/// "5,012/s [4,950, 5,080]", "3.1 GHz". `unit` is that of the vocabulary: "ns", "s-1", "1", "Hz", "USD".
std::string quantity_text(double value, const std::optional<statistics::Interval>& interval,
                          std::string_view unit);

/// A value beside a limit that it is said to keep or to break, with digits enough to see it: "1.004 ms"
/// beside 1 ms.
std::string quantity_text_beside(double value, double limit, std::string_view unit);

/// "1.62 [1.31, 2.01]". An interval that excludes 1 is not rounded until it seems to include it, if four
/// digits behind the point tell.
std::string ratio_text(double value, const std::optional<statistics::Interval>& interval);

/// "-12 ... +31 %": an interval of a ratio as change.
std::string change_text(const statistics::Interval& ratio);

/// "12 %", "0.3 %", "0.004 %": what is above 0 is not rounded to it.
std::string percent_text(double share);

/// A share beside a limit that it is said to keep or to break, with digits enough to see it: "1.004 %" beside
/// 1 %.
std::string percent_text_beside(double share, double limit);

}  // namespace crossfade::analysis
