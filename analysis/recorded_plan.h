// Recorded plan: single fields of the plan that a recording keeps as JSON. A recording may come from
// anywhere: a field that is missing, or of another kind than asked for, is absent.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "results/recording.h"

namespace crossfade::analysis {

class RecordedPlan {
 public:
  explicit RecordedPlan(const results::Recording& recording);

  std::optional<double> number(const char* key) const;
  std::optional<std::uint32_t> count(const char* key) const;
  std::optional<bool> flag(const char* key) const;

 private:
  const nlohmann::json* find(const char* key) const;

  std::shared_ptr<const nlohmann::json> plan_;
};

}  // namespace crossfade::analysis
