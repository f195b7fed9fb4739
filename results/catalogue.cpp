#include "results/catalogue.h"

#include <algorithm>
#include <system_error>

#include "results/jailed_reading.h"

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

std::vector<FoundFile> find_files(std::span<const std::filesystem::path> places) {
  std::vector<FoundFile> found;
  for (const std::filesystem::path& place : places) {
    std::error_code no_matter;
    if (!std::filesystem::is_directory(place, no_matter)) {
      found.push_back({place, {}});
      continue;
    }
    const auto files = recordings_in(place);
    if (!files) {
      found.push_back({place, files.error()});
      continue;
    }
    for (const std::filesystem::path& file : *files) found.push_back({file, {}});
  }
  return found;
}

std::vector<CatalogueEntry> catalogue(std::span<const std::filesystem::path> places) {
  const std::vector<FoundFile> files = find_files(places);
  std::vector<CatalogueEntry> entries;
  entries.reserve(files.size());
  for (const FoundFile& file : files)
    entries.push_back({file.path, file.listed ? Error{} : file.listed.error()});
  for_each_file(files.size(), [&](std::size_t i) {
    if (files[i].listed) entries[i].summary = read_summary(files[i].path);
  });
  return entries;
}

}  // namespace crossfade::results
