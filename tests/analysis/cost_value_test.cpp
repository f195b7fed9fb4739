#include "analysis/cost_value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/report/value_table.h"
#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using testing::synthetic_recording;
using testing::SyntheticHost;
using testing::SyntheticWorkload;

struct Candidate {
  std::string type;
  double speed = 1;
};

struct Made {
  std::vector<Comparison> comparisons;
  CostTable cost;
};

/// Against m5.xlarge.
Made made(const std::vector<Candidate>& candidates, const CostOptions& prices = {}) {
  SyntheticWorkload workload;
  workload.net_out_bytes = 1000;
  SyntheticHost a;
  a.instance_type = "m5.xlarge";
  a.workers = 4;
  a.grid_points = 17;
  const Side base = side_of({synthetic_recording(a, {workload})}, a.instance_type);
  Made out;
  std::uint64_t seed = 2;
  for (const Candidate& c : candidates) {
    SyntheticHost b = a;
    b.instance_type = c.type;
    b.host_id = "host of " + c.type;
    b.speed = c.speed;
    b.seed = seed++;
    out.comparisons.push_back(*compare(base, side_of({synthetic_recording(b, {workload})}, c.type), {}));
  }
  out.cost = cost(out.comparisons, PriceBook::shipped(), prices);
  return out;
}

std::vector<ValueRow> values_of(const Made& m) {
  return cost_values(m.comparisons, m.cost);
}

TEST(CostValue, IsTheCostInOtherWords) {
  const Made m = made({{"m7a.xlarge", 1.6}});
  const auto values = values_of(m);
  ASSERT_EQ(values.size(), 2U);
  EXPECT_NEAR(*values[0].per_vcpu_hour.value, 0.192 / 4, 1e-12);
  EXPECT_NEAR(*values[1].per_vcpu_hour.value, 0.23184 / 4, 1e-12);
  EXPECT_EQ(values[0].vcpu_is, "hyperthread");
  EXPECT_EQ(values[1].vcpu_is, "core");
  const Estimate &per_million = m.cost.rows[0].usd_per_million, &requests = values[0].requests_per_unit;
  EXPECT_NEAR(*requests.value * *per_million.value, 1e6, 1e-3);
  ASSERT_TRUE(requests.interval);
  EXPECT_NEAR(requests.interval->low * per_million.interval->high, 1e6, 1e-3);
  EXPECT_NEAR(requests.interval->high * per_million.interval->low, 1e6, 1e-3);
  const Table table = value_table(values);
  EXPECT_EQ(table.columns[5].name, "requests per USD");
  EXPECT_EQ(table.rows[0][3].text, "0.048 USD");
}

TEST(CostValue, RanksAreByCostAndSharedWhereTheOrderIsOpen) {
  const auto clear = values_of(made({{"m7a.xlarge", 5}, {"m7i.xlarge", 0.2}}));
  ASSERT_EQ(clear.size(), 3U);
  EXPECT_EQ(clear[0].rank, 2U);
  EXPECT_EQ(clear[1].rank, 1U);
  EXPECT_EQ(clear[2].rank, 3U);
  for (const ValueRow& v : clear) EXPECT_FALSE(v.rank_is_shared) << v.side;

  const auto open = values_of(made({{"m7a.xlarge", 1.2}}));
  EXPECT_EQ(open[0].rank, 1U);
  EXPECT_EQ(open[1].rank, 1U);
  EXPECT_TRUE(open[0].rank_is_shared && open[1].rank_is_shared);
  const Table table = value_table(open);
  EXPECT_EQ(table.rows[0][6].text, "1 shared");
  EXPECT_THAT(table.notes, Contains(HasSubstr("not resolved")));

  // Two candidates alike, far from the baseline: they share the first rank.
  const auto alike = values_of(made({{"m7a.xlarge", 5}, {"m8a.xlarge", 5.2}}));
  EXPECT_EQ(alike[0].rank, 3U);
  EXPECT_EQ(alike[1].rank, 1U);
  EXPECT_EQ(alike[2].rank, 1U);
}

TEST(CostValue, WithoutAPriceThereIsNone) {
  const auto values = values_of(made({{"m99.huge", 1.6}}));
  EXPECT_EQ(values[1].per_vcpu_hour.absent_because, "price unknown");
  EXPECT_EQ(values[1].requests_per_unit.absent_because, "price unknown");
  EXPECT_FALSE(values[1].rank);
  EXPECT_FALSE(values[0].rank) << "alone in its plan";
}

TEST(CostValue, AGivenPriceOfAnUnknownTypeIsDividedByTheRecordedVcpus) {
  const auto values = values_of(made({{"m99.huge", 1.6}}, {{{"m99.huge", 0.8}}}));
  EXPECT_NEAR(*values[1].per_vcpu_hour.value, 0.2, 1e-12);
  EXPECT_EQ(values[1].vcpu_is, "");
  EXPECT_TRUE(values[0].rank && values[1].rank);
}

}  // namespace
}  // namespace crossfade::analysis
