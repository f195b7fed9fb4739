// Makes access decisions once more, by another path than decide(): from the policies as their authors meant
// them (generated again, no text is read), with a recursive matcher, dates and addresses compared as text and
// ranges, and without any early exit: every statement of every policy is judged, then what they say is put
// together.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/iam/access_context.h"
#include "workloads/iam/decision.h"
#include "workloads/iam/policy.h"

namespace crossfade::workloads::iam {

class DecisionCheck {
 public:
  explicit DecisionCheck(std::uint64_t seed) : seed_(seed) {}

  Verdict decide_again(const PolicySet& set, const AccessContext& context) const {
    // The first of these that is no "allowed" is the verdict.
    std::vector<Verdict> findings;
    for (const PolicyId& level : set.organisation) {
      findings.push_back(
          must_allow(level, context, Reason::denied_by_organisation, Reason::not_allowed_by_organisation));
    }
    const Verdict resource = set.resource ? may_allow(*set.resource, context, Reason::denied_by_resource,
                                                      Reason::allowed_by_resource)
                                          : Verdict{Reason::not_allowed};
    findings.push_back(denies(resource) ? resource : kFine);
    Verdict identity{Reason::not_allowed};
    for (const PolicyId& attached : set.identity) {
      const Verdict one =
          may_allow(attached, context, Reason::denied_by_identity, Reason::allowed_by_identity);
      findings.push_back(denies(one) ? one : kFine);
      if (identity.reason == Reason::not_allowed && !denies(one)) {
        identity = one;
      }
    }
    const bool by_identity = identity.reason == Reason::allowed_by_identity;
    const bool by_resource = resource.reason == Reason::allowed_by_resource;
    const int needed = context.same_account ? 1 : 2;
    findings.push_back(
        (by_identity ? 1 : 0) + (by_resource ? 1 : 0) >= needed ? kFine : Verdict{Reason::not_allowed});
    const Verdict boundary =
        must_allow(set.boundary, context, Reason::denied_by_boundary, Reason::not_allowed_by_boundary);
    findings.push_back(by_identity ? boundary : kFine);
    if (set.session) {
      findings.push_back(
          must_allow(*set.session, context, Reason::denied_by_session, Reason::not_allowed_by_session));
    }
    for (const Verdict& finding : findings) {
      if (!(finding == kFine)) {
        return finding;
      }
    }
    return by_identity ? identity : resource;
  }

 private:
  static constexpr Verdict kFine{Reason::allowed_by_identity, ~0u, ~0u};

  static bool denies(const Verdict& verdict) {
    return verdict.reason == Reason::denied_by_resource || verdict.reason == Reason::denied_by_identity;
  }

  /// First statements that deny and that allow, of all of them.
  struct Said {
    std::optional<std::uint32_t> deny, allow;
  };

  Said ask(PolicyId id, const AccessContext& context) const {
    Said said;
    const Policy policy = make_policy(seed_, id);
    for (std::size_t back = policy.size(); back-- > 0;) {
      const Statement& statement = policy[back];
      const bool action = any(statement.actions, context.action, true) != statement.all_actions_but;
      const bool resource = any(statement.resources, context.resource, false);
      const auto holding = std::count_if(statement.conditions.begin(), statement.conditions.end(),
                                         [&](const Condition& one) { return holds(one, context); });
      if (action && resource && holding == std::ssize(statement.conditions)) {
        (statement.denies ? said.deny : said.allow) = static_cast<std::uint32_t>(back);
      }
    }
    return said;
  }

  Verdict must_allow(PolicyId id, const AccessContext& context, Reason denied, Reason not_allowed) const {
    const Said said = ask(id, context);
    return said.deny    ? Verdict{denied, id.packed(), *said.deny}
           : said.allow ? kFine
                        : Verdict{not_allowed, id.packed(), 0};
  }

  Verdict may_allow(PolicyId id, const AccessContext& context, Reason denied, Reason allowed) const {
    const Said said = ask(id, context);
    return said.deny    ? Verdict{denied, id.packed(), *said.deny}
           : said.allow ? Verdict{allowed, id.packed(), *said.allow}
                        : Verdict{Reason::not_allowed};
  }

  static bool same(char pattern, char text, bool any_case) {
    return pattern == text || (any_case && pattern >= 'A' && pattern <= 'Z' && pattern - 'A' + 'a' == text);
  }

  static bool fits(std::string_view pattern, std::string_view text, bool any_case) {
    if (pattern.empty()) {
      return text.empty();
    }
    if (pattern[0] == '*') {
      return fits(pattern.substr(1), text, any_case) ||
             (!text.empty() && fits(pattern, text.substr(1), any_case));
    }
    return !text.empty() && (pattern[0] == '?' || same(pattern[0], text[0], any_case)) &&
           fits(pattern.substr(1), text.substr(1), any_case);
  }

  static bool any(const std::vector<std::string>& patterns, std::string_view text, bool any_case) {
    return std::count_if(patterns.begin(), patterns.end(),
                         [&](const std::string& one) { return fits(one, text, any_case); }) > 0;
  }

  /// What the request says of a key, as text; nothing if it does not say.
  static std::optional<std::string> text_of(Key key, const AccessContext& context) {
    switch (key) {
      case Key::source_ip:
        return std::to_string(context.source_ip);
      case Key::principal_org:
        return context.principal_org;
      case Key::principal_team:
        return context.principal_team;
      case Key::request_environment:
        return context.request_environment;
      case Key::source_endpoint:
        return context.source_endpoint;
      case Key::secure_transport:
        return context.secure_transport ? "true" : "false";
      case Key::mfa_present:
        return context.mfa_present ? "true" : "false";
      case Key::mfa_age:
        return context.mfa_present ? std::optional(std::to_string(context.mfa_age_s)) : std::nullopt;
      case Key::current_time:
        break;
    }
    return date_text(context.current_time_s);
  }

  /// So written, earlier dates are smaller texts.
  static std::string date_text(std::int64_t seconds) {
    const std::chrono::year_month_day day{std::chrono::sys_days(std::chrono::days(seconds / 86400))};
    const auto rest = static_cast<int>(seconds % 86400);
    char text[40];
    static_cast<void>(std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ",
                                    static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                                    static_cast<unsigned>(day.day()), rest / 3600, rest / 60 % 60,
                                    rest % 60));
    return text;
  }

  /// By the first and the last address of the range.
  static bool inside(std::uint32_t address, const std::string& range) {
    unsigned a = 0, b = 0, c = 0, d = 0, length = 0;
    if (std::sscanf(range.c_str(), "%u.%u.%u.%u/%u", &a, &b, &c, &d, &length) != 5) {  // NOLINT(cert-err34-c)
      return false;
    }
    const std::uint64_t first = ((a * 256ull + b) * 256 + c) * 256 + d;
    return address >= first && address < first + (1ull << (32 - length));
  }

  static bool holds(const Condition& condition, const AccessContext& context) {
    const std::optional<std::string> said = text_of(condition.key, context);
    const auto a_value = [&](auto&& test) {
      return std::count_if(condition.values.begin(), condition.values.end(), test) > 0;
    };
    const auto equal = [&](const std::string& value) { return said && value == *said; };
    const auto like = [&](const std::string& value) { return said && fits(value, *said, false); };
    const auto range = [&](const std::string& value) { return inside(context.source_ip, value); };
    switch (condition.compares) {
      case Operator::ip_address:
        return a_value(range);
      case Operator::not_ip_address:
        return !a_value(range);
      case Operator::string_equals:
      case Operator::boolean:
        return a_value(equal);
      case Operator::string_not_equals:
        return !a_value(equal);
      case Operator::string_like:
        return a_value(like);
      case Operator::string_not_like:
        return !a_value(like);
      case Operator::number_at_most:
        return a_value(
            [&](const std::string& value) { return said && std::stoll(*said) <= std::stoll(value); });
      case Operator::number_above:
        return a_value(
            [&](const std::string& value) { return said && std::stoll(*said) > std::stoll(value); });
      case Operator::date_before:
        return a_value([&](const std::string& value) { return said && *said < value; });
      case Operator::date_after:
        return a_value([&](const std::string& value) { return said && *said > value; });
      case Operator::null:
        break;
    }
    return a_value([&](const std::string& value) { return (value == "true") == !said; });
  }

  std::uint64_t seed_;
};

}  // namespace crossfade::workloads::iam
