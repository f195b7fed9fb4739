#include "gui/models/problems_model.h"

#include <QAbstractItemModelTester>
#include <QtTest>

using namespace crossfade::gui;
using crossfade::analysis::Severity;

class ProblemsModelTest : public QObject {
  Q_OBJECT
 private slots:
  void every_part_has_its_column() {
    ProblemsModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 0);
    model.show({{Severity::blocking, "subject", "where", "what", "consequence"}});
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0, ProblemsModel::severity).data().toString(), QStringLiteral("blocking"));
    QCOMPARE(model.index(0, ProblemsModel::where).data().toString(), QStringLiteral("where"));
    QCOMPARE(model.index(0, ProblemsModel::subject).data().toString(), QStringLiteral("subject"));
    QCOMPARE(model.index(0, ProblemsModel::what).data().toString(), QStringLiteral("what"));
    QCOMPARE(model.index(0, ProblemsModel::consequence).data().toString(), QStringLiteral("consequence"));
    QVERIFY(model.index(0, ProblemsModel::what)
                .data(Qt::AccessibleTextRole)
                .toString()
                .contains(QStringLiteral("what")));
  }
  void the_reason_of_a_threshold_is_in_the_tooltip() {
    ProblemsModel model;
    Problem problem{Severity::suspicious, "steal", "a.h5", "CPUs were taken away", "stage is disturbed"};
    problem.reason = QStringLiteral("a clean guest shows less");
    model.show({problem});
    QVERIFY(model.index(0, ProblemsModel::what)
                .data(Qt::ToolTipRole)
                .toString()
                .contains(QStringLiteral("a clean guest shows less")));
  }
  void an_empty_session_has_none() {
    const Session session;
    QVERIFY(collect_problems(session).empty());
  }
};

QTEST_GUILESS_MAIN(ProblemsModelTest)
#include "problems_model_test.moc"
