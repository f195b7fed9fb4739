// Pool, crew, golden answers and warm-up in this process, with the toy workload.
#include "collector/measure/crew.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "collector/counters/self_test.h"
#include "collector/measure/golden_answers.h"
#include "collector/measure/warm_up.h"
#include "collector/measure/worker_pool.h"
#include "collector/plugin/plugin_error.h"
#include "tests/counters/fake_perf.h"
#include "tests/measure/toy_crew.h"

namespace crossfade::collector {
namespace {

using ::testing::HasSubstr;

TEST(WorkerPool, RunsOnlyTheWorkersAskedFor) {
  const std::vector<std::uint32_t> cpus(3, usable_cpus(1).front());
  auto pool = WorkerPool::create(cpus);
  ASSERT_TRUE(pool);
  for (std::uint32_t workers = 0; workers <= 3; ++workers) {
    std::atomic<std::uint32_t> seen{0};
    (*pool)->run(workers, [&](std::uint32_t w) { seen += 1U << w; });
    EXPECT_EQ(seen, (1U << workers) - 1);
  }
}

TEST(WorkerPool, WhereNobodyMayChooseCpusTheWorkersRunUnpinned) {
  const std::vector<std::uint32_t> cpus(2, usable_cpus(1).front());
  for (const PinThread forbidden :
       {PinThread{[](std::uint32_t) { return EPERM; }}, PinThread{[](std::uint32_t) { return ENOSYS; }}}) {
    auto pool = WorkerPool::create(cpus, forbidden);
    ASSERT_TRUE(pool);
    EXPECT_THAT((*pool)->unpinned_because(), HasSubstr("may not choose CPUs"));
    std::atomic<std::uint32_t> seen{0};
    (*pool)->run(2, [&](std::uint32_t w) { seen += 1U << w; });
    EXPECT_EQ(seen, 3U);
  }
  EXPECT_EQ((*WorkerPool::create(cpus))->unpinned_because(), "");
}

TEST(WorkerPool, ACpuThatIsNotAllowedIsRefused) {
  const auto pool = WorkerPool::create(std::vector<std::uint32_t>{3}, [](std::uint32_t) { return EINVAL; });
  ASSERT_FALSE(pool);
  EXPECT_EQ(pool.error().kind, results::ErrorKind::unavailable);
  EXPECT_EQ(pool.error().where, "CPU 3");
}

TEST(WorkerPool, TheGateGivesEverybodyTheSameStart) {
  const std::vector<std::uint32_t> cpus(3, usable_cpus(1).front());
  auto pool = WorkerPool::create(cpus);
  ASSERT_TRUE(pool);
  StartGate gate(3, 1000);
  std::vector<std::int64_t> starts(3);
  (*pool)->run(3, [&](std::uint32_t w) { starts[w] = gate.arrive(); });
  EXPECT_EQ(std::set(starts.begin(), starts.end()).size(), 1U);
}

TEST_F(CrewTest, NotesAndDescriptionsArriveInTheRecordingsWords) {
  ASSERT_TRUE(set_up(1));
  const auto workload = workload_->description();
  EXPECT_EQ(workload.name, "toy");
  EXPECT_EQ(workload.dataset_digest, "cafe");
  EXPECT_EQ(workload.parameters, "size=10 ratio=0.5 mode=fast");
  ASSERT_EQ(workload_->libraries().size(), 1U);
  EXPECT_EQ(workload_->libraries()[0].name, "toylib");
  EXPECT_EQ(workload_->libraries()[0].version, "1.2");
  EXPECT_EQ(workload_->libraries()[0].isa_path, "avx2");
  EXPECT_EQ(workload_->classes()[1].storage_out_bytes, 4U);
  EXPECT_EQ(workload_->classes()[1].levels, 2U);
}

TEST_F(CrewTest, EverythingMadeIsDestroyed) {
  ASSERT_TRUE(set_up(3));
  EXPECT_EQ(toy_.workers_alive, 3);
  crew_.reset();
  EXPECT_EQ(toy_.workers_alive, 0);
  workload_.reset();
  EXPECT_EQ(toy_.prepared, 0);
}

TEST_F(CrewTest, FailuresOfThePluginAreItsWords) {
  toy_.prepare_status = CF_UNSUPPORTED;
  const auto refused = set_up(1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, results::ErrorKind::unavailable);
  EXPECT_EQ(refused.error().why, "the toy says so");

  toy_.prepare_status = CF_OK, toy_.worker_status = CF_FAILED;
  EXPECT_FALSE(set_up(2));
  EXPECT_EQ(toy_.workers_alive, 0);
  toy_.worker_status = CF_OK, toy_.need_status = CF_FAILED;
  EXPECT_FALSE(set_up(1));
  toy_.need_status = CF_OK, toy_.shared_bytes = std::uint64_t{1} << 60;
  const auto too_large = set_up(1);
  ASSERT_FALSE(too_large);
  EXPECT_THAT(too_large.error().why, HasSubstr("of memory"));
}

TEST_F(CrewTest, InvariantsAreAskedAtTheEnd) {
  ASSERT_TRUE(set_up(1));
  EXPECT_TRUE(workload_->finish());
  toy_.finish_status = CF_WRONG;
  EXPECT_FALSE(workload_->finish());
}

class CpuCountingCrew : public CrewTest {
 protected:
  results::Result<void> set_up_on(const std::vector<std::uint32_t>& cpus, PinThread pin) {
    auto workload = PreparedWorkload::prepare(table_, toy_order(1));
    if (!workload) return workload.error();
    workload_ = std::move(*workload);
    auto crew = Crew::create(*workload_, cpus, &perf_, "/proc", generic_events(), pin, true);
    if (!crew) return crew.error();
    crew_ = std::move(*crew);
    return {};
  }
  void SetUp() override {
    perf_.runs_by_itself = true;
    perf_.counts[FakePerf::hardware(PERF_COUNT_HW_INSTRUCTIONS)] = 2 * known_loop_iterations;
    perf_.counts[FakePerf::hardware(PERF_COUNT_HW_BRANCH_INSTRUCTIONS)] = known_loop_iterations;
  }
  void TearDown() override { crew_.reset(); }  // it closes its counters through perf_
  FakePerf perf_;
};

TEST_F(CpuCountingCrew, CountsTheCpusOfItsWorkers) {
  ASSERT_TRUE(set_up_on({5}, [](std::uint32_t) { return 0; }));
  EXPECT_EQ(perf_.opened_for().back(), 5);
  ASSERT_FALSE(crew_->counters().empty());
  EXPECT_EQ(crew_->counters().back().scope, results::CounterScope::cpu);
  EXPECT_EQ(crew_->counters().back().absent_because, "");
  EXPECT_EQ(crew_->counters().front().scope, results::CounterScope::user_kernel) << "the task clock";
}

TEST_F(CpuCountingCrew, NeedsWorkersThatStayOnTheirCpus) {
  const auto refused = set_up_on({5}, [](std::uint32_t) { return EPERM; });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, results::ErrorKind::unavailable);
  EXPECT_THAT(refused.error().remedy, HasSubstr("leave --count cpu out"));
}

TEST_F(CpuCountingCrew, NeverCountsACpuTwice) {
  EXPECT_DEATH(static_cast<void>(set_up_on({5, 5}, [](std::uint32_t) { return 0; })), "counted twice");
}

TEST_F(CrewTest, GoldenAnswersJudgeByDigestAndStatus) {
  ASSERT_TRUE(set_up(2));
  const auto golden = GoldenAnswers::make(*crew_);
  ASSERT_TRUE(golden) << golden.error().why;
  EXPECT_EQ(golden->digest().size(), 32U);
  Served served{{13, 0, 1, 0}, {}, CF_OK};
  served.answer.digest = toy_digest(served.request);
  EXPECT_TRUE(golden->is_right(served));
  served.answer.digest ^= 1;
  EXPECT_FALSE(golden->is_right(served));
  served.answer.digest ^= 1;
  served.status = CF_FAILED;
  EXPECT_FALSE(golden->is_right(served));
  served.status = CF_OK, served.answer.status = CF_REFUSED;
  EXPECT_FALSE(golden->is_right(served));
}

TEST_F(CrewTest, AnswersThatChangeAreNotGolden) {
  ASSERT_TRUE(set_up(1));
  toy_.request = [asked = 0](const cf_request& request, cf_answer& answer) mutable {
    answer.digest = toy_digest(request) + (++asked > 13 ? 1 : 0);  // right while they are made
    return CF_OK;
  };
  const auto golden = GoldenAnswers::make(*crew_);
  ASSERT_FALSE(golden);
  EXPECT_THAT(golden.error().why, HasSubstr("another answer"));
}

TEST_F(CrewTest, AnswersThatVerifyRefusesAreNotGolden) {
  ASSERT_TRUE(set_up(1));
  toy_.verify = [](const cf_request&, const cf_answer&) { return CF_WRONG; };
  EXPECT_FALSE(GoldenAnswers::make(*crew_));
}

TEST_F(CrewTest, ARuleThatGoesByTheIndexIsVerifiedInEveryCase) {
  const std::array<cf_class, 1> classes{{{"only", 1, 1'000'000, 0, 1, 4096, 0, 0, 0, 0, 0}}};
  table_.classes = classes.data(), table_.n_classes = classes.size();
  ASSERT_TRUE(set_up(2));
  for (std::uint64_t residue = 0; residue < 8; ++residue) {
    toy_.verify = [residue](const cf_request& request, const cf_answer&) {
      return request.index % 8 == residue ? CF_WRONG : CF_OK;
    };
    EXPECT_FALSE(GoldenAnswers::make(*crew_)) << residue;
  }
}

TEST_F(CrewTest, ARequestThatFailsIsNotGolden) {
  ASSERT_TRUE(set_up(2));
  toy_.request = [](const cf_request& request, cf_answer& answer) {
    answer.digest = toy_digest(request);
    return request.index == 3 ? CF_FAILED : CF_OK;
  };
  const auto golden = GoldenAnswers::make(*crew_);
  ASSERT_FALSE(golden);
  EXPECT_EQ(golden.error().why,
            "class 'small', request 3: it ended with status 2 (CF_FAILED: the work could not be done)");
}

TEST_F(CrewTest, ARequestThatFailsSaysWhyInThePluginsWords) {
  table_.verify = [](void*, const cf_request* request, const cf_answer* answer, cf_error* error) -> int {
    if (answer->status == CF_OK) return CF_OK;
    static_cast<void>(std::snprintf(error->what, sizeof error->what, "no room for request %d",
                                    static_cast<int>(request->index)));
    static_cast<void>(std::snprintf(error->why, sizeof error->why, "the store is full"));
    return CF_FAILED;
  };
  ASSERT_TRUE(set_up(2));
  for (const bool by_return : {true, false}) {
    toy_.request = [by_return](const cf_request& request, cf_answer& answer) -> int {
      answer.digest = toy_digest(request);
      if (request.index != 3) return CF_OK;
      if (!by_return) answer.status = CF_REFUSED;
      return by_return ? CF_FAILED : CF_OK;
    };
    const auto golden = GoldenAnswers::make(*crew_);
    ASSERT_FALSE(golden);
    EXPECT_THAT(golden.error().why, HasSubstr(by_return ? "status 2 (CF_FAILED" : "status 3 (CF_REFUSED"));
    EXPECT_THAT(golden.error().why, HasSubstr("): no room for request 3: the store is full"));
  }
}

TEST(StatusText, NamesWhatTheBorderHas) {
  EXPECT_EQ(status_text(CF_WRONG), "status 1 (CF_WRONG: the work was done and the result is not right)");
  EXPECT_EQ(status_text(6), "status 6 (which the border does not have)");
  EXPECT_EQ(status_text(-1), "status -1 (which the border does not have)");
}

class InexactCrew : public CrewTest {
 protected:
  void SetUp() override { table_.flags = CF_FLAG_STATEFUL; }
};

TEST_F(InexactCrew, HasNoGoldenAnswersAndIsJudgedByStatus) {
  ASSERT_TRUE(set_up(1));
  const auto golden = GoldenAnswers::make(*crew_);
  ASSERT_TRUE(golden);
  EXPECT_EQ(golden->digest(), "");
  Served served{{13, 0, 1, 0}, {}, CF_OK};
  EXPECT_TRUE(golden->is_right(served));
  served.answer.status = CF_FAILED;
  EXPECT_FALSE(golden->is_right(served));
}

TEST_F(InexactCrew, ASampleOfEachClassAndLevelIsVerifiedAndNoIndexIsUsedTwice) {
  ASSERT_TRUE(set_up(2));
  std::mutex guard;
  std::set<std::uint64_t> made, verified;
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> of;
  toy_.request = [&](const cf_request& request, cf_answer&) {
    const std::scoped_lock lock(guard);
    EXPECT_TRUE(made.insert(request.index).second) << request.index;
    ++of[{request.class_id, request.level}];
    return CF_OK;
  };
  toy_.verify = [&](const cf_request& request, const cf_answer&) {
    const std::scoped_lock lock(guard);
    verified.insert(request.index);
    return CF_OK;
  };
  const auto next = verify_inexact_answers(*crew_, 100, true);
  ASSERT_TRUE(next) << next.error().why;
  EXPECT_EQ(*next, 100U + 8 + 5 + 5) << "both pools, and the cheaper level that only one class has";
  EXPECT_EQ(*made.begin(), 100U);
  EXPECT_EQ(*made.rbegin(), *next - 1);
  EXPECT_EQ(verified, made);
  EXPECT_EQ(of,
            (std::map<std::pair<std::uint32_t, std::uint32_t>, int>{{{0, 0}, 8}, {{1, 0}, 5}, {{1, 1}, 5}}));
  made.clear();
  EXPECT_EQ(*verify_inexact_answers(*crew_, 0), 8U + 5);
}

TEST_F(InexactCrew, AnswersThatVerifyRefusesAreNotRight) {
  ASSERT_TRUE(set_up(2));
  toy_.verify = [](const cf_request& request, const cf_answer&) {
    return request.class_id == 1 ? CF_WRONG : CF_OK;
  };
  const auto refused = verify_inexact_answers(*crew_, 0);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().why, "the toy says so");
  toy_.request = [](const cf_request&, cf_answer&) { return CF_FAILED; };
  const auto failed = verify_inexact_answers(*crew_, 0);
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().why, HasSubstr("it ended with status 2 (CF_FAILED"));
}

TEST_F(InexactCrew, ATableWithoutEitherFlagIsVerifiedToo) {
  table_.flags = 0;
  ASSERT_TRUE(set_up(1));
  toy_.verify = [](const cf_request&, const cf_answer&) { return CF_WRONG; };
  EXPECT_FALSE(verify_inexact_answers(*crew_, 0));
}

TEST_F(CrewTest, OfAnExactWorkloadNothingIsMadeAgain) {
  ASSERT_TRUE(set_up(1));
  toy_.request = [](const cf_request&, cf_answer&) { return CF_FAILED; };
  EXPECT_EQ(*verify_inexact_answers(*crew_, 7), 7U);
}

TEST_F(CrewTest, NoWarmUpIsNotSettled) {
  ASSERT_TRUE(set_up(1));
  const auto golden = GoldenAnswers::make(*crew_);
  const auto none = warm_up(*crew_, *golden, 0, 1);
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->settled);
  EXPECT_EQ(none->requests, 0U);
  const auto some = warm_up(*crew_, *golden, 2'000'000'000, 1);
  ASSERT_TRUE(some);
  EXPECT_GT(some->requests, 0U);
  EXPECT_GE(some->next_index, some->requests);
}

TEST_F(CrewTest, AWrongAnswerDuringWarmUpIsToldWithWhatIsWrong) {
  ASSERT_TRUE(set_up(1));
  const auto golden = GoldenAnswers::make(*crew_);
  toy_.request = [](const cf_request& request, cf_answer& answer) {
    answer.digest = toy_digest(request) + (request.index == 5 ? 1 : 0);
    return CF_OK;
  };
  const auto warm = warm_up(*crew_, *golden, 1'000'000'000, 1);
  ASSERT_FALSE(warm);
  EXPECT_EQ(warm.error().kind, results::ErrorKind::data);
  EXPECT_THAT(warm.error().why, HasSubstr("answers during warm-up, as class '"));
  EXPECT_THAT(warm.error().why, HasSubstr("request 5: "));
}

}  // namespace
}  // namespace crossfade::collector
