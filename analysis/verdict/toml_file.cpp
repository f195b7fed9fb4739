#include "analysis/verdict/toml_file.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace crossfade::analysis {
namespace {

using nlohmann::json;
using results::Error;
using results::ErrorKind;
using results::Result;

Error at(const toml::source_region& source, const std::string& name, std::string why, std::string remedy) {
  return {ErrorKind::data, "the file is not what it should be",
          fmt::format("{}:{}:{}", name, source.begin.line, source.begin.column), std::move(why),
          std::move(remedy)};
}

Result<json> converted(const toml::node& node, const std::string& name) {
  if (const toml::table* table = node.as_table()) {
    json object = json::object();
    for (const auto& [key, value] : *table) {
      auto inner = converted(value, name);
      CF_TRY(inner);
      object[std::string(key.str())] = *std::move(inner);
    }
    return object;
  }
  if (const toml::array* array = node.as_array()) {
    json list = json::array();
    for (const toml::node& value : *array) {
      auto inner = converted(value, name);
      CF_TRY(inner);
      list.push_back(*std::move(inner));
    }
    return list;
  }
  if (node.is_string()) return json(*node.value<std::string>());
  if (node.is_integer()) return json(*node.value<std::int64_t>());
  if (node.is_floating_point()) return json(*node.value<double>());
  if (node.is_boolean()) return json(*node.value<bool>());
  return at(node.source(), name, "it is a date or a time", "write a number or a text");
}

}  // namespace

Result<std::string> read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  if (!file || !text) {
    return Error{ErrorKind::io, "cannot read the file", path.string(),
                 "it is missing, a folder, or not readable", "check its name and permissions"};
  }
  return text.str();
}

Result<json> parse_toml(std::string_view text, const std::string& name) {
  try {
    const toml::table table = toml::parse(text, name);
    return converted(table, name);
  } catch (const toml::parse_error& error) {
    return at(error.source(), name, fmt::format("it is not TOML: {}", error.description()),
              "correct the line");
  }
}

}  // namespace crossfade::analysis
