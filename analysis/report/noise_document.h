// The report of `noise`: how much hosts differ from themselves, one table for each workload of each
// recording. Numbers come from analysis/noise_floor; here they are only arranged.
#pragma once

#include <span>

#include "analysis/side.h"
#include "analysis/table.h"

namespace crossfade::analysis {

/// At least one recording, of any kind.
Document noise_document(std::span<const RecordingPointer> recordings);

}  // namespace crossfade::analysis
