// The parts of iam_eval: wildcards, conditions, the order in which policies decide, the compiler, and that
// the check agrees with decisions and catches wrong ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "workloads/generators/random.h"
#include "workloads/generators/zipf.h"
#include "workloads/iam/access_request.h"
#include "workloads/iam/compiled_policy.h"
#include "workloads/iam/decision.h"
#include "workloads/iam/decision_check.h"
#include "workloads/iam/glob.h"
#include "workloads/iam/policy.h"
#include "workloads/iam/policy_reader.h"

namespace crossfade::workloads::iam {
namespace {

CompiledPolicy compiled(const std::string& json) {
  CompiledPolicy policy(0);
  PolicyReader().read(json, policy);
  return policy;
}

CompiledPolicy compiled(std::uint64_t seed, PolicyId id) {
  CompiledPolicy policy(id.packed());
  PolicyReader().read(to_json(make_policy(seed, id)), policy);
  return policy;
}

/// A policy of one statement with a condition.
CompiledPolicy with_condition(const std::string& condition) {
  return compiled(R"({"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{)" + condition +
                  "}}]}");
}

Effect effect(const CompiledPolicy& policy, const AccessContext& context) {
  std::uint32_t examined = 0;
  return policy.evaluate(context, examined).effect;
}

AccessContext usual_context() {
  AccessContext context;
  context.action = "s3:getobject";
  context.resource = "arn:aws:s3:us-east-1:100000000007:media-3-eu/title/80000001/part-4";
  context.source_ip = 10u << 24 | 5;
  context.principal_org = "o-crossfade01";
  context.principal_team = "team-12";
  context.request_environment = "prod";
  context.mfa_present = true;
  context.mfa_age_s = 3600;
  context.current_time_s = 1'790'000'000;  // 2026-09-21T14:13:20Z
  return context;
}

TEST(Glob, Matches) {
  for (const auto& [pattern, text] : std::map<std::string, std::string>{{"", ""},
                                                                        {"*", ""},
                                                                        {"**", "x"},
                                                                        {"a*c", "abcbc"},
                                                                        {"?b*", "abc"},
                                                                        {"*a?b*", "xaaxbx"},
                                                                        {"s3:Get*", "s3:GetObject"},
                                                                        {"a*b*c", "aXbXbXc"}}) {
    EXPECT_TRUE(matches(pattern, text)) << pattern << ' ' << text;
  }
  for (const auto& [pattern, text] : std::map<std::string, std::string>{{"", "a"},
                                                                        {"?", ""},
                                                                        {"a*c", "abcb"},
                                                                        {"ab", "abc"},
                                                                        {"abc", "ab"},
                                                                        {"*a?b", "ab"},
                                                                        {"a?", "a"}}) {
    EXPECT_FALSE(matches(pattern, text)) << pattern << ' ' << text;
  }
}

TEST(Condition, EveryOperator) {
  const AccessContext context = usual_context();
  const auto holds = [&](const std::string& condition) {
    return effect(with_condition(condition), context) == Effect::allow;
  };
  EXPECT_TRUE(holds(R"("IpAddress":{"aws:SourceIp":["192.168.0.0/16","10.0.0.0/8"]})"));
  EXPECT_FALSE(holds(R"("IpAddress":{"aws:SourceIp":"10.0.0.0/30"})"));
  EXPECT_FALSE(holds(R"("NotIpAddress":{"aws:SourceIp":["192.168.0.0/16","10.0.0.0/8"]})"));
  EXPECT_TRUE(holds(R"("StringEquals":{"aws:RequestTag/env":["test","prod"]})"));
  EXPECT_FALSE(holds(R"("StringEquals":{"aws:RequestTag/env":"pro*"})"));
  EXPECT_FALSE(holds(R"("StringNotEquals":{"aws:PrincipalOrgID":"o-crossfade01"})"));
  EXPECT_TRUE(holds(R"("StringLike":{"aws:PrincipalTag/team":["x","team-1?"]})"));
  EXPECT_FALSE(holds(R"("StringNotLike":{"aws:PrincipalTag/team":["x","team-1?"]})"));
  EXPECT_TRUE(holds(R"("Bool":{"aws:SecureTransport":"true"})"));
  EXPECT_FALSE(holds(R"("Bool":{"aws:MultiFactorAuthPresent":"false"})"));
  EXPECT_TRUE(holds(R"("NumericLessThanEquals":{"aws:MultiFactorAuthAge":"3600"})"));
  EXPECT_FALSE(holds(R"("NumericGreaterThan":{"aws:MultiFactorAuthAge":"3600"})"));
  EXPECT_TRUE(holds(R"("DateLessThan":{"aws:CurrentTime":"2026-09-21T14:13:21Z"})"));
  EXPECT_FALSE(holds(R"("DateLessThan":{"aws:CurrentTime":"2026-09-21T14:13:20Z"})"));
  EXPECT_TRUE(holds(R"("DateGreaterThan":{"aws:CurrentTime":"2026-09-21T14:13:19Z"})"));
  EXPECT_TRUE(holds(R"("Null":{"aws:RequestTag/env":"false"})"));
  EXPECT_FALSE(holds(R"("Null":{"aws:RequestTag/env":"true"})"));
  EXPECT_FALSE(holds(R"("Bool":{"aws:SecureTransport":"true"},"Null":{"aws:RequestTag/env":"true"})"));
}

TEST(Condition, WhatIsAbsentMeetsOnlyNegatedOperators) {
  AccessContext context = usual_context();
  context.request_environment.reset();
  context.mfa_present = false;
  const auto holds = [&](const std::string& condition) {
    return effect(with_condition(condition), context) == Effect::allow;
  };
  EXPECT_FALSE(holds(R"("StringEquals":{"aws:RequestTag/env":"prod"})"));
  EXPECT_FALSE(holds(R"("StringLike":{"aws:RequestTag/env":"*"})"));
  EXPECT_TRUE(holds(R"("StringNotEquals":{"aws:RequestTag/env":"prod"})"));
  EXPECT_TRUE(holds(R"("StringNotLike":{"aws:SourceVpce":"*"})"));
  EXPECT_FALSE(holds(R"("NumericLessThanEquals":{"aws:MultiFactorAuthAge":"99999999"})"));
  EXPECT_TRUE(holds(R"("Null":{"aws:MultiFactorAuthAge":"true"})"));
}

TEST(CompiledPolicy, ADenyBehindAnAllowIsFinal) {
  const CompiledPolicy policy = compiled(
      R"({"Version":"2012-10-17","Statement":[
           {"Sid":"a","Effect":"Allow","Action":["ec2:*","S3:Get*"],"Resource":"*"},
           {"Sid":"b","Effect":"Deny","NotAction":"s3:*","Resource":"*"},
           {"Sid":"c","Effect":"Deny","Action":"s3:GetObject","Resource":"arn:aws:s3:*:*:media-3-*/part-4"}]})");
  AccessContext context = usual_context();
  std::uint32_t examined = 0;
  Outcome outcome = policy.evaluate(context, examined);
  EXPECT_EQ(outcome.effect, Effect::deny);
  EXPECT_EQ(outcome.statement, 2u);
  EXPECT_EQ(examined, 3u);
  context.resource.back() = '5';
  outcome = policy.evaluate(context, examined);
  EXPECT_EQ(outcome.effect, Effect::allow);
  EXPECT_EQ(outcome.statement, 0u);
  context.action = "ec2:runinstances";
  EXPECT_EQ(policy.evaluate(context, examined).statement, 1u) << "NotAction";
}

TEST(CompiledPolicy, RefusesWhatItDoesNotKnow) {
  const auto refuses = [](const std::string& statement) {
    try {
      compiled(R"({"Statement":[{)" + statement + "}]}");
      return false;
    } catch (const Failure& failure) {
      return failure.status == CF_FAILED;
    }
  };
  EXPECT_FALSE(refuses(R"("Effect":"Deny")"));
  for (const char* bad : {R"("Effect":"Maybe")", R"("Condition":{"Like":{"aws:SourceIp":"x"}})",
                          R"("Condition":{"Bool":{"aws:Unknown":"true"}})",
                          R"("Condition":{"IpAddress":{"aws:SourceIp":"10.0.0/8"}})",
                          R"("Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/33"}})",
                          R"("Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.256/8"}})",
                          R"("Condition":{"NumericGreaterThan":{"aws:MultiFactorAuthAge":"1x"}})",
                          R"("Condition":{"DateLessThan":{"aws:CurrentTime":"2026-02-30T00:00:00Z"}})"}) {
    EXPECT_TRUE(refuses(bad)) << bad;
  }
}

/// Verdicts about the usual context by policies that are given as one statement each.
class Decisions : public testing::Test {
 protected:
  static constexpr PolicyId id(PolicyKind kind, std::uint32_t number = 0) { return {kind, false, number}; }

  void say(PolicyId policy, const std::string& what) {
    policies_.insert_or_assign(policy.packed(), compiled(R"({"Statement":[{"Effect":")" + what +
                                                         R"(","Action":"*","Resource":"*"}]})"));
  }

  Reason reason() {
    std::uint32_t examined = 0;
    const auto find = [&](PolicyId policy) -> const CompiledPolicy& {
      return policies_.try_emplace(policy.packed(), policy.packed()).first->second;
    };
    return decide(set_, context_, find, examined).reason;
  }

  Decisions() {
    for (std::uint32_t level = 0; level < kOrganisationLevels; ++level) {
      set_.organisation[level] = id(PolicyKind::service_control, level);
      say(set_.organisation[level], "Allow");
    }
    set_.identity = identity_;
    set_.boundary = id(PolicyKind::boundary);
    say(set_.boundary, "Allow");
    say(identity_[1], "Allow");
  }

  AccessContext context_ = usual_context();
  std::vector<PolicyId> identity_{id(PolicyKind::identity, 0), id(PolicyKind::identity, 1)};
  PolicySet set_{};
  std::map<std::uint32_t, CompiledPolicy> policies_;
};

TEST_F(Decisions, IdentityAllows) {
  EXPECT_EQ(reason(), Reason::allowed_by_identity);
}

TEST_F(Decisions, EveryOrganisationalLevelMustAllow) {
  policies_.erase(set_.organisation[1].packed());
  EXPECT_EQ(reason(), Reason::not_allowed_by_organisation);
  say(set_.organisation[1], "Deny");
  EXPECT_EQ(reason(), Reason::denied_by_organisation);
}

TEST_F(Decisions, IdentityAndBoundaryAndSession) {
  say(set_.boundary, "Deny");
  EXPECT_EQ(reason(), Reason::denied_by_boundary);
  policies_.erase(set_.boundary.packed());
  EXPECT_EQ(reason(), Reason::not_allowed_by_boundary);
  say(set_.boundary, "Allow");
  set_.session = id(PolicyKind::session);
  EXPECT_EQ(reason(), Reason::not_allowed_by_session);
  say(*set_.session, "Deny");
  EXPECT_EQ(reason(), Reason::denied_by_session);
  say(*set_.session, "Allow");
  EXPECT_EQ(reason(), Reason::allowed_by_identity);
  say(identity_[0], "Deny");
  EXPECT_EQ(reason(), Reason::denied_by_identity);
}

TEST_F(Decisions, ResourcePolicies) {
  set_.resource = id(PolicyKind::resource);
  policies_.erase(identity_[1].packed());
  EXPECT_EQ(reason(), Reason::not_allowed);
  say(*set_.resource, "Allow");
  EXPECT_EQ(reason(), Reason::allowed_by_resource);
  context_.same_account = false;
  EXPECT_EQ(reason(), Reason::not_allowed) << "across accounts both must allow";
  say(identity_[1], "Allow");
  EXPECT_EQ(reason(), Reason::allowed_by_identity);
  say(*set_.resource, "Deny");
  EXPECT_EQ(reason(), Reason::denied_by_resource);
}

/// Generated principals and questions.
TEST(DecisionCheck, AgreesWithDecisionsAndSeesAll) {
  const PolicyCounts counts{300};
  const Zipf popularity(300, kPopularityExponent);
  Random random(3);
  const std::uint64_t seed = 11;
  const DecisionCheck check(seed);
  std::map<Reason, int> reasons;
  std::map<std::uint32_t, CompiledPolicy> policies;
  const auto find = [&](PolicyId id) -> const CompiledPolicy& {
    const auto known = policies.find(id.packed());
    return known != policies.end() ? known->second
                                   : policies.emplace(id.packed(), compiled(seed, id)).first->second;
  };
  int questions = 0;
  for (int number = 0; number < 60; ++number) {
    const Principal principal = make_principal(counts, popularity, random);
    for (int question = 0; question < 20; ++question) {
      const AccessRequest request = make_access_request(static_cast<std::uint32_t>(number), principal,
                                                        principal.identity, counts, seed, random);
      const PolicySet set{principal.organisation, request.resource_policy, principal.identity,
                          principal.boundary, principal.session};
      std::uint32_t examined = 0;
      const Verdict verdict = decide(set, request.context, find, examined);
      ASSERT_EQ(verdict, check.decide_again(set, request.context));
      ++reasons[verdict.reason];
      ++questions;
    }
  }
  const int allowed = reasons[Reason::allowed_by_identity] + reasons[Reason::allowed_by_resource];
  EXPECT_GT(allowed, questions / 2) << "most of what is asked is allowed";
  EXPECT_LT(allowed, questions * 9 / 10);
  EXPECT_GE(reasons.size(), 7u) << "a rule that no input meets is not tested";
}

TEST(Policy, SayWhatTheyAreInTheirText) {
  const PolicyId id{PolicyKind::identity, false, 5};
  EXPECT_EQ(to_json(make_policy(1, id)), to_json(make_policy(1, id)));
  EXPECT_NE(to_json(make_policy(1, id)), to_json(make_policy(1, {PolicyKind::identity, true, 5})));
  EXPECT_NE(compiled(1, id).digest_of(0), compiled(1, {PolicyKind::identity, true, 5}).digest_of(0));
}

}  // namespace
}  // namespace crossfade::workloads::iam
