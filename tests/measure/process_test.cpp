// crossfade-measure as a whole, driven over its channel.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <thread>

#include "collector/counters/event_catalogue.h"
#include "collector/protocol/arrival_trace.h"
#include "collector/protocol/input_file.h"
#include "results/recording.h"
#include "tests/measure/measuring_process.h"

namespace crossfade::collector {
namespace {

using results::DistributionKind;
using results::StageKind;
using results::StageOutcome;

StageSpec service_spec() {
  return {.kind = StageKind::service, .duration_ns = 50'000'000, .seed = 1};
}
StageSpec capacity_spec(std::uint32_t workers) {
  return {.kind = StageKind::capacity, .workers = workers, .duration_ns = 100'000'000, .seed = 2};
}
StageSpec load_spec(std::uint32_t workers, double rate) {
  return {.kind = StageKind::load,
          .workers = workers,
          .offered_per_s = rate,
          .arrival = results::Arrival::poisson,
          .wait_mode = results::WaitMode::hybrid,
          .duration_ns = 200'000'000,
          .seed = 3};
}

std::size_t events_of_a_thread(const Prepare& order) {
  return software_events().size() + order.hardware_events.size();
}

class Process : public ::testing::Test {
 protected:
  Ready prepared(const Prepare& order) {
    process_.expect<Hello>();
    EXPECT_TRUE(process_.channel().send(order));
    return process_.expect<Ready>();
  }
  StageDone run(const StageSpec& spec) {
    EXPECT_TRUE(process_.channel().send(collector::Run{spec}));
    process_.expect<StageOver>();
    return process_.expect<StageDone>();
  }
  Failure refused(const Prepare& order) {
    process_.expect<Hello>();
    EXPECT_TRUE(process_.channel().send(order));
    return process_.expect<Failure>();
  }
  MeasuringProcess process_;
};

std::uint64_t count_of(const StageDone& done, DistributionKind kind, std::int32_t workload_class) {
  for (const auto& d : done.record.distributions) {
    if (d.kind == kind && d.workload_class == workload_class) return d.n;
  }
  return 0;
}

TEST_F(Process, OfFactsOnlyNothingIsMadeThatNobodyAskedFor) {
  Prepare order = prepare_fixture("crashes", 1);
  order.parameters = {"after=0"};  // its first request would end the process
  order.facts_only = true;
  const Ready ready = prepared(order);
  EXPECT_EQ(ready.workload.name, "crashes");
  EXPECT_EQ(ready.libraries.size(), 1U);
  EXPECT_FALSE(ready.workload.dataset_digest.empty());
  EXPECT_EQ(ready.golden_digest, "");
  EXPECT_TRUE(ready.counters.empty());
  ASSERT_TRUE(process_.channel().send(Stop{}));
  process_.expect<Bye>();
  EXPECT_EQ(process_.wait(), 0);
}

TEST_F(Process, OfFactsOnlyNothingCanBeMeasured) {
  Prepare order = prepare_fixture("tiny", 1);
  order.facts_only = true;
  prepared(order);
  ASSERT_TRUE(process_.channel().send(collector::Run{service_spec()}));
  EXPECT_NE(process_.expect<Failure>().error.why.find("Run or Stop"), std::string::npos);
  EXPECT_NE(process_.wait(), 0);
}

TEST_F(Process, MeasuresAWorkloadFromHelloToBye) {
  const Prepare order = prepare_fixture("tiny", 2);
  const Ready ready = prepared(order);
  const auto workers = static_cast<std::uint32_t>(usable_cpus(2).size());
  EXPECT_EQ(ready.workload.name, "tiny");
  EXPECT_EQ(ready.workload.parameters, "steps=1400");
  EXPECT_EQ(ready.classes.size(), 2U);
  EXPECT_EQ(ready.golden_digest.size(), 32U);
  EXPECT_FALSE(ready.workload.dataset_digest.empty());
  EXPECT_EQ(ready.libraries.size(), 1U);
  EXPECT_EQ(ready.counters.size(), events_of_a_thread(order));
  EXPECT_GT(ready.warm_up_requests, 0U);
  EXPECT_GT(ready.rss_bytes, 0U);

  const StageDone service = run(service_spec());
  EXPECT_EQ(service.record.stage.outcome, StageOutcome::ok);
  EXPECT_GT(service.record.stage.completed, 0U);
  EXPECT_EQ(count_of(service, DistributionKind::service, -1), service.record.stage.completed);
  EXPECT_EQ(count_of(service, DistributionKind::latency, -1), 0U);

  const StageDone capacity = run(capacity_spec(workers));
  EXPECT_EQ(capacity.record.workers.size(), workers);
  EXPECT_GT(capacity.record.stage.completed, service.record.stage.completed / 100);
  EXPECT_EQ(capacity.record.readings.size(), events_of_a_thread(order));

  const StageDone load = run(load_spec(workers, 2000));
  const auto& stage = load.record.stage;
  EXPECT_EQ(stage.errors, 0U);
  EXPECT_EQ(count_of(load, DistributionKind::latency, -1), stage.completed);
  EXPECT_EQ(count_of(load, DistributionKind::wait, -1), stage.completed);
  EXPECT_EQ(count_of(load, DistributionKind::latency, 0) + count_of(load, DistributionKind::latency, 1),
            stage.completed);
  EXPECT_GT(count_of(load, DistributionKind::start_error, -1), 0U);
  EXPECT_FALSE(std::isnan(stage.unexplained_wait_mean_ns));
  EXPECT_GE(stage.duration_ns, 200'000'000U);
  const bool gaps_are_explained =
      std::any_of(load.absences.begin(), load.absences.end(),
                  [](const results::Absence& absence) { return absence.subject == "stage.gap_ns"; });
  EXPECT_NE(stage.gap_ns.has_value(), gaps_are_explained);

  ASSERT_TRUE(process_.channel().send(Stop{}));
  process_.expect<Bye>();
  EXPECT_EQ(process_.wait(), 0);
}

TEST_F(Process, CountsTheEventsThatTheOrderNames) {
  Prepare order = prepare_fixture("tiny", 1);
  order.hardware_events = hardware_events("Zen 4");
  const Ready ready = prepared(order);
  ASSERT_EQ(ready.counters.size(), events_of_a_thread(order));
  for (std::size_t i = 0; i < order.hardware_events.size(); ++i) {
    const auto& counter = ready.counters[software_events().size() + i];
    EXPECT_EQ(counter.raw_event, recorded_name(order.hardware_events[i]));
  }
}

TEST_F(Process, AContendedWorkloadHasItsOverlapBehindItsCounters) {
  Prepare order = prepare_fixture("tiny", 1);
  order.plugin_path = CROSSFADE_WORKLOAD_DIRECTORY "/contended.so";
  order.preset = "mix";
  const Ready ready = prepared(order);
  ASSERT_EQ(ready.counters.size(), events_of_a_thread(order) + 2);
  EXPECT_EQ(ready.counters[ready.counters.size() - 2].metric, "overlap_looked");
  EXPECT_EQ(ready.counters.back().metric, "overlap_seen");
  const StageDone capacity = run(capacity_spec(1));
  EXPECT_EQ(capacity.record.stage.outcome, StageOutcome::ok);
  const auto& readings = capacity.record.readings;
  ASSERT_EQ(readings.size(), ready.counters.size());
  EXPECT_EQ(readings.back().counter, ready.counters.size() - 1);
  EXPECT_NEAR(static_cast<double>(readings[readings.size() - 2].total.value_or(0)),
              static_cast<double>(capacity.record.stage.completed) / 8, 1)
      << "one request in eight looks";
  EXPECT_EQ(readings.back().total, 0U) << "alone";
}

TEST_F(Process, ReadsThePanelIfItIsAskedTo) {
  Prepare order = prepare_fixture("tiny", 1);
  order.panel = {true, 1U << 20, 0};
  prepared(order);
  const StageDone done = run(capacity_spec(1));
  EXPECT_FALSE(std::isnan(done.record.stage.panel_before.memory_ns));
  EXPECT_FALSE(std::isnan(done.record.stage.panel_after.memory_ns));
  EXPECT_TRUE(std::isnan(done.record.stage.panel_after.l3_ns));
  const auto said = [&](const char* subject) {
    return std::any_of(done.absences.begin(), done.absences.end(),
                       [&](const results::Absence& a) { return a.subject == subject; });
  };
  EXPECT_TRUE(said("stage.panel_l3_ns"));
  EXPECT_FALSE(said("stage.panel"));
}

TEST_F(Process, TheSameSeedGivesTheSameGoldenAnswersOnAnyNumberOfWorkers) {
  const Ready two = prepared(prepare_fixture("tiny", 2));
  MeasuringProcess other;
  other.expect<Hello>();
  ASSERT_TRUE(other.channel().send(prepare_fixture("tiny", 1)));
  EXPECT_EQ(other.expect<Ready>().golden_digest, two.golden_digest);

  MeasuringProcess third;
  third.expect<Hello>();
  Prepare changed = prepare_fixture("tiny", 1);
  changed.seed += 1;
  ASSERT_TRUE(third.channel().send(changed));
  EXPECT_NE(third.expect<Ready>().golden_digest, two.golden_digest);
}

TEST_F(Process, WrongAnswersCannotCount) {
  Prepare order = prepare_fixture("wrong_answers", 1);
  order.parameters = {"after=400", "every=10"};
  order.warm_up_limit_ns = 0;
  prepared(order);
  const StageDone done = run(capacity_spec(1));
  EXPECT_EQ(done.record.stage.outcome, StageOutcome::failed);
  EXPECT_GT(done.record.stage.errors, 0U);
  EXPECT_EQ(count_of(done, DistributionKind::service, -1), done.record.stage.completed);
  EXPECT_TRUE(std::any_of(done.absences.begin(), done.absences.end(), [](const results::Absence& absence) {
    return absence.subject == collector::wrong_answers &&
           absence.reason.find("the chain ends at another value") != std::string::npos;
  }));
}

TEST_F(Process, WrongAnswersDuringWarmUpEndTheRepetition) {
  Prepare order = prepare_fixture("wrong_answers", 1);
  order.parameters = {"after=400", "every=10"};
  const Failure failure = refused(order);
  EXPECT_EQ(failure.outcome, results::RepetitionOutcome::wrong);
  EXPECT_EQ(process_.wait(), 65);
}

TEST_F(Process, ARequestThatFailsSaysWhy) {
  const Failure failure = refused(prepare_fixture("fails_with_words", 1));
  EXPECT_EQ(failure.outcome, results::RepetitionOutcome::wrong);
  EXPECT_EQ(failure.error.why,
            "class 'short', request 0: it ended with status 2 (CF_FAILED: the work could not be done): the "
            "store refused a write: shard 7: no room\\x1b[2K is left; make the store larger");
}

TEST_F(Process, WhatAPluginNotesCannotSteerATerminal) {
  Prepare order = prepare_fixture("fails_with_words", 1);
  order.facts_only = true;
  const Ready ready = prepared(order);
  ASSERT_EQ(ready.libraries.size(), 2U);
  EXPECT_EQ(ready.libraries[1].name, R"(red\x1b[31m)");
  EXPECT_EQ(ready.libraries[1].version, R"(1\n2)");
  EXPECT_EQ(ready.libraries[1].isa_path, "caf\xc3\xa9\\x9b");
}

TEST_F(Process, ARequestThatFailsInAStageSaysWhy) {
  for (const StageSpec& spec : {service_spec(), capacity_spec(1), load_spec(1, 2000)}) {
    MeasuringProcess process;
    process.expect<Hello>();
    Prepare order = prepare_fixture("fails_with_words", 1);
    order.parameters = {"after=400"};
    order.warm_up_limit_ns = 0;
    ASSERT_TRUE(process.channel().send(order));
    process.expect<Ready>();
    ASSERT_TRUE(process.channel().send(collector::Run{spec}));
    process.expect<StageOver>();
    const StageDone done = process.expect<StageDone>();
    EXPECT_EQ(done.record.stage.outcome, StageOutcome::failed);
    const auto said = std::find_if(done.absences.begin(), done.absences.end(), [](const auto& absence) {
      return absence.subject == collector::wrong_answers;
    });
    ASSERT_NE(said, done.absences.end());
    EXPECT_NE(said->reason.find(R"(the store refused a write: shard 7: no room\x1b[2K is left)"),
              std::string::npos)
        << said->reason;
  }
}

TEST_F(Process, AStatefulWorkloadIsVerifiedBeforeAnythingIsTimed) {
  const Failure failure = refused(prepare_fixture("stateful_wrong", 1));
  ASSERT_EQ(failure.outcome, results::RepetitionOutcome::wrong);
  EXPECT_EQ(failure.error.what, "the balance is not the sum of what was booked");
  EXPECT_EQ(process_.wait(), 65);
}

TEST_F(Process, WhatDoesNotSayHowItIsJudgedIsMeasured) {
  const Ready ready = prepared(prepare_fixture("undeclared", 1));
  EXPECT_EQ(ready.golden_digest, "");
  EXPECT_EQ(run(service_spec()).record.stage.outcome, StageOutcome::ok);
}

TEST_F(Process, AnotherAbiIsRefusedWithBothNumbers) {
  const Failure failure = refused(prepare_fixture("other_abi", 1));
  EXPECT_EQ(failure.outcome, results::RepetitionOutcome::refused);
  EXPECT_NE(failure.error.why.find("ABI version 1"), std::string::npos) << failure.error.why;
  EXPECT_EQ(process_.wait(), 69);
}

TEST_F(Process, AWorkloadThatCannotPrepareSaysWhy) {
  const Failure failure = refused(prepare_fixture("refuses", 1));
  EXPECT_EQ(failure.outcome, results::RepetitionOutcome::refused);
  EXPECT_FALSE(failure.error.why.empty());
  EXPECT_NE(process_.wait(), 0);
}

TEST_F(Process, WhatIsNoPluginIsRefused) {
  EXPECT_NE(refused(prepare_fixture("no_table", 1)).error.why.find("crossfade_workload_v1"),
            std::string::npos);
  EXPECT_EQ(process_.wait(), 69);
}

TEST_F(Process, AMissingFileIsRefused) {
  EXPECT_EQ(refused(prepare_fixture("nowhere", 1)).outcome, results::RepetitionOutcome::refused);
  EXPECT_EQ(process_.wait(), 69);
}

TEST_F(Process, AnUnknownParameterOffersTheNearest) {
  Prepare order = prepare_fixture("tiny", 1);
  order.parameters = {"step=5"};
  const Failure failure = refused(order);
  EXPECT_EQ(failure.error.kind, results::ErrorKind::usage);
  EXPECT_NE(failure.error.remedy.find("steps"), std::string::npos) << failure.error.remedy;
}

TEST_F(Process, NoWorkersAndUnknownCpusAreRefused) {
  Prepare order = prepare_fixture("tiny", 1);
  order.worker_cpus = {100'000};
  const Failure failure = refused(order);
  EXPECT_EQ(failure.error.where, "CPU 100000");
  EXPECT_EQ(process_.wait(), 69);

  MeasuringProcess other;
  other.expect<Hello>();
  order.worker_cpus.clear();
  ASSERT_TRUE(other.channel().send(order));
  EXPECT_EQ(other.expect<Failure>().error.kind, results::ErrorKind::usage);
}

TEST_F(Process, AnImpossibleStageIsRefused) {
  prepared(prepare_fixture("tiny", 1));
  ASSERT_TRUE(process_.channel().send(collector::Run{capacity_spec(7)}));
  EXPECT_EQ(process_.expect<Failure>().error.kind, results::ErrorKind::usage);
  EXPECT_EQ(process_.wait(), 64);
}

TEST_F(Process, LoadAboveCapacityIsSaturatedNotAnError) {
  Prepare order = prepare_fixture("tiny", 1);
  order.preset = "slow";
  prepared(order);
  StageSpec spec = load_spec(1, 1e6);
  spec.duration_ns = 10'000'000;
  const StageDone done = run(spec);
  EXPECT_EQ(done.record.stage.outcome, StageOutcome::saturated);
  EXPECT_EQ(done.record.stage.errors, 0U);
  EXPECT_FALSE(done.absences.empty());
}

TEST_F(Process, ATraceIsReadAndKnownByItsDigest) {
  const auto path =
      std::filesystem::temp_directory_path() / ("crossfade-arrivals-" + std::to_string(::getpid()));
  std::ofstream(path) << "0\n0.1\n0.15\n";
  Prepare order = prepare_fixture("tiny", 1);
  order.arrival_trace_path = path.string();
  order.arrival_trace_digest = "of another file";
  EXPECT_EQ(refused(order).error.why, "it holds other arrivals than when the run began");
  EXPECT_EQ(process_.wait(), 65);

  order.arrival_trace_digest = read_arrival_trace(path)->digest;
  MeasuringProcess other;
  other.expect<Hello>();
  ASSERT_TRUE(other.channel().send(order));
  other.expect<Ready>();
  std::filesystem::remove(path);
  StageSpec spec = load_spec(1, 1000);
  spec.arrival = results::Arrival::trace;
  ASSERT_TRUE(other.channel().send(collector::Run{spec}));
  other.expect<StageOver>();
  const auto stage = other.expect<StageDone>().record.stage;
  EXPECT_GT(stage.completed, 0U);
  EXPECT_EQ(stage.arrival_profile, "xxh3:" + order.arrival_trace_digest);
}

TEST_F(Process, AnInputIsKnownByItsDigest) {
  const auto path =
      std::filesystem::temp_directory_path() / ("crossfade-input-" + std::to_string(::getpid()));
  std::ofstream(path) << "steps of mine";
  Prepare order = prepare_fixture("takes_file", 1);
  order.input_path = path.string();
  order.input_digest = "of another file";
  EXPECT_EQ(refused(order).error.why, "it holds something else than when the run began");
  EXPECT_EQ(process_.wait(), 65);

  order.input_digest = *digest_of_file(path);
  MeasuringProcess other;
  other.expect<Hello>();
  ASSERT_TRUE(other.channel().send(order));
  EXPECT_FALSE(other.expect<Ready>().workload.dataset_digest.empty());
  std::filesystem::remove(path);
}

TEST_F(Process, CheaperAnswersAreMadeIfTheyAreAskedFor) {
  Prepare order = prepare_fixture("tiny", 1);
  order.cheap_answers = true;
  const Ready ready = prepared(order);
  EXPECT_EQ(ready.cheap_digest.size(), 32U);
  EXPECT_EQ(ready.classes[1].levels, 2U);
  MeasuringProcess other;
  other.expect<Hello>();
  ASSERT_TRUE(other.channel().send(prepare_fixture("tiny", 1)));
  const auto full_only = other.expect<Ready>();
  EXPECT_EQ(full_only.cheap_digest, "");
  EXPECT_EQ(full_only.golden_digest, ready.golden_digest);
}

TEST_F(Process, WithoutProcItSaysWhatIsMissing) {
  Prepare order = prepare_fixture("tiny", 1);
  order.proc_root = "/nonexistent";
  const Ready ready = prepared(order);
  EXPECT_EQ(ready.absences.size(), 2U);
  const StageDone done = run(capacity_spec(1));
  EXPECT_EQ(done.record.stage.steal_ns, std::nullopt);
  EXPECT_EQ(done.record.stage.run_queue_wait_ns, std::nullopt);
  std::set<std::string> subjects;
  for (const auto& absence : done.absences) subjects.insert(absence.subject);
  EXPECT_TRUE(subjects.contains("stage.steal_ns") && subjects.contains("stage.run_queue_wait_ns"));
  EXPECT_TRUE(subjects.contains("topology.cores")) << "a CPU counts as a core, and may be none";
}

TEST_F(Process, CountersCanBeLeftOut) {
  Prepare order = prepare_fixture("tiny", 1);
  order.counters = false;
  EXPECT_TRUE(prepared(order).counters.empty());
  EXPECT_TRUE(run(capacity_spec(1)).record.readings.empty());
}

TEST_F(Process, EndsWhenTheOrchestratorIsGone) {
  prepared(prepare_fixture("tiny", 1));
  process_.channel() = Channel(-1);
  EXPECT_EQ(process_.wait(), 74);
}

TEST(ProcessGuard, DiesWithItsParent) {
  // A parent between this test and the measuring process, which reports its child's pid and is then killed.
  std::array<int, 2> report{};
  ASSERT_EQ(::pipe(report.data()), 0);
  const pid_t parent = ::fork();
  if (parent == 0) {
    MeasuringProcess process;
    process.expect<Hello>();
    const pid_t holder = ::fork();  // keeps the channel open, so that its end cannot be what ends the process
    const std::array<pid_t, 2> pids{process.pid(), holder};
    if (holder != 0 && ::write(report[1], pids.data(), sizeof pids) != sizeof pids) ::_exit(1);
    for (;;) ::pause();
  }
  std::array<pid_t, 2> pids{};
  ASSERT_EQ(::read(report[0], pids.data(), sizeof pids), static_cast<ssize_t>(sizeof pids));
  const auto [child, holder] = pids;
  ::kill(parent, SIGKILL);
  int status = 0;
  ASSERT_EQ(::waitpid(parent, &status, 0), parent);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  // Gone, or a zombie that whoever adopted it has not collected yet.
  const auto is_running = [pid = child] {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    const auto name_end = text.rfind(')');
    return name_end != std::string::npos && text.at(name_end + 2) != 'Z';
  };
  while (is_running() && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_FALSE(is_running());
  ::kill(child, SIGKILL);
  ::kill(holder, SIGKILL);
  ::close(report[0]);
  ::close(report[1]);
}

TEST_F(Process, RefusesAMessageOutOfTurn) {
  process_.expect<Hello>();
  ASSERT_TRUE(process_.channel().send(Stop{}));
  process_.expect<Failure>();
  EXPECT_EQ(process_.wait(), 65);
}

TEST(ProcessByHand, SaysThatItIsInternal) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::close(2);
    ::execl(CROSSFADE_MEASURE_PROGRAM, CROSSFADE_MEASURE_PROGRAM, nullptr);
    ::_exit(126);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(pid, &status, 0), pid);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 64);
}

}  // namespace
}  // namespace crossfade::collector
