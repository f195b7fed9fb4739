#include "gui/models/distribution_scene.h"

#include <QtTest>

#include "gui/plot/curve_plot.h"
#include "gui/plot/share_axis.h"
#include "tests/gui/hand_made_study.h"

using namespace crossfade::gui;
namespace analysis = crossfade::analysis;
using crossfade::gui::testing::estimate;
using crossfade::gui::testing::hand_made_study;

class DistributionSceneTest : public QObject {
  Q_OBJECT
  Study study = hand_made_study();

  static analysis::LatencyDistribution distribution(const char* side, double slower) {
    analysis::LatencyDistribution d;
    d.side = side;
    d.offered_per_s = 1000;
    for (const double ms : {1.0, 2.0, 4.0, 8.0}) d.latencies_ns.push_back(ms * slower * 1e6);
    analysis::Estimate none = estimate(0, 0, 0);
    none.interval.reset();
    none.no_interval_because = "too few requests within that";
    d.shares = {none, estimate(0.4, 0.35, 0.45), estimate(0.9, 0.88, 0.92), estimate(1, 0.99, 1)};
    d.repetitions = {
        {0, 0, 0, {0, 0.38, 0.89, 1}}, {0, 0, 1, {0, 0.42, 0.91, 1}}, {1, 1, 0, {0, 0.4, 0.9, 1}}};
    return d;
  }
  Scene scene(std::optional<std::size_t> selected = {}) {
    return make_distribution_scene(study, "tls",
                                   {distribution("m5.xlarge", 1), distribution("m7a.xlarge", 0.6)}, selected);
  }

 private slots:
  void a_curve_with_a_band_and_its_repetitions() {
    const Scene made = scene();
    QCOMPARE(made.series.size(), std::size_t(2));
    QCOMPARE(made.series[0].points.size(), std::size_t(4));
    QVERIFY(made.series[0].banded);
    QCOMPARE(made.series[0].paths.size(), std::size_t(3));
    QVERIFY(made.series[0].paths[0].look == PathLook::repetition);
    QCOMPARE(made.series[0].paths[1].points[1], QPointF(2e6, 0.42));
    QCOMPARE(made.y.unit, std::string(share_unit));
    QVERIFY(made.summary.contains(QStringLiteral("m7a.xlarge: 3 repetitions")));
  }
  void a_read_out_has_share_interval_n_or_why_there_is_no_interval() {
    const PlotSeries m5 = scene().series[0];
    for (const char* part : {"40 % of requests within 2.00 ms", "95 % interval 35 % to 45 %", "n: 3 hosts"})
      QVERIFY2(m5.points[1].read_out.contains(QString::fromUtf8(part)), qPrintable(m5.points[1].read_out));
    QVERIFY(m5.points[0].read_out.contains(QStringLiteral("no interval: too few requests")));
  }
  void what_fell_behind_is_hollow() {
    auto saturated = distribution("m5.xlarge", 1);
    saturated.saturated = true;
    QVERIFY(make_distribution_scene(study, "tls", {saturated}, {}).series[0].points[1].hollow);
    QVERIFY(!scene().series[0].points[1].hollow);
  }
  void none_of_the_requests_is_drawn_too() {
    CurvePlot plot;
    plot.resize(700, 400);
    plot.set_scene(scene());
    plot.show();
    QVERIFY(QTest::qWaitForWindowExposed(&plot));
    const DrawnCounts drawn = plot.drawn();
    QCOMPARE(drawn.points, 8);
    QCOMPARE(drawn.omitted, 0);
    QCOMPARE(drawn.bands, 2);
    QCOMPARE(drawn.whiskers, 0);
    QCOMPARE(drawn.paths, 6);
    QVERIFY(drawn.y_low < 0 && drawn.y_high > 1 && drawn.y_high < 1.1);
    // Linear: half of the way up is half of them.
    const double none = plot.pixel_of(0, 0).y(), all = plot.pixel_of(0, 3).y(),
                 some = plot.pixel_of(0, 1).y();
    QVERIFY(std::abs((none - some) / (none - all) - 0.4) < 0.01);
  }
  void the_selected_side_stands_out() { QVERIFY(scene(1).series[1].emphasised && !scene(1).series[0].faded); }
};

QTEST_MAIN(DistributionSceneTest)
#include "distribution_scene_test.moc"
