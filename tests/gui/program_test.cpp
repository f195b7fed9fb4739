// The whole program, as a user starts it.
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <csignal>

#include <sys/resource.h>

#include "tests/gui/synthetic_files.h"

using namespace crossfade::gui;

class ProgramTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder;

  struct Outcome {
    int code;
    bool crashed;
    QString out, err;
  };
  QString file(const char* name) { return folder.path() + QLatin1Char('/') + QString::fromUtf8(name); }
  QByteArray content(const QString& name) {
    QFile opened(name);
    return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
  }

  /// Without a display, unless the variables say otherwise.
  Outcome run(const QStringList& arguments, const QStringList& variables = {}) {
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
      environment.remove(QString::fromUtf8(name));
    for (const QString& variable : variables)
      environment.insert(variable.section(QLatin1Char('='), 0, 0), variable.section(QLatin1Char('='), 1));
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(CROSSFADE_GUI_PROGRAM), arguments);
    process.waitForFinished(100000);
    return {process.exitCode(), process.exitStatus() != QProcess::NormalExit,
            QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
  }

 private slots:
  void initTestCase() {
    testing::write_pair(folder.path().toStdString());
    QFile bad(file("bad.h5"));
    QVERIFY(bad.open(QIODevice::WriteOnly));
    bad.write("not a recording");
  }
  void help_and_version_need_no_display() {
    const Outcome help = run({QStringLiteral("--help")});
    QCOMPARE(help.code, 0);
    QVERIFY(help.out.contains(QStringLiteral("--screenshot")) && help.err.isEmpty());
    const Outcome version = run({QStringLiteral("--version")});
    QCOMPARE(version.code, 0);
    QVERIFY(version.out.startsWith(QStringLiteral("crossfade-gui ")));
  }
  void without_a_display_there_is_one_message() {
    for (const QStringList& variables : {QStringList{},
                                         {QStringLiteral("DISPLAY=:87")},
                                         {QStringLiteral("QT_QPA_PLATFORM=xcb")},
                                         {QStringLiteral("QT_QPA_PLATFORM=nonsense")}}) {
      const Outcome outcome = run({file("m5.h5")}, variables);
      QVERIFY2(!outcome.crashed, qPrintable(outcome.err));
      QCOMPARE(outcome.code, 69);
      QVERIFY2(outcome.err.startsWith(QStringLiteral("crossfade-gui: cannot open a window")),
               qPrintable(outcome.err));
      QCOMPARE(outcome.err.count(QStringLiteral("crossfade-gui: ")), 1);
      for (const char* part : {"where:", "why:", "what to do:", "--screenshot", "crossfade-report"})
        QVERIFY2(outcome.err.contains(QString::fromUtf8(part)), qPrintable(outcome.err));
    }
  }
  void screenshots_need_no_display() {
    QStringList arguments{file("m5.h5"),          file("m7a.h5"),           QStringLiteral("--theme"),
                          QStringLiteral("dark"), QStringLiteral("--size"), QStringLiteral("1000x700")};
    for (const char* view : {"overview", "load", "environment", "problems"}) {
      arguments << QStringLiteral("--screenshot")
                << QStringLiteral("%1=%2").arg(QString::fromUtf8(view), file(view) + QStringLiteral(".png"));
    }
    arguments << QStringLiteral("--screenshot") << QStringLiteral("load=%1").arg(file("load.svg"));
    const Outcome outcome = run(arguments);
    QVERIFY2(outcome.code == 0 && !outcome.crashed, qPrintable(outcome.err));
    QVERIFY2(outcome.err.isEmpty(), qPrintable(outcome.err));
    QList<QImage> pictures;
    for (const char* view : {"overview", "load", "environment", "problems"}) {
      pictures << QImage(file(view) + QStringLiteral(".png"));
      QCOMPARE(pictures.last().size(), QSize(1000, 700));
    }
    QVERIFY(pictures[0] != pictures[1] && pictures[1] != pictures[2] && pictures[2] != pictures[3]);
    const QByteArray svg = content(file("load.svg"));
    QVERIFY(svg.contains("<svg") && svg.contains("<path"));
    QVERIFY(svg.contains("m7a.xlarge"));
  }
  void the_overview_is_exported_as_tables() {
    const QString markdown = file("overview.md"), csv = file("overview.csv");
    const Outcome outcome = run({file("m7a.h5"), file("m5.h5"), QStringLiteral("--baseline"), file("m5.h5"),
                                 QStringLiteral("--export"), markdown, QStringLiteral("--export"), csv});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QString text = QString::fromUtf8(content(markdown)).remove(QLatin1Char('\\'));
    for (const char* part : {"m5.xlarge (baseline; type stated by the user)", "m7a.xlarge", "tls_segment",
                             "playback_manifest", "SLO throughput", "Baseline: m5.xlarge", "▲", "×"})
      QVERIFY2(text.contains(QString::fromUtf8(part)), part);
    QVERIFY(content(csv).contains("tls_segment"));
  }
  void a_bad_file_is_told_and_the_others_are_drawn() {
    const Outcome outcome = run({file("m5.h5"), file("bad.h5"), QStringLiteral("--screenshot"),
                                 QStringLiteral("overview=%1").arg(file("partial.png"))});
    QCOMPARE(outcome.code, 65);
    QVERIFY(!QImage(file("partial.png")).isNull());
    for (const char* part : {"bad.h5", "why:", "what to do:"})
      QVERIFY2(outcome.err.contains(QString::fromUtf8(part)), qPrintable(outcome.err));
  }
  void what_exists_is_kept_unless_forced() {
    QFile kept(file("kept.md"));
    QVERIFY(kept.open(QIODevice::WriteOnly));
    kept.write("precious");
    kept.close();
    QFile::copy(file("kept.md"), file("kept.png"));
    for (const QStringList& output :
         {QStringList{QStringLiteral("--export"), file("kept.md")},
          {QStringLiteral("--screenshot"), QStringLiteral("overview=") + file("kept.png")}}) {
      const Outcome refused = run(QStringList{file("m5.h5")} + output);
      QCOMPARE(refused.code, 73);
      for (const char* part : {"where:", "why: it would be overwritten", "what to do:", "--force"})
        QVERIFY2(refused.err.contains(QString::fromUtf8(part)), qPrintable(refused.err));
      QCOMPARE(content(output.last().section(QLatin1Char('='), -1)), QByteArray("precious"));
      const Outcome forced = run(QStringList{file("m5.h5"), QStringLiteral("--force")} + output);
      QVERIFY2(forced.code == 0, qPrintable(forced.err));
      QVERIFY(content(output.last().section(QLatin1Char('='), -1)) != QByteArray("precious"));
    }
  }
  void misspelt_names_offer_the_nearest() {
    const auto refused = [&](const char* option, const char* value) {
      const Outcome outcome = run({file("m5.h5"), QStringLiteral("--export"), file("z.md"),
                                   QString::fromUtf8(option), QString::fromUtf8(value)});
      return outcome.code == 64 && outcome.err.contains(QStringLiteral("why:")) ? outcome.err : QString();
    };
    QVERIFY(refused("--metric", "slo_rat").contains(QStringLiteral("did you mean 'slo_rate'?")));
    QVERIFY(refused("--workload", "tls_segmnt").contains(QStringLiteral("did you mean 'tls_segment'?")));
    QVERIFY(
        refused("--hourly-price", "m5.xlarg=0.3").contains(QStringLiteral("did you mean \"m5.xlarge\"?")));
    QVERIFY(
        refused("--hourly-price", "nosuchtype=0.3").contains(QStringLiteral("compared are \"m5.xlarge\"")));
    QVERIFY(!QFile::exists(file("z.md")));
  }
  void a_full_disk_is_called_so() {
    // A limit on the size of files fails a write as a full disk does.
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(QStringLiteral("QT_QPA_PLATFORM"));
    process.setProcessEnvironment(environment);
    process.setChildProcessModifier([] {
      const rlimit tight{64, 64};
      (void)std::signal(SIGXFSZ, SIG_IGN);
      (void)setrlimit(RLIMIT_FSIZE, &tight);
    });
    process.start(QStringLiteral(CROSSFADE_GUI_PROGRAM),
                  {file("m5.h5"), QStringLiteral("--export"), file("full.md")});
    process.waitForFinished(100000);
    const QString said = QString::fromUtf8(process.readAllStandardError());
    QCOMPARE(process.exitCode(), 74);
    QVERIFY2(said.contains(QStringLiteral("why: File too large")), qPrintable(said));
    QVERIFY(!QFile::exists(file("full.md")));
  }
  void without_a_display_bad_files_are_told_too() {
    const Outcome outcome = run({file("nosuch.h5"), file("m5.h5")});
    QCOMPARE(outcome.code, 69);
    for (const char* part : {"nosuch.h5", "cannot open a window"})
      QVERIFY2(outcome.err.contains(QString::fromUtf8(part)), qPrintable(outcome.err));
  }
  void nothing_readable_writes_nothing() {
    const Outcome outcome = run({file("bad.h5"), QStringLiteral("--export"), file("none.md")});
    QCOMPARE(outcome.code, 65);
    QVERIFY(!QFile::exists(file("none.md")));
  }
  void unwritable_places_and_unknown_names() {
    QCOMPARE(run({file("m5.h5"), QStringLiteral("--export"), QStringLiteral("/nonexistent/x.md")}).code, 73);
    const Outcome metric = run({file("m5.h5"), QStringLiteral("--export"), file("y.md"),
                                QStringLiteral("--metric"), QStringLiteral("speed")});
    QCOMPARE(metric.code, 64);
    QVERIFY(metric.err.contains(QStringLiteral("slo_rate")));
    QCOMPARE(run({file("m5.h5"), QStringLiteral("--export"), file("y.md"), QStringLiteral("--workload"),
                  QStringLiteral("none")})
                 .code,
             64);
    QCOMPARE(run({QStringLiteral("--veiw"), QStringLiteral("load")}).code, 64);
    QVERIFY(!QFile::exists(file("y.md")));
  }
};

QTEST_GUILESS_MAIN(ProgramTest)
#include "program_test.moc"
