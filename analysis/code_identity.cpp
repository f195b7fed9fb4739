#include "analysis/code_identity.h"

#include <fmt/format.h>

#include "analysis/environment_value.h"

namespace crossfade::analysis {

std::set<std::string> caps_of(const results::Recording& r, std::uint32_t workload) {
  std::set<std::string> caps;
  for (const results::Repetition& repetition : r.repetitions) {
    if (repetition.workload == workload)
      caps.insert(repetition.isa_cap.empty() ? "none" : repetition.isa_cap);
  }
  return caps;
}

std::set<std::string> libraries_of(const results::Recording& r, std::uint32_t workload) {
  std::set<std::string> all;
  for (const results::Library& library : r.libraries) {
    if (library.workload == workload)
      all.insert(fmt::format("{} {} ({})", library.name, library.version, library.isa_path));
  }
  return all;
}

std::string plugin_build(const results::Recording& r, std::uint32_t workload) {
  return environment_value(r, fmt::format("build.plugin.{}_digest", r.workloads[workload].name));
}

}  // namespace crossfade::analysis
