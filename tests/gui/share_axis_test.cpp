#include "gui/plot/share_axis.h"

#include <QtTest>

using namespace crossfade::gui;

class ShareAxisTest : public QObject {
  Q_OBJECT
 private slots:
  void quarters_from_none_to_all() {
    QCOMPARE(share_ticks(-0.02, 1.02, 7), (std::vector<double>{0, 0.25, 0.5, 0.75, 1}));
    QCOMPARE(share_ticks(-0.02, 1.02, 4), (std::vector<double>{0, 0.5, 1}));
    QCOMPARE(share_ticks(-0.02, 1.02, 12).size(), std::size_t(11));
  }
  void zoomed_in_they_are_finer() {
    const auto ticks = share_ticks(0.94, 0.985, 6);
    QCOMPARE(ticks.size(), std::size_t(5));
    QVERIFY(std::abs(ticks.front() - 0.94) < 1e-9);
    QVERIFY(share_ticks(1, 0, 5).empty());
  }
  void they_are_percent() {
    QCOMPARE(share_at(0.25, QLocale::c()), QStringLiteral("25 %"));
    QCOMPARE(share_at(1, QLocale::c()), QStringLiteral("100 %"));
  }
};

QTEST_GUILESS_MAIN(ShareAxisTest)
#include "share_axis_test.moc"
