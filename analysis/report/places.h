// Places: what a command line names for recordings: files, folders, and selectors that pick recordings out of
// them by their headers.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "results/error.h"

namespace crossfade::analysis {

struct Places {
  std::vector<std::filesystem::path> base;  ///< with an empty `to`: base and candidates together
  std::vector<std::filesystem::path> to;
};

struct PickedPlaces {
  Places places;  ///< files and folders only
  /// Files of folders that could not be read while recordings were picked: a sentence each.
  std::vector<std::string> left_out;
};

/// A selector picks from the files and folders named on its side of --to; where its side names none, from
/// those that a selector of the other side picks from; else from the current folder. Several selectors pick
/// what any of them does. A side without selectors stays as it is. Errors: those of parse_selector(); those
/// of the reader for a file that was named; data for a selector that picks nothing: it says what there is.
results::Result<PickedPlaces> pick(const Places& places);

}  // namespace crossfade::analysis
