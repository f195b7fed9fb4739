#include "gui/format.h"

#include <QtTest>
#include <limits>

using namespace crossfade::gui;
using crossfade::statistics::Interval;

class FormatTest : public QObject {
  Q_OBJECT
  const QLocale c = QLocale::c();

 private slots:
  void digits_follow_the_interval() {
    QCOMPARE(format_ratio(1.2, Interval{1.17, 1.23}, c), QStringLiteral("1.20×"));
    QCOMPARE(format_ratio_interval(1.2, {1.17, 1.23}, c), QStringLiteral("1.17–1.23×"));
    // A half-width that begins with 1 or 2 shows two figures.
    QCOMPARE(format_ratio(1.2, Interval{1.188, 1.212}, c), QStringLiteral("1.200×"));
    QCOMPARE(format_ratio(2, Interval{1, 3}, c), QStringLiteral("2.0×"));
    QCOMPARE(format_ratio(25, Interval{10, 40}, c), QStringLiteral("25×"));
  }
  void without_an_interval_three_figures() {
    QCOMPARE(format_ratio(1.23456, {}, c), QStringLiteral("1.23×"));
    QCOMPARE(format_quantity(123456, "s-1", {}, c), QStringLiteral("123k/s"));
    // A zero width claims no precision either.
    QCOMPARE(format_ratio(1.23456, Interval{1.23456, 1.23456}, c), QStringLiteral("1.23×"));
  }
  void a_bound_is_shown_as_one() {
    crossfade::analysis::Estimate e;
    QCOMPARE(format_estimate(e, "ns", c), QString());
    e.value = 95e6;
    QCOMPARE(format_estimate(e, "ns", c), QStringLiteral("95.0 ms"));
    e.bound = crossfade::analysis::Bound::at_least;
    QCOMPARE(format_estimate(e, "ns", c), QStringLiteral("≥ 95.0 ms"));
    e.bound = crossfade::analysis::Bound::at_most;
    QCOMPARE(format_estimate(e, "ns", c), QStringLiteral("≤ 95.0 ms"));
  }
  void units_scale_with_the_value() {
    QCOMPARE(format_quantity(850, "ns", {}, c), QStringLiteral("850 ns"));
    QCOMPARE(format_quantity(12345678, "ns", Interval{12000000, 12700000}, c), QStringLiteral("12.3 ms"));
    QCOMPARE(format_interval(12345678, {12000000, 12700000}, "ns", c), QStringLiteral("12.0–12.7 ms"));
    QCOMPARE(format_quantity(12345, "s-1", Interval{12200, 12500}, c), QStringLiteral("12.35k/s"));
    QCOMPARE(format_quantity(2.5e6, "B", {}, c), QStringLiteral("2.50 MB"));
    QCOMPARE(format_quantity(3.1e9, "Hz", {}, c), QStringLiteral("3.10 GHz"));
    QCOMPARE(format_quantity(0.00432, "USD", Interval{0.0042, 0.0044}, c), QStringLiteral("$0.00432"));
    QCOMPARE(format_quantity(7, "furlong", {}, c), QStringLiteral("7.00 furlong"));
  }
  void a_skewed_interval_keeps_its_lower_end() {
    QCOMPARE(format_ratio_interval(1.7, {0.2, 14}, c), QStringLiteral("0.2–14.0×"));
    QCOMPARE(format_interval(47'000, {2'100, 970'000}, "ns", c), QStringLiteral("2–970 µs"));
    QCOMPARE(format_ratio_interval(5, {0.04, 600}, c), QStringLiteral("0.04–600.00×"));
    // The value may be an end of its interval: a grid rate is.
    QCOMPARE(format_interval(7'900, {7'900, 10'000}, "s-1", c), QStringLiteral("7.9–10.0k/s"));
  }
  void a_resolved_ratio_does_not_seem_to_include_one() {
    QCOMPARE(format_ratio_interval(1.6, {1.02, 2.6}, c), QStringLiteral("1.02–2.60×"));
    QCOMPARE(format_ratio(1.6, Interval{1.02, 2.6}, c), QStringLiteral("1.60×"));
    QCOMPARE(format_ratio_interval(0.6, {0.3, 0.996}, c), QStringLiteral("0.300–0.996×"));
    // Included, it may be an end; nearer than can be shown stays as it is.
    QCOMPARE(format_ratio_interval(1.6, {1.0, 2.6}, c), QStringLiteral("1.0–2.6×"));
    QCOMPARE(format_ratio_interval(1.6, {1.0000001, 2.6}, c), QStringLiteral("1.0000–2.6000×"));
  }
  void degenerate_numbers() {
    QCOMPARE(format_quantity(0, "ns", {}, c), QStringLiteral("0 ns"));
    QCOMPARE(format_quantity(std::numeric_limits<double>::quiet_NaN(), "ns", {}, c), QString());
    QCOMPARE(format_ratio(std::numeric_limits<double>::infinity(), {}, c), QString());
    const double nan = std::numeric_limits<double>::quiet_NaN();
    QCOMPARE(format_ratio(1.5, Interval{nan, nan}, c), QStringLiteral("1.50×"));
  }
  void the_locale_decides_the_marks() {
    const QLocale german(QStringLiteral("de_DE"));
    QCOMPARE(format_ratio(1.2, Interval{1.17, 1.23}, german), QStringLiteral("1,20×"));
    QVERIFY(format_sample_size({1, 1, 8, 8, 1234567}, german).contains(QStringLiteral("1.234.567")));
  }
  void ticks_are_short_and_exact() {
    QCOMPARE(format_tick(10e6, "ns", c), QStringLiteral("10 ms"));
    QCOMPARE(format_tick(2500, "s-1", c), QStringLiteral("2.5k/s"));
    QCOMPARE(format_tick(500, "s-1", c), QStringLiteral("500/s"));
  }
  void sample_sizes_are_whole_sentences() {
    const QString text = format_sample_size({3, 4, 24, 48, 1000}, c);
    for (const char* part : {"3 host", "4 recording", "24 block", "48 process", "1000 request"}) {
      QVERIFY2(text.contains(QString::fromUtf8(part)), qPrintable(text));
    }
  }
};

QTEST_GUILESS_MAIN(FormatTest)
#include "format_test.moc"
