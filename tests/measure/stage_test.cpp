// Whole stages in this process, with the toy workload.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <climits>
#include <cmath>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "collector/measure/arrivals.h"
#include "collector/measure/golden_answers.h"
#include "collector/measure/load_stage.h"
#include "collector/measure/stage_runner.h"
#include "collector/measure/stage_sequence.h"
#include "results/enum_names.h"
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

/// The reason why something is missing; empty if nothing says so.
std::string reason_of(const std::vector<results::Absence>& absences, std::string_view subject) {
  for (const results::Absence& absence : absences) {
    if (absence.subject == subject) return absence.reason;
  }
  return "";
}

TEST(StageSequence, ThePanelIsNextToTheStageAndWhatIsWorkedOutComesLast) {
  std::vector<std::string> log;
  const auto step = [&log](const char* name) { return [&log, name] { log.emplace_back(name); }; };
  bool fails = false;
  const StageSequence sequence{.probe_before = step("probe"),
                               .panel_before = step("panel"),
                               .measure = [&]() -> results::Result<void> {
                                 log.emplace_back("stage");
                                 if (fails) return results::Error{};
                                 return {};
                               },
                               .panel_after = step("panel"),
                               .probe_after = step("probe"),
                               .tell = [&]() -> results::Result<void> {
                                 log.emplace_back("tell");
                                 return {};
                               },
                               .work_out = step("work out")};
  ASSERT_TRUE(sequence.run());
  EXPECT_EQ(log, (std::vector<std::string>{"probe", "panel", "stage", "panel", "probe", "tell", "work out"}));
  fails = true;
  log.clear();
  EXPECT_FALSE(sequence.run());
  EXPECT_EQ(log, (std::vector<std::string>{"probe", "panel", "stage"}));
}

TEST_F(CrewTest, MeasuringALoadLeavesTheWorkingOutForLater) {
  ASSERT_TRUE(set_up(1));
  const auto golden = GoldenAnswers::make(*crew_);
  const std::vector<double> shares{0.75, 0.25};
  const RequestMix mix(shares, 1);
  const StageInput input{*crew_, *golden, mix, 0, 50'000, nullptr};
  StageSpec spec = load_spec(1, 2000, Arrival::poisson);
  spec.trace_requests = 10;
  auto measured = measure_load(input, spec, *make_arrivals(spec, nullptr));
  ASSERT_TRUE(measured) << measured.error().why;
  EXPECT_TRUE(std::isnan(measured->unexplained_wait_mean_ns));
  EXPECT_FALSE(measured->trace);
  EXPECT_TRUE(measured->absences.empty());

  work_out_load(input, spec, *measured);
  EXPECT_FALSE(std::isnan(measured->unexplained_wait_mean_ns));
  std::uint64_t latency_ns = 0;
  for (const results::Histogram& of_class : measured->workers.front()->latency)
    latency_ns += of_class.sum_ns();
  EXPECT_NEAR(measured->mean_in_flight * static_cast<double>(measured->duration_ns),
              static_cast<double>(latency_ns), 1e-6 * static_cast<double>(latency_ns));
  ASSERT_TRUE(measured->trace);
  EXPECT_EQ(measured->trace->requests, 10U);
  EXPECT_EQ(measured->trace->request_class.size(), 10U);
  EXPECT_EQ(reason_of(measured->absences, "trace.requests"),
            "10 of " + std::to_string(measured->indexes_used) +
                " requests were kept one by one, in 1 window of 10, evenly spread over the stage");
  EXPECT_FALSE(measured->requests) << "they are released";
}

TEST_F(CrewTest, AFirstRequestTooLongToReplayIsNotCalledUnserved) {
  ASSERT_TRUE(set_up(1));
  const auto golden = GoldenAnswers::make(*crew_);
  const std::vector<double> shares{1};
  const RequestMix mix(shares, 1);
  const StageInput input{*crew_, *golden, mix, 0, 50'000, nullptr};
  const StageSpec spec = load_spec(1, 2000);
  const auto why = [&](std::vector<std::int64_t> arrival_ns, std::int64_t service_ns) {
    Measured measured;
    measured.requests.emplace(arrival_ns.size());
    if (service_ns > 0) measured.requests->record({.request = 0, .end_ns = service_ns});
    measured.arrival_ns = std::move(arrival_ns);
    work_out_load(input, spec, measured);
    return reason_of(measured.absences, "stage.unexplained_wait_mean_ns");
  };
  const std::string nothing =
      "nothing could be replayed: the first request was never served, or took or waited longer than 4.29 s";
  EXPECT_EQ(why({0, 10}, 5'000'000'000), nothing);
  EXPECT_EQ(why({0, 10}, 0), nothing);
  EXPECT_EQ(why({}, 0), "no request fell due");
  EXPECT_EQ(why({0}, 1'000), "");
}

TEST_F(CrewTest, ATraceOfAllRequestsIsNotCut) {
  ASSERT_TRUE(set_up(1));
  const auto golden = GoldenAnswers::make(*crew_);
  StageSpec spec = load_spec(1, 2000);
  spec.trace_requests = 1000;
  const auto done = StageRunner(*crew_, *golden, 0).run(spec);
  ASSERT_TRUE(done) << done.error().why;
  ASSERT_TRUE(done->record.trace);
  EXPECT_EQ(done->record.trace->requests, 100U);
  EXPECT_EQ(reason_of(done->absences, "trace.requests"), "");
}

TEST_F(CrewTest, TheMarginOfHybridWaitingIsRecordedWhereItWasUsed) {
  ASSERT_TRUE(set_up(1));
  const auto golden = GoldenAnswers::make(*crew_);
  StageRunner runner(*crew_, *golden, 0);
  const auto hybrid = runner.run(load_spec(1, 1000));
  ASSERT_TRUE(hybrid) << hybrid.error().why;
  ASSERT_TRUE(hybrid->record.stage.wait_margin_ns);
  EXPECT_GE(*hybrid->record.stage.wait_margin_ns, 20'000U);
  EXPECT_LE(*hybrid->record.stage.wait_margin_ns, 100'000U);
  StageSpec spec = load_spec(1, 1000);
  spec.wait_mode = WaitMode::spin;
  const auto spin = runner.run(spec);
  ASSERT_TRUE(spin) << spin.error().why;
  EXPECT_EQ(spin->record.stage.wait_margin_ns, std::nullopt);
  const auto capacity = runner.run({.kind = StageKind::capacity, .workers = 1, .duration_ns = 1'000'000});
  ASSERT_TRUE(capacity) << capacity.error().why;
  EXPECT_EQ(capacity->record.stage.wait_margin_ns, std::nullopt);
}

TEST_F(CrewTest, AProbeThatSaysNothingIsAbsentWithTheReasonAndNotZero) {
  ASSERT_TRUE(set_up(1));
  Measured measured;
  measured.duration_ns = 1;
  measured.workers.push_back(std::make_unique<WorkerRecord>(2));
  const StageSpec spec{.kind = StageKind::capacity, .workers = 1, .duration_ns = 1};
  Probes probes;
  probes.before = {ProbeReading{5, 1e9}};
  probes.after = {ProbeReading{7, 1e9}};
  const StageDone read = assemble(spec, *crew_, measured, probes);
  EXPECT_EQ(read.record.stage.gap_ns, 12U);
  EXPECT_EQ(reason_of(read.absences, "stage.gap_ns"), "");
  EXPECT_EQ(read.record.stage.effective_clock_hz, 1e9) << "nobody looked at it meanwhile";
  measured.workers[0]->clock_hz = 3e9;
  EXPECT_EQ(assemble(spec, *crew_, measured, probes).record.stage.effective_clock_hz, 3e9)
      << "the clock under load is the stage's";
  probes.after[0].gap_ns.reset();
  const StageDone unread = assemble(spec, *crew_, measured, probes);
  EXPECT_EQ(unread.record.stage.gap_ns, std::nullopt);
  EXPECT_NE(reason_of(unread.absences, "stage.gap_ns"), "");
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

TEST_F(CrewTest, AWrongAnswerInATrialRunOfTheServiceStageCountsToo) {
  ASSERT_TRUE(set_up(1));
  const auto golden = GoldenAnswers::make(*crew_);
  // The library's first trial run is of one request; runs follow until one is long enough.
  toy_.request = [](const cf_request& request, cf_answer& answer) {
    answer.digest = toy_digest(request) ^ (request.index == 0 ? 1U : 0U);
    return CF_OK;
  };
  StageRunner runner(*crew_, *golden, 0);
  const auto done = runner.run({.kind = StageKind::service, .workers = 1, .duration_ns = 5'000'000});
  ASSERT_TRUE(done);
  EXPECT_GT(done->record.stage.completed, 100U) << "the last run is another one";
  EXPECT_EQ(done->record.stage.errors, 1U);
  EXPECT_EQ(done->record.stage.outcome, results::StageOutcome::failed);
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

TEST_F(CrewTest, TheLooksOfAStageAreThoseOfAllItsWorkers) {
  ASSERT_TRUE(set_up(2));
  Measured measured;
  measured.duration_ns = 1;
  for (const std::uint64_t looks : {3U, 4U}) {
    measured.workers.push_back(std::make_unique<WorkerRecord>(2));
    measured.workers.back()->clock_looks = looks;
  }
  const StageSpec spec{.kind = StageKind::capacity, .workers = 2, .duration_ns = 1};
  Probes probes;
  probes.before = probes.after = {ProbeReading{5, 1e9}, ProbeReading{5, 1e9}};
  const results::Stage stage = assemble(spec, *crew_, measured, probes).record.stage;
  EXPECT_EQ(stage.look_instructions, 7 * instructions_of_a_look);
  EXPECT_EQ(stage.look_cycles, 7 * cycles_of_a_look);
}

TEST_F(CrewTest, LooksAtTheClockAreRecordedByTheirKnownLength) {
  ASSERT_TRUE(set_up(2));
  const auto golden = GoldenAnswers::make(*crew_);
  StageSpec capacity{.kind = StageKind::capacity, .workers = 2, .duration_ns = 350'000'000};
  StageSpec load = load_spec(2, 100);
  load.wait_mode = WaitMode::sleep;
  load.duration_ns = 350'000'000;
  const StageSpec service{.kind = StageKind::service, .workers = 1, .duration_ns = 350'000'000};
  for (const StageSpec& spec : {capacity, load, service}) {
    const auto looked = StageRunner(*crew_, *golden, 0, nullptr, nullptr, usual_samples_per_s).run(spec);
    ASSERT_TRUE(looked);
    const results::Stage& stage = looked->record.stage;
    const std::uint64_t looks = stage.look_instructions.value_or(0) / instructions_of_a_look;
    EXPECT_GE(looks, 1U) << results::name_of(spec.kind);
    EXPECT_LE(looks, 2U * 4) << "ten times a second, by each worker";
    EXPECT_EQ(stage.look_instructions, looks * instructions_of_a_look);
    EXPECT_EQ(stage.look_cycles, looks * cycles_of_a_look);
    const auto totals_alone = StageRunner(*crew_, *golden, 0).run(spec);
    ASSERT_TRUE(totals_alone);
    EXPECT_EQ(totals_alone->record.stage.look_instructions, 0U) << "none, which is known";
  }
}

/// A kernel that opens everything and in which the first worker to start its counters takes long over it.
class SlowPerf final : public PerfApi {
 public:
  std::atomic<bool> slow{false};
  std::atomic<int> started{0};

  int open(perf_event_attr&, int, int) override { return next_fd_++; }
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
