// Catalogue: the recordings found in files and folders, each as a summary or as the reason it could not be
// read.
#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "results/error.h"
#include "results/recording_reader.h"

namespace crossfade::results {

struct CatalogueEntry {
  std::filesystem::path path;
  Result<RecordingSummary> summary;
};

/// Files as given; folders: every *.h5 in them and below, sorted by path (search_folder()). A path that does
/// not exist, and a folder that cannot be searched, is an entry with its error.
std::vector<CatalogueEntry> catalogue(std::span<const std::filesystem::path> places);

/// A file that catalogue() would look into, not yet looked into; or a folder that could not be searched.
struct FoundFile {
  std::filesystem::path path;
  Result<void> listed;
};
std::vector<FoundFile> find_files(std::span<const std::filesystem::path> places);

}  // namespace crossfade::results
