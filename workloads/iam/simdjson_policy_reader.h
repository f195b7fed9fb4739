// Reads a policy's JSON text with simdjson's on-demand API and compiles it. The text must be followed by
// simdjson::SIMDJSON_PADDING readable bytes. Throws simdjson_error.
#pragma once

#include <simdjson.h>

#include <cstddef>
#include <string_view>

#include "workloads/iam/compiled_policy.h"

namespace crossfade::workloads::iam {

class SimdjsonPolicyReader {
 public:
  /// readable: size of the text and what is readable behind it.
  void read(std::string_view text, std::size_t readable, CompiledPolicy& policy) {
    simdjson::ondemand::document document =
        parser_.iterate(simdjson::padded_string_view(text.data(), text.size(), readable));
    for (simdjson::ondemand::object statement : document["Statement"].get_array()) {
      policy.begin_statement();
      for (auto member : statement) {
        const std::string_view name = member.unescaped_key();
        read_member(name, member.value(), policy);
      }
    }
  }

 private:
  using Value = simdjson::simdjson_result<simdjson::ondemand::value>;

  static void read_member(std::string_view name, Value value, CompiledPolicy& policy) {
    if (name == "Effect") {
      policy.set_effect(value.get_string().value());
    } else if (name == "Action" || name == "NotAction") {
      const bool all_but = name == "NotAction";
      each(value, [&](std::string_view pattern) { policy.add_action(pattern, all_but); });
    } else if (name == "Resource") {
      each(value, [&](std::string_view pattern) { policy.add_resource(pattern); });
    } else if (name == "Condition") {
      read_conditions(value, policy);
    }
  }

  static void read_conditions(Value value, CompiledPolicy& policy) {
    for (auto compares : value.get_object()) {
      const std::string_view operator_name = compares.unescaped_key();
      for (auto key : compares.value().get_object()) {
        const std::string_view key_name = key.unescaped_key();
        each(key.value(), [&](std::string_view one) { policy.add_condition(operator_name, key_name, one); });
      }
    }
  }

  /// Of an array, or of the one value that stands without brackets.
  template <class Use>
  static void each(Value value, Use&& use) {
    if (value.type() == simdjson::ondemand::json_type::array) {
      for (auto element : value.get_array()) {
        use(element.get_string().value());
      }
    } else {
      use(value.get_string().value());
    }
  }

  simdjson::ondemand::parser parser_;
};

}  // namespace crossfade::workloads::iam
