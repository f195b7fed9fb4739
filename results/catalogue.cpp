#include "results/catalogue.h"

#include <system_error>

#include "results/folder_search.h"
#include "results/jailed_reading.h"

namespace crossfade::results {

std::vector<FoundFile> find_files(std::span<const std::filesystem::path> places) {
  std::vector<FoundFile> found;
  for (const std::filesystem::path& place : places) {
    std::error_code no_matter;
    if (!std::filesystem::is_directory(place, no_matter)) {
      found.push_back({place, {}});
      continue;
    }
    const auto searched = search_folder(place);
    if (!searched) {
      found.push_back({place, searched.error()});
      continue;
    }
    for (const std::filesystem::path& file : searched->files) found.push_back({file, {}});
    for (const Error& error : searched->not_listed) found.push_back({error.where, error});
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
