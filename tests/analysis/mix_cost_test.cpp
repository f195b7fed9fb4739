#include "analysis/mix_cost.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "analysis/report/mix_table.h"
#include "analysis/verdict/verdict.h"
#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using testing::synthetic_recording;
using testing::SyntheticHost;
using testing::SyntheticWorkload;

/// Two hosts, long enough for SLO throughputs that are solved, unless `chunk_requests` is 0.
Side side(const std::string& type, double speed, std::uint32_t chunk_requests = 20'000) {
  std::vector<results::Recording> recordings;
  for (std::uint32_t h = 0; h < 2; ++h) {
    SyntheticHost host;
    host.title = host.host_id = type + "-" + std::to_string(h);
    host.instance_type = type;
    host.cpu_model = "CPU of " + type;
    host.speed = speed * std::exp(0.01 * (h == 0 ? 1.0 : -1.0));
    host.seed = 10 + h;
    host.chunk_requests = chunk_requests;
    host.requests = 1'000;
    host.grid_points = 6;
    recordings.push_back(
        synthetic_recording(host, {workload("tls_segment", 400'000), workload("evcache_get", 800'000)}));
  }
  return side_of(std::move(recordings), type);
}

const Mix playback{"playback", {{"tls_segment", 3}, {"evcache_get", 1}}};

struct Made {
  Comparison comparison;
  CostTable cost;
  MixCost mix;
};

Made made(const std::string& candidate_type, std::uint32_t chunk_requests = 20'000,
          const Mix& mix = playback) {
  auto c = *compare(side("m5.xlarge", 1), side(candidate_type, 1.5, chunk_requests), {});
  CostTable table = cost({c}, PriceBook::shipped(), {});
  auto answer = mix_cost({c}, table, mix, {});
  EXPECT_TRUE(answer) << results::to_line(answer.error());
  return {std::move(c), std::move(table), *std::move(answer)};
}

TEST(MixCost, IsWhatItsRequestsCostTogether) {
  const Made m = made("m7a.xlarge");
  ASSERT_EQ(m.mix.rows.size(), 2U);
  double together = 0;
  for (const CostRow& row : m.cost.rows) {
    if (row.side == "m5.xlarge")
      together += *row.usd_per_million.value * (row.workload == "tls_segment" ? 0.75 : 0.25);
  }
  const Estimate& base = m.mix.rows[0].per_million;
  ASSERT_TRUE(base.value && base.interval) << base.absent_because;
  EXPECT_NEAR(*base.value, together, 0.01 * together);
  EXPECT_TRUE(base.interval->contains(*base.value));
  EXPECT_FALSE(m.mix.rows[0].cost_ratio.value);
  // A request of evcache_get takes twice as long as one of tls_segment: 2 of 5 parts.
  ASSERT_EQ(m.mix.shares.size(), 2U);
  EXPECT_NEAR(m.mix.shares[0].share, 0.6, 0.02);
}

TEST(MixCost, HasTheRatioOfTheVerdict) {
  const Made m = made("m7a.xlarge");
  const auto v = verdict(m.comparison, playback, {}, PriceBook::shipped(), {}, {});
  ASSERT_TRUE(v);
  const Ratio& ratio = m.mix.rows.at(1).cost_ratio;
  ASSERT_TRUE(ratio.value && ratio.interval) << ratio.absent_because;
  EXPECT_DOUBLE_EQ(*ratio.value, *v->mix.cost.value);
  EXPECT_DOUBLE_EQ(ratio.interval->low, v->mix.cost.interval->low);
  EXPECT_NEAR(*ratio.value, *m.mix.rows[1].per_million.value / *m.mix.rows[0].per_million.value, 0.02);
  EXPECT_NEAR(*m.mix.rows[1].break_even.value * *ratio.value, 0.23184 / 0.192, 1e-9);
  const Table table = mix_table(m.mix);
  EXPECT_EQ(table.rows.at(0).at(3).text, "baseline");
  EXPECT_THAT(table.notes, Contains(HasSubstr("Added up per host")));
}

TEST(MixCost, WithoutAPriceTheBreakEvenStands) {
  const Made m = made("m99.huge");
  EXPECT_EQ(m.mix.rows.at(1).per_million.absent_because, "price unknown");
  EXPECT_EQ(m.mix.rows[1].cost_ratio.absent_because, "price unknown");
  EXPECT_TRUE(m.mix.rows[1].break_even.value);
}

TEST(MixCost, NeedsRatesThatAreSolved) {
  const Made m = made("m7a.xlarge", 0);
  EXPECT_FALSE(m.mix.rows.at(1).cost_ratio.value || m.mix.rows[1].per_million.value);
  EXPECT_FALSE(m.mix.rows[1].cost_ratio.absent_because.empty());
}

TEST(MixCost, OfNoProportionsHasARatioOnly) {
  const Made m = made("m7a.xlarge", 20'000, Mix{});
  EXPECT_TRUE(m.mix.rows.at(1).cost_ratio.value);
  EXPECT_THAT(m.mix.rows[1].per_million.absent_because, HasSubstr("no proportions"));
}

TEST(MixCost, AWorkloadThatIsNotThereIsAMistake) {
  const auto c = *compare(side("m5.xlarge", 1), side("m7a.xlarge", 1.5), {});
  const auto refused = mix_cost({c}, cost({c}, PriceBook::shipped(), {}), {"other", {{"gateway", 1}}}, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, results::ErrorKind::data);
  EXPECT_THAT(refused.error().what, HasSubstr("gateway"));
}

}  // namespace
}  // namespace crossfade::analysis
