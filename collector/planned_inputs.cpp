#include "collector/planned_inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "collector/protocol/input_file.h"
#include "results/assertion.h"
#include "results/nearest_name.h"

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

Error usage(const std::string& text, std::string why, std::string remedy) {
  return Error{ErrorKind::usage, "cannot use an input", "--input " + text, std::move(why), std::move(remedy)};
}

std::vector<std::string> names_that_take_files(const PluginCatalogue& catalogue) {
  std::vector<std::string> names;
  for (const Plugin& plugin : catalogue.plugins) {
    if (plugin.takes_input()) names.push_back(plugin.name);
  }
  return names;
}

Error takes_none(const std::string& text, const std::string& name, const PluginCatalogue& catalogue) {
  const auto names = names_that_take_files(catalogue);
  return usage(text, fmt::format("'{}' takes no file: it works on generated inputs", name),
               names.empty() ? std::string("leave it out: no workload here takes one")
                             : fmt::format("these do: {}", fmt::join(names, ", ")));
}

/// It may be there and not be measured, or not be there for a reason of its own.
Error not_planned(const std::string& text, const std::string& name, const PluginCatalogue& catalogue,
                  const Plan& plan) {
  if (const Plugin* const plugin = catalogue.find(name)) {
    if (!plugin->takes_input()) return takes_none(text, name, catalogue);
    return usage(text, fmt::format("'{}' is not measured in this run", name),
                 fmt::format("name it, too: --workload {}", name));
  }
  if (const PluginProblem* const problem = catalogue.problem_of(name)) {
    Error error = problem->error;
    error.where = fmt::format("--input {}: {}", text, error.where);
    return error;
  }
  std::vector<std::string> names = names_that_take_files(catalogue);
  for (const PlannedWorkload& workload : plan.workloads) names.push_back(workload.name);
  return usage(text, fmt::format("no workload is named '{}'", name),
               results::did_you_mean(name, names, "name one of those that --workload names"));
}

Result<void> plan_input(const std::string& text, const PluginCatalogue& catalogue, Plan& plan) {
  const auto equals = text.find('=');
  const std::string name = text.substr(0, equals);
  if (equals == std::string::npos || name.empty() || equals + 1 == text.size())
    return usage(text, "it is not NAME=FILE", "give the name of a workload, '=' and a file");
  std::vector<PlannedWorkload*> planned;
  for (PlannedWorkload& workload : plan.workloads) {
    if (workload.name == name) planned.push_back(&workload);
  }
  if (planned.empty()) return not_planned(text, name, catalogue, plan);
  const Plugin* const plugin = catalogue.find(name);
  CF_ASSERT(plugin != nullptr, "a plan names plug-ins of its catalogue");
  if (!plugin->takes_input()) return takes_none(text, name, catalogue);
  if (!planned.front()->input_path.empty())
    return usage(text, fmt::format("'{}' has one already: {}", name, planned.front()->input_path),
                 "name one file for a workload");
  const std::string path = std::filesystem::absolute(text.substr(equals + 1)).string();
  const auto digest = digest_of_file(path);
  if (!digest) return digest.error();
  for (PlannedWorkload* const workload : planned) {
    workload->input_path = path;
    workload->input_digest = *digest;
  }
  return {};
}

}  // namespace

Result<void> plan_inputs(const std::vector<std::string>& texts, const PluginCatalogue& catalogue,
                         Plan& plan) {
  for (const std::string& text : texts) CF_TRY(plan_input(text, catalogue, plan));
  return {};
}

Result<void> check_planned_inputs(const Plan& plan, const std::vector<std::string>& moved) {
  std::set<std::string> seen;
  for (const PlannedWorkload& workload : plan.workloads) {
    const bool elsewhere = std::any_of(moved.begin(), moved.end(), [&](const std::string& text) {
      return text.starts_with(workload.name + "=");
    });
    if (elsewhere || workload.input_path.empty() || !seen.insert(workload.input_path).second) continue;
    const std::string where_it_is = fmt::format("--input {}=FILE says where it is now", workload.name);
    const auto digest = digest_of_file(workload.input_path);
    if (!digest) {
      return Error{
          digest.error().kind, "cannot resume the recording", workload.input_path,
          fmt::format("{} works on this file, and it cannot be read: {}", workload.name, digest.error().why),
          fmt::format("put it back; if it was moved, {}", where_it_is)};
    }
    if (*digest != workload.input_digest) {
      return Error{
          ErrorKind::data, "cannot resume the recording", workload.input_path,
          "it holds something else than when the run began",
          fmt::format("put the old file back, or start a new recording; if the old one was moved, {}",
                      where_it_is)};
    }
  }
  return {};
}

std::vector<std::string> input_texts(const Plan& plan) {
  std::set<std::string> texts;
  for (const PlannedWorkload& workload : plan.workloads) {
    if (!workload.input_path.empty()) texts.insert(workload.name + "=" + workload.input_path);
  }
  return {texts.begin(), texts.end()};
}

}  // namespace crossfade::collector
