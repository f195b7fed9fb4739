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

}  // namespace crossfade::analysis
