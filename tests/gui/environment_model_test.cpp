#include "gui/models/environment_model.h"

#include <QAbstractItemModelTester>
#include <QtTest>

#include "gui/models/roles.h"
#include "tests/gui/hand_made_study.h"

using namespace crossfade::gui;
using crossfade::gui::testing::hand_made_study_pointer;

class EnvironmentModelTest : public QObject {
  Q_OBJECT
  EnvironmentModel model;
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};

  QString text(int row, int column) { return model.index(row, column).data().toString(); }

 private slots:
  void facts_down_sides_across_and_the_class() {
    model.show(hand_made_study_pointer(), false);
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(model.columnCount(), 5);
    QVERIFY(model.headerData(1, Qt::Horizontal, Qt::DisplayRole)
                .toString()
                .contains(QStringLiteral("(baseline)")));
    QCOMPARE(text(1, 0), QStringLiteral("kernel"));
    QCOMPARE(text(1, 2), QStringLiteral("6.5.0"));
    QCOMPARE(text(2, 4), QStringLiteral("same"));
    QCOMPARE(text(3, 3), QStringLiteral("not recorded"));
  }
  void the_worst_difference_comes_first_and_all_facts_keep_their_order() {
    model.show(hand_made_study_pointer(), true);
    QCOMPARE(text(0, 0), QStringLiteral("workload_version"));
    model.show(hand_made_study_pointer(), false);
    QCOMPARE(text(0, 0), QStringLiteral("cpu_model"));
    QCOMPARE(model.headerData(2, Qt::Horizontal, side_index_role).toInt(), 1);
    QVERIFY(!model.headerData(0, Qt::Horizontal, side_index_role).isValid());
    QVERIFY(!model.headerData(4, Qt::Horizontal, side_index_role).isValid());
  }
  void only_differences() {
    model.show(hand_made_study_pointer(), true);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.hidden(), 1);
  }
  void the_class_is_a_word_and_a_colour() {
    model.show(hand_made_study_pointer(), true);
    QCOMPARE(text(0, 4), QStringLiteral("blocking"));
    QCOMPARE(text(1, 4), QStringLiteral("suspicious"));
    QCOMPARE(text(2, 4), QStringLiteral("expected"));
    const auto colour = [&](int row) { return model.index(row, 4).data(Qt::ForegroundRole).value<QColor>(); };
    QVERIFY(colour(0) != colour(1) && colour(1) != colour(2));
    // A ground of its own only where attention is needed.
    QVERIFY(model.index(0, 1).data(Qt::BackgroundRole).isValid());
    QVERIFY(!model.index(2, 1).data(Qt::BackgroundRole).isValid());
    const QColor light = colour(0);
    model.set_theme(Theme::dark_theme());
    QVERIFY(colour(0) != light);
    model.set_theme(Theme::light());
  }
  void empty() {
    model.show(std::make_shared<const Study>(), true);
    QCOMPARE(model.rowCount(), 0);
    model.show(nullptr, true);
    QCOMPARE(model.columnCount(), 0);
  }
};

QTEST_GUILESS_MAIN(EnvironmentModelTest)
#include "environment_model_test.moc"
