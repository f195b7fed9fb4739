#include "gui/models/problems.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>

#include "tests/gui/synthetic_files.h"

using namespace crossfade::gui;
using crossfade::analysis::Severity;

class ProblemsTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder;
  std::vector<Problem> problems;

  static std::vector<Problem> about(const QString& subject, const std::vector<Problem>& among) {
    std::vector<Problem> found;
    std::copy_if(among.begin(), among.end(), std::back_inserter(found),
                 [&](const Problem& problem) { return problem.subject == subject; });
    return found;
  }
  std::vector<Problem> about(const QString& subject) const { return about(subject, problems); }

  std::filesystem::path place() const { return folder.path().toStdString(); }
  static void open(Session& session, const std::vector<std::filesystem::path>& files) {
    QSignalSpy finished(&session.loader(), &Loader::finished);
    session.open(files);
    QVERIFY(finished.wait(30000));
  }

 private slots:
  void initTestCase() {
    testing::write_troubled(place());
    Session session;
    open(session, {place() / "troubled.h5", place() / "missing.h5"});
    problems = collect_problems(session);
  }
  void a_rule_is_one_problem_however_many_stages_it_fired_in() {
    const auto gaps = about(QStringLiteral("gaps"));
    QCOMPARE(gaps.size(), std::size_t(1));
    const QString what = QString(gaps[0].what).replace(QChar::Nbsp, QLatin1Char(' '));
    for (const char* part : {"worst 19 %, threshold 2 %", "tls_segment: 2 of ", "playback_manifest: 1 of "})
      QVERIFY2(what.contains(QString::fromUtf8(part)), qPrintable(what));
    QVERIFY(!gaps[0].reason.isEmpty());
    QVERIFY(gaps[0].severity == Severity::suspicious);
  }
  void a_sweep_that_passes_capacity_is_expected() {
    const auto saturated = about(QStringLiteral("saturated"));
    QCOMPARE(saturated.size(), std::size_t(1));
    QVERIFY(saturated[0].severity == Severity::expected);
    QVERIFY(problems.back().severity == Severity::expected);
    QVERIFY(problems.front().severity == Severity::blocking);
  }
  void a_calibration_is_said_to_be_in_no_column() {
    testing::write_calibration(place());
    Session session;
    open(session, {place() / "troubled.h5", place() / "calibration.h5"});
    const auto found = about(QStringLiteral("calibration"), collect_problems(session));
    QCOMPARE(found.size(), std::size_t(1));
    QVERIFY(found[0].severity == Severity::expected);
    QCOMPARE(found[0].where, QStringLiteral("calibration.h5"));
    QCOMPARE(session.study()->sides.size(), std::size_t(1));
  }
  void the_counts_say_what_they_count() {
    QCOMPARE(count_by_severity(problems, false), QStringLiteral("1 blocking, 1 suspicious"));
    QCOMPARE(count_by_severity(problems, true), QStringLiteral("1 blocking, 1 suspicious, 1 expected"));
    QCOMPARE(count_by_source(problems),
             QStringLiteral("1 file not read, 2 quality rules fired, each counted once per recording"));
    QVERIFY(count_by_severity({}, true).isEmpty());
    QVERIFY(count_by_source({}).isEmpty());
  }
};

QTEST_GUILESS_MAIN(ProblemsTest)
#include "problems_test.moc"
