// The stage that the SLO throughput is solved from, as the planner places it.
#include <gtest/gtest.h>

#include "collector/rate_grid.h"
#include "collector/stage_order.h"
#include "tests/collector/simulated_host.h"

namespace crossfade::collector {
namespace {

using results::StageKind;
using testing::Host;
using testing::plan_of;
using testing::second_ns;
using testing::stages_of;

Plan plan_with_chunks(std::uint32_t workloads, std::uint32_t blocks) {
  Plan plan = plan_of(workloads, blocks);
  plan.chunk_ns = second_ns / 2;
  plan.chunk_limit_ns = 3 * second_ns;
  plan.trace_requests = 4096;
  return plan;
}

std::vector<const results::Stage*> chunks_of(const results::Recording& recording, std::uint32_t repetition) {
  return stages_of(recording, repetition, StageKind::slo_chunk);
}

TEST(SloChunk, EveryProcessHasOneAndTheFirstKnowsItsCapacity) {
  Host host(plan_with_chunks(2, 4));
  ASSERT_TRUE(host.run());
  for (std::uint32_t r = 0; r < host.recording.repetitions.size(); ++r) {
    ASSERT_EQ(chunks_of(host.recording, r).size(), 1U) << r;
    const results::Stage& chunk = *chunks_of(host.recording, r).front();
    EXPECT_GE(chunk.duration_ns, second_ns / 2);
    EXPECT_GE(chunk.offered_per_s * static_cast<double>(chunk.duration_ns) * 1e-9, 299.9) << "300 requests";
  }
  ASSERT_EQ(host.recording.traces.size(), host.recording.repetitions.size());
}

TEST(SloChunk, FollowsWhatEarlierChunksSay) {
  // Two workers of 0.5 ... 1.5 x 2 ms and an objective of 1 ms: nothing meets it. Workload 1: 0.5 ... 1.5 x 1
  // ms and 2 ms: it is met up to a rate well below its capacity of 2000/s.
  Host host(plan_with_chunks(2, 3));
  ASSERT_TRUE(host.run());
  const auto& recording = host.recording;
  for (std::uint32_t r = 0; r < recording.repetitions.size(); ++r) {
    const double rate = chunks_of(recording, r).front()->offered_per_s;
    const std::uint32_t block = recording.repetitions[r].block;
    if (recording.repetitions[r].workload == 0) {
      // No service times are recorded on this host, and one chunk of it has fewer than 400 requests.
      const double share = block < 2 ? 0.7 : 0.3;
      EXPECT_NEAR(rate, 0.99 * share * 1000, 1) << r;
    } else if (block > 0) {
      EXPECT_GT(rate, 400) << r;
      EXPECT_LT(rate, 650) << r;
    }
  }
}

/// Of workload 1 (0.5 ... 1.5 ms, objective 2 ms, met up to about 500/s), with requests enough in each chunk.
std::vector<double> rates_of_long_chunks(Host& host) {
  EXPECT_TRUE(host.run());
  std::vector<double> rates;
  for (std::uint32_t r = 0; r < host.recording.repetitions.size(); ++r) {
    if (host.recording.repetitions[r].workload == 1)
      rates.push_back(chunks_of(host.recording, r).front()->offered_per_s);
  }
  return rates;
}

Plan plan_with_long_chunks() {
  Plan plan = plan_with_chunks(2, 8);
  plan.chunk_ns = 3 * second_ns;
  plan.chunk_limit_ns = 9 * second_ns;
  return plan;
}

TEST(SloChunk, IsNotPulledDownByAFewSlowProcesses) {
  Host quiet(plan_with_long_chunks()), crowded(plan_with_long_chunks());
  const std::vector<double> undisturbed = rates_of_long_chunks(quiet);
  // A neighbour that no panel saw: in two of eight processes requests take a third longer, and few of them
  // may wait.
  crowded.slowdown = [](const WorkItem& item) { return item.block == 1 || item.block == 2 ? 1.3 : 1.0; };
  const std::vector<double> rates = rates_of_long_chunks(crowded);
  ASSERT_EQ(rates.size(), 8U);
  EXPECT_NEAR(rates[6] / undisturbed[6], 1, 0.1);
  EXPECT_NEAR(rates[7] / undisturbed[7], 1, 0.1);
}

TEST(SloChunk, WhatWasSeenDisturbedDoesNotSayWhereTheNextOneGoes) {
  Host host(plan_with_long_chunks());
  host.slowdown = [](const WorkItem& item) { return item.block < 3 ? 1.3 : 1.0; };
  host.quality = [](const WorkItem& item, const StageSpec& spec) {
    return item.block < 3 && spec.kind == StageKind::slo_chunk ? results::Quality::disturbed
                                                               : results::Quality::clean;
  };
  const std::vector<double> rates = rates_of_long_chunks(host);
  for (const std::size_t block : {0U, 1U, 2U, 4U, 5U, 6U, 7U}) EXPECT_GT(rates[block], 400) << block;
}

TEST(SloChunk, OnAHostThatIsNeverCleanDisturbedChunksSayWhereTheNextOneGoes) {
  Host clean(plan_with_long_chunks()), disturbed(plan_with_long_chunks());
  disturbed.quality = [](const WorkItem&, const StageSpec&) { return results::Quality::disturbed; };
  const std::vector<double> expected = rates_of_long_chunks(clean), rates = rates_of_long_chunks(disturbed);
  for (const std::size_t block : {0U, 1U, 2U})
    EXPECT_EQ(rates[block], rates[0]) << "too few to go by: " << block;
  for (const std::size_t block : {4U, 5U, 6U, 7U}) {
    EXPECT_LT(rates[block], 0.9 * rates[0]);
    EXPECT_NEAR(rates[block] / expected[block], 1, 0.1) << block;
  }
}

TEST(SloChunk, StaysAboveHalfOfWhatServiceTimesSay) {
  Host host(plan_with_long_chunks());
  host.has_service_times = true;
  // Standstills that nothing was seen of, in the first four chunks.
  host.slowdown = [](const WorkItem& item) { return item.block < 4 ? 1.3 : 1.0; };
  const std::vector<double> rates = rates_of_long_chunks(host);
  ASSERT_EQ(rates.size(), 8U);
  const double by_service_times = rates.front();
  EXPECT_GT(by_service_times, 450);
  for (const double rate : rates) EXPECT_GE(rate, 0.48 * by_service_times);
}

TEST(SloChunk, AWorkloadTooSlowForItsLimitHasNone) {
  Plan plan = plan_with_chunks(1, 2);
  plan.chunk_ns = second_ns / 5;
  plan.chunk_limit_ns = second_ns / 4;  // 300 requests of about 800/s take longer
  Host host(plan);
  ASSERT_TRUE(host.run());
  EXPECT_TRUE(chunks_of(host.recording, 0).empty());
  EXPECT_EQ(slo_chunk_ns(plan, 1000), 0U);
  EXPECT_EQ(slo_chunk_ns(plan, 1e6), second_ns / 5);
  EXPECT_EQ(slo_chunk_ns(plan, std::nullopt), second_ns / 5) << "not known yet";
}

TEST(SloChunk, CuttingAnywhereAndGoingOnGivesTheSameSequence) {
  const Plan plan = plan_with_chunks(2, 2);
  Host whole(plan);
  ASSERT_TRUE(whole.run());
  for (std::size_t cut = 1; cut < 60; cut += 7) {
    Host part(plan);
    part.run(cut);
    if (!part.recording.repetitions.empty() &&
        part.recording.repetitions.back().outcome == results::RepetitionOutcome::running)
      continue;  // that one begins anew: Planner.CuttingAnywhere looks at it
    ASSERT_TRUE(part.run());
    EXPECT_EQ(part.specs, whole.specs) << cut;
  }
}

TEST(SloChunk, ExplicitRatesStillNeedTheCapacityFirst) {
  Plan plan = plan_with_chunks(1, 2);
  plan.rates_per_s = {100, 200};
  Host host(plan);
  ASSERT_TRUE(host.run());
  const auto stages = stages_of(host.recording, 0);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_FALSE(results::is_open_loop(stages[i]->kind)) << i;
  EXPECT_EQ(chunks_of(host.recording, 0).size(), 1U);
}

}  // namespace
}  // namespace crossfade::collector
