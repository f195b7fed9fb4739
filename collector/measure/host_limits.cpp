#include "collector/measure/host_limits.h"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

#include "collector/host/cgroup_memory.h"
#include "collector/measure/capability_names.h"

namespace crossfade::collector {
namespace {

/// The rest of the line "key: ..." of a file of /proc.
std::optional<std::string> field(const std::string& path, const std::string& key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.compare(0, key.size() + 1, key + ":") == 0) return line.substr(key.size() + 1);
  }
  return std::nullopt;
}

std::optional<std::uint64_t> kibibytes(const std::string& path, const std::string& key) {
  const auto text = field(path, key);
  if (!text) return std::nullopt;
  std::istringstream words(*text);
  std::uint64_t value = 0;
  std::string unit;
  if (words >> value >> unit && unit == "kB") return value * 1024;
  return std::nullopt;
}

std::optional<std::uint64_t> effective_capabilities(const std::string& proc_root) {
  const auto text = field(proc_root + "/self/status", "CapEff");
  if (!text) return std::nullopt;
  std::istringstream words(*text);
  std::uint64_t mask = 0;
  if (words >> std::hex >> mask) return mask;
  return std::nullopt;
}

std::string mebibytes(std::uint64_t bytes) {
  return fmt::format("{} MiB", (bytes + (std::uint64_t{1} << 20) - 1) >> 20);
}

/// What there is: rounded down, as a need is rounded up.
std::string whole_mebibytes(std::uint64_t bytes) {
  return fmt::format("{} MiB", bytes >> 20);
}

/// What there is before something else than this program is in want of it.
struct MemoryRoom {
  std::uint64_t bytes = 0;
  std::string because, remedy;
};

/// The machine's or, where that is less, what its cgroups leave this process; nullopt = neither can be read.
std::optional<MemoryRoom> memory_room(const std::string& proc_root) {
  const std::string fewer = "use a smaller preset or fewer workers";
  std::optional<MemoryRoom> room;
  if (const auto machine = available_memory_bytes(proc_root))
    room = {*machine, " on this machine", "stop other programs, " + fewer};
  const auto cgroup = tightest_cgroup_memory(std::filesystem::path(proc_root).parent_path());
  if (cgroup && (!room || cgroup->room_bytes() < room->bytes)) {
    room = {cgroup->room_bytes(),
            fmt::format(": the cgroup that this process runs in (a container, a service) may use {} and uses "
                        "{}, without page cache that the kernel would drop",
                        whole_mebibytes(cgroup->limit_bytes), mebibytes(cgroup->used_bytes)),
            "raise its limit (docker run --memory, MemoryMax= of the service, the limits of the pod), stop "
            "what else runs in it, " +
                fewer};
  }
  return room;
}

/// More than 64 bits hold, as a plug-in may say, is not less for it: the most that they hold.
std::uint64_t memory_of(const cf_need& need, std::uint32_t workers) {
  std::uint64_t memory = 0;
  if (__builtin_mul_overflow(need.per_worker_bytes, std::uint64_t{workers}, &memory) ||
      __builtin_add_overflow(memory, need.shared_bytes, &memory) ||
      __builtin_add_overflow(memory, need.shm_bytes, &memory)) {
    return std::numeric_limits<std::uint64_t>::max();
  }
  return memory;
}

}  // namespace

std::optional<std::uint64_t> available_memory_bytes(const std::string& proc_root) {
  return kibibytes(proc_root + "/meminfo", "MemAvailable");
}

std::optional<std::uint64_t> free_bytes_in(const std::string& dir) {
  struct statvfs found {};
  if (::statvfs(dir.c_str(), &found) != 0) return std::nullopt;
  return std::uint64_t{found.f_bavail} * found.f_frsize;
}

ProcessMemory process_memory(const std::string& proc_root) {
  const std::string status = proc_root + "/self/status";
  return {kibibytes(status, "VmRSS"), kibibytes(status, "RssShmem")};
}

results::Result<void> check_need(const cf_need& need, std::uint32_t workers, const std::string& workload,
                                 const std::string& proc_root, const std::string& shm_dir) {
  if (need.shm_bytes > 0) {
    const auto room = free_bytes_in(shm_dir);
    if (!room || need.shm_bytes > *room) {
      return results::Error{
          results::ErrorKind::unavailable, "cannot prepare the workload", workload,
          room ? fmt::format("it needs {} in {} and {} are free", mebibytes(need.shm_bytes), shm_dir,
                             whole_mebibytes(*room))
               : fmt::format("it needs {} in {}, which this machine does not have", mebibytes(need.shm_bytes),
                             shm_dir),
          fmt::format(
              "enlarge it (docker run --shm-size, mount -o remount,size=... {}) or use a smaller preset",
              shm_dir)};
    }
  }
  const std::uint64_t memory = memory_of(need, workers);
  const auto room = memory_room(proc_root);
  if (room && memory > room->bytes) {
    return results::Error{
        results::ErrorKind::unavailable, "cannot prepare the workload", workload,
        fmt::format("it needs {} of memory for {} workers and {} are available{}", mebibytes(memory), workers,
                    whole_mebibytes(room->bytes), room->because),
        room->remedy};
  }
  const auto held = effective_capabilities(proc_root);
  if (held && (need.capabilities & ~*held) != 0) {
    const std::string missing = capability_names(need.capabilities & ~*held);
    return results::Error{
        results::ErrorKind::unavailable, "cannot prepare the workload", workload,
        fmt::format("it needs {}, which this process does not have (it has: {})", missing,
                    capability_names(*held)),
        fmt::format("give the program {} (setcap), or its container (docker run --cap-add); root has it",
                    missing)};
  }
  return {};
}

}  // namespace crossfade::collector
