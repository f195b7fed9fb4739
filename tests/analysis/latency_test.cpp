#include "analysis/latency.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "analysis/load_curve.h"
#include "analysis/process_run.h"
#include "analysis/statistics/quantile_support.h"
#include "analysis/statistics/student_t.h"
#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using results::Distribution;
using results::DistributionKind;
using results::Recording;
using results::StageKind;
using ::testing::HasSubstr;
using testing::synthetic_recording;
using testing::SyntheticHost;

/// Effective requests that the typical of several process runs needs for an interval.
double needed_in_each(double p) {
  return statistics::effective_needed_in_each(p);
}

std::string integer_text(double value) {
  return std::to_string(static_cast<int>(value));
}

SyntheticHost one_rate(std::uint64_t requests, double design_effect) {
  SyntheticHost host;
  host.grid_points = 1;
  host.requests = requests;
  host.design_effect = design_effect;
  return host;
}

QuantileEstimate latency(const Recording& recording, double p) {
  const Side side = side_of({recording});
  return quantile_estimate(process_runs(side, "tls_segment"), {StageKind::load, {}, {}},
                           DistributionKind::latency, p);
}

/// Every latency distribution, in the order of the process runs.
std::vector<Distribution*> latencies(Recording& recording) {
  std::vector<Distribution*> found;
  for (Distribution& d : recording.distributions) {
    if (d.kind == DistributionKind::latency) found.push_back(&d);
  }
  return found;
}

void expect_refused(const QuantileEstimate& q, const std::string& because) {
  EXPECT_TRUE(q.estimate.value) << "the value itself stands";
  EXPECT_FALSE(q.estimate.interval);
  EXPECT_THAT(q.estimate.no_interval_because, HasSubstr(because));
  EXPECT_TRUE(q.sample.values.empty()) << "what has no interval has no ratio";
  EXPECT_EQ(q.sample.absent_because, q.estimate.no_interval_because);
}

TEST(Latency, ShortRunsOfALongQueueHaveNoInterval) {
  const QuantileEstimate q = latency(synthetic_recording(one_rate(900, 300)), 0.99);
  expect_refused(q, "8 process runs of about 3 independent requests each: an interval of p99 needs " +
                        integer_text(needed_in_each(0.99)) + " in each");
  EXPECT_EQ(q.estimate.n.requests, 8 * 900U);
}

TEST(Latency, IsThatOfAllRequestsOfARecordingAndVariesAsItsRunsDo) {
  const Side side = side_of({synthetic_recording(one_rate(4'000, 1))});
  const WorkloadRuns runs = process_runs(side, "tls_segment");
  const StageFilter load{StageKind::load, {}, {}};
  std::vector<const StageView*> all;
  std::vector<double> own;
  for (const ProcessRun& run : runs.runs) {
    for (const StageView* view : matching(run, load)) all.push_back(view);
    own.push_back(std::log(*quantile_ns(DistributionKind::latency, 0.99)(run, matching(run, load)).value));
  }
  const double pooled_ns = pooled_histogram(all, DistributionKind::latency).quantile_ns(0.99);
  const QuantileEstimate q = quantile_estimate(runs, load, DistributionKind::latency, 0.99);
  EXPECT_NEAR(*q.estimate.value, pooled_ns, 1e-6 * pooled_ns);
  const auto between_runs = statistics::mean_interval(own);
  EXPECT_NEAR(std::log(q.estimate.interval->high / q.estimate.interval->low),
              between_runs->high - between_runs->low, 1e-9);
}

TEST(Latency, HasAnIntervalFromTheRequestsThatAreNeededOn) {
  const double needed = needed_in_each(0.99);
  const QuantileEstimate enough = latency(synthetic_recording(one_rate(4'000, 4'000 / needed)), 0.99);
  EXPECT_TRUE(enough.estimate.interval);
  EXPECT_EQ(enough.sample.values.size(), 8U);
  expect_refused(latency(synthetic_recording(one_rate(4'000, 4'000 / (needed - 0.5))), 0.99),
                 "about " + integer_text(needed - 1) + " independent requests each");
}

TEST(Latency, TheSameRequestsMaySupportTheMedianAndNotTheTail) {
  const Recording r = synthetic_recording(one_rate(4'000, 4'000 / needed_in_each(0.9)));
  EXPECT_TRUE(latency(r, 0.5).estimate.interval);
  EXPECT_TRUE(latency(r, 0.9).estimate.interval);
  EXPECT_FALSE(latency(r, 0.99).estimate.interval);
}

TEST(Latency, TheTypicalRunDecides) {
  Recording r = synthetic_recording(one_rate(4'000, 1));
  const auto all = latencies(r);
  ASSERT_EQ(all.size(), 8U);
  all[0]->design_effect_p99 = 1e6;
  EXPECT_TRUE(latency(r, 0.99).estimate.interval) << "one run with a long queue does not forbid it";
  for (std::size_t i = 1; i < 5; ++i) all[i]->design_effect_p99 = 1e6;
  EXPECT_FALSE(latency(r, 0.99).estimate.interval) << "and three good ones do not make five others good";
}

TEST(Latency, EveryRunNeedsItsDesignEffect) {
  Recording r = synthetic_recording(one_rate(4'000, 1));
  latencies(r)[5]->design_effect_p99 = results::missing;
  expect_refused(latency(r, 0.99), "no design effect, so no interval: a process run has none");
  EXPECT_TRUE(latency(r, 0.5).estimate.interval) << "of the median it is";
  expect_refused(latency(r, 0.9), "a process run has none");
}

TEST(Latency, SaysWhyADesignEffectIsNotRecorded) {
  const Recording few = synthetic_recording(one_rate(300, results::missing));
  expect_refused(latency(few, 0.99), "it takes 400 requests in a process run, and one has 300");
  Recording regular = synthetic_recording(one_rate(4'000, results::missing));
  for (results::Stage& s : regular.stages) s.arrival = results::Arrival::constant;
  expect_refused(latency(regular, 0.99), "for Poisson arrivals only");
}

TEST(Latency, BetweenTwoRecordedQuantilesTheLargerDesignEffectCounts) {
  const double too_large = 4'000 / (needed_in_each(0.9) - 0.5);
  Recording r = synthetic_recording(one_rate(4'000, 1));
  for (Distribution* d : latencies(r)) d->design_effect_p99 = too_large;
  EXPECT_FALSE(latency(r, 0.9).estimate.interval);
  for (Distribution* d : latencies(r)) std::swap(d->design_effect_p50, d->design_effect_p99);
  EXPECT_FALSE(latency(r, 0.9).estimate.interval);
  for (Distribution* d : latencies(r)) d->design_effect_p50 = 1;
  EXPECT_TRUE(latency(r, 0.9).estimate.interval);
}

TEST(Latency, RowsOfAllClassesComeBeforeThoseOfOne) {
  Recording r = synthetic_recording(one_rate(4'000, 1));
  std::vector<Distribution> of_all;
  for (Distribution* d : latencies(r)) {
    of_all.push_back(*d);
    of_all.back().workload_class = Distribution::all_classes;
    d->design_effect_p99 = results::missing;  // as the collector leaves it in the rows of classes
  }
  r.distributions.insert(r.distributions.end(), of_all.begin(), of_all.end());
  EXPECT_TRUE(latency(r, 0.99).estimate.interval);
  EXPECT_EQ(latency(r, 0.99).estimate.n.requests, 8 * 4'000U) << "none counted twice";
}

TEST(Latency, OfOneProcessRunIsJudgedWithinIt) {
  SyntheticHost host = one_rate(4'000, 2);
  host.blocks = 1;
  const QuantileEstimate q = latency(synthetic_recording(host), 0.99);
  EXPECT_TRUE(q.estimate.interval);
  EXPECT_THAT(q.estimate.cautions, ::testing::Contains(HasSubstr("within one process run")));
}

TEST(Latency, WhereARunFellBehindItIsABoundWhateverIsKnown) {
  Recording r = synthetic_recording(one_rate(900, 300));
  for (results::Stage& s : r.stages) {
    if (s.kind == StageKind::load && s.repetition == 2) s.outcome = results::StageOutcome::saturated;
  }
  const QuantileEstimate q = latency(r, 0.99);
  EXPECT_EQ(q.estimate.bound, Bound::at_least);
  expect_refused(q, "fell behind");
}

TEST(ServiceTime, WaitsInNoQueue) {
  const Side side = side_of({synthetic_recording(one_rate(4'000, results::missing))});
  const QuantileEstimate q = quantile_estimate(process_runs(side, "tls_segment"),
                                               {StageKind::service, {}, {}}, DistributionKind::service, 0.99);
  EXPECT_TRUE(q.estimate.interval);
  EXPECT_EQ(q.sample.values.size(), 8U);
}

/// The service-time stage of one process run made `requests` requests of 10 ms each.
void slow_down(Recording& recording, std::uint32_t repetition, std::uint64_t requests) {
  for (Distribution& d : recording.distributions) {
    const results::Stage& stage = recording.stages[d.stage];
    if (stage.kind != StageKind::service || stage.repetition != repetition) continue;
    results::Histogram h;
    for (std::uint64_t i = 0; i < requests; ++i) h.record(10'000'000);
    d.n = h.count(), d.sum_ns = h.sum_ns(), d.min_ns = h.min_ns(), d.max_ns = h.max_ns();
    d.buckets = h.sparse();
  }
}

QuantileEstimate service_time(const Side& side, double p) {
  return quantile_estimate(process_runs(side, "tls_segment"), {StageKind::service, {}, {}},
                           DistributionKind::service, p);
}

TEST(ServiceTime, ARunTooSlowForAQuantileIsNotLeftOut) {
  Recording r = synthetic_recording(one_rate(200, results::missing));
  slow_down(r, 2, 60);
  const Side side = side_of({r});
  const QuantileEstimate q = service_time(side, 0.99);
  // 60 of 1,460 requests are the slow ones; in the other seven runs p99 is about 0.3 ms.
  ASSERT_TRUE(q.estimate.value);
  EXPECT_NEAR(*q.estimate.value, 10e6, 0.1e6);
  expect_refused(q, "of all process runs together: 60 requests in a process run: p99 needs 100");
  EXPECT_THAT(q.estimate.no_interval_because, HasSubstr("the faster ones"));
  EXPECT_EQ(q.estimate.n.requests, 7 * 200U + 60);
  EXPECT_EQ(q.estimate.n.processes, 8U);
  EXPECT_EQ(q.sample.blocks_of_recording.at(0), 8U);
  EXPECT_TRUE(q.estimate.cautions.empty()) << "no run is left out";
  EXPECT_TRUE(service_time(side, 0.5).estimate.interval) << "each run has enough for its median";
}

TEST(ServiceTime, OfAllRunsTogetherCountsAllRuns) {
  const Side side = side_of({synthetic_recording(one_rate(50, results::missing))});
  const QuantileEstimate q = service_time(side, 0.99);
  expect_refused(q, "of all process runs together: 50 requests in a process run: p99 needs 100");
  EXPECT_THAT(q.estimate.no_interval_because, ::testing::Not(HasSubstr("faster")));
  EXPECT_EQ(q.estimate.n.processes, 8U);
  EXPECT_EQ(q.estimate.n.requests, 400U);
}

TEST(LoadCurve, SaysWhereTheQueueIsTooLongForItsStages) {
  const auto curves = load_curves({side_of({synthetic_recording(one_rate(900, 300))})}, "tls_segment");
  const LoadPoint& point = curves.at(0).points.at(0);
  EXPECT_TRUE(point.p99_ns.value);
  EXPECT_FALSE(point.p99_ns.interval);
  EXPECT_THAT(point.p90_ns.no_interval_because, HasSubstr("of about 3 independent requests each"));
}

}  // namespace
}  // namespace crossfade::analysis
