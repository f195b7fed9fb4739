// Output: a report to standard output or, atomically, to a file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "results/error.h"

namespace crossfade::analysis {

struct OutputTarget {
  std::optional<std::filesystem::path> file;  ///< absent = standard output
  bool replace = false;
};

/// cannot_create if the file exists and may not be replaced, or its folder is missing: to be asked before the
/// work.
results::Result<void> check_output(const OutputTarget& target);

/// Through NAME.tmp and rename: the file is complete or as it was. A pipe or device is written to directly.
/// Errors: cannot_create, io.
results::Result<void> write_output(const OutputTarget& target, const std::string& text);

}  // namespace crossfade::analysis
