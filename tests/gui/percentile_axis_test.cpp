#include "gui/plot/percentile_axis.h"

#include <QtTest>

using namespace crossfade::gui;
using Values = std::vector<double>;

class PercentileAxisTest : public QObject {
  Q_OBJECT
 private slots:
  void every_further_nine_is_as_wide() {
    QCOMPARE(place_of_percentile(0.5), 2.0);
    QVERIFY(std::abs(place_of_percentile(0.99) - 100) < 1e-9);
    QVERIFY(std::abs(place_of_percentile(0.999) - 1000) < 1e-7);
  }
  void a_place_is_called_by_its_percentile() {
    QCOMPARE(percentile_at(2, QLocale::c()), QStringLiteral("50 %"));
    QCOMPARE(percentile_at(10, QLocale::c()), QStringLiteral("90 %"));
    QCOMPARE(percentile_at(1e4, QLocale::c()), QStringLiteral("99.99 %"));
    QCOMPARE(percentile_at(200, QLocale::c()), QStringLiteral("99.5 %"));
  }
  void ticks_are_percentiles_that_people_use() {
    QCOMPARE(percentile_ticks(1.5, 2000, 12), (Values{2, 4, 10, 20, 100, 200, 1000, 2000}));
    QCOMPARE(percentile_ticks(1.5, 2000, 5), (Values{2, 10, 100, 1000}));
    QCOMPARE(percentile_ticks(50, 150, 5), (Values{100}));
    QVERIFY(percentile_ticks(10, 1, 5).empty());
    QVERIFY(percentile_ticks(0, 10, 5).empty());
    QVERIFY(percentile_ticks(1, 1e300, 4).size() <= 4);
  }
};

QTEST_APPLESS_MAIN(PercentileAxisTest)
#include "percentile_axis_test.moc"
