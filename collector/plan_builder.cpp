#include "collector/plan_builder.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <sstream>

#include "collector/allotment.h"
#include "collector/block_budget.h"
#include "collector/duration_text.h"
#include "collector/planner.h"
#include "collector/profile.h"
#include "collector/protocol/parameter_value.h"
#include "collector/rate_forecast.h"
#include "collector/workload_choice.h"
#include "results/nearest_name.h"

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

Error usage(std::string what, std::string where, std::string why, std::string remedy) {
  return Error{ErrorKind::usage, std::move(what), std::move(where), std::move(why), std::move(remedy)};
}

template <class Rows>
std::vector<std::string> names_of(const Rows& rows) {
  std::vector<std::string> names;
  names.reserve(rows.size());
  for (const auto& row : rows) names.push_back(row.name);
  return names;
}

std::string offer(std::string_view typed, const std::vector<std::string>& names) {
  return results::did_you_mean(
      typed, names,
      names.empty() ? std::string("there is none") : fmt::format("there are: {}", fmt::join(names, ", ")));
}

Result<void> check_parameter(const std::string& text, const std::string& assignment, const Plugin& plugin) {
  const auto equals = assignment.find('=');
  const std::string key = assignment.substr(0, equals);
  if (equals == std::string::npos || key.empty()) {
    return usage("cannot use a workload's parameter", "--workload " + text,
                 fmt::format("'{}' is not key=value", assignment), "give NAME:key=value,key=value");
  }
  const auto found = std::find_if(plugin.parameters.begin(), plugin.parameters.end(),
                                  [&](const PluginParameter& p) { return p.name == key; });
  if (found == plugin.parameters.end()) {
    return usage("unknown parameter of a workload", "--workload " + text,
                 fmt::format("'{}' has no parameter '{}'", plugin.name, key),
                 offer(key, names_of(plugin.parameters)));
  }
  const ParameterRange range{found->default_value, found->min, found->max};
  if (const std::string why = why_no_value(range, assignment.substr(equals + 1)); !why.empty()) {
    std::string remedy = fmt::format("{}: {}", key, found->doc);
    if (const std::string values = values_text(range); !values.empty())
      remedy += fmt::format("; {}{}{}", values, found->unit.empty() ? "" : " ", found->unit);
    return usage("cannot use a workload's parameter", "--workload " + text,
                 fmt::format("'{}' {}", assignment, why), std::move(remedy));
  }
  return {};
}

/// Without a name: "default" if the plug-in has that preset, otherwise its first.
std::string default_preset(const Plugin& plugin) {
  for (const PluginPreset& preset : plugin.presets) {
    if (preset.name == "default") return preset.name;
  }
  return plugin.presets.front().name;
}

Error unknown_workload(const std::string& text, const std::string& name, const PluginCatalogue& catalogue) {
  if (const PluginProblem* const problem = catalogue.problem_of(name)) return problem->error;
  return usage("unknown workload", "--workload " + text, fmt::format("no plug-in is named '{}'", name),
               offer(name, names_of(catalogue.plugins)));
}

/// The same parameters in the end, however they are written: the same inputs and the same requests.
bool is_same_work(const PlannedWorkload& a, const PlannedWorkload& b, const PluginCatalogue& catalogue) {
  if (a.name != b.name) return false;
  const Plugin* const plugin = catalogue.find(a.name);
  CF_ASSERT(plugin != nullptr, "what was parsed names a plug-in of the catalogue");
  return effective_parameters(*plugin, a) == effective_parameters(*plugin, b);
}

constexpr const char* control_preset = "none";

/// Of a contended workload that shares something: the same with what its presets decide as in the control.
std::optional<PlannedWorkload> control_of(const PlannedWorkload& workload, const PluginCatalogue& catalogue) {
  const Plugin& plugin = *catalogue.find(workload.name);
  const auto presets = names_of(plugin.presets);
  if (!plugin.is_contended() || std::find(presets.begin(), presets.end(), control_preset) == presets.end())
    return std::nullopt;
  PlannedWorkload control{workload.name, control_preset, {}};
  for (const std::string& assignment : workload.parameters) {
    const std::string key = assignment.substr(0, assignment.find('=') + 1);
    const bool by_preset =
        std::any_of(plugin.presets.begin(), plugin.presets.end(), [&](const PluginPreset& preset) {
          return (" " + preset.parameters).find(" " + key) != std::string::npos;
        });
    if (!by_preset) control.parameters.push_back(assignment);
  }
  return is_same_work(control, workload, catalogue) ? std::nullopt : std::optional(control);
}

/// What sharing costs is a ratio: without the control in the same block there is none.
void add_controls(const PluginCatalogue& catalogue, std::vector<PlannedWorkload>& planned) {
  for (std::size_t w = 0; w < planned.size(); ++w) {
    auto control = control_of(planned[w], catalogue);
    const auto is_it = [&](const PlannedWorkload& other) { return is_same_work(other, *control, catalogue); };
    if (control && std::none_of(planned.begin(), planned.end(), is_it))
      planned.push_back(*std::move(control));
  }
}

Result<std::vector<PlannedWorkload>> planned_workloads(const RunOptions& options, const Profile& profile,
                                                       const PluginCatalogue& catalogue) {
  std::vector<PlannedWorkload> planned;
  for (const std::string& text : options.workloads) {
    auto workload = parse_workload(text, catalogue);
    if (!workload) return workload.error();
    const auto same = std::find_if(planned.begin(), planned.end(), [&](const PlannedWorkload& other) {
      return is_same_work(other, *workload, catalogue);
    });
    if (same != planned.end()) {
      return usage("a workload is named twice", "--workload " + text,
                   fmt::format("it is the same work as {}, and a block holds every workload once",
                               display_name(*same)),
                   "name it once, or with a preset or parameters that change something");
    }
    planned.push_back(std::move(*workload));
  }
  if (options.controls) add_controls(catalogue, planned);
  if (!options.workloads.empty()) return planned;
  for (const Plugin* const plugin : chosen_plugins(options, profile, catalogue))
    planned.push_back({plugin->name, default_preset(*plugin), {}});
  if (!planned.empty()) return planned;
  if (!catalogue.plugins.empty()) {
    return Error{ErrorKind::unavailable, "there is nothing to measure", "",
                 "every workload that is installed is measured only when it is named",
                 fmt::format("name one with --workload: {}", fmt::join(names_of(catalogue.plugins), ", "))};
  }
  if (!catalogue.problems.empty()) return catalogue.problems.front().error;
  return Error{ErrorKind::unavailable, "there is nothing to measure", "", "no plug-in is installed",
               "install the workloads of Crossfade, or name a folder with --workload-dir"};
}

}  // namespace

Result<PlannedWorkload> parse_workload(const std::string& text, const PluginCatalogue& catalogue) {
  const auto colon = text.find(':');
  const std::string head = text.substr(0, colon);
  const auto at = head.find('@');
  PlannedWorkload planned;
  planned.name = head.substr(0, at);
  const Plugin* const plugin = catalogue.find(planned.name);
  if (plugin == nullptr) return unknown_workload(text, planned.name, catalogue);
  planned.preset = at == std::string::npos ? default_preset(*plugin) : head.substr(at + 1);
  const auto presets = names_of(plugin->presets);
  if (std::find(presets.begin(), presets.end(), planned.preset) == presets.end()) {
    return usage("unknown preset of a workload", "--workload " + text,
                 fmt::format("'{}' has no preset '{}'", planned.name, planned.preset),
                 offer(planned.preset, presets));
  }
  if (colon == std::string::npos) return planned;
  std::istringstream assignments(text.substr(colon + 1));
  for (std::string assignment; std::getline(assignments, assignment, ',');) {
    CF_TRY(check_parameter(text, assignment, *plugin));
    const std::string key = assignment.substr(0, assignment.find('=') + 1);
    for (const std::string& earlier : planned.parameters) {
      if (!earlier.starts_with(key)) continue;
      return usage("a workload's parameter is given twice", "--workload " + text,
                   fmt::format("both '{}' and '{}' are given", earlier, assignment), "give it once");
    }
    planned.parameters.push_back(assignment);
  }
  return planned;
}

std::vector<std::string> effective_values(const Plugin& plugin, const PlannedWorkload& planned) {
  std::vector<std::string> assignments;
  for (const PluginPreset& preset : plugin.presets) {
    if (preset.name != planned.preset) continue;
    std::istringstream words(preset.parameters);
    for (std::string word; words >> word;) assignments.push_back(word);
  }
  assignments.insert(assignments.end(), planned.parameters.begin(), planned.parameters.end());
  std::vector<std::string> values;
  for (const PluginParameter& parameter : plugin.parameters) {
    std::string& value = values.emplace_back(parameter.default_value);
    for (const std::string& assignment : assignments) {  // the last one wins
      const auto equals = assignment.find('=');
      if (assignment.substr(0, equals) == parameter.name && equals != std::string::npos)
        value = assignment.substr(equals + 1);
    }
  }
  return values;
}

std::string effective_parameters(const Plugin& plugin, const PlannedWorkload& planned) {
  const std::vector<std::string> values = effective_values(plugin, planned);
  std::string all;
  for (std::size_t i = 0; i < values.size(); ++i)
    all += fmt::format("{}{}={}", i == 0 ? "" : " ", plugin.parameters[i].name, values[i]);
  return all;
}

namespace {

Error budget_too_small(const Plan& plan, std::string_view needed_for, std::uint64_t needed_ns,
                       std::string remedy) {
  return usage("the budget is too small for two blocks, the least that differ from each other",
               fmt::format("--budget {}", duration_text(plan.budget_ns)),
               fmt::format("{} of {} workload{} need about {}", needed_for, plan.workloads.size(),
                           plan.workloads.size() == 1 ? "" : "s", duration_text(needed_ns)),
               std::move(remedy));
}

/// As long as quick's stages: neighbours come and go within seconds, and the panel around a piece costs a
/// tenth of a second.
constexpr std::uint64_t slice_ns = 500'000'000;

Result<void> fill_budget(Plan& plan) {
  const std::uint64_t needed_ns = 2 * assumed_block_ns(plan);
  if (plan.budget_ns < needed_ns)
    return budget_too_small(plan, "two blocks", needed_ns, "give more time or fewer workloads");
  plan.blocks = most_blocks_in(plan, plan.budget_ns);
  return {};
}

/// The plan's workloads without a budget, or those that stand for them; empty if there is no such plan.
std::string quick_text(const Plan& plan, RunOptions options, const Topology& topology,
                       const PluginCatalogue& catalogue) {
  options.profile = "quick";
  options.budget_ns.reset();
  const auto quick = build_plan(options, topology, catalogue);
  if (!quick) return {};
  const bool same = quick->workloads.size() == plan.workloads.size();
  return fmt::format("{} shorter blocks of {} take about {} (profile quick)", quick->blocks,
                     same ? "them" : fmt::format("{}", fmt::join(names_of(quick->workloads), ", ")),
                     duration_text(progress(*quick, {}, 0).remaining_ns));
}

/// Calibration and two blocks are the least. Variances say how many blocks beyond eight there are: where the
/// budget ends before, one process of calibration is enough for rates and times.
Result<void> fit_calibration(const RunOptions& options, const Topology& topology,
                             const PluginCatalogue& catalogue, Plan& plan) {
  if (plan.budget_ns < assumed_run_ns(plan, fewest_blocks)) plan.calibration = 1;
  const std::uint64_t needed_ns = assumed_run_ns(plan, 2);
  if (plan.budget_ns >= needed_ns) return {};
  std::string remedy = "give more time or fewer workloads";
  if (const std::string quick = quick_text(plan, options, topology, catalogue); !quick.empty())
    remedy += "; without --budget, " + quick;
  return budget_too_small(plan, "calibration and two blocks", needed_ns, std::move(remedy));
}

}  // namespace

std::vector<std::string> control_notes(const RunOptions& options, const PluginCatalogue& catalogue,
                                       const Plan& plan) {
  std::vector<std::string> notes;
  for (const PlannedWorkload& workload : plan.workloads) {
    if (!catalogue.find(workload.name)->is_contended()) continue;
    const auto names = [&](const auto& is_meant) {
      std::vector<std::string> found;
      for (const PlannedWorkload& other : plan.workloads) {
        if (other.name == workload.name && is_meant(other)) found.push_back(display_name(other));
      }
      return found;
    };
    const auto sharing = names([&](const PlannedWorkload& other) {
      const auto control = control_of(other, catalogue);
      return control && is_same_work(*control, workload, catalogue);
    });
    const bool named = std::any_of(options.workloads.begin(), options.workloads.end(), [&](const auto& text) {
      const auto parsed = parse_workload(text, catalogue);
      return parsed && is_same_work(*parsed, workload, catalogue);
    });
    if (!sharing.empty() && !named) {
      notes.push_back(fmt::format("{} is measured too: the control of {}, which shares nothing",
                                  display_name(workload), fmt::join(sharing, ", ")));
    }
    if (sharing.empty() && !control_of(workload, catalogue) &&
        names([](const PlannedWorkload&) { return true; }).size() == 1) {
      notes.push_back(fmt::format(
          "{} shares nothing and is the control alone: its other presets show what "
          "sharing costs, and bring it along: {}",
          display_name(workload), fmt::join(names_of(catalogue.find(workload.name)->presets), ", ")));
    }
  }
  return notes;
}

std::string better_without_budget(const RunOptions& options, const Topology& topology,
                                  const PluginCatalogue& catalogue, const Plan& plan) {
  if (!options.budget_ns || plan.calibration == 0) return {};
  if (expected_allotment(plan).expected_blocks >= useful_blocks) return {};
  const std::string quick = quick_text(plan, options, topology, catalogue);
  if (quick.empty()) return {};
  return fmt::format("so few blocks say less than a run without --budget: {}", quick);
}

Result<Plan> build_plan(const RunOptions& options, const Topology& topology,
                        const PluginCatalogue& catalogue) {
  const Profile* const profile = options.calibrate ? &calibrate_profile() : find_profile(options.profile);
  CF_ASSERT(profile != nullptr, "options were checked");
  auto workloads = planned_workloads(options, *profile, catalogue);
  if (!workloads) return workloads.error();
  if (!options.threads.empty() && options.threads.back() > topology.vcpus()) {
    return usage(
        "cannot use that many threads", fmt::format("--threads {}", options.threads.back()),
        fmt::format("this process may use {} CPU{}", topology.vcpus(), topology.vcpus() == 1 ? "" : "s"),
        "every worker needs a CPU of its own: give fewer, or let it use more (taskset, cpuset, container "
        "limits)");
  }
  Plan plan;
  const bool changed = options.blocks || options.service_ns || options.capacity_ns || options.load_ns ||
                       options.slo_ns || !options.load_curve || !options.rates_per_s.empty() ||
                       !options.threads.empty() || options.arrivals.process != results::Arrival::poisson;
  plan.profile = changed && !options.calibrate ? "custom" : profile->name;
  plan.seed = options.seed;
  plan.workloads = std::move(*workloads);
  plan.blocks = options.blocks.value_or(profile->blocks);
  plan.thread_counts = options.threads.empty() ? default_thread_counts(topology.cores, topology.vcpus(),
                                                                       profile->max_thread_counts)
                                               : options.threads;
  plan.worker_cpus.assign(topology.worker_order.begin(),
                          topology.worker_order.begin() + plan.thread_counts.back());
  plan.service_ns = options.service_ns.value_or(profile->service_ns);
  plan.capacity_ns = options.capacity_ns.value_or(profile->capacity_ns);
  plan.load_ns = options.load_ns.value_or(profile->load_ns);
  plan.calibration = options.blocks ? 0 : profile->calibration;
  plan.budget_ns = options.budget_ns.value_or(profile->budget_ns);
  plan.until_budget = profile->until_budget;
  plan.precision = profile->precision;
  plan.rerun_share = profile->rerun_share;
  plan.verify_ns = profile->verify_ns;
  plan.slice_ns = slice_ns;
  plan.chunk_ns = options.slo_ns.value_or(profile->chunk_ns);
  plan.chunk_limit_ns = profile->chunk_limit_ns;
  plan.trace_requests = profile->trace_requests;
  plan.warm_up_limit_ns = profile->warm_up_limit_ns;
  plan.load_curve = profile->load_curve && options.load_curve;
  if (!plan.load_curve) plan.load_ns = 0;
  plan.grid_step = profile->grid_step;
  plan.rates_per_s = options.rates_per_s;
  plan.wait_mode = options.wait_mode;
  plan.arrival = options.arrivals.process;
  plan.arrival_steps = options.arrivals.steps;
  plan.scheduling = options.scheduling;
  plan.spikes = options.spikes;
  plan.isa_level = options.isa_level;
  plan.counters = options.counters;
  plan.events = options.events;
  plan.multiplex = options.multiplex;
  plan.count_cpus = options.count_cpus;
  plan.sample_rate_hz = options.counters ? options.sample_rate_hz : 0;
  drop_what_does_not_fit(options, catalogue, plan);
  if (plan.calibration > 0) CF_TRY(fit_calibration(options, topology, catalogue, plan));
  if (plan.until_budget) CF_TRY(fill_budget(plan));
  CF_TRY(check_rates(plan));
  return plan;
}

}  // namespace crossfade::collector
