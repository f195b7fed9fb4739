// The report of `show`: one recording: where it comes from, its figures, its load curves, how much of it was
// disturbed, and on request its counters.
#pragma once

#include "analysis/table.h"
#include "results/recording_reader.h"

namespace crossfade::analysis {

struct ShowOptions {
  bool counters = false;
  const results::OpenedRecording* instructions_from = nullptr;  ///< an instruction replay; null = none
};

Document recording_document(const results::OpenedRecording& opened, const ShowOptions& options);

}  // namespace crossfade::analysis
