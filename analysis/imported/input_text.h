// Input text: a file of another tool as text, JSON or lines, none of it believed: its size, depth and letters
// are bounded.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "results/error.h"

namespace crossfade::analysis {

inline constexpr std::size_t most_imported_bytes = 16U << 20U;
inline constexpr std::size_t deepest_imported_json = 32;
inline constexpr std::size_t most_imported_figures = 5'000;  ///< of one result

/// Errors: io; data above most_imported_bytes.
results::Result<std::string> read_input(const std::filesystem::path& path);

/// Errors: data, with the place in `name`: it is no JSON, or deeper than deepest_imported_json.
results::Result<nlohmann::json> parse_input_json(std::string_view text, const std::string& name);

/// For headings and rows: one line, of a bounded length.
std::string clean_label(std::string_view text);

/// Of an object; empty or absent where it has no such text or finite number.
std::string text_at(const nlohmann::json& object, const char* key);
std::optional<double> number_at(const nlohmann::json& object, const char* key);

/// Without the ends of lines, "\r\n" too; the first is line 1.
std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace crossfade::analysis
