#include "analysis/size_advice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "analysis/report/size_table.h"
#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using testing::synthetic_recording;
using testing::SyntheticHost;
using testing::SyntheticWorkload;

struct Case {
  std::string base_type = "m5.xlarge", candidate_type = "m7a.xlarge";
  std::uint64_t net_out_bytes = 1000, resident_bytes = 0;
  double speed = 1.6;
  CostOptions prices = {};
};

struct Asked {
  std::vector<Comparison> comparisons;
  CostTable cost;
};

Asked asked(const Case& c) {
  SyntheticWorkload workload;
  workload.net_out_bytes = c.net_out_bytes;
  SyntheticHost a, b;
  a.workers = b.workers = 4;
  a.instance_type = c.base_type;
  b.instance_type = c.candidate_type;
  b.host_id = "host-b";
  b.speed = c.speed;
  b.seed = 2;
  a.grid_points = b.grid_points = 17;
  results::Recording base = synthetic_recording(a, {workload}),
                     candidate = synthetic_recording(b, {workload});
  for (results::Recording* r : {&base, &candidate})
    for (results::Repetition& repetition : r->repetitions) repetition.rss_bytes = c.resident_bytes;
  Asked out;
  out.comparisons = {*compare(side_of({base}, c.base_type), side_of({candidate}, c.candidate_type), {})};
  out.cost = cost(out.comparisons, PriceBook::shipped(), c.prices);
  return out;
}

SizeAdvice advice(const Case& c, const Demand& demand) {
  const Asked a = asked(c);
  auto made = size_advice(a.comparisons, a.cost, PriceBook::shipped(), demand);
  EXPECT_TRUE(made) << results::to_line(made.error());
  return made ? *std::move(made) : SizeAdvice{};
}

const SizeChoice* find(const SizeAdvice& a, const std::string& type) {
  const auto found =
      std::find_if(a.choices.begin(), a.choices.end(), [&](const SizeChoice& c) { return c.type == type; });
  return found == a.choices.end() ? nullptr : &*found;
}

TEST(SizeAdvice, ALostZoneIsCarriedByTheOthers) {
  const Asked measured = asked({});
  const Estimate& slo = measured.cost.rows.at(0).slo_rate_per_s;
  ASSERT_TRUE(slo.value && slo.interval);
  const double rate = slo.interval->low;
  const SizeAdvice a = advice({}, {4.5 * rate, 3, {}});
  const SizeChoice* const m5 = find(a, "m5.xlarge");
  ASSERT_NE(m5, nullptr);
  EXPECT_FALSE(m5->extrapolated);
  EXPECT_NEAR(m5->rate_per_s, rate, 1e-9 * rate) << "the lower end, not the value";
  EXPECT_EQ(m5->machines, 9U) << "3 x ceil(4.5 / 2)";
  EXPECT_NEAR(m5->per_hour, 9 * 0.192, 1e-9);
  EXPECT_EQ(find(advice({}, {4.5 * rate, 2, {}}), "m5.xlarge")->machines, 10U) << "2 x ceil(4.5 / 1)";
  EXPECT_EQ(find(advice({}, {4.5 * rate, 1, {}}), "m5.xlarge")->machines, 5U) << "none may be lost";
  EXPECT_EQ(find(advice({}, {4 * rate, 3, {}}), "m5.xlarge")->machines, 6U) << "met exactly";
  EXPECT_EQ(find(advice({}, {1, 3, {}}), "m5.xlarge")->machines, 3U) << "one a zone";
}

TEST(SizeAdvice, OtherSizesAreExtrapolatedByVcpus) {
  const SizeAdvice a = advice({}, {100'000, 3, {}});
  const SizeChoice *const measured = find(a, "m7a.xlarge"), *const twice = find(a, "m7a.2xlarge");
  ASSERT_TRUE(measured && twice);
  EXPECT_TRUE(twice->extrapolated);
  EXPECT_EQ(twice->measured_on, "m7a.xlarge");
  EXPECT_NEAR(twice->rate_per_s, 2 * measured->rate_per_s, 1e-6);
  EXPECT_TRUE(
      std::is_sorted(a.choices.begin(), a.choices.end(),
                     [](const SizeChoice& x, const SizeChoice& y) { return x.per_hour < y.per_hour; }));
  EXPECT_TRUE(find(a, "m5.large"));
  const auto tables = size_tables(a);
  ASSERT_EQ(tables.size(), 1U);
  EXPECT_FALSE(tables[0].data_only_rows.empty());
  EXPECT_FALSE(tables[0].data_only_rows.contains(0));
  EXPECT_THAT(tables[0].notes, Contains(HasSubstr("more sizes in CSV and JSON")));
}

TEST(SizeAdvice, TheNetworkOfTheSizeBinds) {
  Case large;
  large.net_out_bytes = 100'000;
  const SizeAdvice a = advice(large, {10'000, 3, {}});
  const SizeChoice* const m5 = find(a, "m5.xlarge");
  ASSERT_NE(m5, nullptr);
  EXPECT_EQ(m5->limit, BindingLimit::network);
  EXPECT_NEAR(m5->rate_per_s, 1.25e9 / 8 / 100'000, 1e-6);
  EXPECT_NEAR(find(a, "m5.2xlarge")->rate_per_s, 2.5e9 / 8 / 100'000, 1e-6);
}

TEST(SizeAdvice, WhatDoesNotFitIsRuledOut) {
  const SizeAdvice by_user = advice({}, {100'000, 3, 12.0 * 1024 * 1024 * 1024});
  EXPECT_EQ(find(by_user, "m5.large"), nullptr) << "8 GiB";
  EXPECT_NE(find(by_user, "m5.xlarge"), nullptr) << "16 GiB, of which 14.4 can be used";
  const auto said = std::find_if(by_user.ruled_out.begin(), by_user.ruled_out.end(),
                                 [](const SizeRuledOut& r) { return r.type == "m5.large"; });
  ASSERT_NE(said, by_user.ruled_out.end());
  EXPECT_EQ(said->why, "7.2 GiB of its 8 GiB can be used, 12 GiB are needed");

  Case big;
  big.resident_bytes = 14ULL << 30U;  // of 16: no smaller size, and with more vCPUs more
  const SizeAdvice by_workload = advice(big, {100'000, 3, {}});
  EXPECT_EQ(find(by_workload, "m5.large"), nullptr);
  EXPECT_NE(find(by_workload, "m5.xlarge"), nullptr);
  EXPECT_NE(find(by_workload, "m5.2xlarge"), nullptr) << "28 of 28.8 GiB";

  const SizeAdvice none = advice({}, {100'000, 3, 1e15});
  EXPECT_TRUE(none.choices.empty());
  const auto tables = size_tables(none);
  ASSERT_EQ(tables.size(), 1U);
  EXPECT_THAT(tables[0].notes, Contains("No size can be advised."));
}

TEST(SizeAdvice, AGivenPriceIsOfOneSize) {
  Case given;
  given.prices.hourly_prices = {{"m7a.xlarge", 0.2}};
  const SizeAdvice a = advice(given, {100'000, 3, {}});
  EXPECT_NE(find(a, "m7a.xlarge"), nullptr);
  EXPECT_EQ(find(a, "m7a.2xlarge"), nullptr);
  EXPECT_THAT(a.notes, Contains(HasSubstr("the price is given for this size alone")));
}

TEST(SizeAdvice, WithoutAPriceThereIsNone) {
  Case unknown;
  unknown.candidate_type = "m99.huge";
  const SizeAdvice a = advice(unknown, {100'000, 3, {}});
  EXPECT_EQ(find(a, "m99.huge"), nullptr);
  EXPECT_THAT(a.notes, Contains(HasSubstr("m99.huge: no price is known")));
  EXPECT_NE(find(a, "m5.xlarge"), nullptr);
}

TEST(SizeAdvice, AnOrderThatIsNotResolvedSaysSo) {
  Case alike;
  alike.speed = 1.2;
  EXPECT_THAT(advice(alike, {100'000, 3, {}}).notes, Contains(HasSubstr("is not resolved, so neither is")));
}

TEST(SizeAdvice, MixedCurrenciesAreRefused) {
  Asked a = asked({});
  a.cost.rows.at(1).price->currency = "EUR";
  const auto refused = size_advice(a.comparisons, a.cost, PriceBook::shipped(), {1000, 3, {}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, results::ErrorKind::usage);
  EXPECT_THAT(refused.error().why, HasSubstr("m5.xlarge is priced in USD and m7a.xlarge in EUR"));
  EXPECT_THAT(refused.error().remedy, HasSubstr("--currency"));
}

TEST(SizeAdvice, MoreThanAMillionMachinesAreNone) {
  EXPECT_TRUE(advice({}, {1e15, 3, {}}).choices.empty());
}

}  // namespace
}  // namespace crossfade::analysis
