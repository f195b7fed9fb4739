// OwnCgroup: where the kernel shows the limits of the cgroup that this process runs in: version 2, or the
// controllers of version 1, which many machines still have beside it. Paths are for reading, never recorded:
// they name services and containers.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace crossfade::collector {

struct OwnCgroup {
  int version = 0;     ///< that has the controller: 2 or 1; 0 = the kernel names no cgroup
  std::string folder;  ///< absolute on the host, without a slash at its end; of this controller for version 1
};

/// Why a limit has no value where the kernel has none, of either version. Any other reason means that nobody
/// knows.
inline constexpr std::string_view limit_not_set = "not set for this cgroup";

/// By /proc/self/cgroup; `controller` is "cpu", "cpuset" or "memory". Of version 1 it is the controller's own
/// top where the path that the kernel names is not mounted here, as in containers.
OwnCgroup own_cgroup(const std::filesystem::path& root, std::string_view controller);

}  // namespace crossfade::collector
