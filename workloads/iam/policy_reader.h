// Reads a policy's JSON text with our own reader and compiles it: how a build without simdjson does it.
#pragma once

#include <string>
#include <string_view>

#include "workloads/iam/compiled_policy.h"
#include "workloads/json_reader.h"

namespace crossfade::workloads::iam {

class PolicyReader {
 public:
  void read(std::string_view text, CompiledPolicy& policy) {
    JsonReader reader(text);
    const auto values = [&](auto&& use) {
      if (reader.at('[')) {
        reader.array([&] { use(reader.string()); });
      } else {
        use(reader.string());
      }
    };
    const auto condition = [&](const std::string& compares) {
      reader.object([&](const std::string& key) {
        values([&](const std::string& value) { policy.add_condition(compares, key, value); });
      });
    };
    const auto member = [&](const std::string& name) {
      if (name == "Effect") {
        policy.set_effect(reader.string());
      } else if (name == "Action" || name == "NotAction") {
        values([&](const std::string& pattern) { policy.add_action(pattern, name == "NotAction"); });
      } else if (name == "Resource") {
        values([&](const std::string& pattern) { policy.add_resource(pattern); });
      } else if (name == "Condition") {
        reader.object(condition);
      } else {
        reader.skip();
      }
    };
    reader.object([&](const std::string& name) {
      if (name != "Statement") {
        reader.skip();
        return;
      }
      reader.array([&] {
        policy.begin_statement();
        reader.object(member);
      });
    });
  }
};

}  // namespace crossfade::workloads::iam
