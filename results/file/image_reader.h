// Image reader: the payload of a recording's file as a Recording, after every check of the schema.
// Errors carry `why` and `remedy`; the caller adds `what` and `where`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "results/error.h"
#include "results/recording.h"
#include "results/recording_reader.h"

namespace crossfade::results::file {

struct ImageContent {
  Recording recording;
  std::int64_t schema_minor = 0;  ///< newer than ours: there may be more in the file than was read
};

Result<ImageContent> read_image(std::span<const std::byte> payload);

/// Header, names and lengths only; path, size and seal are the caller's.
Result<RecordingSummary> read_image_summary(std::span<const std::byte> payload);

}  // namespace crossfade::results::file
