// Workload name: what a workload is called in every table: its name, its preset unless that is the default
// one, and, only where sides would otherwise mix two sets of parameters, the parameters that differ.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/side.h"
#include "results/recording.h"

namespace crossfade::analysis {

/// "name", or "name@preset" where the preset is not the default one.
std::string workload_name(const results::Workload& workload);

/// The same, and ":key=value,key=value" where tell_workloads_apart() found several: "evcache_get:mb=8".
std::string workload_name(const Side& side, const results::Workload& workload);

/// "key=value key=value" as recorded; a word without "=" is a key without a value.
std::map<std::string, std::string> workload_parameters(const results::Workload& workload);

/// Indices in a recording of the side of what is called `name`.
std::vector<std::uint32_t> workloads_named(const Side& side, const results::Recording& recording,
                                           std::string_view name);

/// Where one side holds a name and preset with several sets of parameters, they get names of their own on all
/// these sides: equal names are equal name, preset and parameters, whichever side they are on. Where no side
/// holds several, names stay as they are and a difference between sides is left to comparability. Done again
/// with more or fewer sides it takes nothing back.
void tell_workloads_apart(std::span<Side* const> sides);

}  // namespace crossfade::analysis
