#include "analysis/environment_value.h"

namespace crossfade::analysis {

std::string environment_value(const results::Recording& recording, std::string_view key) {
  for (const results::EnvironmentFact& fact : recording.environment) {
    if (fact.key == key) return fact.value;
  }
  return "";
}

}  // namespace crossfade::analysis
