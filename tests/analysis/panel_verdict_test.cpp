#include "analysis/panel_verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace crossfade::analysis {
namespace {

using results::Quality;
using results::Recording;
using ::testing::HasSubstr;

/// Stages of 1 s, a minute apart, with these loads per cycle before and after.
Recording recording(const std::vector<std::pair<double, double>>& loads,
                    const std::string& microarchitecture = "Zen 4") {
  Recording r;
  r.header.microarchitecture = microarchitecture;
  for (const auto& [before, after] : loads) {
    results::Stage s;
    s.start_unix_ns = static_cast<std::int64_t>(r.stages.size() + 1) * 60'000'000'000;
    s.duration_ns = 1'000'000'000;
    s.panel_before.l1_loads_per_cycle = before;
    s.panel_after.l1_loads_per_cycle = after;
    r.stages.push_back(s);
  }
  return r;
}

TEST(PanelVerdict, BothSidesHaveToReachTheCeiling) {
  const auto v =
      panel_verdict(recording({{2.99, 2.98}, {2.99, 1.5}, {1.5, 2.99}, {2.86, 2.86}, {2.84, 2.99}}));
  EXPECT_EQ(v.undisturbed, (std::vector<bool>{true, false, false, true, false}));
  EXPECT_EQ(v.ceiling_source, CeilingSource::table);
  EXPECT_EQ(v.ceiling_loads_per_cycle, 3);
  EXPECT_THAT(v.ceiling_text, HasSubstr("3 loads per cycle, Zen 4"));
  EXPECT_EQ(v.absent_because, "");
  EXPECT_DOUBLE_EQ(*v.disturbed_time_share, 0.6);
}

TEST(PanelVerdict, NearABusyNeighbourNoStageIsUndisturbed) {
  Recording r = recording({{2.99, 2.99}, {2.99, 2.99}, {2.99, 1.5}, {2.99, 2.99}, {2.99, 2.99}});
  constexpr std::int64_t ms = 1'000'000;
  // The neighbour is seen at 8 s.
  const std::array<std::int64_t, 5> starts_ms{3'900, 4'100, 7'000, 10'900, 11'100};
  for (std::size_t i = 0; i < starts_ms.size(); ++i) r.stages[i].start_unix_ns = starts_ms[i] * ms;
  const PanelVerdict v = panel_verdict(r);
  EXPECT_EQ(v.undisturbed, (std::vector<bool>{true, false, false, false, true}));
  EXPECT_DOUBLE_EQ(*v.disturbed_time_share, 0.2);
  EXPECT_DOUBLE_EQ(v.near_time_share, 0.4);
  r.stages[2].panel_after.l1_loads_per_cycle = 2.3;  // less than a busy one takes
  EXPECT_EQ(panel_verdict(r).undisturbed, (std::vector<bool>{true, true, false, true, true}));
}

TEST(PanelVerdict, OtherSignalsFromOutsideCountToo) {
  Recording r = recording({{3, 3}, {3, 3}, {3, 3}, {3, 3}});
  r.stages[1].quality = Quality::disturbed;
  r.stages[2].quality = Quality::voided;
  r.stages[3].duration_ns *= 5;
  const auto v = panel_verdict(r);
  EXPECT_EQ(v.undisturbed, (std::vector<bool>{true, false, false, true}));
  EXPECT_DOUBLE_EQ(*v.disturbed_time_share, 0.25) << "of time, not of stages";
}

TEST(PanelVerdict, ANeighbourInAQuarterOfTheWindowsShowsInTheirSpread) {
  Recording r = recording({{3, 3}, {3, 3}, {3, 3}});
  for (results::Stage& stage : r.stages) stage.panel_before.l1_cv = stage.panel_after.l1_cv = 0.09;
  r.stages[1].panel_after.l1_cv = 0.3;
  EXPECT_EQ(panel_verdict(r).undisturbed, (std::vector<bool>{true, false, true}));
}

TEST(PanelVerdict, AStageReadOnOneSideOnlyHasNone) {
  const auto v = panel_verdict(recording({{3, 3}, {3, results::missing}}));
  EXPECT_EQ(v.undisturbed, (std::vector<bool>{true, false}));
  EXPECT_EQ(v.disturbed_time_share, 0.5) << "nobody vouches for it";
  const auto none = panel_verdict(recording({{3, results::missing}}));
  EXPECT_THAT(none.absent_because, HasSubstr("both sides"));
  EXPECT_FALSE(none.disturbed_time_share);
}

TEST(PanelVerdict, VoidStagesAreTheWorstOfTheDisturbed) {
  Recording r = recording({{3, 3}, {3, 3}, {results::missing, results::missing}});
  r.stages[1].quality = Quality::voided;
  r.stages[2].quality = Quality::disturbed;
  EXPECT_NEAR(*panel_verdict(r).disturbed_time_share, 2.0 / 3, 1e-12);
}

TEST(PanelVerdict, AHostThatIsAlwaysDisturbedIsSaidToBeSo) {
  const auto v = panel_verdict(recording({{1.5, 1.6}, {1.5, 1.5}}));
  EXPECT_THAT(v.absent_because,
              HasSubstr("never did more than 1.60 of the 3 loads per cycle that Zen 4 can"));
  EXPECT_EQ(v.disturbed_time_share, 1);
}

TEST(PanelVerdict, AnUnknownCpuIsJudgedByItsOwnBest) {
  const auto v = panel_verdict(recording({{1.9, 2}, {2, 2}, {1, 1}, {2, 2.01}}, "unheard of"));
  EXPECT_EQ(v.ceiling_source, CeilingSource::own);
  EXPECT_NEAR(*v.ceiling_loads_per_cycle, 2, 0.011);
  EXPECT_EQ(v.undisturbed, (std::vector<bool>{false, true, false, true}));
  EXPECT_THAT(v.ceiling_text, HasSubstr("own 95th percentile"));
  EXPECT_EQ(v.absent_because, "");
}

TEST(PanelVerdict, WithoutAPanelThereIsTheReason) {
  Recording r = recording({{results::missing, results::missing}});
  EXPECT_EQ(panel_verdict(r).absent_because, "recorded without a calibration panel");
  EXPECT_FALSE(panel_verdict(r).disturbed_time_share);
  r.absences.push_back({"stage.panel", "the calibration panel was not asked for"});
  EXPECT_EQ(panel_verdict(r).absent_because, "the calibration panel was not asked for");
  EXPECT_FALSE(panel_verdict(Recording{}).absent_because.empty());
}

TEST(PanelVerdict, SlowMemoryIsCountedAndDisturbsNothing) {
  Recording r = recording({{3, 3}, {3, 3}, {3, 3}, {3, 3}});
  for (results::Stage& s : r.stages) s.panel_before.memory_ns = s.panel_after.memory_ns = 100;
  r.stages[2].panel_after.memory_ns = 116;
  r.stages[3].panel_before.memory_ns = results::missing;
  const auto v = panel_verdict(r);
  EXPECT_EQ(v.usual_memory_ns, 100);
  EXPECT_EQ(v.slow_memory_stages, 1U);
  EXPECT_TRUE(v.undisturbed[2]);
}

TEST(PanelVerdict, MemoryThatGivesLessIsSlowToo) {
  Recording r = recording({{3, 3}, {3, 3}, {3, 3}, {3, 3}});
  for (results::Stage& s : r.stages)
    s.panel_before.stream_bytes_per_s = s.panel_after.stream_bytes_per_s = 10e9;
  r.stages[0].panel_before.stream_bytes_per_s = 8.8e9;
  r.stages[1].panel_after.stream_bytes_per_s = 8.6e9;
  r.stages[2].panel_after.stream_bytes_per_s = results::missing;
  const auto v = panel_verdict(r);
  EXPECT_EQ(v.usual_stream_bytes_per_s, 10e9);
  EXPECT_FALSE(v.usual_memory_ns);
  EXPECT_EQ(v.slow_memory_stages, 1U);
}

}  // namespace
}  // namespace crossfade::analysis
