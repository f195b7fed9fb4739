// What a comparison found, in one line.
#include "analysis/report/outcome.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossfade::analysis {
namespace {

using statistics::Interval;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// A row of which both sides have a value.
MetricComparison row(const std::string& metric, double ratio, Interval interval, double disturbed = 0) {
  MetricComparison m;
  m.metric = metric;
  m.base.value = 1;
  m.candidate.value = ratio;
  m.base.disturbed_share = disturbed;
  m.ratio.value = ratio;
  m.ratio.interval = interval;
  m.ratio.resolved = !interval.contains(1);
  m.ratio.better = m.ratio.resolved && ratio > 1;
  return m;
}

MetricComparison without_ratio(const std::string& metric, const std::string& why) {
  MetricComparison m = row(metric, 1, {0.5, 2});
  m.ratio = {};
  m.ratio.absent_because = why;
  return m;
}

Comparison of(std::vector<MetricComparison> rows) {
  Comparison c;
  c.base.label = "old";
  c.candidate.label = "new";
  c.workloads.push_back({"tls_segment", "", std::move(rows)});
  return c;
}

TEST(Outcome, CountsRowsAndSaysWhatTheLimitsSay) {
  MetricComparison absent;
  absent.metric = "ipc";
  EXPECT_EQ(
      outcome_text(of({row("capacity", 1.32, {1.06, 1.63}), row("slo_rate", 0.79, {0.42, 1.5}),
                       row("capacity_1", 0.5, {0.4, 0.6}), row("service_p50", 1.2, {1.1, 1.3}, 0.5),
                       without_ratio("latency_p99", "a queue"), absent})),
      "In short, new against old: 2 of 5 rows are resolved (1 better, 1 worse); 1 in question (disturbed), "
      "1 not resolved, 1 without a ratio. tls_segment: capacity 1.32 [1.06, 1.63], better; SLO throughput "
      "0.79, not "
      "resolved: -58 ... +50 %.");
}

TEST(Outcome, WithoutAResolvedRowSaysWhy) {
  EXPECT_THAT(
      outcome_text(of({row("capacity", 1.01, {0.9, 1.1})})),
      StartsWith("In short, new against old: INCONCLUSIVE: none of 1 rows is resolved (1 not resolved): "
                 "every interval contains 1"));
  EXPECT_THAT(outcome_text(of({without_ratio("capacity", "baseline: one block only"),
                               without_ratio("slo_rate", "baseline: one block only"),
                               without_ratio("capacity_1", "another")})),
              HasSubstr("(3 without a ratio): baseline: one block only. tls_segment: capacity no ratio; SLO "
                        "throughput no ratio."));
  EXPECT_THAT(outcome_text(of({})),
              EndsWith("none of 0 rows is resolved (nothing was measured): no value was "
                       "measured."));
}

TEST(Outcome, SaysWhereUndisturbedDecidesOtherwise) {
  MetricComparison m = row("capacity", 1.1, {0.8, 1.4});
  m.undisturbed = row("capacity", 1.3, {1.2, 1.4}).ratio;
  EXPECT_THAT(outcome_text(of({m})), HasSubstr(" Undisturbed decides otherwise in 1. tls_segment: "));
}

TEST(Outcome, OfDisturbedStagesIsInconclusive) {
  Comparison c = of({row("capacity", 1.5, {1.3, 1.7}, 0.9)});
  c.candidate_disturbance.time_share = 0.64;
  EXPECT_THAT(outcome_text(c),
              HasSubstr("INCONCLUSIVE: none of 1 rows is resolved (1 in question (disturbed)): "
                        "too much was disturbed (baseline unknown, candidate 64 % of the time): "
                        "measure again"));
  EXPECT_THAT(outcome_text(c), HasSubstr("capacity 1.50 [1.30, 1.70], disturbed 90 %: better?"));
}

}  // namespace
}  // namespace crossfade::analysis
