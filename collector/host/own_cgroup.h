// OwnCgroup: where the kernel shows the limits of the cgroup that this process runs in: version 2, or the
// controllers of version 1, which many machines still have beside it. Paths are for reading, never recorded:
// they name services and containers.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

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

/// Its folder and those of the groups above it, up to the top: each may set a limit to what is in it. Where
/// the kernel names a path of the host and only the container's own part is mounted, some of them are not
/// there, and the top is the container's.
std::vector<std::string> with_those_above(const OwnCgroup& own);

}  // namespace crossfade::collector
