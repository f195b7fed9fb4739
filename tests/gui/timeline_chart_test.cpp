// The timeline's scene, geometry, drawing and keys, of a recording made by hand.
#include "gui/widgets/timeline_chart.h"

#include <QSignalSpy>
#include <QWheelEvent>
#include <QtTest>
#include <memory>

#include "analysis/timeline/timeline.h"

using namespace crossfade::gui;
namespace analysis = crossfade::analysis;
namespace results = crossfade::results;
using analysis::TimeWindow;

namespace {

constexpr std::int64_t ms = 1'000'000, s = 1000 * ms;

/// Ten seconds; a clean capacity stage, a disturbed and a void load stage; one lane with a sample every
/// `every_ns` and one that never differs.
analysis::Timeline made(std::int64_t every_ns) {
  analysis::Timeline timeline;
  timeline.whole = {0, 10 * s};
  using results::Quality;
  using results::StageKind;
  timeline.stages = {
      {{0, 3 * s}, 0, 0, StageKind::capacity, Quality::clean, "tls", "capacity, 2 threads", ""},
      {{4 * s, 6 * s}, 1, 0, StageKind::load, Quality::disturbed, "tls", "load at 100/s, 2 threads", "steal"},
      {{7 * s, 10 * s}, 2, 1, StageKind::load, Quality::voided, "json", "load at 200/s, 2 threads", "gaps"}};
  timeline.processes = {{{0, 6 * s}, 0, 0, "tls", "measurement"},
                        {{7 * s, 10 * s}, 1, 0, "json", "measurement"}};
  std::vector<TimeWindow> windows;
  std::vector<float> values, flat, weights;
  for (std::int64_t at = 0; at < 10 * s; at += every_ns) {
    windows.push_back({at, at + every_ns});
    values.push_back(static_cast<float>(at / every_ns % 7));
    flat.push_back(0);
    weights.push_back(1);
  }
  const auto axis = std::make_shared<const analysis::SampleAxis>(windows);
  timeline.lanes = {{"ipc", "instructions per cycle", "1", "what it is", axis,
                     std::make_shared<const analysis::SamplePyramid>(values, weights)},
                    {"migrations", "CPU migrations", "s-1", "", axis,
                     std::make_shared<const analysis::SamplePyramid>(flat, weights)}};
  return timeline;
}

}  // namespace

class TimelineChartTest : public QObject {
  Q_OBJECT
  std::unique_ptr<TimelineChart> chart;

  void show(std::int64_t every_ns) {
    chart = std::make_unique<TimelineChart>(make_timeline_scene(made(every_ns), "json"));
    chart->resize(1000, chart->sizeHint().height());
    chart->show();
    QVERIFY(QTest::qWaitForWindowExposed(chart.get()));
    (void)chart->grab();
  }
  QPoint at(std::int64_t time_ns, double y) const {
    return QPointF(chart->geometry_now().x_of(time_ns), y).toPoint();
  }
  double lane_y(std::size_t lane) const { return chart->geometry_now().lane(lane).center().y(); }
  void drag(std::int64_t from_ns, std::int64_t to_ns, Qt::KeyboardModifiers keys = Qt::NoModifier) {
    const QPoint from = at(from_ns, lane_y(0)), to = at(to_ns, lane_y(0));
    QTest::mousePress(chart.get(), Qt::LeftButton, keys, from);
    QMouseEvent move(QEvent::MouseMove, to, chart->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, keys);
    QCoreApplication::sendEvent(chart.get(), &move);
    QTest::mouseRelease(chart.get(), Qt::LeftButton, keys, to);
  }
  void wheel(std::int64_t time_ns, Qt::KeyboardModifiers keys, int angle) {
    const QPoint here = at(time_ns, lane_y(0));
    QWheelEvent event(here, chart->mapToGlobal(here), {}, {0, angle}, Qt::NoButton, keys, Qt::NoScrollPhase,
                      false);
    QCoreApplication::sendEvent(chart.get(), &event);
  }

 private slots:
  void cleanup() { chart.reset(); }

  void the_scene_has_scales_words_and_what_never_differs() {
    const TimelineScene scene = make_timeline_scene(made(100 * ms), "json");
    QCOMPARE(scene.lanes.size(), std::size_t(2));
    QCOMPARE(scene.lanes[0].scale.high, 6.0);
    QVERIFY(!scene.lanes[0].is_constant());
    QCOMPARE(scene.lanes[1].constant_text, QStringLiteral("0/s in every sample"));
    QVERIFY(!scene.processes[0].emphasised && scene.processes[1].emphasised);
    QVERIFY2(scene.stages[1].read_out.contains(QStringLiteral("disturbed: steal")),
             qPrintable(scene.stages[1].read_out));
    for (const char* part : {"instructions per cycle", "void 38 %", "disturbed 25 %"})
      QVERIFY2(scene.summary.contains(QString::fromUtf8(part)), qPrintable(scene.summary));
  }
  void a_reading_has_time_stage_and_value() {
    const TimelineScene scene = make_timeline_scene(made(100 * ms), "");
    const QString text = timeline_read_out(scene, 4'250 * ms, 0);
    for (const char* part :
         {"4.250 s", "tls, load at 100/s, 2 threads, disturbed: steal", "instructions per cycle: "})
      QVERIFY2(text.contains(QString::fromUtf8(part)), qPrintable(text));
    QVERIFY(timeline_read_out(scene, 6'500 * ms, {}).contains(QStringLiteral("between two stages")));
  }
  void times_and_pixels_go_both_ways() {
    const TimelineScene scene = make_timeline_scene(made(100 * ms), "");
    const TimelineLayout layout(scene, 1000, 16, {2 * s, 6 * s});
    QCOMPARE(layout.x_of(2 * s), layout.plot().left());
    QCOMPARE(layout.x_of(6 * s), layout.plot().right());
    QVERIFY(std::abs(layout.time_at(layout.x_of(5 * s)) - 5 * s) < ms);
    QCOMPARE(layout.time_at(-50), 2 * s);
    QCOMPARE(layout.lane_at(layout.lane(1).center().y()).value_or(9), std::size_t(1));
    QVERIFY(!layout.lane_at(layout.stages().center().y()));
    QVERIFY(layout.lane(1).height() < layout.lane(0).height());
    QVERIFY(layout.axis().bottom() <= TimelineLayout::height_of(scene, 16));
    QVERIFY(layout.name_of(0).right() <= layout.scale_of(0).left());
  }
  void few_samples_are_drawn_one_by_one_and_many_as_a_band() {
    show(100 * ms);
    QCOMPARE(chart->drawn().samples, 2 * 100);
    QCOMPARE(chart->drawn().bands, 0);
    QCOMPARE(chart->drawn().stages, 3);
    QCOMPARE(chart->drawn().disturbed, 1);
    QCOMPARE(chart->drawn().voided, 1);
    show(ms);
    QCOMPARE(chart->drawn().samples, 0);
    QCOMPARE(chart->drawn().bands, 2);
    QCOMPARE(chart->drawn().columns, 2 * static_cast<int>(chart->geometry_now().columns()));
    chart->set_visible_window({s, s + 100 * ms});
    (void)chart->grab();
    QVERIFY(chart->drawn().samples >= 2 * 100 && chart->drawn().samples < 2 * 110);
    QCOMPARE(chart->drawn().stages, 1);
    QCOMPARE(chart->drawn().disturbed, 0);
  }
  void dragging_selects_and_a_click_on_a_stage_too() {
    show(100 * ms);
    QSignalSpy selected(chart.get(), &TimelineChart::window_selected);
    drag(2 * s, 5 * s);
    QVERIFY(selected.count() >= 1);
    QVERIFY(chart->selected());
    const std::int64_t pixel = 10 * s / static_cast<std::int64_t>(chart->geometry_now().columns());
    QVERIFY(std::abs(chart->selected()->begin_ns - 2 * s) <= pixel);
    QVERIFY(std::abs(chart->selected()->end_ns - 5 * s) <= pixel);
    QTest::mouseClick(chart.get(), Qt::LeftButton, Qt::NoModifier,
                      at(5 * s, chart->geometry_now().stages().center().y()));
    QVERIFY(chart->selected() == (TimeWindow{4 * s, 6 * s}));
    QTest::mouseClick(chart.get(), Qt::LeftButton, Qt::NoModifier,
                      at(s, chart->geometry_now().processes().center().y()));
    QVERIFY(chart->selected() == (TimeWindow{0, 6 * s}));
    QTest::mouseClick(chart.get(), Qt::LeftButton, Qt::NoModifier, at(5 * s, lane_y(0)));
    QVERIFY(!chart->selected());
  }
  void the_wheel_zooms_about_the_pointer_and_shift_pans() {
    show(100 * ms);
    wheel(4 * s, Qt::ControlModifier, 240);
    const TimeWindow zoomed = chart->visible_window();
    QVERIFY(zoomed.length_ns() < 7e9);
    QVERIFY(std::abs(zoomed.share_at(4 * s) - 0.4) < 0.01);
    wheel(4 * s, Qt::NoModifier, 240);
    QVERIFY(chart->visible_window() == zoomed);  // the page's
    wheel(4 * s, Qt::ShiftModifier, -120);
    QVERIFY(chart->visible_window().begin_ns > zoomed.begin_ns);
    const TimeWindow before = chart->visible_window();
    drag(4 * s, 5 * s, Qt::ShiftModifier);
    QVERIFY(chart->visible_window().begin_ns < before.begin_ns);
    QVERIFY(!chart->selected());
    QTest::mouseDClick(chart.get(), Qt::LeftButton, Qt::NoModifier, at(4 * s, lane_y(0)));
    QVERIFY(chart->visible_window() == (TimeWindow{0, 10 * s}));
  }
  void keys_read_select_and_zoom() {
    show(100 * ms);
    chart->setFocus(Qt::TabFocusReason);
    QSignalSpy spy(chart.get(), &TimelineChart::read_out);
    QTest::keyClick(chart.get(), Qt::Key_Down);
    QVERIFY(spy.last().at(0).toString().contains(QStringLiteral("CPU migrations")));
    QTest::keyClick(chart.get(), Qt::Key_Up);
    QVERIFY(spy.last().at(0).toString().contains(QStringLiteral("instructions per cycle")));
    QTest::keyClick(chart.get(), Qt::Key_Right);
    QVERIFY(spy.last().at(0).toString().startsWith(QStringLiteral("5.100 s")));
    for (int i = 0; i < 5; ++i) QTest::keyClick(chart.get(), Qt::Key_Left, Qt::ShiftModifier);
    QVERIFY(chart->selected() == (TimeWindow{4'600 * ms, 5'100 * ms}));
    QTest::keyClick(chart.get(), Qt::Key_Return);
    QVERIFY(chart->visible_window() == *chart->selected());
    // Beyond its edge what is shown goes along.
    for (int i = 0; i < 3; ++i) QTest::keyClick(chart.get(), Qt::Key_Left);
    QVERIFY(chart->visible_window().begin_ns < 4'600 * ms);
    QTest::keyClick(chart.get(), Qt::Key_Minus);
    QVERIFY(chart->visible_window().length_ns() > 0.9e9);
    QTest::keyClick(chart.get(), Qt::Key_0);
    QVERIFY(chart->visible_window() == (TimeWindow{0, 10 * s}));
    QTest::keyClick(chart.get(), Qt::Key_Escape);
    QVERIFY(!chart->selected());
  }
  void nothing_to_show_is_no_harm() {
    chart = std::make_unique<TimelineChart>(make_timeline_scene({}, ""));
    chart->resize(400, 200);
    chart->show();
    QVERIFY(QTest::qWaitForWindowExposed(chart.get()));
    (void)chart->grab();
    for (const auto key : {Qt::Key_Right, Qt::Key_Down, Qt::Key_Plus, Qt::Key_0, Qt::Key_Return})
      QTest::keyClick(chart.get(), key);
    QTest::mouseMove(chart.get(), QPoint(200, 50));
    QCOMPARE(chart->drawn().stages, 0);
  }
};

QTEST_MAIN(TimelineChartTest)
#include "timeline_chart_test.moc"
