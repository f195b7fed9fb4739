#include "gui/plot/curve_plot.h"

#include <QPainter>
#include <QSignalSpy>
#include <QtTest>

#include "gui/models/load_scene.h"
#include "tests/gui/hand_made_study.h"

using namespace crossfade::gui;
using crossfade::gui::testing::hand_made_study;

class CurvePlotTest : public QObject {
  Q_OBJECT
  CurvePlot plot;

 private slots:
  void init() {
    plot.resize(900, 600);
    plot.set_scene(make_load_scene(hand_made_study(), "tls", Quantile::p99, {}).scene);
    plot.show();
    QVERIFY(QTest::qWaitForWindowExposed(&plot));
  }
  void everything_is_drawn() {
    const CurvePlot::Drawn drawn = plot.drawn();
    QCOMPARE(drawn.curves, 2);
    QCOMPARE(drawn.points, 7);
    QCOMPARE(drawn.hollow_points, 2);
    QCOMPARE(drawn.whiskers, 7);
    QCOMPARE(drawn.ringed_points, 2);
    QCOMPARE(drawn.levels, 1);
    QCOMPARE(drawn.legend_entries, 2);
    QCOMPARE(drawn.omitted, 0);
  }
  void whiskers_do_not_touch_the_frame() {
    const CurvePlot::Drawn drawn = plot.drawn();
    QVERIFY(drawn.x_low < 1000 && drawn.x_high > 12000);
    QVERIFY(drawn.y_low < 0.45e6 && drawn.y_high > 88e6);
  }
  void the_nearest_point_in_pixels_is_read_out() {
    QSignalSpy spy(&plot, &CurvePlot::read_out);
    const QPointF at = plot.pixel_of(1, 2);
    QVERIFY(!at.isNull());
    QWidget* canvas = plot.childAt(at.toPoint());
    QVERIFY(canvas != nullptr);
    QTest::mouseMove(canvas, at.toPoint() + QPoint(5, -5));
    QTRY_VERIFY(!spy.empty());
    QCOMPARE(spy.last().at(0).toString(), plot.scene().series[1].points[2].read_out);
    QVERIFY(plot.pixel_of(1, 1).isNull());  // absent: not on the screen
  }
  void arrow_keys_step_through_the_points() {
    QSignalSpy spy(&plot, &CurvePlot::read_out);
    plot.setFocus(Qt::TabFocusReason);
    QTest::keyClick(&plot, Qt::Key_Right);
    QVERIFY(!spy.empty());
    QTest::keyClick(&plot, Qt::Key_Down);
    QVERIFY(spy.last().at(0).toString().contains(QStringLiteral("m7a.xlarge")));
    QSignalSpy picked(&plot, &CurvePlot::series_picked);
    QTest::keyClick(&plot, Qt::Key_Return);
    QCOMPARE(picked.count(), 1);
    QCOMPARE(picked[0][0].toInt(), 1);
    // Past the last point nothing happens.
    for (int i = 0; i < 10; ++i) QTest::keyClick(&plot, Qt::Key_Right);
    QVERIFY(spy.last().at(0).toString().contains(QStringLiteral("12.0k/s")));
  }
  void zoom_and_back() {
    const auto before = plot.drawn();
    QWidget* canvas = plot.childAt(450, 300);
    const QPointF middle(450, 300);
    QWheelEvent wheel(middle, canvas->mapToGlobal(middle), {}, {0, 240}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(canvas, &wheel);
    QVERIFY(plot.drawn().x_high < before.x_high);
    plot.setFocus();
    QTest::keyClick(&plot, Qt::Key_0);
    QCOMPARE(plot.drawn().x_high, before.x_high);
  }
  void values_a_log_axis_cannot_show_are_counted() {
    Scene scene;
    PlotPoint zero, negative, good;
    zero.x = negative.x = good.x = 10;
    zero.y = 0;
    negative.y = -5;
    good.y = 3;
    scene.series.push_back({QStringLiteral("a"), 0, false, false, {zero, negative, good}});
    scene.levels.push_back({QStringLiteral("none"), 0});
    plot.set_scene(scene);
    QCOMPARE(plot.drawn().omitted, 3);
    QCOMPARE(plot.drawn().points, 1);
    QVERIFY(plot.drawn().x_low < 10 && plot.drawn().x_high > 10);
  }
  void an_empty_scene_is_no_harm() {
    plot.set_scene({});
    QCOMPARE(plot.drawn().curves, 0);
    QTest::keyClick(&plot, Qt::Key_Right);
    QImage image(300, 200, QImage::Format_RGB32);
    QPainter painter(&image);
    plot.draw(painter, image.rect());
  }
  void series_have_different_colours_on_the_screen() {
    plot.set_theme(Theme::dark_theme());
    QTest::qWait(20);
    const QImage image = plot.grab().toImage();
    bool blue = false, orange = false;
    for (int y = 0; y < image.height(); ++y) {
      for (int x = 0; x < image.width(); ++x) {
        const QColor pixel = image.pixelColor(x, y);
        blue = blue || pixel == Theme::dark_theme().series[0];
        orange = orange || pixel == Theme::dark_theme().series[1];
      }
    }
    QVERIFY(blue && orange);
    plot.set_theme(Theme::light());
  }
};

QTEST_MAIN(CurvePlotTest)
#include "curve_plot_test.moc"
