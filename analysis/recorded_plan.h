// Recorded plan: single fields of the plan that a recording keeps as JSON. A recording may come from
// anywhere: a field that is missing, or of another kind than asked for, is absent.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "results/recording.h"

namespace crossfade::analysis {

/// A file of the user's that a workload worked on, instead of generated inputs.
struct RecordedInput {
  std::string workload, path, digest;
};

class RecordedPlan {
 public:
  explicit RecordedPlan(const results::Recording& recording);

  std::optional<double> number(const char* key) const;
  std::optional<std::uint32_t> count(const char* key) const;
  std::optional<bool> flag(const char* key) const;
  std::vector<RecordedInput> inputs() const;

 private:
  const nlohmann::json* find(const char* key) const;

  std::shared_ptr<const nlohmann::json> plan_;
};

}  // namespace crossfade::analysis
