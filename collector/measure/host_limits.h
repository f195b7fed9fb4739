// Host limits: whether this machine has the memory and the capabilities that a workload says it needs, asked
// before anything is allocated.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "results/error.h"
#include "workloads/abi.h"

namespace crossfade::collector {

/// Errors (unavailable): too little memory, a missing capability. A limit that cannot be read stops nobody.
results::Result<void> check_need(const cf_need& need, std::uint32_t workers, const std::string& workload,
                                 const std::string& proc_root);

/// MemAvailable; nullopt = not readable.
std::optional<std::uint64_t> available_memory_bytes(const std::string& proc_root);

struct ProcessMemory {
  std::optional<std::uint64_t> rss_bytes, shared_bytes;
};
/// Of this process.
ProcessMemory process_memory(const std::string& proc_root);

}  // namespace crossfade::collector
