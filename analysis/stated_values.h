// Stated values: what the recordings of a side say of one fact: each value with the files that have it, and
// the files that say nothing. Nothing said is no value: it neither equals nor differs from one.
#pragma once

#include <string>
#include <vector>

#include "analysis/side.h"

namespace crossfade::analysis {

struct StatedValue {
  std::string value;
  std::vector<std::string> files;
};

struct StatedValues {
  std::vector<StatedValue> values;  ///< in order of first appearance
  std::vector<std::string> silent;  ///< files

  /// `value` empty: the recording says nothing.
  void add(const results::OpenedRecording& recording, const std::string& value);
  bool all_silent() const { return values.empty(); }
};

/// Of two sides together. unknown: what is said is one value, and some recording says nothing. Where none
/// says anything there is nothing to tell apart: same.
enum class Alike { same, differ, unknown };
Alike alike(const StatedValues& base, const StatedValues& candidate);

/// "6.1"; of a side that is mixed in itself which file has what: "6.1 (a.h5) | 6.5 (b.h5) | not recorded
/// (c.h5)".
std::string text(const StatedValues& stated);

/// "a.h5, b.h5, c.h5 and 2 more".
std::string files_text(const std::vector<std::string>& files);

}  // namespace crossfade::analysis
