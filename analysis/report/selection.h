// Selection: from the files and folders on a command line to a baseline and its candidates.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "analysis/side.h"
#include "results/error.h"

namespace crossfade::analysis {

struct Places {
  std::vector<std::filesystem::path> base;  ///< with an empty `to`: base and candidates together
  std::vector<std::filesystem::path> to;
};

struct Selection {
  Side base;
  std::vector<Side> candidates;
  /// Files of folders that could not be read, and copies of a recording that is there already: a sentence
  /// each.
  std::vector<std::string> left_out;
  /// Of hosts, wherever they were named; in no side.
  std::vector<RecordingPointer> calibrations;
};

/// Files and the *.h5 of folders are read and grouped. With `to`: all of `base` must be one side. Without:
/// the side of the first recording is the baseline; if all are one side, the first recording alone is, and
/// the others are the candidate. Labels are made unique. Calibrations are in no side, and a side needs more
/// than them. A recording counts once, however often it is named. Errors: those of the reader for a file that
/// was named; data if a folder has no recording, or one recording is on both sides; usage if there are not
/// two sides.
results::Result<Selection> select(const Places& places);

}  // namespace crossfade::analysis
