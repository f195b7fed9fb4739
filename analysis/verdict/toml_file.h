// TOML file: a document as plain JSON values, with errors in words. toml++ stays in its source.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "results/error.h"

namespace crossfade::analysis {

/// Errors: io.
results::Result<std::string> read_text(const std::filesystem::path& path);

/// An object. Keys keep no order; dates and times are refused. Errors: data, with line and column in `name`.
results::Result<nlohmann::json> parse_toml(std::string_view text, const std::string& name);

}  // namespace crossfade::analysis
