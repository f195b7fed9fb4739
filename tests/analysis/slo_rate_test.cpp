#include "analysis/slo_rate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "analysis/comparison.h"
#include "analysis/objective_grid.h"
#include "analysis/ratio.h"
#include "analysis/slo_solution.h"
#include "analysis/statistics/moments.h"
#include "analysis/undisturbed.h"
#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using ::testing::HasSubstr;
using testing::synthetic_recording;
using testing::SyntheticHost;

/// Two workers of 200 us, so 10,000/s; an objective of 1 ms.
SyntheticHost host_with_chunks() {
  SyntheticHost host;
  host.chunk_requests = 2'000;
  host.requests = 500;
  return host;
}

testing::SyntheticWorkload within(double objective_ns) {
  testing::SyntheticWorkload w;
  w.slo_p99_ns = static_cast<std::uint64_t>(objective_ns);
  return w;
}

Side one(const SyntheticHost& host, double objective_ns = 1e6) {
  return side_of({synthetic_recording(host, {within(objective_ns)})});
}

const MetricComparison& metric(const Comparison& c, const std::string& id) {
  for (const MetricComparison& m : c.workloads.at(0).metrics) {
    if (m.metric == id) return m;
  }
  ADD_FAILURE() << "no metric " << id;
  return c.workloads.at(0).metrics.front();
}

TEST(SloRate, IsTheRootOfAllBlocksWithAnIntervalBetweenThem) {
  const Side side = one(host_with_chunks());
  const WorkloadRuns runs = process_runs(side, "tls_segment");
  const SloRate rate = slo_rate(runs);
  ASSERT_TRUE(rate.estimate.value) << rate.estimate.absent_because;
  ASSERT_TRUE(rate.estimate.interval) << rate.estimate.no_interval_because;
  EXPECT_GT(*rate.estimate.value, 5'000);
  EXPECT_LT(*rate.estimate.value, 10'000);
  EXPECT_TRUE(rate.estimate.interval->contains(*rate.estimate.value));
  EXPECT_EQ(rate.estimate.n.blocks, 8U);
  EXPECT_EQ(rate.estimate.n.processes, 8U);
  EXPECT_EQ(rate.estimate.n.requests, 8U * 2'000U);
  std::vector<const ProcessRun*> all;
  for (const ProcessRun& run : runs.runs) all.push_back(&run);
  EXPECT_NEAR(*rate.estimate.value, solve_slo(all, 1).rate_per_s, 1e-6);
}

TEST(SloRate, ALowerRateThatWasMeasuredAndMissesTheObjectiveIsNamed) {
  const auto rate_of = [](bool saturated, bool disturbed = false) {
    results::Recording recording = synthetic_recording(host_with_chunks(), {within(1e6)});
    double lowest = 1e9;
    for (const results::Stage& stage : recording.stages) {
      if (stage.kind == results::StageKind::load) lowest = std::min(lowest, stage.offered_per_s);
    }
    for (results::Stage& stage : recording.stages) {
      if (saturated && stage.kind == results::StageKind::load && stage.offered_per_s == lowest)
        stage.outcome = results::StageOutcome::saturated;
      if (disturbed && stage.kind == results::StageKind::load) stage.quality = results::Quality::disturbed;
    }
    const Side side = side_of({recording});
    return slo_rate(process_runs(side, "tls_segment"));
  };
  const auto cautions = [&](bool saturated) { return rate_of(saturated).estimate.cautions; };
  EXPECT_THAT(cautions(true), ::testing::Contains(::testing::AllOf(HasSubstr("a lower rate, 100 %"),
                                                                   HasSubstr("likely lower than solved"))));
  EXPECT_THAT(cautions(false), ::testing::Contains(HasSubstr("a lower rate, 2.07 % [1.71, 2.43]")))
      << "the lowest of those with too many";
  EXPECT_THAT(rate_of(true).contradicted_because, HasSubstr("likely lower than solved"));
  EXPECT_EQ(rate_of(true, true).contradicted_because, "") << "who disturbs makes requests late at any rate";
}

TEST(SloRate, OfOneRecordingHasTheIntervalOfItsSolution) {
  const Side side = one(host_with_chunks());
  const WorkloadRuns runs = process_runs(side, "tls_segment");
  std::vector<const ProcessRun*> all;
  for (const ProcessRun& run : runs.runs) all.push_back(&run);
  const auto solution = solve_slo(all, 1);
  const SloRate rate = slo_rate(runs);
  ASSERT_TRUE(solution.interval);
  ASSERT_TRUE(rate.estimate.interval);
  EXPECT_EQ(*rate.estimate.interval, *solution.interval);
}

TEST(SloRate, OfFewSecondsSaysWhatMayBeMissing) {
  const auto cautions = [](std::uint32_t requests) {
    SyntheticHost host = host_with_chunks();
    host.chunk_requests = requests;
    const Side side = one(host);
    return slo_rate(process_runs(side, "tls_segment")).estimate.cautions;
  };
  // 8 blocks at about 7,000/s.
  EXPECT_THAT(cautions(2'000), ::testing::Contains(HasSubstr("may be missing")));
  EXPECT_THAT(cautions(20'000), ::testing::Not(::testing::Contains(HasSubstr("may be missing"))));
}

TEST(SloRate, EightChunksOfTwoSecondsAreEnoughHoweverManyRequestsCameInThem) {
  const auto too_short_s = [](std::uint64_t offered, results::StageOutcome outcome) {
    results::Recording recording = synthetic_recording(host_with_chunks(), {within(1e6)});
    for (results::Stage& stage : recording.stages) {
      if (stage.kind != results::StageKind::slo_chunk) continue;
      stage.duration_ns = 2'000'000'000;
      stage.offered = offered;
      stage.outcome = outcome;
    }
    return slo_rate(process_runs(side_of({recording}), "tls_segment")).estimate.too_short_s;
  };
  EXPECT_FALSE(too_short_s(2'000, results::StageOutcome::ok)) << "fewer than rate x 2 s by chance";
  EXPECT_NEAR(too_short_s(8'000, results::StageOutcome::ok).value_or(0), 4, 0.01) << "a quarter was kept";
  EXPECT_LT(too_short_s(2'000, results::StageOutcome::aborted).value_or(99), 4)
      << "2 s are until it was given up";
}

TEST(SloRate, FarFromWhereItsRequestsWereOfferedSaysSo) {
  // Offered at 8,000/s.
  const auto cautions_at = [](double objective_ns) {
    const Side side = one(host_with_chunks(), objective_ns);
    std::string all;
    for (const std::string& caution : slo_rate(process_runs(side, "tls_segment")).estimate.cautions)
      all += caution + "\n";
    return all;
  };
  EXPECT_THAT(cautions_at(1e6), ::testing::Not(HasSubstr("solved at")));
  EXPECT_THAT(cautions_at(4e5),
              HasSubstr("solved at 0.42 times the rate that its requests were offered at (7,"));
}

TEST(SloRate, FarBelowARateThatLeftNoWorkerIdleHasNoInterval) {
  const auto rate = [](double share_of_capacity) {
    results::Recording recording = synthetic_recording(host_with_chunks(), {within(4e5)});
    for (results::Stage& stage : recording.stages) {
      if (stage.kind == results::StageKind::slo_chunk) stage.offered_per_s *= share_of_capacity / 0.8;
    }
    const Side side = side_of({recording});
    return slo_rate(process_runs(side, "tls_segment"));
  };
  EXPECT_TRUE(rate(0.85).estimate.interval);
  const SloRate full = rate(0.99);
  EXPECT_TRUE(full.estimate.value);
  EXPECT_FALSE(full.estimate.interval);
  EXPECT_THAT(full.estimate.no_interval_because, HasSubstr("standstills of idle workers were not seen"));
  EXPECT_TRUE(full.sample.values.empty()) << "and no ratio";
}

TEST(SloRate, MovesWithTheSpeedOfTheMachine) {
  SyntheticHost fast = host_with_chunks();
  fast.speed = 1.5;
  fast.host_id = "host-b";
  fast.seed = 2;
  const auto c = compare(one(host_with_chunks()), one(fast), {});
  ASSERT_TRUE(c);
  const MetricComparison& m = metric(*c, "slo_rate");
  EXPECT_EQ(m.context, "p99 in 1 ms");
  ASSERT_TRUE(m.ratio.value);
  ASSERT_TRUE(m.ratio.interval);
  EXPECT_EQ(m.ratio.method, RatioMethod::two_hosts_r1);
  // Faster by half, and its queue may be longer within the same objective: more than half.
  EXPECT_GT(*m.ratio.value, 1.5);
  EXPECT_LT(*m.ratio.value, 1.8);
}

TEST(SloRate, ASideWithoutChunksIsComparedOnTheGrid) {
  SyntheticHost old = host_with_chunks();
  old.chunk_requests = 0;
  old.host_id = "host-b";
  const auto c = compare(one(old), one(host_with_chunks()), {});
  ASSERT_TRUE(c);
  EXPECT_EQ(metric(*c, "slo_rate_grid").context, "p99 in 1 ms");
  const Side side = one(old);
  const WorkloadRuns runs = process_runs(side, "tls_segment");
  EXPECT_FALSE(has_slo_chunks(runs));
  EXPECT_EQ(slo_rate(runs).estimate.absent_because, "no stage near that rate was recorded");
}

TEST(SloRate, AnObjectiveBelowTheServiceTimeHasNone) {
  const Side side = one(host_with_chunks(), 150'000);
  const SloRate rate = slo_rate(process_runs(side, "tls_segment"));
  EXPECT_FALSE(rate.estimate.value);
  EXPECT_THAT(rate.estimate.absent_because,
              ::testing::MatchesRegex("no rate meets the objective: the fastest p99, without any queueing, "
                                      "is .* us .of .* requests., and 150 us "
                                      "is allowed.*"));
  EXPECT_TRUE(rate.sample.values.empty());
}

TEST(SloRate, ThatThereIsNoneIsAQuestionWhereTheRequestsWereDisturbed) {
  const auto reason = [](std::size_t disturbed_of_8) {
    auto recording = synthetic_recording(host_with_chunks(), {within(250'000)});
    std::size_t chunks = 0;
    for (results::Stage& stage : recording.stages) {
      if (stage.kind == results::StageKind::slo_chunk && chunks++ < disturbed_of_8)
        stage.quality = results::Quality::disturbed;
    }
    EXPECT_EQ(chunks, 8U);
    const Side side = side_of({recording});
    return slo_rate(process_runs(side, "tls_segment")).estimate.absent_because;
  };
  EXPECT_THAT(reason(8), ::testing::StartsWith("disturbed 100 %: too much to say whether any rate meets the "
                                               "objective: the fastest p99, without any queueing, is "));
  EXPECT_THAT(reason(8), HasSubstr("measure again"));
  EXPECT_THAT(reason(3), ::testing::StartsWith("disturbed 38 %: too much to say"));
  EXPECT_THAT(reason(2), ::testing::StartsWith("no rate meets the objective: "));
}

TEST(SloRate, AnObjectiveBelowMostServiceTimesIsMissedHoweverDisturbed) {
  auto recording = synthetic_recording(host_with_chunks(), {within(150'000)});
  for (results::Stage& stage : recording.stages) stage.quality = results::Quality::disturbed;
  const Side side = side_of({recording});
  const std::string why = slo_rate(process_runs(side, "tls_segment")).estimate.absent_because;
  EXPECT_THAT(why, ::testing::StartsWith("no rate meets the objective: the fastest p99, "));
  EXPECT_THAT(why, ::testing::EndsWith("100 % of them are late"));
}

TEST(SloRate, AQuantileJustBeyondTheObjectiveDoesNotReadLikeIt) {
  const Side strict = one(host_with_chunks(), 150'000);
  std::vector<const ProcessRun*> all;
  const WorkloadRuns runs = process_runs(strict, "tls_segment");
  for (const ProcessRun& run : runs.runs) all.push_back(&run);
  // An objective just missed: the fastest p99 itself is one that is met.
  const double fastest_ns = solve_slo(all, 1).fastest_quantile_ns;
  const Side side = one(host_with_chunks(), std::floor(fastest_ns * 0.9999));
  const std::string why = slo_rate(process_runs(side, "tls_segment")).estimate.absent_because;
  std::string p99 = why.substr(why.find("queueing, is ") + 13);
  p99 = p99.substr(0, p99.find(" (of"));
  ASSERT_THAT(why, HasSubstr("allowed"));
  std::string allowed = why.substr(why.find("and ") + 4);
  allowed = allowed.substr(0, allowed.find(" is allowed"));
  EXPECT_NE(p99, allowed) << why;
}

TEST(SloRate, AnObjectiveThatNothingMissesIsLimitedByCapacity) {
  const Side side = one(host_with_chunks(), 10e9);
  const SloRate rate = slo_rate(process_runs(side, "tls_segment"));
  ASSERT_TRUE(rate.estimate.value);
  EXPECT_NEAR(*rate.estimate.value, 10'000, 300);
  ASSERT_TRUE(rate.estimate.interval);
  EXPECT_THAT(rate.estimate.cautions, ::testing::Contains(HasSubstr("capacity limits the rate")));
  EXPECT_THAT(rate.estimate.cautions, ::testing::Contains(HasSubstr("the true one may be 1 % lower")));
  EXPECT_THAT(rate.estimate.cautions, ::testing::Contains(HasSubstr("may be missing")))
      << "where nothing was late a standstill that was missed would matter most";
}

TEST(SloRate, WhereCapacityStandsInItsIntervalsReachDownToTheHighestRateTried) {
  SyntheticHost other = host_with_chunks();
  other.host_id = "host-b";
  other.seed = 2;
  const Side a = one(host_with_chunks(), 10e9), b = one(other, 10e9);
  const SloRate rate_a = slo_rate(process_runs(a, "tls_segment")),
                rate_b = slo_rate(process_runs(b, "tls_segment"));
  const Estimate between_blocks = estimate(rate_a.sample);
  ASSERT_TRUE(rate_a.estimate.interval && between_blocks.interval);
  EXPECT_NEAR(rate_a.estimate.interval->low, 0.99 * between_blocks.interval->low, 1e-6);
  EXPECT_EQ(rate_a.estimate.interval->high, between_blocks.interval->high) << "it is an upper end already";
  EXPECT_EQ(rate_a.estimate.bound, Bound::none);

  // Either of the two may be the one that is lower.
  const auto c = compare(a, b, {});
  ASSERT_TRUE(c);
  const Ratio& compared = metric(*c, "slo_rate").ratio;
  const Ratio bare =
      ratio(rate_a.sample, rate_b.sample, results::Direction::higher_is_better, RatioOptions{});
  ASSERT_TRUE(compared.interval && bare.interval);
  EXPECT_NEAR(compared.interval->low, 0.99 * bare.interval->low, 1e-9);
  EXPECT_NEAR(compared.interval->high, bare.interval->high / 0.99, 1e-9);
}

TEST(SloRate, ARateThatIsSolvedIsOpenNeitherWay) {
  const Side side = one(host_with_chunks());
  EXPECT_EQ(slo_rate(process_runs(side, "tls_segment")).open_below, 1);
}

TEST(SloRate, ATailThatRestsOnAFewRequestsSaysSoBesideItsInterval) {
  auto recording = synthetic_recording(host_with_chunks(), {within(2e6)});
  for (results::Trace& trace : recording.traces)
    std::fill(trace.service_ns.begin(), trace.service_ns.end(), 100'000);
  for (std::size_t i = 0; i < 4; ++i) recording.traces[i].service_ns[1'000] = 30'000'000;
  const Side side = side_of({recording});
  const SloRate rate = slo_rate(process_runs(side, "tls_segment"));
  ASSERT_TRUE(rate.estimate.value) << rate.estimate.absent_because;
  ASSERT_TRUE(rate.estimate.interval) << rate.estimate.no_interval_because;
  EXPECT_THAT(rate.estimate.cautions, ::testing::Contains(HasSubstr("tail unsupported")));
  EXPECT_EQ(rate.sample.values.size(), 8U);
}

/// Of two blocks one has all late requests: by their variance the share may be anything at any rate.
results::Recording recording_without_lower_end() {
  auto recording = synthetic_recording(host_with_chunks(), {within(2e6)});
  for (results::Trace& trace : recording.traces) {
    std::fill(trace.service_ns.begin(), trace.service_ns.end(), 100'000);
    std::fill(trace.start_delay_ns.begin(), trace.start_delay_ns.end(), 0);
  }
  for (std::size_t i = 0; i < 120; ++i) recording.traces[0].service_ns[10 * i] = 3'000'000;
  return recording;
}

TEST(SloRate, OfAWideIntervalIsRough) {
  // Of 2,000 requests a block, so many take 3 ms, whoever waits: 0.8 % on average of the 1 % that may be
  // late.
  constexpr std::array<std::size_t, 8> some{9, 12, 16, 17, 20, 20, 16, 18};
  const auto found = [&](bool slow) {
    results::Recording recording = synthetic_recording(host_with_chunks(), {within(1e6)});
    for (std::size_t block = 0; slow && block < some.size(); ++block) {
      for (std::size_t i = 0; i < some[block]; ++i) recording.traces[block].service_ns[100 * i] = 3'000'000;
    }
    const Side side = side_of({recording});
    return slo_rate(process_runs(side, "tls_segment")).estimate;
  };
  const Estimate wide = found(true);
  ASSERT_TRUE(wide.interval) << wide.no_interval_because;
  EXPECT_GT(wide.interval->low, 0);
  EXPECT_GT(wide.interval->high / wide.interval->low, 1.65);
  EXPECT_THAT(wide.cautions, ::testing::Contains(HasSubstr("rough: go by the interval")));
  EXPECT_THAT(found(false).cautions, ::testing::Not(::testing::Contains(HasSubstr("rough"))));
}

TEST(SloRate, OfNoLowerEndHasAnIntervalFromZeroAndNoRatio) {
  const Side side = side_of({recording_without_lower_end()});
  const SloRate rate = slo_rate(process_runs(side, "tls_segment"));
  ASSERT_TRUE(rate.estimate.value) << rate.estimate.absent_because;
  ASSERT_TRUE(rate.estimate.interval) << rate.estimate.no_interval_because;
  EXPECT_EQ(rate.estimate.interval->low, 0);
  EXPECT_GE(rate.estimate.interval->high, *rate.estimate.value);
  EXPECT_THAT(rate.estimate.cautions, ::testing::Contains(HasSubstr("no lower end")));
  EXPECT_TRUE(rate.sample.values.empty());
  EXPECT_THAT(rate.sample.absent_because, HasSubstr("no lower end"));
}

/// The stage of a block was given up after so many requests; 0 = none of them was kept.
void cut_off(results::Recording& recording, std::size_t block, std::uint32_t requests) {
  results::Trace& trace = recording.traces.at(block);
  trace.requests = requests;
  trace.service_ns.resize(requests);
  trace.start_delay_ns.resize(requests);
  trace.request_class.resize(requests);
}

TEST(SloRate, BlocksThatWereCutOffAreLeftOutAndCounted) {
  auto recording = synthetic_recording(host_with_chunks(), {within(1e6)});
  cut_off(recording, 2, 10);
  recording.traces[2].service_ns[3] = 30'000'000;
  recording.traces.pop_back();  // of the last block none was kept
  const Side side = side_of({recording});
  const SloRate rate = slo_rate(process_runs(side, "tls_segment"));
  ASSERT_TRUE(rate.estimate.value) << rate.estimate.absent_because;
  EXPECT_TRUE(rate.estimate.interval) << "a quarter of the blocks is not beyond a quarter";
  EXPECT_GT(*rate.estimate.value, 5'000) << "one request of ten would have been 10 % of a block";
  EXPECT_EQ(rate.estimate.n.blocks, 6U);
  EXPECT_EQ(rate.estimate.n.requests, 6 * 2'000U);
  EXPECT_EQ(rate.sample.blocks_of_recording.at(0), 6U);
  EXPECT_THAT(rate.estimate.cautions,
              ::testing::Contains(HasSubstr("2 of 8 blocks left out for having fewer than 50 requests")));
}

TEST(SloRate, ManyBlocksCutOffLeaveAValueAlone) {
  auto recording = synthetic_recording(host_with_chunks(), {within(1e6)});
  for (const std::size_t block : {0U, 3U, 5U}) cut_off(recording, block, 49);
  const Side side = side_of({recording});
  const SloRate rate = slo_rate(process_runs(side, "tls_segment"));
  EXPECT_TRUE(rate.estimate.value);
  EXPECT_FALSE(rate.estimate.interval);
  EXPECT_EQ(rate.estimate.no_interval_because,
            "3 of 8 blocks were left out: the others do not stand for them");
  EXPECT_TRUE(rate.sample.values.empty()) << "and no ratio";
}

TEST(SloRate, BlocksCutOffMayLeaveTooFewRequests) {
  auto recording = synthetic_recording(host_with_chunks(), {within(1e6)});
  for (std::size_t block = 0; block < 8; ++block) cut_off(recording, block, block < 7 ? 49 : 300);
  const Side side = side_of({recording});
  const SloRate rate = slo_rate(process_runs(side, "tls_segment"));
  EXPECT_FALSE(rate.estimate.value);
  EXPECT_EQ(rate.estimate.absent_because,
            "300 requests near that rate in blocks of 50 and more: judging 1 % needs 400");
}

TEST(SloRate, BlocksCutOffAreNoUndisturbedOnes) {
  SyntheticHost host = host_with_chunks();
  host.microarchitecture = "Zen 5";
  host.panel_loads_per_cycle = 3.99;
  host.disturbed_blocks = 4;
  auto recording = synthetic_recording(host, {within(1e6)});
  cut_off(recording, 7, 10);
  for (const SideMetric& m : describe(side_of({recording}))) {
    if (m.metric != "slo_rate") continue;
    EXPECT_FALSE(m.undisturbed.value);
    EXPECT_EQ(m.undisturbed.absent_because, "undisturbed in 3 of 7 blocks: it takes 4");
  }
}

TEST(SloRate, VoidChunksLeaveAReason) {
  auto recording = synthetic_recording(host_with_chunks(), {within(1e6)});
  for (results::Stage& stage : recording.stages) {
    if (stage.kind == results::StageKind::slo_chunk) stage.quality = results::Quality::voided;
  }
  const Side side = side_of({recording});
  const WorkloadRuns runs = process_runs(side, "tls_segment");
  EXPECT_TRUE(has_slo_chunks(runs)) << "the grid has no say where chunks were measured";
  EXPECT_EQ(slo_rate(runs).estimate.absent_because, "all 8 such stages are void: disturbed beyond use");
}

TEST(SloRate, OneVoidChunkIsNotCalledAllOfThem) {
  SyntheticHost host = host_with_chunks();
  host.blocks = 1;
  auto recording = synthetic_recording(host, {within(1e6)});
  for (results::Stage& stage : recording.stages) {
    if (stage.kind == results::StageKind::slo_chunk) stage.quality = results::Quality::voided;
  }
  const Side side = side_of({recording});
  EXPECT_EQ(slo_rate(process_runs(side, "tls_segment")).estimate.absent_because,
            "the only such stage is void: disturbed beyond use");
}

TEST(SloRate, TwoRecordingsOfAHostWeighEqually) {
  SyntheticHost second = host_with_chunks();
  second.seed = 9;
  second.speed = 1.2;
  second.start_unix_ns += 3'600'000'000'000;
  const auto a = synthetic_recording(host_with_chunks(), {within(1e6)}),
             b = synthetic_recording(second, {within(1e6)});
  const Side first = side_of({a}), other = side_of({b}), together = side_of({a, b});
  const auto rate = [](const Side& side) {
    return *slo_rate(process_runs(side, "tls_segment")).estimate.value;
  };
  EXPECT_NEAR(std::log(rate(together)), (std::log(rate(first)) + std::log(rate(other))) / 2, 1e-9);
}

TEST(SloRate, ARecordingWithoutARateLeavesTheSideWithoutOne) {
  SyntheticHost second = host_with_chunks();
  second.seed = 9;
  const auto solvable = synthetic_recording(host_with_chunks(), {within(1e6)}),
             strict = synthetic_recording(second, {within(150'000)});
  for (const Side& side :
       {side_of({strict, solvable}), side_of({solvable, strict}), side_of({strict, strict})}) {
    const SloRate rate = slo_rate(process_runs(side, "tls_segment"));
    EXPECT_FALSE(rate.estimate.value);
    EXPECT_TRUE(rate.sample.values.empty());
    EXPECT_THAT(
        rate.estimate.absent_because,
        ::testing::MatchesRegex("no rate meets the objective: .* allowed.* \\(in one of the recordings\\)"))
        << "and says why";
    EXPECT_EQ(rate.sample.blocks_of_recording.size(), 2U)
        << "a rate that cannot be solved is no lack of blocks";
  }
}

TEST(SloRate, UndisturbedIsSolvedFromTheChunksThatNobodyDisturbed) {
  SyntheticHost host = host_with_chunks();
  host.microarchitecture = "Zen 5";
  host.panel_loads_per_cycle = 3.99;
  host.disturbed_blocks = 3;
  const auto all = describe(one(host));
  for (const SideMetric& m : all) {
    if (m.metric != "slo_rate") continue;
    ASSERT_TRUE(m.estimate.value && m.undisturbed.value);
    EXPECT_EQ(m.undisturbed.n.blocks, 5U);
    EXPECT_GT(*m.undisturbed.value, 1.05 * *m.estimate.value);
  }
}

TEST(ObjectiveGrid, RisesWithTheObjectiveAndSaysWhatIsReplayed) {
  const Side side = one(host_with_chunks());
  const WorkloadRuns runs = process_runs(side, "tls_segment");
  const auto points = objective_grid(runs, Undisturbed(side));
  ASSERT_EQ(points.size(), objective_factors.size());
  double before = 0;
  for (const ObjectivePoint& p : points) {
    ASSERT_TRUE(p.experienced.value) << p.factor;
    EXPECT_GE(*p.experienced.value, before) << p.factor;
    EXPECT_EQ(p.replayed, p.factor != 1.0);
    before = *p.experienced.value;
  }
}

TEST(ObjectiveGrid, TakesAsManyUndisturbedBlocksAsEveryOtherTable) {
  for (const std::uint32_t disturbed_blocks : {4U, 5U}) {
    SyntheticHost host = host_with_chunks();
    host.microarchitecture = "Zen 5";
    host.panel_loads_per_cycle = 3.99;
    host.disturbed_blocks = disturbed_blocks;
    const Side side = one(host);
    for (const ObjectivePoint& p : objective_grid(process_runs(side, "tls_segment"), Undisturbed(side))) {
      EXPECT_TRUE(p.experienced.value) << p.factor;
      EXPECT_EQ(p.undisturbed.value.has_value(), disturbed_blocks == 4) << p.factor;
      EXPECT_EQ(p.undisturbed.absent_because,
                disturbed_blocks == 5 ? "undisturbed in 3 of 8 blocks: it takes 4" : "");
    }
  }
}

}  // namespace
}  // namespace crossfade::analysis
