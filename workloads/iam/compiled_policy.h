// A policy as the evaluator wants it: actions in lower case, conditions parsed. Built piece by piece by
// whoever reads the text. What it says of one request: denied, allowed or nothing, and by which statement. A
// deny ends the evaluation; an allow does not, a deny may come behind it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/iam/access_context.h"
#include "workloads/iam/compiled_condition.h"
#include "workloads/iam/glob.h"

namespace crossfade::workloads::iam {

enum class Effect : std::uint8_t { none, allow, deny };

struct Outcome {
  Effect effect = Effect::none;
  std::uint32_t statement = 0;  ///< the first that denies, else the first that allows
};

namespace compiled_detail {

inline std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return result;
}

template <class Names>
std::size_t place_in(const Names& names, std::string_view name, std::string_view kind) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    refuse("an unknown " + std::string(kind), name);
  }
  return static_cast<std::size_t>(found - names.begin());
}

}  // namespace compiled_detail

class CompiledPolicy {
 public:
  explicit CompiledPolicy(std::uint32_t id) : id_(id) {}
  std::uint32_t id() const { return id_; }

  void begin_statement() { statements_.emplace_back(); }
  void set_effect(std::string_view effect) {
    if (effect != "Allow" && effect != "Deny") {
      compiled_detail::refuse("neither Allow nor Deny", effect);
    }
    statements_.back().denies = effect == "Deny";
  }
  void add_action(std::string_view pattern, bool all_but) {
    statements_.back().all_actions_but = all_but;
    statements_.back().actions.push_back(compiled_detail::lower_case(pattern));
  }
  void add_resource(std::string_view pattern) { statements_.back().resources.emplace_back(pattern); }
  void add_condition(std::string_view compares, std::string_view key, std::string_view value) {
    using compiled_detail::place_in;
    const auto which = static_cast<Operator>(place_in(kOperatorNames, compares, "condition operator"));
    const auto of = static_cast<Key>(place_in(kKeyNames, key, "condition key"));
    std::vector<CompiledCondition>& conditions = statements_.back().conditions;
    if (conditions.empty() || !conditions.back().is_of(which, of)) {
      conditions.emplace_back(which, of);
    }
    conditions.back().add_value(value);
  }

  /// examined grows by the statements that were looked at.
  Outcome evaluate(const AccessContext& context, std::uint32_t& examined) const {
    Outcome outcome;
    for (std::uint32_t number = 0; number < statements_.size(); ++number) {
      const Statement& statement = statements_[number];
      ++examined;
      if ((statement.denies || outcome.effect == Effect::none) && statement.applies(context)) {
        if (statement.denies) {
          return {Effect::deny, number};
        }
        outcome = {Effect::allow, number};
      }
    }
    return outcome;
  }

  /// Over all of it, so that two ways to compile one can be compared.
  std::uint64_t digest_of(std::uint64_t all) const {
    for (const Statement& statement : statements_) {
      all = mix(all ^ (static_cast<std::uint64_t>(statement.denies) << 1 |
                       static_cast<std::uint64_t>(statement.all_actions_but)));
      for (const std::string& action : statement.actions) {
        all = digest(action.data(), action.size(), all);
      }
      for (const std::string& resource : statement.resources) {
        all = digest(resource.data(), resource.size(), mix(all));
      }
      for (const CompiledCondition& condition : statement.conditions) {
        all = condition.digest_of(all);
      }
    }
    return all;
  }

 private:
  struct Statement {
    bool denies = false;
    bool all_actions_but = false;
    std::vector<std::string> actions, resources;
    std::vector<CompiledCondition> conditions;

    bool applies(const AccessContext& context) const {
      const auto one_matches = [](const std::vector<std::string>& patterns, std::string_view text) {
        return std::any_of(patterns.begin(), patterns.end(),
                           [&](const std::string& pattern) { return matches(pattern, text); });
      };
      return one_matches(actions, context.action) != all_actions_but &&
             one_matches(resources, context.resource) &&
             std::all_of(conditions.begin(), conditions.end(),
                         [&](const CompiledCondition& condition) { return condition.holds(context); });
    }
  };

  std::uint32_t id_;
  std::vector<Statement> statements_;
};

}  // namespace crossfade::workloads::iam
