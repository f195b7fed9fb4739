// Mixes of toy parts: what is composed and refused, in which order calls are made, and who answers for what.
#include "collector/plugin/mix.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "tests/measure/toy_workload.h"
#include "tests/support/temporary_root.h"

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TemporaryRoot;

MixFile file_of(std::vector<MixStep> steps) {
  MixFile file;
  file.path = "/folder/my_mix.toml";
  file.name = "my_mix", file.version = "3";
  file.summary = file.seed_system = file.unit = "tests";
  file.classes = {
      {.name = "all", .share = 1, .slo_p99_ns = 5, .priority = 2, .pool = 4, .steps = std::move(steps)}};
  return file;
}

class MixOfToys : public ::testing::Test {
 protected:
  MixOfToys() {
    for (const char* name : {"toy", "other"}) {
      tables_[name] = toy_workload();
      tables_[name].name = name;
    }
  }

  Result<std::unique_ptr<Mix>> compose(const MixFile& file) {
    return Mix::compose(file, [this](const std::string& name) -> Result<const cf_workload*> {
      const auto found = tables_.find(name);
      if (found == tables_.end()) return Error{ErrorKind::unavailable, "", "", "there is none", "build it"};
      return &found->second;
    });
  }
  Result<std::unique_ptr<Mix>> compose(std::vector<MixStep> steps) {
    return compose(file_of(std::move(steps)));
  }

  /// "why | remedy"; empty = accepted.
  std::string refusal(std::vector<MixStep> steps) {
    const auto mix = compose(std::move(steps));
    if (mix) return "";
    EXPECT_EQ(mix.error().what, "cannot use the mix");
    EXPECT_EQ(mix.error().where, "/folder/my_mix.toml, line 7");
    return mix.error().why + " | " + mix.error().remedy;
  }
  static MixStep step(std::string workload, std::string class_name, std::uint32_t count = 1,
                      std::uint32_t level = 0) {
    return {.workload = std::move(workload),
            .class_name = std::move(class_name),
            .count = count,
            .level = level,
            .line = 7};
  }

  std::map<std::string, cf_workload> tables_;
  ToyBehaviour& toy_ = toy_behaviour();
};

/// A host of one prepared mix with one worker.
class Running {
 public:
  explicit Running(const Mix& mix, std::uint64_t seed = 1) : table_(mix.table()) {
    env_.size = sizeof env_;
    env_.seed = seed;
    env_.scratch_dir = scratch_.c_str();
    env_.workers = 1;
    env_.cancel = &never_;
    env_.host = this;
    env_.note = [](void* host, const char* key, const char* value) {
      static_cast<Running*>(host)->notes_.push_back(std::string(key) + "=" + value);
    };
    env_.workload = &table_;
    need_.size = sizeof need_;
    status_ = table_.need(&env_, &need_, &error_);
    if (status_ == CF_OK) status_ = table_.prepare(&env_, &data_, &error_);
    if (status_ == CF_OK) status_ = table_.worker_create(data_, 0, &state_, &error_);
  }
  ~Running() {
    if (state_ != nullptr) table_.worker_destroy(state_);
    if (data_ != nullptr) table_.destroy(data_);
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  cf_answer ask(std::uint64_t index) {
    const cf_request request{index, 99, 0, 0};
    cf_answer answer{};
    status_ = table_.request(state_, &request, &answer);
    return answer;
  }
  int verify(std::uint64_t index, const cf_answer& answer) {
    const cf_request request{index, 99, 0, 0};
    error_ = {};
    return table_.verify(state_, &request, &answer, &error_);
  }
  int finish() { return table_.finish(data_, &error_); }

  int status() const { return status_; }
  const cf_error& error() const { return error_; }
  const cf_need& need() const { return need_; }
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  TemporaryRoot root_;
  const std::string scratch_ = root_.path().string();
  const std::uint32_t never_ = 0;
  cf_env env_{};  // lives as long as what was prepared with it
  const cf_workload& table_;
  std::vector<std::string> notes_;
  cf_need need_{};
  cf_error error_{};
  int status_ = CF_OK;
  void* data_ = nullptr;
  void* state_ = nullptr;
};

TEST_F(MixOfToys, LooksLikeAnyOtherWorkload) {
  const auto mix = compose({step("toy", "small", 2), step("other", "large")});
  ASSERT_TRUE(mix) << results::to_line(mix.error());
  const cf_workload& table = (*mix)->table();
  EXPECT_STREQ(table.name, "my_mix");
  EXPECT_THAT(table.version, ::testing::MatchesRegex("3\\.[0-9a-f]{8}"));
  ASSERT_EQ(table.n_classes, 1U);
  EXPECT_STREQ(table.classes[0].name, "all");
  EXPECT_EQ(table.classes[0].slo_p99_ns, 5U);
  EXPECT_EQ(table.classes[0].priority, 2U);
  EXPECT_EQ(table.classes[0].pool, 4U);
  EXPECT_EQ(table.classes[0].levels, 1U);
  EXPECT_EQ(table.classes[0].net_in, 2 * 10U + 1) << "of all its calls";
  EXPECT_EQ(table.classes[0].storage_out, 2 * 40U + 4);
  EXPECT_EQ(table.flags, CF_FLAG_EXACT);
  EXPECT_EQ(table.n_parameters, 0U);
}

TEST_F(MixOfToys, FlagsOfAPartAreItsOwn) {
  tables_["other"].flags |= CF_FLAG_KERNEL | CF_FLAG_ONLY_NAMED;
  MixFile file = file_of({step("toy", "small"), step("other", "small")});
  EXPECT_EQ((*compose(file))->table().flags, CF_FLAG_EXACT | CF_FLAG_KERNEL);
  file.only_when_named = true;
  EXPECT_EQ((*compose(file))->table().flags, CF_FLAG_EXACT | CF_FLAG_KERNEL | CF_FLAG_ONLY_NAMED);
}

TEST_F(MixOfToys, StepsTakeTurns) {
  const auto mix =
      compose({step("toy", "small", 3), step("other", "large", 1, 1), step("toy:size=7", "small", 2)});
  ASSERT_TRUE(mix);
  std::vector<std::uint32_t> parts;
  for (const MixCall& call : (*mix)->classes()[0].calls) parts.push_back(call.part);
  EXPECT_THAT(parts, ElementsAre(0, 2, 0, 1, 2, 0)) << "each step's calls are spread over the chain";
  EXPECT_EQ((*mix)->classes()[0].calls[3].level, 1U);
}

TEST_F(MixOfToys, CallsThatAreSmallerThanDeclaredMoveLess) {
  std::vector<MixStep> steps{step("toy", "small", 4), step("other", "large")};
  steps[0].size = 0.25;
  const auto mix = compose(steps);
  ASSERT_TRUE(mix);
  EXPECT_EQ((*mix)->table().classes[0].net_in, 10U + 1);
  EXPECT_EQ((*mix)->table().classes[0].storage_out, 40U + 4);
}

TEST_F(MixOfToys, BytesAreCountedAsTheyPassTheBorderOfTheService) {
  const auto moved = [this](MixPeer peer) {
    std::vector<MixStep> steps{step("toy", "small", 3)};
    steps[0].peer = peer;
    return (*compose(steps))->table().classes[0];
  };
  const cf_class client = moved(MixPeer::client);
  EXPECT_EQ(client.net_in, 3 * 10U) << "who asked the service";
  EXPECT_EQ(client.net_out, 3 * 20U);
  const cf_class downstream = moved(MixPeer::downstream);
  EXPECT_EQ(downstream.net_in, 3 * 20U) << "the reply of the service that was asked arrives";
  EXPECT_EQ(downstream.net_out, 3 * 10U);
  const cf_class in_process = moved(MixPeer::in_process);
  EXPECT_EQ(in_process.net_in, 0U);
  EXPECT_EQ(in_process.net_out, 0U);
  for (const cf_class& each : {client, downstream, in_process}) {
    EXPECT_EQ(each.storage_in, 3 * 30U) << "its own drive, whoever asks";
    EXPECT_EQ(each.storage_out, 3 * 40U);
  }
}

TEST_F(MixOfToys, TheSameWorkIsPreparedOnce) {
  const auto mix =
      compose({step("toy@default", "small"), step("toy@default", "large"), step("toy@big", "small"),
               step("toy:size=90", "small"), step("toy:size=10", "small")});
  ASSERT_TRUE(mix);
  ASSERT_EQ((*mix)->parts().size(), 2U);
  EXPECT_EQ((*mix)->parts()[0].parameters, "size=10 ratio=0.5 mode=fast");
  EXPECT_EQ((*mix)->parts()[1].parameters, "size=90 ratio=0.5 mode=fast");
}

TEST_F(MixOfToys, WithoutAPresetItIsTheOneThatAPlanWouldTake) {
  EXPECT_EQ((*compose({step("toy", "small")}))->parts()[0].parameters, "size=90 ratio=0.5 mode=fast")
      << "the first";
  tables_["toy"].n_presets = 0;
  EXPECT_EQ((*compose({step("toy", "small")}))->parts()[0].parameters, "size=10 ratio=0.5 mode=fast");
}

TEST_F(MixOfToys, OtherWorkHasAnotherVersion) {
  const auto version = [this](std::vector<MixStep> steps) {
    return std::string((*compose(std::move(steps)))->table().version);
  };
  const std::string one = version({step("toy", "small", 2)});
  EXPECT_EQ(version({step("toy", "small", 2)}), one);
  EXPECT_NE(version({step("toy", "small", 3)}), one);
  EXPECT_NE(version({step("toy", "large", 2)}), one);
  EXPECT_NE(version({step("other", "small", 2)}), one);
  EXPECT_NE(version({step("toy:size=11", "small", 2)}), one);
  EXPECT_NE(version({step("toy", "large", 2, 1)}), version({step("toy", "large", 2)}));
  tables_["toy"].version = "2";
  EXPECT_NE(version({step("toy", "small", 2)}), one);
}

TEST_F(MixOfToys, PartsThatCannotBeHad) {
  EXPECT_EQ(refusal({step("toy", "small"), step("gone", "small")}),
            "its part 'gone' cannot be used: there is none | build it");
  EXPECT_EQ(compose({step("gone", "small")}).error().kind, ErrorKind::unavailable);
  EXPECT_EQ(refusal({step("my_mix", "all")}),
            "the mix is a part of itself | a mix is made of plug-ins, not of mixes");
}

TEST_F(MixOfToys, ClassesLevelsPresetsAndParametersThatThereAreNot) {
  EXPECT_EQ(refusal({step("toy", "smal")}), "'toy' has no class 'smal' | did you mean 'small'?");
  EXPECT_EQ(refusal({step("toy", "zzzzzz")}), "'toy' has no class 'zzzzzz' | it has: small, large");
  EXPECT_EQ(refusal({step("toy", "small", 1, 1)}),
            "class 'small' of 'toy' has no answer level 1 | give a level below 1");
  EXPECT_EQ(refusal({step("toy@bog", "small")}), "'toy@bog': there is no preset 'bog' | did you mean big?");
  EXPECT_THAT(refusal({step("toy:siz=1", "small")}), HasSubstr("'toy:siz=1': there is no parameter 'siz'"));
  EXPECT_THAT(refusal({step("toy:size=101", "small")}), HasSubstr("'size=101' is out of range"));
  EXPECT_THAT(refusal({step("toy:size", "small")}), HasSubstr("'size' is not key=value"));
}

TEST_F(MixOfToys, KindsOfWorkloadThatCannotBeAPart) {
  tables_["toy"].flags = CF_FLAG_STATEFUL;
  EXPECT_THAT(refusal({step("toy", "small")}),
              HasSubstr("'toy' cannot be a part: its answers depend on history"));
  tables_["toy"].flags = CF_FLAG_EXACT | CF_FLAG_CONTENDED;
  EXPECT_THAT(refusal({step("toy", "small")}), HasSubstr("'toy' cannot be a part"));
}

TEST_F(MixOfToys, NeedsAreSummed) {
  toy_.shared_bytes = 100, toy_.per_worker_bytes = 10, toy_.capabilities = 4;
  const auto mix = compose({step("toy", "small"), step("other", "small"), step("toy@default", "small")});
  const Running running(**mix);
  EXPECT_EQ(running.need().shared_bytes, 300U);
  EXPECT_EQ(running.need().per_worker_bytes, 30U);
  EXPECT_EQ(running.need().capabilities, 4U);
  toy_.shared_bytes = UINT64_MAX / 2;
  EXPECT_EQ(Running(**mix).need().shared_bytes, UINT64_MAX) << "no number holds it: not a small need";
}

TEST_F(MixOfToys, NotesEveryLibraryOnceAndEveryPart) {
  const auto mix = compose({step("toy", "small"), step("other", "small")});
  const Running running(**mix);
  EXPECT_THAT(running.notes(),
              ElementsAre("library=part toy|1|size=90 ratio=0.5 mode=fast", "library=toylib|1.2|avx2",
                          "library=part other|1|size=90 ratio=0.5 mode=fast",
                          ::testing::MatchesRegex("dataset_digest=[0-9a-f]{16}")));
}

TEST_F(MixOfToys, EveryCallIsMadeAndSummed) {
  std::vector<std::uint32_t> classes;
  toy_.request = [&](const cf_request& request, cf_answer& answer) {
    classes.push_back(request.class_id);
    EXPECT_LT(request.index, request.class_id == 0 ? 8U : 5U);
    EXPECT_EQ(request.tag, 99U);
    answer = {.tag = 0,
              .digest = request.index,
              .bytes_in = 2,
              .bytes_out = 3,
              .done_ns = 0,
              .items = 9,
              .status = 0};
    return CF_OK;
  };
  const auto mix = compose({step("toy", "small", 2), step("other", "large")});
  Running running(**mix);
  const cf_answer answer = running.ask(1);
  EXPECT_THAT(classes, ElementsAre(0, 1, 0));
  EXPECT_EQ(answer.bytes_in, 6U);
  EXPECT_EQ(answer.bytes_out, 9U);
  EXPECT_EQ(answer.items, 3U);
  EXPECT_EQ(answer.tag, 99U);
  EXPECT_EQ(running.ask(5).digest, answer.digest) << "one pool later";
  EXPECT_NE(running.ask(2).digest, answer.digest);
  EXPECT_NE(Running(**mix, 2).ask(1).digest, answer.digest) << "another seed, other calls";
}

TEST_F(MixOfToys, AWrongAnswerOfAPartIsCaughtAndNamed) {
  const auto mix = compose({step("toy", "small", 2), step("other", "large")});
  Running running(**mix);
  const cf_answer right = running.ask(3);
  EXPECT_EQ(running.verify(3, right), CF_OK);
  cf_answer wrong = right;
  wrong.digest ^= 1;
  EXPECT_EQ(running.verify(3, wrong), CF_WRONG);
  wrong = right, ++wrong.bytes_out;
  EXPECT_EQ(running.verify(3, wrong), CF_WRONG);
  EXPECT_EQ(running.verify(2, right), CF_WRONG) << "the answer of another request";
  toy_.verify = [](const cf_request& request, const cf_answer&) {
    return request.class_id == 1 ? CF_WRONG : CF_OK;
  };
  EXPECT_EQ(running.verify(3, right), CF_WRONG);
  EXPECT_STREQ(running.error().where, "part other");
  EXPECT_STREQ(running.error().why, "the toy says so");
}

TEST_F(MixOfToys, ACallThatFailsFailsTheRequest) {
  toy_.request = [](const cf_request& request, cf_answer& answer) {
    answer.status = request.class_id == 1 ? CF_REFUSED : CF_OK;
    return CF_OK;
  };
  const auto mix = compose({step("toy", "small"), step("other", "large")});
  Running running(**mix);
  EXPECT_EQ(running.ask(0).status, static_cast<std::uint32_t>(CF_REFUSED));
  EXPECT_EQ(running.status(), CF_REFUSED);
}

TEST_F(MixOfToys, VerifySaysWhichCallFailedAndWhy) {
  toy_.request = [](const cf_request& request, cf_answer&) {
    return request.class_id == 1 ? CF_FAILED : CF_OK;
  };
  const auto mix = compose({step("toy", "small"), step("other", "large")});
  Running running(**mix);
  const cf_answer failed = running.ask(0);
  EXPECT_EQ(failed.status, static_cast<std::uint32_t>(CF_FAILED));
  toy_.verify = [](const cf_request&, const cf_answer&) { return CF_OK; };
  EXPECT_EQ(running.verify(0, failed), CF_FAILED);
  EXPECT_STREQ(running.error().where, "part other");
  EXPECT_STREQ(running.error().why, "it ended with status 2 (CF_FAILED: the work could not be done)");
  toy_.verify = [](const cf_request&, const cf_answer& answer) { return static_cast<int>(answer.status); };
  EXPECT_EQ(running.verify(0, failed), CF_FAILED);
  EXPECT_STREQ(running.error().where, "part other");
  EXPECT_STREQ(running.error().why, "the toy says so");
}

TEST_F(MixOfToys, WhatAPartRefusesTheMixRefusesInItsWords) {
  const auto mix = compose({step("toy", "small"), step("other", "small")});
  toy_.need_status = CF_UNSUPPORTED;
  EXPECT_EQ(Running(**mix).status(), CF_UNSUPPORTED);
  toy_.need_status = CF_OK, toy_.prepare_status = CF_UNSUPPORTED;
  const Running unprepared(**mix);
  EXPECT_EQ(unprepared.status(), CF_UNSUPPORTED);
  EXPECT_STREQ(unprepared.error().what, "cannot prepare a part");
  EXPECT_STREQ(unprepared.error().where, "part toy");
  EXPECT_STREQ(unprepared.error().why, "the toy says so");
}

TEST_F(MixOfToys, WhatWasMadeIsDestroyedAlsoWhenTheNextFails) {
  const auto mix = compose({step("toy", "small"), step("other", "small")});
  toy_.prepared = 0;
  tables_["other"].prepare = [](const cf_env*, void**, cf_error*) -> int { return CF_FAILED; };
  EXPECT_EQ(Running(**mix).status(), CF_FAILED);
  EXPECT_EQ(toy_.prepared, 0);
  tables_["other"].prepare = tables_["toy"].prepare;
  tables_["other"].worker_create = [](void*, std::uint32_t, void**, cf_error*) -> int { return CF_FAILED; };
  EXPECT_EQ(Running(**mix).status(), CF_FAILED);
  EXPECT_EQ(toy_.prepared, 0);
  EXPECT_EQ(toy_.workers_alive, 0);
}

/// What a part reads of its environment; the sanitizer sees what is gone.
std::string read_again(const cf_env& env) {
  EXPECT_EQ(*env.cancel, 0U);
  EXPECT_STREQ(env.workload->name, "toy");
  EXPECT_NE(env.note, nullptr);
  return std::string(env.parameters[0]) + " " + std::filesystem::path(env.scratch_dir).filename().string();
}

TEST_F(MixOfToys, APartMayKeepItsEnvironmentUntilItIsDestroyed) {
  static const cf_env* kept = nullptr;
  static std::vector<std::string> seen;
  seen.clear();
  cf_workload& part = tables_["toy"];
  part.prepare = [](const cf_env* env, void** data, cf_error*) -> int {
    kept = env;
    *data = &toy_behaviour();
    return CF_OK;
  };
  part.worker_create = [](void*, std::uint32_t, void** state, cf_error*) -> int {
    *state = &toy_behaviour();
    seen.push_back(read_again(*kept));
    return CF_OK;
  };
  part.finish = [](void*, cf_error*) -> int {
    seen.push_back(read_again(*kept));
    return CF_OK;
  };
  part.destroy = [](void*) { seen.push_back(read_again(*kept)); };
  const auto mix = compose({step("toy:size=7", "small"), step("other", "small")});
  {
    Running running(**mix);
    EXPECT_EQ(running.finish(), CF_OK);
  }
  EXPECT_THAT(seen, ElementsAre("7 0", "7 0", "7 0"));
}

TEST_F(MixOfToys, InvariantsOfThePartsAreThoseOfTheMix) {
  const auto mix = compose({step("toy", "small")});
  Running running(**mix);
  EXPECT_EQ(running.finish(), CF_OK);
  toy_.finish_status = CF_WRONG;
  EXPECT_EQ(running.finish(), CF_WRONG);
  EXPECT_STREQ(running.error().where, "part toy");
}

}  // namespace
}  // namespace crossfade::collector
