// Pool, crew, golden answers, warm-up and whole stages in this process, with the toy workload.
#include "collector/measure/crew.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <set>

#include "collector/measure/golden_answers.h"
#include "collector/measure/stage_runner.h"
#include "collector/measure/warm_up.h"
#include "collector/measure/worker_pool.h"
#include "tests/measure/measuring_process.h"
#include "tests/measure/toy_workload.h"

namespace crossfade::collector {
namespace {

using ::testing::HasSubstr;

Prepare toy_order(std::uint32_t workers) {
  Prepare order;
  order.preset = "default";
  order.worker_cpus.assign(workers, usable_cpus(1).front());  // all on one CPU: the machine may have no more
  return order;
}

class CrewTest : public ::testing::Test {
 protected:
  results::Result<void> set_up(std::uint32_t workers) {
    auto workload = PreparedWorkload::prepare(table_, toy_order(workers));
    if (!workload) return workload.error();
    workload_ = std::move(*workload);
    auto crew = Crew::create(*workload_, toy_order(workers).worker_cpus, nullptr, "/proc");
    if (!crew) return crew.error();
    crew_ = std::move(*crew);
    return {};
  }
  cf_workload table_ = toy_workload();
  ToyBehaviour& toy_ = toy_behaviour();
  std::unique_ptr<PreparedWorkload> workload_;
  std::unique_ptr<Crew> crew_;
};

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

TEST_F(CrewTest, ARequestThatFailsIsNotGolden) {
  ASSERT_TRUE(set_up(2));
  toy_.request = [](const cf_request& request, cf_answer& answer) {
    answer.digest = toy_digest(request);
    return request.index == 3 ? CF_FAILED : CF_OK;
  };
  const auto golden = GoldenAnswers::make(*crew_);
  ASSERT_FALSE(golden);
  EXPECT_THAT(golden.error().why, HasSubstr("status 2"));
}

TEST_F(CrewTest, AStatefulWorkloadIsJudgedByStatusAlone) {
  table_.flags = CF_FLAG_STATEFUL;
  ASSERT_TRUE(set_up(1));
  const auto golden = GoldenAnswers::make(*crew_);
  ASSERT_TRUE(golden);
  EXPECT_EQ(golden->digest(), "");
  Served served{{13, 0, 1, 0}, {}, CF_OK};
  EXPECT_TRUE(golden->is_right(served));
}

TEST_F(CrewTest, NoWarmUpIsNotSettled) {
  ASSERT_TRUE(set_up(1));
  const auto golden = GoldenAnswers::make(*crew_);
  const auto none = warm_up(*crew_, *golden, 0, 1);
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->settled);
  EXPECT_EQ(none->requests, 0U);
  const auto some = warm_up(*crew_, *golden, 20'000'000, 1);
  ASSERT_TRUE(some);
  EXPECT_GT(some->requests, 0U);
  EXPECT_GE(some->next_index, some->requests);
}

TEST_F(CrewTest, StagesCountWhatTheyMade) {
  ASSERT_TRUE(set_up(2));
  const auto golden = GoldenAnswers::make(*crew_);
  StageRunner runner(*crew_, *golden, 0);
  const auto capacity =
      runner.run({.kind = results::StageKind::capacity, .workers = 2, .duration_ns = 20'000'000, .seed = 1});
  ASSERT_TRUE(capacity) << capacity.error().why;
  std::uint64_t by_worker = 0;
  for (const auto& worker : capacity->record.workers) by_worker += worker.completed;
  EXPECT_EQ(by_worker, capacity->record.stage.completed);
  EXPECT_TRUE(capacity->record.readings.empty());
  EXPECT_EQ(capacity->record.stage.physical_cores, 1U);

  const auto load = runner.run({.kind = results::StageKind::load,
                                .workers = 2,
                                .offered_per_s = 20'000,
                                .arrival = results::Arrival::constant,
                                .wait_mode = results::WaitMode::sleep,
                                .duration_ns = 50'000'000,
                                .seed = 1});
  ASSERT_TRUE(load) << load.error().why;
  EXPECT_EQ(load->record.stage.completed, 1000U);
  EXPECT_EQ(load->record.stage.offered, 1000U);
  EXPECT_EQ(capacity->record.stage.offered, std::nullopt) << "a closed loop has no schedule";
  EXPECT_EQ(load->record.stage.errors, 0U);
  std::set<std::pair<results::DistributionKind, std::int32_t>> rows;
  for (const auto& d : load->record.distributions) {
    EXPECT_TRUE(rows.emplace(d.kind, d.workload_class).second) << "a row stands twice";
    EXPECT_EQ(d.histogram().count(), d.n);
  }
  EXPECT_TRUE(rows.contains({results::DistributionKind::latency, 1}));
}

TEST_F(CrewTest, AStageWithAWrongAnswerHasFailed) {
  ASSERT_TRUE(set_up(1));
  const auto golden = GoldenAnswers::make(*crew_);
  toy_.request = [](const cf_request& request, cf_answer& answer) {
    answer.digest = toy_digest(request) ^ (request.index == 5 ? 1U : 0U);
    return CF_OK;
  };
  StageRunner runner(*crew_, *golden, 0);
  const auto done = runner.run({.kind = results::StageKind::load,
                                .offered_per_s = 1000,
                                .arrival = results::Arrival::constant,
                                .wait_mode = results::WaitMode::hybrid,
                                .duration_ns = 20'000'000});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->record.stage.errors, 1U);
  EXPECT_EQ(done->record.stage.completed, 19U);
  EXPECT_EQ(done->record.stage.outcome, results::StageOutcome::failed);
  for (const auto& d : done->record.distributions) {
    const bool of_the_engine = d.kind == results::DistributionKind::start_error;
    if (d.workload_class == results::Distribution::all_classes && !of_the_engine) {
      EXPECT_EQ(d.n, 19U) << "the time of a wrong answer is no measurement";
    }
  }
}

TEST_F(CrewTest, ImpossibleStagesAreRefused) {
  ASSERT_TRUE(set_up(1));
  const auto golden = GoldenAnswers::make(*crew_);
  StageRunner runner(*crew_, *golden, 0);
  const StageSpec good{.kind = results::StageKind::capacity, .workers = 1, .duration_ns = 1'000'000};
  const auto refuses = [&](auto edit) {
    StageSpec spec = good;
    edit(spec);
    const auto done = runner.run(spec);
    return !done && done.error().kind == results::ErrorKind::usage;
  };
  EXPECT_FALSE(refuses([](StageSpec&) {}));
  EXPECT_TRUE(refuses([](StageSpec& s) { s.workers = 0; }));
  EXPECT_TRUE(refuses([](StageSpec& s) { s.workers = 2; }));
  EXPECT_TRUE(refuses([](StageSpec& s) { s.duration_ns = 0; }));
  EXPECT_TRUE(refuses([](StageSpec& s) { s.duration_ns = UINT64_MAX; }));
  EXPECT_TRUE(refuses([](StageSpec& s) { s.kind = results::StageKind::spike; }));
  EXPECT_TRUE(refuses([](StageSpec& s) { s.kind = results::StageKind::load; }));
}

}  // namespace
}  // namespace crossfade::collector
