#include "collector/baseline_rates.h"

#include <gtest/gtest.h>

namespace crossfade::collector {
namespace {

using Names = std::vector<std::string>;

PluginCatalogue catalogue() {
  PluginCatalogue catalogue;
  Plugin cache, tls;
  cache.name = "cache";
  cache.parameters = {{"mb", "size", "MB", "256", "8", "65536"}};
  cache.presets = {{"default", ""}, {"dram", "mb=1024"}};
  tls.name = "tls";
  tls.presets = {{"default", ""}};
  catalogue.plugins = {cache, tls};
  return catalogue;
}

Plan plan_of(const std::vector<PlannedWorkload>& workloads) {
  Plan plan;
  plan.workloads = workloads;
  return plan;
}

void add_stage(results::Recording& recording, std::uint32_t workload, results::StageKind kind, double rate) {
  results::Repetition repetition;
  repetition.workload = workload;
  recording.repetitions.push_back(repetition);
  results::Stage stage;
  stage.repetition = static_cast<std::uint32_t>(recording.repetitions.size() - 1);
  stage.kind = kind;
  stage.offered_per_s = rate;
  recording.stages.push_back(stage);
}

/// "cache" at its default size, measured at 200, 100 and 200/s.
results::Recording baseline() {
  results::Recording recording;
  results::Workload cache;
  cache.name = "cache";
  cache.preset = "default";
  cache.parameters = "mb=256";
  recording.workloads.push_back(cache);
  add_stage(recording, 0, results::StageKind::load, 200);
  add_stage(recording, 0, results::StageKind::load, 100);
  add_stage(recording, 0, results::StageKind::load, 200);
  add_stage(recording, 0, results::StageKind::capacity, results::missing);
  return recording;
}

TEST(BaselineRates, AreThoseOfTheSameWorkloadOnceAndAscending) {
  Plan plan = plan_of({{"cache", "default", {}}, {"tls", "default", {}}});
  EXPECT_EQ(take_baseline_rates(plan, baseline(), catalogue()), Names{"tls"});
  EXPECT_EQ(plan.workloads[0].baseline_rates_per_s, (std::vector<double>{100, 200}));
  EXPECT_TRUE(plan.workloads[1].baseline_rates_per_s.empty());
}

TEST(BaselineRates, OfAnotherPresetOrOtherParametersAreNotTaken) {
  Plan plan = plan_of({{"cache", "dram", {}}});
  EXPECT_EQ(take_baseline_rates(plan, baseline(), catalogue()), Names{"cache@dram"});
  plan = plan_of({{"cache", "default", {"mb=512"}}});
  EXPECT_EQ(take_baseline_rates(plan, baseline(), catalogue()), Names{"cache:mb=512"});
  plan = plan_of({{"cache", "default", {"mb=256"}}});
  EXPECT_EQ(take_baseline_rates(plan, baseline(), catalogue()), Names{}) << "the default, said aloud";
}

TEST(BaselineRates, ARecordingWithoutOpenLoadHasNone) {
  results::Recording recording = baseline();
  recording.stages.erase(recording.stages.begin(), recording.stages.begin() + 3);
  Plan plan = plan_of({{"cache", "default", {}}});
  EXPECT_EQ(take_baseline_rates(plan, recording, catalogue()), Names{"cache"});
  EXPECT_EQ(take_baseline_rates(plan, {}, catalogue()), Names{"cache"});
}

}  // namespace
}  // namespace crossfade::collector
