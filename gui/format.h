// Format: numbers as people read them: SI scale by magnitude, as many digits as the interval supports, unit
// beside the number. The locale is a parameter: the user's on screen, QLocale::c() in files. No estimation
// here: what comes in is what is shown.
#pragma once

#include <QLocale>
#include <QString>
#include <optional>
#include <string_view>

#include "analysis/estimate.h"

namespace crossfade::gui {

/// Decimals at which a half-width shows two figures if it begins with 1 or 2, else one; at most `most`.
/// Without a (finite, positive) half-width: three figures of the value.
int decimals_for(double value, double half_width, int most = 6);

/// How a unit of the vocabulary is shown: "12.3 ms" is value / divisor with `suffix`.
struct Scale {
  double divisor = 1;
  QString suffix, prefix;  ///< prefix: "$"
};
/// "ns" to ns, µs, ms, s; "s-1" to /s, k/s, M/s; "B" or "bytes" to kB, MB, GB; "USD" to $; "1" to nothing.
Scale scale_for(double value, std::string_view unit);

/// "12.3 ms"; an absent value is the empty text (its reason is the caller's to show).
QString format_quantity(double value, std::string_view unit,
                        const std::optional<statistics::Interval>& interval, const QLocale& locale);
/// The same of an estimate that has a value: "≥ 95 ms" where it is only known to be at least that.
QString format_estimate(const analysis::Estimate& estimate, std::string_view unit, const QLocale& locale);
/// "12.1–12.5 ms", in the scale and digits of `value`.
QString format_interval(double value, const statistics::Interval& interval, std::string_view unit,
                        const QLocale& locale);
/// "1.20×".
QString format_ratio(double value, const std::optional<statistics::Interval>& interval,
                     const QLocale& locale);
/// "1.17–1.23×".
QString format_ratio_interval(double value, const statistics::Interval& interval, const QLocale& locale);
/// An axis label: "10 ms", "2k/s"; shortest exact form.
QString format_tick(double value, std::string_view unit, const QLocale& locale);
/// "3 hosts, 3 recordings, 24 blocks, 24 processes, 1,234,567 requests".
QString format_sample_size(const analysis::SampleSize& n, const QLocale& locale);

}  // namespace crossfade::gui
