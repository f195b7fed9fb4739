// Google Benchmark: its JSON (--benchmark_out_format=json) as an imported result. Repetitions are taken as
// such, of one process. Aggregates (mean, median, stddev, cv) are used only where the repetitions they are
// made of are not in the file, and are then called aggregates.
#pragma once

#include <string>
#include <string_view>

#include "analysis/imported/imported_result.h"
#include "results/error.h"

namespace crossfade::analysis {

/// `name`: of the file, for messages. Errors: data.
results::Result<ImportedResult> parse_google_benchmark(std::string_view text, const std::string& name);

}  // namespace crossfade::analysis
