// Output: a report to standard output or, atomically, to a file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "results/error.h"

namespace crossfade::analysis {

struct OutputTarget {
  std::optional<std::filesystem::path> file;  ///< absent = standard output
  bool replace = false;
};

/// cannot_create if the file exists and may not be replaced, or its folder is missing: to be asked before the
/// work.
results::Result<void> check_output(const OutputTarget& target);

/// Through a new file NAME.PID-N.tmp and rename: the file is complete or as it was. A pipe or device is
/// written to directly. Errors: cannot_create, io.
results::Result<void> write_output(const OutputTarget& target, const std::string& text);

/// cannot_create if the folder in which it would be is missing.
results::Result<void> check_folder_of(const std::filesystem::path& file);
/// For whoever writes files of its own: 0, or the errno of what failed.
int write_all(int descriptor, std::string_view text);
/// Of a file or folder, by the errno of what failed there.
results::Error cannot_write(const std::filesystem::path& path, int code);

}  // namespace crossfade::analysis
