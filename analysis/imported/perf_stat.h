// perf stat: the output of -j (a JSON object a line) and of -x (fields between separators) as an imported
// result: totals of one run, and what follows from them. Output over time (-I) or by CPU, core, socket or
// thread is refused: its lines are parts of a run.
#pragma once

#include <string>
#include <string_view>

#include "analysis/imported/imported_result.h"
#include "results/error.h"

namespace crossfade::analysis {

/// Whether a line is an object of -j.
bool is_perf_json_line(std::string_view line);

/// Either form. `name`: of the file, for messages. Errors: data, with the line.
results::Result<ImportedResult> parse_perf_stat(std::string_view text, const std::string& name);

}  // namespace crossfade::analysis
