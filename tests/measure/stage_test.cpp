// Whole stages in this process, with the toy workload.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <climits>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "collector/measure/arrivals.h"
#include "collector/measure/golden_answers.h"
#include "collector/measure/stage_runner.h"
#include "tests/measure/toy_crew.h"

namespace crossfade::collector {
namespace {

using results::Arrival;
using results::StageKind;
using results::WaitMode;

/// A load stage of 50 ms.
StageSpec load_spec(std::uint32_t workers, double rate_per_s, Arrival arrival = Arrival::constant) {
  return {.kind = StageKind::load,
          .workers = workers,
          .offered_per_s = rate_per_s,
          .arrival = arrival,
          .wait_mode = WaitMode::hybrid,
          .duration_ns = 50'000'000,
          .seed = 1};
}

TEST_F(CrewTest, StagesCountWhatTheyMade) {
  ASSERT_TRUE(set_up(2));
  const auto golden = GoldenAnswers::make(*crew_);
  StageRunner runner(*crew_, *golden, 0);
  const auto capacity =
      runner.run({.kind = StageKind::capacity, .workers = 2, .duration_ns = 20'000'000, .seed = 1});
  ASSERT_TRUE(capacity) << capacity.error().why;
  std::uint64_t by_worker = 0;
  for (const auto& worker : capacity->record.workers) by_worker += worker.completed;
  EXPECT_EQ(by_worker, capacity->record.stage.completed);
  EXPECT_TRUE(capacity->record.readings.empty());
  EXPECT_EQ(capacity->record.stage.physical_cores, 1U);

  const auto load = runner.run({.kind = StageKind::load,
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

TEST_F(CrewTest, AStageOfWorkersThatCouldNotBePinnedSaysSo) {
  const auto mentions = [](const results::Result<StageDone>& done) {
    return std::any_of(done->absences.begin(), done->absences.end(),
                       [](const results::Absence& absence) { return absence.subject == unpinned_workers; });
  };
  const StageSpec spec{.kind = StageKind::capacity, .workers = 1, .duration_ns = 1'000'000, .seed = 1};
  ASSERT_TRUE(set_up(1));
  EXPECT_FALSE(mentions(StageRunner(*crew_, *GoldenAnswers::make(*crew_), 0).run(spec)));
  crew_.reset();
  ASSERT_TRUE(set_up(1, nullptr, [](std::uint32_t) { return EPERM; }));
  EXPECT_TRUE(mentions(StageRunner(*crew_, *GoldenAnswers::make(*crew_), 0).run(spec)));
}

TEST_F(CrewTest, AStageWithAWrongAnswerHasFailed) {
  ASSERT_TRUE(set_up(1));
  const auto golden = GoldenAnswers::make(*crew_);
  toy_.request = [](const cf_request& request, cf_answer& answer) {
    answer.digest = toy_digest(request) ^ (request.index == 5 ? 1U : 0U);
    return CF_OK;
  };
  StageRunner runner(*crew_, *golden, 0);
  const auto done = runner.run({.kind = StageKind::load,
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

/// The reading of a counter of its own, which a stage has whether perf_event counts or not.
std::optional<std::uint64_t> overlap_total(const StageDone& done, std::uint32_t counter) {
  for (const results::CounterReading& reading : done.record.readings) {
    if (reading.counter == counter) return reading.total;
  }
  return std::nullopt;
}

TEST_F(CrewTest, AContendedStageCountsHowOftenItOverlapped) {
  table_.flags |= CF_FLAG_CONTENDED;
  ASSERT_TRUE(set_up(1));
  const auto golden = GoldenAnswers::make(*crew_);
  toy_.request = [](const cf_request& request, cf_answer& answer) {
    answer.digest = toy_digest(request);
    answer.items = request.index % 4 == 0   ? std::uint32_t{CF_OVERLAP_SEEN}
                   : request.index % 4 == 1 ? std::uint32_t{CF_OVERLAP_NOT_SEEN}
                                            : std::uint32_t{CF_OVERLAP_NOT_LOOKED};
    return CF_OK;
  };
  StageRunner runner(*crew_, *golden, 0);
  const auto done = runner.run(load_spec(1, 2000));
  ASSERT_TRUE(done) << done.error().why;
  ASSERT_EQ(done->record.stage.completed, 100U);
  EXPECT_EQ(overlap_total(*done, 0), 50U) << "looked";
  EXPECT_EQ(overlap_total(*done, 1), 25U) << "seen";
  EXPECT_EQ(overlap_total(*done, 2), std::nullopt);
}

TEST_F(CrewTest, ImpossibleStagesAreRefused) {
  ASSERT_TRUE(set_up(1));
  const auto golden = GoldenAnswers::make(*crew_);
  StageRunner runner(*crew_, *golden, 0);
  const StageSpec good{.kind = StageKind::capacity, .workers = 1, .duration_ns = 1'000'000};
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
  EXPECT_TRUE(refuses([](StageSpec& s) { s.kind = StageKind::probe; }));
  EXPECT_TRUE(refuses([](StageSpec& s) { s.scheduling = results::Scheduling::fifo; }));
  EXPECT_TRUE(refuses([](StageSpec& s) { s.kind = StageKind::load; }));
}

TEST_F(CrewTest, NoIndexIsUsedInTwoStages) {
  ASSERT_TRUE(set_up(2));
  const auto golden = GoldenAnswers::make(*crew_);
  std::vector<std::uint64_t> used;
  std::mutex mutex;
  toy_.request = [&](const cf_request& request, cf_answer& answer) {
    answer.digest = toy_digest(request);
    const std::lock_guard lock(mutex);
    used.push_back(request.index);
    return CF_OK;
  };
  StageRunner runner(*crew_, *golden, 100);
  ASSERT_TRUE(runner.run(load_spec(2, 2000)));
  ASSERT_TRUE(runner.run({.kind = StageKind::capacity, .workers = 2, .duration_ns = 2'000'000, .seed = 1}));
  ASSERT_TRUE(runner.run({.kind = StageKind::service, .workers = 1, .duration_ns = 2'000'000, .seed = 1}));
  ASSERT_TRUE(runner.run(load_spec(1, 2000)));
  std::sort(used.begin(), used.end());
  EXPECT_GT(used.size(), 202U);
  EXPECT_EQ(used.front(), 100U) << "what the warm-up used";
  EXPECT_EQ(std::adjacent_find(used.begin(), used.end()), used.end());
}

TEST_F(CrewTest, ClassesDoNotFollowTheGapsBetweenArrivals) {
  ASSERT_TRUE(set_up(1));
  const auto golden = GoldenAnswers::make(*crew_);
  std::set<std::uint64_t> large;
  toy_.request = [&](const cf_request& request, cf_answer& answer) {
    answer.digest = toy_digest(request);
    if (request.class_id == 1) large.insert(request.index);
    return CF_OK;
  };
  const StageSpec spec = load_spec(1, 40'000, Arrival::poisson);
  ASSERT_TRUE(StageRunner(*crew_, *golden, 0).run(spec));
  const auto due = *make_arrivals(spec.arrival, spec.offered_per_s, spec.duration_ns, spec.seed);
  ASSERT_GT(large.size(), 400U);
  double gaps_ns = 0;
  for (const std::uint64_t i : large)
    gaps_ns += static_cast<double>(i == 0 ? due[0] : due.at(i) - due.at(i - 1));
  EXPECT_NEAR(gaps_ns / static_cast<double>(large.size()), 25'000, 4'000) << "one seed must not draw both";
}

TEST_F(CrewTest, ArrivalsOfATraceAreOffered) {
  ASSERT_TRUE(set_up(1));
  const auto golden = GoldenAnswers::make(*crew_);
  const ArrivalTrace trace{{0, 10, 10, 30}, "feed"};
  StageSpec spec = load_spec(1, 2000, Arrival::trace);
  EXPECT_FALSE(StageRunner(*crew_, *golden, 0).run(spec)) << "there is none";
  const auto done = StageRunner(*crew_, *golden, 0, nullptr, &trace).run(spec);
  ASSERT_TRUE(done) << done.error().why;
  EXPECT_EQ(done->record.stage.offered, make_arrivals(spec, &trace)->size());
  EXPECT_EQ(done->record.stage.arrival, Arrival::trace);
  EXPECT_EQ(done->record.stage.arrival_profile, "xxh3:feed");
  EXPECT_EQ(done->record.stage.shedding, "none");
}

TEST_F(CrewTest, WaitsAreReplayedWithAllWorkers) {
  ASSERT_TRUE(set_up(2));
  const auto golden = GoldenAnswers::make(*crew_);
  toy_.request = [](const cf_request& request, cf_answer& answer) {
    answer.digest = toy_digest(request);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    return CF_OK;
  };
  const auto done = StageRunner(*crew_, *golden, 0).run(load_spec(2, 750));
  ASSERT_TRUE(done);
  // Whatever the machine does, a queue waits no less than its replay; one worker alone would wait far longer.
  EXPECT_GE(done->record.stage.unexplained_wait_mean_ns, -1000);
}

TEST_F(CrewTest, SpinningIsTimeOfWaiting) {
  ASSERT_TRUE(set_up(1));
  const auto golden = GoldenAnswers::make(*crew_);
  StageSpec spec = load_spec(1, 100);
  spec.wait_mode = WaitMode::spin;
  const auto done = StageRunner(*crew_, *golden, 0).run(spec);
  ASSERT_TRUE(done);
  const results::Stage& stage = done->record.stage;
  EXPECT_GT(stage.waiting_cpu_ns, 1'000'000U) << "nearly all of 40 ms is waiting";
  EXPECT_LE(stage.waiting_cpu_ns, stage.cpu_user_ns + stage.cpu_system_ns) << "a part of it";
}

/// A kernel that opens everything and in which the first worker to start its counters takes long over it.
class SlowPerf final : public PerfApi {
 public:
  std::atomic<bool> slow{false};
  std::atomic<int> started{0};

  int open(perf_event_attr&, int) override { return next_fd_++; }
  long read(int, void*, std::size_t) override { return 0; }
  int control(int, unsigned long, void*) override {
    if (slow.exchange(false)) std::this_thread::sleep_for(std::chrono::milliseconds(30));
    ++started;
    return 0;
  }
  void close(int) override {}

 private:
  std::atomic<int> next_fd_{100};
};

class SlowStart : public CrewTest {
 protected:
  void TearDown() override { crew_.reset(); }  // it closes its counters through perf_
  SlowPerf perf_;
};

TEST_F(SlowStart, NobodyStartsBeforeEverybodyIsReady) {
  ASSERT_TRUE(set_up(2, &perf_));
  const auto golden = GoldenAnswers::make(*crew_);
  std::atomic<int> fewest{INT_MAX};
  toy_.request = [&](const cf_request& request, cf_answer& answer) {
    answer.digest = toy_digest(request);
    if (perf_.started < fewest) fewest = perf_.started.load();
    return CF_OK;
  };
  StageRunner runner(*crew_, *golden, 0);
  for (const StageSpec& spec :
       {load_spec(2, 2000), StageSpec{.kind = StageKind::capacity, .workers = 2, .duration_ns = 5'000'000}}) {
    perf_.started = 0, fewest = INT_MAX, perf_.slow = true;
    ASSERT_TRUE(runner.run(spec));
    EXPECT_GE(fewest, 4) << "two groups of counters on two workers";
  }
}

}  // namespace
}  // namespace crossfade::collector
