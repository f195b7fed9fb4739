// crossfade-report: what must be in its text, whatever it looks like.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/analysis/report_case.h"

namespace crossfade::analysis {
namespace {

using ::testing::HasSubstr;
using ReportContent = testing::ReportCase;
using results::ErrorKind;
using testing::synthetic_recording;
using testing::SyntheticHost;
using testing::SyntheticWorkload;
using testing::write_recording;

TEST_F(ReportContent, NoiseOfSeveralRecordingsOfAnyKind) {
  const std::string text = *report({"noise", calibration(), base(), calibration()});
  EXPECT_THAT(text, HasSubstr("Noise floor of 2 recordings"));
  EXPECT_THAT(text, HasSubstr("tls_segment (noise.h5)"));
  EXPECT_THAT(text, HasSubstr("tls_segment (m5.h5)"));
  EXPECT_THAT(text, HasSubstr("it counts once"));
  const auto json = nlohmann::json::parse(*report({"noise", calibration(), "--format", "json"}));
  const auto& row = json["tables"][0]["rows"][0];
  EXPECT_LT(row["deviation"]["interval"][0], row["deviation"]["value"]);
  EXPECT_LT(row["detectable_50_pairs"]["value"], row["detectable_8_pairs"]["value"]);
  EXPECT_THAT(*report({"noise", calibration(), "--format", "markdown"}), HasSubstr("| capacity"));
  EXPECT_EQ(error({"noise", at("missing.h5")}).kind, ErrorKind::io);
  EXPECT_EQ(error({"noise"}).kind, ErrorKind::usage);
}

TEST_F(ReportContent, ACalibrationIsNoSideAndNamesTheNoiseOfItsHost) {
  for (const std::vector<std::string>& places :
       {std::vector<std::string>{base(), calibration(), "--to", candidate()},
        {calibration(), base(), candidate()}}) {
    std::vector<std::string> words{"compare"};
    words.insert(words.end(), places.begin(), places.end());
    const std::string text = *report(words);
    EXPECT_THAT(text, HasSubstr("noise floor of the baseline's host"));
    EXPECT_THAT(text, HasSubstr("Left out: noise.h5: a calibration"));
  }
  EXPECT_EQ(error({"compare", calibration(), "--to", candidate()}).kind, ErrorKind::data);
  EXPECT_EQ(error({"compare", base(), calibration()}).kind, ErrorKind::data) << "nothing to compare with";
  EXPECT_THAT(*report({"show", calibration()}), HasSubstr("calibration, finished"));
}

TEST_F(ReportContent, WhatIsPredictedIsNeverMeasured) {
  const auto json = nlohmann::json::parse(*report({"show", scaling(), "--format", "json"}));
  std::size_t predicted = 0, measured = 0;
  for (const auto& table : json["tables"]) {
    if (table["id"] != "scaling") continue;
    for (const auto& row : table["rows"]) {
      const bool has_throughput =
          row["throughput"].contains("value") && row["throughput"]["value"].is_number();
      const bool has_prediction = row["predicted_throughput"].contains("value");
      EXPECT_NE(has_throughput, has_prediction);
      predicted += has_prediction;
      measured += has_throughput;
      if (!has_prediction) continue;
      EXPECT_EQ(row["throughput"]["absent_because"], "predicted, not measured");
    }
  }
  EXPECT_EQ(measured, 24u);
  EXPECT_EQ(predicted % 2, 0u);
  EXPECT_GE(predicted, 2u);
  EXPECT_THAT(*report({"show", scaling(), "--format", "markdown"}), HasSubstr("predicted, not measured"));
  EXPECT_THAT(*report({"show", scaling(), "--format", "csv"}), HasSubstr("predicted_throughput"));
}

TEST_F(ReportContent, JsonAndCsvHaveTheUndisturbedRatioInFull) {
  const std::string a = disturbed_base(), b = disturbed_candidate();
  const auto json = nlohmann::json::parse(*report({"compare", a, b, "--format=json"}));
  bool seen = false;
  for (const auto& table : json["tables"]) {
    if (table["id"] != "comparison") continue;
    for (const auto& row : table["rows"]) {
      if (row["metric"]["text"] != "service_p50") continue;
      seen = true;
      EXPECT_TRUE(row["undisturbed_ratio"]["interval"][0] < row["undisturbed_ratio"]["value"]);
      EXPECT_TRUE(row["undisturbed_candidate"]["value"] < row["candidate_value"]["value"]);
      EXPECT_EQ(row["undisturbed_candidate_blocks"]["value"], 4);
      EXPECT_GT(row["candidate_disturbed_time_share"]["value"], 0.3);
      EXPECT_EQ(row["undisturbed_agrees"]["text"], "only undisturbed resolved");
    }
  }
  EXPECT_TRUE(seen);
  EXPECT_THAT(*report({"compare", a, b, "--format=csv"}), HasSubstr("undisturbed_ratio_low"));
}

TEST_F(ReportContent, PricesASyntheticMigration) {
  const std::string text = *report({"cost", base(), "--to", candidate()});
  EXPECT_THAT(text, HasSubstr("RESTS ON AN ASSUMPTION"));
  EXPECT_THAT(text, HasSubstr("on-demand, us-east-1, USD, 2026-07-20"));
  EXPECT_THAT(text, HasSubstr("Break-even price"));
  EXPECT_THAT(text, HasSubstr("synthetic"));
}

TEST_F(ReportContent, EveryDefaultHasItsSource) {
  const std::string text = *report({"compare", base(), candidate(), "--format", "markdown"});
  EXPECT_THAT(text,
              HasSubstr("differ by 5 % (h0; chosen between what was found elsewhere: SD of ln over 11"));
  EXPECT_THAT(text, HasSubstr("by at least 2 % (r0; SD between recordings of 80 s on one quiet cloud host"));
  EXPECT_THAT(text, HasSubstr("4 degrees of freedom (judgement)"));
}

TEST_F(ReportContent, JsonHasNumbersIntervalsAndReasons) {
  const auto json = nlohmann::json::parse(*report({"compare", base(), candidate(), "--format=json"}));
  EXPECT_EQ(json["format"], "crossfade-report");
  bool ratio = false, reason = false;
  for (const auto& table : json["tables"]) {
    if (table["id"] != "comparison") continue;
    for (const auto& row : table["rows"]) {
      if (row["metric"]["text"] == "capacity") {
        ratio = row["ratio"]["interval"][0] < row["ratio"]["value"] &&
                row["ratio"]["value"] < row["ratio"]["interval"][1];
      }
      if (row["metric"]["text"] == "ipc")
        reason = row["baseline"]["absent_because"] == "this machine has no PMU";
    }
  }
  EXPECT_TRUE(ratio);
  EXPECT_TRUE(reason);
}

TEST_F(ReportContent, ASideWithoutAStageHasNoShareOfDisturbedOnes) {
  results::Recording r = synthetic_recording(m7a(), {small_answers()});
  for (results::Stage& s : r.stages) s.quality = results::Quality::voided;
  ASSERT_TRUE(write_recording(at("void.h5"), r));
  EXPECT_THAT(*report({"compare", base(), at("void.h5"), "--format", "markdown"}),
              HasSubstr("Disturbed stages up to 0 % \\| -."));
}

TEST_F(ReportContent, ThreeHostsASideDoNotRestOnAnAssumption) {
  std::vector<std::string> arguments{"compare"};
  for (const auto& [host, name] : {std::pair{m5(), "m5"}, std::pair{m7a(), "m7a"}}) {
    for (std::uint64_t i = 1; i <= 3; ++i) {
      SyntheticHost each = host;
      each.host_id += std::to_string(i);
      each.seed += 10 * i;
      arguments.push_back(recording(name + std::to_string(i) + ".h5", each, {small_answers()}));
    }
  }
  const std::string text = *report(arguments);
  EXPECT_EQ(text.find("RESTS ON"), std::string::npos);
  EXPECT_THAT(text, HasSubstr("3 hosts (named by the user), 3 recordings"));
  EXPECT_THAT(text, HasSubstr("up to 63 %"));
}

TEST_F(ReportContent, SameHostSaysSo) {
  SyntheticHost capped = m5();
  capped.isa_cap = "x86-64-v2";
  capped.start_unix_ns += 1'000'000'000'000;
  const std::string text = *report({"compare", base(), recording("capped.h5", capped, {small_answers()})});
  EXPECT_THAT(text, HasSubstr("for this machine only"));
  EXPECT_THAT(text, HasSubstr("one after the other"));
  EXPECT_THAT(text, HasSubstr("ISA cap x86-64-v2"));
}

TEST_F(ReportContent, ShowNamesWhatACapDoesNotReach) {
  SyntheticHost capped = m5();
  capped.isa_cap = "x86-64-v2";
  results::Recording r = synthetic_recording(capped, {small_answers()});
  const std::string name = r.workloads[0].name;
  ASSERT_TRUE(write_recording(at("all.h5"), r));
  EXPECT_THAT(*report({"show", at("all.h5")}), HasSubstr("libraries capped at x86-64-v2\n"));
  r.libraries.push_back({0, "zstd", "1.5.4", "BMI2 if built in, has no switch"});
  ASSERT_TRUE(write_recording(at("zstd.h5"), r));
  EXPECT_THAT(*report({"show", at("zstd.h5")}),
              HasSubstr("libraries capped at x86-64-v2; not capped, because they have no switch: zstd (" +
                        name + ")"));
  EXPECT_THAT(*report({"show", base()}), ::testing::Not(HasSubstr("libraries capped")));
}

TEST_F(ReportContent, AFolderIsItsRecordings) {
  static_cast<void>(base());
  static_cast<void>(candidate());
  write("broken.h5", "not a recording");
  const std::string text = *report({"compare", folder_.string()});
  EXPECT_THAT(text, HasSubstr("m7a.xlarge against m5.xlarge (baseline)"));
  EXPECT_THAT(text, HasSubstr("Left out"));
  EXPECT_THAT(*report({"list", folder_.string()}), HasSubstr("Left out"));
}

TEST_F(ReportContent, AFolderOfALabIsAllItsHosts) {
  for (const char* host : {"lab/m5.xlarge/a", "lab/m5.xlarge/b", "lab/m7a.xlarge/c"})
    std::filesystem::create_directories(at(host));
  SyntheticHost second = m5();
  second.host_id = "host-second";
  second.seed = 5;
  static_cast<void>(recording("lab/m5.xlarge/a/3fa9-look1.h5", m5(), {small_answers()}));
  static_cast<void>(recording("lab/m5.xlarge/b/3fa9-look1.h5", second, {small_answers()}));
  static_cast<void>(recording("lab/m7a.xlarge/c/3fa9-look1.h5", m7a(), {small_answers()}));
  const std::string text = *report({"compare", at("lab")});
  EXPECT_THAT(text, HasSubstr("m7a.xlarge against m5.xlarge (baseline)"));
  EXPECT_THAT(text, HasSubstr("a/3fa9-look1.h5, b/3fa9-look1.h5")) << "files of one name are told apart";
  EXPECT_EQ(*report({"compare", at("lab/m5.xlarge"), "--to", at("lab/m7a.xlarge")}), text);
  EXPECT_THAT(*report({"list", at("lab")}), HasSubstr("\nc/3fa9-look1.h5"));

  std::filesystem::create_directories(at("none/m5.xlarge/a"));
  const results::Error none = error({"compare", at("none"), "--to", at("lab")});
  EXPECT_EQ(none.kind, results::ErrorKind::data);
  EXPECT_THAT(none.why, HasSubstr("there is no *.h5 in the folder or below it"));
  const auto listed = *whole_report({"list", at("none"), at("lab")});
  ASSERT_EQ(listed.left_out.size(), 1U);
  EXPECT_THAT(listed.left_out[0], HasSubstr(at("none") + ": there is no *.h5 in the folder or below it"));
}

TEST_F(ReportContent, TitlesAreListedAndCannotBreakTheLayout) {
  SyntheticHost loud = m5();
  loud.instance_type = "";
  loud.title = "two\nlines\tand a tab " + std::string(3'000, 'x');
  const std::string path = recording("loud.h5", loud, {small_answers()});
  const std::string list = *report({"list", path});
  EXPECT_THAT(list, HasSubstr("two\\nlines\\tand a tab xxx"));
  EXPECT_LT(list.size(), 1'000U);
  const std::string text = *report({"compare", base(), path});
  EXPECT_EQ(text.find("two\n"), std::string::npos);
  EXPECT_EQ(text.find(std::string(100, 'x')), std::string::npos);
  const std::string markdown = *report({"compare", base(), path, "--format", "md"});
  EXPECT_EQ(markdown.find("two\n"), std::string::npos);
  // Whole where one recording is asked for.
  EXPECT_THAT(*report({"show", path}), HasSubstr(std::string(3'000, 'x')));
  const auto json = nlohmann::json::parse(*report({"list", path, "--format", "json"}));
  EXPECT_EQ(json["tables"][0]["rows"][0]["title"]["text"], loud.title);
}

TEST_F(ReportContent, TermsAreExplainedWhereTheyStand) {
  const std::string a = base(), b = candidate();
  const std::string compare = *report({"compare", a, b});
  for (const char* term :
       {"\nTerms\n", "\n  R1: ", "\n  h0: ", "\n  r0: ", "\n  tips at: ", "\n  grid: ", "\n  n: "})
    EXPECT_THAT(compare, HasSubstr(term));
  const std::string show = *report({"show", a});
  EXPECT_THAT(show, HasSubstr("\n  grid: "));
  for (const char* term : {"\n  R1: ", "\n  h0: ", "\n  tips at: ", "\n  n: "})
    EXPECT_EQ(show.find(term), std::string::npos) << term;
  EXPECT_EQ(report({"list", a})->find("Terms"), std::string::npos);
  EXPECT_EQ(report({"compare", a, b, "--format", "json"})->find("\"terms\""), std::string::npos);
}

TEST_F(ReportContent, TheSameThingTwiceGetsTwoNames) {
  SyntheticHost again = m5();
  again.host_id = "host-c";
  again.seed = 7;
  const std::string text = *report({"compare", base(), recording("again.h5", again, {small_answers()})});
  EXPECT_THAT(text, HasSubstr("m5.xlarge (again) against m5.xlarge (m5)"));
}

TEST_F(ReportContent, WithoutToTheSidesAreAsTheHelpSays) {
  const auto more = [&](const std::string& name, SyntheticHost host, std::uint64_t seed) {
    host.host_id = name;
    host.seed = seed;
    return recording(name + ".h5", host, {small_answers()});
  };
  const std::string first = base(), second = more("second", m5(), 5), third = more("third", m5(), 6);
  // Candidates of another type: more of its own kind join the baseline.
  const std::string with_others = *report({"compare", first, candidate(), second, "--width", "500"});
  EXPECT_THAT(with_others, HasSubstr("2 recordings of 8 blocks (m5.h5, second.h5)"));
  EXPECT_THAT(with_others, HasSubstr("1 recording of 8 blocks (m7a.h5)"));
  // None of another: the first against the others.
  const std::string alike = *report({"compare", first, second, third, "--width", "500"});
  EXPECT_THAT(alike, HasSubstr("1 recording of 8 blocks (m5.h5)"));
  EXPECT_THAT(alike, HasSubstr("2 recordings of 8 blocks (second.h5, third.h5)"));
}

TEST_F(ReportContent, ACopyOfARecordingIsNoMoreEvidence) {
  const std::string a = base(), b = candidate();
  std::filesystem::create_directory(at("copies"));
  for (const char* name : {"1.h5", "2.h5"}) std::filesystem::copy_file(b, folder_ / "copies" / name);
  std::filesystem::copy_file(a, at("copy.h5"));
  // What was left out stands between.
  const auto without_names = [](const std::string& text) {
    const auto from = text.find("Differences"), to = text.find("\nTerms\n");
    return text.substr(from, to - from) + text.substr(text.find("In short"));
  };
  const std::string once = without_names(*report({"compare", a, "--to", at("copies/1.h5")}));
  const std::string often = without_names(*report({"compare", a, at("copy.h5"), a, "--to", at("copies"), b}));
  EXPECT_EQ(often, once) << "the same numbers, whatever the number of copies";
  for (const std::string& said :
       {a + " was named more than once", at("copies/2.h5") + " is the same recording"})
    EXPECT_THAT(*report({"compare", a, at("copy.h5"), a, "--to", at("copies"), b, "--width", "500"}),
                HasSubstr("Left out: " + said));
}

TEST_F(ReportContent, WhatIsSimulatedIsCalledSoEverywhere) {
  results::Recording made = synthetic_recording(m7a(), {small_answers()});
  made.header.kind = results::RecordingKind::simulated;
  ASSERT_TRUE(write_recording(at("made.h5"), made));
  const std::string a = base();
  const std::string compared = *report({"compare", a, at("made.h5")});
  EXPECT_THAT(compared, ::testing::StartsWith("m7a.xlarge (SIMULATED) against m5.xlarge (baseline)"));
  EXPECT_THAT(compared, HasSubstr("Nothing here is to be decided"));
  const auto json = nlohmann::json::parse(*report({"cost", a, at("made.h5"), "--format", "json"}));
  for (const auto& table : json["tables"]) {
    for (const auto& row : table["rows"]) EXPECT_NE(row["side"]["text"], "m7a.xlarge") << table["id"];
  }
  EXPECT_THAT(*report({"show", at("made.h5")}), HasSubstr("SIMULATED (not a measurement"));
  EXPECT_THAT(*report({"list", folder_.string()}), HasSubstr("SIMULATED"));
  for (const char* format : {"csv", "json"})
    EXPECT_THAT(*report({"list", folder_.string(), "--format", format}), HasSubstr("simulated"));
  // A price may be given under either name.
  for (const char* name : {"m7a.xlarge=1", "m7a.xlarge (SIMULATED)=1"})
    EXPECT_THAT(*report({"cost", a, at("made.h5"), "--hourly-price", name}),
                HasSubstr("1 USD per hour, as given"));
}

TEST_F(ReportContent, AStatedTypeIsNotCalledARealOne) {
  const std::string a = base(), b = candidate();
  EXPECT_THAT(*report({"show", a, "--width", "300"}),
              HasSubstr("instance type stated by the user, not read"));
  EXPECT_THAT(
      *report({"cost", a, b, "--width", "300"}),
      HasSubstr("m7a.xlarge: instance type stated by the user, not read from the machine; the price"));
  EXPECT_THAT(*report({"list", folder_.string()}), HasSubstr("m5.xlarge (stated)"));
}

TEST_F(ReportContent, TwoSetsOfParametersAreTwoRows) {
  SyntheticWorkload small, large;
  small.name = large.name = "evcache_get";
  small.parameters = "hit=0.9 mb=8";
  large.parameters = "hit=0.9 mb=128";
  const std::string two = recording("two.h5", m5(), {small, large});
  const std::string shown = *report({"show", two});
  EXPECT_THAT(shown, HasSubstr("evcache_get:mb=8\n"));
  EXPECT_THAT(shown, HasSubstr("evcache_get:mb=128\n"));
  const std::string compared = *report({"compare", two, recording("one.h5", m7a(), {large})});
  EXPECT_THAT(compared, HasSubstr("evcache_get:mb=128; request"));
  EXPECT_THAT(compared, HasSubstr("so not compared: evcache_get:mb=8."));
  EXPECT_THAT(*report({"list", two}), HasSubstr("evcache_get (2 variants)"));
}

TEST_F(ReportContent, WhatWasMeasuredAndIsVoidIsNamed) {
  SyntheticHost host = m5();
  host.requests = 1'000;
  results::Recording made = synthetic_recording(host, {small_answers()});
  for (results::Stage& stage : made.stages) {
    if (stage.kind == results::StageKind::load && stage.offered_per_s > 9'000)
      stage.quality = results::Quality::voided;
  }
  ASSERT_TRUE(write_recording(at("void.h5"), made));
  EXPECT_THAT(*report({"show", at("void.h5")}),
              HasSubstr("Left out, void in every process run (disturbed beyond use): 10,000/s"));

  with_spikes("spikes.h5", m5(), 2);
  auto opened = results::read_recording(at("spikes.h5"));
  ASSERT_TRUE(opened);
  for (results::Stage& stage : opened->recording.stages) {
    if (stage.kind == results::StageKind::spike) stage.quality = results::Quality::voided;
  }
  ASSERT_TRUE(write_recording(at("lost.h5"), opened->recording));
  EXPECT_THAT(*report({"show", at("lost.h5")}), HasSubstr("load spikes not measured: all"));
}

TEST_F(ReportContent, OnlyBlocksOfMeasurementsThatEndedAreCounted) {
  SyntheticHost host = m5();
  host.requests = 1'000;
  results::Recording made = synthetic_recording(host, {small_answers()});
  made.repetitions[0].purpose = results::RepetitionPurpose::calibration;
  for (const auto cut_short : {results::RepetitionOutcome::killed, results::RepetitionOutcome::interrupted}) {
    made.repetitions[1].outcome = cut_short;
    ASSERT_TRUE(write_recording(at("six.h5"), made));
    EXPECT_THAT(*report({"show", at("six.h5")}), HasSubstr("1 recording of 6 blocks"));
  }
}

TEST_F(ReportContent, ACpuTargetNeedsNoPrice) {
  SyntheticHost a = m5(), b = m7a();
  a.instance_type = b.instance_type = "";
  const std::vector<std::string> cost{"cost", recording("a.h5", a, {small_answers()}),
                                      recording("b.h5", b, {small_answers()})};
  EXPECT_THAT(*report(cost), ::testing::Not(HasSubstr("how far the CPUs are used")));
  auto with_target = cost;
  with_target.insert(with_target.end(), {"--cpu-target", "60%"});
  const std::string text = *report(with_target);
  EXPECT_THAT(text, HasSubstr("synthetic m5 at 60 % busy = 60 %"));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("at capacity")));
}

TEST_F(ReportContent, CommitmentsSayWhenAMoveHasPaidForItself) {
  const std::string text =
      *report({"cost", base(), candidate(), "--committed", "m5:until=2027-10-01", "--move-on", "2026-12-01"});
  EXPECT_THAT(text, HasSubstr("Commitments: when a move on 2026-12-01 has paid for itself"));
  EXPECT_THAT(text, HasSubstr("m5: committed until 2027-10-01: paid until then whether used or not."));
  EXPECT_THAT(*report({"cost", base(), candidate()}), ::testing::Not(HasSubstr("Commitments")));
}

}  // namespace
}  // namespace crossfade::analysis
