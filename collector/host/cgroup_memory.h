// CgroupMemory: what the cgroups that this process runs in let it use. In a container they end it long before
// the machine runs out of memory, and /proc/meminfo shows the machine's.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace crossfade::collector {

struct CgroupMemory {
  std::uint64_t limit_bytes = 0;
  /// In use, but for page cache of files that nobody has read for a while (inactive_file): the kernel drops
  /// that before it ends a process, as docker and the kubelet reckon.
  std::uint64_t used_bytes = 0;

  std::uint64_t room_bytes() const { return limit_bytes > used_bytes ? limit_bytes - used_bytes : 0; }
};

/// Of the process's own cgroup and all above it, of version 2 or 1, the one with the least room; nullopt =
/// none has a limit, or none can be read.
std::optional<CgroupMemory> tightest_cgroup_memory(const std::filesystem::path& root);

}  // namespace crossfade::collector
