#include "gui/models/document_table_model.h"

#include <QAbstractItemModelTester>
#include <QtTest>

#include "gui/models/roles.h"

using namespace crossfade::gui;
using crossfade::analysis::Cell;
using crossfade::analysis::Table;

namespace {

Cell words(const char* text) {
  Cell cell;
  cell.text = text;
  return cell;
}

Table made_by_hand() {
  Table t;
  t.id = "verdict";
  t.columns = {{"item", "of", "", false, false},
               {"n", "for machines", "", true, true},
               {"ratio", "cost ratio", "1", true, false},
               {"decision", "verdict", "", false, false}};
  Cell ratio = words("0.8 [0.7, 0.9]");
  ratio.value = 0.8;
  ratio.interval = {0.7, 0.9};
  Cell absent;
  absent.absent_because = "no price is known";
  t.rows = {{words("tls"), words("12"), ratio, words("migrate")},
            {words("json"), words("12"), absent, words("inconclusive")},
            {words("kv"), words("12"), ratio, words("stay")}};
  t.data_only_rows = {2};
  return t;
}

}  // namespace

class DocumentTableModelTest : public QObject {
  Q_OBJECT
  DocumentTableModel model{made_by_hand()};
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};

 private slots:
  void what_is_for_machines_is_left_out() {
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.columnCount(), 3);
    QCOMPARE(model.headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("cost ratio"));
    QCOMPARE(model.index(0, 1).data().toString(), QStringLiteral("0.8 [0.7, 0.9]"));
  }
  void a_number_keeps_its_interval_and_an_absent_one_its_reason() {
    QCOMPARE(model.index(0, 1).data(value_role).toDouble(), 0.8);
    QCOMPARE(model.index(0, 1).data(interval_high_role).toDouble(), 0.9);
    QVERIFY(!model.index(1, 1).data(value_role).isValid());
    QCOMPARE(model.index(1, 1).data(absent_role).toString(), QStringLiteral("no price is known"));
    QCOMPARE(model.index(1, 1).data(Qt::ToolTipRole).toString(), QStringLiteral("no price is known"));
    QCOMPARE(model.index(1, 1).data(Qt::AccessibleTextRole).toString(),
             QStringLiteral("json, cost ratio: no price is known"));
  }
  void a_conclusion_is_a_word_and_a_colour() {
    const auto colour = [&](int row) { return model.index(row, 2).data(Qt::ForegroundRole).value<QColor>(); };
    QVERIFY(colour(0) != colour(1));
    QVERIFY(!model.index(0, 0).data(Qt::ForegroundRole).isValid());
    const QColor light = colour(0);
    model.set_theme(Theme::dark_theme());
    QVERIFY(colour(0) != light);
  }
};

QTEST_MAIN(DocumentTableModelTest)
#include "document_table_model_test.moc"
