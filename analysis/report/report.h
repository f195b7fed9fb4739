// Report: runs one command of crossfade-report up to its text.
#pragma once

#include <string>

#include "analysis/report/options.h"
#include "results/error.h"

namespace crossfade::analysis {

/// `colour`: the text goes to a terminal that shows it.
results::Result<std::string> make_report(const Options& options, bool colour);

}  // namespace crossfade::analysis
