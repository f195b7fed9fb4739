// The border itself: what C++ throws must arrive as a cf_error, and nothing may escape.
#include "workloads/sugar.h"

#include <gtest/gtest.h>

#include <array>
#include <stdexcept>
#include <string>

namespace crossfade::workloads {
namespace {

enum class Throws { nothing, failure, wrong_answer, standard, memory, unknown };
Throws thrown = Throws::nothing;
int alive = 0;

void maybe_throw() {
  switch (thrown) {
    case Throws::nothing:
      return;
    case Throws::failure:
      throw unsupported("what", "where", "why", "remedy");
    case Throws::wrong_answer:
      throw wrong("what", "why");
    case Throws::standard:
      throw std::runtime_error(std::string(1000, 'x') + "\xc3\xa9");
    case Throws::memory:
      throw std::bad_alloc();
    case Throws::unknown:
      throw 7;
  }
}

struct Counted {
  Counted() { ++alive; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() { --alive; }
};

struct Dataset : Counted {
  explicit Dataset(const Environment&) { maybe_throw(); }
  static Need need(const Environment&) {
    maybe_throw();
    return {
        .shared_bytes = 1, .per_worker_bytes = 2, .shm_bytes = 3, .capabilities = 4, .library_threads = 5};
  }
  void finish() const { maybe_throw(); }
};

struct Worker : Counted {
  Worker(Dataset&, std::uint32_t) { maybe_throw(); }
  void request(const cf_request& request, cf_answer& answer) {
    maybe_throw();
    answer.digest = request.index;
    ++requests;
  }
  void verify(const cf_request& request, const cf_answer& answer) const {
    maybe_throw();
    if (answer.digest != request.index) {
      throw wrong("digest", {});
    }
  }
  int requests = 0;
};

constexpr std::array kClasses{cf_class{"only", 1, 1'000'000, 0, 2, 4, 0, 0, 0, 0, 0}};
constexpr Description kDescription{.name = "border",
                                   .version = "1",
                                   .summary = "s",
                                   .seed_system = "s",
                                   .unit = "u",
                                   .flags = CF_FLAG_EXACT,
                                   .classes = kClasses};

class Sugar : public testing::Test {
 protected:
  Sugar() {
    thrown = Throws::nothing;
    env_.size = sizeof env_;
  }
  const cf_workload& table_ = *Border<kDescription, Dataset, Worker>::table();
  cf_env env_{};
  cf_error error_{};
};

TEST_F(Sugar, EveryExceptionBecomesAStatus) {
  const std::array cases{std::pair{Throws::failure, CF_UNSUPPORTED},
                         std::pair{Throws::wrong_answer, CF_WRONG}, std::pair{Throws::standard, CF_FAILED},
                         std::pair{Throws::memory, CF_FAILED}, std::pair{Throws::unknown, CF_FAILED}};
  void* data = nullptr;
  void* worker = nullptr;
  ASSERT_EQ(table_.prepare(&env_, &data, &error_), CF_OK);
  ASSERT_EQ(table_.worker_create(data, 0, &worker, &error_), CF_OK);
  for (const auto& [what, status] : cases) {
    thrown = what;
    for (cf_error* error : {&error_, static_cast<cf_error*>(nullptr)}) {
      cf_need need{};
      need.size = sizeof need;
      void* none = &need;
      EXPECT_EQ(table_.need(&env_, &need, error), status);
      EXPECT_EQ(table_.prepare(&env_, &none, error), status);
      EXPECT_EQ(none, nullptr);
      EXPECT_EQ(table_.worker_create(data, 0, &none, error), status);
      const cf_request request{1, 42, 0, 0};
      cf_answer answer{};
      EXPECT_EQ(table_.request(worker, &request, &answer), status);
      EXPECT_EQ(answer.status, static_cast<std::uint32_t>(status));
      EXPECT_EQ(answer.tag, 42u);
      EXPECT_EQ(table_.verify(worker, &request, &answer, error), status);
      EXPECT_EQ(table_.finish(data, error), status);
    }
    EXPECT_STRNE(error_.what, "");
  }
  EXPECT_EQ(alive, 2);
  table_.worker_destroy(worker);
  table_.destroy(data);
  EXPECT_EQ(alive, 0);
}

TEST_F(Sugar, ErrorTextsAreCutAtACharacter) {
  cf_error error{};
  fill(&error, {CF_FAILED, std::string(126, 'x') + "\xc3\xa9", {}, {}, {}});
  EXPECT_EQ(error.what, std::string(126, 'x'));
  fill(&error, {CF_FAILED, std::string(125, 'x') + "\xc3\xa9", {}, {}, {}});
  EXPECT_EQ(error.what, std::string(125, 'x') + "\xc3\xa9");
}

TEST_F(Sugar, NeedIsHandedOver) {
  cf_need need{};
  need.size = sizeof need;
  ASSERT_EQ(table_.need(&env_, &need, &error_), CF_OK);
  EXPECT_EQ(need.shared_bytes, 1u);
  EXPECT_EQ(need.per_worker_bytes, 2u);
  EXPECT_EQ(need.shm_bytes, 3u);
  EXPECT_EQ(need.capabilities, 4u);
  EXPECT_EQ(need.library_threads, 5u);
}

TEST_F(Sugar, OlderHostsAreRefused) {
  cf_need need{};
  need.size = sizeof need - 8;
  EXPECT_EQ(table_.need(&env_, &need, &error_), CF_FAILED);
  env_.size = sizeof env_ - 8;
  void* data = &need;
  EXPECT_EQ(table_.prepare(&env_, &data, &error_), CF_FAILED);
  EXPECT_EQ(data, nullptr);
  EXPECT_EQ(alive, 0);
}

TEST_F(Sugar, VerifyRepeatsARequestThatIsNotHeldAnyMore) {
  void* data = nullptr;
  void* worker = nullptr;
  ASSERT_EQ(table_.prepare(&env_, &data, &error_), CF_OK);
  ASSERT_EQ(table_.worker_create(data, 0, &worker, &error_), CF_OK);
  const cf_request one{1, 0, 0, 0};
  const cf_request two{2, 0, 0, 0};
  const cf_request cheaper{2, 0, 0, 1};
  cf_answer answer_one{};
  cf_answer answer_two{};
  table_.request(worker, &one, &answer_one);
  table_.request(worker, &two, &answer_two);
  EXPECT_EQ(table_.verify(worker, &two, &answer_two, &error_), CF_OK);
  EXPECT_EQ(table_.verify(worker, &one, &answer_one, &error_), CF_OK);
  EXPECT_EQ(table_.verify(worker, &one, &answer_two, &error_), CF_WRONG);
  EXPECT_EQ(table_.verify(worker, &cheaper, &answer_two, &error_), CF_OK);
  table_.worker_destroy(worker);
  table_.destroy(data);
}

/// A worker of the border's table, for tests of single requests.
class OneWorker {
 public:
  OneWorker(const cf_workload& table, const cf_env& env) : table_(table) {
    EXPECT_EQ(table_.prepare(&env, &data_, nullptr), CF_OK);
    EXPECT_EQ(table_.worker_create(data_, 0, &state_, nullptr), CF_OK);
  }
  ~OneWorker() {
    table_.worker_destroy(state_);
    table_.destroy(data_);
  }
  OneWorker(const OneWorker&) = delete;
  OneWorker& operator=(const OneWorker&) = delete;

  cf_answer request(const cf_request& request, Throws what = Throws::nothing) {
    thrown = what;
    cf_answer answer{};
    const int status = table_.request(state_, &request, &answer);
    EXPECT_EQ(status, static_cast<int>(answer.status));
    thrown = Throws::nothing;
    return answer;
  }
  int verify(const cf_request& request, const cf_answer& answer, cf_error& error) {
    error = {};
    return table_.verify(state_, &request, &answer, &error);
  }

 private:
  const cf_workload& table_;
  void* data_ = nullptr;
  void* state_ = nullptr;
};

TEST_F(Sugar, VerifySaysWhyARequestFailed) {
  OneWorker worker(table_, env_);
  const cf_request one{1, 0, 0, 0};
  const cf_request two{2, 0, 0, 0};
  const cf_answer failed = worker.request(one, Throws::failure);
  EXPECT_EQ(failed.status, static_cast<std::uint32_t>(CF_UNSUPPORTED));
  for (int times = 0; times < 2; ++times) {
    EXPECT_EQ(worker.verify(one, failed, error_), CF_UNSUPPORTED);
    EXPECT_STREQ(error_.what, "what");
    EXPECT_STREQ(error_.where, "where");
    EXPECT_STREQ(error_.why, "why");
    EXPECT_STREQ(error_.remedy, "remedy");
  }
  const cf_answer right = worker.request(two);
  EXPECT_EQ(worker.verify(two, right, error_), CF_OK) << "another request is not blamed";
  EXPECT_EQ(worker.verify(one, failed, error_), CF_UNSUPPORTED) << "right ones between do not make it forget";
  EXPECT_STREQ(error_.why, "why");
  EXPECT_EQ(worker.verify(one, worker.request(one), error_), CF_OK) << "it went well the second time";
}

TEST_F(Sugar, VerifySaysThatARequestEndsOtherwiseWhenItIsRepeated) {
  OneWorker worker(table_, env_);
  const cf_request one{1, 0, 0, 0};
  const cf_request two{2, 0, 0, 0};
  const cf_answer failed = worker.request(one, Throws::failure);
  worker.request(two, Throws::standard);  // which it keeps instead
  EXPECT_EQ(worker.verify(one, failed, error_), CF_WRONG);
  EXPECT_STREQ(error_.what, "the request ends otherwise when it is repeated");
  EXPECT_STREQ(error_.why, "status 5 before, 0 now");
}

TEST_F(Sugar, WhatFailsWhenItIsRepeatedSaysWhy) {
  OneWorker worker(table_, env_);
  const cf_request one{1, 0, 0, 0};
  const cf_answer right = worker.request(one);
  worker.request({2, 0, 0, 0});
  thrown = Throws::failure;
  EXPECT_EQ(worker.verify(one, right, error_), CF_UNSUPPORTED);
  EXPECT_STREQ(error_.why, "why");
  thrown = Throws::nothing;
}

TEST_F(Sugar, ARequestThatThereIsNotSaysSo) {
  OneWorker worker(table_, env_);
  for (const cf_request& request : {cf_request{1, 0, 1, 0}, cf_request{1, 0, 0, 2}}) {
    const cf_answer failed = worker.request(request);
    EXPECT_EQ(failed.status, static_cast<std::uint32_t>(CF_FAILED));
    EXPECT_EQ(worker.verify(request, failed, error_), CF_FAILED);
    EXPECT_STREQ(error_.what, "there is no such request");
  }
}

}  // namespace
}  // namespace crossfade::workloads
