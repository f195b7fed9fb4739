// A workload's replay with processes that are played: which are started, what becomes of their counts, and
// what of the workload when one of them fails.
#include "collector/instruction_replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <deque>
#include <fstream>

#include "collector/instruction_rows.h"
#include "tests/collector/fake_run.h"

namespace crossfade::collector {
namespace {

using results::RepetitionOutcome;
using results::StageKind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Plays one native process and then simulators, which write their dumps when they end.
class Played final : public ProcessLauncher, public StopRequest {
 public:
  std::vector<std::vector<std::uint64_t>> dumps{{100, 300}, {100, 300}};  ///< of each simulator
  std::string simulated_path = "SHA-NI", simulated_digest = "inputs", simulated_golden = "golden";
  std::uint64_t native_cpu_ns_per_request = 1'000, native_stages = 0;
  std::uint64_t cold_cpu_ns_per_request = 0;  ///< more of the first round
  std::vector<CodeSample> code;               ///< of the native process
  std::string code_absent_because;
  std::string executed;  ///< of the simulators: lines of their dumps
  int fails = -1;        ///< which process does; it ends by `signal` while preparing
  int signal = SIGSEGV;
  std::string error_output;
  bool hangs = false, stopped = false;
  std::uint64_t now_ns = 0;
  std::vector<LaunchSpec> launched;
  std::vector<Prepare> orders;
  std::vector<StageSpec> asked;

  bool requested() const override { return stopped; }
  results::Result<std::unique_ptr<MeasureProcess>> launch(const LaunchSpec& spec) override;
};

class PlayedProcess final : public MeasureProcess {
 public:
  PlayedProcess(Played& play, std::size_t number) : play_(play), number_(number) { say(Hello{}); }

  results::Result<void> send(const Message& message) override {
    if (const auto* order = std::get_if<Prepare>(&message)) prepare(*order);
    if (const auto* run = std::get_if<collector::Run>(&message)) measure(run->stage);
    if (std::holds_alternative<Stop>(message)) finish();
    return {};
  }
  results::Result<std::optional<Message>> receive(std::chrono::milliseconds timeout) override {
    if (!said_.empty()) {
      Message next = std::move(said_.front());
      said_.pop_front();
      return std::optional(std::move(next));
    }
    if (end_) return results::Error{results::ErrorKind::io, "gone", "", "", ""};
    play_.now_ns += static_cast<std::uint64_t>(timeout.count()) * 1'000'000;
    return std::optional<Message>{};
  }
  void kill() override {
    if (!end_) end_ = ProcessEnd{0, SIGKILL};
  }
  ProcessEnd wait(std::chrono::milliseconds) override { return end_.value_or(ProcessEnd{0, SIGKILL}); }
  std::string take_error_output() override { return play_.error_output; }

 private:
  void say(Message message) { said_.push_back(std::move(message)); }
  bool native() const { return number_ == 0; }
  void prepare(const Prepare& order) {
    play_.orders.push_back(order);
    if (play_.fails == static_cast<int>(number_)) {
      if (!play_.hangs) end_ = ProcessEnd{0, play_.signal};
      return;
    }
    Ready ready;
    ready.workload.name = "steady";
    ready.workload.parameters = "size=1";
    results::WorkloadClass small, large;
    small.name = "small";
    small.share = 0.75;
    large.name = "large";
    large.share = 0.25;
    ready.classes = {small, large};
    ready.workload.dataset_digest = native() ? "inputs" : play_.simulated_digest;
    ready.golden_digest = native() ? "golden" : play_.simulated_golden;
    ready.libraries = {{0, "OpenSSL", "3", native() ? "SHA-NI" : play_.simulated_path}};
    say(ready);
  }
  void measure(const StageSpec& spec) {
    play_.asked.push_back(spec);
    StageDone done;
    results::Stage& stage = done.record.stage;
    stage.kind = spec.kind;
    stage.completed = std::uint64_t{spec.requests} * spec.rounds;
    stage.duration_ns = 1;
    stage.cpu_user_ns =
        stage.completed * (play_.native_cpu_ns_per_request + (native() ? play_.native_stages : 0));
    if (native() && play_.native_stages == 0)
      stage.cpu_user_ns += stage.completed * play_.cold_cpu_ns_per_request;
    play_.native_stages += native();
    if (spec.kind == StageKind::simulated) {
      results::Distribution all, of_class;
      all.n = of_class.n = 1;
      of_class.workload_class = static_cast<std::int32_t>(spec.first_request % 2);
      done.record.distributions = {all, of_class};
    }
    if (spec.sample_code) done.code = play_.code, done.code_absent_because = play_.code_absent_because;
    say(StageOver{});
    say(done);
  }
  void finish() {
    say(Bye{});
    end_ = ProcessEnd{};
    for (const std::string& argument : play_.launched[number_].wrapper) {
      constexpr std::string_view option = "--callgrind-out-file=";
      if (!argument.starts_with(option)) continue;
      const auto& totals = play_.dumps.at(number_ - 1);
      for (std::size_t i = 0; i < totals.size(); ++i) {
        std::ofstream(argument.substr(option.size()) + "." + std::to_string(i + 1))
            << "creator: callgrind-3.19.0\nevents: Ir\n"
            << play_.executed << "totals: " << totals[i] << "\n";
      }
    }
  }

  Played& play_;
  std::size_t number_;
  std::deque<Message> said_;
  std::optional<ProcessEnd> end_;
};

results::Result<std::unique_ptr<MeasureProcess>> Played::launch(const LaunchSpec& spec) {
  launched.push_back(spec);
  return std::unique_ptr<MeasureProcess>(std::make_unique<PlayedProcess>(*this, launched.size() - 1));
}

class Replay : public ::testing::Test {
 protected:
  Replay() {
    plan_.workloads = {{"steady", "default", {}}};
    plan_.worker_cpus = {3, 4};
    plan_.seed = 1;
    plugin_.name = "steady";
    plugin_.path = "/plugins/steady.so";
    plugin_.presets = {{"default", ""}};
  }
  InstructionReplay replayed() {
    const ReplayParts parts{.plan = plan_,
                            .launcher = play_,
                            .stop = play_,
                            .now_ns = [this] { return play_.now_ns; },
                            .valgrind = valgrind_,
                            .environment = {},
                            .requests = 2,
                            .time_limit_ns = 60'000'000'000,
                            .spare_scratch_dir = "/tmp",
                            .microarchitecture = "Zen 4",
                            .clock_hz = clock_hz_};
    return replay_workload(parts, 0, plugin_);
  }
  /// The only absence; empty if there is none.
  std::string recorded(const InstructionReplay& replay) {
    const auto counter = sink_.add_counter(simulated_instructions());
    EXPECT_TRUE(record_replay(sink_, plan_.workloads[0], plugin_, replay, *counter));
    return sink_.recording.absences.empty() ? "" : sink_.recording.absences.front().reason;
  }

  Played play_;
  Plan plan_;
  Plugin plugin_;
  Valgrind valgrind_{"/usr/bin/valgrind", "valgrind-3.19.0"};
  double clock_hz_ = 1e9;
  crossfade::testing::MemorySink sink_;
};

TEST_F(Replay, RunsNativelyAndThenTwiceUnderTheSimulator) {
  const InstructionReplay replay = replayed();
  ASSERT_TRUE(replay.counted()) << replay.end.reason;
  ASSERT_EQ(play_.launched.size(), 3U);
  EXPECT_TRUE(play_.launched[0].wrapper.empty());
  EXPECT_EQ(play_.launched[1].wrapper.front(), "/usr/bin/valgrind");
  for (const LaunchSpec& launch : play_.launched) EXPECT_TRUE(launch.bare_environment);
  for (const Prepare& order : play_.orders) {
    EXPECT_THAT(order.worker_cpus, ElementsAre(3));
    EXPECT_EQ(order.warm_up_limit_ns, 0U);
    EXPECT_EQ(order.seed, play_.orders.front().seed);
  }
  EXPECT_THAT(replay.instructions, ElementsAre(ElementsAre(100, 300), ElementsAre(100, 300)));
  EXPECT_TRUE(replay.replays_identical());
  EXPECT_EQ(replay.total(0), 400U);
  EXPECT_EQ(replay.why_not, "");
}

TEST_F(Replay, AsksForTheSameRequestsOfTheSameMixEverywhere) {
  ASSERT_TRUE(replayed().counted());
  std::vector<std::uint32_t> simulated;
  for (const StageSpec& spec : play_.asked) {
    EXPECT_EQ(spec.seed, play_.asked.front().seed);
    EXPECT_EQ(spec.sample, 2U);
    if (spec.kind == StageKind::simulated) {
      EXPECT_EQ(spec.requests, 1U);
      EXPECT_EQ(spec.rounds, 1U);
      simulated.push_back(spec.first_request);
    } else {
      EXPECT_EQ(spec.first_request, 0U);
      EXPECT_EQ(spec.requests, 2U);
    }
  }
  EXPECT_THAT(simulated, ElementsAre(0, 1, 0, 1));
  EXPECT_EQ(play_.asked[1].rounds, 10'000U) << "20 ms of rounds of 2 us";
}

TEST_F(Replay, CodeThatValgrindNeverExecutedIsAnotherPathWhateverChoseIt) {
  play_.executed = "ob=/lib/l.so\nfn=f_avx2\n0x1000 0 4\n";
  play_.code = {{"/lib/l.so", 0x1004, 80}, {"/lib/l.so", 0x9000, 20}};
  const InstructionReplay replay = replayed();
  EXPECT_THAT(replay.why_not, HasSubstr("20 % of a request (20 of 100 samples)"));
  EXPECT_THAT(recorded(replay), HasSubstr("not transferable: this CPU spends"));
  ASSERT_EQ(play_.asked[16].rounds, 100'000U) << "after all rounds that are timed";
  EXPECT_TRUE(play_.asked[16].sample_code);
  EXPECT_FALSE(play_.asked[15].sample_code);
}

TEST_F(Replay, WhereTheNativeProcessCannotSayWhereItExecutesThatIsSaid) {
  play_.code_absent_because = "no timer of the thread's CPU time can be had: Operation not permitted";
  const InstructionReplay replay = replayed();
  EXPECT_EQ(replay.why_not, "");
  EXPECT_THAT(replay.doubt, HasSubstr("is not known: no timer"));
}

TEST_F(Replay, CallgrindIsAskedForEveryInstructionByItsAddress) {
  ASSERT_TRUE(replayed().counted());
  for (const char* const option : {"--tool=callgrind", "--dump-instr=yes", "--compress-strings=no",
                                   "--compress-pos=no", "--collect-atstart=no"})
    EXPECT_THAT(play_.launched[1].wrapper, ::testing::Contains(option));
}

TEST_F(Replay, TheSameCodeIsTransferable) {
  play_.executed = "ob=/lib/l.so\nfn=f_avx2\n0x1000 0 4\n";
  play_.code = {{"/lib/l.so", 0x1004, 100}, {"[vdso]", 0x10, 50}};
  const InstructionReplay replay = replayed();
  EXPECT_EQ(replay.why_not, "");
  EXPECT_EQ(replay.doubt, "");
}

TEST_F(Replay, AColdFirstRoundShortensOneOfTheTimedAndNotWhatIsSampled) {
  play_.cold_cpu_ns_per_request = 199'000;
  ASSERT_TRUE(replayed().counted());
  EXPECT_EQ(play_.asked[1].rounds, 50U) << "20 ms of rounds of 400 us";
  EXPECT_EQ(play_.asked[2].rounds, 9'990U) << "of 2.002 us, as they are from then on";
  EXPECT_EQ(play_.asked[16].rounds, 100'000U) << "half a second of them is more";
}

TEST_F(Replay, TheLeastCpuTimeAndTheMedianAreOfTheTimedRounds) {
  const InstructionReplay replay = replayed();
  EXPECT_EQ(replay.least_cpu_ns(), 1'001) << "the first round, which warms, is none of them";
  EXPECT_EQ(replay.median_cpu_ns(), 1'008);
}

TEST_F(Replay, IsRecordedAsSimulatedInstructionsOfEachRequest) {
  const InstructionReplay replay = replayed();
  EXPECT_EQ(recorded(replay), "");
  const results::Recording& r = sink_.recording;
  EXPECT_EQ(r.counters.front().tier, results::CounterTier::simulated);
  EXPECT_EQ(r.counters.front().scope, results::CounterScope::user);
  ASSERT_EQ(r.repetitions.size(), 3U);
  ASSERT_EQ(r.stages.size(), 15U + 4U);
  EXPECT_EQ(r.distributions.size(), 4U) << "the class of each simulated request";
  std::vector<std::uint64_t> totals;
  for (const results::CounterReading& reading : r.readings) {
    const bool simulated = r.stages[reading.stage].kind == StageKind::simulated;
    EXPECT_EQ(reading.total.has_value(), simulated) << "what was timed natively has no count";
    if (reading.total) totals.push_back(*reading.total);
  }
  EXPECT_THAT(totals, ElementsAre(100, 300, 100, 300));
  EXPECT_THAT(replay_text(plan_.workloads[0], replay, clock_hz_),
              ::testing::AllOf(HasSubstr("150 instructions a request"), HasSubstr("100 to 300"),
                               HasSubstr("identical"), HasSubstr("IPC 0.20, estimated")));
}

TEST_F(Replay, ReplaysThatDifferAreMarked) {
  play_.dumps = {{100, 300}, {100, 304}};
  const InstructionReplay replay = replayed();
  EXPECT_FALSE(replay.replays_identical());
  EXPECT_NEAR(replay.replays_differ_by(), 4.0 / 404, 1e-12);
  EXPECT_EQ(recorded(replay), "");
  EXPECT_THAT(sink_.recording.log, HasSubstr("two replays differ by 0.9901 %"));
  EXPECT_THAT(replay_text(plan_.workloads[0], replay, clock_hz_), HasSubstr("NOT EXACT"));
  play_.launched.clear();
  play_.dumps = {{100, 300}, {300, 100}};
  EXPECT_FALSE(replayed().replays_identical()) << "the sum alone is not enough";
}

TEST_F(Replay, ACountThatIsNotTransferableIsNeverRecordedAsOne) {
  play_.simulated_path = "AVX2";
  EXPECT_THAT(recorded(replayed()),
              ::testing::AllOf(HasSubstr("not transferable"), HasSubstr("'SHA-NI'"), HasSubstr("'AVX2'")));
  EXPECT_EQ(sink_.recording.absences.front().subject, "instructions of steady (size=1)");
  for (const results::CounterReading& reading : sink_.recording.readings) EXPECT_FALSE(reading.total);
}

TEST_F(Replay, MoreInstructionsThanTheCoreCanBeginAreNotTransferable) {
  play_.dumps = {{20'000, 20'000}, {20'000, 20'000}};
  EXPECT_THAT(recorded(replayed()), HasSubstr("would be 20.0 a cycle"));
}

TEST_F(Replay, OtherInputsAndOtherAnswersAreNotTransferable) {
  play_.simulated_digest = "others";
  EXPECT_THAT(replayed().why_not, HasSubstr("other inputs"));
  play_.launched.clear();
  play_.simulated_digest = "inputs";
  play_.simulated_golden = "others";
  EXPECT_THAT(replayed().why_not, HasSubstr("answers"));
}

TEST_F(Replay, ABracketThatCollectedNothingIsNoCountOfZero) {
  play_.dumps = {{0, 0}, {0, 0}};
  EXPECT_THAT(recorded(replayed()), HasSubstr("saw no instruction"));
}

TEST_F(Replay, AMissingDumpIsNoCount) {
  play_.dumps = {{100}, {100}};
  EXPECT_THAT(recorded(replayed()), HasSubstr("1 dumps instead of 2"));
}

TEST_F(Replay, AnUnknownInstructionIsSaid) {
  play_.fails = 1;
  play_.signal = SIGILL;
  play_.error_output = "vex amd64->IR: unhandled instruction bytes: 0x62 0xF2\n";
  const InstructionReplay replay = replayed();
  EXPECT_EQ(replay.end.outcome, RepetitionOutcome::crashed);
  EXPECT_EQ(play_.launched.size(), 2U) << "a second replay would end the same way";
  EXPECT_THAT(recorded(replay), ::testing::AllOf(HasSubstr("not counted"), HasSubstr("0x62 0xF2")));
}

TEST_F(Replay, WhatAProcessSaidLastCannotSteerATerminal) {
  play_.fails = 0;
  play_.error_output = "\x1b[2Jassertion x\nmore\n";
  EXPECT_THAT(recorded(replayed()), HasSubstr(R"(; it said: \x1b[2Jassertion x)"));
}

TEST_F(Replay, TheTimeLimitIsOfTheWorkload) {
  play_.fails = 1;
  play_.hangs = true;
  const InstructionReplay replay = replayed();
  EXPECT_EQ(replay.end.outcome, RepetitionOutcome::hung);
  EXPECT_THAT(replay.end.reason, HasSubstr("--time-limit"));
  EXPECT_LT(play_.now_ns, 61'000'000'000U);
}

TEST_F(Replay, AWorkloadThatWasNeverReadyIsRecordedFromItsTables) {
  play_.fails = 0;
  EXPECT_THAT(recorded(replayed()), HasSubstr("ended by signal 11"));
  EXPECT_EQ(sink_.recording.workloads.front().name, "steady");
  EXPECT_EQ(sink_.recording.repetitions.front().outcome, RepetitionOutcome::crashed);
}

TEST_F(Replay, TheUserCanStopIt) {
  play_.stopped = true;
  EXPECT_EQ(replayed().end.outcome, RepetitionOutcome::interrupted);
}

}  // namespace
}  // namespace crossfade::collector
