// File content: the bytes of a recording's file as structs, the whole way from first byte to last check. What
// every reader does, wherever the bytes come from. Errors carry `why` and `remedy`, `path` stays empty: the
// caller knows them.
#pragma once

#include <cstddef>
#include <span>

#include "results/error.h"
#include "results/recording_reader.h"

namespace crossfade::results::file {

Result<OpenedRecording> recording_of(std::span<const std::byte> bytes);
Result<RecordingSummary> summary_of(std::span<const std::byte> bytes);

}  // namespace crossfade::results::file
