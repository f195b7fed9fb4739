#include "gui/models/spread_rows.h"

#include <QSignalSpy>
#include <QtTest>

#include "gui/widgets/spread_chart.h"
#include "tests/gui/hand_made_study.h"

using namespace crossfade::gui;
namespace analysis = crossfade::analysis;
using crossfade::gui::testing::absent;
using crossfade::gui::testing::estimate;
using crossfade::gui::testing::hand_made_study;

class SpreadRowsTest : public QObject {
  Q_OBJECT
  Study study = hand_made_study();

  static analysis::HostSpread host(std::uint32_t index, const char* file, double mean) {
    analysis::HostSpread h;
    h.host = index;
    h.files = {file};
    h.estimate = estimate(mean, mean * 0.99, mean * 1.01);
    for (std::uint32_t block = 0; block < 3; ++block)
      h.values.push_back({index, index, block, 0, mean * (0.98 + 0.02 * block)});
    return h;
  }
  static std::vector<analysis::ThroughputSpread> spreads() {
    return {{"m5.xlarge",
             "capacity",
             "4 threads",
             estimate(10'000, 9'500, 10'500),
             {host(0, "a.h5", 9'800), host(1, "b.h5", 10'200)},
             ""},
            {"m7a.xlarge",
             "capacity",
             "4 threads",
             estimate(15'000, 14'000, 16'000),
             {host(0, "c.h5", 15'000)},
             ""},
            {"m5.xlarge",
             "slo_rate",
             "p99 in 5 ms",
             absent("no request near that rate was kept"),
             {},
             "the same"}};
  }

 private slots:
  void a_chart_for_each_metric_and_a_row_for_each_side_and_host() {
    const auto panels = spread_panels(study, spreads(), {});
    QCOMPARE(panels.size(), std::size_t(2));
    QCOMPARE(panels[0].title, QStringLiteral("capacity, 4 threads"));
    QCOMPARE(panels[0].rows.size(), std::size_t(5));
    QVERIFY(!panels[0].rows[0].is_host && panels[0].rows[1].is_host && panels[0].rows[2].is_host);
    QCOMPARE(panels[0].rows[2].label, QStringLiteral("host 2 (b.h5)"));
    QCOMPARE(panels[0].rows[2].repetitions.size(), std::size_t(3));
    QVERIFY(panels[0].rows[0].repetitions.empty());
    QCOMPARE(panels[0].rows[3].side, 1);
  }
  void sides_measured_differently_say_how() {
    auto differing = spreads();
    differing[1].context = "8 threads";
    const auto panels = spread_panels(study, differing, {});
    QCOMPARE(panels[0].title, QStringLiteral("capacity"));
    QCOMPARE(panels[0].rows[3].label, QStringLiteral("m7a.xlarge, 8 threads"));
  }
  void figures_have_intervals_and_tips_the_rest() {
    const auto panels = spread_panels(study, spreads(), {});
    QVERIFY2(panels[0].rows[0].figure.contains(QStringLiteral("9.5–10.5k/s")),
             qPrintable(panels[0].rows[0].figure));
    QVERIFY(panels[0].rows[0].tip.contains(QStringLiteral("n: 3 hosts")));
  }
  void what_has_no_value_says_why() {
    const SpreadRow row = spread_panels(study, spreads(), {})[1].rows[0];
    QVERIFY(!row.value);
    QCOMPARE(row.figure, QStringLiteral("no value"));
    QVERIFY(row.tip.contains(QStringLiteral("no request near that rate was kept")));
  }
  void what_is_disturbed_is_marked() {
    auto disturbed = spreads();
    disturbed[0].estimate.disturbed_share = 0.5;
    const auto rows = spread_panels(study, disturbed, {})[0].rows;
    QVERIFY(rows[0].figure.startsWith(QStringLiteral("⚠")) && !rows[3].figure.contains(QStringLiteral("⚠")));
  }
  void another_side_fades_but_never_the_baseline() {
    const auto rows = spread_panels(study, spreads(), std::size_t(2))[0].rows;
    QVERIFY(!rows[0].faded && !rows[1].faded && rows[3].faded && rows[4].faded);
  }
  void dots_stand_where_their_values_are_and_a_click_picks_the_side() {
    SpreadChart chart(spread_panels(study, spreads(), {})[0]);
    chart.resize(900, chart.sizeHint().height());
    const QImage drawn = chart.grab().toImage();
    // Of the third row: blue dots on white right of the middle, none left of it.
    const int y = static_cast<int>(2.5 * 1.6 * chart.fontMetrics().height());
    const auto is_blue = [&](int x) {
      const QColor pixel = drawn.pixelColor(x, y + 3);
      return pixel.blue() > pixel.red() + 40;
    };
    int left = 0, right = 0;
    for (int x = 130; x < 640; ++x) (x < 320 ? left : right) += is_blue(x) ? 1 : 0;
    QVERIFY2(left == 0 && right > 0, qPrintable(QStringLiteral("%1 %2").arg(left).arg(right)));
    QSignalSpy picked(&chart, &SpreadChart::side_picked);
    QTest::mouseClick(&chart, Qt::LeftButton, {},
                      {300, static_cast<int>(3.5 * 1.6 * chart.fontMetrics().height())});
    QCOMPARE(picked.size(), 1);
    QCOMPARE(picked[0][0].toInt(), 1);
    QTest::mouseClick(&chart, Qt::LeftButton, {}, {300, chart.height() - 2});
    QCOMPARE(picked.size(), 1);
  }
};

QTEST_MAIN(SpreadRowsTest)
#include "spread_rows_test.moc"
