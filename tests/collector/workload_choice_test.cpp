#include "collector/workload_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "collector/host/topology.h"
#include "collector/plan_builder.h"
#include "collector/planner.h"
#include "collector/suite_order.h"
#include "workloads/abi.h"

namespace crossfade::collector {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Plugin plugin(const std::string& name, const std::string& folder = "/installed") {
  Plugin out;
  out.name = name;
  out.path = folder + "/" + name + ".so";
  out.presets = {{"default", ""}};
  return out;
}

/// As it is with the whole suite, one plug-in that is measured only when named, and one of the user's.
PluginCatalogue whole_suite() {
  PluginCatalogue catalogue;
  for (const SuiteRow& row : suite_order()) catalogue.plugins.push_back(plugin(std::string(row.workload)));
  catalogue.plugins.push_back(plugin("contended"));
  catalogue.plugins.back().flags = CF_FLAG_ONLY_NAMED;
  catalogue.plugins.push_back(plugin("my_service", "/mine"));
  std::sort(catalogue.plugins.begin(), catalogue.plugins.end(),
            [](const Plugin& a, const Plugin& b) { return a.name < b.name; });
  return catalogue;
}

Topology two_cores() {
  return *synthetic_topology("core:2 pu:1");
}

std::vector<std::string> names(const Plan& plan) {
  std::vector<std::string> out;
  for (const PlannedWorkload& workload : plan.workloads) out.push_back(workload.name);
  return out;
}

RunOptions with_budget(std::uint64_t minutes) {
  RunOptions options;
  options.profile = "standard";
  options.budget_ns = minutes * 60'000'000'000;
  return options;
}

TEST(SuiteOrder, NamesEachOnceWithAReason) {
  std::set<std::string_view> seen;
  for (const SuiteRow& row : suite_order()) {
    EXPECT_TRUE(seen.insert(row.workload).second) << row.workload;
    EXPECT_FALSE(row.because.empty()) << row.workload;
    EXPECT_EQ(suite_rank(row.workload), seen.size() - 1);
  }
  EXPECT_TRUE(is_representative("tls_segment"));
  EXPECT_FALSE(is_representative("encode_x264"));
  EXPECT_FALSE(is_representative("my_service"));
  EXPECT_EQ(suite_rank("my_service"), suite_order().size());
}

TEST(WorkloadChoice, QuickMeasuresTheRepresentativesInTwoMinutesAndSaysWhatItLeavesOut) {
  const auto plan = build_plan({}, two_cores(), whole_suite());
  ASSERT_TRUE(plan);
  EXPECT_THAT(names(*plan), ElementsAre("evcache_get", "playback_manifest", "tls_segment"));
  EXPECT_LT(progress(*plan, {}, 0).remaining_ns, 125'000'000'000U);
  const auto left_out = left_out_workloads({}, whole_suite(), *plan);
  ASSERT_THAT(left_out, SizeIs(1));
  EXPECT_THAT(left_out[0], HasSubstr("asset_index, catalog_page"));
  EXPECT_THAT(left_out[0], HasSubstr("--workload NAME measures one"));
  EXPECT_THAT(left_out[0], ::testing::Not(HasSubstr("contended")));
}

TEST(WorkloadChoice, APlugInThatCannotBeUsedIsMissedByName) {
  PluginCatalogue catalogue = whole_suite();
  catalogue.problems = {{"/here/ipman.so", {.why = "file too short"}},
                        {"films", {.why = "x264 is not installed"}, true}};
  const auto plan = build_plan({}, two_cores(), catalogue);
  ASSERT_TRUE(plan);
  const auto left_out = left_out_workloads({}, catalogue, *plan);
  ASSERT_THAT(left_out, SizeIs(2)) << "what the build lacks is told by list";
  EXPECT_EQ(left_out[0], "/here/ipman.so cannot be used: file too short");
  RunOptions named;
  named.workloads = {"tls_segment"};
  EXPECT_THAT(left_out_workloads(named, catalogue, *plan), IsEmpty());
}

TEST(WorkloadChoice, WhatTheUserBringsOrNamesIsMeasured) {
  RunOptions options;
  options.workload_dirs = {"/mine"};
  const auto brought = build_plan(options, two_cores(), whole_suite());
  ASSERT_TRUE(brought);
  EXPECT_THAT(names(*brought), ElementsAre("evcache_get", "my_service", "playback_manifest", "tls_segment"));
  options.workloads = {"encode_x264"};
  const auto named = build_plan(options, two_cores(), whole_suite());
  ASSERT_TRUE(named);
  EXPECT_THAT(names(*named), ElementsAre("encode_x264"));
  EXPECT_THAT(left_out_workloads(options, whole_suite(), *named), IsEmpty());
}

TEST(WorkloadChoice, WithoutARepresentativeQuickMeasuresWhatThereIs) {
  PluginCatalogue catalogue;
  catalogue.plugins = {plugin("encode_x264"), plugin("my_service")};
  const auto plan = build_plan({}, two_cores(), catalogue);
  ASSERT_TRUE(plan);
  EXPECT_THAT(plan->workloads, SizeIs(2));
}

TEST(WorkloadChoice, OtherProfilesMeasureEverything) {
  for (const char* profile : {"standard", "deep", "custom"}) {
    RunOptions options;
    options.profile = profile;
    const auto plan = build_plan(options, two_cores(), whole_suite());
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->workloads.size(), suite_order().size() + 1) << profile;
    EXPECT_THAT(left_out_workloads(options, whole_suite(), *plan), IsEmpty()) << profile;
  }
  RunOptions calibrate;
  calibrate.calibrate = true;
  EXPECT_EQ(build_plan(calibrate, two_cores(), whole_suite())->workloads.size(), suite_order().size() + 1);
}

TEST(WorkloadChoice, ABudgetThatDoesNotReachDropsTheLeastTellingAndSaysWhatTheyNeed) {
  const PluginCatalogue catalogue = whole_suite();
  std::size_t before = 0;
  for (const std::uint64_t minutes : {6U, 10U, 20U, 200U}) {
    const RunOptions options = with_budget(minutes);
    const auto plan = build_plan(options, two_cores(), catalogue);
    ASSERT_TRUE(plan) << results::to_line(plan.error());
    EXPECT_GE(plan->workloads.size(), before) << minutes;
    before = plan->workloads.size();
    std::size_t least_kept = 0, most_dropped = suite_order().size();
    const auto kept = names(*plan);
    for (const SuiteRow& row : suite_order()) {
      const bool is_kept = std::find(kept.begin(), kept.end(), row.workload) != kept.end();
      if (is_kept)
        least_kept = std::max(least_kept, suite_rank(row.workload));
      else
        most_dropped = std::min(most_dropped, suite_rank(row.workload));
    }
    EXPECT_LT(least_kept, std::max<std::size_t>(most_dropped, 1)) << minutes;
    const auto left_out = left_out_workloads(options, catalogue, *plan);
    if (kept.size() == suite_order().size() + 1) {
      EXPECT_THAT(left_out, IsEmpty());
      continue;
    }
    ASSERT_THAT(left_out, SizeIs(suite_order().size() + 1 - kept.size() + 1));
    EXPECT_THAT(left_out[0], HasSubstr("not measured in this budget: needs"));
    EXPECT_THAT(left_out.back(), HasSubstr("has room for all of them in 4 blocks"));
  }
  EXPECT_EQ(before, suite_order().size() + 1);
}

TEST(WorkloadChoice, TheBudgetThatIsSaidToHaveRoomHasIt) {
  const PluginCatalogue catalogue = whole_suite();
  const RunOptions options = with_budget(10);
  const auto plan = build_plan(options, two_cores(), catalogue);
  ASSERT_TRUE(plan);
  const std::string last = left_out_workloads(options, catalogue, *plan).back();
  const std::uint64_t minutes = std::stoull(last.substr(std::string("--budget ").size()));
  EXPECT_EQ(build_plan(with_budget(minutes), two_cores(), catalogue)->workloads.size(),
            suite_order().size() + 1);
  EXPECT_LT(build_plan(with_budget(minutes - 2), two_cores(), catalogue)->workloads.size(),
            suite_order().size() + 1);
}

TEST(WorkloadChoice, WhatIsNamedIsNeverDropped) {
  RunOptions options = with_budget(3);
  options.workloads = {"encode_x264", "load_shed", "ipman"};
  const auto plan = build_plan(options, two_cores(), whole_suite());
  ASSERT_TRUE(plan) << results::to_line(plan.error());
  EXPECT_THAT(plan->workloads, SizeIs(3));
}

}  // namespace
}  // namespace crossfade::collector
