#include "gui/models/overview_model.h"

#include <QAbstractItemModelTester>
#include <QtTest>

#include "gui/models/roles.h"
#include "gui/models/table_of.h"
#include "tests/gui/hand_made_study.h"

using namespace crossfade::gui;
using crossfade::gui::testing::hand_made_study;
using crossfade::gui::testing::hand_made_study_pointer;

class OverviewModelTest : public QObject {
  Q_OBJECT
  OverviewModel model;
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};

  QString text(int row, int column, int role) { return model.index(row, column).data(role).toString(); }

 private slots:
  void init() { model.show(hand_made_study_pointer(), "slo_rate"); }

  void workloads_down_sides_across() {
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.columnCount(), 3);
    QCOMPARE(model.headerData(0, Qt::Vertical, Qt::DisplayRole).toString(), QStringLiteral("tls"));
    QVERIFY(
        model.headerData(0, Qt::Horizontal, Qt::DisplayRole).toString().contains(QStringLiteral("baseline")));
  }
  void the_baseline_column_is_absolute() {
    QCOMPARE(text(0, 0, headline_role), QStringLiteral("12.35k/s"));
    QCOMPARE(text(0, 0, detail_role),
             QStringLiteral("12.20k/s–12.50k/s").replace(QStringLiteral("k/s–"), QStringLiteral("–")));
    QCOMPARE(model.index(0, 0).data(tint_role).toDouble(), 0.0);
  }
  void a_ratio_has_mark_interval_tint_and_words() {
    QCOMPARE(text(0, 1, headline_role), QStringLiteral("▲ 1.6×"));
    QCOMPARE(text(0, 1, detail_role), QStringLiteral("1.3–2.0×"));
    QVERIFY(model.index(0, 1).data(tint_role).toDouble() > 0.5);
    QVERIFY(text(0, 2, headline_role).startsWith(QStringLiteral("▼")));
    QVERIFY(model.index(0, 2).data(tint_role).toDouble() < 0);
    QVERIFY(model.index(0, 1).data(bold_role).toBool());
    const QString spoken = text(0, 1, Qt::AccessibleTextRole);
    QVERIFY2(spoken.contains(QStringLiteral(
                 "tls on m7a.xlarge: 1.6 times baseline, better, 95 percent interval 1.3 to 2.0")),
             qPrintable(spoken));
    QVERIFY(spoken.contains(QStringLiteral("quality warning")));
  }
  void an_unresolved_ratio_takes_no_side() {
    QVERIFY(text(1, 1, headline_role).startsWith(QStringLiteral("≈")));
    QCOMPARE(model.index(1, 1).data(tint_role).toDouble(), 0.0);
    QVERIFY(!model.index(1, 1).data(bold_role).toBool());
    QVERIFY(text(1, 1, Qt::AccessibleTextRole).contains(QStringLiteral("not resolved")));
  }
  void from_too_many_disturbed_stages_nothing_is_concluded() {
    auto study = std::make_shared<Study>(hand_made_study());
    study->against[1].comparison->workloads[0].metrics[0].base.disturbed_share = 0.93;
    model.show(study, "slo_rate");
    QCOMPARE(text(0, 1, headline_role), QStringLiteral("▲ 1.6×"));
    QCOMPARE(model.index(0, 1).data(tint_role).toDouble(), 0.0);
    QVERIFY(!model.index(0, 1).data(bold_role).toBool());
  }
  void lower_is_better_is_blue_when_it_falls() {
    model.show(hand_made_study_pointer(), "latency_p99");
    QCOMPARE(model.rowCount(), 2);
    QVERIFY(text(0, 1, headline_role).startsWith(QStringLiteral("▼ 0.5")));
    QVERIFY(model.index(0, 1).data(tint_role).toDouble() > 0.9);
    QCOMPARE(model.headerData(1, Qt::Vertical, Qt::DisplayRole).toString(),
             QStringLiteral("tls\nat 4,000/s"));
  }
  void nothing_is_blank_and_every_absence_has_its_reason() {
    for (int row = 0; row < model.rowCount(); ++row) {
      for (int column = 0; column < model.columnCount(); ++column) {
        QVERIFY(!text(row, column, headline_role).isEmpty());
        QVERIFY(!text(row, column, detail_role).isEmpty());
        QVERIFY(!text(row, column, Qt::ToolTipRole).isEmpty());
        QVERIFY(!text(row, column, Qt::AccessibleTextRole).isEmpty());
      }
    }
    QVERIFY(model.index(2, 1).data(hatched_role).toBool());
    QVERIFY(text(2, 1, absent_role).contains(QStringLiteral("not measured on this side")));
    QCOMPARE(text(2, 2, absent_role), QStringLiteral("every repetition crashed"));
    // Not comparable: the side's own value stands, its ratio does not.
    QCOMPARE(text(1, 2, absent_role), QStringLiteral("bytes 128 against 256"));
    QCOMPARE(text(1, 2, headline_role), QStringLiteral("900/s"));
    QVERIFY(!model.index(1, 2).data(value_role).isValid());
    // Nor does a value stand without its interval.
    QCOMPARE(text(1, 2, detail_role), QStringLiteral("880–920/s; no ratio: bytes 128 against 256"));
  }
  void the_tooltip_tells_everything() {
    const QString tip = text(0, 1, Qt::ToolTipRole);
    for (const char* part :
         {"95 % interval", "3 host", "rule R1", "Rests on an assumption: host variation 5 %",
          "80 % of the variance", "no host variation changes", "a caution &amp; more", "25 % of the stages",
          "Higher is better"}) {
      QVERIFY2(tip.contains(QString::fromUtf8(part)), part);
    }
  }
  void a_side_that_is_not_solved_says_whose_fault_it_is() {
    const auto shown = [this](std::size_t without) {
      Study study = hand_made_study();
      study.described[without][0].metric = "slo_rate_grid";
      study.against[1].comparison->workloads[0].metrics[0].metric = "slo_rate_grid";
      model.show(std::make_shared<const Study>(study), "slo_rate");
      return text(0, 1, detail_role);
    };
    QVERIFY2(shown(1).startsWith(QStringLiteral("grid only: this side recorded no stage")),
             qPrintable(shown(1)));
    QVERIFY(shown(1).contains(QStringLiteral("compared as SLO throughput (grid)")));
    QVERIFY2(shown(0).startsWith(QStringLiteral("grid only: the baseline recorded no stage")),
             qPrintable(shown(0)));
    Study study = hand_made_study();
    study.described[0].push_back({"tls", "slo_rate_grid", "", study.described[0][0].estimate});
    study.against[2].comparison->workloads[0].metrics[0].metric = "slo_rate_grid";
    model.show(std::make_shared<const Study>(study), "slo_rate_grid");
    QCOMPARE(text(0, 1, detail_role), QStringLiteral("solved on both sides: compared as SLO throughput"));
  }
  void the_heading_says_what_a_column_rests_on() {
    QVERIFY(model.headerData(1, Qt::Horizontal, Qt::DisplayRole)
                .toString()
                .contains(QStringLiteral("host variation 5 % assumed")));
    QVERIFY(model.headerData(2, Qt::Horizontal, Qt::DisplayRole)
                .toString()
                .contains(QStringLiteral("SIMULATED")));
    Study study = hand_made_study();
    study.against[1].comparison->same_host = true;
    model.show(std::make_shared<const Study>(study), "slo_rate");
    QVERIFY(model.headerData(1, Qt::Horizontal, Qt::DisplayRole)
                .toString()
                .contains(QStringLiteral("this machine only")));
  }
  void cost_and_break_even() {
    model.show(hand_made_study_pointer(), std::string(cost_metric));
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(text(0, 0, headline_role), QStringLiteral("$0.00430"));
    QVERIFY(text(0, 0, Qt::ToolTipRole).contains(QStringLiteral("on-demand, us-east-1, 2026-01-01")));
    QVERIFY(text(0, 1, Qt::ToolTipRole).contains(QStringLiteral("network baseline of the type binds")));
    QVERIFY(text(0, 1, headline_role).startsWith(QStringLiteral("▼")));
    QVERIFY(model.index(0, 1).data(tint_role).toDouble() > 0);
    QVERIFY(text(0, 2, absent_role).contains(QStringLiteral("no price is known")));
    model.show(hand_made_study_pointer(), std::string(break_even_metric));
    QCOMPARE(text(0, 1, headline_role), QStringLiteral("1.6×"));
    QCOMPARE(text(0, 0, headline_role), QStringLiteral("1.00×"));
  }
  void metrics_are_those_that_were_measured() {
    const std::vector<std::string> expected{"slo_rate", std::string(cost_metric),
                                            std::string(break_even_metric), "latency_p99"};
    QCOMPARE(overview_metrics(hand_made_study()), expected);
    QVERIFY(overview_metrics(Study{}).empty());
  }
  void contexts_that_differ_only_by_side_are_one_row() {
    Study study = hand_made_study();
    study.against[1].comparison->workloads[0].metrics[0].context = "2 threads";
    study.against[2].comparison->workloads[0].metrics[0].context = "2 | 4 threads";
    auto rows = arrange_overview(study, "slo_rate");
    QCOMPARE(rows.size(), std::size_t(3));
    QCOMPARE(rows[0].cells[2].context, std::string("2 | 4 threads"));
    // Not if the baseline's own value differs: it could not be shown once.
    study.against[2].comparison->workloads[0].metrics[0].base.value = 1.0;
    rows = arrange_overview(study, "slo_rate");
    QCOMPARE(rows.size(), std::size_t(4));
  }
  void one_side_alone_and_none() {
    Study study = hand_made_study();
    study.sides.resize(1);
    study.described.resize(1);
    study.against.resize(1);
    study.cost = {};
    model.show(std::make_shared<const Study>(study), "slo_rate");
    QCOMPARE(model.columnCount(), 1);
    QCOMPARE(text(0, 0, headline_role), QStringLiteral("12.35k/s"));
    model.show(std::make_shared<const Study>(), "slo_rate");
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(!model.headerData(0, Qt::Horizontal, Qt::DisplayRole).isValid());
  }
  void sides_without_a_common_workload_stand_alone() {
    Study study = hand_made_study();
    study.against[1].comparison.reset();
    study.against[1].failure = "no common workload";
    model.show(std::make_shared<const Study>(study), "slo_rate");
    QCOMPARE(text(0, 1, headline_role), QStringLiteral("12.35k/s"));
    QVERIFY(text(0, 1, Qt::ToolTipRole).contains(QStringLiteral("no common workload")));
  }
  void as_a_table_for_files() {
    const auto table = table_of(model, "slo_rate", "SLO rate", "workload");
    QCOMPARE(table.columns.size(), std::size_t(4));
    QCOMPARE(table.rows.size(), std::size_t(3));
    QCOMPARE(table.rows[0][0].text, std::string("tls"));
    QCOMPARE(*table.rows[0][2].value, 1.62);
    QCOMPARE(table.rows[0][2].interval->low, 1.31);
    // Brackets are for intervals; a reason stands in round ones.
    QCOMPARE(table.rows[0][1].text, std::string("12.35k/s [12.20–12.50k/s]"));
    QCOMPARE(table.rows[2][3].text, std::string("— (every repetition crashed)"));
    QVERIFY(!table.rows[2][3].value);
    QCOMPARE(table.rows[2][3].absent_because, std::string("every repetition crashed"));
    QVERIFY(table.columns[2].name.find('\n') == std::string::npos);
    QCOMPARE(table.columns[1].name, std::string("m5.xlarge (baseline)"));
    QCOMPARE(table.columns[2].name, std::string("m7a.xlarge (host variation 5 % assumed)"));
  }
};

QTEST_GUILESS_MAIN(OverviewModelTest)
#include "overview_model_test.moc"
