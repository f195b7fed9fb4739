#include "collector/orchestrator.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "collector/run_summary.h"
#include "tests/collector/fake_run.h"

namespace crossfade::collector {
namespace {

using results::RecordingState;
using results::Repetition;
using results::RepetitionOutcome;
using testing::Behaviour;
using testing::FakeRun;
using At = Behaviour::At;
using Does = Behaviour::Does;

/// Runs with `behaviour` in block 1 of "shaky"; returns that repetition.
Repetition shaky(FakeRun& run, const Behaviour& behaviour) {
  run.behaviour = [behaviour](const std::string& workload, std::uint32_t block) {
    return workload == "shaky" && block == 1 ? behaviour : Behaviour{};
  };
  const auto end = run.run();
  EXPECT_TRUE(end) << results::to_line(end.error());
  EXPECT_EQ(*end, RunEnd::finished);
  EXPECT_EQ(run.sink.recording.header.state, RecordingState::finished);
  EXPECT_EQ(run.sink.recording.repetitions.size(), 6U) << "one repetition per item, whatever happens";
  EXPECT_EQ(run.alive, 0U);
  std::uint32_t ok = 0;
  Repetition found;
  for (const Repetition& repetition : run.sink.recording.repetitions) {
    if (repetition.outcome == RepetitionOutcome::ok) ++ok;
    const bool is_shaky =
        run.plan.workloads[item_at(run.plan, repetition.plan_item).workload].name == "shaky";
    if (is_shaky && repetition.block == 1) found = repetition;
  }
  EXPECT_EQ(ok, found.outcome == RepetitionOutcome::ok ? 6U : 5U) << "the night goes on";
  return found;
}

TEST(Orchestrator, RecordsAWholePlan) {
  FakeRun run;
  EXPECT_EQ(shaky(run, {}).outcome, RepetitionOutcome::ok);
  const results::Recording& recording = run.sink.recording;
  EXPECT_EQ(run.launched, 6U);
  EXPECT_EQ(run.killed, 0U);
  EXPECT_EQ(recording.workloads.size(), 2U);
  EXPECT_EQ(recording.classes.size(), 4U);
  EXPECT_EQ(recording.libraries.size(), 2U);
  EXPECT_EQ(recording.counters.size(), 1U) << "the same counter once";
  EXPECT_EQ(recording.stages.size(), 6U * 4U);
  EXPECT_EQ(run.sink.publishes, 6U * 4U + 6U + 1U) << "after every stage, every process and at the end";
  for (const Repetition& repetition : recording.repetitions) {
    EXPECT_EQ(repetition.prepare_ns, 400'000'000U);
    EXPECT_TRUE(repetition.settled);
    EXPECT_EQ(repetition.isa_cap, "none");
    EXPECT_EQ(recording.workloads[repetition.workload].name,
              run.plan.workloads[item_at(run.plan, repetition.plan_item).workload].name);
  }
  EXPECT_EQ(run.events.back().substr(run.events.back().find("ok")), "ok 4 6");
}

TEST(Orchestrator, AnswersOtherThanTheCommittedOnesAreToldAndTheRunGoesOn) {
  FakeRun run;
  run.plan.seed = default_seed;
  const auto row = [](const char* workload, const char* digest) {
    return ExpectedDigest{workload, "", "default", "*", 0, "data", digest, {{0, "libfake", "1", "sse2"}}};
  };
  run.catalogue.expected_digests = {row("shaky", "beef"), row("steady", "feed")};
  ASSERT_TRUE(run.run());
  const results::Recording& recording = run.sink.recording;
  for (std::uint32_t s = 0; s < recording.stages.size(); ++s) {
    const results::Stage& stage = recording.stages[s];
    const bool shaky = recording.workloads[recording.repetitions[stage.repetition].workload].name == "shaky";
    EXPECT_EQ(stage.quality_reasons.find("unexpected-answers") != std::string::npos, shaky);
  }
  ASSERT_FALSE(recording.absences.empty());
  const std::string subject = agreement_subject("shaky");
  for (const results::Absence& absence : recording.absences) {
    EXPECT_NE(absence.subject, agreement_subject("steady"));
    if (absence.subject != subject) continue;
    EXPECT_NE(absence.reason.find("digest feed, expected beef"), std::string::npos) << absence.reason;
    EXPECT_NE(absence.reason.find("libfake 1 (avx2) here, libfake 1 (sse2) where"), std::string::npos);
  }
  const auto summaries = summarise(run.plan, recording);
  for (const WorkloadSummary& summary : summaries)
    EXPECT_EQ(summary.unexpected_answers.empty(), summary.name != "shaky");
  EXPECT_NE(to_text(summaries).find("note: its answers are not the expected ones"), std::string::npos);
}

TEST(Orchestrator, BlocksThatDoNotFitAreToldBeforeTheFirstAndRecordedAfterTheLast) {
  FakeRun run;
  run.plan.calibration = 1;
  run.plan.budget_ns = 1'000'000'000;
  ASSERT_TRUE(run.run());
  ASSERT_GE(run.events.size(), 4U);
  EXPECT_EQ(run.events[2], "settled: 1 of 8 blocks") << "after the calibration of two workloads";
  const auto& absences = run.sink.recording.absences;
  const auto missing = std::find_if(absences.begin(), absences.end(),
                                    [](const auto& absence) { return absence.subject == "7 of 8 blocks"; });
  ASSERT_NE(missing, absences.end());
  EXPECT_EQ(missing->reason.substr(0, 66),
            "not begun: the budget of 1 s does not hold them: they need about 1");
  EXPECT_NE(missing->reason.find("; one block has no variance"), std::string::npos);
  EXPECT_EQ(run.plan.left_out.back(), missing->subject + ": " + missing->reason);
}

TEST(Orchestrator, ALookThatIsNotBegunHasItsReason) {
  FakeRun run;
  run.plan.calibration = 1;
  run.plan.budget_ns = 1'000'000'000;
  run.plan.verify_ns = 1'000'000'000;
  ASSERT_TRUE(run.run());
  std::vector<std::string> without;
  for (const results::Absence& absence : run.sink.recording.absences) {
    if (!absence.subject.starts_with("verification of ")) continue;
    without.push_back(absence.subject);
    EXPECT_FALSE(absence.reason.empty());
  }
  EXPECT_EQ(without.size(), run.plan.workloads.size());
}

TEST(Orchestrator, ClassesOfAProcessBecomeThoseOfTheRecording) {
  FakeRun run;
  shaky(run, {});
  for (const results::Distribution& distribution : run.sink.recording.distributions) {
    if (distribution.workload_class == results::Distribution::all_classes) continue;
    const auto& row = run.sink.recording.classes.at(static_cast<std::size_t>(distribution.workload_class));
    EXPECT_EQ(row.name, "rare");
    EXPECT_EQ(
        row.workload,
        run.sink.recording.repetitions[run.sink.recording.stages[distribution.stage].repetition].workload);
  }
}

TEST(Orchestrator, ClassesOfSpikeWindowsBecomeThoseOfTheRecording) {
  FakeRun run;
  run.plan.blocks = 1;
  run.plan.spikes.factors = {2};
  ASSERT_TRUE(run.run());
  const results::Recording& recording = run.sink.recording;
  ASSERT_EQ(recording.spike_windows.size(), 2U) << "one of each workload";
  EXPECT_EQ(recording.spikes.at(0).base_share, run.plan.spikes.base_share);
  for (const results::SpikeWindow& window : recording.spike_windows) {
    const results::WorkloadClass& row = recording.classes.at(window.workload_class);
    EXPECT_EQ(row.name, "rare");
    EXPECT_EQ(row.workload, recording.repetitions[recording.stages[window.stage].repetition].workload);
  }
}

TEST(Orchestrator, TellsTheProcessWhatToPrepare) {
  FakeRun run;
  run.plan.spikes.factors = {2};
  run.plan.spikes.policy = "priority-shed-cheap";
  run.plan.arrival_trace_path = "/traces/monday.txt";
  run.plan.arrival_trace_digest = "0123";
  for (PlannedWorkload& workload : run.plan.workloads)
    workload.input_path = "/in", workload.input_digest = "89";
  run.plan.isa_level = 3;
  run.plan.counters = false;
  shaky(run, {});
  ASSERT_EQ(run.prepared.size(), 6U);
  EXPECT_EQ(run.environment.front().first, "OPENSSL_ia32cap");
  for (const Prepare& prepare : run.prepared) {
    EXPECT_EQ(prepare.isa_level, 3U);
    EXPECT_FALSE(prepare.counters);
    EXPECT_TRUE(prepare.cheap_answers);
    EXPECT_EQ(prepare.arrival_trace_path, "/traces/monday.txt");
    EXPECT_EQ(prepare.arrival_trace_digest, "0123");
    EXPECT_EQ(prepare.input_path, "/in");
    EXPECT_EQ(prepare.input_digest, "89");
    EXPECT_EQ(prepare.worker_cpus, run.plan.worker_cpus);
    EXPECT_FALSE(prepare.scratch_dir.empty());
    EXPECT_FALSE(std::filesystem::exists(prepare.scratch_dir)) << "removed afterwards";
  }
  EXPECT_EQ(run.sink.recording.repetitions[0].isa_cap, "x86-64-v3");
}

TEST(Orchestrator, StopsAfterAsManyBlocksAsAskedAndGoesOn) {
  FakeRun run;
  run.stop_after_blocks = 2;
  auto end = run.run();
  ASSERT_TRUE(end);
  EXPECT_EQ(*end, RunEnd::paused);
  EXPECT_EQ(run.sink.recording.header.state, RecordingState::interrupted);
  EXPECT_EQ(run.sink.recording.repetitions.size(), 4U);
  end = run.run();
  ASSERT_TRUE(end);
  EXPECT_EQ(*end, RunEnd::finished) << "the plan has one more block only";
  EXPECT_EQ(run.sink.recording.repetitions.size(), 6U);
}

TEST(Orchestrator, StoppingAfterTheLastBlockIsTheEnd) {
  FakeRun run;
  run.stop_after_blocks = 3;
  const auto end = run.run();
  ASSERT_TRUE(end);
  EXPECT_EQ(*end, RunEnd::finished);
}

TEST(Orchestrator, WhatComesBehindTheLastBlockWaitsUntilTheOtherSideHasIt) {
  FakeRun run;
  run.plan.rerun_share = 1;
  run.on_stage = [&run] { run.suspended_ns += 10'000'000; };  // void, so that all is to be measured again
  run.stop_after_blocks = 3;
  auto end = run.run();
  ASSERT_TRUE(end);
  EXPECT_EQ(*end, RunEnd::paused);
  EXPECT_EQ(run.sink.recording.repetitions.size(), 6U);
  EXPECT_EQ(run.sink.recording.repetitions.back().purpose, results::RepetitionPurpose::measurement);
  end = run.run();
  ASSERT_TRUE(end);
  EXPECT_EQ(*end, RunEnd::finished) << "no block was begun that it should stop after";
  EXPECT_EQ(run.sink.recording.repetitions.back().purpose, results::RepetitionPurpose::rerun);
}

TEST(Orchestrator, RecordsTheMachinesPressureOrWhyItIsUnknown) {
  FakeRun run;
  run.on_stage = [&run] { run.pressure_ns = *run.pressure_ns + 5'000'000; };
  shaky(run, {});
  for (const results::Stage& stage : run.sink.recording.stages) EXPECT_EQ(stage.cpu_pressure_ns, 5'000'000U);
  FakeRun without;
  without.pressure_ns.reset();
  shaky(without, {});
  EXPECT_EQ(without.sink.recording.stages.front().cpu_pressure_ns, std::nullopt);
  const auto& absences = without.sink.recording.absences;
  EXPECT_TRUE(std::any_of(absences.begin(), absences.end(), [](const results::Absence& absence) {
    return absence.subject == "stage.cpu_pressure_ns";
  }));
}

TEST(Orchestrator, WhatHappensWhileAStageIsWorkedOutIsNoneOfIt) {
  FakeRun run;
  run.on_working_out = [&run] {
    run.pressure_ns = *run.pressure_ns + 5'000'000;
    run.suspended_ns += 60'000'000'000;
  };
  shaky(run, {});
  ASSERT_FALSE(run.sink.recording.stages.empty());
  for (const results::Stage& stage : run.sink.recording.stages) {
    EXPECT_EQ(stage.cpu_pressure_ns, 0U);
    EXPECT_NE(stage.quality, results::Quality::voided) << stage.quality_reasons;
  }
}

TEST(Orchestrator, AStageAcrossASuspensionIsVoidAndTheNextOneIsNot) {
  FakeRun run;
  int stages = 0;
  run.on_stage = [&] {
    if (++stages == 3) run.suspended_ns += 60'000'000'000;
  };
  shaky(run, {});
  const auto& recorded = run.sink.recording.stages;
  ASSERT_EQ(recorded.size(), 24U);
  for (std::size_t i = 0; i < recorded.size(); ++i) {
    EXPECT_EQ(recorded[i].quality == results::Quality::voided, i == 2) << i;
    EXPECT_EQ(recorded[i].duration_ns, 200'000'000U) << "durations are not of a clock that slept";
  }
  EXPECT_NE(run.sink.recording.log.find("suspended for 60.000 s in the stage"), std::string::npos)
      << run.sink.recording.log;
}

TEST(Orchestrator, AWallClockThatWasSetBetweenStagesIsToldAndChangesNothing) {
  FakeRun run;
  run.behaviour = [&](const std::string&, std::uint32_t block) {
    if (block == 1 && run.launched == 3) run.wall_clock_ns -= 7'200'000'000'000;  // while a process starts
    return Behaviour{};
  };
  ASSERT_TRUE(run.run());
  const auto& log = run.sink.recording.log;
  EXPECT_NE(log.find("the wall clock was set back by 7200.000 s before or in the stage"), std::string::npos)
      << log;
  EXPECT_EQ(log.find("wall clock", log.find("wall clock") + 1), std::string::npos) << "once";
  std::size_t told = 0;
  for (const results::Stage& stage : run.sink.recording.stages) {
    told += stage.quality_reasons.find("clock-step") != std::string::npos;
    EXPECT_NE(stage.quality, results::Quality::voided);
    EXPECT_EQ(stage.duration_ns, 200'000'000U);
  }
  EXPECT_EQ(told, 1U);
}

TEST(Orchestrator, ACrashCostsOneRepetition) {
  for (const At at : {At::hello, At::prepare, At::stage, At::stop}) {
    FakeRun run;
    const Repetition lost =
        shaky(run, {.at = at, .does = Does::crash, .stage = 2, .error_output = "assertion x\n"});
    EXPECT_EQ(lost.outcome, RepetitionOutcome::crashed);
    EXPECT_EQ(lost.signal, SIGSEGV);
    EXPECT_NE(lost.reason.find("signal 11"), std::string::npos) << lost.reason;
    EXPECT_NE(run.sink.recording.log.find("block 2/3 shaky: assertion x"), std::string::npos)
        << run.sink.recording.log;
  }
}

TEST(Orchestrator, WhatIsKilledFromOutsideIsMeasuredAgain) {
  FakeRun run;
  std::uint32_t kills = 1;
  run.behaviour = [&](const std::string& workload, std::uint32_t block) {
    if (workload != "shaky" || block != 1 || kills == 0) return Behaviour{};
    --kills;
    return Behaviour{.at = At::stage, .does = Does::be_killed, .stage = 2};
  };
  ASSERT_TRUE(run.run());
  const auto& all = run.sink.recording.repetitions;
  ASSERT_EQ(all.size(), 7U) << "added, and nothing replaced";
  const auto lost =
      std::find_if(all.begin(), all.end(), [](const Repetition& r) { return r.signal == SIGKILL; });
  ASSERT_NE(lost, all.end());
  EXPECT_EQ(lost->outcome, RepetitionOutcome::crashed);
  EXPECT_NE(lost->reason.find("sent from outside (by the kernel where memory runs out"), std::string::npos);
  const auto again = std::next(lost);
  ASSERT_NE(again, all.end());
  EXPECT_EQ(again->outcome, RepetitionOutcome::ok);
  EXPECT_EQ(again->plan_item, lost->plan_item);
  EXPECT_EQ(again->block, lost->block);
}

TEST(Orchestrator, AnOlderRunsKilledProcessIsMeasuredOnResume) {
  FakeRun run;
  ASSERT_TRUE(run.run());
  Repetition& lost = run.sink.recording.repetitions[3];
  lost.outcome = RepetitionOutcome::crashed;
  lost.signal = SIGKILL;
  const std::uint32_t item = lost.plan_item;
  ASSERT_TRUE(run.run());
  ASSERT_EQ(run.sink.recording.repetitions.size(), 7U);
  EXPECT_EQ(run.sink.recording.repetitions[6].plan_item, item);
  EXPECT_EQ(run.sink.recording.repetitions[6].outcome, RepetitionOutcome::ok);
  EXPECT_EQ(run.sink.recording.repetitions[3].signal, SIGKILL) << "it stays";
}

TEST(Orchestrator, AnExitIsACrashWithoutSignal) {
  FakeRun run;
  const Repetition lost = shaky(run, {.at = At::stage, .does = Does::exit, .stage = 0});
  EXPECT_EQ(lost.outcome, RepetitionOutcome::crashed);
  EXPECT_EQ(lost.signal, 0);
  EXPECT_NE(lost.reason.find("code 3"), std::string::npos) << lost.reason;
}

TEST(Orchestrator, ALoadStageHasTheTimeToDrainItsQueue) {
  std::map<std::string, int> reasons;
  for (std::uint32_t stage = 0; stage < 4; ++stage) {
    FakeRun run;
    ++reasons[shaky(run, {.at = At::stage, .does = Does::hang, .stage = stage}).reason];
  }
  EXPECT_EQ(reasons["gave no sign for 10.6 s while measuring service"], 1);
  EXPECT_EQ(reasons["gave no sign for 10.6 s while measuring capacity"], 2);
  EXPECT_EQ(reasons["gave no sign for 13.6 s while measuring load"], 1) << "0.2 s, and 1 s of draining";
}

TEST(Orchestrator, AHungProcessIsKilledPastThreeTimesItsTime) {
  for (const At at : {At::hello, At::prepare, At::stage, At::stop}) {
    FakeRun run;
    const std::uint64_t begin_ns = run.now_ns;
    const Repetition lost = shaky(run, {.at = at, .does = Does::hang, .stage = 1});
    EXPECT_EQ(lost.outcome, RepetitionOutcome::hung);
    EXPECT_GE(run.killed, 1U);
    const std::uint64_t normal_ns = 6 * (500'000'000ULL + 4 * 200'000'000ULL);
    EXPECT_LT(run.now_ns - begin_ns, normal_ns + 15'000'000'000ULL) << "a hang may not cost the night";
  }
}

TEST(Orchestrator, ItIsRecordedWhenAProcessEndedOrWasGivenUp) {
  FakeRun run;
  const std::uint64_t begin_ns = static_cast<std::uint64_t>(run.wall_clock_ns) + run.now_ns;
  const Repetition lost = shaky(run, {.at = At::stage, .does = Does::hang, .stage = 1});
  ASSERT_TRUE(lost.ended_unix_ns);
  std::uint64_t before_ns = begin_ns;
  for (const Repetition& repetition : run.sink.recording.repetitions) {
    ASSERT_TRUE(repetition.ended_unix_ns);
    EXPECT_GT(*repetition.ended_unix_ns, before_ns);
    const bool hung = repetition.outcome == RepetitionOutcome::hung;
    EXPECT_EQ(*repetition.ended_unix_ns - before_ns > 10'000'000'000, hung) << "how long it was waited for";
    before_ns = *repetition.ended_unix_ns;
  }
  EXPECT_EQ(before_ns, static_cast<std::uint64_t>(run.wall_clock_ns) + run.now_ns);
}

TEST(Orchestrator, SamplesAreAskedForAsPlannedAndTheirCountersHaveTheRecordingsRows) {
  FakeRun run;
  run.plan.sample_rate_hz = 25;
  run.sink.recording.counters.push_back({"other", "x", {}, {}, ""});
  ASSERT_TRUE(run.run());
  for (const Prepare& prepare : run.prepared) EXPECT_EQ(prepare.sample_rate_hz, 25U);
  ASSERT_FALSE(run.sink.recording.series.empty());
  for (const results::CounterSeries& series : run.sink.recording.series) EXPECT_EQ(series.counter, 1U);
}

TEST(Orchestrator, TheFirstPreparationOfAWorkloadMayTakeLong) {
  FakeRun run;
  run.behaviour = [](const std::string& workload, std::uint32_t) {
    return workload == "shaky" ? Behaviour{.at = At::prepare, .does = Does::hang} : Behaviour{};
  };
  const auto end = run.run();
  ASSERT_TRUE(end);
  const auto hung =
      std::count_if(run.sink.recording.repetitions.begin(), run.sink.recording.repetitions.end(),
                    [](const Repetition& r) { return r.outcome == RepetitionOutcome::hung; });
  EXPECT_EQ(hung, 2) << "a workload that only hangs is given up";
}

TEST(Orchestrator, WhileAProcessPreparesItIsToldHowLongItHas) {
  FakeRun run;
  run.behaviour = [](const std::string& workload, std::uint32_t) {
    return workload == "shaky" ? Behaviour{.at = At::prepare, .does = Does::hang} : Behaviour{};
  };
  ASSERT_TRUE(run.run());
  // Two processes, every five seconds until each is given up; nothing of the one that is ready at once.
  ASSERT_EQ(run.waits.size(), 2U * 23);
  for (std::size_t word = 0; word < run.waits.size(); ++word) {
    EXPECT_EQ(run.waits[word], "shaky " + std::to_string(5 * (word % 23 + 1)) + " s of 120 s");
  }
}

TEST(Orchestrator, WhileAStageIsMeasuredNobodyIsToldAnything) {
  FakeRun run;
  EXPECT_EQ(shaky(run, {.at = At::stage, .does = Does::hang, .stage = 1}).outcome, RepetitionOutcome::hung);
  EXPECT_TRUE(run.waits.empty());
}

TEST(Orchestrator, AGarbledMessageIsNotBelieved) {
  FakeRun run;
  const Repetition lost = shaky(run, {.at = At::stage, .does = Does::garble, .stage = 1});
  EXPECT_EQ(lost.outcome, RepetitionOutcome::crashed);
  EXPECT_NE(lost.reason.find("bad checksum"), std::string::npos);
  for (const Does does :
       {Does::report_strange_counter, Does::report_strange_class, Does::report_strange_window,
        Does::report_strange_worker, Does::report_strange_series}) {
    FakeRun other;
    EXPECT_EQ(shaky(other, {.at = At::stage, .does = does, .stage = 1}).outcome, RepetitionOutcome::crashed);
  }
}

TEST(Orchestrator, AnotherProtocolIsRefused) {
  FakeRun run;
  const Repetition lost = shaky(run, {.protocol = 99});
  EXPECT_EQ(lost.outcome, RepetitionOutcome::refused);
  EXPECT_NE(lost.reason.find("protocol 99"), std::string::npos);
}

TEST(Orchestrator, ARefusalKeepsItsReason) {
  FakeRun run;
  const Repetition lost = shaky(run, {.at = At::prepare, .does = Does::refuse});
  EXPECT_EQ(lost.outcome, RepetitionOutcome::refused);
  EXPECT_NE(lost.reason.find("too little memory"), std::string::npos);
  EXPECT_NE(run.sink.recording.log.find("too little memory"), std::string::npos);
}

TEST(Orchestrator, WrongAnswersMakeTheRepetitionWrongAndAreShown) {
  FakeRun run;
  const Repetition lost = shaky(run, {.at = At::stage, .does = Does::answer_wrongly, .stage = 1});
  EXPECT_EQ(lost.outcome, RepetitionOutcome::wrong);
  EXPECT_NE(lost.reason.find("5 of 205 answers"), std::string::npos) << lost.reason;
  EXPECT_NE(lost.reason.find("; the first: class 'a', request 7: no room is left"), std::string::npos)
      << lost.reason;
  EXPECT_TRUE(std::any_of(run.sink.recording.stages.begin(), run.sink.recording.stages.end(),
                          [](const results::Stage& stage) { return stage.errors == 5; }));
}

TEST(Orchestrator, GoldenAnswersThatChangeAreWrong) {
  FakeRun run;
  const Repetition lost = shaky(run, {.golden_digest = "other"});
  EXPECT_EQ(lost.outcome, RepetitionOutcome::wrong);
  FakeRun stateful;
  for (Plugin& plugin : stateful.catalogue.plugins) plugin.flags = 0;
  EXPECT_EQ(shaky(stateful, {.golden_digest = "other"}).outcome, RepetitionOutcome::ok);
}

TEST(Orchestrator, AWorkloadWhoseFirstProcessFailedIsCompletedByTheNext) {
  FakeRun run;
  run.behaviour = [](const std::string& workload, std::uint32_t block) {
    return workload == "shaky" && block == 0 ? Behaviour{.at = At::prepare, .does = Does::crash}
                                             : Behaviour{};
  };
  ASSERT_TRUE(run.run());
  EXPECT_EQ(run.sink.recording.workloads.size(), 2U);
  for (const auto& workload : run.sink.recording.workloads) EXPECT_EQ(workload.dataset_digest, "data");
  EXPECT_EQ(run.sink.recording.libraries.size(), 2U);
  EXPECT_EQ(run.sink.recording.classes.size(), 4U);
}

TEST(Orchestrator, ALaunchThatFailsIsARepetitionToo) {
  FakeRun run;
  run.launches_fail = true;
  ASSERT_TRUE(run.run());
  EXPECT_EQ(run.launched, 4U) << "two workloads, given up after two refusals each";
  EXPECT_EQ(run.sink.recording.workloads.size(), 2U);
}

TEST(Orchestrator, StoppingFinishesCleanlyAndResumingDoesTheRest) {
  FakeRun run;
  std::uint32_t stages = 0;
  run.on_stage = [&] {
    if (++stages == 7) run.stop = true;  // in the second process
  };
  run.behaviour = [&](const std::string&, std::uint32_t) { return Behaviour{}; };
  auto end = run.run();
  ASSERT_TRUE(end);
  EXPECT_EQ(*end, RunEnd::interrupted);
  EXPECT_EQ(run.sink.recording.header.state, RecordingState::interrupted);
  ASSERT_EQ(run.sink.recording.repetitions.size(), 2U);
  EXPECT_EQ(run.sink.recording.repetitions[1].outcome, RepetitionOutcome::interrupted);
  EXPECT_EQ(run.sink.recording.repetitions[1].reason,
            "the run was stopped while it was measured (Ctrl-C, SIGTERM or SIGHUP)");
  EXPECT_EQ(run.alive, 0U);

  run.stop = false;
  run.on_stage = [] {};
  end = run.run();
  ASSERT_TRUE(end);
  EXPECT_EQ(*end, RunEnd::finished);
  EXPECT_EQ(run.sink.recording.repetitions.size(), 7U);
  EXPECT_EQ(run.launched, 7U);
  EXPECT_FALSE(next_item(run.plan, run.sink.recording));
}

TEST(Orchestrator, ARepetitionLeftRunningIsRecordedAsKilled) {
  FakeRun run;
  run.sink.recording.workloads.emplace_back();
  run.sink.recording.repetitions.emplace_back();  // running: the collector was killed in it
  ASSERT_TRUE(run.run());
  EXPECT_EQ(run.sink.recording.repetitions[0].outcome, RepetitionOutcome::killed);
  const std::string& log = run.sink.recording.log;
  EXPECT_NE(log.find("Z: went on after 1 process\n"), std::string::npos) << log;
  EXPECT_NE(log.find("process 1: the collector ended while it was measured"), std::string::npos) << log;
  EXPECT_FALSE(run.sink.recording.repetitions[0].reason.empty());
}

TEST(Orchestrator, AFullDiskEndsTheRunAndTheProcess) {
  for (const std::uint32_t publish : {1U, 5U, 12U}) {
    FakeRun run;
    run.sink.fail_at_publish = publish;
    const auto end = run.run();
    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().kind, results::ErrorKind::io);
    EXPECT_EQ(run.alive, 0U);
    EXPECT_EQ(run.sink.publishes, publish);
  }
}

TEST(Orchestrator, PassesOfTheCountersTakeTurnsAndTheOthersAreNeverZero) {
  FakeRun run;
  run.plan.blocks = 8;
  run.counter_passes = {{{"cycles", "c", 4, 0x76}, {"branch_misses", "b", 4, 0xc3}},
                        {{"cycles", "c", 4, 0x76}, {"dtlb_walks", "d", 4, 0xf045}}};
  const auto hardware = [](const char* metric, const char* event) {
    return results::Counter{metric, event, results::CounterScope::user_kernel, results::CounterTier::hardware,
                            ""};
  };
  run.sink.recording.counters = {hardware("cycles", "c"), hardware("branch_misses", "b"),
                                 hardware("dtlb_walks", "d")};
  run.sink.recording.counters.push_back(hardware("flops", "f"));
  run.sink.recording.counters.back().absent_because = "no such counter here";
  ASSERT_TRUE(run.run());
  const results::Recording& recording = run.sink.recording;
  std::size_t elsewhere = 0;
  ASSERT_EQ(recording.counters.size(), 5U) << "the software event came with the first process";
  for (std::uint32_t stage = 0; stage < recording.stages.size(); ++stage) {
    const Repetition& repetition = recording.repetitions[recording.stages[stage].repetition];
    const std::uint32_t pass = repetition.block / 2 % 2;
    EXPECT_EQ(recording.stages[stage].counter_pass, pass);
    const std::uint32_t other = pass == 0 ? 2 : 1;
    for (const results::CounterReading& reading : recording.readings) {
      if (reading.stage != stage || reading.counter == 4) continue;
      ++elsewhere;
      EXPECT_EQ(reading.counter, other) << "neither what was open nor what cannot be";
      EXPECT_EQ(reading.state, results::CounterState::other_pass);
      EXPECT_EQ(reading.total, std::nullopt);
    }
  }
  EXPECT_EQ(elsewhere, recording.stages.size());
}

TEST(Orchestrator, ACounterThatAProcessIsRefusedAfterAllHasAReason) {
  FakeRun run;
  run.counter_passes = {{{"cycles", "c", 4, 0x76}, {"branch_misses", "refused", 4, 0xc3}}};
  run.sink.recording.counters = {
      {"branch_misses", "refused", results::CounterScope::user_kernel, results::CounterTier::hardware, ""}};
  ASSERT_TRUE(run.run());
  const auto& absences = run.sink.recording.absences;
  EXPECT_NE(
      std::find(absences.begin(), absences.end(), (results::Absence{"counter branch_misses", "no room"})),
      absences.end());
}

TEST(Orchestrator, NamesTheEventsAndOrdersThePanelAndJudgesItByTheCpu) {
  FakeRun run;
  run.counter_passes = {{{"cycles", "ls_not_halted_cyc", 4, 0x76}}};
  run.plan.count_cpus = true;
  run.panel = {true, 1U << 20, 32U << 20};
  run.sink.recording.header.microarchitecture = "Zen 5";
  ASSERT_TRUE(run.run());
  for (const Prepare& prepare : run.prepared) {
    EXPECT_EQ(prepare.hardware_events, run.counter_passes.front());
    EXPECT_TRUE(prepare.count_cpus);
    EXPECT_TRUE(prepare.panel.wanted);
    EXPECT_EQ(prepare.panel.l2_bytes, 1U << 20);
    EXPECT_EQ(prepare.panel.l3_bytes, 32U << 20);
  }
  for (const results::Stage& stage : run.sink.recording.stages) {
    const bool has_neighbour = stage.kind == results::StageKind::service;  // as the fake process has it
    EXPECT_EQ(stage.quality, has_neighbour ? results::Quality::disturbed : results::Quality::clean);
    EXPECT_EQ(stage.quality_reasons, has_neighbour ? "silent-neighbour" : "");
    EXPECT_EQ(stage.panel_before.l1_loads_per_cycle, 3.99);
  }
}

}  // namespace
}  // namespace crossfade::collector
