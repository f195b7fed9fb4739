// Recording export: the tables of one recording as files of CSV or JSON, for pandas, R or a database: what
// was recorded under the names that docs/recording-format.md has for it, and quantiles of the distributions.
// Nothing is compared or judged here.
#pragma once

#include "analysis/report/options.h"
#include "results/error.h"
#include "results/recording_reader.h"

namespace crossfade::analysis {

/// Of the files' names and columns: raised when one is renamed or means something else.
inline constexpr int export_version = 1;

/// One file a table into the folder `target.file`, which appears complete or not at all. `format`: csv or
/// json. Errors: cannot_create, io.
results::Result<void> export_recording(const results::OpenedRecording& opened, Format format,
                                       const OutputTarget& target);

}  // namespace crossfade::analysis
