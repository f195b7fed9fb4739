#include "collector/counters/counter_passes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>

#include "results/vocabulary/event_code.h"
#include "results/vocabulary/event_set.h"

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
    if (place == CounterPlace::fixed_only || (event.metric == "cycles" && room.own_cycles) ||
        (event.metric == "instructions" && room.own_instructions))
      continue;
    need.general += place == CounterPlace::two ? 2 : 1;
    need.first_four += place == CounterPlace::first_four || place == CounterPlace::first ? 1 : 0;
    need.first += place == CounterPlace::first ? 1 : 0;
  }
  return need;
}

TEST(CounterPasses, EveryPassFitsAndEveryEventIsInOne) {
  auto cpus = results::catalogued_microarchitectures();
  cpus.emplace_back("");
  for (const std::string_view cpu : cpus) {
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

TEST(CounterPasses, ALevelTwoThatFitsStandsBesideLevelOne) {
  const CounterPasses planned = plan("Sapphire Rapids", full_intel);
  for (const char* const part :
       {"mispredict_slots", "memory_bound_slots", "frontend_latency_cycles", "heavy_ops"})
    EXPECT_TRUE(are_together(planned, {"slots", "backend_slots", "instructions", part})) << part;
}

TEST(CounterPasses, OnTheCpusOfTheAtlasTheyAreFew) {
  EXPECT_LE(plan("Sapphire Rapids", full_intel).passes.size(), 6U);
  EXPECT_LE(plan("Skylake-SP", four_and_fixed).passes.size(), 10U);
  EXPECT_LE(plan("Zen 4", amd_guest).passes.size(), 11U);
  EXPECT_EQ(plan("", amd_guest).passes.size(), 1U);
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

}  // namespace
}  // namespace crossfade::collector
