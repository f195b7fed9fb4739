// Report: runs one command of crossfade-report up to its text.
#pragma once

#include <string>
#include <vector>

#include "analysis/report/options.h"
#include "results/error.h"
#include "results/terminal.h"

namespace crossfade::analysis {

/// The text, and what has to be said beside it.
struct Report {
  std::string text;                        ///< empty = nothing that was named could be used, or an export
  std::vector<results::Error> unusable;    ///< of files and folders that were named: the program fails
  std::vector<std::string> left_out = {};  ///< of files inside folders, a sentence each: also in the text
  int exit_code = 0;                       ///< of a verdict that is printed; the program's if nothing failed
};

/// `terminal`: what the text goes to.
results::Result<Report> make_report(const Options& options, const results::Terminal& terminal);

}  // namespace crossfade::analysis
