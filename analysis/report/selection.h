// Selection: from the files, folders and selectors on a command line to a baseline and its candidates.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/report/places.h"
#include "analysis/side.h"
#include "results/error.h"

namespace crossfade::analysis {

struct Selection {
  Side base;
  std::vector<Side> candidates;
  /// Files of folders that could not be read, and copies of a recording that is there already: a sentence
  /// each.
  std::vector<std::string> left_out;
  /// Of hosts, wherever they were named; in no side.
  std::vector<RecordingPointer> calibrations;
};

/// Selectors become files (pick()); files and the *.h5 in folders and below are read and grouped. With `to`:
/// all of `base` must be one side. Without: the side of the first recording is the baseline; if all are one
/// side, the first recording alone is, and the others are the candidate. Labels are made unique. Calibrations
/// and instruction replays are in no side, and a side needs more than them. A recording counts once, however
/// often it is named. Errors: those of pick(); those of the reader for a file that was named; data if a
/// folder has no recording, or one recording is on both sides; usage if there are not two sides.
/// `command`: the word that an error's example repeats.
results::Result<Selection> select(const Places& places, std::string_view command = "compare");

}  // namespace crossfade::analysis
