#include "collector/plan_builder.h"

#include <gtest/gtest.h>

#include <set>

#include "collector/planner.h"
#include "collector/profile.h"
#include "collector/stage_time.h"
#include "workloads/abi.h"

namespace crossfade::collector {
namespace {

PluginCatalogue catalogue() {
  PluginCatalogue catalogue;
  Plugin cache;
  cache.name = "evcache_get";
  cache.parameters = {{"mb", "size", "MB", "256", "8", "65536"}, {"text", "any", "", "x", "", ""}};
  cache.presets = {{"default", ""}, {"dram", "mb=1024"}};
  Plugin tls;
  tls.name = "tls_segment";
  tls.parameters = {{"k", "size", "KiB", "16", "1", "64"}};
  tls.presets = {{"small", "k=1"}, {"large", ""}};
  catalogue.plugins = {cache, tls};
  catalogue.problems = {{"/plugins/old.so",
                         {results::ErrorKind::unavailable, "cannot use the plug-in", "/plugins/old.so",
                          "ABI 7", "rebuild it"}}};
  return catalogue;
}

Topology topology(const char* description = "core:2 pu:2") {
  auto made = synthetic_topology(description);
  EXPECT_TRUE(made);
  return *made;
}

results::Error workload_error(const std::string& text) {
  auto parsed = parse_workload(text, catalogue());
  EXPECT_FALSE(parsed) << text;
  return parsed ? results::Error{} : parsed.error();
}

TEST(PlanBuilder, QuickTakesTwoMinutesForThreeWorkloads) {
  const Profile* const quick = find_profile("quick");
  ASSERT_NE(quick, nullptr);
  for (const char* machine : {"core:1 pu:1", "core:2 pu:1", "core:2 pu:2", "core:48 pu:2"}) {
    PluginCatalogue three = catalogue();
    three.plugins.push_back(three.plugins[0]);
    three.plugins[2].name = "playback_manifest";
    auto plan = build_plan({}, topology(machine), three);
    ASSERT_TRUE(plan);
    const Progress whole = progress(*plan, {}, 0);
    EXPECT_EQ(whole.items_total, 24U);
    EXPECT_GT(whole.remaining_ns, 80'000'000'000U) << machine;
    EXPECT_LT(whole.remaining_ns, 120'000'000'000U) << machine;
  }
}

TEST(PlanBuilder, LeavesOutWhatIsNotWanted) {
  RunOptions options;
  options.load_curve = false;
  options.slo_ns = 0;
  const auto plan = build_plan(options, topology(), catalogue());
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->profile, "custom");
  EXPECT_FALSE(plan->load_curve);
  EXPECT_EQ(plan->load_ns, 0U);
  EXPECT_EQ(plan->chunk_ns, 0U);
  EXPECT_EQ(stage_time_ns(*plan, {}, item_at(*plan, 0)),
            plan->service_ns + plan->thread_counts.size() * plan->capacity_ns);
  const auto again = plan_from_json(to_json(*plan));
  ASSERT_TRUE(again) << results::to_line(again.error());
  EXPECT_EQ(*again, *plan);
}

/// contended and what else there is.
PluginCatalogue with_contended() {
  PluginCatalogue all = catalogue();
  Plugin contended;
  contended.name = "contended";
  contended.flags = CF_FLAG_CONTENDED | CF_FLAG_ONLY_NAMED;
  contended.parameters = {{"sharing", "what", "", "none", "", ""},
                          {"work", "rounds", "", "16", "0", "100000"}};
  contended.presets = {{"none", ""}, {"lock", "sharing=lock"}, {"mix", "sharing=mix"}};
  all.plugins.push_back(contended);
  return all;
}

std::vector<std::string> planned_names(std::vector<std::string> named, bool controls = true) {
  RunOptions options;
  options.workloads = std::move(named);
  options.controls = controls;
  const auto plan = build_plan(options, topology(), with_contended());
  EXPECT_TRUE(plan);
  std::vector<std::string> names;
  for (const PlannedWorkload& workload : plan->workloads)
    names.push_back(workload.name + "@" + workload.preset +
                    (workload.parameters.empty() ? "" : ":" + workload.parameters[0]));
  return names;
}

TEST(PlanBuilder, AContendedWorkloadBringsItsControl) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(planned_names({"contended@mix"}), (Names{"contended@mix", "contended@none"}));
  EXPECT_EQ(planned_names({"contended@mix", "contended@lock"}),
            (Names{"contended@mix", "contended@lock", "contended@none"}));
  EXPECT_EQ(planned_names({"contended", "contended@mix"}), (Names{"contended@none", "contended@mix"}));
  EXPECT_EQ(planned_names({"contended"}), (Names{"contended@none"}));
  EXPECT_EQ(planned_names({"contended@mix:work=4"}), (Names{"contended@mix:work=4", "contended@none:work=4"}))
      << "a control of as much work";
  EXPECT_EQ(planned_names({"contended:sharing=lock"}),
            (Names{"contended@none:sharing=lock", "contended@none"}));
  EXPECT_EQ(planned_names({"contended@mix"}, false), (Names{"contended@mix"}));
  EXPECT_EQ(planned_names({"evcache_get@dram"}), (Names{"evcache_get@dram"}));
}

TEST(PlanBuilder, SaysWhichControlItAdded) {
  const auto notes = [](std::vector<std::string> named) {
    RunOptions options;
    options.workloads = std::move(named);
    const auto plan = build_plan(options, topology(), with_contended());
    EXPECT_TRUE(plan);
    std::string all;
    for (const std::string& line : control_notes(options, with_contended(), *plan)) all += line + "\n";
    return all;
  };
  EXPECT_EQ(
      notes({"contended@mix", "contended@lock"}),
      "contended@none is measured too: the control of contended@mix, contended@lock, which shares nothing\n");
  EXPECT_EQ(notes({"contended@mix", "contended"}), "");
  EXPECT_NE(notes({"contended"}).find("shares nothing and is the control alone"), std::string::npos);
  EXPECT_EQ(notes({"tls_segment"}), "");
}

TEST(PlanBuilder, SaysThatQuickGivesMoreThanAVerySmallBudget) {
  RunOptions options;
  options.profile = "standard";
  const auto note = [&](std::uint64_t seconds) {
    options.budget_ns = seconds * 1'000'000'000;
    const auto plan = build_plan(options, topology(), catalogue());
    return plan ? better_without_budget(options, topology(), catalogue(), *plan)
                : results::to_line(plan.error());
  };
  EXPECT_NE(note(100).find("say less than a run without --budget: 8 shorter blocks of them take"),
            std::string::npos)
      << note(100);
  EXPECT_EQ(note(3600), "");
}

TEST(PlanBuilder, SpikesAreNoPartOfAProfile) {
  for (const Profile& profile : profiles()) {
    RunOptions options;
    options.profile = profile.name;
    EXPECT_TRUE(build_plan(options, topology(), catalogue())->spikes.factors.empty()) << profile.name;
  }
}

TEST(PlanBuilder, TakesOverHowLoadIsOffered) {
  RunOptions options;
  options.arrivals = {results::Arrival::step, {{0, 1}, {1000, 2}}, ""};
  options.scheduling = results::Scheduling::fifo;
  options.spikes.factors = {2};
  options.spikes.policy = "none";
  const auto plan = build_plan(options, topology(), catalogue());
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->arrival, results::Arrival::step);
  EXPECT_EQ(plan->arrival_steps, options.arrivals.steps);
  EXPECT_EQ(plan->scheduling, results::Scheduling::fifo);
  EXPECT_EQ(plan->spikes, options.spikes);
  EXPECT_EQ(plan->profile, "custom") << "its load stages are not those of quick";
}

TEST(PlanBuilder, TakesEveryWorkloadWithItsDefaultPreset) {
  const auto plan = build_plan({}, topology(), catalogue());
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->workloads.size(), 2U);
  EXPECT_EQ(plan->workloads[0].preset, "default");
  EXPECT_EQ(plan->workloads[1].preset, "small") << "no preset is called default: the first";
  EXPECT_EQ(plan->thread_counts, (std::vector<std::uint32_t>{1, 2, 4}));
  EXPECT_EQ(plan->worker_cpus, (std::vector<std::uint32_t>{0, 2, 1, 3}));
  EXPECT_EQ(plan->profile, "quick");
}

TEST(PlanBuilder, WhatIsMeasuredOnlyWhenNamedIsNoPartOfEverything) {
  PluginCatalogue some = catalogue();
  some.plugins[0].flags = CF_FLAG_EXACT | CF_FLAG_ONLY_NAMED;
  const auto everything = build_plan({}, topology(), some);
  ASSERT_TRUE(everything);
  ASSERT_EQ(everything->workloads.size(), 1U);
  EXPECT_EQ(everything->workloads[0].name, "tls_segment");
  RunOptions options;
  options.workloads = {"evcache_get@dram"};
  const auto named = build_plan(options, topology(), some);
  ASSERT_TRUE(named);
  EXPECT_EQ(named->workloads[0].name, "evcache_get");
}

TEST(PlanBuilder, WhereEverythingHasToBeNamedItSaysSo) {
  PluginCatalogue all = catalogue();
  for (Plugin& plugin : all.plugins) plugin.flags |= CF_FLAG_ONLY_NAMED;
  const auto plan = build_plan({}, topology(), all);
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().kind, results::ErrorKind::unavailable);
  EXPECT_NE(plan.error().remedy.find("--workload: evcache_get, tls_segment"), std::string::npos);
}

TEST(PlanBuilder, ChangedDurationsMakeACustomPlan) {
  RunOptions options;
  options.service_ns = 5;
  options.threads = {1, 2};
  options.blocks = 3;
  const auto plan = build_plan(options, topology(), catalogue());
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->profile, "custom");
  EXPECT_EQ(plan->service_ns, 5U);
  EXPECT_EQ(plan->blocks, 3U);
  EXPECT_EQ(plan->worker_cpus, (std::vector<std::uint32_t>{0, 2})) << "two workers take a core each";
}

TEST(PlanBuilder, CalibrateFillsItsBudgetWithShortProcesses) {
  RunOptions options;
  options.calibrate = true;
  auto plan = build_plan(options, topology(), catalogue());
  ASSERT_TRUE(plan) << results::to_line(plan.error());
  EXPECT_EQ(plan->profile, "calibrate");
  EXPECT_TRUE(plan->load_curve);
  EXPECT_EQ(plan->grid_step, 4U);
  EXPECT_TRUE(plan->until_budget);
  EXPECT_EQ(plan->thread_counts, (std::vector<std::uint32_t>{1, 4})) << "one and all";
  const Progress whole = progress(*plan, {}, 0);
  EXPECT_EQ(plan->budget_ns, 600'000'000'000U);
  EXPECT_LE(whole.remaining_ns, plan->budget_ns);
  EXPECT_GT(whole.remaining_ns, plan->budget_ns * 9 / 10);
  EXPECT_TRUE(plan_from_json(to_json(*plan)));

  options.budget_ns = 15'500'000'000;
  EXPECT_FALSE(build_plan(options, topology(), catalogue())) << "two blocks of two workloads are some 16 s";
  options.threads = {2};
  plan = build_plan(options, topology(), catalogue());
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->profile, "calibrate");
  EXPECT_EQ(plan->thread_counts, std::vector<std::uint32_t>{2});
}

// The sweep that the scaling law and the kink at the cores are made of.
TEST(PlanBuilder, CustomMeasuresEveryThreadCountOfTheSweep) {
  RunOptions options;
  options.profile = "custom";
  const auto counts = [&](const char* machine) {
    const auto plan = build_plan(options, topology(machine), catalogue());
    EXPECT_TRUE(plan);
    return plan->thread_counts;
  };
  using Counts = std::vector<std::uint32_t>;
  EXPECT_EQ(counts("core:1 pu:1"), Counts{1});
  EXPECT_EQ(counts("core:2 pu:1"), (Counts{1, 2}));
  EXPECT_EQ(counts("core:2 pu:2"), (Counts{1, 2, 4}));
  EXPECT_EQ(counts("core:24 pu:2"), (Counts{1, 2, 4, 8, 16, 24, 32, 48}));
  EXPECT_EQ(counts("core:48 pu:1"), (Counts{1, 2, 4, 8, 16, 32, 48}));
}

TEST(PlanBuilder, TheSweepFillsCoresBeforeSiblings) {
  RunOptions options;
  options.profile = "custom";
  const Topology machine = topology("pack:2 core:3 pu:2");
  const auto plan = build_plan(options, machine, catalogue());
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->thread_counts, (std::vector<std::uint32_t>{1, 2, 4, 6, 8, 12}));
  EXPECT_EQ(plan->worker_cpus, machine.worker_order);
  std::set<std::uint32_t> cores;
  for (std::uint32_t w = 0; w < 6; ++w) cores.insert(machine.cpus[plan->worker_cpus[w]].core);
  EXPECT_EQ(cores.size(), 6U) << "as many workers as cores have one each";
}

TEST(PlanBuilder, RefusesMoreThreadsThanCpus) {
  RunOptions options;
  options.threads = {1, 5};
  const auto plan = build_plan(options, topology(), catalogue());
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().kind, results::ErrorKind::usage);
  EXPECT_NE(plan.error().why.find("4 CPUs"), std::string::npos);
}

TEST(PlanBuilder, NothingToMeasureIsUnavailable) {
  const auto plan = build_plan({}, topology(), {});
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().kind, results::ErrorKind::unavailable);
}

TEST(PlanBuilder, AWorkloadIsNamedOnce) {
  RunOptions options;
  options.workloads = {"tls_segment", "tls_segment@small"};
  EXPECT_FALSE(build_plan(options, topology(), catalogue()));
  options.workloads = {"tls_segment", "tls_segment@large"};
  EXPECT_TRUE(build_plan(options, topology(), catalogue()));
}

TEST(PlanBuilder, AWorkloadMayBeMeasuredWithOtherParametersInOneRun) {
  const auto accepts = [](std::vector<std::string> workloads) {
    RunOptions options;
    options.workloads = std::move(workloads);
    return static_cast<bool>(build_plan(options, topology(), catalogue()));
  };
  EXPECT_TRUE(accepts({"evcache_get", "evcache_get@dram", "evcache_get:mb=64", "evcache_get:mb=64,text=y"}));
  EXPECT_FALSE(accepts({"evcache_get:mb=64,text=y", "evcache_get:text=y,mb=64"}));
  EXPECT_FALSE(accepts({"evcache_get", "evcache_get:mb=256"})) << "the default, written out";
  EXPECT_FALSE(accepts({"evcache_get@dram", "evcache_get:mb=1024"})) << "the preset, written out";
}

TEST(DisplayName, IsWhatTheWorkloadOptionTakes) {
  EXPECT_EQ(display_name({"evcache_get", "default", {}}), "evcache_get");
  const PlannedWorkload planned{"evcache_get", "dram", {"mb=64", "text=y"}};
  EXPECT_EQ(display_name(planned), "evcache_get@dram:mb=64,text=y");
  EXPECT_EQ(*parse_workload(display_name(planned), catalogue()), planned);
}

TEST(ParseWorkload, NamePresetAndParameters) {
  const auto planned = parse_workload("evcache_get@dram:mb=64,text=a:b@c", catalogue());
  ASSERT_TRUE(planned) << results::to_line(planned.error());
  EXPECT_EQ(planned->name, "evcache_get");
  EXPECT_EQ(planned->preset, "dram");
  EXPECT_EQ(planned->parameters, (std::vector<std::string>{"mb=64", "text=a:b@c"}));
}

TEST(ParseWorkload, UnknownNamesOfferTheNearest) {
  EXPECT_NE(workload_error("tls_segmnt").remedy.find("tls_segment"), std::string::npos);
  EXPECT_NE(workload_error("evcache_get@drm").remedy.find("dram"), std::string::npos);
  EXPECT_NE(workload_error("evcache_get:mbb=3").remedy.find("'mb'"), std::string::npos);
  EXPECT_EQ(workload_error("").what, "unknown workload");
  EXPECT_EQ(workload_error("zzzzzzzz").kind, results::ErrorKind::usage);
}

TEST(ParseWorkload, ParametersHaveTheirRange) {
  for (const char* text : {"evcache_get:mb=7", "evcache_get:mb=65537", "evcache_get:mb=x",
                           "evcache_get:mb=nan", "evcache_get:mb=", "evcache_get:mb", "evcache_get:=3"}) {
    EXPECT_EQ(workload_error(text).kind, results::ErrorKind::usage) << text;
  }
  const results::Error error = workload_error("evcache_get:mb=1e3");
  EXPECT_EQ(error.why, "'mb=1e3' is not a whole number such as 256") << "nor for the process that measures";
  EXPECT_EQ(error.remedy, "mb: size; a whole number from 8 to 65536 MB");
}

TEST(ParseWorkload, AParameterIsGivenOnce) {
  for (const char* text : {"evcache_get:mb=64,mb=128", "evcache_get:mb=64,text=y,mb=64"}) {
    EXPECT_EQ(workload_error(text).what, "a workload's parameter is given twice") << text;
  }
  EXPECT_TRUE(parse_workload("evcache_get@dram:mb=64", catalogue())) << "the preset's is another";
}

TEST(ParseWorkload, ABrokenPluginSaysWhyItIsBroken) {
  const results::Error error = workload_error("old");
  EXPECT_EQ(error.kind, results::ErrorKind::unavailable);
  EXPECT_EQ(error.why, "ABI 7");
}

TEST(EffectiveParameters, DefaultsThenPresetThenOwn) {
  const PluginCatalogue all = catalogue();
  const Plugin& plugin = all.plugins[0];
  EXPECT_EQ(effective_parameters(plugin, {"evcache_get", "default", {}}), "mb=256 text=x");
  EXPECT_EQ(effective_parameters(plugin, {"evcache_get", "dram", {}}), "mb=1024 text=x");
  EXPECT_EQ(effective_parameters(plugin, {"evcache_get", "dram", {"mb=9"}}), "mb=9 text=x");
}

TEST(ThreadCounts, KeepOneCoresAndAll) {
  using Counts = std::vector<std::uint32_t>;
  EXPECT_EQ(default_thread_counts(1, 1, 3), Counts{1});
  EXPECT_EQ(default_thread_counts(48, 96, 2), (Counts{1, 96}));
  EXPECT_EQ(default_thread_counts(1, 1, 2), Counts{1});
  EXPECT_EQ(default_thread_counts(2, 2, 3), (Counts{1, 2}));
  EXPECT_EQ(default_thread_counts(2, 4, 0), (Counts{1, 2, 4}));
  EXPECT_EQ(default_thread_counts(48, 96, 3), (Counts{1, 48, 96}));
  EXPECT_EQ(default_thread_counts(6, 12, 0), (Counts{1, 2, 4, 6, 8, 12}));
  EXPECT_EQ(default_thread_counts(96, 96, 3), (Counts{1, 64, 96}));
  EXPECT_EQ(default_thread_counts(0, 0, 3), Counts{});
  EXPECT_EQ(default_thread_counts(9, 4, 0), (Counts{1, 2, 4})) << "more cores than CPUs cannot be";
}

}  // namespace
}  // namespace crossfade::collector
