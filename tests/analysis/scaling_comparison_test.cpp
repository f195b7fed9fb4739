// Two sides at the thread counts that both have.
#include "analysis/scaling_comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/comparison.h"
#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using ::testing::HasSubstr;
using testing::SyntheticHost;
using testing::SyntheticWorkload;

RecordingPointer host(const std::string& name, std::vector<std::uint32_t> threads, double speed,
                      double contention) {
  SyntheticHost h;
  h.title = name;
  h.host_id = name;
  h.workers = 8;
  h.thread_counts = std::move(threads);
  h.speed = speed;
  h.stage_noise = 0.005;
  h.seed = speed > 1 ? 1 : 2;
  h.grid_points = 0;
  h.requests = 100;
  SyntheticWorkload w;
  w.contention = contention;
  return opened(testing::synthetic_recording(h, {w}));
}

std::vector<ScalingComparison> compared(const RecordingPointer& base, const RecordingPointer& candidate) {
  const auto c = compare({"base", {base}}, {"candidate", {candidate}}, {});
  EXPECT_TRUE(c);
  return c ? c->workloads.front().scaling : std::vector<ScalingComparison>{};
}

TEST(ScalingComparison, RatiosStandWhereBothWereMeasured) {
  const auto rows = compared(host("a", {1, 2, 4, 8}, 1, 0.05), host("b", {1, 4, 8}, 1.5, 0.15));
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].threads, 1u);
  EXPECT_EQ(rows[2].threads, 8u);
  const double kept_a = 1 / (1 + 0.05 * 7), kept_b = 1 / (1 + 0.15 * 7);
  EXPECT_NEAR(*rows[2].base_efficiency.value, kept_a, 0.01);
  EXPECT_NEAR(*rows[2].candidate_efficiency.value, kept_b, 0.01);
  EXPECT_NEAR(*rows[2].efficiency.value, kept_b / kept_a, 0.01);
  EXPECT_EQ(rows[2].efficiency.method, RatioMethod::two_hosts_r1);
  EXPECT_TRUE(rows[2].efficiency.resolved);
  EXPECT_FALSE(rows[2].efficiency.better);
  EXPECT_NEAR(*rows[2].throughput.value, 1.5 * kept_b / kept_a, 0.05);
}

TEST(ScalingComparison, OneThreadKeepsAllOfItsSpeed) {
  const auto rows = compared(host("a", {1, 8}, 1, 0.05), host("b", {1, 8}, 1.5, 0.05));
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].base_efficiency.value, 1.0);
  EXPECT_FALSE(rows[0].efficiency.value);
  EXPECT_NEAR(*rows[0].throughput.value, 1.5, 0.05);
}

TEST(ScalingComparison, NoCommonThreadCountIsNoRow) {
  EXPECT_TRUE(compared(host("a", {1, 2}, 1, 0), host("b", {1, 8}, 1.5, 0)).empty())
      << "one thread scales nothing";
  EXPECT_TRUE(compared(host("a", {2, 4}, 1, 0), host("b", {1, 8}, 1.5, 0)).empty());
}

TEST(ScalingComparison, WhatBlocksTheOtherRatiosBlocksThese) {
  const Side a{"base", {host("a", {1, 8}, 1, 0)}}, b{"candidate", {host("b", {1, 8}, 1.5, 0)}};
  const WorkloadRuns base = process_runs(a).front(), candidate = process_runs(b).front();
  const auto rows = compare_scaling(base, candidate, "another workload version", {});
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_TRUE(rows[1].base_per_s.value) << "estimates stand";
  EXPECT_FALSE(rows[1].throughput.value);
  EXPECT_EQ(rows[1].efficiency.absent_because, "another workload version");
}

}  // namespace
}  // namespace crossfade::analysis
