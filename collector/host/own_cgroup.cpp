#include "collector/host/own_cgroup.h"

#include <sstream>
#include <system_error>

#include "collector/host/pseudo_file.h"

namespace crossfade::collector {
namespace {

/// Whether a list as "cpu,cpuacct" has that name.
bool has_name(const std::string& list, std::string_view name) {
  std::istringstream names(list);
  for (std::string one; std::getline(names, one, ',');)
    if (one == name) return true;
  return false;
}

std::string below(std::string folder, const std::string& group) {
  return group == "/" ? folder : std::move(folder) + group;
}

}  // namespace

OwnCgroup own_cgroup(const std::filesystem::path& root, std::string_view controller) {
  std::istringstream lines(read_pseudo_file(root, "/proc/self/cgroup").text);
  OwnCgroup own;
  for (std::string line; std::getline(lines, line);) {  // "4:memory:/group", "0::/group" of version 2
    const auto first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1),
                      group = line.substr(second + 1);
    if (has_name(controllers, controller)) {
      const std::string top = "/sys/fs/cgroup/" + std::string(controller);
      std::error_code error;
      const std::string folder = below(top, group);
      return {1, std::filesystem::exists(root / folder.substr(1), error) ? folder : top};
    }
    if (controllers.empty() && line.starts_with("0:")) own = {2, below("/sys/fs/cgroup", group)};
  }
  return own;
}

std::vector<std::string> with_those_above(const OwnCgroup& own) {
  constexpr std::string_view mount = "/sys/fs/cgroup";
  std::vector<std::string> folders;
  for (std::string folder = own.folder; folder.size() > mount.size();) {
    folders.push_back(folder);
    folder.resize(folder.rfind('/'));
  }
  if (own.version == 2)
    folders.emplace_back(mount);  // of version 1 each controller has a folder of its own in it
  return folders;
}

}  // namespace crossfade::collector
