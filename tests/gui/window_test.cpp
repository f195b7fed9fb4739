#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QDropEvent>
#include <QListView>
#include <QMimeData>
#include <QPushButton>
#include <QSet>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest>

#include "analysis/render/render.h"
#include "gui/export.h"
#include "gui/main_window.h"
#include "gui/models/roles.h"
#include "gui/views/environment_view.h"
#include "gui/views/load_curve_view.h"
#include "gui/views/overview_view.h"
#include "gui/views/problems_view.h"
#include "gui/widgets/banner_stack.h"
#include "gui/widgets/quality_strips.h"
#include "tests/gui/synthetic_files.h"

using namespace crossfade::gui;

namespace {

std::filesystem::path path(const QTemporaryDir& folder, const char* file) {
  return (folder.path() + QLatin1Char('/') + QString::fromUtf8(file)).toStdString();
}

/// Focusable elements a screen reader could not name.
void collect_nameless(QAccessibleInterface* element, QStringList& nameless) {
  if (element == nullptr || element->state().invisible) return;
  const bool cell = element->role() == QAccessible::Cell || element->role() == QAccessible::ListItem ||
                    element->role() == QAccessible::ColumnHeader || element->role() == QAccessible::RowHeader;
  if (element->state().focusable && !cell && element->text(QAccessible::Name).isEmpty()) {
    nameless << QString::fromUtf8(element->object() ? element->object()->metaObject()->className() : "?");
  }
  for (int i = 0; i < element->childCount(); ++i) collect_nameless(element->child(i), nameless);
}

}  // namespace

class WindowTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder;
  std::unique_ptr<MainWindow> window;

  template <class T>
  T& view(const char* id) {
    return dynamic_cast<T&>(*window->view(QString::fromUtf8(id)));
  }

  void open(const std::vector<std::filesystem::path>& places) {
    QSignalSpy finished(&window->session().loader(), &Loader::finished);
    window->session().open(places);
    QVERIFY(finished.wait(30000));
  }
  void drop(const QList<QUrl>& urls) {
    QMimeData data;
    data.setUrls(urls);
    QDragEnterEvent enter({50, 50}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event({50, 50}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window.get(), &event);
  }

 private slots:
  void initTestCase() {
    testing::write_pair(folder.path().toStdString());
    QFile bad(QString::fromStdString(path(folder, "bad.h5").string()));
    QVERIFY(bad.open(QIODevice::WriteOnly));
    bad.write("this is not a recording");
  }
  void init() {
    apply_theme(ThemeMode::light);
    window = std::make_unique<MainWindow>();
    window->show();
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
  }
  void cleanup() { window.reset(); }

  void nothing_open_offers_three_things_to_do() {
    QStringList texts;
    for (const QPushButton* button : window->findChildren<QPushButton*>()) {
      if (button->isVisible()) texts << button->text();
    }
    QCOMPARE(texts.size(), 3);
    const auto said = window->statusBar()->findChildren<QLabel*>();
    QCOMPARE(said.size(), 1);
    QTRY_COMPARE(said.first()->text(), QStringLiteral("Drop recordings or folders here"));
    QVERIFY(collect_problems(window->session()).empty());
  }
  void files_dropped_on_the_window_are_opened() {
    QSignalSpy finished(&window->session().loader(), &Loader::finished);
    drop({QUrl::fromLocalFile(QString::fromStdString(path(folder, "m5.h5").string())),
          QUrl::fromLocalFile(QString::fromStdString(path(folder, "m7a.h5").string()))});
    QVERIFY(finished.wait(30000));
    QCOMPARE(window->session().recordings().size(), std::size_t(2));
    QCOMPARE(window->session().study()->sides.size(), std::size_t(2));
    OverviewView& overview = view<OverviewView>("overview");
    QVERIFY(overview.isVisible());
    QVERIFY(overview.model().rowCount() > 0);
    QCOMPARE(overview.model().columnCount(), 2);
  }
  void a_dropped_folder_opens_all_of_it_and_a_bad_file_does_not_stop_the_others() {
    QSignalSpy finished(&window->session().loader(), &Loader::finished);
    drop({QUrl::fromLocalFile(folder.path())});
    QVERIFY(finished.wait(30000));
    QCOMPARE(window->session().recordings().size(), std::size_t(2));
    QCOMPARE(window->session().problems().size(), std::size_t(1));
    auto* banners = window->findChild<BannerStack*>();
    QVERIFY(banners->isVisible());
    QCOMPARE(banners->banners(), 1);
    QString text;
    for (const QLabel* label : banners->findChildren<QLabel*>()) text += label->text();
    for (const char* part : {"bad.h5", "Why:", "What to do:"})
      QVERIFY2(text.contains(QString::fromUtf8(part)), part);
    // Also a row of the list and of the problems; the banner can be dismissed.
    auto* list = window->findChild<QListView*>();
    QCOMPARE(list->model()->rowCount(), 3);
    QVERIFY(list->model()->index(2, 0).data().toString().contains(QStringLiteral("bad.h5")));
    QVERIFY(view<ProblemsView>("problems").count() >= 1);
    QTest::mouseClick(banners->findChildren<QToolButton*>().last(), Qt::LeftButton);
    QVERIFY(window->session().problems().empty());
    QVERIFY(!banners->isVisible());
  }
  void many_bad_files_are_counted_not_stacked() {
    std::vector<std::filesystem::path> places;
    places.reserve(6);
    for (int i = 0; i < 6; ++i)
      places.push_back(path(folder, qPrintable(QStringLiteral("none%1.h5").arg(i))));
    open(places);
    auto* banners = window->findChild<BannerStack*>();
    QCOMPARE(banners->banners(), BannerStack::most);
    QCOMPARE(view<ProblemsView>("problems").count(), 6);
  }
  void an_empty_folder_says_so() {
    const QTemporaryDir empty;
    open({empty.path().toStdString()});
    QCOMPARE(window->session().problems().size(), std::size_t(1));
    QVERIFY(window->session().problems()[0].error.why.find("*.h5") != std::string::npos);
  }
  void the_baseline_changes_by_key_and_by_picker() {
    open({path(folder, "m5.h5"), path(folder, "m7a.h5")});
    QCOMPARE(window->session().study()->baseline, std::size_t(0));
    OverviewView& overview = view<OverviewView>("overview");
    overview.table().setFocus();
    overview.table().setCurrentIndex(overview.model().index(0, 1));
    QTest::keyClick(&overview.table(), Qt::Key_B);
    QCOMPARE(window->session().study()->baseline, std::size_t(1));
    QVERIFY(overview.model()
                .headerData(1, Qt::Horizontal, Qt::DisplayRole)
                .toString()
                .contains(QStringLiteral("baseline")));
    QComboBox* picker = nullptr;
    for (auto* box : window->findChildren<QComboBox*>()) {
      if (box->accessibleName() == QStringLiteral("Baseline")) picker = box;
    }
    QVERIFY(picker != nullptr);
    QCOMPARE(picker->currentIndex(), 1);
    picker->setFocus();
    QTest::keyClick(picker, Qt::Key_Up);
    QCOMPARE(window->session().study()->baseline, std::size_t(0));
  }
  void views_change_by_key() {
    open({path(folder, "m5.h5"), path(folder, "m7a.h5")});
    const char* ids[] = {"overview", "load",     "percentiles", "distribution", "throughput",  "scaling",
                         "why",      "timeline", "cost",        "verdict",      "environment", "problems"};
    for (int i = 11; i >= 0; --i) {
      const bool second_row = i >= 10;
      const auto key = i == 9 ? Qt::Key_0 : static_cast<Qt::Key>(Qt::Key_1 + (second_row ? i - 10 : i));
      QTest::keyClick(window.get(), key, second_row ? Qt::AltModifier : Qt::ControlModifier);
      QTRY_COMPARE(window->current_view()->id(), QString::fromUtf8(ids[i]));
    }
    QTest::keyClick(window.get(), Qt::Key_PageUp, Qt::ControlModifier);
    QTRY_COMPARE(window->current_view()->id(), QStringLiteral("problems"));
    QTest::keyClick(window.get(), Qt::Key_PageDown, Qt::ControlModifier);
    QTRY_COMPARE(window->current_view()->id(), QStringLiteral("overview"));
  }
  void the_load_view_draws_the_chosen_workload_and_percentile() {
    open({path(folder, "m5.h5"), path(folder, "m7a.h5")});
    window->show_view(QStringLiteral("load"));
    auto& load = view<LoadCurveView>("load");
    QCOMPARE(load.plot().drawn().curves, 2);
    QVERIFY(load.plot().drawn().points >= 4);
    QCOMPARE(load.plot().drawn().levels, 1);
    const double p99 = *load.plot().scene().series[0].points[0].y;
    load.set_quantile(Quantile::p50);
    QVERIFY(*load.plot().scene().series[0].points[0].y < p99);
    window->session().set_workload("playback_manifest");
    QVERIFY(load.plot().scene().summary.contains(QStringLiteral("playback_manifest")));
  }
  void the_environment_view_hides_what_is_equal_until_asked() {
    open({path(folder, "m5.h5"), path(folder, "m7a.h5")});
    auto& environment = view<EnvironmentView>("environment");
    const int different = environment.model().rowCount();
    QVERIFY(different > 0);
    environment.only_differences().setChecked(false);
    QVERIFY(environment.model().rowCount() > different);
  }
  void every_open_recording_has_a_strip_of_its_quality() {
    testing::write_sampled(folder.path().toStdString());
    const auto sampled = path(folder, "sampled.h5");
    open({path(folder, "m7a.h5"), sampled});
    auto& problems = view<ProblemsView>("problems");
    QVERIFY(problems.strips() == nullptr);  // until it is looked at
    window->show_view(QStringLiteral("problems"));
    QVERIFY(problems.strips() != nullptr);
    QCOMPARE(problems.strips()->strips().size(), std::size_t(2));
    const auto& quality = problems.strips()->strips()[1].second.quality;
    QCOMPARE(quality.disturbed.stages, std::uint64_t(1));
    QCOMPARE(quality.voided.stages, std::uint64_t(1));
    QVERIFY(problems.strips()->accessibleDescription().contains(QStringLiteral("sampled.h5: clean 9")));
    const auto tables = problems.tables();
    QCOMPARE(tables.at(1).id, std::string("quality_time"));
    QCOMPARE(tables.at(1).rows.size(), std::size_t(2));
    // A click selects the side everywhere, and a side that is selected anywhere stands out here.
    auto* strips = problems.findChild<QualityStrips*>();
    QTest::mouseClick(strips, Qt::LeftButton, Qt::NoModifier,
                      QPoint(strips->width() / 2, strips->height() / 2));
    QVERIFY(window->session().selected_side() == std::size_t(1));
    QVERIFY(strips->is_faded(0) && !strips->is_faded(1));
    window->session().set_included(0, false);
    QCOMPARE(problems.strips()->strips().size(), std::size_t(1));
    window->session().close(0);
    window->session().close(0);
    QVERIFY(problems.strips() == nullptr);
    std::filesystem::remove(sampled);
  }
  void a_recording_can_be_left_out_and_closed() {
    open({path(folder, "m5.h5"), path(folder, "m7a.h5")});
    auto* list = window->findChild<QListView*>();
    const QAbstractItemModelTester tester(list->model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(list->model()->setData(list->model()->index(1, 0), Qt::Unchecked, Qt::CheckStateRole));
    QCOMPARE(window->session().study()->sides.size(), std::size_t(1));
    QVERIFY(list->model()->index(1, 0).data().toString().contains(QStringLiteral("not included")));
    list->model()->setData(list->model()->index(1, 0), Qt::Checked, Qt::CheckStateRole);
    QCOMPARE(window->session().study()->sides.size(), std::size_t(2));
    window->session().close(0);
    QCOMPARE(window->session().study()->sides.size(), std::size_t(1));
    window->session().close(0);
    QVERIFY(window->session().study()->empty());
  }
  void reload_reads_the_file_again() {
    const auto copy = path(folder, "copy.h5");
    std::filesystem::copy_file(path(folder, "m5.h5"), copy);
    open({copy});
    QCOMPARE(window->session().recordings().size(), std::size_t(1));
    std::filesystem::resize_file(copy, 1000);
    QSignalSpy finished(&window->session().loader(), &Loader::finished);
    QTest::keyClick(window.get(), Qt::Key_F5);
    QVERIFY(finished.wait(30000));
    // Its old content does not pass for the file's.
    QVERIFY(window->session().recordings().empty());
    QCOMPARE(window->session().problems().size(), std::size_t(1));
    std::filesystem::remove(copy);
  }
  void the_same_file_twice_is_one_recording() {
    open({path(folder, "m5.h5"), path(folder, "m5.h5")});
    QCOMPARE(window->session().recordings().size(), std::size_t(1));
  }
  void a_copy_of_a_recording_does_not_count_and_says_so() {
    const auto copy = path(folder, "copy.h5");
    std::filesystem::copy_file(path(folder, "m5.h5"), copy);
    open({path(folder, "m5.h5"), path(folder, "m7a.h5"), copy});
    Session& session = window->session();
    QCOMPARE(session.recordings().size(), std::size_t(2));
    QCOMPARE(session.study()->sides[0].recordings.size(), std::size_t(1));
    QCOMPARE(session.problems().size(), std::size_t(1));
    QVERIFY(session.problems()[0].error.why.find("is the same recording as") != std::string::npos);
    const auto* list = window->findChild<QListView*>()->model();
    QVERIFY(list->index(2, 0).data().toString().contains(QStringLiteral("copy.h5")));
    const auto document = overview_document(session, {});
    QVERIFY(std::any_of(document.footer.begin(), document.footer.end(),
                        [](const std::string& line) { return line.find("Left out: ") == 0; }));
    // It stays so when everything is read again, and counts once the other is closed.
    QSignalSpy finished(&session.loader(), &Loader::finished);
    QTest::keyClick(window.get(), Qt::Key_F5);
    QVERIFY(finished.wait(30000));
    QCOMPARE(session.recordings().size(), std::size_t(2));
    QCOMPARE(session.problems().size(), std::size_t(1));
    session.close(0);
    QVERIFY(session.problems().empty());
    open({copy});
    QCOMPARE(session.recordings().size(), std::size_t(2));
    std::filesystem::remove(copy);
  }
  void of_two_states_of_a_recording_the_fuller_counts() {
    const auto part = path(folder, "part.h5"), whole = path(folder, "whole.h5");
    testing::write_interrupted(folder.path().toStdString());
    window->session().prefer_baseline(part);
    open({part, path(folder, "m7a.h5"), whole});
    const auto& recordings = window->session().recordings();
    QCOMPARE(recordings.size(), std::size_t(2));
    QCOMPARE(recordings[0].recording->path, whole);
    QCOMPARE(window->session().problems()[0].path, part);
    QCOMPARE(window->session().study()->baseline, std::size_t(0));
    for (const auto& file : {part, whole}) std::filesystem::remove(file);
  }
  void what_is_simulated_or_stated_is_seen_without_pointing_at_it() {
    testing::write_simulated(folder.path().toStdString());
    const auto made = path(folder, "simulated.h5");
    open({made, path(folder, "m5.h5")});
    const auto* list = window->findChild<QListView*>()->model();
    QVERIFY(list->index(0, 0).data().toString().contains(QStringLiteral("m7a.xlarge (SIMULATED)")));
    QVERIFY(list->index(1, 0).data().toString().contains(QStringLiteral("type stated by the user")));
    window->session().set_included(0, false);
    QVERIFY(list->index(0, 0).data().toString().contains(QStringLiteral("SIMULATED")));
    window->session().set_included(0, true);
    for (const char* id : {"overview", "load"}) {
      const auto document = document_of(*window->view(QString::fromUtf8(id)), window->session());
      for (const std::string& text :
           {crossfade::analysis::render_csv(document), crossfade::analysis::render_markdown(document),
            crossfade::analysis::render_json(document), crossfade::analysis::render_text(document),
            crossfade::analysis::render_html(document)}) {
        QVERIFY2(text.find("(SIMULATED)") != std::string::npos, id);
        QVERIFY2(text.find("type stated by the user") != std::string::npos, id);
      }
    }
    std::filesystem::remove(made);
  }
  void copy_puts_picture_table_and_text_on_the_clipboard() {
    open({path(folder, "m5.h5"), path(folder, "m7a.h5")});
    QTest::keyClick(window.get(), Qt::Key_C, Qt::ControlModifier);
    const QMimeData* data = QGuiApplication::clipboard()->mimeData();
    QTRY_VERIFY(data->hasImage() && data->hasHtml() && data->hasText());
    QVERIFY(data->html().contains(QStringLiteral("<table")));
    QVERIFY(data->html().contains(QStringLiteral("Baseline: m5.xlarge")));
    const QStringList lines = data->text().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 1 + view<OverviewView>("overview").model().rowCount());
    for (const QString& line : lines) QCOMPARE(line.count(QLatin1Char('\t')), 2);
  }
  void pictures_and_tables_are_written_whole_or_not_at_all() {
    open({path(folder, "m5.h5"), path(folder, "m7a.h5")});
    for (View* each : window->views()) {
      window->show_view(each->id());
      QTest::qWait(1);
      const auto png = path(folder, qPrintable(each->id() + QStringLiteral(".png")));
      const auto svg = path(folder, qPrintable(each->id() + QStringLiteral(".svg")));
      QVERIFY(bool(write_picture(*each, window->session().caption(), png)));
      QVERIFY(bool(write_picture(*each, window->session().caption(), svg)));
      QVERIFY(QImage(QString::fromStdString(png.string())).width() >= 2 * each->picture_size().width());
      const auto markdown = path(folder, qPrintable(each->id() + QStringLiteral(".md")));
      QVERIFY(bool(write_document(document_of(*each, window->session()), markdown)));
      QVERIFY(std::filesystem::file_size(markdown) > 0);
    }
    const auto failed =
        write_document(document_of(*window->current_view(), window->session()), "/nonexistent/x.md");
    QVERIFY(!failed);
    QVERIFY(failed.error().kind == crossfade::results::ErrorKind::cannot_create);
    QVERIFY(!write_document({}, path(folder, "x.doc")));
    QVERIFY(!write_picture(*window->current_view(), {}, path(folder, "x.gif")));
  }
  void the_theme_reaches_everything_and_comes_back() {
    open({path(folder, "m5.h5"), path(folder, "m7a.h5")});
    window->set_theme(ThemeMode::dark);
    window->show_view(QStringLiteral("load"));
    QTest::qWait(50);
    const QImage dark = window->grab().toImage();
    QVERIFY(dark.pixelColor(dark.width() / 2, dark.height() - 4).lightness() < 100);
    window->set_theme(ThemeMode::light);
    QTest::qWait(50);
    const QImage light = window->grab().toImage();
    QVERIFY(light.pixelColor(light.width() / 2, light.height() - 4).lightness() > 150);
  }
  void every_focusable_element_has_a_name_and_every_key_one_action() {
    open({path(folder, "m5.h5"), path(folder, "m7a.h5"), path(folder, "bad.h5")});
    for (const View* each : window->views()) {
      window->show_view(each->id());
      QTest::qWait(1);
      QStringList nameless;
      collect_nameless(QAccessible::queryAccessibleInterface(window.get()), nameless);
      QVERIFY2(nameless.isEmpty(),
               qPrintable(each->id() + QStringLiteral(": ") + nameless.join(QStringLiteral(", "))));
    }
    QSet<QString> keys;
    for (const QAction* action : window->actions()) {
      QVERIFY(!action->text().isEmpty());
      if (action->shortcut().isEmpty()) continue;
      const QString key = action->shortcut().toString();
      QVERIFY2(!keys.contains(key), qPrintable(key));
      keys << key;
    }
    for (const char* key : {"Ctrl+O", "Ctrl+1", "Ctrl+2", "Ctrl+3", "B", "Ctrl+C", "F5", "Ctrl+Shift+S"})
      QVERIFY2(keys.contains(QString::fromUtf8(key)), key);
    const auto& load = view<LoadCurveView>("load");
    QVERIFY(!load.findChild<CurvePlot*>()->accessibleDescription().isEmpty());
  }
  void tab_reaches_every_part_and_returns() {
    open({path(folder, "m5.h5"), path(folder, "m7a.h5")});
    for (const View* each : window->views()) {
      window->show_view(each->id());
      QTest::qWait(1);
      QSet<QWidget*> reached;
      for (int i = 0; i < 60; ++i) {
        QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : window.get(),
                        Qt::Key_Tab);
        reached << QApplication::focusWidget();
      }
      for (QWidget* child : each->findChildren<QWidget*>()) {
        if (!child->isVisible() || !(child->focusPolicy() & Qt::TabFocus) || child->focusProxy() != nullptr ||
            !child->isEnabled())
          continue;
        QVERIFY2(reached.contains(child), qPrintable(each->id() + QLatin1Char(' ') +
                                                     QString::fromUtf8(child->metaObject()->className()) +
                                                     QLatin1Char(' ') + child->accessibleName()));
      }
    }
  }
  void cancelling_drops_what_has_not_been_read() {
    QSignalSpy finished(&window->session().loader(), &Loader::finished);
    window->session().open({path(folder, "m5.h5"), path(folder, "m7a.h5")});
    window->session().loader().cancel();
    QVERIFY(finished.wait(30000));
    QVERIFY(window->session().recordings().empty());
    QVERIFY(!window->session().loader().busy());
  }
};

QTEST_MAIN(WindowTest)
#include "window_test.moc"
