// Spare Cores inspector: the folder of one machine (data/VENDOR/TYPE with a folder a benchmark) as an
// imported result. One run a benchmark on one machine: a first look at types nobody has rented yet, not a
// measurement of them. Read are openssl, stressngfull, bw_mem, compression_text, static_web and redis; the
// others are named.
#pragma once

#include <filesystem>

#include "analysis/imported/imported_result.h"
#include "results/error.h"

namespace crossfade::analysis {

/// Whether a folder holds the output of at least one benchmark that is read.
bool is_spare_cores_machine(const std::filesystem::path& folder);

/// Errors: io; data, with the file.
results::Result<ImportedResult> read_spare_cores(const std::filesystem::path& folder);

}  // namespace crossfade::analysis
