#include "results/vocabulary/event_code.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "results/vocabulary/derived_metric.h"
#include "results/vocabulary/metric.h"
#include "results/vocabulary/raw_code.h"

namespace crossfade::results {
namespace {

TEST(EventCode, EveryCodeHasAMetricOfTheVocabulary) {
  for (const std::string_view cpu : catalogued_microarchitectures()) {
    for (const EventCode& code : event_codes(cpu))
      EXPECT_NE(find_metric(code.metric), nullptr) << cpu << ": " << code.metric;
  }
}

TEST(EventCode, EveryRowIsCompleteAndOnlyThere) {
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
      if (!cpu.starts_with("Zen")) {
        EXPECT_LE(decoded(code.config).event, 0xffU) << cpu << ": " << code.metric;
      }
    }
  }
}

TEST(EventCode, NothingIsCalledSeenThatWasNotSeen) {
  // To be changed with the first hardware on which a code counts: date and CPU.
  for (const std::string_view cpu : catalogued_microarchitectures()) {
    for (const EventCode& code : event_codes(cpu))
      EXPECT_EQ(code.seen_counting, "") << cpu << ": " << code.metric;
  }
}

TEST(EventCode, GraniteRapidsCountsAsSapphireRapidsDoes) {
  for (const EventCode& code : event_codes("Granite Rapids")) {
    const EventCode* const same = find_event_code("Sapphire Rapids", code.metric);
    ASSERT_NE(same, nullptr) << code.metric;
    EXPECT_EQ(same->config, code.config) << code.metric;
    EXPECT_EQ(same->place, code.place) << code.metric;
  }
}

/// What the tier of a machine leaves out goes by the names (collector/counter_plan).
TEST(EventCode, OfPerfMetricsIsWhatIsCalledFixed) {
  for (const std::string_view cpu : catalogued_microarchitectures()) {
    for (const EventCode& code : event_codes(cpu))
      EXPECT_EQ(code.opened == Opened::with_metrics, code.metric.starts_with("fixed_"))
          << cpu << ": " << code.metric;
  }
}

/// The kernel refuses such a code to threads without the right to count whole CPUs, and to every guest.
TEST(EventCode, OfBothHyperthreadsIsOpenedOnRequestAlone) {
  for (const std::string_view cpu : catalogued_microarchitectures()) {
    for (const EventCode& code : event_codes(cpu))
      EXPECT_EQ(code.opened == Opened::on_request, decoded(code.config).any_thread)
          << cpu << ": " << code.metric;
  }
}

TEST(EventCode, SomeCpuCountsWhatDerivedMetricsNeed) {
  const auto cpus = catalogued_microarchitectures();
  for (const DerivedMetric& row : derived_metrics()) {
    for (const std::string_view metric : {row.above, row.plus, row.below}) {
      const bool is_event = !metric.empty() && find_metric(metric)->unit == "1" &&
                            !metric.starts_with("overlap") && metric != "context_switches" &&
                            metric != "aperf_cycles";  // the kernel's PMU "msr" has its code
      if (!is_event) continue;
      EXPECT_TRUE(std::any_of(cpus.begin(), cpus.end(), [&](auto cpu) {
        return find_event_code(cpu, metric) != nullptr;
      })) << metric;
    }
  }
}

TEST(EventCode, IsFoundByItsCpuAndItsMetric) {
  const EventCode* const found = find_event_code("Zen 4", "dram_fills");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->config, 0x4844U);
  EXPECT_EQ(status_of(*found), "encoding only");
  EXPECT_EQ(find_event_code("Zen 1", "dram_fills"), nullptr);
  EXPECT_EQ(find_event_code("Haswell", "cycles"), nullptr);
  EventCode counted = *found;
  counted.seen_counting = "2027-01-31, EPYC 9R14";
  EXPECT_EQ(status_of(counted), "seen counting: 2027-01-31, EPYC 9R14");
}

}  // namespace
}  // namespace crossfade::results
