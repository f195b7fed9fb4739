#include "analysis/workload_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "analysis/comparison.h"
#include "analysis/cost.h"
#include "analysis/load_curve.h"
#include "analysis/process_run.h"
#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::SyntheticHost;
using testing::SyntheticWorkload;

SyntheticWorkload evcache(const std::string& parameters, double service_ns = 200'000) {
  SyntheticWorkload w;
  w.name = "evcache_get";
  w.parameters = parameters;
  w.service_ns = service_ns;
  return w;
}

results::Recording recording(const std::vector<SyntheticWorkload>& workloads, const char* host = "a") {
  SyntheticHost machine;
  machine.host_id = host;
  machine.requests = 500;
  return testing::synthetic_recording(machine, workloads);
}

std::vector<std::string> names(const std::vector<WorkloadRuns>& all) {
  std::vector<std::string> out;
  for (const WorkloadRuns& w : all) out.push_back(w.name);
  return out;
}

Side grouped(const results::Recording& r) {
  const std::vector<RecordingPointer> one{opened(r)};
  return group_sides(one).front();
}

TEST(WorkloadName, PresetsAreNamed) {
  results::Workload w;
  w.name = "evcache_get";
  w.preset = "default";
  EXPECT_EQ(workload_name(w), "evcache_get");
  w.preset = "dram";
  EXPECT_EQ(workload_name(w), "evcache_get@dram");
}

TEST(TellWorkloadsApart, TwoSetsOfParametersAreNeverAveraged) {
  const Side side = grouped(recording({evcache("hit=0.9 mb=8", 10'000), evcache("hit=0.9 mb=128", 40'000)}));
  const auto runs = process_runs(side);
  EXPECT_THAT(names(runs), ElementsAre("evcache_get:mb=8", "evcache_get:mb=128"));
  EXPECT_EQ(runs[0].runs.size(), 8U);
  EXPECT_EQ(runs[1].runs.size(), 8U);
  EXPECT_THAT(workload_names({side}), ElementsAre("evcache_get:mb=8", "evcache_get:mb=128"));
  double small = 0, large = 0;
  for (const SideMetric& m : describe(side)) {
    if (m.metric != "service_p50") continue;
    (m.workload == "evcache_get:mb=8" ? small : large) = m.estimate.value.value_or(0);
  }
  EXPECT_NEAR(large / small, 4, 0.3);
  EXPECT_EQ(load_curves({side}, "evcache_get:mb=8").size(), 1U);
}

TEST(TellWorkloadsApart, EqualParametersMatchAcrossSidesInAnyOrder) {
  const Side both = grouped(recording({evcache("mb=8", 10'000), evcache("mb=128", 40'000)}));
  const Side turned = grouped(recording({evcache("mb=128", 40'000), evcache("mb=8", 10'000)}, "b"));
  const Side one = grouped(recording({evcache("mb=128", 40'000)}, "b"));
  for (const Side& candidate : {turned, one}) {
    const auto c = compare(both, candidate, {});
    ASSERT_TRUE(c);
    for (const WorkloadComparison& w : c->workloads) {
      EXPECT_EQ(w.not_comparable_because, "");
      for (const MetricComparison& m : w.metrics) {
        if (m.metric != "service_p50") continue;
        EXPECT_NEAR(m.ratio.value.value_or(0), 1, 0.1) << w.workload;
      }
    }
    EXPECT_FALSE(cost({*c}, PriceBook::shipped(), {}).rows.empty());
  }
  const auto c = compare(both, one, {});
  ASSERT_EQ(c->workloads.size(), 1U);
  EXPECT_EQ(c->workloads[0].workload, "evcache_get:mb=128");
  EXPECT_THAT(c->only_in_base, ElementsAre("evcache_get:mb=8"));
}

TEST(TellWorkloadsApart, OneEachThatDifferStaysABlockingDifference) {
  const auto c =
      compare(grouped(recording({evcache("mb=8")})), grouped(recording({evcache("mb=128")}, "b")), {});
  ASSERT_TRUE(c);
  ASSERT_EQ(c->workloads.size(), 1U);
  EXPECT_EQ(c->workloads[0].workload, "evcache_get");
  EXPECT_THAT(c->workloads[0].not_comparable_because, HasSubstr("parameters: mb=8 against mb=128"));
}

TEST(TellWorkloadsApart, OtherPresetsAndOtherSidesCount) {
  SyntheticWorkload dram = evcache("mb=8");
  dram.preset = "dram";
  Side quiet = side_of({recording({evcache("mb=8"), dram})});
  tell_workloads_apart(std::array{&quiet});
  EXPECT_THAT(names(process_runs(quiet)), ElementsAre("evcache_get", "evcache_get@dram"));
  // Two recordings of one side, one set of parameters each.
  Side mixed = side_of({recording({evcache("mb=8")}), recording({evcache("mb=8 ways=2")})});
  tell_workloads_apart(std::array{&mixed, &quiet});
  EXPECT_THAT(names(process_runs(mixed)), ElementsAre("evcache_get", "evcache_get:ways=2"));
  // Done again with fewer sides it takes nothing back.
  Side alone = side_of({recording({evcache("mb=8 ways=2")})});
  tell_workloads_apart(std::array{&mixed, &alone});
  tell_workloads_apart(std::array{&alone});
  EXPECT_THAT(names(process_runs(alone)), ElementsAre("evcache_get:ways=2"));
  tell_workloads_apart({});
}

}  // namespace
}  // namespace crossfade::analysis
