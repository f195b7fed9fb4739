#include "collector/measure/panel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <set>

#include "collector/measure/core_map.h"
#include "collector/measure/panel_judgement.h"
#include "collector/measure/panel_kernels.h"
#include "collector/measure/rewarm.h"
#include "collector/measure/stage_runner.h"
#include "tests/measure/measuring_process.h"
#include "tests/measure/toy_workload.h"

namespace crossfade::collector {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(PanelCentre, IsTheMedianWithASpreadThatOutliersDoNotMove) {
  std::vector<double> windows{10, 10, 10, 11, 11, 11, 12, 12, 12, 500, 900};
  const PanelCentre centre = panel_centre(windows);
  EXPECT_EQ(centre.value, 11);
  EXPECT_NEAR(centre.cv, (12 - 11) / 1.349 / 11, 1e-12);
  EXPECT_EQ(panel_centre(std::vector<double>(20, 3.0)).cv, 0);
}

TEST(PanelCentre, NeedsEnoughWindowsThatMakeSense) {
  EXPECT_TRUE(std::isnan(panel_centre({}).value));
  EXPECT_TRUE(std::isnan(panel_centre(std::vector<double>(fewest_panel_windows - 1, 1.0)).value));
  std::vector<double> windows(fewest_panel_windows, 1.0);
  EXPECT_EQ(panel_centre(windows).value, 1);
  windows.back() = nan;
  EXPECT_TRUE(std::isnan(panel_centre(windows).value));
  windows.back() = 0;
  EXPECT_TRUE(std::isnan(panel_centre(windows).cv));
}

TEST(JudgeLoads, CountsCyclesByTheChainOfTheSameWindow) {
  // Half of the windows at 2 GHz and half at 4 GHz: the clock is somewhere, loads per cycle are 3 in all.
  std::vector<LoadWindow> windows;
  for (int i = 0; i < 10; ++i) {
    windows.push_back({1'000, 2'000});
    windows.push_back({500, 1'000});
  }
  const LoadFigures figures = judge_loads(windows, 2'000, 12'000);
  EXPECT_DOUBLE_EQ(figures.loads_per_cycle.value, 3);
  EXPECT_EQ(figures.loads_per_cycle.cv, 0);
  EXPECT_GE(figures.clock_hz, 2e9);
  EXPECT_LE(figures.clock_hz, 4e9);
}

TEST(JudgeLoads, WindowsWithoutTimeAreLeftOut) {
  std::vector<LoadWindow> windows(fewest_panel_windows, LoadWindow{1'000, 1'000});
  windows.push_back({0, 1'000});
  windows.push_back({1'000, -5});
  EXPECT_DOUBLE_EQ(judge_loads(windows, 1'000, 2'000).loads_per_cycle.value, 2);
  EXPECT_TRUE(std::isnan(judge_loads({}, 1'000, 2'000).clock_hz));
}

TEST(JudgeChase, IsTimePerStep) {
  const std::vector<std::int64_t> windows(10, 1'280);
  EXPECT_DOUBLE_EQ(judge_chase(windows, 128).value, 10);
}

TEST(JudgeStream, IsBytesPerSecond) {
  const std::vector<std::int64_t> windows(10, 4'096);
  EXPECT_DOUBLE_EQ(judge_stream(windows, 65'536).value, 16e9);
}

TEST(CombinePanels, TheSlowestCoreCounts) {
  results::PanelReading first, second;
  first = {2e9, 3.9, 0.01, 14, 0.02, 11, 0.03, 99, 0.04, 9e9, 0.05};
  second = {4e9, 1.9, 0.05, 20, 0.06, nan, nan, nan, nan, nan, nan};
  for (const auto& workers : {std::array{first, second}, std::array{second, first}}) {
    const results::PanelReading stage = combine_panels(workers);
    EXPECT_EQ(stage.clock_hz, 3e9);
    EXPECT_EQ(stage.l1_loads_per_cycle, 1.9);
    EXPECT_EQ(stage.l1_cv, 0.05);
    EXPECT_EQ(stage.l2_cycles, 20);
    EXPECT_EQ(stage.l2_cv, 0.06);
    EXPECT_EQ(stage.l3_ns, 11);
    EXPECT_EQ(stage.memory_cv, 0.04);
    EXPECT_EQ(stage.stream_bytes_per_s, 9e9);
    EXPECT_EQ(stage.stream_cv, 0.05);
  }
}

TEST(CombinePanels, TheSpreadOfAnyCoreCounts) {
  results::PanelReading slower, flickering;
  slower.l1_loads_per_cycle = 2.95, slower.l1_cv = 0.01, slower.l2_cycles = 15, slower.l2_cv = 0.01;
  flickering.l1_loads_per_cycle = 2.97, flickering.l1_cv = 0.3, flickering.l2_cycles = 14,
  flickering.l2_cv = 0.2;
  for (const auto& workers : {std::array{slower, flickering}, std::array{flickering, slower}}) {
    const results::PanelReading stage = combine_panels(workers);
    EXPECT_EQ(stage.l1_loads_per_cycle, 2.95);
    EXPECT_EQ(stage.l1_cv, 0.3);
    EXPECT_EQ(stage.l2_cycles, 15);
    EXPECT_EQ(stage.l2_cv, 0.2);
  }
}

TEST(CombinePanels, WhatOneWorkerDoesNotKnowTheStageDoesNotKnow) {
  results::PanelReading known, unknown;
  known.l1_loads_per_cycle = known.l2_cycles = 5;
  for (const auto& workers : {std::array{known, unknown, known}, std::array{unknown, known, known},
                              std::array{known, known, unknown}}) {
    EXPECT_TRUE(std::isnan(combine_panels(workers).l1_loads_per_cycle));
    EXPECT_TRUE(std::isnan(combine_panels(workers).l2_cycles));
  }
  EXPECT_TRUE(std::isnan(combine_panels({}).clock_hz));
}

/// The address that a line of a ring holds.
const std::byte* next_of(const std::byte* line) {
  std::uintptr_t address = 0;
  std::memcpy(&address, line, sizeof address);
  return reinterpret_cast<const std::byte*>(address);  // NOLINT(performance-no-int-to-ptr)
}

TEST(LineRing, GoesOnceThroughAllLines) {
  alignas(4096) static std::array<std::byte, std::size_t{64} * 256> memory;
  LineRing ring(memory, 256, 1'000);
  EXPECT_EQ(ring.lines(), 64U) << "a line a slot, no more";
  std::set<std::size_t> slots;
  const std::byte* at = nullptr;
  for (std::size_t slot = 0; slot < 64 && at == nullptr; ++slot) {
    for (std::size_t line = 0; line < 4; ++line) {
      if (next_of(&memory[slot * 256 + line * 64]) != nullptr) at = &memory[slot * 256 + line * 64];
    }
  }
  ASSERT_NE(at, nullptr);
  for (int step = 0; step < 64; ++step) {
    slots.insert(static_cast<std::size_t>(at - memory.data()) / 256);
    at = next_of(at);
  }
  EXPECT_EQ(slots.size(), 64U) << "one cycle, not several short ones";
  ring.chase(1'000);
  ring.fetch();
  ring.flush();
  LineRing none(std::span<std::byte>{}, 64, 10);
  none.chase(10);
  none.fetch();
  EXPECT_EQ(none.lines(), 0U);
}

class PanelOnThisMachine : public ::testing::Test {
 protected:
  /// All workers on one CPU.
  Panel& make(const PanelOrder& order, std::uint32_t workers) {
    return make_on(std::vector<std::uint32_t>(workers, usable_cpus(1).front()), order);
  }
  Panel& make_on(const std::vector<std::uint32_t>& cpus, const PanelOrder& order) {
    Prepare prepare;
    prepare.preset = "default";
    prepare.worker_cpus = cpus;
    workload_ = std::move(*PreparedWorkload::prepare(table_, prepare));
    crew_ = std::move(*Crew::create(*workload_, prepare.worker_cpus, nullptr, "/proc"));
    panel_ = std::make_unique<Panel>(*crew_, order);
    return *panel_;
  }
  cf_workload table_ = toy_workload();
  std::unique_ptr<PreparedWorkload> workload_;
  std::unique_ptr<Crew> crew_;
  std::unique_ptr<Panel> panel_;
};

TEST_F(PanelOnThisMachine, ReadsPlausibleFiguresOrNone) {
  Panel& panel = make({true, 1U << 20, 16U << 20}, 2);  // two workers of one core: one after the other
  EXPECT_TRUE(panel.absences().empty());
  const results::PanelReading reading = panel.read(2);
  const auto plausible = [](double value, double low, double high) {
    return std::isnan(value) || (value > low && value < high);  // NaN: a busy machine
  };
  EXPECT_TRUE(plausible(reading.clock_hz, 1e8, 1e10)) << reading.clock_hz;
  EXPECT_TRUE(plausible(reading.l1_loads_per_cycle, 0.05, 8)) << reading.l1_loads_per_cycle;
  EXPECT_TRUE(plausible(reading.l2_cycles, 2, 10'000)) << reading.l2_cycles;
  EXPECT_TRUE(plausible(reading.l3_ns, 1, 100'000)) << reading.l3_ns;
  EXPECT_TRUE(plausible(reading.memory_ns, 5, 100'000)) << reading.memory_ns;
  EXPECT_TRUE(plausible(reading.stream_bytes_per_s, 1e7, 1e12)) << reading.stream_bytes_per_s;
  EXPECT_FALSE(std::isnan(reading.memory_ns));
  EXPECT_FALSE(std::isnan(reading.stream_bytes_per_s));
  EXPECT_TRUE(std::isnan(panel.read(0).clock_hz));
}

TEST_F(PanelOnThisMachine, NeighboursAreReadTogetherOrSaidToBeSiblings) {
  const std::vector<std::uint32_t> cpus = usable_cpus(2);
  Panel& panel = make_on(cpus, {true, 1U << 20, 16U << 20});
  for (const results::Absence& absence : panel.absences()) {
    EXPECT_EQ(absence.subject, uncertain_cores);
    EXPECT_THAT(absence.reason, ::testing::HasSubstr("threads of one core"));
  }
  const auto reading = panel.read(static_cast<std::uint32_t>(cpus.size()));
  EXPECT_FALSE(std::isnan(reading.memory_ns));
}

TEST_F(PanelOnThisMachine, KernelsOfUnknownCachesAreAbsentWithTheReason) {
  Panel& panel = make({true, 0, 0}, 1);
  const auto reading = panel.read(1);
  EXPECT_TRUE(std::isnan(reading.l2_cycles));
  EXPECT_TRUE(std::isnan(reading.l3_ns));
  ASSERT_EQ(panel.absences().size(), 2U);
  EXPECT_EQ(panel.absences()[0].subject, "stage.panel_l2_cycles");
  EXPECT_EQ(panel.absences()[1].subject, "stage.panel_l3_ns");
  EXPECT_THAT(panel.absences()[1].reason, ::testing::HasSubstr("not known"));
}

TEST_F(PanelOnThisMachine, AnL3HardlyLargerThanTheL2IsNotTold) {
  EXPECT_THAT(make({true, 1U << 20, 2U << 20}, 1).absences().at(0).reason,
              ::testing::HasSubstr("not four times the L2"));
}

TEST_F(PanelOnThisMachine, AStageUsesOtherIndexesThanTheRequestsThatWarmItUpAgain) {
  Panel& panel = make({true, 0, 0}, 1);
  std::multiset<std::uint64_t> indexes;
  toy_behaviour().request = [&](const cf_request& request, cf_answer& answer) {
    indexes.insert(request.index);
    answer.digest = toy_digest(request);
    return CF_OK;
  };
  const GoldenAnswers unjudged;  // the runner looks at it as long as it lives
  StageRunner runner(*crew_, unjudged, 100, &panel);
  const StageSpec spec{.kind = results::StageKind::capacity, .duration_ns = 1'000'000};
  std::uint64_t completed = 0;
  for (int stage = 0; stage < 2; ++stage) {
    const auto done = runner.run(spec);
    ASSERT_TRUE(done);
    completed += done->record.stage.completed;
    EXPECT_EQ(done->record.stage.outcome, results::StageOutcome::ok);
  }
  EXPECT_GE(indexes.size(), completed + 2 * fewest_rewarm_requests) << "the others were not counted";
  EXPECT_EQ(std::set(indexes.begin(), indexes.end()).size(), indexes.size()) << "an index was used twice";
  EXPECT_EQ(*indexes.begin(), 100U);
}

TEST_F(PanelOnThisMachine, AWrongAnswerBeforeTheStageFailsIt) {
  Panel& panel = make({true, 0, 0}, 1);
  const auto golden = GoldenAnswers::make(*crew_);
  ASSERT_TRUE(golden);
  toy_behaviour().request = [&](const cf_request& request, cf_answer& answer) {
    answer.digest = toy_digest(request) ^ (request.index == 0 ? 1U : 0U);
    return CF_OK;
  };
  StageRunner runner(*crew_, *golden, 0, &panel);
  const auto done = runner.run({.kind = results::StageKind::capacity, .duration_ns = 1'000'000});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->record.stage.errors, 1U);
  EXPECT_EQ(done->record.stage.outcome, results::StageOutcome::failed);
}

TEST_F(PanelOnThisMachine, StagesCarryItsReadingOrTheReason) {
  Panel& panel = make({true, 1U << 20, 32U << 20}, 1);
  const StageSpec spec{.kind = results::StageKind::capacity, .duration_ns = 1'000'000};
  const auto with = StageRunner(*crew_, {}, 0, &panel).run(spec);
  ASSERT_TRUE(with);
  EXPECT_FALSE(std::isnan(with->record.stage.panel_before.memory_ns));
  EXPECT_FALSE(std::isnan(with->record.stage.panel_after.memory_ns));
  const auto without = StageRunner(*crew_, {}, 0).run(spec);
  ASSERT_TRUE(without);
  EXPECT_TRUE(std::isnan(without->record.stage.panel_before.memory_ns));
  EXPECT_THAT(without->absences,
              ::testing::Contains(::testing::Field(&results::Absence::subject, "stage.panel")));
}

}  // namespace
}  // namespace crossfade::collector
