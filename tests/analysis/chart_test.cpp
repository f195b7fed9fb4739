// Charts of HTML pages: what they draw of a table, where, and what they say of it without colours.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <regex>

#include "analysis/render/chart_axis.h"
#include "analysis/render/chart_panel.h"
#include "analysis/render/chart_svg.h"

namespace crossfade::analysis {
namespace {

using statistics::Interval;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Table ratios() {
  Table t;
  t.id = "t";
  t.columns = {{"metric", "", ""}, {"ratio", "", "1", true}, {"verdict", "", ""}};
  t.rows = {{{"capacity", {}, {}, ""}, {"1.60", 1.6, Interval{1.3, 1.98}, ""}, {"better", {}, {}, ""}},
            {{"p99", {}, {}, ""}, {"1.2", 1.2, Interval{1.1, 1.3}, ""}, {"worse", {}, {}, ""}},
            {{"clock", {}, {}, ""},
             {"1.01", 1.01, Interval{0.9, 1.1}, ""},
             {"not resolved: -10 ... +10 %", {}, {}, ""}},
            {{"cycles", {}, {}, ""}, {"", {}, {}, "no PMU"}, {"no ratio", {}, {}, ""}},
            {{"of machines", {}, {}, ""}, {"9", 9, {}, ""}, {"better", {}, {}, ""}}};
  t.data_only_rows = {4};
  t.chart = Chart{.title = "Ratios", .value = "ratio", .labels = {"metric"}, .conclusion = "verdict"};
  return t;
}

ChartMark mark(double value, std::optional<Interval> interval = {}) {
  ChartMark m;
  m.value = value;
  m.interval = interval;
  return m;
}

TEST(ChartPanel, DrawsWhatPeopleSeeAndCountsWhatHasNoValue) {
  const ChartContent content = chart_content(ratios());
  ASSERT_EQ(content.panels.size(), 1U);
  const auto& marks = content.panels[0].marks;
  ASSERT_EQ(marks.size(), 3U);
  EXPECT_EQ(content.not_drawn, 1U);
  EXPECT_EQ(marks[0].label, "capacity");
  EXPECT_EQ(marks[0].figure, "1.60 [1.30, 1.98]");
  EXPECT_EQ(marks[0].tone, Tone::better);
  EXPECT_EQ(marks[1].tone, Tone::worse);
  EXPECT_EQ(marks[2].tone, Tone::caution);
  EXPECT_EQ(marks[2].figure, "1.01 [0.90, 1.10]")
      << "also where the table has the interval in the conclusion";
}

TEST(ChartPanel, ValuesThatNoAxisHoldsAreNotDrawn) {
  Table t = ratios();
  t.rows[0][1].value = 0;
  t.rows[1][1].value = std::numeric_limits<double>::infinity();
  t.rows[2][1].value = -1;
  EXPECT_TRUE(chart_content(t).panels.empty());
  EXPECT_EQ(chart_content(t).not_drawn, 4U);
  EXPECT_EQ(chart_figure(t), "");
  t.chart->kind = Chart::Kind::amounts;
  EXPECT_EQ(chart_content(t).not_drawn, 3U) << "an amount may be 0";
}

TEST(ChartPanel, RowsOfOneTextShareAnAxis) {
  Table t = ratios();
  t.chart->panel = "metric";
  t.chart->labels = {"metric", "verdict"};
  t.rows[2][0].text = "capacity";
  const ChartContent content = chart_content(t);
  ASSERT_EQ(content.panels.size(), 2U);
  EXPECT_EQ(content.panels[0].title, "capacity");
  EXPECT_EQ(content.panels[0].marks.size(), 2U);
  EXPECT_EQ(content.panels[0].marks[0].label, "capacity, better");
  EXPECT_EQ(content.panels[1].title, "p99");
}

TEST(ChartAxis, OfRatiosIsLogarithmicAndHoldsOne) {
  const std::array marks{mark(2, Interval{1.9, 2.1})};
  const std::array<double, 1> one{1};
  const ChartAxis axis = ratio_axis(marks, one);
  EXPECT_TRUE(axis.logarithmic);
  EXPECT_LT(axis.low, 1);
  EXPECT_GT(axis.high, 2.1);
  EXPECT_NEAR(axis.at(std::sqrt(axis.low * axis.high)), 0.5, 1e-12);
  EXPECT_EQ(axis.at(0), 0);
  EXPECT_EQ(axis.at(1e9), 1);
  EXPECT_EQ(axis.at(std::nan("")), 0);
  EXPECT_THAT(axis.ticks, ElementsAre(DoubleNear(1, 1e-9), DoubleNear(1.2, 1e-9), DoubleNear(1.4, 1e-9),
                                      DoubleNear(1.6, 1e-9), DoubleNear(1.8, 1e-9), DoubleNear(2, 1e-9)));
}

TEST(ChartAxis, AHugeIntervalDoesNotSqueezeTheOthers) {
  const std::array marks{mark(1.1, Interval{1.05, 1.15}), mark(0.9, Interval{1e-6, 1e6}),
                         mark(0.95, Interval{std::nan(""), std::numeric_limits<double>::infinity()})};
  const std::array<double, 1> one{1};
  const ChartAxis axis = ratio_axis(marks, one);
  EXPECT_GT(axis.low, 0.5);
  EXPECT_LT(axis.high, 2);
  EXPECT_FALSE(axis.holds(1e6));
  EXPECT_TRUE(axis.holds(1.15));
}

TEST(ChartAxis, WideRangesHaveTicksOfDecades) {
  const std::array marks{mark(0.01), mark(30)};
  const ChartAxis axis = ratio_axis(marks, std::array<double, 1>{1});
  EXPECT_EQ(tick_text(axis.ticks.front()), "0.01");
  EXPECT_EQ(tick_text(axis.ticks.back()), "20");
  const std::array far{mark(1e-6), mark(1e6)};
  EXPECT_LE(ratio_axis(far, std::array<double, 1>{1}).ticks.size(), 13U);
}

TEST(ChartAxis, OfAmountsBeginsAtNought) {
  const std::array marks{mark(0.00671, Interval{0.0053, 0.0067}), mark(0.00512, Interval{0.004, 9})};
  const ChartAxis axis = amount_axis(marks);
  EXPECT_EQ(axis.low, 0);
  EXPECT_EQ(tick_text(axis.ticks.front()), "0");
  EXPECT_LT(axis.high, 0.03) << "an interval without an end to speak of is cut off";
  EXPECT_EQ(amount_axis({}).high, 1.02);
  EXPECT_GT(amount_axis(std::array{mark(0)}).high, 0);
}

TEST(ChartSvg, SaysByShapeAndWordsWhatTheColoursSay) {
  const std::string figure = chart_figure(ratios());
  EXPECT_THAT(figure, HasSubstr("<circle class=\"mark better\""));
  EXPECT_THAT(figure, HasSubstr("<path class=\"mark worse\""));
  EXPECT_THAT(figure, HasSubstr("<circle class=\"mark open\""));
  EXPECT_THAT(figure, HasSubstr("<title>capacity: 1.60 [1.30, 1.98], better</title>"));
  EXPECT_THAT(figure, HasSubstr("<span class=\"key better\">●</span> better."));
  EXPECT_THAT(figure, HasSubstr("<span class=\"key worse\">◆</span> worse."));
  EXPECT_THAT(figure, HasSubstr("1 row without a value is not drawn."));
  EXPECT_THAT(figure, Not(HasSubstr("of machines")));
  EXPECT_THAT(figure, Not(HasSubstr("nan")));
}

TEST(ChartSvg, AnIntervalThatIsCutOffEndsInAnArrow) {
  Table t = ratios();
  const auto lines_of = [](const Table& table) {
    const std::string figure = chart_figure(table);
    const std::regex line("<line class=\"interval worse\"");
    return std::distance(std::sregex_iterator(figure.begin(), figure.end(), line), std::sregex_iterator());
  };
  EXPECT_EQ(lines_of(t), 3) << "the interval and its two ends";
  t.rows[1][1].interval->high = 1e9;
  EXPECT_EQ(lines_of(t), 4);
}

TEST(ChartSvg, BarsOfAmountsAndOpenBounds) {
  Table t = ratios();
  t.chart = Chart{.kind = Chart::Kind::amounts,
                  .title = "Cost",
                  .value = "ratio",
                  .labels = {"metric"},
                  .panel = "verdict"};
  t.rows[0][1].bound = Bound::at_most;
  t.rows[0][1].text = "at most 1.60";
  const std::string figure = chart_figure(t);
  EXPECT_THAT(figure, HasSubstr("<figure class=\"bars\">"));
  EXPECT_THAT(figure, HasSubstr("class=\"bar open bound\""));
  EXPECT_THAT(figure, HasSubstr("<p class=\"panel\">worse</p>"));
  EXPECT_THAT(figure, HasSubstr("aria-label=\"Cost, worse\""));
  EXPECT_THAT(figure, HasSubstr(">at most 1.60</text>"));
}

TEST(ChartSvg, AThresholdIsALineThatIsExplained) {
  Table t = ratios();
  t.chart->threshold = 0.95;
  t.chart->threshold_text = "5 % saved";
  EXPECT_THAT(chart_figure(t), HasSubstr("<line class=\"threshold\""));
  EXPECT_THAT(chart_figure(t), HasSubstr(" Dashed: 5 % saved."));
  EXPECT_THAT(chart_figure(ratios()), Not(HasSubstr("threshold")));
}

TEST(ChartSvg, LabelsCannotBecomeMarkup) {
  Table t = ratios();
  t.chart->title = "<b>";
  t.rows[0][0].text = "\"/><script>alert(1)</script>\n";
  const std::string figure = chart_figure(t);
  EXPECT_THAT(figure, Not(HasSubstr("<script")));
  EXPECT_THAT(figure, Not(HasSubstr("<b>")));
  EXPECT_THAT(figure, HasSubstr("&lt;script&gt;"));
}

}  // namespace
}  // namespace crossfade::analysis
