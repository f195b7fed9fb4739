// EnvironmentProbe: facts about the host that may explain a difference between two recordings, from a fixed
// list of files and calls (the rows of environment_probe.cpp). Nothing outside the list is recorded, so no
// host name, address, user or path leaves the machine. A fact that cannot be read is absent with its reason.
#pragma once

#include <filesystem>
#include <vector>

#include "collector/host/cpu_identity.h"
#include "results/recording.h"

namespace crossfade::collector {

/// `root` replaces / for every file. What the running program says of itself (C library, compiler, limits)
/// does not depend on it.
std::vector<results::EnvironmentFact> probe_environment(const std::filesystem::path& root,
                                                        const CpuIdentity& cpu);

}  // namespace crossfade::collector
