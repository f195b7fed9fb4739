// Validation: whether files are recordings that can be relied on, a verdict for each; everything in a file is
// read for it. The report of `validate`. Says nothing of how well was measured: that is quality.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/table.h"
#include "results/error.h"

namespace crossfade::analysis {

enum class Validity {
  valid,
  doubtful,  ///< it is read, but not as crossfade-collect left it, or not all of it
  refused
};
std::string_view name_of(Validity validity);

struct ValidatedFile {
  std::filesystem::path path = {};
  Validity validity = Validity::valid;
  std::vector<std::string> doubts = {};                   ///< sentences
  std::optional<results::Error> refusal = {};             ///< why it is refused
  std::uint64_t bytes = 0, process_runs = 0, stages = 0;  ///< unless it is refused
  std::string state = {};                                 ///< of the run: running, finished, interrupted
};

/// Reads the file from its first byte to its last; nothing of it is kept.
ValidatedFile validate(const std::filesystem::path& path);

/// Files as given, of folders the *.h5 in them and below. data for a folder without any.
results::Result<std::vector<ValidatedFile>> validate_all(std::span<const std::filesystem::path> places);

Document validation_document(std::span<const ValidatedFile> files);

/// 0 all are valid, 1 some are doubtful, 2 some are refused.
int exit_code(std::span<const ValidatedFile> files);

}  // namespace crossfade::analysis
