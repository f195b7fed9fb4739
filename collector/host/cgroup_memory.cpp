#include "collector/host/cgroup_memory.h"

#include <charconv>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>

#include "collector/host/own_cgroup.h"
#include "collector/host/pseudo_file.h"

namespace crossfade::collector {
namespace {

struct FileNames {
  std::string_view limit, used, dropped_first;  ///< the last: a key of memory.stat
};
constexpr FileNames version_2{"/memory.max", "/memory.current", "inactive_file"};
constexpr FileNames version_1{"/memory.limit_in_bytes", "/memory.usage_in_bytes", "total_inactive_file"};

/// Version 2 writes "max" where there is no limit, version 1 the largest number of pages there can be.
constexpr std::uint64_t no_limit = std::uint64_t{1} << 60;

/// nullopt = not there, or no number.
std::optional<std::uint64_t> number_in(const std::filesystem::path& root, const std::string& file) {
  const std::string text = read_pseudo_file(root, file).text;
  std::uint64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// 0 = it does not say.
std::uint64_t number_of(const std::string& stat, std::string_view key) {
  std::istringstream lines(stat);
  std::string name;
  for (std::uint64_t value = 0; lines >> name >> value;)
    if (name == key) return value;
  return 0;
}

std::optional<CgroupMemory> memory_of(const std::filesystem::path& root, const std::string& folder,
                                      const FileNames& names) {
  const auto limit = number_in(root, folder + std::string(names.limit));
  const auto used = number_in(root, folder + std::string(names.used));
  if (!limit || !used || *limit >= no_limit) return std::nullopt;
  const std::uint64_t dropped =
      number_of(read_pseudo_file(root, folder + "/memory.stat").text, names.dropped_first);
  return CgroupMemory{*limit, *used > dropped ? *used - dropped : 0};
}

}  // namespace

std::optional<CgroupMemory> tightest_cgroup_memory(const std::filesystem::path& root) {
  const OwnCgroup own = own_cgroup(root, "memory");
  if (own.version == 0) return std::nullopt;
  const FileNames& names = own.version == 2 ? version_2 : version_1;
  std::optional<CgroupMemory> tightest;
  for (const std::string& folder : with_those_above(own)) {
    const auto here = memory_of(root, folder, names);
    if (here && (!tightest || here->room_bytes() < tightest->room_bytes())) tightest = here;
  }
  return tightest;
}

}  // namespace crossfade::collector
