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
