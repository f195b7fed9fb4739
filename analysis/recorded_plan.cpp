#include "analysis/recorded_plan.h"

#include <nlohmann/json.hpp>

namespace crossfade::analysis {

RecordedPlan::RecordedPlan(const results::Recording& recording)
    : plan_(std::make_shared<const nlohmann::json>(
          nlohmann::json::parse(recording.plan_json, nullptr, false))) {}

const nlohmann::json* RecordedPlan::find(const char* key) const {
  if (!plan_->is_object()) return nullptr;
  const auto found = plan_->find(key);
  return found == plan_->end() ? nullptr : &*found;
}

std::optional<double> RecordedPlan::number(const char* key) const {
  const nlohmann::json* const value = find(key);
  return value != nullptr && value->is_number() ? std::optional(value->get<double>()) : std::nullopt;
}

std::optional<std::uint32_t> RecordedPlan::count(const char* key) const {
  const nlohmann::json* const value = find(key);
  return value != nullptr && value->is_number_unsigned() ? std::optional(value->get<std::uint32_t>())
                                                         : std::nullopt;
}

std::optional<bool> RecordedPlan::flag(const char* key) const {
  const nlohmann::json* const value = find(key);
  return value != nullptr && value->is_boolean() ? std::optional(value->get<bool>()) : std::nullopt;
}

std::vector<RecordedInput> RecordedPlan::inputs() const {
  const nlohmann::json* const workloads = find("workloads");
  if (workloads == nullptr || !workloads->is_array()) return {};
  const auto text = [](const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
  };
  std::vector<RecordedInput> inputs;
  for (const nlohmann::json& one : *workloads) {
    if (!one.is_object()) continue;
    RecordedInput input{text(one, "name"), text(one, "input_path"), text(one, "input_digest")};
    if (!input.path.empty()) inputs.push_back(std::move(input));
  }
  return inputs;
}

}  // namespace crossfade::analysis
