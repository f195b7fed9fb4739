// Code identity: which code a workload's requests ran, as its recording says: libraries with their paths,
// caps, the build of the plug-in. What is equal in all of them has the same instructions.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "results/recording.h"

namespace crossfade::analysis {

/// Of the processes of the workload, also of those that were never ready; "none" is no cap.
std::set<std::string> caps_of(const results::Recording& recording, std::uint32_t workload);

/// "name version (code path)" each.
std::set<std::string> libraries_of(const results::Recording& recording, std::uint32_t workload);

/// Digest of the plug-in's file; empty where it was not recorded.
std::string plugin_build(const results::Recording& recording, std::uint32_t workload);

}  // namespace crossfade::analysis
