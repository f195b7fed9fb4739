#include "results/environment_json.h"

#include <nlohmann/json.hpp>

namespace crossfade::results {
namespace {

using Json = nlohmann::ordered_json;

std::optional<std::string> text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return std::string();
  if (!found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

}  // namespace

std::string environment_to_json(std::span<const EnvironmentFact> facts) {
  Json array = Json::array();
  for (const EnvironmentFact& fact : facts) {
    Json object{{"key", fact.key}};
    if (fact.absent_because.empty() || !fact.value.empty()) object["value"] = fact.value;
    if (!fact.absent_because.empty()) object["absent_because"] = fact.absent_because;
    array.push_back(std::move(object));
  }
  return array.dump(1, ' ', false, Json::error_handler_t::replace);
}

std::optional<std::vector<EnvironmentFact>> environment_from_json(std::string_view json) {
  std::vector<EnvironmentFact> facts;
  if (json.empty()) return facts;
  const Json array = Json::parse(json, nullptr, false);
  if (!array.is_array()) return std::nullopt;  // also what parse returns for text that is not JSON
  for (const Json& object : array) {
    if (!object.is_object()) return std::nullopt;
    auto key = text_at(object, "key");
    auto value = text_at(object, "value");
    auto reason = text_at(object, "absent_because");
    if (!key || !value || !reason) return std::nullopt;
    facts.push_back({std::move(*key), std::move(*value), std::move(*reason)});
  }
  return facts;
}

}  // namespace crossfade::results
