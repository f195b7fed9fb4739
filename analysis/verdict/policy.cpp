#include "analysis/verdict/policy.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "analysis/statistics/planned_looks.h"
#include "analysis/verdict/toml_file.h"

namespace crossfade::analysis {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

struct ShareRow {
  const char* key;
  double Policy::*value;
  double most;
  double least = 0;
};
constexpr std::array share_rows{
    ShareRow{"required_saving", &Policy::required_saving, 0.95},
    ShareRow{"tail_guard", &Policy::tail_guard, 10},
    ShareRow{"most_disturbed", &Policy::most_disturbed, 1},
    ShareRow{"most_disturbed_difference", &Policy::most_disturbed_difference, 1},
    ShareRow{"single_host_tipping_cv", &Policy::single_host_tipping_cv, 2},
    ShareRow{"objective_range", &Policy::objective_range, 8, 1},
};

struct CountRow {
  const char* key;
  std::uint32_t Policy::*value;
  std::int64_t least, most;
};
constexpr std::array count_rows{
    CountRow{"fewest_hosts", &Policy::fewest_hosts, 2, 100},
    CountRow{"planned_looks", &Policy::planned_looks, 1, statistics::most_planned_looks},
    CountRow{"most_hosts_to_settle", &Policy::most_hosts_to_settle, 2, 1000},
};

Error wrong_value(const std::string& file, std::string_view key, const std::string& why) {
  return {ErrorKind::data, fmt::format("cannot use the policy's {}", key), file, why,
          "see crossfade-report explain verdict for what each is"};
}

/// True if one of the rows took it.
Result<bool> take(Policy& policy, const std::string& file, std::string_view key, const nlohmann::json& node) {
  for (const ShareRow& row : share_rows) {
    if (key != row.key) continue;
    const double value = node.is_number() ? node.get<double>() : NAN;
    if (!(value >= row.least && value <= row.most))
      return wrong_value(file, key, fmt::format("it is not a number from {:g} to {:g}", row.least, row.most));
    policy.*row.value = value;
    return true;
  }
  for (const CountRow& row : count_rows) {
    if (key != row.key) continue;
    const std::int64_t value = node.is_number_integer() ? node.get<std::int64_t>() : row.least - 1;
    if (value < row.least || value > row.most)
      return wrong_value(file, key,
                         fmt::format("it is not a whole number from {} to {}", row.least, row.most));
    policy.*row.value = static_cast<std::uint32_t>(value);
    return true;
  }
  if (key == "accept_single_host") {
    if (!node.is_boolean()) return wrong_value(file, key, "it is neither true nor false");
    policy.accept_single_host = node.get<bool>();
    return true;
  }
  if (key == "name") {
    if (!node.is_string()) return wrong_value(file, key, "it is no text");
    policy.name = node.get<std::string>();
    return true;
  }
  return false;
}

std::string known_keys() {
  std::string text = "name, accept_single_host";
  for (const ShareRow& row : share_rows) text += fmt::format(", {}", row.key);
  for (const CountRow& row : count_rows) text += fmt::format(", {}", row.key);
  return text;
}

}  // namespace

Result<Policy> parse_policy(std::string_view text, const std::string& name) {
  const auto document = parse_toml(text, name);
  CF_TRY(document);
  const bool has_table = document->contains("verdict") && document->at("verdict").is_object();
  const nlohmann::json& table = has_table ? document->at("verdict") : *document;
  Policy policy;
  policy.name = name;
  for (const auto& [key, node] : table.items()) {
    const auto taken = take(policy, name, key, node);
    CF_TRY(taken);
    if (!*taken) {
      return Error{ErrorKind::data, fmt::format("unknown key \"{}\" in the policy", key), name,
                   "a threshold that is spelt wrongly would silently keep its default",
                   "the keys are " + known_keys()};
    }
  }
  return policy;
}

Result<Policy> read_policy(const std::filesystem::path& path) {
  const auto text = read_text(path);
  CF_TRY(text);
  return parse_policy(*text, path.string());
}

}  // namespace crossfade::analysis
