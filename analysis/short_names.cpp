#include "analysis/short_names.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace crossfade::analysis {
namespace {

/// A path of fewer parts is whole.
std::string last_parts(const std::filesystem::path& path, std::size_t parts) {
  const auto all = static_cast<std::size_t>(std::distance(path.begin(), path.end()));
  if (parts >= all) return path.string();
  std::filesystem::path tail;
  for (auto part = std::next(path.begin(), static_cast<std::ptrdiff_t>(all - parts)); part != path.end();
       ++part)
    tail /= *part;
  return tail.string();
}

}  // namespace

std::vector<std::string> short_names(std::span<const std::filesystem::path> paths) {
  std::size_t most = 1;
  for (const auto& path : paths)
    most = std::max(most, static_cast<std::size_t>(std::distance(path.begin(), path.end())));
  std::vector<std::string> names;
  for (std::size_t parts = 1; parts <= most; ++parts) {
    names.clear();
    for (const auto& path : paths) names.push_back(last_parts(path, parts));
    if (std::set<std::string>(names.begin(), names.end()).size() == names.size()) break;
  }
  return names;
}

}  // namespace crossfade::analysis
