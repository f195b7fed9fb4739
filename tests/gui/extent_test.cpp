#include "gui/plot/extent.h"

#include <QtTest>
#include <limits>

using namespace crossfade::gui;

class ExtentTest : public QObject {
  Q_OBJECT

  static PlotPoint point(double x, double y) {
    PlotPoint result;
    result.x = x;
    result.y = y;
    return result;
  }

 private slots:
  void nothing_to_show_is_one_decade() {
    const Extent extent = extent_of({});
    QCOMPARE(extent.x_low, 1.0);
    QCOMPARE(extent.y_high, 10.0);
  }
  void one_point_has_room_on_both_sides() {
    Scene scene;
    scene.series.push_back({QStringLiteral("a"), 0, false, false, {point(100, 5)}});
    const Extent extent = extent_of(scene);
    QVERIFY(extent.x_low < 100 && extent.x_high > 100);
    QVERIFY(extent.y_low < 5 && extent.y_high > 5);
    QVERIFY(extent.x_high < 120);
  }
  void whiskers_and_levels_count_and_what_cannot_be_drawn_does_not() {
    Scene scene;
    PlotPoint whiskered = point(10, 5);
    whiskered.whisker = crossfade::statistics::Interval{2, 50};
    const double nan = std::numeric_limits<double>::quiet_NaN();
    scene.series.push_back(
        {QStringLiteral("a"), 0, false, false, {whiskered, point(-3, 7), point(4000, nan), point(20, 0)}});
    scene.levels.push_back({QStringLiteral("objective"), 300});
    scene.levels.push_back({QStringLiteral("none"), 0});
    const Extent extent = extent_of(scene);
    QVERIFY(extent.y_low < 2 && extent.y_low > 0.5);
    QVERIFY(extent.y_high > 300 && extent.y_high < 1000);
    QVERIFY(extent.x_high < 20);
  }
};

QTEST_GUILESS_MAIN(ExtentTest)
#include "extent_test.moc"
