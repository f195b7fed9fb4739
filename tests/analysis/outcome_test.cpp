// What a comparison found, in one line.
#include "analysis/report/outcome.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/slo_rate.h"

namespace crossfade::analysis {
namespace {

using statistics::Interval;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
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

std::string outcome_of(const Comparison& c, const CostTable& cost = {}) {
  return outcome_text(c, cost);
}

TEST(Outcome, CountsRowsAndSaysWhatTheLimitsSay) {
  MetricComparison absent;
  absent.metric = "ipc";
  EXPECT_EQ(
      outcome_of(of({row("capacity", 1.32, {1.06, 1.63}), row("slo_rate", 0.79, {0.42, 1.5}),
                     row("capacity_1", 0.5, {0.4, 0.6}), row("service_p50", 1.2, {1.1, 1.3}, 0.5),
                     without_ratio("latency_p99", "a queue"), absent})),
      "In short, new against old: 2 of 5 rows are resolved (1 better, 1 worse); 1 in question (disturbed), "
      "1 not resolved, 1 without a ratio. tls_segment: capacity 1.32 [1.06, 1.63], better; SLO throughput "
      "0.79, not "
      "resolved: -58 ... +50 %; no cost ratio. Next: record anew with four times the blocks, which halves "
      "what "
      "runs add to the intervals.");
}

TEST(Outcome, WithoutAResolvedRowSaysWhy) {
  EXPECT_THAT(
      outcome_of(of({row("capacity", 1.01, {0.9, 1.1})})),
      StartsWith("In short, new against old: INCONCLUSIVE: none of 1 rows is resolved (1 not resolved): "
                 "every interval contains 1"));
  EXPECT_THAT(outcome_of(of({without_ratio("capacity", "baseline: one block only"),
                             without_ratio("slo_rate", "baseline: one block only"),
                             without_ratio("capacity_1", "another")})),
              HasSubstr("(3 without a ratio): baseline: one block only. tls_segment: capacity no ratio; SLO "
                        "throughput no ratio, so no cost."));
  EXPECT_THAT(outcome_of(of({})), EndsWith("none of 0 rows is resolved (nothing was measured): no value was "
                                           "measured. Next: record at least 8 blocks a side."));
}

TEST(Outcome, WhatIsNotComparableIsNotMendedByAQuieterMachine) {
  Comparison c = of({without_ratio("capacity", "the inputs differ")});
  c.workloads[0].not_comparable_because = "blocking difference: dataset digest";
  c.base_disturbance.time_share = 1;
  EXPECT_THAT(outcome_of(c),
              EndsWith("Next: record tls_segment alike on both sides (not comparable: blocking difference: "
                       "dataset digest)."));
  c.workloads.push_back({"evcache_get", "", {row("capacity", 1.01, {0.9, 1.1})}});
  c.base_disturbance = {};
  EXPECT_THAT(outcome_of(c), HasSubstr("dataset digest); record anew with four times the blocks"));
}

TEST(Outcome, SaysWhereUndisturbedDecidesOtherwise) {
  MetricComparison m = row("capacity", 1.1, {0.8, 1.4});
  m.undisturbed = row("capacity", 1.3, {1.2, 1.4}).ratio;
  EXPECT_THAT(outcome_of(of({m})), HasSubstr(" 1 more is resolved undisturbed. tls_segment: "));
  m.undisturbed = row("capacity", 0.6, {0.5, 0.7}).ratio;
  EXPECT_THAT(outcome_of(of({m})), HasSubstr(" Undisturbed decides otherwise in 1. tls_segment: "));
}

TEST(Outcome, OfDisturbedStagesIsInconclusive) {
  Comparison c = of({row("capacity", 1.5, {1.3, 1.7}, 0.9)});
  c.candidate_disturbance.time_share = 0.64;
  EXPECT_EQ(
      outcome_of(c),
      "In short, new against old: INCONCLUSIVE: none of 1 rows is resolved (1 in question (disturbed)): "
      "too much was disturbed. BUT: disturbed unknown | 64 % of the time (baseline | candidate). "
      "tls_segment: capacity 1.50 [1.30, 1.70], disturbed 90 %: better?. Next: measure again on a "
      "quieter machine.");
}

Side of_hosts(std::initializer_list<const char*> ids) {
  Side side;
  for (const char* id : ids) {
    auto opened = std::make_shared<results::OpenedRecording>();
    opened->recording.header.host_id = id;
    side.recordings.push_back(opened);
  }
  return side;
}

Difference suspicious(const char* rule, const char* subject) {
  Difference d;
  d.rule = rule;
  d.subject = subject;
  d.severity = Severity::suspicious;
  return d;
}

TEST(Outcome, SaysWhatSpeaksAgainstItTheStrongestFirst) {
  Comparison c = of({row("slo_rate", 1.32, {1.06, 1.63})});
  c.base = of_hosts({"a", "b"});
  c.candidate = of_hosts({"c"});
  c.workloads[0].metrics[0].candidate.too_short_s = 4.2;
  c.workloads[0].metrics[0].base_undisturbed.too_short_s = 3;  // said of as experienced already
  c.differences = {suspicious("environment-unknown", "program.cpus"),
                   suspicious("disturbed-balance", "difference in disturbed stages"),
                   suspicious("build", "measuring program"), suspicious("build", "plug-in tls_segment"),
                   suspicious("kernel", "kernel")};
  EXPECT_THAT(
      outcome_of(c),
      HasSubstr(" BUT: SLO throughput from as little as 4.2 of the 16 s it takes; one host a side, how "
                "much others differ is assumed; suspicious: builds, kernel, program.cpus. "));
  c.workloads[0].metrics[0].candidate.too_short_s.reset();
  EXPECT_THAT(outcome_of(c), HasSubstr("SLO throughput, undisturbed, from as little as 3.0 of"));
}

TEST(Outcome, SaysTheCostOrWhereItBreaksEven) {
  const Comparison c = of({row("slo_rate", 1.58, {1.02, 2.47})});
  CostTable cost;
  cost.break_even = {{"tls_segment", "another", {}}, {"tls_segment", "new", {}}};
  cost.break_even[0].price_ratio.value = 3;
  cost.break_even[1].price_ratio.value = 1.58;
  cost.break_even[1].price_ratio.interval = Interval{1.02, 2.47};
  EXPECT_THAT(outcome_of(c, cost),
              EndsWith("better; breaks even at 1.58 [1.02, 2.47] times the baseline's price."));
  Comparison disturbed = c;
  disturbed.workloads[0].metrics[0].base.disturbed_share = 0.5;
  EXPECT_THAT(outcome_of(disturbed, cost),
              HasSubstr("1.58 [1.02, 2.47] times the baseline's price? (disturbed 50 %"));
  CostRow priced{"tls_segment", "new", "on-demand", {}, {}, {}, BindingLimit::cpu, {}, {}};
  priced.cost_ratio.value = 0.76;
  priced.cost_ratio.interval = Interval{0.49, 1.18};
  cost.rows = {priced};
  EXPECT_THAT(outcome_of(c, cost),
              EndsWith("better; cost per request 0.76 (on-demand), not resolved: -51 ... +18 %."));
}

TEST(Outcome, SaysThatASideIsReadOffTheGridAndIsToBeRecordedAgain) {
  MetricComparison grid = row("slo_rate_grid", 1.0, {0.7, 1.4});
  EXPECT_THAT(outcome_of(of({grid})), HasSubstr("tls_segment: SLO throughput (read off the grid) 1.00"));
  EXPECT_THAT(outcome_of(of({grid})), HasSubstr(" Next: record both sides so that SLO throughput is solved"));
  grid.base.cautions.emplace_back(no_chunks_on_this_side);
  EXPECT_THAT(outcome_of(of({grid})),
              HasSubstr(" Next: record the baseline again, so that SLO throughput is solved and not read off "
                        "the grid; record anew with four times the blocks"));
  const MetricComparison decided = row("capacity", 1.5, {1.3, 1.7});
  grid.ratio = decided.ratio;
  EXPECT_THAT(outcome_of(of({grid})), EndsWith("read off the grid.")) << "nothing else is open";
}

TEST(Outcome, SaysWhatWouldDecideWhatIsOpen) {
  MetricComparison open = row("capacity", 1.01, {0.9, 1.1});
  open.ratio.base_n.blocks = 8;
  EXPECT_THAT(outcome_of(of({open})), HasSubstr(" Next: record anew with four times the blocks (32 a side)"));
  open.ratio.assumed_variance_share = 0.9;
  EXPECT_THAT(outcome_of(of({open})), HasSubstr(" Next: record other hosts too, 3 of each side"));
  open.ratio.method = RatioMethod::same_host_sequential;
  EXPECT_THAT(outcome_of(of({open})), HasSubstr(" Next: measure both sides in turn"));
  EXPECT_THAT(outcome_of(of({row("capacity", 1.5, {1.3, 1.7}), row("service_p50", 1, {0.9, 1.1})})),
              Not(HasSubstr("Next:")))
      << "what a decision is read from is resolved";
}

}  // namespace
}  // namespace crossfade::analysis
