#include "results/summary_matrix.h"

#include <gtest/gtest.h>

#include <cmath>

namespace crossfade::results {
namespace {

std::size_t at(std::span<const SummaryMetric> metrics, std::string_view id) {
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    if (metrics[i].id == id) return i;
  }
  ADD_FAILURE() << "no metric " << id;
  return 0;
}
double figure(const SummaryRow& row, std::string_view id) {
  return row[at(summary_metrics(), id)];
}

TEST(Summary, IsWhatItsNamesSay) {
  Stage stage;
  stage.duration_ns = 2'000'000'000;
  stage.completed = 1'000;
  stage.cpu_user_ns = 900'000;
  stage.cpu_system_ns = 300'000;
  stage.waiting_cpu_ns = 200'000;
  Histogram histogram;
  for (int i = 1; i <= 100; ++i) histogram.record(i);
  Distribution latency;
  latency.n = histogram.count();
  latency.sum_ns = histogram.sum_ns();
  latency.min_ns = histogram.min_ns();
  latency.max_ns = histogram.max_ns();
  latency.buckets = histogram.sparse();
  const SummaryRow row = summary_of(stage, &latency, nullptr);
  ASSERT_EQ(row.size(), summary_metrics().size());
  EXPECT_EQ(figure(row, "throughput"), 500);
  EXPECT_EQ(figure(row, "latency_mean"), 50.5);
  EXPECT_EQ(figure(row, "latency_p99"), histogram.quantile_ns(0.99));
  EXPECT_EQ(figure(row, "latency_p999"), histogram.quantile_ns(0.999));
  EXPECT_EQ(figure(row, "latency_max"), 100);
  EXPECT_EQ(figure(row, "cpu_per_request"), 1'000);
  EXPECT_TRUE(std::isnan(figure(row, "service_p50")));
}

TEST(Summary, WhatDoesNotExistIsMissing) {
  const Distribution empty;
  const SummaryRow row = summary_of(Stage{}, &empty, &empty);
  for (const double value : row) EXPECT_TRUE(std::isnan(value));
  Stage idle;
  idle.duration_ns = 1;
  EXPECT_EQ(figure(summary_of(idle, nullptr, nullptr), "throughput"), 0) << "measured, and nothing completed";
}

/// Two workloads, the second never measured.
Recording recording_with(std::initializer_list<Stage> stages) {
  Recording r;
  r.workloads.resize(2);
  r.repetitions.resize(3);
  for (auto& repetition : r.repetitions) repetition.outcome = RepetitionOutcome::ok;
  r.repetitions[2].outcome = RepetitionOutcome::crashed;
  r.stages = stages;
  return r;
}

Stage capacity_stage(std::uint32_t repetition, std::uint64_t completed) {
  Stage stage;
  stage.repetition = repetition;
  stage.kind = StageKind::capacity;
  stage.duration_ns = 1'000'000'000;
  stage.completed = completed;
  return stage;
}

std::vector<SummaryRow> overview(const Recording& r) {
  std::vector<SummaryRow> summaries;
  summaries.reserve(r.stages.size());
  for (const Stage& stage : r.stages) summaries.push_back(summary_of(stage, nullptr, nullptr));
  return overview_of(r, summaries);
}

TEST(Overview, CapacityIsTheMedianOfTheLargestOfEachRepetition) {
  const Recording r =
      recording_with({capacity_stage(0, 100), capacity_stage(0, 300), capacity_stage(1, 200)});
  const auto rows = overview(r);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0][at(overview_metrics(), "repetitions")], 2);
  EXPECT_EQ(rows[0][at(overview_metrics(), "stages")], 3);
  EXPECT_EQ(rows[0][at(overview_metrics(), "capacity")], 250);
  EXPECT_TRUE(std::isnan(rows[0][at(overview_metrics(), "service_p50")]));
  EXPECT_EQ(rows[1][at(overview_metrics(), "stages")], 0);
  EXPECT_TRUE(std::isnan(rows[1][at(overview_metrics(), "capacity")]));
}

TEST(Overview, VoidAndFailedStagesDoNotCount) {
  Stage voided = capacity_stage(0, 900), failed = capacity_stage(1, 800);
  voided.quality = Quality::voided;
  failed.outcome = StageOutcome::failed;
  const auto rows = overview(recording_with({voided, failed, capacity_stage(1, 100)}));
  EXPECT_EQ(rows[0][at(overview_metrics(), "capacity")], 100);
  EXPECT_EQ(rows[0][at(overview_metrics(), "stages")], 1);
}

}  // namespace
}  // namespace crossfade::results
