// Nothing is cut off without saying so, and no room is left unused, whatever the titles and the size.
#include <QComboBox>
#include <QLabel>
#include <QListView>
#include <QRegularExpression>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTextBrowser>
#include <QToolButton>
#include <QtTest>
#include <algorithm>

#include "gui/main_window.h"
#include "gui/views/environment_view.h"
#include "gui/views/load_curve_view.h"
#include "gui/views/overview_view.h"
#include "gui/views/problems_view.h"
#include "gui/widgets/heading_view.h"
#include "gui/widgets/legend_html.h"
#include "tests/gui/synthetic_files.h"

using namespace crossfade::gui;

class FitTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder;
  std::unique_ptr<MainWindow> window;

  template <class T>
  T& view(const char* id) {
    return dynamic_cast<T&>(*window->view(QString::fromUtf8(id)));
  }
  MatrixTable& matrix() { return view<OverviewView>("overview").table(); }

 private slots:
  void initTestCase() {
    apply_theme(ThemeMode::light);
    testing::write_pair(folder.path().toStdString());
    testing::write_long_titled(folder.path().toStdString());
  }
  void init() {
    window = std::make_unique<MainWindow>();
    window->resize(1280, 800);
    window->show();
    QVERIFY(QTest::qWaitForWindowExposed(window.get()));
    const std::filesystem::path place = folder.path().toStdString();
    QSignalSpy finished(&window->session().loader(), &Loader::finished);
    window->session().open({place / "m5.h5", place / "m7a.h5", place / "long.h5"});
    QVERIFY(finished.wait(30000));
  }
  void cleanup() { window.reset(); }

  void the_columns_of_the_matrix_share_the_window() {
    for (const int width : {1280, 1500}) {
      window->resize(width, 800);
      QTest::qWait(1);
      const int room = matrix().viewport()->width();
      QVERIFY2(matrix().horizontalHeader()->length() > room - 3, qPrintable(QString::number(width)));
      QVERIFY(matrix().horizontalHeader()->length() <= room);
    }
    window->resize(640, 480);
    QTest::qWait(1);
    // Too little: they scroll, and stay readable.
    QVERIFY(matrix().columnWidth(0) >= 150);
    QVERIFY(matrix().horizontalScrollBar()->maximum() > 0);
  }
  void a_heading_that_does_not_fit_is_told_in_full() {
    const auto& headings = dynamic_cast<HeadingView&>(*matrix().horizontalHeader());
    QVERIFY(headings.elided_heading(2).contains(QStringLiteral("would have to fit into")));
    QVERIFY(headings.elided_heading(0).isEmpty());
    const QString tip = matrix().model()->headerData(2, Qt::Horizontal, Qt::ToolTipRole).toString();
    QVERIFY(tip.contains(QStringLiteral("would have to fit into")));
    // Not as wide as it would like to be.
    QVERIFY(headings.sectionSizeHint(2) < 300);
  }
  void the_list_never_scrolls_sideways() {
    auto* list = window->findChild<QListView*>();
    const QFontMetrics metrics(list->font());
    QVERIFY(metrics.horizontalAdvance(list->model()->index(2, 0).data().toString()) > list->width());
    QVERIFY(!list->horizontalScrollBar()->isVisible());
    for (int row = 0; row < 3; ++row)
      QVERIFY(list->visualRect(list->model()->index(row, 0)).right() <= list->viewport()->width());
    QVERIFY(list->model()->index(2, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("long.h5")));
  }
  void the_baseline_picker_is_no_wider_than_it_may() {
    const auto boxes = window->findChildren<QComboBox*>();
    const auto found = std::find_if(boxes.begin(), boxes.end(), [](const QComboBox* box) {
      return box->accessibleName() == QStringLiteral("Baseline");
    });
    if (found == boxes.end()) QFAIL("there is no picker");
    const QComboBox* picker = *found;
    QVERIFY(picker->itemText(2).endsWith(QStringLiteral("…")));
    QVERIFY(picker->itemData(2, Qt::ToolTipRole).toString().endsWith(QStringLiteral("fit into")));
    QTRY_VERIFY(picker->width() >= picker->sizeHint().width());
    QVERIFY(picker->width() <= 420);
  }
  void details_begin_at_their_beginning() {
    window->resize(640, 480);
    auto& overview = view<OverviewView>("overview");
    overview.table().setCurrentIndex(overview.model().index(0, 1));
    QScrollBar* bar = overview.details().verticalScrollBar();
    QTRY_VERIFY(bar->maximum() > 0);
    bar->setValue(bar->maximum());
    overview.table().setCurrentIndex(overview.model().index(1, 1));
    QCOMPARE(bar->value(), 0);
    bar->setValue(bar->maximum());
    window->session().set_metric("capacity");
    QTest::qWait(1);
    QCOMPARE(bar->value(), 0);
  }
  void a_banner_leaves_the_matrix_whole() {
    const std::filesystem::path place = folder.path().toStdString();
    QSignalSpy finished(&window->session().loader(), &Loader::finished);
    window->session().open({place / "missing.h5"});
    QVERIFY(finished.wait(30000));
    QTest::qWait(10);
    QCOMPARE(matrix().verticalScrollBar()->maximum(), 0);
    // Other words above it, of another height.
    for (const char* metric : {"capacity", "ipc", "slo_rate"}) {
      window->session().set_metric(metric);
      QTest::qWait(10);
      QCOMPARE(matrix().verticalScrollBar()->maximum(), 0);
    }
  }
  void the_status_bar_is_elided_and_its_tooltip_is_whole() {
    window->session().set_baseline(2);
    window->session().select_side(2);
    window->resize(900, 600);
    QTest::qWait(10);
    const auto labels = window->statusBar()->findChildren<QLabel*>();
    QCOMPARE(labels.size(), 1);
    const QLabel* status = labels.first();
    QVERIFY(status->fontMetrics().horizontalAdvance(status->text()) <= status->width());
    QVERIFY(status->text().contains(QStringLiteral("…")));
    QVERIFY(status->toolTip().contains(QStringLiteral("intervals are 95 %")));
    QVERIFY(window->width() == 900);
  }
  void the_matrix_is_as_high_as_its_rows_until_the_user_divides() {
    auto& overview = view<OverviewView>("overview");
    QTRY_VERIFY(std::abs(overview.table().height() - overview.table().whole_height()) <= 1);
    QVERIFY(overview.details().height() > overview.table().height());
    auto* splitter = overview.findChild<QSplitter*>();
    // As by the user's hand.
    emit splitter->splitterMoved(400, 1);
    splitter->setSizes({400, splitter->height() - 400});
    const int divided = overview.table().height();
    window->session().set_metric("capacity");
    QTest::qWait(1);
    QCOMPARE(overview.table().height(), divided);
  }
  void the_sides_of_the_environment_share_what_the_facts_leave() {
    window->show_view(QStringLiteral("environment"));
    QTest::qWait(1);
    auto* table = view<EnvironmentView>("environment").findChild<QTableView*>();
    QCOMPARE(table->horizontalScrollBar()->maximum(), 0);
    QVERIFY(std::abs(table->columnWidth(1) - table->columnWidth(3)) <= 1);
    QVERIFY(table->horizontalHeader()->length() > table->viewport()->width() - 3);
  }
  void the_tab_says_what_it_counts() {
    auto& problems = view<ProblemsView>("problems");
    QVERIFY2(QRegularExpression(QStringLiteral("^Problems: [0-9]+ suspicious$"))
                 .match(problems.badge())
                 .hasMatch(),
             qPrintable(problems.badge()));
    const auto* tabs = window->findChild<QTabWidget*>();
    QCOMPARE(tabs->tabText(tabs->indexOf(&problems)), problems.badge());
  }
  void notes_leave_the_room_to_the_chart() {
    window->show_view(QStringLiteral("load"));
    QTest::qWait(1);
    auto* notes = view<LoadCurveView>("load").findChild<QTextBrowser*>();
    QCOMPARE(notes->verticalScrollBar()->maximum(), 0);
    QVERIFY(notes->height() > notes->document()->size().height());
    QVERIFY(notes->height() <= notes->document()->size().height() + 4);
  }
  void the_table_of_the_curves_is_no_wider_than_it_needs_to_be() {
    window->show_view(QStringLiteral("load"));
    auto& load = view<LoadCurveView>("load");
    load.findChild<QToolButton*>()->click();
    QTest::qWait(1);
    auto* table = load.findChild<QTableView*>();
    QVERIFY(table->isVisible());
    QCOMPARE(table->columnWidth(0), 240);
    // What belongs to the chart is gone with it.
    for (const auto* label : load.findChildren<QLabel*>())
      QVERIFY(!label->isVisible() || !label->text().contains(QStringLiteral("arrow")));
  }
  void a_legend_breaks_between_its_items_only() {
    const QString html = legend_html({QStringLiteral("a b"), QStringLiteral("<b class=x>c</b> d")});
    QVERIFY(html.contains(QStringLiteral("a\u00a0b")));
    QVERIFY(html.contains(QStringLiteral("<b class=x>c</b>\u00a0d")));
    QCOMPARE(html.count(QLatin1Char(' ')), 2);  // between the items, and inside the tag
  }
};

QTEST_MAIN(FitTest)
#include "fit_test.moc"
