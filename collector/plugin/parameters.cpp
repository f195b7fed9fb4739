#include "collector/plugin/parameters.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>
#include <sstream>
#include <string_view>

#include "collector/protocol/parameter_value.h"
#include "results/nearest_name.h"

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;

Error refused(const cf_workload& workload, std::string why, std::string remedy) {
  return {ErrorKind::usage, "cannot use the parameters", workload.name, std::move(why), std::move(remedy)};
}

std::string offer(const std::string& typed, const std::vector<std::string>& known) {
  const auto nearest = results::nearest_names(typed, known, 3);
  if (!nearest.empty()) return fmt::format("did you mean {}?", fmt::join(nearest, ", "));
  return known.empty() ? "it has none" : fmt::format("use one of {}", fmt::join(known, ", "));
}

std::string_view text_of(const char* limit) {
  return limit == nullptr ? std::string_view{} : limit;
}

results::Result<void> check_value(const cf_workload& workload, const cf_parameter& parameter,
                                  const std::string& value) {
  const ParameterRange range{parameter.def, text_of(parameter.min), text_of(parameter.max)};
  const std::string why = why_no_value(range, value);
  if (why.empty()) return {};
  const std::string values = values_text(range);
  return refused(workload, fmt::format("'{}={}' {}", parameter.name, value, why),
                 fmt::format("give {} {}", parameter.name, values.empty() ? "a text without it" : values));
}

results::Result<void> apply(const cf_workload& workload, const std::string& assignment,
                            std::vector<std::string>& values) {
  const auto equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0)
    return refused(workload, fmt::format("'{}' is not key=value", assignment), "write it as key=value");
  const std::string key = assignment.substr(0, equals), value = assignment.substr(equals + 1);
  std::vector<std::string> known;
  for (std::uint32_t p = 0; p < workload.n_parameters; ++p) {
    const cf_parameter& parameter = workload.parameters[p];
    known.emplace_back(parameter.name);
    if (key != parameter.name) continue;
    CF_TRY(check_value(workload, parameter, value));
    values[p] = value;
    return {};
  }
  return refused(workload, fmt::format("there is no parameter '{}'", key), offer(key, known));
}

/// The assignments of a preset; nullopt = there is none of that name.
std::optional<std::string> preset_text(const cf_workload& workload, const std::string& name) {
  for (std::uint32_t p = 0; p < workload.n_presets; ++p) {
    if (name == workload.presets[p].name) return workload.presets[p].parameters;
  }
  if (name == "default") return "";
  return std::nullopt;
}

}  // namespace

results::Result<std::vector<std::string>> resolve_parameters(const cf_workload& workload,
                                                             const std::string& preset,
                                                             std::span<const std::string> overrides) {
  std::vector<std::string> values;
  for (std::uint32_t p = 0; p < workload.n_parameters; ++p) values.emplace_back(workload.parameters[p].def);
  const auto assignments = preset_text(workload, preset);
  if (!assignments) {
    std::vector<std::string> known{"default"};
    for (std::uint32_t p = 0; p < workload.n_presets; ++p) known.emplace_back(workload.presets[p].name);
    return refused(workload, fmt::format("there is no preset '{}'", preset), offer(preset, known));
  }
  std::istringstream words(*assignments);
  for (std::string word; words >> word;) CF_TRY(apply(workload, word, values));
  for (const std::string& assignment : overrides) CF_TRY(apply(workload, assignment, values));
  return values;
}

std::string parameters_text(const cf_workload& workload, std::span<const std::string> values) {
  std::string text;
  for (std::uint32_t p = 0; p < workload.n_parameters; ++p)
    text += fmt::format("{}{}={}", p == 0 ? "" : " ", workload.parameters[p].name, values[p]);
  return text;
}

}  // namespace crossfade::collector
