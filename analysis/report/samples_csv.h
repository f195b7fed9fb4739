// Samples as CSV: what the workers counted over time in the stages of one recording, one row a sample, for
// whoever plots them. Not a table of a report: there may be millions.
#pragma once

#include <string>

#include "results/error.h"
#include "results/recording_reader.h"

namespace crossfade::analysis {

/// A column for each counter that has a count anywhere, in the unit of its metric and since the worker's
/// sample before; where there is none the field is empty. interval_ns: since that sample, of a worker's first
/// since the start of the stage. Error data: the recording has no samples.
results::Result<std::string> samples_csv(const results::OpenedRecording& opened, const std::string& path);

}  // namespace crossfade::analysis
