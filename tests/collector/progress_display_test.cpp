#include "collector/progress_display.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "collector/duration_text.h"
#include "collector/failed_workloads.h"
#include "collector/plan_text.h"
#include "collector/run_summary.h"
#include "tests/support/recording_builder.h"

namespace crossfade::collector {
namespace {

Plan two_workloads() {
  Plan plan;
  plan.profile = "quick";
  plan.workloads = {{"tls_segment", "default", {}}, {"evcache_get", "dram", {"mb=64"}}};
  plan.blocks = 2;
  plan.thread_counts = {1, 2};
  plan.worker_cpus = {0, 1};
  plan.service_ns = plan.capacity_ns = plan.load_ns = 1'000'000'000;
  return plan;
}

StageSpec load_stage() {
  StageSpec stage;
  stage.kind = results::StageKind::load;
  stage.offered_per_s = 1258.9;
  return stage;
}

results::Repetition ended(results::RepetitionOutcome outcome, const char* reason = "") {
  results::Repetition repetition;
  repetition.outcome = outcome;
  repetition.reason = reason;
  return repetition;
}

/// What a terminal of one line shows.
class FakeTerminal {
 public:
  void write(std::string_view text) {
    all += text;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\r') {
        line.clear();
      } else if (text.substr(i, 3) == "\x1b[K") {
        i += 2;
      } else {
        line += text[i];
      }
    }
  }
  std::string line, all;
};

TEST(TerminalProgress, RedrawsOneLineWithBarAndTimeLeft) {
  const Plan plan = two_workloads();
  FakeTerminal terminal;
  const auto display = terminal_progress(
      plan, [&](std::string_view text) { terminal.write(text); }, [] { return 120; });
  const WorkItem item{1, 0, 1, 7};
  display->stage_started(item, load_stage(), {1, 4, 65'000'000'000});
  EXPECT_EQ(
      terminal.line,
      "[######..................]  25 %  1 min 05 s left  block 1/2  evcache_get@dram:mb=64  load 1259/s");
  display->process_ended(item, ended(results::RepetitionOutcome::ok), {5, 1, 0, ""}, {4, 4, 0});
  EXPECT_EQ(terminal.line,
            "[########################] 100 %  done  block 1/2  evcache_get@dram:mb=64  recorded");
  EXPECT_EQ(terminal.all.find('\n'), std::string::npos);
  display->clear();
  EXPECT_EQ(terminal.line, "");
}

TEST(TerminalProgress, NeverIsWiderThanTheTerminal) {
  const Plan plan = two_workloads();
  FakeTerminal terminal;
  std::size_t columns = 40;
  const auto display = terminal_progress(
      plan, [&](std::string_view text) { terminal.write(text); }, [&] { return columns; });
  display->process_started({1, 0, 1, 7}, {1, 4, 65'000'000'000});
  EXPECT_EQ(terminal.line.size(), 39U);
  columns = 0;  // a terminal that does not say
  display->process_started({1, 0, 1, 7}, {1, 4, 65'000'000'000});
  EXPECT_EQ(terminal.line.size(), 19U);
}

TEST(TerminalProgress, ShowsHowLongAProcessHasPrepared) {
  const Plan plan = two_workloads();
  FakeTerminal terminal;
  const auto display = terminal_progress(
      plan, [&](std::string_view text) { terminal.write(text); }, [] { return 140; });
  const WorkItem item{1, 0, 1, 7};
  display->still_preparing(item, 5'000'000'000, 120'000'000'000, {1, 4, 65'000'000'000});
  display->still_preparing(item, 12'000'000'000, 120'000'000'000, {1, 4, 65'000'000'000});
  EXPECT_EQ(terminal.line,
            "[######..................]  25 %  1 min 05 s left  block 1/2  evcache_get@dram:mb=64  still "
            "preparing, 12 s of at most 2 min 00 s");
  EXPECT_EQ(terminal.all.find('\n'), std::string::npos);
}

TEST(PlainProgress, SaysNowAndThenThatAProcessStillPrepares) {
  const Plan plan = two_workloads();
  std::string lines;
  const auto display = plain_progress(plan, [&](std::string_view text) { lines += text; });
  const WorkItem item{1, 0, 1, 7};
  const std::string name = "block 1/2 evcache_get@dram:mb=64: still preparing, ";
  for (int process = 0; process < 2; ++process) {
    lines.clear();
    display->process_started(item, {1, 4, 9});
    for (std::uint64_t s = 5; s < 60; s += 5)
      display->still_preparing(item, s * 1'000'000'000, 60'000'000'000, {1, 4, 9});
    std::string expected;
    for (const char* const waited : {"10 s", "20 s", "40 s"})
      expected.append(name).append(waited).append(" of at most 1 min 00 s\n");
    EXPECT_EQ(lines, expected);
  }
}

TEST(TerminalProgress, AProblemGetsALineOfItsOwn) {
  const Plan plan = two_workloads();
  FakeTerminal terminal;
  const auto display = terminal_progress(
      plan, [&](std::string_view text) { terminal.write(text); }, [] { return 80; });
  display->process_ended({0, 0, 0, 7}, ended(results::RepetitionOutcome::crashed, "ended by signal 11"), {},
                         {1, 4, 1});
  EXPECT_NE(terminal.all.find("block 1/2 tls_segment: crashed: ended by signal 11\n"), std::string::npos)
      << terminal.all;
}

TEST(PlainProgress, PrintsOneLinePerProcess) {
  const Plan plan = two_workloads();
  std::string lines;
  const auto display = plain_progress(plan, [&](std::string_view text) { lines += text; });
  const WorkItem item{1, 0, 1, 7};
  display->process_started(item, {0, 4, 9});
  display->stage_started(item, load_stage(), {0, 4, 9});
  EXPECT_EQ(lines, "");
  display->process_ended(item, ended(results::RepetitionOutcome::ok), {10, 2, 1, "why"},
                         {1, 4, 65'000'000'000});
  EXPECT_EQ(lines,
            "[1/4] block 1/2 evcache_get@dram:mb=64: ok, 10 stages, 2 disturbed, 1 void; 1 min 05 s left\n");
  display->process_ended(item, ended(results::RepetitionOutcome::hung, "gave no sign"), {1, 0, 0, ""},
                         {4, 4, 0});
  EXPECT_NE(lines.find("[4/4] block 1/2 evcache_get@dram:mb=64: hung, 1 stage; done\n"
                       "block 1/2 evcache_get@dram:mb=64: hung: gave no sign\n"),
            std::string::npos)
      << lines;
}

TEST(PlainProgress, SaysThatABudgetLeavesTheNumberOfProcessesOpen) {
  Plan plan = two_workloads();
  plan.calibration = 1;
  std::string lines;
  const auto display = plain_progress(plan, [&](std::string_view text) { lines += text; });
  display->process_ended({1, 0, 1, 7}, ended(results::RepetitionOutcome::ok), {10, 0, 0, ""}, {1, 6, 9});
  display->process_ended({1, 0, 1, 7}, ended(results::RepetitionOutcome::ok), {10, 0, 0, ""}, {5, 5, 0});
  EXPECT_EQ(lines.substr(0, 6), "[1/~6]");
  EXPECT_NE(lines.find("\n[5/5]"), std::string::npos) << lines;
}

/// What is printed of a process that ended well with such stages.
std::string plain_lines(const StagesOfProcess& stages) {
  const Plan plan = two_workloads();
  std::string lines;
  const auto display = plain_progress(plan, [&](std::string_view text) { lines += text; });
  display->process_ended({1, 0, 1, 7}, ended(results::RepetitionOutcome::ok), stages, {1, 4, 9});
  return lines;
}

TEST(PlainProgress, SaysAtOnceThatNothingOfAProcessIsOfUse) {
  const std::string lines = plain_lines({2, 0, 2, "Stolen"});
  EXPECT_NE(lines.find("of no use, 2 stages, 2 void;"), std::string::npos) << lines;
  EXPECT_NE(lines.find("\nblock 1/2 evcache_get@dram:mb=64: nothing of it can be used: Stolen\n"),
            std::string::npos)
      << lines;
}

TEST(PlainProgress, SaysWhyNothingWasMeasured) {
  const std::string lines = plain_lines({0, 0, 0, "no chunk"});
  EXPECT_NE(lines.find("ok, no stage: no chunk;"), std::string::npos) << lines;
}

TEST(PlainProgress, ALookThatWasNotTakenIsNotOk) {
  const Plan plan = two_workloads();
  std::string lines;
  const auto display = plain_progress(plan, [&](std::string_view text) { lines += text; });
  WorkItem item{1, 0, 1, 7};
  item.purpose = results::RepetitionPurpose::verification;
  display->process_ended(item, ended(results::RepetitionOutcome::ok), {0, 0, 0, "no rate meets it"},
                         {4, 4, 0});
  EXPECT_EQ(lines, "[4/4] verification evcache_get@dram:mb=64: not taken: no rate meets it; done\n");
}

TEST(PlainProgress, SaysWhereAllStagesOfTheSloThroughputAreVoid) {
  const std::string lines = plain_lines({9, 1, 4, "Stolen", 4, 4});
  EXPECT_NE(lines.find("ok, 9 stages, 1 disturbed, 4 void: none usable for the SLO throughput;"),
            std::string::npos)
      << lines;
  EXPECT_EQ(plain_lines({9, 1, 4, "Stolen", 4, 3}).find("SLO"), std::string::npos);
}

TEST(DurationText, IsForPeople) {
  EXPECT_EQ(duration_text(0), "0 ms");
  EXPECT_EQ(duration_text(350'000'000), "350 ms");
  EXPECT_EQ(duration_text(41'600'000'000), "42 s");
  EXPECT_EQ(duration_text(185'000'000'000), "3 min 05 s");
  EXPECT_EQ(duration_text(7'800'000'000'000), "2 h 10 min");
}

TEST(PlanText, SaysWhatAndHowLong) {
  const std::string text = plan_text(two_workloads());
  EXPECT_NE(text.find("2 blocks of 2 workloads: 4 processes, about "), std::string::npos) << text;
  EXPECT_NE(text.find("evcache_get@dram:mb=64"), std::string::npos) << text;
  EXPECT_NE(text.find("block 2:"), std::string::npos) << text;
}

TEST(PlanText, ShowsTheOrdersOfAFewBlocksWhereThereAreMany) {
  Plan plan = two_workloads();
  plan.blocks = 12;
  const std::string text = plan_text(plan);
  EXPECT_NE(text.find("block 4:"), std::string::npos) << text;
  EXPECT_EQ(text.find("block 5:"), std::string::npos) << text;
  EXPECT_NE(text.find("... 8 blocks more, each in an order of its own\n"), std::string::npos) << text;
}

TEST(PlanText, SaysWhatABudgetLeavesOpen) {
  Plan plan = two_workloads();
  plan.calibration = 3;
  plan.budget_ns = 7'200'000'000'000;
  plan.precision = 0.03;
  const std::string ample = plan_text(plan);
  EXPECT_NE(ample.find("what fits is settled after the calibration; 8 blocks of all are"), std::string::npos)
      << ample;
  EXPECT_EQ(ample.find("not expected to fit"), std::string::npos) << ample;
  EXPECT_EQ(begun_text(plan).substr(0, 9), "at least ");
  plan.budget_ns = 200'000'000'000;
  const std::string text = plan_text(plan), begun = begun_text(plan);
  for (const std::string& said : {text, begun}) {
    EXPECT_NE(said.find("not expected to fit:"), std::string::npos) << said;
    EXPECT_NE(said.find("4 of 8 blocks: 4 fit, there is room with --budget "), std::string::npos) << said;
  }
  EXPECT_NE(text.find("then about 4 blocks of them in 3 min 20 s"), std::string::npos) << text;
  EXPECT_NE(text.find("block 4:"), std::string::npos) << text;
  EXPECT_EQ(text.find("block 5:"), std::string::npos) << text;
  EXPECT_EQ(begun.substr(0, 6), "about ");
}

TEST(PlanText, SaysBeforehandWhatTheRatesGive) {
  Plan plan = two_workloads();
  plan.rates_per_s = {5};
  const std::string note = "5/s for 1 s is about 10 requests in all 2 blocks: no p99";
  EXPECT_NE(plan_text(plan).find("            " + note), std::string::npos) << plan_text(plan);
  EXPECT_NE(begun_text(plan).find("note: " + note), std::string::npos) << begun_text(plan);
  EXPECT_EQ(begun_text(plan).substr(0, 12), "4 processes,");
}

TEST(PlanText, SaysWhatWasSettled) {
  Allotment settled{two_workloads(), 12};
  settled.plan.blocks = 12;
  settled.plan.workloads[0].blocks = 8;
  settled.plan.workloads[1].blocks = 12;
  settled.plan.left_out = {"SLO throughput of x: too slow"};
  EXPECT_EQ(settled_text(settled),
            "blocks, as calibrated: 8 of tls_segment, 12 of evcache_get@dram:mb=64\n"
            "left out: SLO throughput of x: too slow\n");
  settled.plan.workloads[0].blocks = 12;
  EXPECT_EQ(settled_text(settled).substr(0, 44), "blocks, as calibrated: 12 of every workload\n");
  settled.expected_blocks = 3;
  settled.missing = "9 of 12 blocks: need more";
  EXPECT_EQ(settled_text(settled),
            "blocks, as calibrated: about 3 of every workload\n"
            "not expected to fit: 9 of 12 blocks: need more\n"
            "left out: SLO throughput of x: too slow\n");
  std::string plain;
  plain_progress(settled.plan, [&](std::string_view line) { plain += line; })->plan_settled(settled);
  EXPECT_EQ(plain, settled_text(settled));
  FakeTerminal terminal;
  terminal_progress(
      settled.plan, [&](std::string_view line) { terminal.write(line); }, [] { return 80; })
      ->plan_settled(settled);
  EXPECT_NE(terminal.all.find(plain), std::string::npos);
}

/// A process run of a measurement.
results::Repetition run_of(const Plan& plan, std::uint32_t plan_item,
                           results::RepetitionOutcome outcome = results::RepetitionOutcome::ok) {
  results::Repetition repetition = ended(outcome);
  repetition.plan_item = plan_item;
  repetition.block = item_at(plan, plan_item).block;
  return repetition;
}

TEST(PlanText, SaysWhatIsLeft) {
  const Plan plan = two_workloads();
  const auto name_at = [&](std::uint32_t item) {
    return display_name(plan.workloads[item_at(plan, item).workload]);
  };
  results::Recording recorded;
  EXPECT_TRUE(remaining_text(plan, recorded).starts_with("blocks complete: 0 of 2\neach process:\n"));
  recorded.repetitions.push_back(run_of(plan, 0, results::RepetitionOutcome::interrupted));
  EXPECT_TRUE(remaining_text(plan, recorded).starts_with("blocks complete: 0 of 2\n"));
  recorded.repetitions.push_back(run_of(plan, 0));
  const std::string one = remaining_text(plan, recorded);
  EXPECT_TRUE(one.starts_with("blocks complete: 0 of 2, and a part of block 1\n")) << one;
  EXPECT_TRUE(
      one.ends_with("\nblock 1/2: " + name_at(1) + "\nblock 2/2: " + name_at(2) + " " + name_at(3) + "\n"))
      << one;
  for (std::uint32_t item = 1; item < 4; ++item) recorded.repetitions.push_back(run_of(plan, item));
  const std::string none = remaining_text(plan, recorded);
  EXPECT_TRUE(none.starts_with("blocks complete: 2 of 2\n")) << none;
  EXPECT_EQ(none.find("block 2/2"), std::string::npos) << none;
}

TEST(PlanText, SaysWhatABudgetLeavesOpenOfTheRest) {
  Plan plan = two_workloads();
  plan.calibration = 1;
  plan.budget_ns = 7'200'000'000'000;
  const std::string open = remaining_text(plan, {});
  EXPECT_NE(open.find("\ncalibration 1/1: "), std::string::npos) << open;
  EXPECT_TRUE(open.ends_with("\nthen blocks, at least 2: how many is settled after the calibration\n"))
      << open;
  EXPECT_EQ(open.find("complete"), std::string::npos) << open;
  plan.allotted = true;
  EXPECT_EQ(remaining_text(plan, {}).find("settled"), std::string::npos);
}

Plan plan_of_builder() {
  Plan plan = two_workloads();
  plan.workloads = {{"tls_segment", "default", {}}};
  plan.blocks = 8;
  return plan;
}

TEST(RunSummary, ShowsMediansOfOkProcesses) {
  results::Recording recording = testing::synthetic_recording({});
  recording.repetitions[3].outcome = results::RepetitionOutcome::crashed;
  recording.repetitions[3].reason = "ended by signal 11";
  const auto summaries = summarise(plan_of_builder(), recording);
  ASSERT_EQ(summaries.size(), 1U);
  EXPECT_EQ(summaries[0].processes, 8U);
  EXPECT_EQ(summaries[0].processes_ok, 7U);
  EXPECT_EQ(summaries[0].capacity_per_s.size(), 7U);
  EXPECT_EQ(summaries[0].service_p50_ns.size(), 7U);
  EXPECT_GT(summaries[0].capacity_per_s.front(), 0);
  EXPECT_EQ(failed_workloads_text(summaries, "r.h5"), "") << "the other processes stand";
  const std::string text = to_text(summaries);
  EXPECT_NE(text.find("7 of 8 ok"), std::string::npos) << text;
  EXPECT_NE(text.find("crashed: ended by signal 11"), std::string::npos) << text;
}

TEST(RunSummary, OneWrongAnswerIsSaidLastWhateverTheOthersAnswered) {
  results::Recording recording = testing::synthetic_recording({});
  recording.repetitions[3].outcome = results::RepetitionOutcome::crashed;
  recording.repetitions[3].reason = "ended by signal 11";
  recording.repetitions[5].outcome = results::RepetitionOutcome::wrong;
  recording.repetitions[5].reason = "request 7 of class get has another digest";
  const auto summaries = summarise(plan_of_builder(), recording);
  EXPECT_THAT(to_text(summaries), ::testing::HasSubstr("6 of 8 ok"));
  const std::string text = failed_workloads_text(summaries, "r.h5");
  EXPECT_THAT(text, ::testing::StartsWith("crossfade-collect: some answers were wrong\n"
                                          "  where: tls_segment (1 of 8 processes)\n"
                                          "  why: request 7 of class get has another digest\n"));
  EXPECT_THAT(text, ::testing::Not(::testing::HasSubstr("no result")));
}

TEST(RunSummary, CountsProcessesWhoseStagesAreAllVoid) {
  results::Recording recording = testing::synthetic_recording({});
  const auto spoil = [&](std::uint32_t repetition) {
    for (results::Stage& stage : recording.stages) {
      if (stage.repetition == repetition) stage.quality = results::Quality::voided;
    }
  };
  EXPECT_THAT(to_text(summarise(plan_of_builder(), recording)), ::testing::HasSubstr("8 of 8 ok\n"));
  spoil(2);
  EXPECT_THAT(to_text(summarise(plan_of_builder(), recording)),
              ::testing::HasSubstr("8 of 8 ok, 1 of no use\n"));
  for (std::uint32_t r = 0; r < 8; ++r) spoil(r);
  EXPECT_THAT(to_text(summarise(plan_of_builder(), recording)),
              ::testing::HasSubstr("8 of 8 ok, none of use\n"));
}

TEST(RunSummary, WhatTheUserStoppedIsNoProcessThatFailed) {
  results::Recording recording = testing::synthetic_recording({});
  recording.repetitions[3].outcome = results::RepetitionOutcome::interrupted;
  recording.repetitions[3].reason = "the run was stopped";
  const auto summaries = summarise(plan_of_builder(), recording);
  ASSERT_EQ(summaries.size(), 1U);
  const std::string text = to_text(summaries);
  EXPECT_NE(text.find("7 of 7 ok"), std::string::npos) << text;
  EXPECT_EQ(text.find("stopped"), std::string::npos) << text;
}

TEST(RunSummary, FitsTheWidthThatThereIs) {
  results::Recording recording = testing::synthetic_recording({});
  recording.repetitions[3].outcome = results::RepetitionOutcome::crashed;
  recording.repetitions[3].reason = "ended by a signal that has a very long description, longer than a line";
  const auto summaries = summarise(plan_of_builder(), recording);
  for (const std::size_t width : {60U, 100U}) {
    std::istringstream lines(to_text(summaries, width));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), width) << line;
  }
  EXPECT_THAT(to_text(summaries, 100), ::testing::ContainsRegex("workload +requests/s, all workers"));
  EXPECT_THAT(to_text(summaries, 60), ::testing::HasSubstr("\n  requests/s, all workers: "));
  EXPECT_THAT(to_text(summaries, 60), ::testing::HasSubstr("\n  processes: 7 of 8 ok\n"));
}

TEST(RunSummary, NothingIsADashAndNeverZero) {
  const auto summaries = summarise(plan_of_builder(), {});
  EXPECT_THAT(failed_workloads_text(summaries, "r.h5"),
              ::testing::AllOf(::testing::HasSubstr("some workloads gave no result\n  where: tls_segment\n"),
                               ::testing::HasSubstr("crossfade-report show r.h5 --log")));
  const std::string text = to_text(summaries);
  EXPECT_NE(text.find("0 of 0 ok"), std::string::npos) << text;
  EXPECT_EQ(text.find("0 %"), std::string::npos) << text;
}

TEST(RunSummary, VoidStagesAreNotUsedAndSaidToBeVoid) {
  results::Recording recording = testing::synthetic_recording({});
  for (auto& stage : recording.stages) {
    stage.quality = results::Quality::voided;
    stage.quality_reasons = "run-queue-wait-void run-queue-wait";
  }
  const auto summaries = summarise(plan_of_builder(), recording);
  EXPECT_TRUE(summaries[0].capacity_per_s.empty());
  EXPECT_EQ(summaries[0].clean_stages, 0U);
  const std::string text = to_text(summaries);
  EXPECT_NE(text.find("void"), std::string::npos) << text;
  EXPECT_NE(text.find("run-queue-wait"), std::string::npos) << text;
  EXPECT_NE(text.find("\n    no requests/s with all workers: all 8 such stages are void\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("\n    no service time: all 8 such stages are void\n"), std::string::npos) << text;
}

TEST(RunSummary, VoidStagesAreSaidToBeVoidForWhatMadeThemSo) {
  results::Recording recording = testing::synthetic_recording({});
  for (auto& stage : recording.stages) {
    stage.quality = results::Quality::disturbed;
    stage.quality_reasons = "silent-neighbour";
  }
  const auto said = [&] { return to_text(summarise(plan_of_builder(), recording), 1'000); };
  EXPECT_THAT(said(), ::testing::HasSubstr("(silent-neighbour)"));
  auto& one = recording.stages.front();
  one.quality = results::Quality::voided;
  one.quality_reasons = "run-queue-wait-void run-queue-wait silent-neighbour";
  EXPECT_THAT(said(),
              ::testing::ContainsRegex("1 of [0-9]+ stages are void and not used above; Workers waited "
                                       "for a CPU for a quarter .* in 1 stage .run-queue-wait-void."));
}

TEST(RunSummary, OneVoidStageIsNotCalledAllOfThem) {
  testing::SyntheticHost host;
  host.blocks = 1;
  results::Recording recording = testing::synthetic_recording(host);
  for (auto& stage : recording.stages) stage.quality = results::Quality::voided;
  const std::string text = to_text(summarise(plan_of_builder(), recording));
  EXPECT_NE(text.find("\n    no service time: the only such stage is void\n"), std::string::npos) << text;
}

TEST(RunSummary, AStageOfTheLoadCurveThatIsLeftIsNoFigure) {
  const Plan plan = plan_of_builder();
  results::Recording recording = testing::synthetic_recording({});
  for (auto& stage : recording.stages) {
    if (stage.kind != results::StageKind::load) stage.quality = results::Quality::voided;
  }
  const auto summaries = summarise(plan, recording);
  EXPECT_LT(summaries[0].void_stages, summaries[0].stages);
  EXPECT_EQ(useless_text(summaries, summaries),
            fmt::format("nothing of {} can be used", display_name(plan.workloads[0])));
}

TEST(RunSummary, SaysWhatCannotBeUsedOfAllAndOfWhatWasAdded) {
  const Plan plan = plan_of_builder();
  results::Recording recording = testing::synthetic_recording({});
  const std::size_t before = recording.repetitions.size() - 1;
  EXPECT_EQ(useless_text(summarise(plan, recording), summarise(plan, recording, before)), "");
  for (auto& stage : recording.stages) {
    if (stage.repetition >= before) stage.quality = results::Quality::voided;
  }
  EXPECT_FALSE(is_all_void(summarise(plan, recording)));
  EXPECT_EQ(useless_text(summarise(plan, recording), summarise(plan, recording, before)),
            "nothing of what was measured now can be used");
  for (auto& stage : recording.stages) stage.quality = results::Quality::voided;
  EXPECT_EQ(useless_text(summarise(plan, recording), summarise(plan, recording, before)),
            fmt::format("nothing of {} can be used", display_name(plan.workloads[0])));
  EXPECT_FALSE(is_all_void(summarise(plan, recording, before + 1))) << "nothing was added";
}

}  // namespace
}  // namespace crossfade::collector
