#include "analysis/cpus_used.h"

#include <fmt/format.h>

#include <algorithm>

namespace crossfade::analysis {

std::string part_of_cpus(const results::Recording& recording) {
  std::string part;
  for (const results::EnvironmentFact& fact : recording.environment) {
    if (fact.key == "program.cpus" && fact.value != "all that are online") part = fact.value;
  }
  std::uint32_t most = 0;
  for (const results::Stage& stage : recording.stages) most = std::max(most, stage.workers);
  const std::int64_t vcpus = recording.header.vcpus;
  if (!part.empty() || most == 0 || most >= vcpus) return part;
  return fmt::format("{} of the {} vCPUs, as many as had workers (--threads)", most, vcpus);
}

std::string part_of_cpus(const Side& side) {
  for (const RecordingPointer& r : side.recordings) {
    if (std::string part = part_of_cpus(r->recording); !part.empty()) return part;
  }
  return "";
}

}  // namespace crossfade::analysis
