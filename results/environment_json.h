// Environment facts as JSON: an array of {"key", "value"} or {"key", "absent_because"}, in order.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "results/recording.h"

namespace crossfade::results {

std::string environment_to_json(std::span<const EnvironmentFact> facts);
/// nullopt if it is not that. An empty text has no facts.
std::optional<std::vector<EnvironmentFact>> environment_from_json(std::string_view json);

}  // namespace crossfade::results
