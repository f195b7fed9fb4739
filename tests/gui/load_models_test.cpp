#include <QAbstractItemModelTester>
#include <QtTest>

#include "gui/models/load_scene.h"
#include "gui/models/load_table_model.h"
#include "gui/models/roles.h"
#include "tests/gui/hand_made_study.h"

using namespace crossfade::gui;
namespace analysis = crossfade::analysis;
using crossfade::gui::testing::hand_made_study;
using crossfade::gui::testing::hand_made_study_pointer;

class LoadModelsTest : public QObject {
  Q_OBJECT
 private slots:
  void a_curve_per_side() {
    const LoadScene load = make_load_scene(hand_made_study(), "tls", Quantile::p99, std::nullopt);
    QCOMPARE(load.scene.series.size(), std::size_t(2));
    const PlotSeries& m5 = load.scene.series[0];
    QCOMPARE(m5.name, QStringLiteral("m5.xlarge"));
    QCOMPARE(m5.points.size(), std::size_t(4));
    QCOMPARE(*m5.points[0].y, 0.5e6);
    QVERIFY(m5.points[0].whisker.has_value());
    QVERIFY(!m5.points[0].hollow && m5.points[3].hollow);
    QVERIFY(m5.points[2].ringed && !m5.points[1].ringed);
    QCOMPARE(load.scene.levels.size(), std::size_t(1));
    QCOMPARE(load.scene.levels[0].y, 5e6);
    QVERIFY(load.scene.summary.contains(QStringLiteral("tls")));
  }
  void every_class_has_its_objective() {
    Study study = hand_made_study();
    for (analysis::LoadCurve& curve : study.load[0].curves)
      curve.objectives = {{"play", 5e6}, {"browse", 20e6}, {"search", 20e6}};
    const LoadScene load = make_load_scene(study, "tls", Quantile::p99, std::nullopt);
    QCOMPARE(load.scene.levels.size(), std::size_t(2));
    QVERIFY(load.scene.levels[0].label.contains(QStringLiteral("class play")));
    QVERIFY(load.scene.levels[1].label.contains(QStringLiteral("browse, search")));
    QCOMPARE(load.scene.levels[1].y, 20e6);
  }
  void what_cannot_be_drawn_is_listed_with_its_reason() {
    const LoadScene load = make_load_scene(hand_made_study(), "tls", Quantile::p99, std::nullopt);
    QVERIFY(!load.scene.series[1].points[1].y);
    QCOMPARE(load.absent.size(), 1);
    QVERIFY(load.absent[0].contains(QStringLiteral("only 40 requests")));
    QCOMPARE(make_load_scene(hand_made_study(), "tls", Quantile::p999, std::nullopt).absent.size(), 8);
  }
  void the_slo_rate_is_named_a_grid_value() {
    Study study = hand_made_study();
    QVERIFY(make_load_scene(study, "tls", Quantile::p99, {}).slo_rates[0].contains(QStringLiteral("grid")));
    study.load[0].curves[0].grid_ratio = 0;
    study.load[0].curves[1].slo_rate_per_s = crossfade::gui::testing::absent("every rate misses it");
    const auto lines = make_load_scene(study, "tls", Quantile::p99, {}).slo_rates;
    QVERIFY(lines[0].contains(QStringLiteral("highest rate measured")));
    QVERIFY(lines[1].contains(QStringLiteral("every rate misses it")));
  }
  void a_solved_slo_rate_is_a_line_of_its_own() {
    Study study = hand_made_study();
    QVERIFY(!make_load_scene(study, "tls", Quantile::p99, {}).scene.series[0].limit);
    study.load[0].curves[0].slo_from_grid = false;
    const LoadScene load = make_load_scene(study, "tls", Quantile::p99, {});
    QVERIFY(load.slo_rates[0].contains(QStringLiteral("solved")));
    QVERIFY(load.scene.series[0].limit && load.scene.series[0].limit->interval);
    QCOMPARE(load.scene.series[0].limit->x, 4000.0);
    for (const PlotPoint& point : load.scene.series[0].points) QVERIFY(!point.ringed);
  }
  void the_read_out_tells_value_interval_n_and_load() {
    const QString text =
        make_load_scene(hand_made_study(), "tls", Quantile::p50, {}).scene.series[0].points[3].read_out;
    for (const char* part :
         {"m5.xlarge", "8.00k/s", "p50", "95 % interval", "3 host", "saturated", "achieved"})
      QVERIFY2(text.contains(QString::fromUtf8(part)), qPrintable(text));
  }
  void the_selected_side_stands_out_and_the_baseline_never_fades() {
    const auto scene = make_load_scene(hand_made_study(), "tls", Quantile::p99, std::size_t(2)).scene;
    QVERIFY(!scene.series[0].faded);
    QVERIFY(scene.series[1].faded && !scene.series[1].emphasised);
    QVERIFY(
        make_load_scene(hand_made_study(), "tls", Quantile::p99, std::size_t(1)).scene.series[1].emphasised);
  }
  void no_curve_no_scene() {
    QVERIFY(make_load_scene(hand_made_study(), "json", Quantile::p99, {}).scene.series.empty());
    QVERIFY(make_load_scene(Study{}, "tls", Quantile::p99, {}).scene.series.empty());
  }
  void the_table_twin_has_every_point_and_reason() {
    LoadTableModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.show(hand_made_study_pointer(), "tls");
    QCOMPARE(model.rowCount(), 8);
    QVERIFY(model.index(0, LoadTableModel::p99).data().toString().startsWith(QStringLiteral("500 µs [")));
    QVERIFY(
        model.index(5, LoadTableModel::p99).data().toString().contains(QStringLiteral("only 40 requests")));
    QCOMPARE(model.index(5, LoadTableModel::p99).data(absent_role).toString(),
             QStringLiteral("only 40 requests"));
    // Without an interval it says so.
    Study study = hand_made_study();
    study.load[0].curves[0].points[0].p99_ns.interval.reset();
    model.show(std::make_shared<const Study>(study), "tls");
    QCOMPARE(model.index(0, LoadTableModel::p99).data().toString(), QStringLiteral("500 µs (no interval)"));
    QCOMPARE(model.index(3, LoadTableModel::state).data().toString(), QStringLiteral("saturated"));
    QCOMPARE(model.index(0, LoadTableModel::offered).data(value_role).toDouble(), 1000.0);
    model.show(hand_made_study_pointer(), "nothing");
    QCOMPARE(model.rowCount(), 0);
  }
};

QTEST_GUILESS_MAIN(LoadModelsTest)
#include "load_models_test.moc"
