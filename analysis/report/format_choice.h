// Format choice: which format a report is written in, from what the command line says of it.
#pragma once

#include <optional>
#include <string>

#include "analysis/report/options.h"
#include "results/error.h"

namespace crossfade::analysis {

/// As --format (`named`) or --json says, else as the name of the file ends. Errors: usage.
results::Result<Format> chosen_format(const std::optional<std::string>& named, bool json,
                                      const OutputTarget& output);

}  // namespace crossfade::analysis
