#include "collector/workload_choice.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "collector/allotment.h"
#include "collector/duration_text.h"
#include "collector/outlook.h"
#include "collector/planner.h"
#include "collector/suite_order.h"

namespace crossfade::collector {
namespace {

bool is_from_named_folder(const RunOptions& options, const Plugin& plugin) {
  return std::any_of(options.workload_dirs.begin(), options.workload_dirs.end(), [&](const std::string& dir) {
    return plugin.path.parent_path() == std::filesystem::path(dir);
  });
}

bool has_representative(const PluginCatalogue& catalogue) {
  return std::any_of(catalogue.plugins.begin(), catalogue.plugins.end(),
                     [](const Plugin& plugin) { return is_representative(plugin.name); });
}

bool is_kept(const RunOptions& options, const Plugin& plugin) {
  return is_representative(plugin.name) || is_from_named_folder(options, plugin);
}

/// Of the plan, what comes last in the suite's order and may be dropped; the end if nothing may.
std::vector<PlannedWorkload>::iterator least_telling(const RunOptions& options,
                                                     const PluginCatalogue& catalogue, Plan& plan) {
  const auto place = [](const PlannedWorkload& workload) {
    return std::tuple(suite_rank(workload.name), workload.name);
  };
  auto last = plan.workloads.end();
  for (auto each = plan.workloads.begin(); each != plan.workloads.end(); ++each) {
    if (is_kept(options, *catalogue.find(each->name))) continue;
    if (last == plan.workloads.end() || place(*last) < place(*each)) last = each;
  }
  return last;
}

/// As drop_what_does_not_fit() counts: one process of calibration and `useful_blocks` blocks.
std::uint64_t least_run_ns(Plan plan) {
  plan.calibration = std::min<std::uint32_t>(plan.calibration, 1);
  return assumed_run_ns(plan, useful_blocks);
}

/// Rounded up: times are guesses.
std::uint64_t minutes(std::uint64_t ns) {
  constexpr std::uint64_t minute_ns = 60'000'000'000;
  return (ns + minute_ns - 1) / minute_ns;
}

std::vector<std::string> not_in_this_budget(const Plan& plan, const std::vector<std::string>& names) {
  std::vector<std::string> lines;
  Plan everything = plan;
  for (const std::string& name : names) {
    PlannedWorkload workload;
    workload.name = name;
    Plan alone = plan;
    alone.workloads.assign(1, workload);
    everything.workloads.push_back(std::move(workload));
    lines.push_back(fmt::format("{}: not measured in this budget: needs {} min or more", name,
                                minutes(least_run_ns(alone))));
  }
  lines.push_back(
      fmt::format("--budget {}m has room for all of them in {} blocks if their requests are short, "
                  "--workload NAME for a choice",
                  minutes(least_run_ns(everything)), useful_blocks));
  return lines;
}

std::vector<std::string> not_in_this_profile(const Plan& plan, const std::vector<std::string>& names) {
  const std::uint64_t each_ns =
      progress(plan, {}, 0).remaining_ns / std::max<std::size_t>(1, plan.workloads.size());
  return {
      fmt::format("not measured in this profile: {} (profile quick measures what stands for them; --workload "
                  "NAME measures one, in about {}, --profile standard everything)",
                  fmt::join(names, ", "), duration_text(each_ns))};
}

/// Two hosts must not differ in what they measure without a word.
std::vector<std::string> unusable(const PluginCatalogue& catalogue) {
  std::vector<std::string> lines;
  for (const PluginProblem& problem : catalogue.problems) {
    if (!problem.left_out)  // of the build: `list` says so, and every host of it lacks the same
      lines.push_back(fmt::format("{} cannot be used: {}", problem.path.string(), problem.error.why));
  }
  return lines;
}

}  // namespace

std::vector<const Plugin*> chosen_plugins(const RunOptions& options, const Profile& profile,
                                          const PluginCatalogue& catalogue) {
  const bool few = profile.representatives_only && !options.calibrate && has_representative(catalogue);
  std::vector<const Plugin*> chosen;
  for (const Plugin& plugin : catalogue.plugins) {
    if (!plugin.is_only_named() && (!few || is_kept(options, plugin))) chosen.push_back(&plugin);
  }
  return chosen;
}

void drop_what_does_not_fit(const RunOptions& options, const PluginCatalogue& catalogue, Plan& plan) {
  if (!options.workloads.empty() || plan.calibration == 0) return;
  while (plan.workloads.size() > 1 && plan.budget_ns < least_run_ns(plan)) {
    const auto last = least_telling(options, catalogue, plan);
    if (last == plan.workloads.end()) return;
    plan.workloads.erase(last);
  }
}

std::vector<std::string> left_out_workloads(const RunOptions& options, const PluginCatalogue& catalogue,
                                            const Plan& plan) {
  if (!options.workloads.empty()) return {};
  std::vector<std::string> lines = unusable(catalogue), names;
  for (const Plugin& plugin : catalogue.plugins) {
    const bool planned = std::any_of(plan.workloads.begin(), plan.workloads.end(),
                                     [&](const PlannedWorkload& w) { return w.name == plugin.name; });
    if (!planned && !plugin.is_only_named()) names.push_back(plugin.name);
  }
  if (names.empty()) return lines;
  const auto more = plan.calibration > 0 ? not_in_this_budget(plan, names) : not_in_this_profile(plan, names);
  lines.insert(lines.end(), more.begin(), more.end());
  return lines;
}

}  // namespace crossfade::collector
