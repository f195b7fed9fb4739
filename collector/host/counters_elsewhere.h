// CountersElsewhere: the way to counters for an instance type whose guests see none, or not all of them: a
// larger size of its family, recorded with them, whose counts are joined to what was measured here. By the
// atlas alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "results/vocabulary/atlas.h"

namespace crossfade::collector {

/// The smallest size of the family whose guests see all counters, where those of `type` do not, with as many
/// vCPUs at least.
std::optional<results::InstanceType> larger_with_counters(const results::InstanceType& type);

/// What to record there and how it is joined, as sentences; empty where larger_with_counters() knows none.
std::string counters_elsewhere_text(const results::InstanceType& type);

/// One line for a run on a machine of the type that shows no counters; empty where the atlas knows no better.
std::string counters_elsewhere_note(std::string_view instance_type, std::string_view pmu_tier);

}  // namespace crossfade::collector
