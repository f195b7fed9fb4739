#include "analysis/cpus_used.h"

namespace crossfade::analysis {

std::string part_of_cpus(const results::Recording& recording) {
  for (const results::EnvironmentFact& fact : recording.environment) {
    if (fact.key == "program.cpus") return fact.value == "all that are online" ? "" : fact.value;
  }
  return "";
}

std::string part_of_cpus(const Side& side) {
  for (const RecordingPointer& r : side.recordings) {
    if (std::string part = part_of_cpus(r->recording); !part.empty()) return part;
  }
  return "";
}

}  // namespace crossfade::analysis
