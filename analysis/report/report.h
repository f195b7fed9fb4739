// Report: runs one command of crossfade-report up to its text.
#pragma once

#include <string>
#include <vector>

#include "analysis/report/options.h"
#include "analysis/report/terminal.h"
#include "results/error.h"

namespace crossfade::analysis {

/// The text, and what has to be said beside it.
struct Report {
  std::string text;                        ///< empty = nothing of what was named could be used
  std::vector<results::Error> unusable;    ///< of files and folders that were named: the program fails
  std::vector<std::string> left_out = {};  ///< of files inside folders, a sentence each: also in the text
};

/// `terminal`: what the text goes to.
results::Result<Report> make_report(const Options& options, const Terminal& terminal);

}  // namespace crossfade::analysis
