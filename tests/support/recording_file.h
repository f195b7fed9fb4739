// Recording file: writes a recording that was made in code, through the product's own writer.
#pragma once

#include <filesystem>

#include "results/error.h"
#include "results/recording.h"

namespace crossfade::testing {

results::Result<void> write_recording(const std::filesystem::path& path, const results::Recording& recording);

}  // namespace crossfade::testing
