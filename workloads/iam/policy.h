// Policies as their authors write them, generated: the same (seed, id) always makes the same policy, so that
// a check can make one again without the text that was compiled. Shapes are those of AWS IAM policies:
// organisations deny with conditions, boundaries and sessions allow by service, identity policies allow verbs
// on families of resources. Counts: 3 to 9 statements in a service control policy, 3 to 18 in an identity
// policy, 1 to 6 in a resource policy; 1 to 9 actions and 1 to 5 resources in a statement.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workloads/generators/random.h"
#include "workloads/iam/access_context.h"
#include "workloads/json_writer.h"

namespace crossfade::workloads::iam {

enum class PolicyKind : std::uint8_t { service_control, boundary, identity, resource, session };

/// kind, whether it is the changed version, and its number among its kind.
struct PolicyId {
  PolicyKind kind;
  bool changed;
  std::uint32_t number;

  std::uint32_t packed() const {
    return static_cast<std::uint32_t>(kind) << 28 | static_cast<std::uint32_t>(changed) << 27 | number;
  }
};

struct Condition {
  Operator compares;
  Key key;
  std::vector<std::string> values;
};

struct Statement {
  bool denies = false;
  bool all_actions_but = false;  ///< NotAction
  std::vector<std::string> actions, resources;
  std::vector<Condition> conditions;
};

using Policy = std::vector<Statement>;

inline constexpr std::uint32_t kAccounts = 500;
inline constexpr std::uint64_t kFirstAccount = 100'000'000'000;
inline constexpr std::string_view kOrganisation = "o-crossfade01";
inline constexpr std::uint32_t kTeams = 40;
inline constexpr std::uint32_t kFamilies = 200;  ///< of resources: media-0-... to media-199-...
inline constexpr std::array<std::string_view, 24> kServices{
    "s3",   "ec2", "sqs",    "sns",     "dynamodb",   "kms",         "lambda",         "iam",
    "sts",  "ses", "rds",    "ecs",     "eks",        "logs",        "cloudwatch",     "kinesis",
    "glue", "ssm", "athena", "route53", "cloudfront", "elasticache", "secretsmanager", "mediaconvert"};
inline constexpr std::array<std::string_view, 16> kVerbs{
    "Get",  "Put",    "List", "Describe", "Create", "Delete", "Update", "Invoke",
    "Send", "Assume", "Tag",  "Untag",    "Start",  "Stop",   "Batch",  "Publish"};
inline constexpr std::array<std::string_view, 16> kNouns{
    "Object", "Bucket", "Instance", "Role",   "Queue",     "Message", "Key",  "Function",
    "Table",  "Item",   "Stream",   "Secret", "Parameter", "Cluster", "Task", "Template"};

inline std::string account_text(std::uint64_t account) {
  return std::to_string(kFirstAccount + account);
}

namespace policy_detail {

template <class Names>
std::string_view one_of(const Names& names, Random& random) {
  return names[random.below(names.size())];
}

inline std::string action_pattern(std::string_view service, Random& random) {
  std::string action(service);
  action += ':';
  const std::uint64_t kind = random.below(10);
  if (kind < 2) {
    return action + '*';
  }
  action += one_of(kVerbs, random);
  return kind < 6 ? action + '*' : action + std::string(one_of(kNouns, random));
}

inline std::string resource_pattern(std::string_view service, Random& random) {
  std::string resource = "arn:aws:";
  resource += service;
  resource += ":*:";
  resource += random.below(100) < 15 ? account_text(random.below(kAccounts)) : "*";
  resource += ":media-" + std::to_string(random.below(kFamilies)) + "-*/";
  return resource + (random.below(2) == 0 ? "*" : "*/part-?");
}

inline Condition any_of(Operator compares, Key key, std::vector<std::string> values) {
  return {compares, key, std::move(values)};
}

/// Some teams by prefix: "team-1*" is team 1 and 10 to 19.
inline std::vector<std::string> team_patterns(std::uint64_t count, Random& random) {
  std::vector<std::string> patterns;
  for (; count > 0; --count) {
    patterns.push_back("team-" + std::to_string(random.below(kTeams)) + (random.below(2) == 0 ? "*" : "?"));
  }
  return patterns;
}

inline std::string date_text(std::uint64_t year, Random& random) {
  const std::uint64_t month = random.between(10, 12);
  return std::to_string(year) + '-' + std::to_string(month) + '-' + std::to_string(random.between(10, 28)) +
         "T00:00:00Z";
}

/// Seldom true.
inline Condition deny_condition(Random& random) {
  switch (random.below(9)) {
    case 0:
      return any_of(Operator::not_ip_address, Key::source_ip, {"10.0.0.0/8", "100.64.0.0/10"});
    case 1:
      return any_of(Operator::string_not_equals, Key::principal_org, {std::string(kOrganisation)});
    case 2:
      return any_of(Operator::boolean, Key::secure_transport, {"false"});
    case 3:
      return any_of(Operator::boolean, Key::mfa_present, {"false"});
    case 4:
      return any_of(Operator::number_above, Key::mfa_age, {std::to_string(3600 * random.between(4, 12))});
    case 5:
      return any_of(Operator::date_after, Key::current_time, {date_text(2026, random)});
    case 6:
      return any_of(Operator::string_not_like, Key::principal_team, {"team-1*", "team-2*", "team-?"});
    case 7:
      return any_of(Operator::null, Key::request_environment, {"true"});
    default:
      return any_of(Operator::string_equals, Key::source_endpoint, {"vpce-0d", "vpce-0e"});
  }
}

/// Mostly true.
inline Condition allow_condition(Random& random) {
  switch (random.below(8)) {
    case 0: {
      const std::string odd = "172." + std::to_string(random.between(16, 31)) + ".0.0/16";
      return any_of(Operator::ip_address, Key::source_ip, {odd, "100.64.0.0/10", "10.0.0.0/8"});
    }
    case 1:
      return any_of(Operator::string_equals, Key::principal_org, {std::string(kOrganisation)});
    case 2: {
      std::vector<std::string> teams = team_patterns(random.between(1, 4), random);
      teams.push_back("team-*");
      return any_of(Operator::string_like, Key::principal_team, std::move(teams));
    }
    case 3:
      return any_of(Operator::string_equals, Key::request_environment, {"test", "staging", "prod"});
    case 4:
      return any_of(Operator::boolean, Key::secure_transport, {"true"});
    case 5:
      return any_of(Operator::number_at_most, Key::mfa_age, {"43200"});
    case 6:
      return any_of(Operator::date_before, Key::current_time, {date_text(2027, random)});
    default:
      return any_of(Operator::null, Key::principal_team, {"false"});
  }
}

inline void add_conditions(Statement& statement, Random& random) {
  const std::uint64_t wanted = statement.denies         ? (random.below(10) < 4 ? 1 : 2)
                               : random.below(100) < 35 ? 1
                                                        : 0;
  while (statement.conditions.size() < wanted) {
    Condition condition = statement.denies ? deny_condition(random) : allow_condition(random);
    // An operator stands once in a statement's JSON object.
    if (statement.conditions.empty() || statement.conditions[0].compares != condition.compares) {
      statement.conditions.push_back(std::move(condition));
    }
  }
}

inline Statement make_statement(std::uint64_t deny_percent, Random& random) {
  Statement statement;
  statement.denies = random.below(100) < deny_percent;
  statement.all_actions_but = statement.denies && random.below(16) == 0;
  const std::string_view service = one_of(kServices, random);
  for (std::uint64_t left = random.between(1, statement.denies ? 4 : 9); left > 0; --left) {
    const std::string_view other = one_of(kServices, random);
    const bool same = random.below(5) > 0;
    statement.actions.push_back(action_pattern(same ? service : other, random));
  }
  for (std::uint64_t left = random.between(1, 5); left > 0; --left) {
    const bool all = random.below(100) < (statement.denies ? 50 : 25);
    statement.resources.push_back(all ? "*" : resource_pattern(service, random));
  }
  add_conditions(statement, random);
  return statement;
}

/// All of all services but a few.
inline Statement allow_services_but(std::uint64_t missing, Random& random) {
  const std::uint64_t first = random.below(kServices.size());
  Statement statement;
  for (std::uint64_t position = missing; position < kServices.size(); ++position) {
    statement.actions.push_back(std::string(kServices[(first + position) % kServices.size()]) + ":*");
  }
  statement.resources.emplace_back("*");
  return statement;
}

inline Statement allow_all() {
  Statement statement;
  statement.actions.emplace_back("*");
  statement.resources.emplace_back("*");
  return statement;
}

}  // namespace policy_detail

inline Policy make_policy(std::uint64_t seed, PolicyId id) {
  using namespace policy_detail;
  Random random(seed, id.packed());
  Policy policy;
  std::uint64_t others = 0, deny_percent = 0;
  switch (id.kind) {
    case PolicyKind::service_control:
      policy.push_back(random.below(10) == 0 ? allow_services_but(2, random) : allow_all());
      others = random.between(2, 8);
      deny_percent = 100;
      break;
    case PolicyKind::boundary:
      policy.push_back(allow_services_but(1, random));
      others = random.between(2, 8);
      deny_percent = 10;
      break;
    case PolicyKind::identity:
      others = random.between(3, 18);
      deny_percent = 6;
      break;
    case PolicyKind::resource:
      others = random.between(1, 6);
      deny_percent = 4;
      break;
    case PolicyKind::session:
      policy.push_back(allow_services_but(2, random));
      others = random.between(0, 3);
      break;
  }
  for (; others > 0; --others) {
    policy.push_back(make_statement(deny_percent, random));
  }
  return policy;
}

namespace policy_detail {

/// One value is written without brackets, as authors do.
inline void write_values(JsonWriter& json, std::string_view name, const std::vector<std::string>& values) {
  json.name(name);
  if (values.size() == 1) {
    json.string(values[0]);
    return;
  }
  json.begin_array();
  for (const std::string& value : values) {
    json.string(value);
  }
  json.end_array();
}

}  // namespace policy_detail

/// The policy's JSON text.
inline std::string to_json(const Policy& policy) {
  using policy_detail::write_values;
  JsonWriter json;
  json.begin_object();
  json.member("Version", "2012-10-17");
  json.name("Statement");
  json.begin_array();
  std::uint64_t number = 0;
  for (const Statement& statement : policy) {
    json.begin_object();
    json.member("Sid", "Statement" + std::to_string(number++));
    json.member("Effect", statement.denies ? "Deny" : "Allow");
    write_values(json, statement.all_actions_but ? "NotAction" : "Action", statement.actions);
    write_values(json, "Resource", statement.resources);
    if (!statement.conditions.empty()) {
      json.name("Condition");
      json.begin_object();
      for (const Condition& condition : statement.conditions) {
        json.name(kOperatorNames[static_cast<std::size_t>(condition.compares)]);
        json.begin_object();
        write_values(json, kKeyNames[static_cast<std::size_t>(condition.key)], condition.values);
        json.end_object();
      }
      json.end_object();
    }
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.text();
}

}  // namespace crossfade::workloads::iam
