// The views that are pages of a report: verdict, why and cost, of synthetic recordings in the whole window.
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHeaderView>
#include <QLabel>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>

#include "gui/export.h"
#include "gui/export_folder.h"
#include "gui/main_window.h"
#include "gui/views/cost_view.h"
#include "gui/views/distribution_view.h"
#include "gui/views/percentile_view.h"
#include "gui/views/scaling_view.h"
#include "gui/views/throughput_view.h"
#include "gui/views/timeline_view.h"
#include "gui/views/verdict_view.h"
#include "gui/views/why_view.h"
#include "gui/widgets/curve_figure.h"
#include "gui/widgets/document_table.h"
#include "gui/widgets/mark_chart.h"
#include "gui/widgets/spread_chart.h"
#include "gui/widgets/timeline_figure.h"
#include "gui/widgets/waterfall_chart.h"
#include "tests/gui/synthetic_files.h"

using namespace crossfade::gui;
namespace analysis = crossfade::analysis;

class DocumentViewsTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder;
  std::unique_ptr<MainWindow> window;

  template <class T>
  T& shown(const char* id) {
    window->show_view(QString::fromUtf8(id));
    QTest::qWait(1);
    return dynamic_cast<T&>(*window->view(QString::fromUtf8(id)));
  }
  void open(const std::vector<const char*>& files) {
    std::vector<std::filesystem::path> places;
    for (const char* file : files) places.emplace_back(folder.path().toStdString() + "/" + file);
    QSignalSpy finished(&window->session().loader(), &Loader::finished);
    window->session().open(places);
    QVERIFY(finished.wait(30000));
  }
  static QString text_of(DocumentView& view) {
    QString text;
    for (const QLabel* label : view.page().sheet().findChildren<QLabel*>())
      text += label->text() + QLatin1Char('\n');
    return text;
  }
  static QComboBox& choice(DocumentView& view, const char* name) {
    for (QComboBox* box : view.findChildren<QComboBox*>())
      if (box->accessibleName() == QString::fromUtf8(name)) return *box;
    qFatal("there is no choice %s", name);
  }
  static std::string first_cell(const DocumentView& view, const char* table) {
    for (const auto& each : view.tables())
      if (each.id == table) return each.rows.at(0).at(0).text;
    return {};
  }

 private slots:
  void initTestCase() {
    apply_theme(ThemeMode::light);
    testing::write_pair(folder.path().toStdString());
    testing::write_simulated(folder.path().toStdString());
    testing::write_scaling(folder.path().toStdString());
  }
  void init() {
    window = std::make_unique<MainWindow>();
    window->resize(1280, 800);
    window->show();
    QVERIFY(QTest::qWaitForWindowExposed(window.get()));
  }
  void cleanup() { window.reset(); }

  void a_verdict_begins_with_its_answer() {
    open({"m5.h5", "m7a.h5"});
    auto& view = shown<VerdictView>("verdict");
    QVERIFY2(text_of(view).contains(QStringLiteral("INCONCLUSIVE")), qPrintable(text_of(view)));
    QVERIFY(text_of(view).contains(QStringLiteral("Reason 1")));
    QVERIFY(text_of(view).contains(QStringLiteral("fewest")) ||
            text_of(view).contains(QStringLiteral("host")));
    QVERIFY(!view.page().sheet().findChildren<MarkChart*>().isEmpty());
    QVERIFY(first_cell(view, "verdict").starts_with("the mix"));
    QCOMPARE(view.statements().front(), std::string("INCONCLUSIVE"));
  }
  void one_host_a_side_is_accepted_when_asked_and_called_provisional() {
    open({"m5.h5", "m7a.h5"});
    auto& view = shown<VerdictView>("verdict");
    const auto of_policy = [&view](const char* threshold) -> std::string {
      for (const auto& table : view.tables())
        for (const auto& row : table.rows)
          if (table.id == "policy" && row[0].text == threshold) return row[1].text;
      return {};
    };
    QCOMPARE(of_policy("accept_single_host"), std::string("no"));
    view.accept_single_host().setChecked(true);
    QCOMPARE(of_policy("accept_single_host"), std::string("yes"));
    QVERIFY2(text_of(view).contains(QStringLiteral("PROVISIONAL")), qPrintable(text_of(view)));
  }
  void the_baseline_of_the_window_is_the_verdicts() {
    open({"m5.h5", "m7a.h5"});
    auto& view = shown<VerdictView>("verdict");
    QVERIFY(text_of(view).contains(QStringLiteral("m7a.xlarge against m5.xlarge")));
    window->session().set_baseline(1);
    QVERIFY2(text_of(view).contains(QStringLiteral("m5.xlarge against m7a.xlarge")),
             qPrintable(text_of(view)));
    QCOMPARE(choice(view, "Candidate").count(), 1);
  }
  void why_is_a_waterfall_of_the_chosen_workload() {
    open({"m5.h5", "m7a.h5"});
    auto& view = shown<WhyView>("why");
    const auto charts = view.page().sheet().findChildren<WaterfallChart*>();
    QCOMPARE(charts.size(), 1);
    QVERIFY(charts.first()->accessibleDescription().contains(QStringLiteral("capacity")));
    QComboBox& workload = choice(view, "Workload");
    QCOMPARE(workload.count(), 2);
    const int other = 1 - workload.currentIndex();
    const QString name = workload.itemText(other);
    workload.setCurrentIndex(other);
    emit workload.activated(other);
    QCOMPARE(QString::fromStdString(window->session().workload()), name);
    QVERIFY(text_of(view).contains(name));
  }
  void percentiles_are_of_the_chosen_load_and_end_where_requests_end() {
    open({"m5.h5", "m7a.h5"});
    auto& view = shown<PercentileView>("percentiles");
    const auto figures = view.page().sheet().findChildren<CurveFigure*>();
    QCOMPARE(figures.size(), 1);
    QCOMPARE(figures.first()->plot().scene().series.size(), std::size_t{2});
    QVERIFY2(text_of(view).contains(QStringLiteral("ends before")), qPrintable(text_of(view)));
    QComboBox& load = choice(view, "Offered load");
    QVERIFY(load.count() > 2);
    const auto before = view.tables().at(0).title;
    load.setCurrentIndex(0);
    emit load.activated(0);
    QVERIFY(view.tables().at(0).title != before);
  }
  void scaling_has_its_law_its_predictions_and_the_reason_where_there_is_none() {
    open({"scaling.h5", "m5.h5"});
    auto& view = shown<ScalingView>("scaling");
    const auto figures = view.page().sheet().findChildren<CurveFigure*>();
    QCOMPARE(figures.size(), 2);
    const CurvePlot::Drawn drawn = figures.first()->plot().drawn();
    QCOMPARE(drawn.curves, 2);
    QCOMPARE(drawn.limits, 1);
    QCOMPARE(drawn.hollow_points, 2);
    QCOMPARE(drawn.paths, 4);
    QVERIFY2(text_of(view).contains(QStringLiteral("no law is fitted: 2 thread counts")),
             qPrintable(text_of(view)));
    const auto has_table = [&view](const std::string& id) {
      const auto tables = view.tables();
      return std::any_of(tables.begin(), tables.end(), [&](const auto& table) { return table.id == id; });
    };
    QVERIFY(has_table("scaling") && has_table("scaling_law"));
  }
  void a_side_is_selected_by_the_legend_of_a_page_and_let_go_again() {
    open({"m5.h5", "m7a.h5"});
    auto& view = shown<ScalingView>("scaling");
    const auto plot = [&]() -> CurvePlot& {
      return view.page().sheet().findChildren<CurveFigure*>().first()->plot();
    };
    emit plot().series_picked(1);
    QTRY_VERIFY(window->session().selected_side() == std::size_t{1});
    QTRY_VERIFY(plot().scene().series[1].emphasised);
    emit plot().series_picked(1);
    QTRY_VERIFY(!window->session().selected_side());
  }
  void without_several_thread_counts_scaling_says_what_to_record() {
    testing::write_one_thread_count(folder.path().toStdString());
    open({"one.h5"});
    auto& view = shown<ScalingView>("scaling");
    QVERIFY2(text_of(view).contains(QStringLiteral("--threads 1,2,4,8")), qPrintable(text_of(view)));
    QVERIFY(view.page().sheet().findChildren<CurveFigure*>().isEmpty());
  }
  void a_distribution_has_bands_and_every_repetition() {
    open({"m5.h5", "m7a.h5"});
    auto& view = shown<DistributionView>("distribution");
    const auto figures = view.page().sheet().findChildren<CurveFigure*>();
    QCOMPARE(figures.size(), 1);
    const CurvePlot::Drawn drawn = figures.first()->plot().drawn();
    QCOMPARE(drawn.curves, 2);
    QCOMPARE(drawn.bands, 2);
    QCOMPARE(drawn.paths, 16);
    QCOMPARE(drawn.omitted, 0);
    QVERIFY(drawn.y_low < 0 && drawn.y_high > 1);
    const auto before = view.tables().at(0).title;
    QComboBox& load = choice(view, "Offered load");
    QVERIFY(load.count() > 2);
    load.setCurrentIndex(0);
    emit load.activated(0);
    QVERIFY(view.tables().at(0).title != before);
  }
  void throughput_has_every_repetition_by_host() {
    open({"m5.h5", "m7a.h5"});
    auto& view = shown<ThroughputView>("throughput");
    const auto charts = view.page().sheet().findChildren<SpreadChart*>();
    QCOMPARE(charts.size(), 2);
    const auto& rows = charts.first()->panel().rows;
    QCOMPARE(rows.size(), std::size_t{4});
    QCOMPARE(rows[1].repetitions.size(), std::size_t{8});
    QVERIFY(charts.first()->accessibleDescription().contains(QStringLiteral("m7a.xlarge")));
    QCOMPARE(view.tables().at(0).id, std::string("throughput"));
    QCOMPARE(view.tables().at(1).id, std::string("throughput_repetitions"));
    emit charts.first()->side_picked(1);
    QTRY_VERIFY(window->session().selected_side() == std::size_t{1});
  }
  void a_stated_price_reaches_the_costs() {
    open({"m5.h5", "m7a.h5"});
    auto& view = shown<CostView>("cost");
    QVERIFY2(text_of(view).contains(QStringLiteral("ost per million")), qPrintable(text_of(view)));
    const auto tables = view.tables();
    auto& box = choice(view, "Own price of");
    box.setCurrentIndex(1);
    emit box.activated(1);
    auto* price = view.findChild<QDoubleSpinBox*>();
    price->setValue(123);
    QCOMPARE(window->session().study()->prices.size(), std::size_t{1});
    QCOMPARE(window->session().study()->prices[0].second, 123.0);
    QCOMPARE(price->value(), 123.0);
    bool differs = false;
    const auto after = view.tables();
    for (std::size_t i = 0; i < std::min(tables.size(), after.size()); ++i)
      for (std::size_t row = 0; row < std::min(tables[i].rows.size(), after[i].rows.size()); ++row)
        for (std::size_t c = 0; c < tables[i].rows[row].size(); ++c)
          differs = differs || tables[i].rows[row][c].text != after[i].rows[row][c].text;
    QVERIFY(differs || tables.size() != after.size());
  }
  void a_timeline_has_lanes_stages_and_the_samples_of_a_window() {
    testing::write_sampled(folder.path().toStdString());
    open({"sampled.h5"});
    auto& view = shown<TimelineView>("timeline");
    const auto figures = view.page().sheet().findChildren<TimelineFigure*>();
    QCOMPARE(figures.size(), 1);
    TimelineChart& chart = figures.first()->chart();
    QVERIFY(chart.scene().lanes.size() >= 5);
    QVERIFY(chart.accessibleDescription().contains(QStringLiteral("instructions per cycle")));
    QVERIFY2(text_of(view).contains(QStringLiteral("the whole run: clean")), qPrintable(text_of(view)));
    const auto samples = [&] { return view.tables().at(0).rows.at(0).at(1).value.value_or(0); };
    const double all = samples();
    QVERIFY(all > 100);
    chart.select(chart.scene().stages.at(2).window);
    QVERIFY2(text_of(view).contains(QStringLiteral("void 100 %")), qPrintable(text_of(view)));
    QVERIFY(samples() > 0 && samples() < all);
    QCOMPARE(view.tables().at(0).id, std::string("timeline"));
    QCOMPARE(view.tables().at(1).id, std::string("timeline_stages"));
    QCOMPARE(view.tables().at(1).rows.at(1).at(5).text, std::string("disturbed"));
    QCOMPARE(view.tables().at(2).id, std::string("timeline_absent"));
    QCOMPARE(view.tables().at(2).rows.at(0).at(0).text, std::string("the kernel refused it"));
  }
  void what_is_looked_at_outlives_a_change_elsewhere() {
    testing::write_sampled(folder.path().toStdString());
    open({"sampled.h5"});
    auto& view = shown<TimelineView>("timeline");
    const auto chart = [&]() -> TimelineChart& {
      return view.page().sheet().findChildren<TimelineFigure*>().first()->chart();
    };
    const analysis::TimeWindow part = chart().scene().stages.at(3).window;
    chart().set_visible_window(part);
    chart().select(part);
    window->session().set_workload("playback_manifest");
    QVERIFY(chart().visible_window() == part);
    QVERIFY(chart().selected() == part);
    QVERIFY(
        std::any_of(chart().scene().processes.begin(), chart().scene().processes.end(), [](const auto& each) {
          return each.emphasised && each.name == QStringLiteral("playback_manifest");
        }));
  }
  void the_timeline_follows_the_selected_side() {
    testing::write_sampled(folder.path().toStdString());
    open({"m7a.h5", "sampled.h5"});
    auto& view = shown<TimelineView>("timeline");
    QComboBox& recording = choice(view, "Recording");
    QCOMPARE(recording.count(), 2);
    QCOMPARE(recording.currentIndex(), 0);
    window->session().select_side(1);
    QCOMPARE(recording.currentIndex(), 1);
    recording.setCurrentIndex(0);
    emit recording.activated(0);
    QCOMPARE(recording.currentIndex(), 0);
    QVERIFY(window->session().selected_side() == std::size_t{0});
  }
  void without_samples_the_timeline_says_how_to_have_them() {
    open({"m5.h5"});
    auto& view = shown<TimelineView>("timeline");
    for (const char* part : {"No counter was sampled over time", "crossfade-collect run --sample-rate 10"})
      QVERIFY2(text_of(view).contains(QString::fromUtf8(part)), qPrintable(text_of(view)));
    // Who else was there is known all the same.
    QCOMPARE(view.page().sheet().findChildren<TimelineFigure*>().size(), 1);
  }
  void with_one_side_the_pages_say_what_is_missing() {
    open({"m5.h5"});
    for (const char* id : {"verdict", "why", "cost"}) {
      auto& view = shown<DocumentView>(id);
      QVERIFY2(text_of(view).contains(QStringLiteral("second instance type")), id);
    }
  }
  void a_page_is_not_worked_out_before_it_is_looked_at() {
    open({"m5.h5", "m7a.h5"});
    window->show_view(QStringLiteral("overview"));
    auto& verdict = dynamic_cast<DocumentView&>(*window->view(QStringLiteral("verdict")));
    QVERIFY(verdict.tables().empty());
    window->show_view(QStringLiteral("verdict"));
    QTRY_VERIFY(!verdict.tables().empty());
  }
  void nothing_on_a_page_scrolls_but_the_page() {
    open({"m5.h5", "m7a.h5"});
    for (const char* id : {"verdict", "why", "cost"}) {
      for (const int width : {1000, 1500}) {
        window->resize(width, 700);
        auto& view = shown<DocumentView>(id);
        QTest::qWait(20);
        for (const DocumentTable* table : view.page().sheet().findChildren<DocumentTable*>())
          QVERIFY2(table->verticalHeader()->length() <= table->viewport()->height(), id);
      }
    }
  }
  void all_views_are_exported_into_a_new_folder() {
    open({"m5.h5", "m7a.h5"});
    const std::filesystem::path views = (folder.path() + QStringLiteral("/views")).toStdString();
    const auto done = export_all_views(*window, views, false);
    QVERIFY2(bool(done), done ? "" : crossfade::results::to_line(done.error()).c_str());
    for (const View* view : window->views()) {
      for (const char* ending : {".png", ".svg", ".pdf", ".md", ".csv"})
        QVERIFY2(std::filesystem::file_size(views / (view->id().toStdString() + ending)) > 0, ending);
    }
    QCOMPARE(window->current_view()->id(), QStringLiteral("overview"));
    // What is there is not replaced unasked, and never if it holds something of the user's.
    QVERIFY(!export_all_views(*window, views, false));
    QVERIFY(bool(export_all_views(*window, views, true)));
    QFile own(QString::fromStdString((views / "notes.txt").string()));
    QVERIFY(own.open(QIODevice::WriteOnly));
    own.close();
    QVERIFY(!export_all_views(*window, views, true));
  }
  void a_picture_holds_the_whole_page() {
    open({"m5.h5", "m7a.h5"});
    auto& view = shown<VerdictView>("verdict");
    QTest::qWait(20);
    QVERIFY(view.picture_size().height() > view.page().viewport()->height());
    const std::filesystem::path png = (folder.path() + QStringLiteral("/verdict.png")).toStdString();
    const std::filesystem::path pdf = (folder.path() + QStringLiteral("/verdict.pdf")).toStdString();
    QVERIFY(bool(write_picture(view, window->session().caption(), png)));
    QVERIFY(QImage(QString::fromStdString(png.string())).height() >= 2 * view.picture_size().height());
    QVERIFY(bool(write_picture(view, window->session().caption(), pdf)));
    QFile file(QString::fromStdString(pdf.string()));
    QVERIFY(file.open(QIODevice::ReadOnly) && file.readAll().startsWith("%PDF-"));
  }
};

QTEST_MAIN(DocumentViewsTest)
#include "document_views_test.moc"
