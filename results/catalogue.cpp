#include "results/catalogue.h"

#include <algorithm>
#include <system_error>

namespace crossfade::results {
namespace {

/// The *.h5 files directly inside, by name.
Result<std::vector<std::filesystem::path>> recordings_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> found;
  std::error_code error;
  std::filesystem::directory_iterator entries(folder, error);
  for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error)) {
    std::error_code no_matter;
    if (entries->path().extension() == ".h5" && !entries->is_directory(no_matter))
      found.push_back(entries->path());
  }
  if (error) {
    return Error{ErrorKind::io, "cannot list the folder", folder.string(), error.message(),
                 "check its permissions"};
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

std::vector<CatalogueEntry> catalogue(std::span<const std::filesystem::path> places) {
  std::vector<CatalogueEntry> entries;
  for (const std::filesystem::path& place : places) {
    std::error_code no_matter;
    if (!std::filesystem::is_directory(place, no_matter)) {
      entries.push_back({place, read_summary(place)});
      continue;
    }
    const auto files = recordings_in(place);
    if (!files) {
      entries.push_back({place, files.error()});
      continue;
    }
    for (const std::filesystem::path& file : *files) entries.push_back({file, read_summary(file)});
  }
  return entries;
}

}  // namespace crossfade::results
