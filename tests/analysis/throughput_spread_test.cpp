// The repetitions behind throughputs: all of them, each with its host.
#include "analysis/throughput_spread.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::SyntheticHost;

SyntheticHost host(const std::string& id, double speed, std::uint64_t seed) {
  SyntheticHost h;
  h.title = id;
  h.host_id = id;
  h.instance_type = "m5.xlarge";
  h.speed = speed;
  h.seed = seed;
  h.requests = 500;
  h.chunk_requests = 2'000;
  return h;
}

struct Spreads {
  std::vector<Side> sides;
  std::vector<std::vector<SideMetric>> described;
  std::vector<ThroughputSpread> spreads;
};

Spreads of(const std::vector<SyntheticHost>& hosts) {
  std::vector<RecordingPointer> recordings;
  for (const SyntheticHost& h : hosts) recordings.push_back(opened(h));
  Spreads out;
  out.sides = group_sides(recordings);
  for (const Side& side : out.sides) out.described.push_back(describe(side));
  out.spreads = throughput_spreads(out.sides, out.described, "tls_segment");
  return out;
}

TEST(ThroughputSpread, EveryRepetitionStandsWithItsHost) {
  const Spreads made = of({host("a", 1, 1), host("b", 1.2, 2)});
  ASSERT_EQ(made.spreads.size(), 2u);
  const ThroughputSpread& capacity = made.spreads[0];
  EXPECT_EQ(capacity.metric, "capacity");
  EXPECT_EQ(capacity.context, "2 threads");
  ASSERT_EQ(capacity.hosts.size(), 2u);
  EXPECT_EQ(capacity.hosts[0].values.size(), 8u);
  EXPECT_THAT(capacity.hosts[1].files, ElementsAre("b.h5"));
  EXPECT_EQ(capacity.hosts[0].estimate.n.hosts, 1u);
  EXPECT_NEAR(*capacity.hosts[1].estimate.value / *capacity.hosts[0].estimate.value, 1.2, 0.05);
  EXPECT_EQ(capacity.estimate.n.processes, 16u);
  EXPECT_TRUE(std::is_sorted(capacity.hosts[0].values.begin(), capacity.hosts[0].values.end(),
                             [](const RunValue& a, const RunValue& b) { return a.block < b.block; }));
}

TEST(ThroughputSpread, TheEstimateIsTheOverviews) {
  const Spreads made = of({host("a", 1, 1)});
  for (const ThroughputSpread& spread : made.spreads) {
    const auto known = std::find_if(made.described[0].begin(), made.described[0].end(),
                                    [&](const SideMetric& m) { return m.metric == spread.metric; });
    EXPECT_EQ(spread.estimate.value, known->estimate.value);
  }
}

TEST(ThroughputSpread, ASolvedSloThroughputHasABlockEach) {
  const Spreads made = of({host("a", 1, 1)});
  const ThroughputSpread& slo = made.spreads.at(1);
  EXPECT_EQ(slo.metric, "slo_rate");
  if (slo.hosts.empty()) {
    EXPECT_FALSE(slo.no_repetitions_because.empty());
  } else {
    EXPECT_EQ(slo.hosts[0].values.size(), slo.estimate.n.blocks);
  }
}

TEST(ThroughputSpread, WhatIsReadOffAGridHasNoRepetitionsAndSaysSo) {
  SyntheticHost without = host("a", 1, 1);
  without.chunk_requests = 0;
  const Spreads made = of({without});
  const ThroughputSpread& grid = made.spreads.at(1);
  EXPECT_EQ(grid.metric, "slo_rate_grid");
  EXPECT_TRUE(grid.hosts.empty());
  EXPECT_THAT(grid.no_repetitions_because, HasSubstr("grid"));
}

TEST(ThroughputSpread, AnotherWorkloadHasNone) {
  const Spreads made = of({host("a", 1, 1)});
  EXPECT_TRUE(throughput_spreads(made.sides, made.described, "none").empty());
}

}  // namespace
}  // namespace crossfade::analysis
