// DescriptorLimit: every event of every worker needs a file descriptor, and a process may have 1,024 by
// default. The soft limit is raised as far as the hard one allows, which measuring processes inherit; where
// that is not enough, the user hears of it before anything is measured.
#pragma once

#include <sys/resource.h>

#include <cstdint>

#include "results/error.h"

namespace crossfade::collector {

/// The file descriptors that a process needs which counts so many events on each of so many workers, its own
/// files and those of its workload included.
std::uint64_t descriptors_needed(std::uint64_t workers, std::uint64_t events);

/// The limit as it has to be. Errors: unavailable, where the hard limit is below.
results::Result<rlimit> raised_limit(rlimit now, std::uint64_t workers, std::uint64_t events);

/// Raises this process's own limit. Errors: those of raised_limit().
results::Result<void> raise_descriptor_limit(std::uint64_t workers, std::uint64_t events);

}  // namespace crossfade::collector
