#include "analysis/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::synthetic_recording;
using testing::SyntheticHost;

SyntheticHost base_host() {
  return {};
}

SyntheticHost fast_host() {
  SyntheticHost host;
  host.title = "synthetic fast";
  host.host_id = "host-b";
  host.cpu_model = "Example CPU 2";
  host.speed = 1.25;
  host.seed = 2;
  return host;
}

Side one(const SyntheticHost& host, const std::string& label = "side") {
  return side_of({synthetic_recording(host)}, label);
}

const MetricComparison& metric(const Comparison& c, const std::string& id, const std::string& context = "") {
  for (const MetricComparison& m : c.workloads.at(0).metrics) {
    if (m.metric == id && m.context.find(context) != std::string::npos) return m;
  }
  ADD_FAILURE() << "no metric " << id;
  static const MetricComparison none;
  return none;
}

TEST(Compare, OneHostASideRestsOnAnAssumption) {
  const auto c = compare(one(base_host()), one(fast_host()), {});
  ASSERT_TRUE(c);
  EXPECT_FALSE(c->same_host);
  const Ratio& r = metric(*c, "capacity").ratio;
  EXPECT_EQ(r.method, RatioMethod::two_hosts_r1);
  ASSERT_TRUE(r.value && r.interval);
  EXPECT_NEAR(*r.value, 1.25, 0.04);
  // 2.776 sqrt(2 (0.05^2 + 0.02^2 + w)) is 21 to 23 %.
  EXPECT_NEAR(std::log(r.interval->high / *r.value), 0.22, 0.015);
  EXPECT_TRUE(r.resolved);
  EXPECT_TRUE(r.better);
  EXPECT_EQ(r.degrees_of_freedom, 4);
  EXPECT_GT(r.assumed_variance_share, 0.9);
  EXPECT_EQ(r.assumed_host_cv, 0.05);
  EXPECT_TRUE(r.tipping_host_cv);
  EXPECT_NEAR(r.undetected_slow_share, 0.95, 1e-9);
  EXPECT_EQ(r.base_n, (SampleSize{1, 1, 8, 8, r.base_n.requests}));
}

TEST(Compare, LowerIsBetterForTimes) {
  const auto c = compare(one(base_host()), one(fast_host()), {});
  ASSERT_TRUE(c);
  const Ratio& r = metric(*c, "service_p50").ratio;
  EXPECT_LT(*r.value, 1);
  EXPECT_TRUE(r.better);
  const auto back = compare(one(fast_host()), one(base_host()), {});
  EXPECT_TRUE(metric(*back, "service_p50").ratio.resolved);
  EXPECT_FALSE(metric(*back, "service_p50").ratio.better);
}

TEST(Compare, HostCvReplacesTheAssumption) {
  const auto narrow = compare(one(base_host()), one(fast_host()), {0.01});
  const auto wide = compare(one(base_host()), one(fast_host()), {0.30});
  EXPECT_EQ(metric(*narrow, "capacity").ratio.assumed_host_cv, 0.01);
  EXPECT_TRUE(metric(*narrow, "capacity").ratio.resolved);
  EXPECT_FALSE(metric(*wide, "capacity").ratio.resolved);
}

TEST(Compare, ThreeHostsASideAssumeNothing) {
  std::vector<results::Recording> a, b;
  for (int i = 0; i < 3; ++i) {
    SyntheticHost base = base_host(), fast = fast_host();
    base.host_id += std::to_string(i);
    fast.host_id += std::to_string(i);
    base.seed = 10 + i;
    fast.seed = 20 + i;
    a.push_back(synthetic_recording(base));
    b.push_back(synthetic_recording(fast));
  }
  const auto c = compare(side_of(a), side_of(b), {});
  ASSERT_TRUE(c);
  const Ratio& r = metric(*c, "capacity").ratio;
  EXPECT_EQ(r.assumed_variance_share, 0);
  EXPECT_FALSE(r.assumed_host_cv);
  EXPECT_EQ(r.base_n.hosts, 3U);
  EXPECT_NEAR(r.undetected_slow_share, 0.63, 0.01);
}

TEST(Compare, OneHostMeasuredTwiceAllowsForDrift) {
  SyntheticHost later = fast_host();
  later.host_id = base_host().host_id;
  later.cpu_model = base_host().cpu_model;
  later.start_unix_ns += 1'000'000'000'000;
  const auto c = compare(one(base_host()), one(later), {});
  ASSERT_TRUE(c);
  EXPECT_TRUE(c->same_host);
  const Ratio& r = metric(*c, "capacity").ratio;
  EXPECT_EQ(r.method, RatioMethod::same_host_sequential);
  EXPECT_FALSE(r.assumed_host_cv);
  // 2.776 sqrt(2 (0.04^2 + w)), w = 0.02^2 / 8: 16 %.
  EXPECT_NEAR(std::log(r.interval->high / *r.value), 0.16, 0.01);
  ASSERT_FALSE(r.cautions.empty());
  EXPECT_THAT(r.cautions, ::testing::Contains(HasSubstr("one after the other")));
  EXPECT_EQ(r.recording_deviation, 0.04);
}

/// A side whose process runs stand beside those of base_host(): after it in even blocks, before it in odd
/// ones.
Side in_turn(SyntheticHost host) {
  host.host_id = base_host().host_id;
  host.cpu_model = base_host().cpu_model;
  results::Recording r = synthetic_recording(host);
  for (results::Stage& s : r.stages)
    s.start_unix_ns += r.repetitions[s.repetition].block % 2 == 0 ? 5'000'000'000 : -4'000'000'000;
  return side_of({r});
}

TEST(Compare, OneHostMeasuredInTurnFormsPairs) {
  const auto c = compare(one(base_host()), in_turn(fast_host()), {});
  ASSERT_TRUE(c);
  const Ratio& r = metric(*c, "capacity").ratio;
  EXPECT_EQ(r.method, RatioMethod::same_host_paired);
  EXPECT_EQ(r.degrees_of_freedom, 7);
  EXPECT_EQ(r.assumed_variance_share, 0);
  EXPECT_LT(std::log(r.interval->high / *r.value), 0.04);
}

TEST(Compare, PairsOnAGridCarryItsSteps) {
  const auto c = compare(one(base_host()), in_turn(fast_host()), {});
  ASSERT_TRUE(c);
  const Ratio& r = metric(*c, "slo_rate_grid").ratio;
  EXPECT_EQ(r.method, RatioMethod::same_host_paired);
  ASSERT_TRUE(r.value && r.interval);
  const double step = std::pow(10, 0.1) * 0.999;
  EXPECT_LE(r.interval->low * step, *r.value);
  EXPECT_GE(r.interval->high, *r.value * step);
}

TEST(Compare, OneBlockHasNoRatio) {
  SyntheticHost short_run = fast_host();
  short_run.blocks = 1;
  const auto c = compare(one(base_host()), one(short_run), {});
  ASSERT_TRUE(c);
  const MetricComparison& m = metric(*c, "capacity");
  EXPECT_FALSE(m.ratio.value);
  EXPECT_THAT(m.ratio.absent_because, HasSubstr("candidate has one block only"));
  EXPECT_TRUE(m.candidate.value);
  EXPECT_THAT(m.candidate.no_interval_because, HasSubstr("1 process run"));
}

TEST(Compare, NoWorkloadInCommonIsAnError) {
  testing::SyntheticWorkload other;
  other.name = "evcache_get";
  const auto c =
      compare(one(base_host(), "m5"), side_of({synthetic_recording(fast_host(), {other})}, "m7a"), {});
  ASSERT_FALSE(c);
  EXPECT_EQ(c.error().kind, results::ErrorKind::data);
  EXPECT_THAT(c.error().why, HasSubstr("m5 has tls_segment; m7a has evcache_get"));
  EXPECT_THAT(c.error().remedy, HasSubstr("--workload NAME"));
}

TEST(Compare, WorkloadsOfOneSideAreNamed) {
  testing::SyntheticWorkload other;
  other.name = "catalog_page";
  other.preset = "24m";
  const auto c = compare(side_of({synthetic_recording(base_host(), {{}, other})}), one(fast_host()), {});
  ASSERT_TRUE(c);
  EXPECT_EQ(c->workloads.size(), 1U);
  EXPECT_EQ(c->only_in_base, std::vector<std::string>{"catalog_page@24m"});
  EXPECT_TRUE(c->only_in_candidate.empty());
}

TEST(Compare, ABlockingDifferenceLeavesEstimatesWithoutRatios) {
  testing::SyntheticWorkload newer;
  newer.version = "2";
  const auto c = compare(one(base_host()), side_of({synthetic_recording(fast_host(), {newer})}), {});
  ASSERT_TRUE(c);
  EXPECT_THAT(c->workloads[0].not_comparable_because, HasSubstr("version"));
  for (const MetricComparison& m : c->workloads[0].metrics) {
    EXPECT_FALSE(m.ratio.value) << m.metric;
    EXPECT_FALSE(m.ratio.absent_because.empty()) << m.metric;
  }
  EXPECT_TRUE(metric(*c, "capacity").base.value);
}

TEST(Compare, LatencyIsComparedAtARateBothKeepUpWith) {
  const auto c = compare(one(base_host()), one(fast_host()), {});
  ASSERT_TRUE(c);
  // Capacity of the slower side is 9,900/s: the grid's 6,310/s is 64 % of it, 7,943/s would be 80 %.
  EXPECT_TRUE(metric(*c, "latency_p99", "at 1,000/s (10 %)").ratio.value);
  EXPECT_TRUE(metric(*c, "latency_p99", "at 6,310/s (64 %)").ratio.value);
  SyntheticHost elsewhere = fast_host();
  elsewhere.grid_base_per_s = 1'111;
  const auto none = compare(one(base_host()), one(elsewhere), {});
  const MetricComparison& m = metric(*none, "latency_p99");
  EXPECT_FALSE(m.ratio.value);
  EXPECT_THAT(m.ratio.absent_because, HasSubstr("same --rates"));
}

TEST(Compare, OneRequestInAThousandIsComparedWhereTheyAreEnough) {
  SyntheticHost a = base_host(), b = fast_host();
  a.requests = b.requests = 4'000;
  const auto enough = compare(one(a), one(b), {});
  ASSERT_TRUE(enough);
  const MetricComparison& supported = metric(*enough, "latency_p999", "at 1,000/s (10 %)");
  EXPECT_TRUE(supported.ratio.interval);
  EXPECT_GT(*supported.base.value, *metric(*enough, "latency_p99", "at 1,000/s (10 %)").base.value);

  b.requests = 400;  // of 8 process runs
  const auto few = compare(one(a), one(b), {});
  const MetricComparison& without_ratio = metric(*few, "latency_p999", "at 1,000/s");
  EXPECT_TRUE(without_ratio.candidate.value);
  EXPECT_FALSE(without_ratio.candidate.interval);
  EXPECT_THAT(without_ratio.ratio.absent_because, HasSubstr("candidate: "));
  EXPECT_TRUE(metric(*few, "latency_p99", "at 1,000/s").ratio.value) << "which needs a tenth of them";

  b.requests = 100;
  const auto too_few = compare(one(a), one(b), {});
  const MetricComparison& absent = metric(*too_few, "latency_p999", "at 1,000/s");
  EXPECT_FALSE(absent.candidate.value);
  EXPECT_THAT(absent.candidate.absent_because, HasSubstr("requests"));
  EXPECT_EQ(metric(*too_few, "latency_p999").metric, "latency_p999");
}

/// As recorded with --rates none.
results::Recording without_load_curve(const SyntheticHost& host) {
  results::Recording r = synthetic_recording(host);
  r.plan_json = R"({"load_curve": false})";
  for (results::Stage& s : r.stages) {
    if (s.kind == results::StageKind::load) s.kind = results::StageKind::spike;
  }
  return r;
}

TEST(Compare, ALoadCurveThatNobodyAskedForIsNotMissedForAnotherReason) {
  const Side base = side_of({without_load_curve(base_host())});
  const Side candidate = side_of({without_load_curve(fast_host())});
  for (const SideMetric& m : describe(base)) {
    EXPECT_NE(m.metric, "slo_rate_grid") << "no grid was asked for";
    if (m.metric == "slo_rate") {
      EXPECT_EQ(m.estimate.absent_because, "no stage near that rate was recorded") << "as the noise has it";
    }
    if (m.context == "at matched load") {
      EXPECT_EQ(m.estimate.absent_because, "no load curve was asked for") << m.metric;
    }
  }
  const auto neither = compare(base, candidate, {});
  ASSERT_TRUE(neither);
  EXPECT_EQ(metric(*neither, "latency_p99").base.absent_because, "no load curve was asked for");
  const auto not_here = compare(base, one(fast_host()), {}),
             not_there = compare(one(base_host()), candidate, {});
  EXPECT_EQ(metric(*not_here, "latency_p99").base.absent_because, "no load curve was asked for (baseline)");
  EXPECT_EQ(metric(*not_there, "latency_p99").base.absent_because, "no load curve was asked for (candidate)");
}

TEST(Compare, VoidLoadStagesAreNoStagesThatFellBehind) {
  results::Recording r = synthetic_recording(base_host());
  for (results::Stage& s : r.stages) {
    if (s.kind == results::StageKind::load) s.quality = results::Quality::voided;
  }
  for (const SideMetric& m : describe(side_of({r}))) {
    if (m.context != "at matched load") continue;
    EXPECT_THAT(m.estimate.absent_because, HasSubstr("such stages are void")) << m.metric;
  }
}

TEST(Compare, WhatNotEvenVoidStagesHaveIsNotForBeingVoidAlone) {
  results::Recording r = synthetic_recording(base_host());
  for (results::Stage& s : r.stages) s.quality = results::Quality::voided;
  for (results::Counter& c : r.counters) c.absent_because = "no PMU here";
  std::size_t counted = 0;
  for (const SideMetric& m : describe(side_of({r}))) {
    EXPECT_THAT(m.estimate.absent_because, HasSubstr("are void")) << m.metric;
    if (m.metric == "throughput") {
      EXPECT_THAT(m.estimate.absent_because, Not(HasSubstr("nor do these")));
    }
    if (m.metric != "instructions_per_request") continue;
    ++counted;
    EXPECT_THAT(m.estimate.absent_because, HasSubstr("; nor do these have it: no PMU here"));
  }
  EXPECT_GT(counted, 0U);
}

TEST(Compare, ARateOneRunFellBehindAtIsNoMatchedLoad) {
  results::Recording r = synthetic_recording(base_host());
  for (results::Stage& s : r.stages) {
    if (s.repetition == 5 && s.offered_per_s > 6'000 && s.offered_per_s < 6'500)
      s.outcome = results::StageOutcome::saturated;
  }
  const auto c = compare(side_of({r}), one(fast_host()), {});
  ASSERT_TRUE(c);
  EXPECT_TRUE(metric(*c, "latency_p99", "at 5,012/s").ratio.value);
  for (const MetricComparison& m : c->workloads.at(0).metrics)
    EXPECT_EQ(m.context.find("6,310"), std::string::npos);
  const auto reversed = compare(one(fast_host()), side_of({r}), {});
  EXPECT_TRUE(metric(*reversed, "latency_p99", "at 5,012/s").ratio.value);
}

TEST(Compare, ShortRunsOfALongQueueHaveNoRatio) {
  SyntheticHost a = base_host(), b = fast_host();
  a.requests = b.requests = 900;
  a.design_effect = 300;
  const auto c = compare(one(a), one(b), {});
  ASSERT_TRUE(c);
  const MetricComparison& m = metric(*c, "latency_p99", "at 1,000/s");
  EXPECT_TRUE(m.base.value && m.candidate.interval);
  EXPECT_FALSE(m.base.interval);
  EXPECT_FALSE(m.ratio.value);
  EXPECT_THAT(m.ratio.absent_because, HasSubstr("baseline: 8 process runs of about 3 independent requests"));
  EXPECT_TRUE(metric(*c, "service_p99").ratio.value);
}

TEST(Compare, CountersThatDoNotExistAreAbsentWithTheirReason) {
  const auto c = compare(one(base_host()), one(fast_host()), {});
  EXPECT_EQ(metric(*c, "ipc").base.absent_because, "this machine has no PMU");
  SyntheticHost a = base_host(), b = fast_host();
  a.hardware_counters = b.hardware_counters = true;
  const auto counted = compare(one(a), one(b), {});
  EXPECT_NEAR(*metric(*counted, "ipc").base.value, 1.4, 0.01);
  EXPECT_NEAR(*metric(*counted, "instructions_per_request").base.value, 840'000, 20'000);
  EXPECT_NEAR(*metric(*counted, "instructions_per_request").ratio.value, 1, 0.03);
}

TEST(Compare, WhatOtherCountersGiveIsShownWhereTheyCount) {
  SyntheticHost a = base_host(), b = fast_host();
  a.hardware_counters = b.hardware_counters = true;
  a.microarchitecture = "Zen 3", b.microarchitecture = "Ice Lake-SP";
  const auto has = [](const Comparison& c, std::string_view id) {
    const auto& metrics = c.workloads.front().metrics;
    return std::any_of(metrics.begin(), metrics.end(), [id](const auto& m) { return m.metric == id; });
  };
  const auto usual = compare(one(a), one(b), {});
  ASSERT_TRUE(usual);
  EXPECT_FALSE(has(*usual, "branch_misses_per_ki"));
  EXPECT_FALSE(has(*usual, "overlap_share")) << "not to be compared";

  // Two counters of the synthetic host under other names: what they hold does not matter here.
  results::Recording of_a = synthetic_recording(a), of_b = synthetic_recording(b);
  of_a.counters[0].metric = of_b.counters[0].metric = "branch_misses";
  const auto counted = compare(side_of({of_a}), side_of({of_b}), {});
  ASSERT_TRUE(counted);
  const MetricComparison& m = metric(*counted, "branch_misses_per_ki");
  ASSERT_TRUE(m.ratio.value) << m.ratio.absent_because;
  EXPECT_THAT(m.ratio.cautions, ::testing::Contains(HasSubstr("analogous")));
  EXPECT_THAT(metric(*counted, "ipc").ratio.cautions,
              ::testing::Not(::testing::Contains(HasSubstr("analogous"))));
}

/// A Zen of that generation whose top-down events happened so often in a cycle.
results::Recording with_top_down(SyntheticHost host, const char* microarchitecture,
                                 const std::map<std::string, double>& events) {
  host.hardware_counters = true;
  host.microarchitecture = microarchitecture;
  results::Recording r = synthetic_recording(host);
  const auto cycles = static_cast<std::uint32_t>(
      std::find_if(r.counters.begin(), r.counters.end(), [](const auto& c) { return c.metric == "cycles"; }) -
      r.counters.begin());
  const std::vector<results::CounterReading> readings = r.readings;
  for (const auto& [event, per_cycle] : events) {
    const auto index = static_cast<std::uint32_t>(r.counters.size());
    r.counters.push_back(r.counters[cycles]);
    r.counters.back().metric = event;
    for (results::CounterReading reading : readings) {
      if (reading.counter != cycles) continue;
      reading.counter = index;
      reading.total = static_cast<std::uint64_t>(static_cast<double>(*reading.total) * per_cycle);
      r.readings.push_back(reading);
    }
  }
  return r;
}

TEST(Compare, TopDownIsInCyclesPerInstructionWhereItWasCounted) {
  const results::Recording zen4 = with_top_down(base_host(), "Zen 4",
                                                {{"frontend_slots", 0.25},
                                                 {"backend_slots", 5.5},
                                                 {"issued_ops", 0.25},
                                                 {"retired_ops", 0.25},
                                                 {"smt_slots", 0}});
  const results::Recording zen3 = with_top_down(
      fast_host(), "Zen 3", {{"retired_ops", 0.25}, {"issued_ops", 0.25}, {"op_queue_empty_cycles", 0.25}});
  const auto c = compare(side_of({zen4}), side_of({zen3}), {});
  ASSERT_TRUE(c);
  const MetricComparison& retiring = metric(*c, "cpi_retiring");
  EXPECT_NEAR(*retiring.base.value, 1 / 1.4 / 24, 0.001);
  ASSERT_TRUE(retiring.ratio.value) << retiring.ratio.absent_because;
  EXPECT_THAT(retiring.ratio.cautions, ::testing::Contains(HasSubstr("analogous")));
  EXPECT_THAT(retiring.base.cautions, ::testing::Not(::testing::Contains(HasSubstr("a hint"))));
  EXPECT_THAT(retiring.candidate.cautions, ::testing::Contains(HasSubstr("a hint")));
  EXPECT_THAT(metric(*c, "cpi_smt").candidate.absent_because, HasSubstr("were not counted"));
}

TEST(Compare, CountersOfWholeCpusAreSaidAndSetAgainstTheirLikeOnly) {
  SyntheticHost a = base_host(), b = fast_host();
  a.hardware_counters = b.hardware_counters = true;
  const auto of_cpus = [](const SyntheticHost& host) {
    results::Recording r = synthetic_recording(host);
    for (results::Counter& counter : r.counters) {
      if (counter.tier == results::CounterTier::hardware) counter.scope = results::CounterScope::cpu;
    }
    return r;
  };
  const auto mixed = compare(one(a), side_of({of_cpus(b)}), {});
  ASSERT_TRUE(mixed);
  for (const char* of_counters : {"instructions_per_request", "cycles_per_request", "ipc"}) {
    EXPECT_FALSE(metric(*mixed, of_counters).ratio.value) << of_counters;
    EXPECT_THAT(metric(*mixed, of_counters).ratio.absent_because, HasSubstr("did not count the same"));
    EXPECT_TRUE(metric(*mixed, of_counters).base.value) << of_counters;
  }
  EXPECT_TRUE(metric(*mixed, "capacity").ratio.value);
  EXPECT_TRUE(metric(*mixed, "context_switches_per_request").ratio.value)
      << "the kernel's own are the threads'";
  EXPECT_EQ(mixed->workloads[0].not_comparable_because, "");
  EXPECT_THAT(metric(*mixed, "ipc").candidate.cautions, ::testing::Contains(HasSubstr("whole CPUs")));
  EXPECT_THAT(metric(*mixed, "ipc").base.cautions,
              ::testing::Not(::testing::Contains(HasSubstr("whole CPUs"))));
  const auto alike = compare(side_of({of_cpus(a)}), side_of({of_cpus(b)}), {});
  ASSERT_TRUE(alike);
  EXPECT_TRUE(metric(*alike, "ipc").ratio.value) << metric(*alike, "ipc").ratio.absent_because;
}

TEST(Compare, ACounterOfAPartOfAStageIsNotScaledUp) {
  SyntheticHost host = base_host();
  host.hardware_counters = true;
  results::Recording r = synthetic_recording(host);
  for (results::CounterReading& reading : r.readings) {
    if (reading.counter == 1) reading.running_ns = reading.enabled_ns / 10 * 9;
  }
  const auto c = compare(side_of({r}), one(fast_host()), {});
  EXPECT_FALSE(metric(*c, "instructions_per_request").base.value);
  EXPECT_THAT(metric(*c, "instructions_per_request").base.absent_because,
              HasSubstr("only a part of a stage"));
  EXPECT_TRUE(metric(*c, "cycles_per_request").base.value);
}

TEST(Compare, WaitingForArrivalsIsNotTheRequests) {
  results::Recording r = synthetic_recording(base_host());
  const auto before = compare(side_of({r}), one(fast_host()), {});
  for (results::Stage& s : r.stages) s.waiting_cpu_ns = (s.cpu_user_ns + s.cpu_system_ns) / 4;
  const auto after = compare(side_of({r}), one(fast_host()), {});
  EXPECT_NEAR(*metric(*after, "cpu_per_request").base.value,
              0.75 * *metric(*before, "cpu_per_request").base.value, 1e-3);
}

TEST(Compare, FailedRunsAndVoidStagesAreLeftOutAndSaid) {
  results::Recording r = synthetic_recording(base_host());
  r.repetitions[0].outcome = results::RepetitionOutcome::hung;
  for (results::Stage& s : r.stages) {
    if (s.repetition == 1 && s.kind == results::StageKind::capacity) s.quality = results::Quality::voided;
    if (s.repetition == 2) s.quality = results::Quality::disturbed;
  }
  const auto c = compare(side_of({r}), one(fast_host()), {});
  const MetricComparison& m = metric(*c, "capacity");
  EXPECT_EQ(m.base.n.processes, 6U);
  EXPECT_NEAR(m.base.disturbed_share, 1.0 / 6, 1e-12);
  EXPECT_THAT(m.base.cautions, ::testing::Contains("1 process run failed and is not in it"));
  EXPECT_THAT(m.base.cautions, ::testing::Contains("2 void stages left out"));
}

TEST(Compare, WhatTheUserStoppedDidNotFail) {
  results::Recording r = synthetic_recording(base_host());
  r.repetitions[0].outcome = results::RepetitionOutcome::interrupted;
  const auto c = compare(side_of({r}), one(fast_host()), {});
  const MetricComparison& m = metric(*c, "capacity");
  EXPECT_EQ(m.base.n.processes, 7U);
  EXPECT_THAT(m.base.cautions, ::testing::Not(::testing::Contains(HasSubstr("failed"))));
}

TEST(Compare, WrongAnswersBlock) {
  results::Recording r = synthetic_recording(base_host());
  r.repetitions[0].outcome = results::RepetitionOutcome::wrong;
  const auto c = compare(side_of({r}), one(fast_host()), {});
  EXPECT_THAT(c->workloads[0].not_comparable_because, HasSubstr("gave wrong answers"));
}

TEST(Compare, AnEmptyRecordingHasReasonsInsteadOfNumbers) {
  results::Recording empty = synthetic_recording(base_host());
  empty.repetitions.clear();
  empty.stages.clear();
  empty.distributions.clear();
  empty.readings.clear();
  const auto c = compare(side_of({empty}), one(fast_host()), {});
  ASSERT_TRUE(c);
  for (const MetricComparison& m : c->workloads[0].metrics) {
    EXPECT_FALSE(m.base.value) << m.metric;
    EXPECT_FALSE(m.base.absent_because.empty()) << m.metric;
    EXPECT_FALSE(m.ratio.value) << m.metric;
    EXPECT_FALSE(m.ratio.absent_because.empty()) << m.metric;
  }
}

TEST(Describe, HasTheSameEstimatesAsAComparison) {
  const auto rows = describe(one(base_host()));
  const auto c = compare(one(base_host()), one(fast_host()), {});
  ASSERT_FALSE(rows.empty());
  EXPECT_EQ(rows.front().metric, "capacity");
  EXPECT_EQ(rows.front().estimate.value, metric(*c, "capacity").base.value);
}

}  // namespace
}  // namespace crossfade::analysis
