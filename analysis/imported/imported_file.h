// Imported files: what a command line names as results of other tools, read by what is in them and not by
// their names.
#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "analysis/imported/imported_result.h"
#include "results/error.h"

namespace crossfade::analysis {

/// Files of Google Benchmark and perf stat; folders of the Spare Cores inspector: one of a machine, or one
/// that holds such folders, at most two levels down. At most 2,000 results. Errors: usage for a recording of
/// Crossfade, which is never set against an imported result; io and data as the readers', and for what is of
/// none of the three.
results::Result<std::vector<ImportedResult>> read_imported(std::span<const std::filesystem::path> places);

}  // namespace crossfade::analysis
