#include "collector/counters/event_catalogue.h"

#include <gtest/gtest.h>
#include <linux/perf_event.h>

#include <algorithm>
#include <set>

#include "analysis/top_down_method.h"
#include "collector/counters/raw_code.h"
#include "results/vocabulary/derived_metric.h"
#include "results/vocabulary/metric.h"
#include "tests/counters/counters_document.h"

namespace crossfade::collector {
namespace {

bool is_amd(std::string_view microarchitecture) {
  return microarchitecture.starts_with("Zen");
}

bool has_code(std::string_view microarchitecture, std::string_view metric) {
  const auto codes = event_codes(microarchitecture);
  return std::any_of(codes.begin(), codes.end(), [metric](const EventCode& c) { return c.metric == metric; });
}

TEST(EventCatalogue, EveryEventHasAMetricOfTheVocabulary) {
  for (const auto events : {software_events(), hardware_events()}) {
    for (const CounterEvent& event : events)
      EXPECT_NE(results::find_metric(event.metric), nullptr) << event.metric;
  }
  for (const std::string_view cpu : catalogued_microarchitectures()) {
    for (const EventCode& code : event_codes(cpu))
      EXPECT_NE(results::find_metric(code.metric), nullptr) << cpu << ": " << code.metric;
  }
}

TEST(EventCatalogue, EveryRowIsCompleteAndOnlyThere) {
  EXPECT_EQ(catalogued_microarchitectures().size(), 11U);
  for (const std::string_view cpu : catalogued_microarchitectures()) {
    std::set<std::string_view> metrics;
    std::set<std::uint64_t> configs;
    for (const EventCode& code : event_codes(cpu)) {
      EXPECT_TRUE(metrics.insert(code.metric).second) << cpu << ": " << code.metric;
      EXPECT_TRUE(configs.insert(code.config).second)
          << cpu << ": two metrics have the code of " << code.metric;
      EXPECT_FALSE(code.name.empty()) << cpu << ": " << code.metric;
      EXPECT_EQ(config_of(decoded(code.config)), code.config) << cpu << ": " << code.metric;
      if (!is_amd(cpu)) {
        EXPECT_LE(decoded(code.config).event, 0xffU) << cpu << ": " << code.metric;
      }
    }
  }
}

TEST(EventCatalogue, NothingIsCalledSeenThatWasNotSeen) {
  // To be changed with the first hardware on which a code counts: date and CPU.
  for (const std::string_view cpu : catalogued_microarchitectures()) {
    for (const EventCode& code : event_codes(cpu))
      EXPECT_EQ(code.seen_counting, "") << cpu << ": " << code.metric;
  }
}

TEST(EventCatalogue, GraniteRapidsCountsAsSapphireRapidsDoes) {
  for (const EventCode& code : event_codes("Granite Rapids")) {
    const auto others = event_codes("Sapphire Rapids");
    const auto same = std::find_if(others.begin(), others.end(),
                                   [&](const EventCode& other) { return other.metric == code.metric; });
    ASSERT_NE(same, others.end()) << code.metric;
    EXPECT_EQ(same->config, code.config) << code.metric;
    EXPECT_EQ(same->place, code.place) << code.metric;
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
    EXPECT_TRUE(event.never_zero);
    EXPECT_FALSE(event.kernel_only);
  }
  EXPECT_EQ(events[4].config, 0x4844U);
  EXPECT_EQ(recorded_name(events[4]), "ls_any_fills_from_sys.dram_io_all (0x4844)");
  EXPECT_EQ(hardware_events("Zen 4").data(), events.data()) << "groups keep pointing to them";
  EXPECT_NE(hardware_events("Zen 5").data(), events.data());
}

TEST(EventCatalogue, AnUnknownCpuIsAskedByTheKernelsGenericEvents) {
  for (const std::string_view cpu : {"", "Haswell", "zen 4"}) {
    const auto events = hardware_events(cpu);
    ASSERT_EQ(events.size(), 5U) << cpu;
    for (const CounterEvent& event : events)
      EXPECT_EQ(event.type, static_cast<std::uint32_t>(PERF_TYPE_HARDWARE)) << cpu;
    EXPECT_EQ(recorded_name(events[0]), "PERF_COUNT_HW_CPU_CYCLES");
    EXPECT_TRUE(event_codes(cpu).empty()) << cpu;
  }
}

TEST(EventCatalogue, HasWhatTopDownNeeds) {
  for (const analysis::TopDownMethod& method : analysis::top_down_methods()) {
    for (const std::string_view cpu : method.microarchitectures) {
      for (const auto* const level : {&method.level_1, &method.level_2}) {
        for (const std::string_view metric : *level)
          EXPECT_TRUE(has_code(cpu, metric)) << method.name << " needs " << metric << " on " << cpu;
      }
    }
  }
}

TEST(EventCatalogue, SomeCpuCountsWhatDerivedMetricsNeed) {
  const auto cpus = catalogued_microarchitectures();
  for (const results::DerivedMetric& row : results::derived_metrics()) {
    for (const std::string_view metric : {row.above, row.plus, row.below}) {
      const bool is_event = !metric.empty() && results::find_metric(metric)->unit == "1" &&
                            !metric.starts_with("overlap") && metric != "context_switches";
      if (!is_event) continue;
      EXPECT_TRUE(std::any_of(cpus.begin(), cpus.end(), [&](auto cpu) { return has_code(cpu, metric); }))
          << metric;
    }
  }
}

TEST(EventCatalogue, TheDocumentationListsEveryCode) {
  testing::expect_document_is_current("catalogue", testing::catalogue_document());
}

}  // namespace
}  // namespace crossfade::collector
