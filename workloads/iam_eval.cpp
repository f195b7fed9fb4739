// iam_eval: an access service answers 24 questions "may this principal do that with this resource?". Each is
// judged by the service control policies of three organisational levels, the resource's policy, the
// principal's identity policies, the permission boundary and a session policy: actions and resources with
// wildcards, twelve kinds of conditions, an explicit deny is final. 24 is about what rendering one page of a
// console or one batch of API calls asks.
//
// Two requests in a hundred come after somebody has changed the principal's identity policies and boundary:
// their JSON texts are compiled anew first. Time goes into comparing short strings at the end of chains of
// pointers, and into branches that depend on them.
//
// Compiled policies are shared and never written; a recompiled set is the request's own. So answers are
// exact. The digest covers who decided what by which statement, and all that was compiled. verify() generates
// the policies again and judges every statement of them by other means.
//
// Where simdjson is missing in the build, our own reader compiles the texts: the class "recompile" is then
// another one, and the note of the library says so.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/generators/zipf.h"
#include "workloads/glibc_path.h"
#include "workloads/iam/access_request.h"
#include "workloads/iam/compiled_policy.h"
#include "workloads/iam/decision.h"
#include "workloads/iam/decision_check.h"
#include "workloads/iam/policy.h"
#include "workloads/sugar.h"
#ifdef CROSSFADE_SIMDJSON
#include "workloads/iam/simdjson_policy_reader.h"
#include "workloads/simdjson_path.h"
#else
#include "workloads/iam/policy_reader.h"
#endif

namespace crossfade::workloads {
namespace {

using namespace iam;

constexpr std::uint32_t kDecisions = 24;
constexpr std::uint32_t kRecompile = 1;     // class
constexpr std::uint32_t kQuestions = 8192;  // of which the cached class takes 24 after 24, round and round
constexpr std::size_t kPadding = 64;  // readable bytes behind a text, for readers that take whole vectors

constexpr std::uint64_t kQuestionBytes = std::uint64_t{kDecisions} * 200;
constexpr std::uint64_t kVerdictBytes = kDecisions * sizeof(Verdict);

constexpr std::array kClasses{
    // In: a question of 200 bytes; recompiling, 20 KB of policies from their store. Out: a verdict of 12
    // bytes.
    cf_class{"cached", 0.98, 2'000'000, 0, 1, kQuestions / 8, 0, kQuestionBytes, kVerdictBytes, 0, 0},
    cf_class{"recompile", 0.02, 5'000'000, 1, 1, 128, 0, kQuestionBytes, kVerdictBytes, 20'000, 0},
};

constexpr std::array kParameters{
    cf_parameter{"policies", "identity policies; all else grows with them", "", "6000", "100", "200000"},
    cf_parameter{"decisions", "of a request; fewer for a part of a mix that takes short turns", "", "24", "1",
                 "24"},
};

constexpr Description kDescription{
    .name = "iam_eval",
    .version = "2",
    .summary = "Decides 24 access requests by all policies that have a say",
    .seed_system = "access management over many accounts",
    .unit = "24 access decisions",
    .flags = CF_FLAG_EXACT,
    .classes = kClasses,
    .parameters = kParameters,
};

/// A policy's text, with room behind it.
struct PolicyText {
  explicit PolicyText(PolicyId policy, std::string_view json) : id(policy), text(json), bytes(json.size()) {
    text.append(kPadding, ' ');
  }
  std::string_view json() const { return std::string_view(text).substr(0, bytes); }

  PolicyId id;
  std::string text;
  std::size_t bytes;
};

class Compiler {
 public:
  CompiledPolicy compile(const PolicyText& source) {
    CompiledPolicy policy(source.id.packed());
#ifdef CROSSFADE_SIMDJSON
    static_assert(kPadding >= simdjson::SIMDJSON_PADDING);
    reader_.read(source.json(), source.text.size(), policy);
#else
    reader_.read(source.json(), policy);
#endif
    return policy;
  }

  static void note(const Environment& environment) {
#ifdef CROSSFADE_SIMDJSON
    note_simdjson(environment);
#else
    environment.note_library("own JSON reader (no simdjson in this build)", "1", "x86-64-v2");
#endif
  }

 private:
#ifdef CROSSFADE_SIMDJSON
  SimdjsonPolicyReader reader_;
#else
  PolicyReader reader_;
#endif
};

/// What somebody changed before a request.
struct Change {
  std::vector<PolicyText> texts;
  std::vector<PolicyId> identity;  ///< of the principal after the change
};

class Dataset {
 public:
  static Need need(const Environment& environment) {
    // As measured: with all that grows with it, an identity policy takes 10 KB; the questions take 5 MB.
    return {.shared_bytes = environment.integer("policies") * 11'000 + (8u << 20),
            .per_worker_bytes = 1 << 20};
  }

  explicit Dataset(const Environment& environment)
      : seed_(mix(environment.seed())),
        counts_{static_cast<std::uint32_t>(environment.integer("policies"))},
        decisions_(static_cast<std::uint32_t>(environment.integer("decisions"))) {
    Compiler::note(environment);
    const GlibcPath glibc;
    glibc.require_cap(environment.isa_level());
    environment.note_library("glibc", GlibcPath::version(), glibc.text());
    environment.note_library("own evaluator and XXH3", "1", "x86-64-v2");
    std::uint64_t all = 0;
    Compiler compiler;
    for (const PolicyKind kind : {PolicyKind::service_control, PolicyKind::boundary, PolicyKind::identity,
                                  PolicyKind::resource, PolicyKind::session}) {
      for (std::uint32_t number = 0; number < counts_.of(kind); ++number) {
        if (number % 256 == 0) {
          environment.check_cancelled();
        }
        const PolicyText text = make_text({kind, false, number}, all);
        compiled_[static_cast<std::size_t>(kind)].push_back(compiler.compile(text));
      }
    }
    Random random(seed_);
    const Zipf popular_policies(counts_.identity, kPopularityExponent);
    for (std::uint32_t number = 0; number < counts_.principals(); ++number) {
      principals_.push_back(make_principal(counts_, popular_policies, random));
    }
    const Zipf popular_principals(counts_.principals(), kPopularityExponent);
    for (std::uint32_t number = 0; number < kQuestions; ++number) {
      const std::uint32_t principal = popular(popular_principals, counts_.principals(), random);
      questions_.push_back(question(principal, principals_[principal].identity, random, all));
    }
    // A request may begin with the last questions and go on with the first.
    questions_.insert(questions_.end(), questions_.begin(), questions_.begin() + kDecisions);
    for (std::uint32_t index = 0; index < kClasses[kRecompile].pool; ++index) {
      add_change(popular(popular_principals, counts_.principals(), random), random, all);
    }
    environment.note_dataset_digest(all);
  }

  std::span<const AccessRequest> questions(const cf_request& request) const {
    if (request.class_id == kRecompile) {
      return std::span(after_change_).subspan(place(request) * kDecisions, decisions_);
    }
    return std::span(questions_).subspan(place(request) * decisions_ % kQuestions, decisions_);
  }
  /// Null if nothing was changed.
  const Change* change(const cf_request& request) const {
    return request.class_id == kRecompile ? &changes_[place(request)] : nullptr;
  }
  const CompiledPolicy& compiled(PolicyId id) const {
    return compiled_[static_cast<std::size_t>(id.kind)][id.number];
  }
  std::uint64_t seed() const { return seed_; }
  std::uint32_t decisions() const { return decisions_; }

  /// Which policies judge a question.
  PolicySet policies(const AccessRequest& question, const Change* change) const {
    const Principal& principal = principals_[question.principal];
    PolicySet set{principal.organisation, question.resource_policy, principal.identity, principal.boundary,
                  principal.session};
    if (change != nullptr) {
      set.identity = change->identity;
      set.boundary.changed = true;
    }
    return set;
  }

 private:
  static std::size_t place(const cf_request& request) {
    return request.index % kClasses[request.class_id].pool;
  }

  PolicyText make_text(PolicyId id, std::uint64_t& all) const {
    PolicyText text(id, to_json(make_policy(seed_, id)));
    all = digest(text.json().data(), text.bytes, all);
    return text;
  }

  AccessRequest question(std::uint32_t principal, const std::vector<PolicyId>& identity, Random& random,
                         std::uint64_t& all) const {
    AccessRequest request =
        make_access_request(principal, principals_[principal], identity, counts_, seed_, random);
    all = digest_of(request, all);
    return request;
  }

  void add_change(std::uint32_t principal, Random& random, std::uint64_t& all) {
    Change change;
    for (PolicyId id : principals_[principal].identity) {
      id.changed = true;
      change.identity.push_back(id);
      change.texts.push_back(make_text(id, all));
    }
    PolicyId boundary = principals_[principal].boundary;
    boundary.changed = true;
    change.texts.push_back(make_text(boundary, all));
    for (std::uint32_t number = 0; number < kDecisions; ++number) {
      after_change_.push_back(question(principal, change.identity, random, all));
    }
    changes_.push_back(std::move(change));
  }

  std::uint64_t seed_;
  PolicyCounts counts_;
  std::uint32_t decisions_;
  std::array<std::vector<CompiledPolicy>, 5> compiled_;  ///< by kind and number
  std::vector<Principal> principals_;
  std::vector<AccessRequest> questions_;     ///< of the class cached
  std::vector<Change> changes_;              ///< of the class recompile
  std::vector<AccessRequest> after_change_;  ///< kDecisions for each change
};

class Worker {
 public:
  Worker(Dataset& dataset, std::uint32_t /*worker*/) : dataset_(dataset), verdicts_(dataset.decisions()) {}

  void request(const cf_request& request, cf_answer& answer) {
    const Change* change = dataset_.change(request);
    recompiled_.clear();
    std::uint64_t bytes = 0;
    if (change != nullptr) {
      for (const PolicyText& text : change->texts) {
        recompiled_.push_back(compiler_.compile(text));
        bytes += text.bytes;
      }
    }
    std::uint32_t examined = 0;
    const auto find_policy = [&](PolicyId id) -> const CompiledPolicy& { return find(id); };
    const std::span<const AccessRequest> questions = dataset_.questions(request);
    for (std::size_t number = 0; number < verdicts_.size(); ++number) {
      const AccessRequest& question = questions[number];
      bytes += question.context.action.size() + question.context.resource.size();
      verdicts_[number] =
          decide(dataset_.policies(question, change), question.context, find_policy, examined);
    }
    answer.bytes_in = bytes;
    answer.bytes_out = bytes_of_verdicts();
    answer.items = examined;
    answer.digest = digest_of_output();
  }

  void verify(const cf_request& request, const cf_answer& answer) const {
    if (answer.digest != digest_of_output() || answer.bytes_out != bytes_of_verdicts()) {
      throw wrong("the answer does not describe the verdicts", "digest or size differs");
    }
    const Change* change = dataset_.change(request);
    const std::span<const AccessRequest> questions = dataset_.questions(request);
    const DecisionCheck check(dataset_.seed());
    for (std::size_t number = 0; number < verdicts_.size(); ++number) {
      const AccessRequest& question = questions[number];
      if (check.decide_again(dataset_.policies(question, change), question.context) != verdicts_[number]) {
        throw wrong("a decision is not what the policies say",
                    "decision " + std::to_string(number) + " of request " + std::to_string(request.index));
      }
    }
    if (change != nullptr) {
      verify_compiled(*change);
    }
  }

 private:
  /// A changed policy is the request's own.
  const CompiledPolicy& find(PolicyId id) const {
    if (!id.changed) {
      return dataset_.compiled(id);
    }
    return *std::find_if(recompiled_.begin(), recompiled_.end(),
                         [&](const CompiledPolicy& policy) { return policy.id() == id.packed(); });
  }

  /// Compiles once more without any text.
  void verify_compiled(const Change& change) const {
    for (std::size_t position = 0; position < change.texts.size(); ++position) {
      const PolicyId id = change.texts[position].id;
      CompiledPolicy again(id.packed());
      for (const Statement& statement : make_policy(dataset_.seed(), id)) {
        again.begin_statement();
        again.set_effect(statement.denies ? "Deny" : "Allow");
        for (const std::string& action : statement.actions) {
          again.add_action(action, statement.all_actions_but);
        }
        for (const std::string& resource : statement.resources) {
          again.add_resource(resource);
        }
        for (const Condition& condition : statement.conditions) {
          for (const std::string& value : condition.values) {
            again.add_condition(kOperatorNames[static_cast<std::size_t>(condition.compares)],
                                kKeyNames[static_cast<std::size_t>(condition.key)], value);
          }
        }
      }
      if (again.digest_of(0) != recompiled_[position].digest_of(0)) {
        throw wrong("a policy was compiled wrongly", "policy " + std::to_string(id.number));
      }
    }
  }

  std::uint64_t bytes_of_verdicts() const { return verdicts_.size() * sizeof(Verdict); }
  std::uint64_t digest_of_output() const {
    std::uint64_t all = digest(verdicts_.data(), bytes_of_verdicts());
    for (const CompiledPolicy& policy : recompiled_) {
      all = policy.digest_of(all);
    }
    return all;
  }

  const Dataset& dataset_;
  Compiler compiler_;
  std::vector<CompiledPolicy> recompiled_;
  std::vector<Verdict> verdicts_;
};

}  // namespace
}  // namespace crossfade::workloads

CROSSFADE_WORKLOAD(crossfade::workloads::kDescription, crossfade::workloads::Dataset,
                   crossfade::workloads::Worker)
