#include "analysis/imported/input_text.h"

#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "results/text.h"

namespace crossfade::analysis {
namespace {

using nlohmann::json;
using results::Error;
using results::ErrorKind;
using results::Result;

/// Before parsing: what is nested costs memory and stack, whatever it says.
bool is_deeper_than(std::string_view text, std::size_t limit) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > limit) return true;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

}  // namespace

Result<std::string> read_input(const std::filesystem::path& path) {
  const auto cannot = [&](ErrorKind kind, std::string why, std::string remedy) {
    return Error{kind, "cannot read the result", path.string(), std::move(why), std::move(remedy)};
  };
  std::error_code failed;
  if (!std::filesystem::exists(path, failed))
    return cannot(ErrorKind::io, "there is no such file", "check the path");
  if (!std::filesystem::is_regular_file(path, failed))
    return cannot(ErrorKind::io, "it is not a file", "check the path");
  const std::uintmax_t bytes = std::filesystem::file_size(path, failed);
  if (failed) return cannot(ErrorKind::io, failed.message(), "check its permissions");
  if (bytes > most_imported_bytes) {
    return cannot(ErrorKind::data, fmt::format("it is larger than {} MiB", most_imported_bytes >> 20U),
                  "name the tool's output alone, or a part of it");
  }
  std::ifstream file(path, std::ios::binary);
  std::string text(static_cast<std::size_t>(bytes), '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file || static_cast<std::uintmax_t>(file.gcount()) != bytes)
    return cannot(ErrorKind::io, "it cannot be opened or read", "check its permissions");
  return text;
}

Result<json> parse_input_json(std::string_view text, const std::string& name) {
  if (is_deeper_than(text, deepest_imported_json)) {
    return Error{ErrorKind::data, "cannot read the result", name,
                 fmt::format("its JSON is nested deeper than {}", deepest_imported_json),
                 "name the output of the tool as it wrote it"};
  }
  try {
    return json::parse(text);
  } catch (const json::exception& error) {
    return Error{ErrorKind::data, "cannot read the result", name,
                 fmt::format("it is no whole JSON: {}", clean_label(error.what())),
                 "name the output of the tool as it wrote it"};
  }
}

std::string clean_label(std::string_view text) {
  constexpr std::size_t most_bytes = 200;
  return results::one_line(results::clean_text(text, most_bytes));
}

std::string text_at(const json& object, const char* key) {
  if (!object.is_object()) return "";
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? clean_label(found->get_ref<const std::string&>()) : "";
}

std::optional<double> number_at(const json& object, const char* key) {
  if (!object.is_object()) return std::nullopt;
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  const double value = found->get<double>();
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

}  // namespace crossfade::analysis
