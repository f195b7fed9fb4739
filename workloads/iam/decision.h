// An access decision over all policies that have a say, in the order in which they may end it: the
// organisation's service control policies (each level must allow), the resource's policy, the principal's
// identity policies, the permission boundary, the session policy. An explicit deny anywhere is final. After
// AWS's "Policy evaluation logic"; not all of it: no resource control policies, no principals in resource
// policies, and a resource policy alone is enough within one account.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "workloads/iam/access_context.h"
#include "workloads/iam/compiled_policy.h"
#include "workloads/iam/policy.h"

namespace crossfade::workloads::iam {

inline constexpr std::size_t kOrganisationLevels = 3;  ///< root, unit, account

/// Which policies have a say.
struct PolicySet {
  std::array<PolicyId, kOrganisationLevels> organisation;
  std::optional<PolicyId> resource;
  std::span<const PolicyId> identity;
  PolicyId boundary;
  std::optional<PolicyId> session;
};

enum class Reason : std::uint32_t {
  allowed_by_identity,
  allowed_by_resource,
  denied_by_organisation,
  not_allowed_by_organisation,
  denied_by_resource,
  denied_by_identity,
  not_allowed,
  denied_by_boundary,
  not_allowed_by_boundary,
  denied_by_session,
  not_allowed_by_session,
};

/// policy (packed id) and statement: what decided; 0 where nothing spoke.
struct Verdict {
  Reason reason;
  std::uint32_t policy = 0, statement = 0;

  bool operator==(const Verdict&) const = default;
};

/// find(PolicyId) gives the compiled policy.
template <class Find>
Verdict decide(const PolicySet& set, const AccessContext& context, Find&& find, std::uint32_t& examined) {
  const auto ask = [&](PolicyId id) { return find(id).evaluate(context, examined); };
  for (const PolicyId& level : set.organisation) {
    const Outcome outcome = ask(level);
    if (outcome.effect != Effect::allow) {
      return {outcome.effect == Effect::deny ? Reason::denied_by_organisation
                                             : Reason::not_allowed_by_organisation,
              level.packed(), outcome.statement};
    }
  }
  std::optional<Verdict> by_resource;
  if (set.resource) {
    const Outcome outcome = ask(*set.resource);
    if (outcome.effect == Effect::deny) {
      return {Reason::denied_by_resource, set.resource->packed(), outcome.statement};
    }
    if (outcome.effect == Effect::allow) {
      by_resource = {Reason::allowed_by_resource, set.resource->packed(), outcome.statement};
    }
  }
  std::optional<Verdict> by_identity;
  for (const PolicyId& attached : set.identity) {
    const Outcome outcome = ask(attached);
    if (outcome.effect == Effect::deny) {
      return {Reason::denied_by_identity, attached.packed(), outcome.statement};
    }
    if (outcome.effect == Effect::allow && !by_identity) {
      by_identity = {Reason::allowed_by_identity, attached.packed(), outcome.statement};
    }
  }
  if (context.same_account ? !by_identity && !by_resource : !by_identity || !by_resource) {
    return {Reason::not_allowed};
  }
  if (by_identity) {
    const Outcome outcome = ask(set.boundary);
    if (outcome.effect != Effect::allow) {
      return {outcome.effect == Effect::deny ? Reason::denied_by_boundary : Reason::not_allowed_by_boundary,
              set.boundary.packed(), outcome.statement};
    }
  }
  if (set.session) {
    const Outcome outcome = ask(*set.session);
    if (outcome.effect != Effect::allow) {
      return {outcome.effect == Effect::deny ? Reason::denied_by_session : Reason::not_allowed_by_session,
              set.session->packed(), outcome.statement};
    }
  }
  return by_identity ? *by_identity : *by_resource;
}

}  // namespace crossfade::workloads::iam
