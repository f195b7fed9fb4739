// The formulas by hand: round totals, so that every fraction can be checked in the head.
#include "analysis/top_down.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/top_down_method.h"
#include "analysis/top_down_part.h"
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
  expect(top_down("Skylake-SP", counts, Siblings::idle), 0.5, 0.1, 0.2, 0.2);
  expect(top_down("Cascade Lake", counts, Siblings::idle), 0.5, 0.1, 0.2, 0.2);
  add_level_2_by_cycles(counts);
  counts["frontend_latency_cycles"] = 100;
  const TopDown split = top_down("Skylake-SP", counts, Siblings::idle);
  EXPECT_NEAR(fraction(split, "cpi_mispredicts"), 0.075, 1e-12);
  EXPECT_NEAR(fraction(split, "cpi_machine_clears"), 0.025, 1e-12);
  EXPECT_NEAR(fraction(split, "cpi_fetch_latency"), 0.1, 1e-12);
  EXPECT_NEAR(fraction(split, "cpi_fetch_bandwidth"), 0.1, 1e-12);
  EXPECT_NEAR(fraction(split, "cpi_memory"), 0.2 * 250 / 500, 1e-12);
  EXPECT_NEAR(fraction(split, "cpi_core"), 0.1, 1e-12);
}

TEST(TopDown, HyperthreadsShareTheSlotsOfTheirCore) {
  Counts counts = skylake();
  EXPECT_TRUE(top_down("Skylake-SP", counts, Siblings::idle).approximate)
      << "nothing says whether the other thread ran";
  const TopDown unseen = top_down("Skylake-SP", counts, Siblings::working);
  EXPECT_TRUE(unseen.shares.empty()) << "they would be half of what they should be";
  EXPECT_THAT(unseen.absent_because, HasSubstr("the cores' other hyperthreads were workers too"));
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
  EXPECT_TRUE(top_down("Zen 4", counts).approximate) << "its sum is 1 whatever was counted";
}

TEST(TopDown, WhereNoOtherThreadWorksNothingIsTheRest) {
  for (const char* const cpu : {"Zen 4", "Zen 5"}) {
    Counts counts = zen_4();
    counts.erase("smt_slots");
    if (cpu == std::string_view("Zen 5")) counts["cycles"] = 750;
    const TopDown whole = top_down(cpu, counts, Siblings::idle);
    expect(whole, 0.5, 0.05, 0.2, 0.25);
    EXPECT_FALSE(whole.approximate);
    EXPECT_EQ(whole.shares.size(), 4U) << "there is no other thread";
    counts["backend_slots"] = 900;  // an event that counts too little
    EXPECT_THAT(top_down(cpu, counts, Siblings::idle).inconsistent_because, HasSubstr("adds up to 0.90"));
    counts.erase("backend_slots");
    const TopDown five = top_down(cpu, counts, Siblings::idle);
    EXPECT_EQ(five.absent_because, "backend_slots was not counted") << "the rest would hide what is missing";
    EXPECT_TRUE(five.shares.empty());
  }
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
  for (const TopDownMethod& method : top_down_methods()) {
    for (const std::string_view cpu : method.microarchitectures) {
      EXPECT_TRUE(method.approximate || !results::top_down_event_sets(cpu).approximate)
          << "doctor goes by the sets: " << method.name;
    }
  }
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
  EXPECT_THAT(top_down("Skylake-SP", counts, Siblings::idle).inconsistent_because,
              HasSubstr("cpi_bad_speculation would be -0.03"));
  counts["issued_ops"] = 1740;  // -0.015
  EXPECT_THAT(top_down("Skylake-SP", counts, Siblings::idle).inconsistent_because, IsEmpty());
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

TEST(TopDown, TheFixedCountersHaveToAddUpToTheSlots) {
  for (const char* const cpu : {"Ice Lake-SP", "Sapphire Rapids"}) {
    Counts counts{{"fixed_slots", 6000},
                  {"fixed_retiring_slots", 3000},
                  {"fixed_bad_speculation_slots", 300},
                  {"fixed_frontend_slots", 1200},
                  {"fixed_backend_slots", 1770},  // 1.045 of the slots
                  {"dropped_slots", 0},
                  {"clears", 0}};
    EXPECT_THAT(top_down(cpu, counts).inconsistent_because, IsEmpty()) << cpu;
    counts["fixed_backend_slots"] = 1860;
    EXPECT_THAT(top_down(cpu, counts).inconsistent_because, HasSubstr("level 1 add up to 1.06")) << cpu;
    counts["fixed_backend_slots"] = 1140;
    EXPECT_THAT(top_down(cpu, counts).inconsistent_because, HasSubstr("level 1 add up to 0.94")) << cpu;
    counts["fixed_slots"] = 0;
    EXPECT_THAT(top_down(cpu, counts).absent_because, HasSubstr("counted nothing")) << cpu;
  }
}

TEST(TopDown, OfSkylakeHeavyIsWhatIsBeyondOneOperationAnInstruction) {
  Counts counts = skylake();
  counts["macro_fused_ops"] = 300;
  counts["instructions"] = 1900;
  const TopDown split = top_down("Skylake-SP", counts, Siblings::idle);
  EXPECT_NEAR(fraction(split, "cpi_heavy"), (2000 + 300 - 1900) / 4000.0, 1e-12);
  EXPECT_NEAR(fraction(split, "cpi_light"), 0.5 - 0.1, 1e-12);
  EXPECT_EQ(split.inconsistent_because, "");
}

TEST(TopDown, OfIceLakeHeavyIsOfTheMicrocodeSequencerAndTheFirstDecoder) {
  Counts counts{{"fixed_slots", 5000},
                {"fixed_retiring_slots", 2500},
                {"fixed_bad_speculation_slots", 500},
                {"fixed_frontend_slots", 1000},
                {"fixed_backend_slots", 1000},
                {"dropped_slots", 0},
                {"clears", 0},
                {"issued_ops", 3000},
                {"microcode_sequencer_ops", 300},
                {"legacy_decoder_ops", 1000},
                {"first_decoder_ops", 150},
                {"first_decoder_cycles", 50}};
  EXPECT_NEAR(fraction(top_down("Ice Lake-SP", counts), "cpi_heavy"), 0.5 * (0.1 + 0.1), 1e-12);
  EXPECT_NEAR(fraction(top_down("Ice Lake-SP", counts), "cpi_light"), 0.5 * 0.8, 1e-12);
  counts["legacy_decoder_ops"] = counts["first_decoder_ops"] = counts["first_decoder_cycles"] = 0;
  EXPECT_NEAR(fraction(top_down("Ice Lake-SP", counts), "cpi_heavy"), 0.05, 1e-12)
      << "the op cache had everything";
}

TEST(TopDown, ByOneMethodAloneIsByThatOrNotAtAll) {
  const Counts guest{{"slots", 6000},
                     {"frontend_slots", 1200},
                     {"dropped_slots", 0},
                     {"backend_slots", 1500},
                     {"retired_ops", 3000}};
  EXPECT_EQ(top_down("Sapphire Rapids", guest).method, "Sapphire Rapids, guest");
  EXPECT_EQ(top_down_by("Sapphire Rapids, guest", "Sapphire Rapids", guest).method, "Sapphire Rapids, guest");
  EXPECT_EQ(top_down_by("Sapphire Rapids, bare metal", "Sapphire Rapids", guest).absent_because,
            "fixed_slots was not counted");
}

bool is_a_set(const std::vector<results::EventSet>& sets, const std::set<std::string_view>& wanted) {
  return std::any_of(sets.begin(), sets.end(), [&](const results::EventSet& set) {
    return std::set<std::string_view>(set.begin(), set.end()) == wanted;
  });
}

/// Whoever plans passes of the counters goes by the vocabulary's sets.
TEST(TopDown, EveryLevelOneIsASetThatIsCountedTogether) {
  for (const TopDownMethod& method : top_down_methods()) {
    for (const std::string_view cpu : method.microarchitectures) {
      std::set<std::string_view> wanted(method.level_1.begin(), method.level_1.end());
      wanted.insert({"cycles", "instructions"});
      std::vector<results::EventSet> firsts;
      for (const auto& way : results::top_down_event_sets(cpu).level_1) firsts.push_back(way.front());
      EXPECT_TRUE(is_a_set(firsts, wanted)) << method.name << " of " << cpu;
    }
  }
}

TEST(TopDown, WhatOtherRunsCountIsCountedBesideTheCyclesOfThese) {
  for (const std::string_view cpu : {"Skylake-SP", "Cascade Lake", "Zen 4", "Zen 5"}) {
    const results::TopDownSets sets = results::top_down_event_sets(cpu);
    for (const std::string_view metric : taken_from_other_runs(cpu)) {
      const auto has_it = [&](const results::EventSet& set) {
        return std::find(set.begin(), set.end(), metric) != set.end();
      };
      const bool in_ways = std::any_of(sets.level_1.begin(), sets.level_1.end(), [&](const auto& way) {
        return std::any_of(way.begin() + 1, way.end(), has_it);
      });
      EXPECT_TRUE(in_ways) << metric << " on " << cpu;
    }
  }
  EXPECT_TRUE(taken_from_other_runs("Sapphire Rapids").empty()) << "eight counters hold level 1";
}

TEST(TopDown, EveryPartIsASetThatIsCountedTogetherAndHasCodes) {
  for (const TopDownPart& part : top_down_parts()) {
    EXPECT_FALSE(part.formula.empty());
    for (const std::string_view cpu : part.microarchitectures) {
      std::set<std::string_view> wanted(part.needs.begin(), part.needs.end());
      for (const std::string_view metric : part.needs)
        EXPECT_NE(results::find_event_code(cpu, metric), nullptr) << metric << " on " << cpu;
      wanted.insert({"cycles", "instructions"});
      EXPECT_TRUE(is_a_set(results::top_down_event_sets(cpu).parts, wanted)) << part.formula << " of " << cpu;
    }
  }
}

/// Of those that may be believed.
std::vector<TopDownShare> shares_of(const std::vector<CountedPart>& parts) {
  std::vector<TopDownShare> shares;
  for (const CountedPart& part : parts) {
    if (part.inconsistent_because.empty())
      shares.insert(shares.end(), part.shares.begin(), part.shares.end());
  }
  return shares;
}
double cpi_of(const std::vector<TopDownShare>& shares, std::string_view metric) {
  for (const TopDownShare& share : shares) {
    if (share.metric == metric) return share.cpi.value_or(-1);
  }
  return -1;
}

/// Everything at once is what the method tells: a part by itself must tell the same.
TEST(TopDown, APartByItselfIsWhatTheMethodSays) {
  const Counts all{{"cycles", 1000},
                   {"instructions", 1500},
                   {"frontend_slots", 900},
                   {"frontend_latency_cycles", 100},
                   {"backend_slots", 1500},
                   {"issued_ops", 2500},
                   {"retired_ops", 2100},
                   {"recovery_cycles", 20},
                   {"one_thread_active", 60},
                   {"ref_xclk", 100},
                   {"macro_fused_ops", 150},
                   {"smt_slots", 1100},
                   {"microcode_ops", 200},
                   {"branch_misses", 30},
                   {"machine_clears", 10},
                   {"not_complete_cycles", 400},
                   {"load_not_complete_cycles", 300},
                   {"slots", 5000},
                   {"dropped_slots", 50},
                   {"memory_stall_cycles", 200},
                   {"store_bound_cycles", 20},
                   {"stall_cycles", 300},
                   {"one_port_cycles", 150},
                   {"two_port_cycles", 150}};
  for (const char* const cpu : {"Skylake-SP", "Cascade Lake", "Ice Lake-SP", "Zen 4", "Zen 5"}) {
    const TopDown whole = top_down(cpu, all);
    const auto parts = shares_of(counted_parts(cpu, all));
    EXPECT_FALSE(parts.empty()) << cpu;
    for (const TopDownShare& part : parts) {
      const double expected = cpi_of(whole.shares, part.metric);
      if (expected < 0) continue;
      EXPECT_NEAR(*part.cpi, expected, 1e-12) << cpu << " " << part.metric;
    }
  }
  EXPECT_GE(cpi_of(shares_of(counted_parts("Ice Lake-SP", all)), "cpi_memory"), 0);
  Counts without = all;
  without.erase("instructions");
  EXPECT_TRUE(counted_parts("Zen 4", without).empty());
  Counts mad = all;
  mad["frontend_latency_cycles"] = 5000;
  const auto parts = counted_parts("Zen 4", mad);
  EXPECT_EQ(cpi_of(shares_of(parts), "cpi_fetch_latency"), -1) << "inconsistent: not believed";
  EXPECT_EQ(parts.front().inconsistent_because, "cpi_fetch_latency would be 5.00 of the slots");
  mad["cycles"] = 0;
  EXPECT_EQ(counted_parts("Zen 4", mad).front().inconsistent_because,
            "an event that it is divided by counted nothing");
}

}  // namespace
}  // namespace crossfade::analysis
