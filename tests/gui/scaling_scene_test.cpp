#include "gui/models/scaling_scene.h"

#include <QtTest>
#include <algorithm>

#include "gui/plot/curve_plot.h"
#include "tests/gui/hand_made_study.h"

using namespace crossfade::gui;
namespace analysis = crossfade::analysis;
using crossfade::gui::testing::absent;
using crossfade::gui::testing::estimate;
using crossfade::gui::testing::hand_made_study;

class ScalingSceneTest : public QObject {
  Q_OBJECT
  Study study = hand_made_study();

  static analysis::ScalingPoint point(std::uint32_t threads, std::uint32_t cores, double per_s,
                                      double efficiency) {
    analysis::ScalingPoint p;
    p.threads = threads;
    p.cores = cores;
    p.throughput_per_s = estimate(per_s, per_s * 0.98, per_s * 1.02);
    p.efficiency = estimate(efficiency, efficiency * 0.98, efficiency * 1.02);
    p.speed_up = estimate(threads * efficiency, threads * efficiency * 0.98, threads * efficiency * 1.02);
    return p;
  }
  /// m5 has a law, siblings and predictions; m7a has two points and no fit.
  static std::vector<analysis::ScalingCurve> curves() {
    analysis::ScalingCurve m5;
    m5.side = "m5.xlarge";
    m5.points = {point(1, 1, 1000, 1), point(4, 4, 3500, 0.875), point(8, 4, 4200, 0.525)};
    m5.law.thread_counts = {1, 4};
    m5.law.bounds.emplace();
    m5.law.bounds->curve = {1000, 0.05, 0};
    m5.siblings.from_threads = 4;
    m5.siblings.to_threads = 8;
    m5.siblings.gain = estimate(0.2, 0.15, 0.25);
    m5.siblings.is_line = true;
    m5.predictions = {{6, estimate(4700, 4500, 4900)}, {8, estimate(5900, 5500, 6300)}};
    analysis::ScalingCurve m7a;
    m7a.side = "m7a.xlarge";
    m7a.points = {point(1, 1, 2000, 1), point(2, 2, 3900, 0.975)};
    m7a.law.absent_because = "2 thread counts";
    return {m5, m7a};
  }
  ScalingScenes scenes(std::optional<std::size_t> selected = {}) {
    return make_scaling_scenes(study, curves(), selected);
  }

 private slots:
  void what_is_fitted_predicted_and_guided_looks_different() {
    const Scene scene = scenes().throughput;
    QCOMPARE(scene.series.size(), std::size_t(2));
    const PlotSeries& m5 = scene.series[0];
    QCOMPARE(m5.paths.size(), std::size_t(3));
    QVERIFY(m5.paths[0].look == PathLook::fitted);
    QVERIFY(m5.paths[1].look == PathLook::predicted);
    QVERIFY(m5.paths[2].look == PathLook::fitted);
    QVERIFY(!m5.joined);
    QCOMPARE(scene.series[1].paths.size(), std::size_t(1));
    QVERIFY(scene.series[1].paths[0].look == PathLook::guide);
  }
  void predictions_are_hollow_and_called_so() {
    const PlotSeries m5 = scenes().throughput.series[0];
    QCOMPARE(m5.points.size(), std::size_t(5));
    QVERIFY(!m5.points[2].hollow && m5.points[3].hollow && m5.points[4].hollow);
    QVERIFY(m5.points[4].whisker.has_value());
    QVERIFY2(m5.points[4].read_out.contains(QStringLiteral("predicted, not measured")),
             qPrintable(m5.points[4].read_out));
  }
  void the_kink_is_where_cores_are_shared() {
    const Scene scene = scenes().throughput;
    QVERIFY(scene.series[0].limit.has_value());
    QCOMPARE(scene.series[0].limit->x, 4.0);
    QVERIFY(!scene.series[1].limit);
  }
  void thread_counts_are_the_ticks() {
    QCOMPARE(scenes().throughput.x.ticks, (std::vector<double>{1, 2, 4, 6, 8}));
    QCOMPARE(scenes().efficiency.x.ticks, (std::vector<double>{1, 2, 4, 8}));
  }
  void every_side_says_what_it_gains_and_why_nothing_is_fitted() {
    const ScalingScenes made = scenes();
    QCOMPARE(made.gains.size(), 2);
    QVERIFY2(made.gains[0].contains(QStringLiteral("8 threads do 4.20× the work of one, 95 % interval")),
             qPrintable(made.gains[0]));
    QCOMPARE(made.no_fit, QStringList{QStringLiteral("m7a.xlarge: no law is fitted: 2 thread counts")});
    QVERIFY(made.throughput.summary.contains(made.gains[1]));
    auto alike = curves();
    alike[0].law = alike[1].law;
    QCOMPARE(make_scaling_scenes(study, alike, {}).no_fit,
             QStringList{QStringLiteral("m5.xlarge; m7a.xlarge: no law is fitted: 2 thread counts")});
  }
  void a_read_out_has_value_interval_n_cores_and_quality() {
    auto disturbed = curves();
    disturbed[0].points[2].throughput_per_s.disturbed_share = 0.5;
    const Scene scene = make_scaling_scenes(study, disturbed, {}).throughput;
    for (const char* part :
         {"m5.xlarge", "8 threads on 4 cores", "4.20k/s", "95 % interval", "n: 3 hosts", "⚠"})
      QVERIFY2(scene.series[0].points[2].read_out.contains(QString::fromUtf8(part)), part);
    QVERIFY(!scene.series[0].points[1].read_out.contains(QStringLiteral("⚠")));
  }
  void what_is_missing_breaks_the_chart_and_is_explained() {
    auto missing = curves();
    missing[1].points[1].throughput_per_s = absent("every stage is void");
    missing[1].points[1].speed_up = absent("every stage is void");
    const ScalingScenes made = make_scaling_scenes(study, missing, {});
    QVERIFY(!made.throughput.series[1].points[1].y);
    QVERIFY(made.throughput.series[1].paths.empty());
    QVERIFY(made.gains[1].contains(QStringLiteral("every stage is void")));
  }
  void the_selected_side_stands_out() {
    const ScalingScenes made = scenes(1);
    QVERIFY(made.throughput.series[1].emphasised && made.efficiency.series[1].emphasised);
    QVERIFY(!made.throughput.series[0].faded);
  }
  void all_of_it_is_drawn() {
    CurvePlot plot;
    plot.resize(500, 400);
    plot.set_scene(scenes().throughput);
    plot.show();
    QVERIFY(QTest::qWaitForWindowExposed(&plot));
    const DrawnCounts drawn = plot.drawn();
    QCOMPARE(drawn.paths, 4);
    QCOMPARE(drawn.limits, 1);
    QCOMPARE(drawn.points, 7);
    QCOMPARE(drawn.hollow_points, 2);
    QCOMPARE(drawn.whiskers, 7);
    QCOMPARE(drawn.legend_entries, 2);
    QVERIFY(drawn.y_high > 6300 && drawn.x_high > 8);
  }
};

QTEST_MAIN(ScalingSceneTest)
#include "scaling_scene_test.moc"
