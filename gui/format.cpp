#include "gui/format.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace crossfade::gui {
namespace {

constexpr int most_decimals = 6, most_ratio_decimals = 4;

struct Step {
  double from, divisor;
  const char* suffix;
};

Scale pick(double value, std::span<const Step> steps) {
  const double magnitude = std::abs(value);
  const Step* chosen = &steps.front();
  for (const Step& step : steps) {
    if (magnitude >= step.from) chosen = &step;
  }
  return {chosen->divisor, QString::fromUtf8(chosen->suffix), {}};
}

/// Decimals for a value and its ends, all divided by `divisor`. The nearer end decides: intervals of ratios
/// and latencies are skewed, and half of the whole would round their lower end away.
int decimals_of(double value, const std::optional<statistics::Interval>& interval, double divisor, int most) {
  if (!interval) return decimals_for(value / divisor, 0, most);
  const double below = value - interval->low, above = interval->high - value;
  const double nearer =
      below > 0 && above > 0 ? std::min(below, above) : (interval->high - interval->low) / 2;
  int decimals = decimals_for(value / divisor, nearer / divisor, most);
  // What is above zero is not shown as zero.
  const auto vanishes = [&](double x) {
    return x > 0 && std::round(x / divisor * std::pow(10.0, decimals)) == 0;
  };
  while (decimals < most && (vanishes(interval->low) || vanishes(value))) ++decimals;
  return decimals;
}

/// Decimals of a ratio: an interval that excludes 1 is not rounded until it seems to include it.
int ratio_decimals(double value, const std::optional<statistics::Interval>& interval) {
  int decimals = decimals_of(value, interval, 1, most_ratio_decimals);
  if (!interval || interval->contains(1)) return decimals;
  const double nearest = interval->low > 1 ? interval->low : interval->high;
  const auto shows_one = [&] {
    const double unit = std::pow(10.0, decimals);
    return std::round(nearest * unit) == std::round(unit);
  };
  while (decimals < most_ratio_decimals && shows_one()) ++decimals;
  return decimals;
}

QString number(double value, int decimals, const QLocale& locale) {
  return locale.toString(value, 'f', decimals);
}

/// One thing or many of it; a translation may have more forms of the many.
QString counted(const char* one, const char* many, std::uint64_t n, const QLocale& locale) {
  const auto form = static_cast<int>(std::min<std::uint64_t>(n, 1000000));
  QString text = QCoreApplication::translate("Format", n == 1 ? one : many, nullptr, n == 1 ? -1 : form);
  return text.replace(QStringLiteral("%1"), locale.toString(static_cast<qulonglong>(n)));
}

}  // namespace

int decimals_for(double value, double half_width_of_value, int most) {
  double reference = half_width_of_value;
  int figures = 1;
  if (std::isfinite(reference) && reference > 0) {
    const double exponent = std::floor(std::log10(reference));
    if (reference / std::pow(10.0, exponent) < 3.0) figures = 2;
  } else {
    reference = std::abs(value);
    figures = 3;
  }
  if (!std::isfinite(reference) || reference <= 0) return 0;
  const int exponent = static_cast<int>(std::floor(std::log10(reference)));
  return std::clamp(figures - 1 - exponent, 0, most);
}

Scale scale_for(double value, std::string_view unit) {
  static constexpr std::array<Step, 4> time{
      {{0, 1, " ns"}, {1e3, 1e3, " µs"}, {1e6, 1e6, " ms"}, {1e9, 1e9, " s"}}};
  static constexpr std::array<Step, 4> rate{
      {{0, 1, "/s"}, {1e3, 1e3, "k/s"}, {1e6, 1e6, "M/s"}, {1e9, 1e9, "G/s"}}};
  static constexpr std::array<Step, 4> bytes{
      {{0, 1, " B"}, {1e3, 1e3, " kB"}, {1e6, 1e6, " MB"}, {1e9, 1e9, " GB"}}};
  static constexpr std::array<Step, 4> hertz{
      {{0, 1, " Hz"}, {1e3, 1e3, " kHz"}, {1e6, 1e6, " MHz"}, {1e9, 1e9, " GHz"}}};
  static constexpr std::array<Step, 4> plain{{{0, 1, ""}, {1e4, 1e3, "k"}, {1e6, 1e6, "M"}, {1e9, 1e9, "G"}}};
  if (unit == "ns") return pick(value, time);
  if (unit == "s-1") return pick(value, rate);
  if (unit == "B" || unit == "bytes" || unit == "byte") return pick(value, bytes);
  if (unit == "Hz") return pick(value, hertz);
  if (unit == "1" || unit.empty()) return pick(value, plain);
  if (unit == "USD") return {1, {}, QStringLiteral("$")};
  return {1, QLatin1Char(' ') + QString::fromUtf8(unit.data(), static_cast<qsizetype>(unit.size())), {}};
}

QString format_quantity(double value, std::string_view unit,
                        const std::optional<statistics::Interval>& interval, const QLocale& locale) {
  if (!std::isfinite(value)) return {};
  const Scale scale = scale_for(value, unit);
  const int decimals = decimals_of(value, interval, scale.divisor, most_decimals);
  return scale.prefix + number(value / scale.divisor, decimals, locale) + scale.suffix;
}

QString format_estimate(const analysis::Estimate& estimate, std::string_view unit, const QLocale& locale) {
  if (!estimate.value) return {};
  const QString number = format_quantity(*estimate.value, unit, estimate.interval, locale);
  switch (estimate.bound) {
    case analysis::Bound::at_least:
      return QStringLiteral("≥ ") + number;
    case analysis::Bound::at_most:
      return QStringLiteral("≤ ") + number;
    case analysis::Bound::none:
      break;
  }
  return number;
}

QString format_interval(double value, const statistics::Interval& interval, std::string_view unit,
                        const QLocale& locale) {
  const Scale scale = scale_for(value, unit);
  const int decimals = decimals_of(value, interval, scale.divisor, most_decimals);
  return QStringLiteral("%1%2–%3%4")
      .arg(scale.prefix, number(interval.low / scale.divisor, decimals, locale),
           number(interval.high / scale.divisor, decimals, locale), scale.suffix);
}

QString format_ratio(double value, const std::optional<statistics::Interval>& interval,
                     const QLocale& locale) {
  if (!std::isfinite(value)) return {};
  return number(value, ratio_decimals(value, interval), locale) + QStringLiteral("×");
}

QString format_ratio_interval(double value, const statistics::Interval& interval, const QLocale& locale) {
  const int decimals = ratio_decimals(value, interval);
  return QStringLiteral("%1–%2×").arg(number(interval.low, decimals, locale),
                                      number(interval.high, decimals, locale));
}

QString format_tick(double value, std::string_view unit, const QLocale& locale) {
  const Scale scale = scale_for(value, unit);
  QLocale shortest = locale;
  shortest.setNumberOptions(shortest.numberOptions() | QLocale::OmitGroupSeparator);
  return scale.prefix + shortest.toString(value / scale.divisor, 'g', 6) + scale.suffix;
}

QString format_sample_size(const analysis::SampleSize& n, const QLocale& locale) {
  QStringList parts;
  parts << counted(QT_TRANSLATE_NOOP("Format", "%1 host"), QT_TRANSLATE_N_NOOP("Format", "%1 hosts"), n.hosts,
                   locale)
        << counted(QT_TRANSLATE_NOOP("Format", "%1 recording"),
                   QT_TRANSLATE_N_NOOP("Format", "%1 recordings"), n.recordings, locale)
        << counted(QT_TRANSLATE_NOOP("Format", "%1 block"), QT_TRANSLATE_N_NOOP("Format", "%1 blocks"),
                   n.blocks, locale)
        << counted(QT_TRANSLATE_NOOP("Format", "%1 process"), QT_TRANSLATE_N_NOOP("Format", "%1 processes"),
                   n.processes, locale)
        << counted(QT_TRANSLATE_NOOP("Format", "%1 request"), QT_TRANSLATE_N_NOOP("Format", "%1 requests"),
                   n.requests, locale);
  return parts.join(QStringLiteral(", "));
}

}  // namespace crossfade::gui
