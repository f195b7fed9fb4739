// Host limits: whether this machine has the memory, the room in /dev/shm and the capabilities that a workload
// says it needs, asked before a run begins and again before anything is allocated.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "results/error.h"
#include "workloads/abi.h"

namespace crossfade::collector {

/// Errors (unavailable), each with the need and what there is: too little memory on the machine or left by
/// the process's cgroups, too little room in `shm_dir` (containers often have 64 MB), a missing capability. A
/// limit that cannot be read stops nobody; a missing `shm_dir` stops who needs it. `proc_root`: of R/proc the
/// cgroups are looked for in R/sys/fs/cgroup.
results::Result<void> check_need(const cf_need& need, std::uint32_t workers, const std::string& workload,
                                 const std::string& proc_root, const std::string& shm_dir = "/dev/shm");

/// MemAvailable of the machine; nullopt = not readable.
std::optional<std::uint64_t> available_memory_bytes(const std::string& proc_root);

/// What a file system has left for this user; nullopt = there is no such folder.
std::optional<std::uint64_t> free_bytes_in(const std::string& dir);

struct ProcessMemory {
  std::optional<std::uint64_t> rss_bytes, shared_bytes;
};
/// Of this process.
ProcessMemory process_memory(const std::string& proc_root);

}  // namespace crossfade::collector
