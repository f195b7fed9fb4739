#include "analysis/cost.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

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
  ASSERT_TRUE(base.usd_per_million.value && base.usd_per_million.interval && base.rate_per_s);
  // 10^6 * 0.192 / (3600 R), at most 1 % more for the compliant share.
  const double at_full_share = 1e6 * 0.192 / (3600 * *base.rate_per_s);
  EXPECT_GE(*base.usd_per_million.value, at_full_share);
  EXPECT_LE(*base.usd_per_million.value, at_full_share / 0.99 * 1.0001);
  EXPECT_LT(base.usd_per_million.interval->low, *base.usd_per_million.value);
  EXPECT_FALSE(base.cost_ratio.value);
  EXPECT_TRUE(base.cost_ratio.absent_because.empty());
  EXPECT_THAT(t.notes, ::testing::Contains(HasSubstr("2026-07-20")));
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
  EXPECT_THAT(t.notes, ::testing::Contains(HasSubstr("m99.huge: not in the price book")));
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
  EXPECT_NEAR(*t.rows[0].rate_per_s, 1.25e9 / 8 / 1e6, 1e-6);
  // Nothing measured is left in it: the price ratio over the ratio of the baselines, 1,562 to 1,250 Mbit/s.
  EXPECT_NEAR(*t.rows[1].cost_ratio.value, 0.23184 / 0.192 * 1250 / 1562, 0.01);
  EXPECT_THAT(t.rows[1].cost_ratio.cautions, ::testing::Contains(HasSubstr("network binds on both sides")));
}

TEST(Cost, NetworkOnOneSideOnlyHasNoRatio) {
  SyntheticWorkload large;
  large.net_out_bytes = 1'000'000;
  const CostTable t = cost({priced("", "m7a.xlarge", large)}, PriceBook::shipped(), {{{"base", 0.2}}});
  EXPECT_FALSE(t.rows[1].cost_ratio.value);
  EXPECT_THAT(t.rows[1].cost_ratio.absent_because, HasSubstr("one side only"));
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
                                           BadRow{"m5.large,spot,r,USD,0.1,yesterday,s", "day"}));

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
