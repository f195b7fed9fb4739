#include "gui/plot/ticks.h"

#include <QtTest>
#include <cmath>
#include <limits>

using namespace crossfade::gui;
using Values = std::vector<double>;

class TicksTest : public QObject {
  Q_OBJECT
 private slots:
  void given_ticks_keep_their_distance() {
    QCOMPARE(spaced_ticks({1, 2, 3, 4, 8}, 1, 8, 8), (std::vector<double>{1, 2, 3, 4, 8}));
    QCOMPARE(spaced_ticks({1, 2, 3, 4, 8}, 1, 8, 3), (std::vector<double>{1, 2, 4, 8}));
    QVERIFY(spaced_ticks({1, 2}, 0, 8, 3).empty());
  }
  void as_dense_as_there_is_room() {
    QCOMPARE(log_ticks(1, 100, 3), (Values{1, 10, 100}));
    QCOMPARE(log_ticks(1, 100, 7), (Values{1, 2, 5, 10, 20, 50, 100}));
    QCOMPARE(log_ticks(1, 100, 5), (Values{1, 3, 10, 30, 100}));
    QCOMPARE(log_ticks(1, 10, 16), (Values{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
    // There would be ten, but the last ones too close to read.
    QCOMPARE(log_ticks(1, 10, 10), (Values{1, 1.5, 2, 3, 5, 7, 10}));
  }
  void a_narrow_range_has_labels_too() {
    for (const auto& [low, high] :
         {std::pair(1010.0, 1090.0), std::pair(3.1, 3.9), std::pair(900.0, 1100.0)}) {
      const Values ticks = log_ticks(low, high, 8);
      QVERIFY2(ticks.size() >= 2 && ticks.size() <= 8, qPrintable(QString::number(ticks.size())));
      QVERIFY(std::is_sorted(ticks.begin(), ticks.end()));
      QVERIFY(ticks.front() >= low * (1 - 1e-6) && ticks.back() <= high * (1 + 1e-6));
    }
  }
  void a_very_wide_range_skips_decades() {
    const Values ticks = log_ticks(1, 1e12, 4);
    QVERIFY(ticks.size() >= 2 && ticks.size() <= 4);
  }
  void degenerate_ranges_have_none() {
    const double nan = std::numeric_limits<double>::quiet_NaN(),
                 inf = std::numeric_limits<double>::infinity();
    for (const auto& [low, high] :
         {std::pair(0.0, 1.0), std::pair(-1.0, 1.0), std::pair(2.0, 2.0), std::pair(3.0, 2.0),
          std::pair(nan, 1.0), std::pair(1.0, nan), std::pair(1.0, inf)}) {
      QVERIFY(log_ticks(low, high, 8).empty());
    }
    QVERIFY(log_ticks(1, 100, 0).empty());
  }
  void the_nearest_point_is_nearest_in_pixels() {
    const Values xs{10, 50, 90}, ys{10, 10, 90};
    QCOMPARE(nearest_point(xs, ys, 45, 12, 40), 1);
    QCOMPARE(nearest_point(xs, ys, 10, 10, 40), 0);
    QCOMPARE(nearest_point(xs, ys, 200, 200, 40), -1);
    QCOMPARE(nearest_point({}, {}, 0, 0, 40), -1);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    QCOMPARE(nearest_point({nan, 5}, {0, 5}, 0, 0, 40), 1);
  }
};

QTEST_APPLESS_MAIN(TicksTest)
#include "ticks_test.moc"
