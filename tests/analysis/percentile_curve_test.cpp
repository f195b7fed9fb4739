// Percentile curves of synthetic recordings: they rise, and end where the requests end.
#include "analysis/percentile_curve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/load_curve.h"
#include "analysis/report/percentile_table.h"
#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using ::testing::HasSubstr;
using testing::SyntheticHost;

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

double a_rate(const std::vector<Side>& sides, const std::string& workload) {
  return load_curves(sides, workload).at(0).points.at(1).offered_per_s;
}

TEST(PercentileCurve, RisesAndEndsWithItsReason) {
  const auto sides = sides_of(1'000);
  const std::string workload = workload_names(sides).at(0);
  const auto curves = percentile_curves(sides, workload, a_rate(sides, workload));
  ASSERT_EQ(curves.size(), 2U);
  for (const PercentileCurve& curve : curves) {
    ASSERT_GE(curve.points.size(), 4U);
    for (std::size_t i = 1; i < curve.points.size(); ++i) {
      EXPECT_GT(curve.points[i].p, curve.points[i - 1].p);
      EXPECT_GE(curve.points[i].latency_ns.value.value(), curve.points[i - 1].latency_ns.value.value());
    }
    // 99.999 % of some thousand requests is nobody's.
    EXPECT_LT(curve.points.back().p, 0.99999);
    EXPECT_GT(curve.stops_before, curve.points.back().p);
    EXPECT_FALSE(curve.stops_because.empty());
  }
}

TEST(PercentileCurve, MoreRequestsSupportMore) {
  const auto few = sides_of(300), many = sides_of(8'000);
  const std::string workload = workload_names(few).at(0);
  const double rate = a_rate(few, workload);
  EXPECT_LT(percentile_curves(few, workload, rate).at(0).points.size(),
            percentile_curves(many, workload, rate).at(0).points.size());
}

TEST(PercentileCurve, NobodyMeasuredThisLoad) {
  const auto sides = sides_of(300);
  EXPECT_TRUE(percentile_curves(sides, workload_names(sides).at(0), 123'456).empty());
}

TEST(PercentileTable, SaysWhereACurveEnds) {
  const auto sides = sides_of(300);
  const std::string workload = workload_names(sides).at(0);
  const auto curves = percentile_curves(sides, workload, a_rate(sides, workload));
  const Table table = percentile_table(workload, curves);
  EXPECT_EQ(table.columns.size(), 3U);
  EXPECT_EQ(table.rows.at(0).at(0).text, "50 %");
  EXPECT_THAT(table.notes.at(0), HasSubstr("ends before"));
  EXPECT_THAT(table.notes.at(0), HasSubstr("m5.xlarge"));
}

}  // namespace
}  // namespace crossfade::analysis
