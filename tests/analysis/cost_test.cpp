#include "analysis/cost.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "results/vocabulary/atlas.h"
#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using ::testing::HasSubstr;
using testing::synthetic_recording;
using testing::SyntheticHost;
using testing::SyntheticWorkload;

Comparison priced(const std::string& base_type, const std::string& candidate_type,
                  const SyntheticWorkload& workload = {}) {
  SyntheticHost a, b;
  a.instance_type = base_type;
  b.instance_type = candidate_type;
  b.host_id = "host-b";
  b.speed = 1.25;
  b.seed = 2;
  b.grid_points = 14;
  auto c = compare(
      side_of({synthetic_recording(a, {workload})}, base_type.empty() ? "base" : base_type),
      side_of({synthetic_recording(b, {workload})}, candidate_type.empty() ? "candidate" : candidate_type),
      {});
  return *std::move(c);
}

SyntheticWorkload small_answers() {
  SyntheticWorkload w;
  w.net_out_bytes = 1000;
  return w;
}

TEST(Cost, IsPriceOverCompliantRequests) {
  const CostTable t = cost({priced("m5.xlarge", "m7a.xlarge", small_answers())}, PriceBook::shipped(), {});
  ASSERT_EQ(t.rows.size(), 2U);
  const CostRow& base = t.rows[0];
  EXPECT_EQ(base.price->per_hour, 0.192);
  EXPECT_EQ(base.limit, BindingLimit::cpu);
  ASSERT_TRUE(base.usd_per_million.value && base.usd_per_million.interval && base.rate_per_s.value);
  // 10^6 * 0.192 / (3600 R), at most 1 % more for the compliant share.
  const double at_full_share = 1e6 * 0.192 / (3600 * *base.rate_per_s.value);
  EXPECT_GE(*base.usd_per_million.value, at_full_share);
  EXPECT_LE(*base.usd_per_million.value, at_full_share / 0.99 * 1.0001);
  EXPECT_LT(base.usd_per_million.interval->low, *base.usd_per_million.value);
  EXPECT_FALSE(base.cost_ratio.value);
  EXPECT_TRUE(base.cost_ratio.absent_because.empty());
  EXPECT_THAT(t.notes, ::testing::Contains(HasSubstr("2026-07-20")));
}

TEST(Cost, OfFewHostsTheIntervalSaysThatHostsAreNotInIt) {
  const auto with_hosts = [](std::uint32_t hosts) {
    const auto side = [&](const char* type, double speed) {
      std::vector<results::Recording> recordings;
      for (std::uint32_t h = 0; h < hosts; ++h) {
        SyntheticHost host;
        host.instance_type = type;
        host.host_id = std::string(type) + std::to_string(h);
        host.seed = h + 1;
        host.speed = speed;
        host.grid_points = 14;
        recordings.push_back(synthetic_recording(host, {small_answers()}));
      }
      return side_of(std::move(recordings), type);
    };
    return cost({*compare(side("m5.xlarge", 1), side("m7a.xlarge", 1.25), {})}, PriceBook::shipped(), {})
        .notes;
  };
  const auto said = ::testing::Contains(
      HasSubstr("cost of m5.xlarge, m7a.xlarge is between process runs of fewer than 3 hosts"));
  EXPECT_THAT(with_hosts(2), said);
  EXPECT_THAT(with_hosts(3), ::testing::Not(said));
}

TEST(Cost, RatioIsPriceRatioOverRateRatio) {
  const Comparison c = priced("m5.xlarge", "m7a.xlarge", small_answers());
  const CostTable t = cost({c}, PriceBook::shipped(), {});
  const Ratio& r = t.rows[1].cost_ratio;
  ASSERT_TRUE(r.value && r.interval);
  EXPECT_NEAR(*r.value, *t.rows[1].usd_per_million.value / *t.rows[0].usd_per_million.value, 1e-9);
  ASSERT_EQ(t.break_even.size(), 1U);
  const Estimate& even = t.break_even[0].price_ratio;
  // At the break-even price the cost ratio is 1: its ends are the reciprocal ends.
  const double price_ratio = 0.23184 / 0.192;
  EXPECT_NEAR(*even.value, price_ratio / *r.value, 1e-9);
  EXPECT_NEAR(even.interval->low, price_ratio / r.interval->high, 1e-9);
  EXPECT_NEAR(even.interval->high, price_ratio / r.interval->low, 1e-9);
}

TEST(Cost, UnknownPriceGivesBreakEvenAndNoDollars) {
  const CostTable t = cost({priced("", "m99.huge", small_answers())}, PriceBook::shipped(), {});
  ASSERT_EQ(t.rows.size(), 2U);
  for (const CostRow& row : t.rows) {
    EXPECT_FALSE(row.price);
    EXPECT_FALSE(row.usd_per_million.value);
    EXPECT_EQ(row.usd_per_million.absent_because, "price unknown");
  }
  EXPECT_EQ(t.rows[1].cost_ratio.absent_because, "price unknown");
  EXPECT_TRUE(t.break_even[0].price_ratio.value && t.break_even[0].price_ratio.interval);
  EXPECT_THAT(t.notes, ::testing::Contains(HasSubstr("--hourly-price \"base=USD\"")));
  EXPECT_THAT(t.notes, ::testing::Contains(
                           ::testing::AllOf(HasSubstr("m99.huge: not in the price book"),
                                            HasSubstr("this one has 312 types: on-demand of us-east-1"))));
}

TEST(Cost, AGivenPriceGoesBeforeTheBook) {
  const CostTable t = cost({priced("m5.xlarge", "", small_answers())}, PriceBook::shipped(),
                           {{{"m5.xlarge", 1.0}, {"candidate", 0.5}}});
  EXPECT_EQ(t.rows[0].price->per_hour, 1.0);
  EXPECT_EQ(t.rows[1].price->per_hour, 0.5);
  EXPECT_TRUE(t.rows[1].cost_ratio.value);
}

/// As `priced`, the sides on a part of their CPUs if asked.
Comparison on_parts(bool base, bool candidate) {
  Comparison c = priced("m5.xlarge", "m7a.xlarge", small_answers());
  const auto leave_out = [](Side& side) {
    results::Recording r = side.recordings.front()->recording;
    r.environment.push_back({"program.cpus", "2 of the 4 CPUs that are online (0,1)", ""});
    side.recordings = {opened(std::move(r))};
  };
  if (base) leave_out(c.base);
  if (candidate) leave_out(c.candidate);
  return c;
}

TEST(Cost, ThePriceOfAMachineIsNotThatOfAPartOfItsCpus) {
  const CostTable t = cost({on_parts(false, true)}, PriceBook::shipped(), {});
  EXPECT_TRUE(t.rows[0].usd_per_million.value);
  EXPECT_FALSE(t.rows[1].usd_per_million.value || t.rows[1].cost_ratio.value);
  EXPECT_THAT(t.rows[1].usd_per_million.absent_because, HasSubstr("a part was measured"));
  EXPECT_THAT(t.notes, ::testing::Contains(HasSubstr("m7a.xlarge: measured on 2 of the 4 CPUs")));
  EXPECT_THAT(t.break_even[0].price_ratio.cautions,
              ::testing::Contains(HasSubstr("its price here is that of the CPUs used")));
  const CostTable of_part = cost({on_parts(true, false)}, PriceBook::shipped(), {});
  EXPECT_FALSE(of_part.rows[0].usd_per_million.value) << "of the baseline";
  EXPECT_TRUE(of_part.rows[1].usd_per_million.value);
  EXPECT_FALSE(of_part.rows[1].cost_ratio.value) << "the baseline's price is in it";
}

TEST(Cost, AGivenPriceIsThatOfTheCpusUsed) {
  const CostTable t = cost({on_parts(false, true)}, PriceBook::shipped(), {{{"m7a.xlarge", 0.1}}});
  EXPECT_TRUE(t.rows[1].usd_per_million.value);
  EXPECT_THAT(t.notes, ::testing::Contains(HasSubstr("taken to be that of the CPUs used")));
}

/// Two regions of m5.xlarge, one of m7a.xlarge.
PriceBook book_of_two_regions() {
  return *PriceBook::parse(
      "instance_type,plan,region,currency,per_hour,date,source\n"
      "m5.xlarge,on-demand,us-east-1,USD,0.2,2026-07-20,here\n"
      "m5.xlarge,on-demand,eu-west-1,USD,0.25,2026-07-20,here\n"
      "m7a.xlarge,on-demand,us-east-1,USD,0.3,2026-07-20,here\n",
      "book");
}

/// "" = not recorded.
CostTable in_regions(const std::string& base, const std::string& candidate, const CostOptions& options = {}) {
  Comparison c = priced("m5.xlarge", "m7a.xlarge", small_answers());
  const auto move_to = [](Side& side, const std::string& region) {
    results::Recording r = side.recordings.front()->recording;
    r.header.region = region;
    side.recordings = {opened(std::move(r))};
  };
  move_to(c.base, base);
  move_to(c.candidate, candidate);
  return cost({c}, book_of_two_regions(), options);
}

/// Of a book with these rows, columns behind type and plan.
std::string reason_with(const std::string& base, const std::string& candidate) {
  const auto book = *PriceBook::parse("instance_type,plan,region,currency,per_hour,date,source\n" + base +
                                          "\nm7a.xlarge," + candidate + ",2026-07-20,here\n",
                                      "book");
  const CostTable t = cost({priced("m5.xlarge", "m7a.xlarge", small_answers())}, book, {});
  EXPECT_FALSE(t.rows.back().cost_ratio.value);
  return t.rows.back().cost_ratio.absent_because;
}

TEST(Cost, MoneyOfTwoKindsHasNoRatio) {
  EXPECT_EQ(
      reason_with("m5.xlarge,on-demand,eu-west-1,EUR,0.2,2026-07-20,here", "on-demand,us-east-1,USD,0.3"),
      "the baseline is priced in EUR and this in USD, and money of two kinds has no ratio: choose with "
      "--currency, or give both in one");
}

TEST(Cost, PricesOfTwoPlansAreNoScenario) {
  EXPECT_THAT(
      reason_with("m5.xlarge,on-demand,us-east-1,USD,0.2,2026-07-20,here", "spot,us-east-1,USD,0.1"),
      HasSubstr("no price of the plan spot, only of on-demand, and prices of two plans are no scenario"));
  // The user knows of what plan a given price is; what is set against it is said.
  const CostTable given = cost({priced("m5.xlarge", "m7a.xlarge", small_answers())}, PriceBook::shipped(),
                               {{{"m5.xlarge", 0.1}}});
  ASSERT_TRUE(given.rows.back().cost_ratio.value);
  EXPECT_THAT(given.rows.back().cost_ratio.cautions,
              ::testing::Contains(HasSubstr("one price was given and the other is of the plan on-demand")));
}

TEST(Cost, APriceThatCannotBeSetAgainstTheBaselinesSaysWhy) {
  const std::string two_plans =
      "m5.xlarge,on-demand,us-east-1,USD,0.2,2026-07-20,here\n"
      "m5.xlarge,negotiated,us-east-1,USD,0.18,2026-07-20,here";
  EXPECT_THAT(reason_with(two_plans, "spot,us-east-1,USD,0.1"),
              HasSubstr("no price of the plan spot, only of on-demand, negotiated"));
  const std::string two_regions =
      "m5.xlarge,on-demand,us-east-1,USD,0.2,2026-07-20,here\n"
      "m5.xlarge,on-demand,eu-west-1,USD,0.25,2026-07-20,here";
  EXPECT_THAT(reason_with(two_regions, "on-demand,ap-south-1,USD,0.2"),
              HasSubstr("several regions for the plan on-demand, none of ap-south-1"));
  EXPECT_EQ(
      reason_with("c5.xlarge,on-demand,us-east-1,USD,0.2,2026-07-20,here", "on-demand,us-east-1,USD,0.3"),
      "no price of the baseline is known");
}

TEST(Cost, ATypeNobodyKnowsIsSetBesideTheNearest) {
  const CostTable t = cost({priced("m5.xlarge", "m7a.xlarg", small_answers())}, PriceBook::shipped(), {});
  EXPECT_THAT(t.notes,
              ::testing::Contains(HasSubstr("m7a.xlarg: not in the price book, nor is the type known; near "
                                            "it is m7a.xlarge. Give one with --hourly-price")));
}

TEST(CostRegions, ThePriceIsOfWhereTheSideWasRecorded) {
  const CostTable t = in_regions("eu-west-1", "us-east-1");
  ASSERT_EQ(t.rows.size(), 2U);
  EXPECT_EQ(t.rows[0].price->per_hour, 0.25);
  EXPECT_EQ(t.rows[0].region_note, "");
  EXPECT_EQ(t.rows[1].price->per_hour, 0.3);
  EXPECT_EQ(t.rows[1].region_note, "");
  EXPECT_TRUE(t.rows[1].cost_ratio.value);
  EXPECT_THAT(t.rows[1].cost_ratio.cautions,
              ::testing::Contains("the baseline's price is of eu-west-1 and this one of us-east-1: a part of "
                                  "the cost ratio is the region's"));
}

TEST(CostRegions, APriceOfAnotherRegionIsSaidToBeOne) {
  const CostTable t = in_regions("us-east-1", "ap-south-1");
  ASSERT_EQ(t.rows.size(), 2U);
  EXPECT_EQ(t.rows[0].price->per_hour, 0.2);
  EXPECT_EQ(t.rows[1].region_note,
            "recorded in ap-south-1, and the price is of us-east-1: give its own with --hourly-price or "
            "--price-book");
  EXPECT_THAT(t.rows[1].cost_ratio.cautions, ::testing::Not(::testing::Contains(HasSubstr("region"))));
}

TEST(CostRegions, TheRegionAskedForGoesFirst) {
  CostOptions options;
  options.choice.region = "us-east-1";
  const CostTable t = in_regions("eu-west-1", "us-east-1", options);
  EXPECT_EQ(t.rows[0].price->per_hour, 0.2);
  EXPECT_EQ(t.rows[0].region_note, "recorded in eu-west-1, and the price is of us-east-1, as --region asks");
}

TEST(CostRegions, NotRecordedLeavesEveryPrice) {
  const CostTable t = in_regions("", "");
  ASSERT_EQ(t.rows.size(), 3U);
  for (const CostRow& row : t.rows) EXPECT_EQ(row.region_note, "");
  EXPECT_EQ(t.rows[2].cost_ratio.absent_because, "") << "the one of the same region is its counterpart";
}

TEST(CostRegions, AGivenPriceIsOfNoRegion) {
  const CostTable t = in_regions("ap-south-1", "ap-south-1", {{{"m5.xlarge", 1.0}}});
  EXPECT_EQ(t.rows[0].price->per_hour, 1.0);
  EXPECT_EQ(t.rows[0].region_note, "");
}

TEST(Cost, ARatioThatIsSolvedBesideRatesOfTheGridSaysSo) {
  SyntheticHost base, solved, old;
  base.chunk_requests = solved.chunk_requests = 2'000;
  solved.host_id = "host-b";
  solved.speed = 1.25;
  old.host_id = "host-c";
  const auto against = [&](const SyntheticHost& candidate, const char* label) {
    return *compare(side_of({synthetic_recording(base, {small_answers()})}, "base"),
                    side_of({synthetic_recording(candidate, {small_answers()})}, label), {});
  };
  const auto is_said = [](const Estimate& e) {
    return std::any_of(e.cautions.begin(), e.cautions.end(), [](const std::string& caution) {
      return caution.starts_with("the ratio is that of the solved SLO throughputs");
    });
  };
  const Comparison alone = against(solved, "solved");
  const CostTable both = cost({alone, against(old, "old")}, PriceBook::shipped(), {});
  ASSERT_EQ(both.break_even.size(), 2U);
  EXPECT_TRUE(is_said(both.break_even[0].price_ratio));
  EXPECT_FALSE(is_said(both.break_even[1].price_ratio));
  // What other candidates lack does not move it.
  const CostTable one = cost({alone}, PriceBook::shipped(), {});
  EXPECT_FALSE(is_said(one.break_even[0].price_ratio));
  EXPECT_EQ(*one.break_even[0].price_ratio.value, *both.break_even[0].price_ratio.value);
}

TEST(Cost, TheNetworkBindsBeforeTheCpu) {
  SyntheticWorkload large;
  large.net_out_bytes = 1'000'000;  // 1.25 Gbit/s is 156 of these a second
  const CostTable t = cost({priced("m5.xlarge", "m7a.xlarge", large)}, PriceBook::shipped(), {});
  EXPECT_EQ(t.rows[0].limit, BindingLimit::network);
  EXPECT_NEAR(*t.rows[0].rate_per_s.value, 1.25e9 / 8 / 1e6, 1e-6);
  // Nothing measured is left in it: the price ratio over the ratio of the baselines, 1,562 to 1,250 Mbit/s.
  EXPECT_NEAR(*t.rows[1].cost_ratio.value, 0.23184 / 0.192 * 1250 / 1562, 0.01);
  EXPECT_THAT(t.rows[1].cost_ratio.cautions, ::testing::Contains(HasSubstr("network binds on both sides")));
}

TEST(Cost, ALimitedRateIsNotSetAgainstOneWhoseLimitIsNotKnown) {
  SyntheticWorkload large;
  large.net_out_bytes = 1'000'000;
  const CostTable t = cost({priced("", "m7a.xlarge", large)}, PriceBook::shipped(), {{{"base", 0.2}}});
  EXPECT_FALSE(t.rows[1].cost_ratio.value);
  EXPECT_THAT(t.rows[1].cost_ratio.absent_because, HasSubstr("not known"));
}

/// Answers so large that m5.xlarge's 1.25 Gbit/s carry that share of what its CPUs serve; c5n.xlarge has 5.
SyntheticWorkload answers_beyond_m5(double share) {
  const CostTable small =
      cost({priced("m5.xlarge", "c5n.xlarge", small_answers())}, PriceBook::shipped(), {});
  SyntheticWorkload w = small_answers();
  w.net_out_bytes = static_cast<std::uint64_t>(1.25e9 / 8 / (share * *small.rows.at(0).slo_rate_per_s.value));
  return w;
}

TEST(Cost, TheNetworkOnOneSideLimitsThatSideOfTheRatio) {
  const Comparison c = priced("m5.xlarge", "c5n.xlarge", answers_beyond_m5(0.5));
  const CostTable t = cost({c}, PriceBook::shipped(), {{{"m5.xlarge", 0.2}, {"c5n.xlarge", 0.2}}});
  const CostRow &m5 = t.rows.at(0), &c5n = t.rows.at(1);
  EXPECT_EQ(m5.limit, BindingLimit::network);
  EXPECT_EQ(c5n.limit, BindingLimit::cpu);
  ASSERT_TRUE(c5n.cost_ratio.value && c5n.cost_ratio.interval && m5.rate_per_s.interval);
  EXPECT_NEAR(*c5n.cost_ratio.value, *m5.rate_per_s.value / *c5n.rate_per_s.value, 1e-3);
  EXPECT_EQ(m5.rate_per_s.interval->low, m5.rate_per_s.interval->high) << "published, far below the CPU's";
  // One side only has chance: the interval is narrower than that of two CPUs.
  const CostTable both = cost({priced("m5.xlarge", "c5n.xlarge", small_answers())}, PriceBook::shipped(),
                              {{{"m5.xlarge", 0.2}, {"c5n.xlarge", 0.2}}});
  const auto width = [](const Ratio& r) { return std::log(r.interval->high / r.interval->low); };
  EXPECT_LT(width(c5n.cost_ratio), 0.9 * width(both.rows.at(1).cost_ratio));
}

TEST(Cost, ANetworkThatHardlyBindsLeavesWhatHostsDifferBy) {
  const auto ratio_at = [](double share) {
    const Comparison c = priced("m5.xlarge", "c5n.xlarge", answers_beyond_m5(share));
    const CostTable t = cost({c}, PriceBook::shipped(), {{{"m5.xlarge", 0.2}, {"c5n.xlarge", 0.2}}});
    EXPECT_EQ(t.rows.at(0).limit, BindingLimit::network) << share;
    return t.rows.at(1).cost_ratio;
  };
  const auto width = [](const Ratio& r) { return std::log(r.interval->high / r.interval->low); };
  // Another host of the type may be slower than what the network carries.
  EXPECT_GT(width(ratio_at(0.95)), 1.2 * width(ratio_at(0.5)));
}

TEST(Cost, WhatDoesNotFitIntoMemoryHasNoCost) {
  Comparison c = priced("m5.xlarge", "m7a.xlarge", small_answers());
  results::Recording r = c.candidate.recordings.front()->recording;
  r.repetitions.back().rss_bytes = 20ULL << 30U;
  c.candidate.recordings = {opened(std::move(r))};
  const CostTable t = cost({c}, PriceBook::shipped(), {});
  EXPECT_EQ(t.rows[0].limit, BindingLimit::cpu);
  EXPECT_EQ(t.rows[1].limit, BindingLimit::memory);
  EXPECT_FALSE(t.rows[1].rate_per_s.value || t.rows[1].usd_per_million.value || t.rows[1].cost_ratio.value);
  EXPECT_EQ(t.rows[1].usd_per_million.absent_because, "20 GiB were resident, and m7a.xlarge has 16 GiB");
  EXPECT_FALSE(t.break_even[0].price_ratio.value);
  EXPECT_EQ(t.break_even[0].price_ratio.absent_because, t.rows[1].usd_per_million.absent_because);
}

TEST(Cost, NoSloRateHasNoCost) {
  SyntheticWorkload strict;
  strict.slo_p99_ns = 1000;
  const CostTable t = cost({priced("m5.xlarge", "m7a.xlarge", strict)}, PriceBook::shipped(), {});
  EXPECT_FALSE(t.rows[0].usd_per_million.value);
  EXPECT_THAT(t.rows[0].usd_per_million.absent_because, HasSubstr("exceed their objective"));
  EXPECT_FALSE(t.break_even[0].price_ratio.value);
  EXPECT_FALSE(t.break_even[0].price_ratio.absent_because.empty());
}

TEST(Cost, AtLeastThatRateIsAtMostThatCost) {
  SyntheticHost host;
  host.instance_type = "m5.xlarge";
  host.grid_points = 5;
  results::Recording r = synthetic_recording(host, {small_answers()});
  for (results::Stage& s : r.stages) {
    if (s.kind == results::StageKind::capacity) s.quality = results::Quality::voided;
  }
  const auto c = compare(side_of({r}, "m5.xlarge"), side_of({r}, "again"), {});
  ASSERT_TRUE(c);
  const CostTable t = cost({*c}, PriceBook::shipped(), {});
  EXPECT_EQ(t.rows[0].slo_rate_per_s.bound, Bound::at_least);
  EXPECT_EQ(t.rows[0].usd_per_million.bound, Bound::at_most);
  EXPECT_TRUE(t.rows[0].usd_per_million.value);
  EXPECT_FALSE(t.rows[0].usd_per_million.interval);
}

TEST(Cost, NothingComparedIsAnEmptyTable) {
  EXPECT_TRUE(cost({}, PriceBook::shipped(), {}).rows.empty());
}

TEST(PriceBook, WhatTheShippedBookDoesNotHaveIsSaidInTheDocs) {
  std::set<std::string> types;
  for (const Price& p : PriceBook::shipped().prices()) {
    types.insert(p.instance_type);
    EXPECT_EQ(p.plan, "on-demand");
    EXPECT_EQ(p.region, "us-east-1");
    EXPECT_TRUE(results::find_instance_type(p.instance_type)) << p.instance_type;
  }
  EXPECT_EQ(types.size(), 312U) << "docs/cost.md and its count of sizes without a price";
}

TEST(PriceBook, TheShippedBookHasDatedPrices) {
  const auto prices = PriceBook::shipped().find("m7a.xlarge");
  ASSERT_EQ(prices.size(), 1U);
  EXPECT_EQ(prices[0].per_hour, 0.23184);
  EXPECT_EQ(prices[0].date, "2026-07-20");
  EXPECT_EQ(prices[0].plan, "on-demand");
  EXPECT_FALSE(prices[0].source.empty());
  EXPECT_TRUE(PriceBook::shipped().find("").empty());
}

struct BadRow {
  const char* row;
  const char* why;  ///< a part of the refusal
};

/// Names the test; without it GoogleTest prints addresses.
void PrintTo(const BadRow& bad, std::ostream* out) {
  *out << '"' << bad.row << '"';
}

class BadBook : public ::testing::TestWithParam<BadRow> {};

TEST_P(BadBook, IsRefusedWithTheLine) {
  const std::string heading = "instance_type,plan,region,currency,per_hour,date,source\n";
  const auto book = PriceBook::parse(heading + GetParam().row, "mine.csv");
  ASSERT_FALSE(book);
  EXPECT_EQ(book.error().kind, results::ErrorKind::data);
  EXPECT_EQ(book.error().where, "mine.csv, line 2");
  EXPECT_THAT(book.error().why, HasSubstr(GetParam().why));
}

INSTANTIATE_TEST_SUITE_P(Rows, BadBook,
                         ::testing::Values(BadRow{"m5.large,spot", "fields"},
                                           BadRow{"m5.large,spot,r,USD,cheap,2026-07-20,s", "\"cheap\""},
                                           BadRow{"m5.large,spot,r,USD,nan,2026-07-20,s", "above 0"},
                                           BadRow{"m5.large,spot,r,USD,inf,2026-07-20,s", "above 0"},
                                           BadRow{"m5.large,spot,r,USD,0,2026-07-20,s", "above 0"},
                                           BadRow{"m5.large,spot,r,USD,-1,2026-07-20,s", "above 0"},
                                           BadRow{"m5.large,spot,r,USD,0.1 USD,2026-07-20,s", "above 0"},
                                           BadRow{"m5.large,spot,r,,0.1,2026-07-20,s", "currency"},
                                           BadRow{",spot,r,USD,0.1,2026-07-20,s", "instance type"},
                                           BadRow{"m5.large,spot,r,USD,0.1,yesterday,s", "day"},
                                           BadRow{"m5.large,spot,r,USD,0.1,,s", "day"},
                                           BadRow{"m5.large,spot,r,USD,0.1,2026-02-30,s", "day"},
                                           BadRow{"m5.large,spot,r,USD,0.1,2026-07-20,", "source"}));

TEST(PriceBook, OtherBadBooks) {
  EXPECT_THAT(PriceBook::parse("", "b").error().why, HasSubstr("empty"));
  EXPECT_THAT(PriceBook::parse("a,b\n", "b").error().why, HasSubstr("name the columns"));
  const std::string twice =
      "instance_type,plan,region,currency,per_hour,date,source\n"
      "m5.large,spot,r,USD,1,2026-07-20,s\nm5.large,spot,r,USD,2,2026-07-20,s\n";
  EXPECT_THAT(PriceBook::parse(twice, "b").error().why, HasSubstr("two prices"));
  const auto missing = PriceBook::read("/nonexistent/prices.csv");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, results::ErrorKind::io);
  EXPECT_THAT(PriceBook::read("/").error().why, HasSubstr("not a file"));
}

}  // namespace
}  // namespace crossfade::analysis
