#include "collector/counters/counter_passes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <set>
#include <utility>

#include "collector/counters/perf_metrics.h"
#include "results/vocabulary/derived_metric.h"
#include "results/vocabulary/event_code.h"
#include "results/vocabulary/event_set.h"
#include "tests/counters/perf_metrics_root.h"

namespace crossfade::collector {
namespace {

using results::CounterPlace;
using results::EventSet;
using ::testing::IsEmpty;
using Pass = std::vector<CounterEvent>;

const CounterRoom full_intel{8, true, true, {}}, four_and_fixed{4, true, true, {}},
    amd_guest{5, false, false, {}}, amd_metal{6, false, false, {}}, watched_amd_guest{4, false, false, {}},
    three{3, false, false, {}};

bool has(const Pass& pass, std::string_view metric) {
  return std::any_of(pass.begin(), pass.end(), [&](const CounterEvent& e) { return e.metric == metric; });
}
bool has_all(const Pass& pass, const EventSet& set) {
  return std::all_of(set.begin(), set.end(), [&](std::string_view metric) { return has(pass, metric); });
}
bool are_together(const CounterPasses& plan, const EventSet& set) {
  return std::any_of(plan.passes.begin(), plan.passes.end(), [&](const Pass& p) { return has_all(p, set); });
}
CounterPasses plan(std::string_view cpu, const CounterRoom& room) {
  return plan_passes(countable_events(cpu), cpu, room);
}

struct Need {
  std::uint32_t general = 0, first_four = 0, first = 0;
};
Need need_of(const Pass& pass, std::string_view cpu, const CounterRoom& room) {
  Need need;
  for (const CounterEvent& event : pass) {
    const auto* const code = results::find_event_code(cpu, event.metric);
    const CounterPlace place = code == nullptr ? CounterPlace::any : code->place;
    if (place == CounterPlace::fixed_only || place == CounterPlace::metrics ||
        (event.metric == "cycles" && room.own_cycles) ||
        (event.metric == "instructions" && room.own_instructions))
      continue;
    need.general += place == CounterPlace::two ? 2 : 1;
    need.first_four += place == CounterPlace::first_four || place == CounterPlace::first ? 1 : 0;
    need.first += place == CounterPlace::first ? 1 : 0;
  }
  return need;
}

TEST(CounterPasses, EveryPassFitsAndEveryEventIsInOne) {
  for (const std::string_view cpu : results::catalogued_microarchitectures()) {
    for (const CounterRoom& room :
         {full_intel, four_and_fixed, amd_guest, amd_metal, watched_amd_guest, three}) {
      const CounterPasses planned = plan(cpu, room);
      EXPECT_THAT(planned.too_large, IsEmpty()) << cpu << room.general;
      for (const Pass& pass : planned.passes) {
        const Need need = need_of(pass, cpu, room);
        EXPECT_LE(need.general, room.general) << cpu;
        EXPECT_LE(need.first_four, 4U) << cpu;
        EXPECT_LE(need.first, 1U) << cpu;
        EXPECT_TRUE(has(pass, "cycles") || need.general == room.general) << "there was room for it";
      }
      for (const PlacedEvent& placed : countable_events(cpu))
        EXPECT_TRUE(are_together(planned, {placed.event.metric})) << cpu << ": " << placed.event.metric;
    }
  }
}

TEST(CounterPasses, TheUsualEventsComeFirstAndTogether) {
  for (const std::string_view cpu : results::catalogued_microarchitectures()) {
    const CounterPasses planned = plan(cpu, cpu.starts_with("Zen") ? amd_guest : four_and_fixed);
    for (const CounterEvent& event : hardware_events(cpu))
      EXPECT_TRUE(has(planned.passes.front(), event.metric)) << cpu << ": " << event.metric;
  }
}

TEST(CounterPasses, WhatAFormulaTakesIsNotTornApart) {
  const EventSet golden_cove{"cycles",        "instructions",  "slots",      "frontend_slots",
                             "dropped_slots", "backend_slots", "retired_ops"};
  EXPECT_TRUE(are_together(plan("Sapphire Rapids", full_intel), golden_cove));
  EXPECT_TRUE(are_together(plan("Ice Lake-SP", full_intel), golden_cove));
  EXPECT_FALSE(are_together(plan("Sapphire Rapids", four_and_fixed), golden_cove))
      << "five do not fit on four";
  EXPECT_TRUE(are_together(
      plan("Skylake-SP", four_and_fixed),
      {"cycles", "instructions", "frontend_slots", "issued_ops", "retired_ops", "recovery_cycles"}));
  EXPECT_TRUE(are_together(plan("Skylake-SP", four_and_fixed),
                           {"dtlb_load_walks", "dtlb_store_walks", "instructions"}));
  const EventSet zen{"cycles",        "instructions", "frontend_slots",
                     "backend_slots", "issued_ops",   "retired_ops"};
  EXPECT_TRUE(are_together(plan("Zen 4", amd_metal), zen));
  EXPECT_FALSE(are_together(plan("Zen 4", amd_guest), zen));
  EXPECT_TRUE(are_together(plan("Zen 5", amd_guest),
                           {"cycles", "instructions", "frontend_slots", "issued_ops", "retired_ops"}));
}

/// As many as the eight blocks of a run without options count (counter_rotation.h).
TEST(CounterPasses, TheFirstFiveHaveEveryFigureOfTheVocabularyAndLevelOne) {
  constexpr std::size_t counted_by_default = 5;
  const auto rooms_of = [](std::string_view cpu) -> std::vector<CounterRoom> {
    if (cpu.starts_with("Zen")) return {amd_guest, amd_metal};
    if (cpu == "Skylake-SP" || cpu == "Cascade Lake") return {four_and_fixed};
    return {full_intel};
  };
  for (const std::string_view cpu : results::catalogued_microarchitectures()) {
    for (const CounterRoom& room : rooms_of(cpu)) {
      CounterPasses planned = plan(cpu, room);
      planned.passes.resize(std::min(planned.passes.size(), counted_by_default));
      for (const results::DerivedMetric& derived : results::derived_metrics()) {
        const auto inputs = results::inputs_of(derived);
        const bool has_codes = std::all_of(inputs.begin(), inputs.end(), [&](std::string_view metric) {
          return results::find_event_code(cpu, metric) != nullptr;
        });
        EXPECT_TRUE(!has_codes || are_together(planned, inputs)) << cpu << ": " << derived.metric;
      }
      const auto ways = results::top_down_event_sets(cpu).level_1;
      const bool has_level_1 = std::any_of(ways.begin(), ways.end(), [&](const auto& way) {
        return std::all_of(way.begin(), way.end(),
                           [&](const EventSet& set) { return are_together(planned, set); });
      });
      EXPECT_TRUE(ways.empty() || has_level_1) << cpu << " with " << room.general;
    }
  }
}

TEST(CounterPasses, ALevelTwoThatFitsStandsBesideLevelOne) {
  const CounterPasses planned = plan("Sapphire Rapids", full_intel);
  for (const char* const part :
       {"mispredict_slots", "memory_bound_slots", "frontend_latency_cycles", "heavy_ops"})
    EXPECT_TRUE(are_together(planned, {"slots", "backend_slots", "instructions", part})) << part;
}

TEST(CounterPasses, OnTheCpusOfTheAtlasTheyAreFew) {
  EXPECT_LE(plan("Sapphire Rapids", full_intel).passes.size(), 6U);
  EXPECT_LE(plan("Ice Lake-SP", full_intel).passes.size(), 7U);
  EXPECT_LE(plan("Skylake-SP", four_and_fixed).passes.size(), 11U);
  EXPECT_LE(plan("Zen 4", amd_guest).passes.size(), 11U);
  EXPECT_EQ(plan("", amd_guest).passes.size(), 1U);
}

/// As on bare metal: with what PERF_METRICS gives.
CounterPasses plan_of_metal(std::string_view cpu, const CounterRoom& room = full_intel) {
  auto events = countable_events(cpu);
  const MetricsRoot root(cpu == "Ice Lake-SP" ? metrics_of_ice_lake : metrics_of_sapphire_rapids());
  const PerfMetrics metrics = read_perf_metrics(root.path(), cpu, false);
  events.insert(events.end(), metrics.events.begin(), metrics.events.end());
  return plan_passes(events, cpu, room);
}

TEST(CounterPasses, PerfMetricsHasAPassOfItsOwnThatItsLeaderBegins) {
  for (const char* const cpu : {"Ice Lake-SP", "Sapphire Rapids", "Emerald Rapids", "Granite Rapids"}) {
    for (const CounterRoom& room : {full_intel, four_and_fixed}) {
      const CounterPasses planned = plan_of_metal(cpu, room);
      EXPECT_THAT(planned.too_large, IsEmpty()) << cpu;
      EXPECT_FALSE(has(planned.passes.front(), "fixed_slots")) << cpu << ": the first pass is the usual one";
      EXPECT_EQ(planned.passes[1].front().metric, "fixed_slots") << cpu;
      EXPECT_TRUE(are_together(planned, {"cycles", "instructions", "fixed_slots", "fixed_retiring_slots",
                                         "fixed_bad_speculation_slots", "fixed_frontend_slots",
                                         "fixed_backend_slots", "dropped_slots"}))
          << cpu;
      for (const Pass& pass : planned.passes) {
        EXPECT_LE(need_of(pass, cpu, room).general, room.general) << cpu;
        if (has(pass, "fixed_slots")) {
          EXPECT_EQ(pass.front().metric, "fixed_slots") << cpu;
        } else {
          EXPECT_FALSE(has(pass, "fixed_retiring_slots")) << cpu << ": a share without its leader";
        }
      }
    }
  }
}

TEST(CounterPasses, TheFixedPartsOfLevelTwoStandBesideLevelOne) {
  const CounterPasses sapphire_rapids = plan_of_metal("Sapphire Rapids");
  EXPECT_TRUE(has_all(sapphire_rapids.passes[1], {"fixed_heavy_slots", "fixed_mispredict_slots",
                                                  "fixed_fetch_latency_slots", "fixed_memory_bound_slots"}));
  EXPECT_LE(sapphire_rapids.passes.size(), plan("Sapphire Rapids", full_intel).passes.size() + 1);
  EXPECT_TRUE(
      are_together(plan_of_metal("Ice Lake-SP"),
                   {"fixed_slots", "fixed_backend_slots", "clears", "issued_ops", "microcode_sequencer_ops",
                    "legacy_decoder_ops", "first_decoder_ops", "first_decoder_cycles"}));
}

TEST(CounterPasses, AGuestIsNotAskedForPerfMetrics) {
  for (const char* const cpu : {"Ice Lake-SP", "Sapphire Rapids", "Granite Rapids"}) {
    for (const PlacedEvent& placed : countable_events(cpu))
      EXPECT_FALSE(is_of_perf_metrics(placed.event.metric)) << cpu << ": " << placed.event.metric;
  }
}

TEST(CounterPasses, AGuestOfIceLakeHasTheHeavyPartInOnePass) {
  EXPECT_TRUE(are_together(plan("Ice Lake-SP", full_intel),
                           {"slots", "retired_ops", "issued_ops", "microcode_sequencer_ops",
                            "legacy_decoder_ops", "first_decoder_ops", "first_decoder_cycles"}));
}

TEST(CounterPasses, WhatNeedsTheRightToWholeCpusIsLeftToWhoNamesIt) {
  ASSERT_NE(results::find_event_code("Skylake-SP", "recovery_cycles_any"), nullptr);
  EXPECT_FALSE(are_together(plan("Skylake-SP", four_and_fixed), {"recovery_cycles_any"}));
  EXPECT_TRUE(are_together(plan("Skylake-SP", four_and_fixed), {"recovery_cycles"}));
}

TEST(CounterPasses, TheSameCpuGivesTheSamePasses) {
  EXPECT_EQ(plan("Zen 4", amd_guest).passes, plan("Zen 4", amd_guest).passes);
}

TEST(CounterPasses, WhatNeedsMoreCountersThanThereAreIsNamed) {
  const CounterPasses planned = plan("Zen 4", {1, false, false, {}});
  ASSERT_EQ(planned.too_large.size(), 1U);
  EXPECT_EQ(planned.too_large.front().metric, "flops") << "the kernel pairs two for it";
  for (const Pass& pass : planned.passes) EXPECT_EQ(pass.size(), 1U);
}

TEST(CounterPasses, InTurnsEveryEventStandsOnceAndCyclesAndInstructionsCountAllTheTime) {
  const CounterRoom beside = room_in_turns(amd_guest);
  EXPECT_EQ(beside.general, 3U);
  EXPECT_EQ(room_in_turns(full_intel).general, 8U) << "they have counters of their own";
  EXPECT_EQ(room_in_turns({1, false, false, {}}).general, 0U);
  const std::vector<CounterEvent> events = in_turns(plan("Zen 4", beside).passes);
  std::set<std::pair<std::string, std::uint64_t>> seen;
  std::uint32_t last = 0;
  std::map<std::uint32_t, std::size_t> of_turn;
  for (const CounterEvent& event : events) {
    EXPECT_TRUE(seen.emplace(event.metric, event.config).second) << event.metric;
    EXPECT_EQ(event.turn == 0, event.metric == "cycles" || event.metric == "instructions") << event.metric;
    EXPECT_GE(event.turn, last) << "those of one turn stand together";
    last = event.turn;
    ++of_turn[event.turn];
  }
  EXPECT_EQ(seen.size(), countable_events("Zen 4").size());
  for (const auto& [turn, size] : of_turn)
    EXPECT_LE(size, turn == 0 ? 2U : 3U) << "they fit beside each other";
}

TEST(CounterPasses, ClockCountersComeLastAndTakeNoTurn) {
  CounterEvent tsc;
  tsc.metric = "tsc_ticks";
  tsc.tier = results::CounterTier::msr;
  auto passes = plan("Zen 4", amd_guest).passes;
  for (auto& pass : passes) pass.push_back(tsc);
  const auto events = in_turns(passes);
  EXPECT_EQ(events.back().metric, "tsc_ticks");
  EXPECT_EQ(events.back().turn, 0U);
}

}  // namespace
}  // namespace crossfade::collector
