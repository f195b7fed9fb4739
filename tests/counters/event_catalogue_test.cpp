#include "collector/counters/event_catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/perf_event.h>

#include "results/vocabulary/event_code.h"
#include "results/vocabulary/metric.h"

namespace crossfade::collector {
namespace {

using results::catalogued_microarchitectures;
using results::CounterPlace;
using results::event_codes;
using results::EventCode;
using results::Opened;

bool is_amd(std::string_view microarchitecture) {
  return microarchitecture.starts_with("Zen");
}

TEST(EventCatalogue, EveryEventHasAMetricOfTheVocabulary) {
  for (const auto& events : {software_events(), generic_events()}) {
    for (const CounterEvent& event : events)
      EXPECT_NE(results::find_metric(event.metric), nullptr) << event.metric;
  }
}

TEST(EventCatalogue, WhatIsAlwaysOpenedFitsAtOnce) {
  for (const std::string_view cpu : catalogued_microarchitectures()) {
    std::size_t general = 0, first_four = 0;
    for (const EventCode& code : event_codes(cpu)) {
      if (code.opened != Opened::always) continue;
      EXPECT_TRUE(code.place == CounterPlace::any || code.place == CounterPlace::fixed_or_any ||
                  code.place == CounterPlace::first_four)
          << cpu << ": " << code.metric;
      general += code.place == CounterPlace::fixed_or_any ? 0 : 1;
      first_four += code.place == CounterPlace::first_four ? 1 : 0;
    }
    const bool four_counters = cpu == "Skylake-SP" || cpu == "Cascade Lake";
    EXPECT_LE(general, is_amd(cpu) ? 5U : four_counters ? 3U : 4U) << cpu;
    EXPECT_LE(first_four, 4U) << cpu;
    const auto events = hardware_events(cpu);
    ASSERT_GE(events.size(), 5U) << cpu;
    EXPECT_EQ(events[0].metric, "cycles") << cpu;
    EXPECT_EQ(events[1].metric, "instructions") << cpu;
  }
}

TEST(EventCatalogue, AKnownCpuIsAskedByItsOwnCodes) {
  const auto events = hardware_events("Zen 4");
  ASSERT_EQ(events.size(), 5U);
  for (const CounterEvent& event : events) {
    EXPECT_EQ(event.type, static_cast<std::uint32_t>(PERF_TYPE_RAW));
    EXPECT_EQ(event.tier, results::CounterTier::hardware);
    EXPECT_EQ(event.never_zero, event.metric == "cycles" || event.metric == "instructions") << event.metric;
    EXPECT_FALSE(event.kernel_only);
  }
  EXPECT_EQ(events[4].config, 0x4844U);
  EXPECT_EQ(recorded_name(events[4]), "ls_any_fills_from_sys.dram_io_all (0x4844)");
}

TEST(EventCatalogue, WorkThatFitsIntoTheCachesHasTrulyNoMisses) {
  for (const std::string_view cpu : catalogued_microarchitectures()) {
    for (const PlacedEvent& placed : countable_events(cpu)) {
      const std::string& metric = placed.event.metric;
      const bool is_of_all_work = metric == "cycles" || metric == "instructions" || metric == "branches" ||
                                  metric == "ref_cycles" || metric == "ref_xclk" || metric == "slots" ||
                                  metric == "issued_ops" || metric == "retired_ops";
      EXPECT_EQ(placed.event.never_zero, is_of_all_work) << cpu << ": " << metric;
    }
  }
}

TEST(EventCatalogue, AnUnknownCpuIsAskedForNothing) {
  for (const std::string_view cpu : {"", "Haswell", "zen 4"}) {
    EXPECT_TRUE(hardware_events(cpu).empty()) << cpu;
    EXPECT_TRUE(countable_events(cpu).empty()) << cpu;
    EXPECT_THAT(why_not_listed(cpu), ::testing::HasSubstr("perf_raw::rUUEE")) << cpu;
    EXPECT_TRUE(event_codes(cpu).empty()) << cpu;
  }
  EXPECT_EQ(why_not_listed("Zen 4"), "");
  for (const CounterEvent& event : generic_events())
    EXPECT_EQ(event.type, static_cast<std::uint32_t>(PERF_TYPE_HARDWARE)) << "they show the room";
  EXPECT_EQ(recorded_name(generic_events()[0]), "PERF_COUNT_HW_CPU_CYCLES");
}

}  // namespace
}  // namespace crossfade::collector
