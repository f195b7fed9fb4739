// Principals of 500 accounts with their policies, and what they ask for. Generated. Most of what a service is
// asked is allowed, so 92 in 100 requests are made to fit a statement that one of the principal's policies
// has; the others are any action on any resource. One request in twenty is for a resource of another account,
// 60 resources in 100 have a policy, 30 principals in 100 act in a session with a policy of its own.
// Principals and policies are popular by Zipf 0.8.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/generators/zipf.h"
#include "workloads/iam/access_context.h"
#include "workloads/iam/compiled_policy.h"
#include "workloads/iam/decision.h"
#include "workloads/iam/policy.h"

namespace crossfade::workloads::iam {

inline constexpr std::uint32_t kUnits = 20;  ///< organisational units
inline constexpr double kPopularityExponent = 0.8;

/// How many principals and policies of each kind there are beside so many identity policies. Of the service
/// control policies the first is the root's, then come the units'.
struct PolicyCounts {
  std::uint32_t identity;

  std::uint32_t principals() const { return std::max(identity / 3 * 4, 100u); }
  std::uint32_t of(PolicyKind kind) const {
    switch (kind) {
      case PolicyKind::service_control:
        return std::max(identity / 20, 2 * kUnits);
      case PolicyKind::boundary:
        return std::max(identity / 15, 10u);
      case PolicyKind::identity:
        return identity;
      case PolicyKind::resource:
        return std::max(identity / 2, 10u);
      case PolicyKind::session:
        break;
    }
    return std::max(identity / 30, 10u);
  }
};

struct Principal {
  std::uint32_t account;
  std::array<PolicyId, kOrganisationLevels> organisation;
  std::vector<PolicyId> identity;  ///< 2 to 10, each once
  PolicyId boundary;
  std::optional<PolicyId> session;
};

struct AccessRequest {
  std::uint32_t principal;
  std::optional<PolicyId> resource_policy;
  AccessContext context;
};

/// A number of a popular few, the same few for the same count.
inline std::uint32_t popular(const Zipf& popularity, std::uint32_t count, Random& random) {
  return static_cast<std::uint32_t>(mix(popularity(random)) % count);
}

inline Principal make_principal(const PolicyCounts& counts, const Zipf& popularity, Random& random) {
  const auto any = [&](PolicyKind kind, std::uint32_t first = 0) {
    const std::uint64_t number = first + random.below(counts.of(kind) - first);
    return PolicyId{kind, false, static_cast<std::uint32_t>(number)};
  };
  Principal principal;
  principal.account = static_cast<std::uint32_t>(random.below(kAccounts));
  // All principals of an account are under the same service control policies.
  const auto unit = static_cast<std::uint32_t>(1 + principal.account % kUnits);
  const std::uint32_t own =
      1 + kUnits + principal.account % (counts.of(PolicyKind::service_control) - 1 - kUnits);
  principal.organisation = {PolicyId{PolicyKind::service_control, false, 0},
                            PolicyId{PolicyKind::service_control, false, unit},
                            PolicyId{PolicyKind::service_control, false, own}};
  const std::uint64_t wanted = random.between(2, 10);
  while (principal.identity.size() < wanted) {
    const std::uint32_t number = popular(popularity, counts.identity, random);
    const bool known = std::any_of(principal.identity.begin(), principal.identity.end(),
                                   [&](const PolicyId& attached) { return attached.number == number; });
    if (!known) {
      principal.identity.push_back({PolicyKind::identity, false, number});
    }
  }
  principal.boundary = any(PolicyKind::boundary);
  if (random.below(100) < 30) {
    principal.session = any(PolicyKind::session);
  }
  return principal;
}

namespace access_detail {

/// Text that the pattern matches; the wildcards of an ARN are region, account, then parts of a name.
inline std::string fitting_resource(std::string_view pattern, std::uint64_t account, Random& random) {
  std::string resource;
  std::size_t colons = 0, words = 0;
  for (const char c : pattern) {
    if (c == '?') {
      resource += static_cast<char>('0' + random.below(10));
    } else if (c != '*') {
      resource += c;
    } else if (colons == 3) {
      resource += random.below(3) == 0 ? "eu-west-1" : "us-east-1";
    } else if (colons == 4) {
      resource += account_text(account);
    } else {
      resource += words++ == 0 ? "eu" : "title/" + std::to_string(80'000'000 + random.below(20'000));
    }
    colons += c == ':' ? 1 : 0;
  }
  return resource;
}

inline std::string fitting_action(std::string_view pattern, Random& random) {
  using policy_detail::one_of;
  std::string action(pattern);
  if (!action.ends_with('*')) {
    return action;
  }
  action.pop_back();
  if (action.ends_with(':')) {
    action += one_of(kVerbs, random);
  }
  return action + std::string(one_of(kNouns, random));
}

/// Pattern of any resource of a service.
inline std::string any_resource(std::string_view service, Random& random) {
  return "arn:aws:" + std::string(service) + ":*:*:media-" + std::to_string(random.below(kFamilies)) +
         (random.below(2) == 0 ? "-*/*" : "-*/*/part-?");
}

/// An action and a resource that one of the policies allows, as far as action and resource go.
inline std::pair<std::string, std::string> fitting_patterns(const std::vector<PolicyId>& identity,
                                                            std::uint64_t seed, Random& random) {
  const Policy policy = make_policy(seed, identity[random.below(identity.size())]);
  const Statement& statement = policy[random.below(policy.size())];
  if (statement.denies) {
    return {};
  }
  const std::string& action = statement.actions[random.below(statement.actions.size())];
  const std::string& resource = statement.resources[random.below(statement.resources.size())];
  return {action, resource};
}

}  // namespace access_detail

/// The policies of the principal may be other versions than the principal has.
inline AccessRequest make_access_request(std::uint32_t number, const Principal& principal,
                                         const std::vector<PolicyId>& identity, const PolicyCounts& counts,
                                         std::uint64_t seed, Random& random) {
  using namespace access_detail;
  using policy_detail::one_of;
  AccessRequest request{number, std::nullopt, {}};
  AccessContext& context = request.context;
  std::pair<std::string, std::string> patterns;
  if (random.below(100) < 92) {
    patterns = fitting_patterns(identity, seed, random);
  }
  if (patterns.first.empty()) {
    patterns.first = std::string(one_of(kServices, random)) + ":*";
    patterns.second = "*";
  }
  const std::string action = fitting_action(patterns.first, random);
  context.action = compiled_detail::lower_case(action);
  if (patterns.second == "*") {
    patterns.second = any_resource(std::string_view(action).substr(0, action.find(':')), random);
  }
  const bool other_account = random.below(20) == 0;
  const std::uint64_t other = random.below(kAccounts);
  const std::uint64_t account = other_account ? other : principal.account;
  context.resource = fitting_resource(patterns.second, account, random);
  context.same_account = context.resource.find(account_text(principal.account)) != std::string::npos;
  if (random.below(100) < 60) {
    const auto of_resource = static_cast<std::uint32_t>(random.below(counts.of(PolicyKind::resource)));
    request.resource_policy = PolicyId{PolicyKind::resource, false, of_resource};
  }
  const std::uint64_t network = random.below(100) < 98 ? 10u << 24 : 203u << 24;
  context.source_ip = static_cast<std::uint32_t>(network | random.below(1 << 24));
  context.principal_org = random.below(50) > 0 ? kOrganisation : "o-elsewhere1";
  context.principal_team = "team-" + std::to_string(number % kTeams);
  if (random.below(100) < 90) {
    context.request_environment = random.below(3) > 0 ? "prod" : "test";
  }
  if (random.below(2) == 0) {
    context.source_endpoint = "vpce-0" + std::string(1, static_cast<char>('a' + random.below(4)));
  }
  context.secure_transport = random.below(100) > 0;
  context.mfa_present = random.below(100) < 90;
  context.mfa_age_s = static_cast<std::uint32_t>(random.below(50'000));
  context.current_time_s = static_cast<std::int64_t>(1'790'000'000 + random.below(5'000'000));
  return request;
}

inline std::uint64_t digest_of(const AccessRequest& request, std::uint64_t all) {
  const AccessContext& context = request.context;
  all = digest(context.action.data(), context.action.size(), all);
  all = digest(context.resource.data(), context.resource.size(), all);
  all = digest(context.principal_team.data(), context.principal_team.size(), all);
  for (const std::optional<std::string>& text : {context.request_environment, context.source_endpoint}) {
    all = text ? digest(text->data(), text->size(), all) : mix(all);
  }
  all = mix(all ^ (std::uint64_t{context.source_ip} << 32 | context.mfa_age_s));
  all = mix(all ^ static_cast<std::uint64_t>(context.current_time_s));
  all = mix(all ^ (std::uint64_t{context.same_account} << 2 | std::uint64_t{context.secure_transport} << 1 |
                   std::uint64_t{context.mfa_present}));
  return digest(context.principal_org.data(), context.principal_org.size(), all ^ request.principal);
}

}  // namespace crossfade::workloads::iam
