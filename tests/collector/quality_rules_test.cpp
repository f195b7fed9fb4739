#include "collector/host/quality_rules.h"

#include <gtest/gtest.h>

#include "collector/protocol/messages.h"
#include "results/vocabulary/rule.h"

namespace crossfade::collector {
namespace {

using results::Quality;
using results::StageRecord;

constexpr std::uint64_t ms = 1'000'000;

/// 1 s on two workers with nothing wrong.
StageRecord quiet_stage() {
  StageRecord record;
  record.stage.workers = 2;
  record.stage.duration_ns = 1000 * ms;
  record.stage.completed = 1000;
  record.stage.run_queue_wait_ns = 0;
  record.stage.steal_ns = 0;
  record.stage.gap_ns = 0;
  return record;
}

void add(StageRecord& record, results::DistributionKind kind, std::int64_t value_ns, int count) {
  results::Histogram histogram;
  for (int i = 0; i < count; ++i) histogram.record(value_ns);
  results::Distribution distribution;
  distribution.kind = kind;
  distribution.n = histogram.count();
  distribution.sum_ns = histogram.sum_ns();
  distribution.min_ns = histogram.min_ns();
  distribution.max_ns = histogram.max_ns();
  distribution.buckets = histogram.sparse();
  record.distributions.push_back(distribution);
}

std::string reasons_of(StageRecord record, const StageContext& context, Quality expected) {
  judge(record, context);
  EXPECT_EQ(record.stage.quality, expected) << record.stage.quality_reasons;
  return record.stage.quality_reasons;
}

TEST(QualityRules, AQuietStageIsClean) {
  EXPECT_EQ(reasons_of(quiet_stage(), {}, Quality::clean), "");
}

TEST(QualityRules, RunQueueWaitDisturbsAndVoids) {
  StageRecord record = quiet_stage();
  record.stage.run_queue_wait_ns = 40 * ms;  // 2 % of two workers' second
  EXPECT_EQ(reasons_of(record, {}, Quality::clean), "");
  record.stage.run_queue_wait_ns = 41 * ms;
  EXPECT_EQ(reasons_of(record, {}, Quality::disturbed), "run-queue-wait");
  record.stage.run_queue_wait_ns = 600 * ms;
  EXPECT_EQ(reasons_of(record, {}, Quality::voided), "run-queue-wait-void run-queue-wait");
}

TEST(QualityRules, WhatTheQuotaStoppedDidNotWaitForOthers) {
  StageRecord record = quiet_stage();
  record.stage.run_queue_wait_ns = 600 * ms;  // the kernel's number has the throttled time in it
  StageContext context;
  context.machine.throttled_ns = 580 * ms;
  EXPECT_EQ(reasons_of(record, context, Quality::voided), "throttled-void throttled");
  context.machine.throttled_ns = 510 * ms;
  EXPECT_EQ(reasons_of(record, context, Quality::voided), "throttled-void run-queue-wait throttled");
  context.machine.throttled_ns = 700 * ms;  // read a moment later than the wait: never below none
  EXPECT_EQ(reasons_of(record, context, Quality::voided), "throttled-void throttled");
}

TEST(QualityRules, AWorkloadWithThreadsOfItsOwnMakesItsOwnRunQueue) {
  StageRecord record = quiet_stage();
  record.stage.run_queue_wait_ns = 600 * ms;
  StageContext context;
  context.library_threads = true;
  EXPECT_EQ(reasons_of(record, context, Quality::clean), "");
}

TEST(QualityRules, OneTickOfStealIsRounding) {
  StageRecord record = quiet_stage();
  record.stage.duration_ns = 100 * ms;
  record.stage.steal_ns = 10 * ms;  // 5 % of two workers' 100 ms, but a single tick
  EXPECT_EQ(reasons_of(record, {}, Quality::clean), "");
  record.stage.steal_ns = 20 * ms;
  EXPECT_EQ(reasons_of(record, {}, Quality::disturbed), "steal");
  record.stage.steal_ns = 90 * ms;
  EXPECT_EQ(reasons_of(record, {}, Quality::voided), "steal-void steal");
}

TEST(QualityRules, ThrottlingOfTheCgroupDisturbs) {
  StageContext context;
  context.machine.throttled_ns = 30 * ms;
  EXPECT_EQ(reasons_of(quiet_stage(), context, Quality::disturbed), "throttled");
}

TEST(QualityRules, GapsAreSharesOfTheProbesTime) {
  StageRecord record = quiet_stage();
  record.stage.gap_ns = 2 * gap_probe_ns_per_worker / 40;  // 2.5 % of two probes
  EXPECT_EQ(reasons_of(record, {}, Quality::disturbed), "gaps");
  record.stage.gap_ns = 2 * gap_probe_ns_per_worker / 60;
  EXPECT_EQ(reasons_of(record, {}, Quality::clean), "");
}

TEST(QualityRules, ABusySiblingBeforeOrAfterDisturbs) {
  StageRecord record = quiet_stage();
  StageContext zen5;
  zen5.microarchitecture = "Zen 5";
  record.stage.panel_before.l1_loads_per_cycle = record.stage.panel_after.l1_loads_per_cycle = 3.85;
  EXPECT_EQ(reasons_of(record, zen5, Quality::clean), "");
  record.stage.panel_after.l1_loads_per_cycle = 2;
  EXPECT_EQ(reasons_of(record, zen5, Quality::disturbed), "silent-neighbour");
  judge(record, zen5);
  EXPECT_DOUBLE_EQ(record.findings.at(0).value, 0.5);
  std::swap(record.stage.panel_before, record.stage.panel_after);
  EXPECT_EQ(reasons_of(record, zen5, Quality::disturbed), "silent-neighbour");
}

TEST(QualityRules, ASiblingThatIsBusyForLessThanHalfOfTheWindowsDisturbs) {
  StageRecord record = quiet_stage();
  StageContext zen5;
  zen5.microarchitecture = "Zen 5";
  record.stage.panel_before.l1_loads_per_cycle = record.stage.panel_after.l1_loads_per_cycle = 3.95;
  record.stage.panel_before.l1_cv = record.stage.panel_after.l1_cv = 0.09;
  EXPECT_EQ(reasons_of(record, zen5, Quality::clean), "");
  record.stage.panel_after.l1_cv = 0.37;
  EXPECT_EQ(reasons_of(record, zen5, Quality::disturbed), "flickering-neighbour");
}

TEST(QualityRules, NothingIsSaidOfNeighboursOnAnUnknownCpuOrWithoutAPanel) {
  StageRecord record = quiet_stage();
  record.stage.panel_before.l1_loads_per_cycle = record.stage.panel_after.l1_loads_per_cycle = 1;
  StageContext context;
  context.microarchitecture = "unheard of";
  EXPECT_EQ(reasons_of(record, context, Quality::clean), "");
  context.microarchitecture = "Zen 5";
  record.stage.panel_before = {};
  EXPECT_EQ(reasons_of(record, context, Quality::clean), "") << "one side alone is no verdict";
}

TEST(QualityRules, WhatMayBePartOfTheResultOnlyAnnotates) {
  StageRecord record = quiet_stage();
  add(record, results::DistributionKind::start_error, 300'000, 100);
  add(record, results::DistributionKind::wait, 100'000, 100);
  record.stage.unexplained_wait_mean_ns = 50'000;
  record.stage.outcome = results::StageOutcome::saturated;
  record.stage.kind = results::StageKind::load;
  record.stage.errors = 3;
  StageContext context;
  context.settled = false;
  EXPECT_EQ(reasons_of(record, context, Quality::clean),
            "wrong-answers saturated start-error unexplained-wait not-settled");
}

TEST(QualityRules, AStageThatWasGivenUpWithoutOverloadIsMarkedAndItsOwnResultSelectsNothing) {
  StageRecord record = quiet_stage();
  record.stage.kind = results::StageKind::load;
  record.stage.outcome = results::StageOutcome::aborted;
  EXPECT_EQ(reasons_of(record, {}, Quality::clean), "stood-still");
}

TEST(QualityRules, AStageThatStoodStillIsVoidWithASignalFromOutside) {
  StageRecord record = quiet_stage();
  record.stage.kind = results::StageKind::load;
  record.stage.outcome = results::StageOutcome::aborted;
  StageContext context;
  context.clocks.suspended_ns = 60'000 * ms;
  EXPECT_EQ(reasons_of(record, context, Quality::voided), "suspended stood-still");
  record.stage.steal_ns = 600 * ms;
  EXPECT_EQ(reasons_of(record, {}, Quality::voided), "steal-void steal stood-still");
  record.stage.steal_ns = 100 * ms;
  EXPECT_EQ(reasons_of(record, {}, Quality::disturbed), "steal stood-still") << "not enough of it";
}

TEST(QualityRules, ASuspendedMachineVoids) {
  StageContext context;
  context.clocks.suspended_ns = ms;
  EXPECT_EQ(reasons_of(quiet_stage(), context, Quality::clean), "") << "no more than reading clocks apart";
  context.clocks.suspended_ns = 60'000 * ms;
  EXPECT_EQ(reasons_of(quiet_stage(), context, Quality::voided), "suspended");
}

TEST(QualityRules, AWallClockThatWasSetOnlyAnnotates) {
  StageContext context;
  for (const std::int64_t step : {3600 * std::int64_t{1'000'000'000}, -std::int64_t{200'000'000}}) {
    context.clocks.wall_step_ns = step;
    EXPECT_EQ(reasons_of(quiet_stage(), context, Quality::clean), "clock-step");
  }
  context.clocks.wall_step_ns = -50 * static_cast<std::int64_t>(ms);
  EXPECT_EQ(reasons_of(quiet_stage(), context, Quality::clean), "");
}

TEST(QualityRules, PressureIsAShareOfTheTimeThatWasWatchedAndOnlyAnnotates) {
  StageRecord record = quiet_stage();
  record.stage.cpu_pressure_ns = 220 * ms;
  StageContext context;
  EXPECT_EQ(reasons_of(record, context, Quality::clean), "") << "nothing is known of how long that took";
  context.clocks.elapsed_ns = 2000 * static_cast<std::int64_t>(ms);
  EXPECT_EQ(reasons_of(record, context, Quality::clean), "cpu-pressure");
  context.clocks.elapsed_ns = 2300 * static_cast<std::int64_t>(ms);
  EXPECT_EQ(reasons_of(record, context, Quality::clean), "");
  context.clocks.elapsed_ns = 300 * static_cast<std::int64_t>(ms);
  context.library_threads = true;
  EXPECT_EQ(reasons_of(record, context, Quality::clean), "") << "its threads wait for each other";
}

/// One worker that was inside requests for 800 ms.
StageRecord busy_stage(std::uint64_t cpu_ns) {
  StageRecord record = quiet_stage();
  record.stage.workers = 1;
  results::Worker worker;
  worker.busy_ns = 800 * ms;
  worker.cpu_ns = cpu_ns;
  record.workers.push_back(worker);
  return record;
}

TEST(QualityRules, TimeInRequestsThatNoCpuTimeExplainsIsAnnotated) {
  EXPECT_EQ(reasons_of(busy_stage(800 * ms), {}, Quality::clean), "");
  EXPECT_EQ(reasons_of(busy_stage(770 * ms), {}, Quality::clean), "") << "interrupts";
  EXPECT_EQ(reasons_of(busy_stage(700 * ms), {}, Quality::clean), "busy-without-cpu");
  StageRecord record = busy_stage(790 * ms);
  judge(record, {});
  EXPECT_TRUE(record.findings.empty());
  record.stage.waiting_cpu_ns = 90 * ms;  // spun before arrivals, so that 700 ms are left for requests
  judge(record, {});
  ASSERT_EQ(record.findings.size(), 1U);
  EXPECT_NEAR(record.findings[0].value, 0.125, 1e-12);
}

TEST(QualityRules, CpuTimeThatNoRequestOfAClosedLoopHasIsAnnotated) {
  StageRecord record = busy_stage(860 * ms);
  EXPECT_EQ(reasons_of(record, {}, Quality::clean), "cpu-outside-requests") << "60 of 860 ms";
  record.stage.waiting_cpu_ns = 30 * ms;
  EXPECT_EQ(reasons_of(record, {}, Quality::clean), "");
  record = busy_stage(860 * ms);
  record.stage.kind = results::StageKind::load;
  EXPECT_EQ(reasons_of(record, {}, Quality::clean), "") << "how a worker woke up is not always known";
  StageContext threads;
  threads.library_threads = true;
  EXPECT_EQ(reasons_of(busy_stage(2'000 * ms), threads, Quality::clean), "");
}

TEST(QualityRules, WhatTheRunQueueOrStealTookIsNoMystery) {
  StageRecord record = busy_stage(730 * ms);
  EXPECT_EQ(reasons_of(record, {}, Quality::clean), "busy-without-cpu");
  record.stage.run_queue_wait_ns = 40 * ms;
  EXPECT_EQ(reasons_of(record, {}, Quality::disturbed), "run-queue-wait");
  record.stage.run_queue_wait_ns = 15 * ms;
  record.stage.steal_ns = 20 * ms;
  EXPECT_EQ(reasons_of(record, {}, Quality::disturbed), "steal");
  record.stage.run_queue_wait_ns.reset();
  record.stage.steal_ns.reset();
  EXPECT_EQ(reasons_of(record, {}, Quality::clean), "busy-without-cpu") << "where nothing else can be seen";
}

TEST(QualityRules, ALibraryThatWorksWhileTheWorkerWaitsIsNoMysteryEither) {
  StageContext context;
  context.library_threads = true;
  EXPECT_EQ(reasons_of(busy_stage(100 * ms), context, Quality::clean), "");
}

TEST(QualityRules, AClockThatCostsAPartOfARequestIsAnnotated) {
  StageRecord record = quiet_stage();
  add(record, results::DistributionKind::service, 50'000, 100);
  StageContext context;
  EXPECT_EQ(reasons_of(record, context, Quality::clean), "") << "not known";
  context.clock_read_ns = 25;
  EXPECT_EQ(reasons_of(record, context, Quality::clean), "");
  context.clock_read_ns = 1300;
  EXPECT_EQ(reasons_of(record, context, Quality::clean), "clock-cost");
}

TEST(QualityRules, WorkersThatCouldNotBePinnedAreMentioned) {
  StageContext context;
  context.pinned = false;
  EXPECT_EQ(reasons_of(quiet_stage(), context, Quality::clean), "not-pinned");
}

TEST(QualityRules, NothingIsSaidOfShortWaits) {
  StageRecord record = quiet_stage();
  add(record, results::DistributionKind::wait, 100, 100);
  record.stage.unexplained_wait_mean_ns = 90;
  EXPECT_EQ(reasons_of(record, {}, Quality::clean), "");
}

TEST(QualityRules, TheBooksOfALoadStageMustBalance) {
  StageRecord record = quiet_stage();
  record.stage.kind = results::StageKind::load;
  add(record, results::DistributionKind::latency, 100'000, 500);
  record.stage.offered = record.stage.completed = 500;
  const double by_latency = 500 * 100'000.0 / static_cast<double>(record.stage.duration_ns);
  record.stage.mean_in_flight = by_latency * (1 + 1e-9);
  EXPECT_EQ(reasons_of(record, {}, Quality::clean), "");
  record.stage.mean_in_flight = by_latency * 0.99;
  EXPECT_EQ(reasons_of(record, {}, Quality::clean), "flow-balance");
  record.stage.mean_in_flight = results::missing;
  EXPECT_EQ(reasons_of(record, {}, Quality::clean), "");
  record.stage.completed = 499;
  EXPECT_EQ(reasons_of(record, {}, Quality::clean), "flow-balance") << "one was lost";
  record.stage.shed = 1;
  EXPECT_EQ(reasons_of(record, {}, Quality::clean), "");
  record.stage.shed = 0;
  record.stage.errors = 1;
  EXPECT_EQ(reasons_of(record, {}, Quality::clean), "wrong-answers");
}

TEST(QualityRules, SaysWhenNothingCouldBeSeen) {
  StageRecord record = quiet_stage();
  record.stage.run_queue_wait_ns.reset();
  record.stage.steal_ns.reset();
  record.stage.gap_ns.reset();
  EXPECT_EQ(reasons_of(record, {}, Quality::clean), "interference-unobserved");
}

TEST(QualityRules, AStageOfNoLengthIsNotJudgedByShares) {
  StageRecord record;
  record.stage.run_queue_wait_ns = 5;
  record.stage.workers = 0;
  record.stage.gap_ns = 7;
  EXPECT_EQ(reasons_of(record, {}, Quality::clean), "");
}

TEST(QualityRules, FindingsCarryValueAndThreshold) {
  StageRecord record = quiet_stage();
  record.stage.run_queue_wait_ns = 200 * ms;
  record.findings.push_back({0, "stale", 0, 0});
  judge(record, {});
  ASSERT_EQ(record.findings.size(), 1U);
  EXPECT_EQ(record.findings[0].rule, "run-queue-wait");
  EXPECT_DOUBLE_EQ(record.findings[0].value, 0.1);
  EXPECT_DOUBLE_EQ(record.findings[0].threshold, results::find_rule("run-queue-wait")->threshold);
}

}  // namespace
}  // namespace crossfade::collector
