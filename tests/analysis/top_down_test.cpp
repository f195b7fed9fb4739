// The formulas by hand: round totals, so that every fraction can be checked in the head.
#include "analysis/top_down.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/top_down_method.h"
#include "results/vocabulary/event_code.h"
#include "results/vocabulary/event_set.h"
#include "results/vocabulary/metric.h"

namespace crossfade::analysis {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

double fraction(const TopDown& split, std::string_view metric) {
  for (const TopDownShare& share : split.shares) {
    if (share.metric == metric) return share.fraction;
  }
  ADD_FAILURE() << metric << " is not there";
  return std::nan("");
}

void expect(const TopDown& split, double retiring, double bad_speculation, double frontend, double backend) {
  EXPECT_EQ(split.absent_because, "");
  EXPECT_EQ(split.inconsistent_because, "");
  EXPECT_NEAR(fraction(split, "cpi_retiring"), retiring, 1e-12);
  EXPECT_NEAR(fraction(split, "cpi_bad_speculation"), bad_speculation, 1e-12);
  EXPECT_NEAR(fraction(split, "cpi_frontend"), frontend, 1e-12);
  EXPECT_NEAR(fraction(split, "cpi_backend"), backend, 1e-12);
}

/// The two parts of each category of level 1: the first is given, the second is the rest.
void expect_parts(const TopDown& split, double heavy, double mispredicts, double fetch_latency,
                  double memory) {
  EXPECT_NEAR(fraction(split, "cpi_heavy"), heavy, 1e-12);
  EXPECT_NEAR(fraction(split, "cpi_mispredicts"), mispredicts, 1e-12);
  EXPECT_NEAR(fraction(split, "cpi_fetch_latency"), fetch_latency, 1e-12);
  EXPECT_NEAR(fraction(split, "cpi_memory"), memory, 1e-12);
}

Counts skylake() {
  return {{"cycles", 1000},      {"frontend_slots", 800}, {"issued_ops", 2200},
          {"retired_ops", 2000}, {"recovery_cycles", 50}, {"instructions", 2000}};
}

void add_level_2_by_cycles(Counts& counts) {
  counts["branch_misses"] = 30, counts["machine_clears"] = 10;
  counts["memory_stall_cycles"] = 200, counts["store_bound_cycles"] = 50;
  counts["stall_cycles"] = 300, counts["one_port_cycles"] = 100, counts["two_port_cycles"] = 100;
}

Counts zen_4() {
  return {{"cycles", 1000},      {"frontend_slots", 1200}, {"backend_slots", 1500}, {"issued_ops", 3300},
          {"retired_ops", 3000}, {"smt_slots", 0},         {"instructions", 2000}};
}

TEST(TopDown, SkylakeHasFourSlotsACycle) {
  Counts counts = skylake();
  expect(top_down("Skylake-SP", counts), 0.5, 0.1, 0.2, 0.2);
  expect(top_down("Cascade Lake", counts), 0.5, 0.1, 0.2, 0.2);
  add_level_2_by_cycles(counts);
  counts["frontend_latency_cycles"] = 100;
  const TopDown split = top_down("Skylake-SP", counts);
  EXPECT_NEAR(fraction(split, "cpi_mispredicts"), 0.075, 1e-12);
  EXPECT_NEAR(fraction(split, "cpi_machine_clears"), 0.025, 1e-12);
  EXPECT_NEAR(fraction(split, "cpi_fetch_latency"), 0.1, 1e-12);
  EXPECT_NEAR(fraction(split, "cpi_fetch_bandwidth"), 0.1, 1e-12);
  EXPECT_NEAR(fraction(split, "cpi_memory"), 0.2 * 250 / 500, 1e-12);
  EXPECT_NEAR(fraction(split, "cpi_core"), 0.1, 1e-12);
}

TEST(TopDown, HyperthreadsShareTheSlotsOfTheirCore) {
  Counts counts = skylake();
  EXPECT_TRUE(top_down("Skylake-SP", counts).approximate) << "nothing says whether the other thread ran";
  counts["ref_xclk"] = 100, counts["one_thread_active"] = 100;
  EXPECT_NEAR(fraction(top_down("Skylake-SP", counts), "cpi_retiring"), 2000 / 4000.0, 1e-12)
      << "the other thread slept all the time";
  EXPECT_FALSE(top_down("Skylake-SP", counts).approximate);
  counts["one_thread_active"] = 60;
  EXPECT_NEAR(fraction(top_down("Skylake-SP", counts), "cpi_retiring"), 2000 / (4 * 500 * 1.6), 1e-12);
}

TEST(TopDown, IceLakeInAGuestCountsSlots) {
  Counts counts{{"slots", 5000},         {"frontend_slots", 1100}, {"dropped_slots", 100},
                {"backend_slots", 1000}, {"retired_ops", 2500},    {"frontend_latency_cycles", 120}};
  add_level_2_by_cycles(counts);
  const TopDown split = top_down("Ice Lake-SP", counts);
  EXPECT_EQ(split.method, "Ice Lake-SP, guest");
  expect(split, 0.5, 0.1, 0.2, 0.2);
  EXPECT_NEAR(fraction(split, "cpi_fetch_latency"), (5 * 120 - 100) / 5000.0, 1e-12);
  EXPECT_NEAR(fraction(split, "cpi_mispredicts"), 0.075, 1e-12);
  EXPECT_NEAR(fraction(split, "cpi_memory"), 0.1, 1e-12);
}

TEST(TopDown, IceLakeOnBareMetalPrefersTheFixedCounter) {
  const Counts counts{{"fixed_slots", 5000},
                      {"fixed_retiring_slots", 2500},
                      {"fixed_bad_speculation_slots", 500},
                      {"fixed_frontend_slots", 1000},
                      {"fixed_backend_slots", 1000},
                      {"dropped_slots", 50},
                      {"clears", 10},
                      {"slots", 5000},
                      {"frontend_slots", 1},
                      {"backend_slots", 1},
                      {"retired_ops", 1}};
  const TopDown split = top_down("Ice Lake-SP", counts);
  EXPECT_EQ(split.method, "Ice Lake-SP, bare metal");
  expect(split, 0.5, 0.1, 0.19, 0.21);
}

TEST(TopDown, SapphireRapidsInAGuest) {
  const Counts counts{
      {"slots", 6000},           {"frontend_slots", 1300},    {"dropped_slots", 100},
      {"backend_slots", 1500},   {"retired_ops", 3000},       {"heavy_ops", 600},
      {"mispredict_slots", 240}, {"memory_bound_slots", 900}, {"frontend_latency_cycles", 150}};
  for (const char* const cpu : {"Sapphire Rapids", "Emerald Rapids", "Granite Rapids"}) {
    const TopDown split = top_down(cpu, counts);
    expect(split, 0.5, 0.05, 0.2, 0.25);
    expect_parts(split, 0.1, 0.04, 800 / 6000.0, 0.15);
  }
}

TEST(TopDown, SapphireRapidsOnBareMetal) {
  const Counts counts{{"fixed_slots", 6000},
                      {"fixed_retiring_slots", 3000},
                      {"fixed_bad_speculation_slots", 300},
                      {"fixed_frontend_slots", 1200},
                      {"fixed_backend_slots", 1500},
                      {"dropped_slots", 60},
                      {"fixed_heavy_slots", 600},
                      {"fixed_mispredict_slots", 240},
                      {"fixed_fetch_latency_slots", 600},
                      {"fixed_memory_bound_slots", 900}};
  const TopDown split = top_down("Sapphire Rapids", counts);
  EXPECT_EQ(split.method, "Sapphire Rapids, bare metal");
  expect(split, 0.5, 0.06, 0.19, 0.25);
  expect_parts(split, 0.1, 0.04, 0.09, 0.15);
}

TEST(TopDown, Zen4HasSixSlotsACycleAndZen5Eight) {
  Counts counts = zen_4();
  counts["frontend_latency_cycles"] = 100, counts["microcode_ops"] = 300;
  counts["branch_misses"] = 30, counts["machine_clears"] = 10;
  counts["not_complete_cycles"] = 100, counts["load_not_complete_cycles"] = 60;
  const TopDown zen4 = top_down("Zen 4", counts);
  expect(zen4, 0.5, 0.05, 0.2, 0.25);
  EXPECT_EQ(fraction(zen4, "cpi_smt"), 0);
  expect_parts(zen4, 0.05, 0.0375, 0.1, 0.15);

  counts["smt_slots"] = 2000;
  const TopDown zen5 = top_down("Zen 5", counts);
  expect(zen5, 0.375, 0.0375, 0.15, 0.1875);
  EXPECT_NEAR(fraction(zen5, "cpi_smt"), 0.25, 1e-12);
  EXPECT_NEAR(fraction(zen5, "cpi_fetch_latency"), 0.1, 1e-12);
}

TEST(TopDown, TheOtherThreadIsTheRestWhereItWasNotCounted) {
  Counts counts = zen_4();
  counts.erase("smt_slots");
  counts["backend_slots"] = 900;
  EXPECT_NEAR(fraction(top_down("Zen 4", counts), "cpi_smt"), 0.1, 1e-12);
}

TEST(TopDown, Zen2AndZen3AreApproximations) {
  const Counts counts{
      {"cycles", 1000}, {"retired_ops", 3000}, {"issued_ops", 3300}, {"op_queue_empty_cycles", 200}};
  for (const char* const cpu : {"Zen 2", "Zen 3"}) {
    const TopDown split = top_down(cpu, counts);
    EXPECT_TRUE(split.approximate);
    expect(split, 0.5, 0.05, 0.2, 0.25);
  }
  EXPECT_FALSE(top_down("Zen 4", zen_4()).approximate);
}

TEST(TopDown, SharesThatDoNotAddUpAreInconsistentAndStayAsTheyAre) {
  Counts counts = zen_4();
  counts["frontend_slots"] = 1480;  // the sum is 1.047
  EXPECT_THAT(top_down("Zen 4", counts).inconsistent_because, IsEmpty());
  counts["frontend_slots"] = 1560;
  const TopDown over = top_down("Zen 4", counts);
  EXPECT_THAT(over.inconsistent_because, HasSubstr("adds up to 1.06"));
  EXPECT_NEAR(fraction(over, "cpi_frontend"), 0.26, 1e-12);
  EXPECT_NEAR(fraction(over, "cpi_retiring"), 0.5, 1e-12);
  counts["frontend_slots"] = 840;
  EXPECT_THAT(top_down("Zen 4", counts).inconsistent_because, HasSubstr("adds up to 0.94"));
}

TEST(TopDown, AFractionOutOfBoundsIsInconsistent) {
  Counts counts = skylake();
  counts["issued_ops"] = 1680;  // (1680 - 2000 + 200) / 4000
  EXPECT_THAT(top_down("Skylake-SP", counts).inconsistent_because,
              HasSubstr("cpi_bad_speculation would be -0.03"));
  counts["issued_ops"] = 1740;  // -0.015
  EXPECT_THAT(top_down("Skylake-SP", counts).inconsistent_because, IsEmpty());
}

TEST(TopDown, CategoriesAreComparedByCyclesPerInstruction) {
  Counts counts = zen_4();
  for (const TopDownShare& share : top_down("Zen 4", counts).shares) {
    ASSERT_TRUE(share.cpi) << share.metric;
    EXPECT_NEAR(*share.cpi, share.fraction * 0.5, 1e-12) << share.metric;
  }
  counts.erase("instructions");
  EXPECT_FALSE(top_down("Zen 4", counts).shares.front().cpi);
}

TEST(TopDown, IsAbsentWithItsReason) {
  EXPECT_EQ(top_down("Haswell", zen_4()).absent_because, "there are no top-down formulas for Haswell");
  EXPECT_THAT(top_down("", zen_4()).absent_because, HasSubstr("an unknown CPU"));
  Counts counts = zen_4();
  counts.erase("frontend_slots");
  const TopDown missing = top_down("Zen 4", counts);
  EXPECT_EQ(missing.absent_because, "frontend_slots was not counted");
  EXPECT_TRUE(missing.shares.empty());
  counts = zen_4();
  counts["cycles"] = 0;
  EXPECT_THAT(top_down("Zen 4", counts).absent_because, HasSubstr("counted nothing"));
  EXPECT_TRUE(top_down("Zen 4", counts).shares.empty());
}

TEST(TopDown, MethodsSpeakTheVocabulary) {
  for (const TopDownMethod& method : top_down_methods()) {
    Counts counts;
    for (const auto* const level : {&method.level_1, &method.level_2}) {
      for (const std::string_view metric : *level) {
        EXPECT_NE(results::find_metric(metric), nullptr) << metric;
        counts[std::string(metric)] = 1;
      }
    }
    const auto shares = method.shares(counts);
    EXPECT_GE(shares.size(), 4U) << method.name;
    for (const TopDownShare& share : shares)
      EXPECT_NE(results::find_metric(share.metric), nullptr) << share.metric;
    const auto parts =
        std::count_if(shares.begin(), shares.end(), [](const auto& s) { return !s.within.empty(); });
    EXPECT_EQ(parts > 0, !method.level_2.empty()) << method.name;
    EXPECT_EQ(parts > 0, !method.level_2_formula.empty()) << method.name;
    EXPECT_FALSE(method.formula.empty()) << method.name;
  }
}

TEST(TopDown, EveryCpuHasCodesForWhatItsMethodsNeed) {
  for (const TopDownMethod& method : top_down_methods()) {
    for (const std::string_view cpu : method.microarchitectures) {
      for (const auto* const level : {&method.level_1, &method.level_2}) {
        for (const std::string_view metric : *level) {
          EXPECT_NE(results::find_event_code(cpu, metric), nullptr)
              << method.name << " needs " << metric << " on " << cpu;
        }
      }
    }
  }
}

TEST(TopDown, OfFiveCountersTheBackEndIsTheRest) {
  Counts counts = zen_4();
  counts.erase("backend_slots"), counts.erase("smt_slots");
  const TopDown split = top_down("Zen 4", counts);
  EXPECT_EQ(split.method, "Zen 4, five counters");
  EXPECT_TRUE(split.approximate);
  expect(split, 0.5, 0.05, 0.2, 0.25);
}

/// Whoever plans passes of the counters goes by the vocabulary's sets.
TEST(TopDown, EveryLevelOneOfGeneralCountersIsASetThatIsCountedTogether) {
  for (const TopDownMethod& method : top_down_methods()) {
    if (method.name.ends_with("bare metal")) continue;  // PERF_METRICS has a leader of its own
    for (const std::string_view cpu : method.microarchitectures) {
      std::set<std::string_view> wanted(method.level_1.begin(), method.level_1.end());
      wanted.insert({"cycles", "instructions"});
      const auto sets = results::top_down_event_sets(cpu);
      EXPECT_TRUE(std::any_of(sets.begin(), sets.end(),
                              [&](const results::EventSet& set) {
                                return std::set<std::string_view>(set.begin(), set.end()) == wanted;
                              }))
          << method.name << " of " << cpu;
    }
  }
}

}  // namespace
}  // namespace crossfade::analysis
