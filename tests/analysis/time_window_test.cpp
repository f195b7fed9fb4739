// Windows of a run's time: zoom, pan, ticks, and how times are written.
#include "analysis/timeline/time_window.h"

#include <gtest/gtest.h>

#include "analysis/timeline/time_ticks.h"

namespace crossfade::analysis {
namespace {

constexpr std::int64_t ms = 1'000'000, s = 1000 * ms;
constexpr TimeWindow whole{0, 100 * s};

TEST(TimeWindow, ZoomKeepsWhatIsAtThePointerThere) {
  const TimeWindow zoomed_in = zoomed({20 * s, 60 * s}, 0.5, 30 * s, whole);
  EXPECT_EQ(zoomed_in, (TimeWindow{25 * s, 45 * s}));
  EXPECT_DOUBLE_EQ(zoomed_in.share_at(30 * s), (TimeWindow{20 * s, 60 * s}).share_at(30 * s));
}

TEST(TimeWindow, ZoomAndPanStayWithinTheWhole) {
  EXPECT_EQ(zoomed({0, 60 * s}, 10, 10 * s, whole), whole);
  EXPECT_EQ(zoomed({90 * s, 100 * s}, 2, 99 * s, whole), (TimeWindow{80 * s, 100 * s}));
  EXPECT_EQ(panned({20 * s, 60 * s}, 0.5, whole), (TimeWindow{40 * s, 80 * s}));
  EXPECT_EQ(panned({20 * s, 60 * s}, 5, whole), (TimeWindow{60 * s, 100 * s}));
  EXPECT_EQ(panned({20 * s, 60 * s}, -5, whole), (TimeWindow{0, 40 * s}));
  EXPECT_EQ(zoomed({50 * s, 50 * s + 2000}, 0.001, 50 * s, whole).length_ns(), 1000) << "no shorter";
  EXPECT_EQ(zoomed({0, 0}, 2, 0, {0, 0}), (TimeWindow{0, 0})) << "a run without any time";
}

TEST(TimeWindow, AMomentIsFollowed) {
  EXPECT_EQ(following({10 * s, 20 * s}, 15 * s, whole), (TimeWindow{10 * s, 20 * s}));
  EXPECT_EQ(following({10 * s, 20 * s}, 40 * s, whole), (TimeWindow{35 * s, 45 * s}));
  EXPECT_EQ(following({10 * s, 20 * s}, 100 * s, whole), (TimeWindow{90 * s, 100 * s}));
  EXPECT_EQ(later_by(0.1, 15 * s, {10 * s, 20 * s}, whole), 16 * s);
  EXPECT_EQ(later_by(-10, 15 * s, {10 * s, 20 * s}, whole), 0);
}

TEST(TimeWindow, PartsAndShares) {
  EXPECT_EQ(common_part({0, 10}, {5, 20}), (TimeWindow{5, 10}));
  EXPECT_TRUE(common_part({0, 10}, {15, 20}).empty());
  EXPECT_FALSE((TimeWindow{0, 10}).overlaps({10, 20}));
  EXPECT_TRUE((TimeWindow{0, 11}).overlaps({10, 20}));
  EXPECT_EQ(between(7, 3), (TimeWindow{3, 7}));
  EXPECT_EQ((TimeWindow{10, 30}).at_share(0.25), 15);
  EXPECT_EQ((TimeWindow{10, 10}).share_at(12), 0);
}

TEST(TimeTicks, AreRoundTimesWithinTheWindow) {
  const TimeTicks minute = time_ticks({0, 100 * s}, 6);
  EXPECT_EQ(minute.step_ns, 20 * s);
  EXPECT_EQ(minute.at_ns, (std::vector<std::int64_t>{0, 20 * s, 40 * s, 60 * s, 80 * s, 100 * s}));
  const TimeTicks short_one = time_ticks({1'234 * ms, 1'301 * ms}, 4);
  EXPECT_EQ(short_one.step_ns, 20 * ms);
  EXPECT_EQ(short_one.at_ns.front(), 1'240 * ms);
  EXPECT_LE(short_one.at_ns.back(), 1'301 * ms);
  EXPECT_EQ(time_ticks({0, 7200 * s}, 5).step_ns, 1800 * s);
  EXPECT_EQ(time_ticks({0, 400L * 86'400 * s}, 4).step_ns, 100L * 86'400 * s);
  EXPECT_TRUE(time_ticks({5, 5}, 4).at_ns.empty());
  EXPECT_TRUE(time_ticks({0, 5}, 0).at_ns.empty());
}

TEST(TimeTicks, AreWrittenAsClocksAreRead) {
  EXPECT_EQ(time_text(0, s), "0 s");
  EXPECT_EQ(time_text(12'500 * ms, 500 * ms), "12.5 s");
  EXPECT_EQ(time_text(1'240 * ms, 20 * ms), "1.24 s");
  EXPECT_EQ(time_text(119 * s, s), "119 s");
  EXPECT_EQ(time_text(120 * s, s), "2:00");
  EXPECT_EQ(time_text(179'999 * ms, s), "3:00") << "no minute has 60 seconds";
  EXPECT_EQ(time_text(200'250 * ms, 10 * ms), "3:20.25");
  EXPECT_EQ(time_text(3'750 * s, s), "1:02:30");
  EXPECT_EQ(window_text({3'200 * ms, 4'050 * ms}), "3.200 s to 4.050 s");
}

}  // namespace
}  // namespace crossfade::analysis
