// Distributions of synthetic recordings: they rise from none to all, and every repetition has its own.
#include "analysis/latency_distribution.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "analysis/load_curve.h"
#include "analysis/percentile_curve.h"
#include "analysis/report/distribution_table.h"
#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::SyntheticHost;

const std::string tls = "tls_segment";

std::vector<Side> sides_of(std::uint64_t requests) {
  std::vector<RecordingPointer> recordings;
  for (const char* type : {"m5.xlarge", "m7a.xlarge"}) {
    SyntheticHost host;
    host.title = host.host_id = type;
    host.instance_type = host.cpu_model = type;
    host.speed = type[1] == '7' ? 1.6 : 1;
    host.requests = requests;
    recordings.push_back(opened(host));
  }
  return group_sides(recordings);
}

double a_rate(const std::vector<Side>& sides) {
  return load_curves(sides, tls).at(0).points.at(1).offered_per_s;
}

TEST(LatencyDistribution, RisesFromNoneToAll) {
  const auto sides = sides_of(2'000);
  const double rate = a_rate(sides);
  const auto latencies = distribution_latencies(sides, tls, rate);
  ASSERT_GT(latencies.size(), 10u);
  const auto distributions = latency_distributions(sides, tls, rate, latencies);
  ASSERT_EQ(distributions.size(), 2u);
  for (const LatencyDistribution& d : distributions) {
    ASSERT_EQ(d.shares.size(), latencies.size());
    EXPECT_EQ(d.repetitions.size(), 8u);
    double before = 0;
    for (const Estimate& share : d.shares) {
      ASSERT_TRUE(share.value);
      EXPECT_GE(*share.value, before);
      before = *share.value;
      if (share.interval) {
        EXPECT_TRUE(share.interval->contains(*share.value));
        EXPECT_GE(share.interval->low, 0);
        EXPECT_LE(share.interval->high, 1);
      }
    }
    EXPECT_GE(before, 0.999);
    EXPECT_EQ(d.shares.front().n.processes, 8u);
  }
  EXPECT_LT(*distributions[0].shares.front().value, 0.01) << "the slower one has hardly begun";
}

TEST(LatencyDistribution, AgreesWithThePercentiles) {
  const auto sides = sides_of(2'000);
  const double rate = a_rate(sides);
  const auto curve = percentile_curves(sides, tls, rate).at(0);
  const double median_ns = *curve.points.at(0).latency_ns.value;
  const auto d = latency_distributions(sides, tls, rate, {median_ns}).at(0);
  EXPECT_NEAR(*d.shares[0].value, 0.5, 0.03);
  EXPECT_TRUE(d.shares[0].interval);
}

TEST(LatencyDistribution, WhereHardlyARequestIsThereIsNoInterval) {
  const auto sides = sides_of(2'000);
  const auto d = latency_distributions(sides, tls, a_rate(sides), {1.0}).at(0);
  EXPECT_EQ(*d.shares[0].value, 0);
  EXPECT_FALSE(d.shares[0].interval);
  EXPECT_FALSE(d.shares[0].no_interval_because.empty());
}

TEST(LatencyDistribution, OfASideThatFellBehindSharesAreBounds) {
  const auto sides = sides_of(2'000);
  const auto points = load_curves(sides, tls).at(0).points;
  const auto behind =
      std::find_if(points.begin(), points.end(), [](const LoadPoint& p) { return p.saturated; });
  ASSERT_NE(behind, points.end());
  const double rate = behind->offered_per_s;
  const auto d = latency_distributions(sides, tls, rate, distribution_latencies(sides, tls, rate)).at(0);
  EXPECT_TRUE(d.saturated);
  for (const Estimate& share : d.shares) {
    EXPECT_EQ(share.bound, Bound::at_most);
    EXPECT_FALSE(share.interval);
    EXPECT_THAT(share.no_interval_because, HasSubstr("fell behind"));
  }
}

TEST(LatencyDistribution, NobodyMeasuredThisLoad) {
  const auto sides = sides_of(300);
  EXPECT_TRUE(distribution_latencies(sides, tls, 123'456).empty());
  EXPECT_TRUE(latency_distributions(sides, tls, 123'456, {1e6}).empty());
}

TEST(LatencyDistribution, RoundLatenciesLieWithin) {
  EXPECT_THAT(round_latencies({90, 400}), ElementsAre(100, 150, 200, 300));
  EXPECT_TRUE(round_latencies({}).empty());
}

TEST(DistributionTable, NearlyAllIsNotCalledAll) {
  EXPECT_EQ(part_text(1), "100 %");
  EXPECT_EQ(part_text(0.9987), "99.87 %");
  EXPECT_EQ(part_text(0.99985), "99.985 %");
  EXPECT_EQ(part_text(0.5), "50 %");
  EXPECT_EQ(part_text(0), "0 %");
}

TEST(DistributionTable, HasSharesInPercentAndSaysWhatTheyAreOf) {
  const auto sides = sides_of(2'000);
  const double rate = a_rate(sides);
  const auto rounds = round_latencies(distribution_latencies(sides, tls, rate));
  const Table table = distribution_table(tls, latency_distributions(sides, tls, rate, rounds));
  ASSERT_EQ(table.rows.size(), rounds.size());
  EXPECT_EQ(table.columns.size(), 3u);
  EXPECT_TRUE(std::any_of(table.rows.begin(), table.rows.end(), [](const auto& row) {
    return row[1].text.find(" % [") != std::string::npos && row[1].value < 1;
  }));
  EXPECT_THAT(table.notes.at(0), HasSubstr("8 process runs"));
  EXPECT_THAT(table.title, HasSubstr("/s offered"));
}

}  // namespace
}  // namespace crossfade::analysis
