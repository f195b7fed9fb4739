// crossfade-report up to its text, through files: goldens, options and bad input.
#include "analysis/report/report.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "analysis/render/text_layout.h"
#include "tests/support/recording_builder.h"
#include "tests/support/recording_file.h"
#include "tests/support/spike_builder.h"

namespace crossfade::analysis {
namespace {

using results::ErrorKind;
using ::testing::HasSubstr;
using testing::synthetic_recording;
using testing::SyntheticHost;
using testing::SyntheticWorkload;
using testing::write_recording;

class Report : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("crossfade-report-test-" + std::to_string(getpid()) + "-" +
               ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string at(const std::string& name) const { return (folder_ / name).string(); }

  std::string recording(const std::string& name, SyntheticHost host,
                        const std::vector<SyntheticWorkload>& workloads) const {
    host.requests = 1'000;
    const auto written = write_recording(at(name), synthetic_recording(host, workloads));
    EXPECT_TRUE(written) << results::to_line(written.error());
    return at(name);
  }

  static SyntheticWorkload small_answers() {
    SyntheticWorkload w;
    w.net_out_bytes = 1'000;
    return w;
  }

  static SyntheticHost m5() {
    SyntheticHost host;
    host.title = "synthetic m5";
    host.instance_type = "m5.xlarge";
    host.cpu_model = "Example CPU 5";
    host.grid_points = 14;
    return host;
  }
  static SyntheticHost m7a() {
    SyntheticHost host = m5();
    host.title = "synthetic m7a";
    host.instance_type = "m7a.xlarge";
    host.host_id = "host-b";
    host.cpu_model = "Example CPU 7";
    host.kernel = "6.5.0";
    host.speed = 1.6;
    host.seed = 2;
    return host;
  }
  /// The candidate is faster, but was disturbed in half of its blocks.
  std::string disturbed_base() const {
    SyntheticHost host = m5();
    host.microarchitecture = "Zen 4";
    host.panel_loads_per_cycle = 2.99;
    host.disturbed_blocks = 1;
    return recording("m5.h5", host, {small_answers()});
  }
  std::string disturbed_candidate() const {
    SyntheticHost host = m7a();
    host.microarchitecture = "Zen 5";
    host.panel_loads_per_cycle = 3.98;
    host.speed = 1.3;
    host.disturbed_blocks = 4;
    host.disturbed_slowdown = 1.7;
    return recording("m7a.h5", host, {small_answers()});
  }
  /// Of the baseline's host.
  std::string calibration() const {
    SyntheticHost host = m5();
    host.title = "synthetic noise of m5";
    host.microarchitecture = "Zen 4";
    host.panel_loads_per_cycle = 2.99;
    host.disturbed_blocks = 5;
    host.blocks = 60;
    host.grid_points = 0;
    host.requests = 1'000;
    results::Recording made = synthetic_recording(host, {small_answers()});
    made.header.kind = results::RecordingKind::calibration;
    made.header.run_id = "run-of-the-calibration";
    const auto written = write_recording(at("noise.h5"), made);
    EXPECT_TRUE(written) << results::to_line(written.error());
    return at("noise.h5");
  }
  /// Load spikes in which the degraded and the best-effort class fail from `limit` times the rate on, the
  /// critical one later.
  std::string with_spikes(const std::string& name, SyntheticHost host, double limit) const {
    host.requests = 1'000;
    results::Recording made = synthetic_recording(host, {small_answers()});
    testing::give_three_classes(made);
    testing::SyntheticSpikes spikes;
    spikes.factors = {1.5, 2, 3, 5};
    spikes.base_per_s *= host.speed;
    spikes.outcome = [limit](std::size_t c, double factor, std::uint32_t run) {
      const double own = c == 0 ? 2 * limit : limit;
      const double over = factor < own ? 0 : 0.2 * static_cast<double>(c) * factor / own + 0.01 * run;
      return testing::SpikeOutcome{1 - std::min(1.0, over), c == 0 ? 0 : std::min(0.9, over), 0};
    };
    spikes.bad_windows = [limit](double factor, std::uint32_t run) {
      return factor < limit ? 0 : factor < 2 * limit ? 1 + run % 2 : 30U;
    };
    testing::add_spikes(made, spikes);
    const auto written = write_recording(at(name), made);
    EXPECT_TRUE(written) << results::to_line(written.error());
    return at(name);
  }
  /// Eight cores with two threads each; a lawful workload, and contention beside its control.
  std::string scaling() const {
    SyntheticHost host = m5();
    host.workers = 16;
    host.cores = 8;
    host.sibling_gain = 0.3;
    host.thread_counts = {1, 2, 3, 4, 6, 8, 12, 16};
    host.stage_noise = 0.01;
    host.grid_points = 0;
    SyntheticWorkload lawful = small_answers();
    lawful.contention = 0.03;
    lawful.coherence = 0.004;
    SyntheticWorkload control;
    control.name = "contended";
    control.preset = "none";
    control.parameters = "sharing=none work=16";
    control.flags = results::Workload::contended_flag;
    control.overlap = 0.99;
    SyntheticWorkload lock = control;
    lock.preset = "lock";
    lock.parameters = "sharing=lock work=16";
    lock.contention = 0.4;
    return recording("m5-scaling.h5", host, {lawful, control, lock});
  }
  std::string base() const { return recording("m5.h5", m5(), {small_answers()}); }
  std::string candidate() const { return recording("m7a.h5", m7a(), {small_answers()}); }

  static results::Result<analysis::Report> whole_report(const std::vector<std::string>& arguments,
                                                        const Terminal& terminal = {}) {
    std::vector<const char*> argv{"crossfade-report"};
    for (const std::string& a : arguments) argv.push_back(a.c_str());
    const auto parsed = parse_options(static_cast<int>(argv.size()), argv.data());
    CF_TRY(parsed);
    if (const auto* printed = std::get_if<Printed>(&*parsed)) return analysis::Report{printed->text, {}};
    return make_report(std::get<Options>(*parsed), terminal);
  }

  static results::Result<std::string> report(const std::vector<std::string>& arguments) {
    auto whole = whole_report(arguments);
    CF_TRY(whole);
    return whole->text;
  }

  static results::Error error(const std::vector<std::string>& arguments) {
    const auto r = report(arguments);
    EXPECT_FALSE(r) << *r;
    return r ? results::Error{} : r.error();
  }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }

  std::filesystem::path folder_;
};

std::string read_text(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// UPDATE_GOLDEN=1 writes the file instead: read the difference before committing it.
void expect_golden(const std::string& name, const std::string& text) {
  const std::filesystem::path path = std::filesystem::path(CROSSFADE_GOLDEN_DIRECTORY) / name;
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path) << text;
    GTEST_SKIP() << "wrote " << path;
  }
  EXPECT_EQ(text, read_text(path)) << "UPDATE_GOLDEN=1 rewrites " << path;
}

/// Every part is there, and together they say what they should.
void expect_whole(const results::Error& e, const std::vector<std::string>& says) {
  EXPECT_EQ(e.kind, ErrorKind::usage);
  for (const std::string& part : {e.what, e.where, e.why, e.remedy}) {
    EXPECT_FALSE(part.empty()) << results::to_line(e);
  }
  for (const std::string& part : says) EXPECT_THAT(results::to_line(e), HasSubstr(part));
}

TEST_F(Report, GoldenText) {
  expect_golden("compare.txt", *report({"compare", base(), "--to", candidate()}));
}
TEST_F(Report, GoldenMarkdown) {
  expect_golden("compare.md", *report({"compare", base(), candidate(), "--format", "markdown"}));
}
TEST_F(Report, GoldenCsv) {
  expect_golden("compare.csv", *report({"compare", base(), candidate(), "--format", "csv"}));
}
TEST_F(Report, GoldenJson) {
  expect_golden("compare.json", *report({"compare", base(), candidate(), "--format", "json"}));
}
TEST_F(Report, GoldenShow) {
  expect_golden("show.txt", *report({"show", base(), "--counters"}));
}

TEST_F(Report, GoldenNoise) {
  expect_golden("noise.txt", *report({"noise", calibration()}));
}
TEST_F(Report, GoldenNoiseAsCsv) {
  expect_golden("noise.csv", *report({"noise", calibration(), "--format", "csv"}));
}

TEST_F(Report, NoiseOfSeveralRecordingsOfAnyKind) {
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

TEST_F(Report, ACalibrationIsNoSideAndNamesTheNoiseOfItsHost) {
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

TEST_F(Report, GoldenShowOfManyThreads) {
  expect_golden("show_scaling.txt", *report({"show", scaling()}));
}

TEST_F(Report, WhatIsPredictedIsNeverMeasured) {
  const auto json = nlohmann::json::parse(*report({"show", scaling(), "--format", "json"}));
  std::size_t predicted = 0, measured = 0;
  for (const auto& table : json["tables"]) {
    if (table["id"] != "scaling") continue;
    for (const auto& row : table["rows"]) {
      const bool has_throughput = row["throughput"].contains("value");
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

TEST_F(Report, GoldenTextWithAPanel) {
  expect_golden("compare_panel.txt", *report({"compare", disturbed_base(), "--to", disturbed_candidate()}));
}
TEST_F(Report, GoldenMarkdownWithAPanel) {
  expect_golden("compare_panel.md",
                *report({"compare", disturbed_base(), disturbed_candidate(), "--format", "markdown"}));
}
TEST_F(Report, GoldenShowWithAPanel) {
  expect_golden("show_panel.txt", *report({"show", disturbed_candidate()}));
}

TEST_F(Report, GoldenShowWithSpikes) {
  expect_golden("show_spikes.txt", *report({"show", with_spikes("m5.h5", m5(), 2)}));
}
TEST_F(Report, GoldenTextWithSpikes) {
  expect_golden("compare_spikes.txt",
                *report({"compare", with_spikes("m5.h5", m5(), 2), "--to", with_spikes("m7a.h5", m7a(), 3)}));
}

TEST_F(Report, JsonAndCsvHaveTheUndisturbedRatioInFull) {
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
      EXPECT_EQ(row["undisturbed_agrees"]["text"], "no");
    }
  }
  EXPECT_TRUE(seen);
  EXPECT_THAT(*report({"compare", a, b, "--format=csv"}), HasSubstr("undisturbed_ratio_low"));
}

TEST_F(Report, PricesASyntheticMigration) {
  const std::string text = *report({"cost", base(), "--to", candidate()});
  EXPECT_THAT(text, HasSubstr("RESTS ON AN ASSUMPTION"));
  EXPECT_THAT(text, HasSubstr("on-demand, us-east-1, USD, 2026-07-20"));
  EXPECT_THAT(text, HasSubstr("Break-even price"));
  EXPECT_THAT(text, HasSubstr("synthetic"));
}

TEST_F(Report, EveryDefaultHasItsSource) {
  const std::string text = *report({"compare", base(), candidate(), "--format", "markdown"});
  EXPECT_THAT(text, HasSubstr("differ by 5 % (h0; SD of ln over 11 c7a sizes"));
  EXPECT_THAT(text, HasSubstr("by at least 2 % (r0; SD between recordings of 80 s on one quiet cloud host"));
  EXPECT_THAT(text, HasSubstr("4 degrees of freedom (judgement)"));
}

TEST_F(Report, JsonHasNumbersIntervalsAndReasons) {
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

TEST_F(Report, ASideWithoutAStageHasNoShareOfDisturbedOnes) {
  results::Recording r = synthetic_recording(m7a(), {small_answers()});
  for (results::Stage& s : r.stages) s.quality = results::Quality::voided;
  ASSERT_TRUE(write_recording(at("void.h5"), r));
  EXPECT_THAT(*report({"compare", base(), at("void.h5"), "--format", "markdown"}),
              HasSubstr("Disturbed stages up to 0 % \\| -."));
}

TEST_F(Report, ThreeHostsASideDoNotRestOnAnAssumption) {
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
  EXPECT_THAT(text, HasSubstr("3 hosts, 3 recordings"));
  EXPECT_THAT(text, HasSubstr("up to 63 %"));
}

TEST_F(Report, SameHostSaysSo) {
  SyntheticHost capped = m5();
  capped.isa_cap = "x86-64-v2";
  capped.start_unix_ns += 1'000'000'000'000;
  const std::string text = *report({"compare", base(), recording("capped.h5", capped, {small_answers()})});
  EXPECT_THAT(text, HasSubstr("for this machine only"));
  EXPECT_THAT(text, HasSubstr("one after the other"));
  EXPECT_THAT(text, HasSubstr("ISA cap x86-64-v2"));
}

TEST_F(Report, AFolderIsItsRecordings) {
  static_cast<void>(base());
  static_cast<void>(candidate());
  write("broken.h5", "not a recording");
  const std::string text = *report({"compare", folder_.string()});
  EXPECT_THAT(text, HasSubstr("m7a.xlarge against m5.xlarge (baseline)"));
  EXPECT_THAT(text, HasSubstr("Left out"));
  EXPECT_THAT(*report({"list", folder_.string()}), HasSubstr("Left out"));
}

TEST_F(Report, WhatCannotBeListedIsAnErrorIfItWasNamed) {
  write("broken.h5", "not a recording");
  const auto mixed = *whole_report({"list", at("none.h5"), base(), at("broken.h5")});
  EXPECT_THAT(mixed.text, HasSubstr("m5.xlarge"));
  ASSERT_EQ(mixed.unusable.size(), 2U);
  EXPECT_EQ(results::exit_code(mixed.unusable[0]), 74);
  EXPECT_EQ(results::exit_code(mixed.unusable[1]), 65);
  EXPECT_TRUE(mixed.left_out.empty());

  const auto alone = *whole_report({"list", at("none.h5")});
  EXPECT_EQ(alone.text, "");
  EXPECT_EQ(alone.unusable.size(), 1U);

  const auto folder = *whole_report({"list", folder_.string()});
  EXPECT_TRUE(folder.unusable.empty());
  ASSERT_EQ(folder.left_out.size(), 1U);
  EXPECT_THAT(folder.left_out[0], HasSubstr("broken.h5"));
  EXPECT_THAT(folder.text, HasSubstr("Left out: "));
  EXPECT_THAT(folder.text, HasSubstr("m5.h5"));

  std::filesystem::create_directory(at("empty"));
  const auto empty = *whole_report({"list", at("empty")});
  EXPECT_THAT(empty.text, HasSubstr("no recordings"));
  EXPECT_TRUE(empty.unusable.empty());
}

TEST_F(Report, TitlesAreListedAndCannotBreakTheLayout) {
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

std::size_t longest_line(const std::string& text) {
  std::istringstream lines(text);
  std::size_t longest = 0;
  for (std::string line; std::getline(lines, line);) longest = std::max(longest, text_width(line));
  return longest;
}

TEST_F(Report, NothingExceedsTheWidth) {
  SyntheticHost loud = m7a();
  loud.instance_type = "an-instance-type-with-a-name-longer-than-any-that-there-is-but-a-name";
  loud.cpu_model = "Example CPU with a name that goes on and on and on";
  const std::string a = base(), b = candidate(), c = recording("loud.h5", loud, {small_answers()});
  for (const std::size_t width : {60U, 72U, 80U, 100U, 110U, 130U}) {
    for (const std::vector<std::string>& arguments : {std::vector<std::string>{"compare", a, b, c},
                                                      {"cost", a, b},
                                                      {"show", a, "--counters"},
                                                      {"show", c},
                                                      {"list", a, b, c}}) {
      SCOPED_TRACE(::testing::PrintToString(arguments) + " " + std::to_string(width));
      auto named = arguments;
      named.insert(named.end(), {"--width", std::to_string(width)});
      const std::string text = *report(named);
      EXPECT_LE(longest_line(text), width) << text;
      const std::string on_terminal = whole_report(arguments, {width, false})->text;
      EXPECT_LE(longest_line(on_terminal), width) << on_terminal;
    }
  }
  // Without a terminal and a width everything is as wide as it needs.
  EXPECT_GT(longest_line(*report({"compare", a, b})), 130U);
}

TEST_F(Report, ANarrowComparisonHasAllOfItsNumbers) {
  const std::string a = base(), b = candidate();
  const auto json = nlohmann::json::parse(*report({"compare", a, b, "--format", "json"}));
  const std::string narrow = *report({"compare", a, b, "--width", "60"});
  std::size_t checked = 0;
  for (const auto& table : json["tables"]) {
    if (table["id"] != "comparison") continue;
    for (const auto& row : table["rows"]) {
      if (!row["ratio"].contains("value")) continue;
      for (const char* column : {"baseline", "candidate_value", "ratio", "verdict"}) {
        ++checked;
        EXPECT_THAT(narrow, HasSubstr(row[column]["text"].get<std::string>()));
      }
    }
  }
  EXPECT_GT(checked, 30U);
}

TEST_F(Report, EveryColumnHasAHeading) {
  const std::string a = base(), b = candidate();
  for (const auto& arguments : {std::vector<std::string>{"compare", a, b}, {"show", a}}) {
    auto markdown = arguments;
    markdown.insert(markdown.end(), {"--format", "md"});
    std::istringstream lines(*report(markdown));
    std::string heading;
    for (std::string line; std::getline(lines, line); heading = line) {
      if (line.starts_with("| ---")) {
        EXPECT_EQ(heading.find("|  |"), std::string::npos) << heading;
      }
    }
  }
  EXPECT_THAT(*report({"compare", a, b}), ::testing::ContainsRegex("ratio +conclusion +tips at +note\n"));
}

TEST_F(Report, TermsAreExplainedWhereTheyStand) {
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

TEST(Terminal, ColumnsGoBeforeWhatTheTerminalSays) {
  EXPECT_EQ(usable_width(nullptr, 0), std::nullopt);
  EXPECT_EQ(usable_width(nullptr, 132), 132U);
  EXPECT_EQ(usable_width("60", 132), 60U);
  EXPECT_EQ(usable_width("60", 0), 60U);
  for (const char* nonsense : {"", "0", "wide", "60x", "-60"}) EXPECT_EQ(usable_width(nonsense, 90), 90U);
  EXPECT_EQ(usable_width("3", 90), 40U);
  EXPECT_EQ(usable_width("100000", 90), 1000U);
  const int null = ::open("/dev/null", O_WRONLY);
  EXPECT_FALSE(terminal_of(null).width);
  EXPECT_FALSE(terminal_of(null).colour);
  ::close(null);
}

TEST_F(Report, TheSameThingTwiceGetsTwoNames) {
  SyntheticHost again = m5();
  again.host_id = "host-c";
  const std::string text = *report({"compare", base(), recording("again.h5", again, {small_answers()})});
  EXPECT_THAT(text, HasSubstr("m5.xlarge (again) against m5.xlarge (m5)"));
}

TEST_F(Report, ACopyOfARecordingIsNoMoreEvidence) {
  const std::string a = base(), b = candidate();
  std::filesystem::create_directory(at("copies"));
  for (const char* name : {"1.h5", "2.h5"}) std::filesystem::copy_file(b, folder_ / "copies" / name);
  std::filesystem::copy_file(a, at("copy.h5"));
  const auto without_names = [](const std::string& text) { return text.substr(text.find("Differences")); };
  const std::string once = without_names(*report({"compare", a, "--to", at("copies/1.h5")}));
  const std::string often = without_names(*report({"compare", a, at("copy.h5"), a, "--to", at("copies"), b}));
  EXPECT_EQ(often.substr(0, once.size()), once) << "the same numbers, whatever the number of copies";
  for (const std::string& said :
       {a + " was named more than once", at("copies/2.h5") + " is the same recording"})
    EXPECT_THAT(*report({"compare", a, at("copy.h5"), a, "--to", at("copies"), b, "--width", "500"}),
                HasSubstr("Left out: " + said));
}

TEST_F(Report, ARecordingAgainstItselfIsRefused) {
  const std::string a = base();
  std::filesystem::copy_file(a, at("copy.h5"));
  for (const auto& arguments : {std::vector{std::string("compare"), a, std::string("--to"), at("copy.h5")},
                                {"cost", a, "--to", a},
                                {"compare", a, at("copy.h5")},
                                {"compare", candidate(), a, "--to", a}}) {
    const auto e = error(arguments);
    EXPECT_EQ(e.kind, ErrorKind::data);
    EXPECT_THAT(e.why + e.remedy, HasSubstr("says nothing"));
    EXPECT_FALSE(e.remedy.empty());
  }
}

TEST_F(Report, WhatIsSimulatedIsCalledSoEverywhere) {
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

TEST_F(Report, AStatedTypeIsNotCalledARealOne) {
  const std::string a = base(), b = candidate();
  EXPECT_THAT(*report({"show", a, "--width", "300"}),
              HasSubstr("instance type stated by the user, not read"));
  EXPECT_THAT(
      *report({"cost", a, b, "--width", "300"}),
      HasSubstr("m7a.xlarge: instance type stated by the user, not read from the machine; the price"));
  EXPECT_THAT(*report({"list", folder_.string()}), HasSubstr("m5.xlarge (stated)"));
}

TEST_F(Report, TwoSetsOfParametersAreTwoRows) {
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

TEST_F(Report, OneBlockHasNoRatioButAReason) {
  SyntheticHost single = m7a();
  single.blocks = 1;
  const std::string text = *report({"compare", base(), recording("short.h5", single, {small_answers()})});
  EXPECT_THAT(text, HasSubstr("one block only"));
}

TEST_F(Report, BadRecordings) {
  EXPECT_EQ(error({"show", at("none.h5")}).kind, ErrorKind::io);
  write("text.h5", "not a recording");
  EXPECT_EQ(error({"show", at("text.h5")}).kind, ErrorKind::data);
  const std::string whole = read_text(base());
  write("cut.h5", whole.substr(0, whole.size() / 2));
  EXPECT_EQ(error({"compare", base(), at("cut.h5")}).kind, ErrorKind::data);
  std::filesystem::create_directory(at("empty"));
  EXPECT_THAT(error({"compare", at("empty"), base()}).why, HasSubstr("no *.h5"));
}

TEST_F(Report, NoCommonWorkload) {
  SyntheticWorkload other;
  other.name = "evcache_get";
  const auto e = error({"compare", base(), recording("other.h5", m7a(), {other})});
  EXPECT_EQ(results::exit_code(e), 65);
  EXPECT_THAT(e.why, HasSubstr("no workload in common"));
}

TEST_F(Report, SelectionMistakes) {
  EXPECT_EQ(error({"compare", base()}).kind, ErrorKind::usage);
  SyntheticHost again = m5();
  again.seed = 3;
  EXPECT_THAT(
      error({"compare", base(), candidate(), "--to", recording("again.h5", again, {small_answers()})}).why,
      HasSubstr("m5.xlarge, m7a.xlarge"));
}

TEST_F(Report, PriceMistakes) {
  const std::string a = base(), b = candidate();
  for (const char* bad : {"m7a.xlarge", "m7a.xlarge=nan", "m7a.xlarge=inf", "m7a.xlarge=0", "m7a.xlarge=-1",
                          "=1", "m7a.xlarge=1x"}) {
    const auto e = error({"compare", a, b, "--hourly-price", bad});
    EXPECT_EQ(e.kind, ErrorKind::usage) << bad;
    EXPECT_THAT(e.why, HasSubstr("above 0")) << bad;
  }
  const auto unknown = error({"compare", a, b, "--hourly-price", "m7a.xlarg=1"});
  EXPECT_EQ(unknown.kind, ErrorKind::usage);
  EXPECT_THAT(unknown.remedy, HasSubstr("m7a.xlarge"));
  EXPECT_EQ(error({"compare", a, b, "--price-book", at("none.csv")}).kind, ErrorKind::io);
  write("book.csv", "instance_type,plan\n");
  EXPECT_EQ(error({"compare", a, b, "--price-book", at("book.csv")}).kind, ErrorKind::data);
  EXPECT_THAT(*report({"cost", a, b, "--hourly-price", "m5.xlarge=1", "--hourly-price", "m7a.xlarge=0.5"}),
              HasSubstr("Price of m7a.xlarge: 0.5 USD per hour, as given."));
}

TEST_F(Report, PricesCanBeChosen) {
  write("book.csv",
        "instance_type,plan,region,currency,per_hour,date,source\n"
        "m5.xlarge,on-demand,us-east-1,USD,0.2,2026-07-20,here\n"
        "m5.xlarge,spot,us-east-1,USD,0.1,2026-07-20,here\n"
        "m5.xlarge,reserved,eu-west-1,EUR,0.15,2026-07-20,here\n"
        "m7a.xlarge,on-demand,us-east-1,USD,0.3,2026-07-20,here\n");
  const auto rows = [&, a = base(), b = candidate()](std::vector<std::string> chosen) {
    chosen.insert(chosen.begin(), {"cost", a, b, "--price-book", at("book.csv"), "--format", "json"});
    const auto text = report(chosen);
    EXPECT_TRUE(text) << results::to_line(text.error());
    const auto json = nlohmann::json::parse(*text);
    std::vector<std::string> plans;
    std::string notes;
    for (const auto& table : json["tables"]) {
      if (table["id"] != "cost") continue;
      for (const auto& row : table["rows"]) plans.push_back(row["plan"]["text"]);
      for (const std::string note : table["notes"]) notes += note + "\n";
    }
    return std::pair{plans, notes};
  };
  using Plans = std::vector<std::string>;
  EXPECT_EQ(rows({}).first, (Plans{"on-demand", "spot", "reserved", "on-demand"}));
  EXPECT_EQ(rows({"--plan", "on-demand"}).first, (Plans{"on-demand", "on-demand"}));
  EXPECT_EQ(rows({"--currency", "USD"}).first, (Plans{"on-demand", "spot", "on-demand"}));
  const auto [spot, said] = rows({"--plan", "spot", "--region", "us-east-1"});
  EXPECT_EQ(spot, (Plans{"spot", "-"}));
  EXPECT_THAT(said, HasSubstr("m7a.xlarge: the price book has no price of plan spot, region us-east-1"));
  // A price that was stated is of no plan.
  EXPECT_EQ(rows({"--plan", "spot", "--hourly-price", "m7a.xlarge=0.5"}).first, (Plans{"spot", "as given"}));

  const auto mistake = [&](const std::string& option, const std::string& value) {
    return error({"cost", base(), candidate(), "--price-book", at("book.csv"), option, value});
  };
  expect_whole(
      mistake("--plan", "on-demnad"),
      {"no plan \"on-demnad\"", "[--plan]", R"("on-demand", "spot", "reserved")", R"(mean "on-demand"?)"});
  expect_whole(mistake("--plan", "savings"), {"use one of these"});
  expect_whole(mistake("--region", "us-east-2"), {R"(mean "us-east-1"?)"});
  expect_whole(mistake("--currency", "CHF"), {R"("USD", "EUR")"});
}

TEST_F(Report, OptionMistakes) {
  EXPECT_EQ(error({}).kind, ErrorKind::usage);
  EXPECT_THAT(error({"compaer", "x"}).remedy, HasSubstr("compare"));
  EXPECT_THAT(error({"compare", "x", "--hots-cv", "0.05"}).remedy, HasSubstr("--host-cv"));
  EXPECT_EQ(error({"compare", "x", "--format", "pdf"}).kind, ErrorKind::usage);
  EXPECT_EQ(error({"compare", "x", "--width", "3"}).kind, ErrorKind::usage);
  for (const char* bad : {"nan", "0", "-5%", "200%", "five"}) {
    EXPECT_THAT(error({"compare", "x", "--host-cv=" + std::string(bad)}).what, HasSubstr("variation")) << bad;
  }
  EXPECT_THAT(*report({"--help"}), HasSubstr("compare"));
  EXPECT_THAT(*report({"compare", "--help"}), HasSubstr("--hourly-price"));
  EXPECT_THAT(*report({"--version"}), HasSubstr("crossfade-report 0"));
}

TEST_F(Report, OptionMistakesSayWhatWhereWhyAndWhatToDo) {
  const std::vector<std::pair<std::vector<std::string>, std::vector<std::string>>> mistakes{
      {{}, {"no command", "compare, cost, show, noise, list", "--help"}},
      {{"comapre", "A", "--to", "B"}, {"no command \"comapre\"", "did you mean compare?"}},
      {{"frobnicate"}, {"no command \"frobnicate\"", "compare, cost, show, noise, list", "--help"}},
      {{"--vresion"}, {"no option --vresion", "did you mean --version?"}},
      {{"--format", "md", "show", "A"}, {"--format stands before the command", "belong to a command"}},
      {{"compare"}, {"no recording", "[crossfade-report compare]", "BASELINE.h5 --to CANDIDATE.h5"}},
      {{"list"}, {"no recording", "FOLDER"}},
      {{"show", ""}, {"empty name"}},
      {{"show", "A", "B"}, {"too many recordings", "2 were named: A, B", "crossfade-report compare"}},
      {{"compare", "A", "--to"}, {"--to has no value", "nothing follows", "write --to CANDIDATE.h5"}},
      {{"compare", "A", "--host-cv", "--force"}, {"--host-cv has no value", "--force follows it"}},
      {{"compare", "A", "--hots-cv", "1"}, {"no option --hots-cv", "did you mean --host-cv?"}},
      {{"compare", "A", "--hots-cv=1"}, {"no option --hots-cv", "did you mean --host-cv?"}},
      {{"compare", "A", "-x"}, {"no option -x", "crossfade-report compare --help"}},
      {{"show", "A", "--to", "B"}, {"show has no option --to", "it belongs to compare and cost"}},
      {{"show", "A", "--format", "jsn"}, {"unknown format \"jsn\"", "[--format]", "did you mean json?"}},
      {{"show", "A", "--format", ""}, {"unknown format", "text, markdown, csv and json"}},
      {{"show", "A", "--width", "abc"}, {"\"abc\"", "[--width]", "a whole number from 40 to 1000"}},
      {{"show", "A", "--width", "3"}, {"\"3\"", "[--width]"}},
      {{"show", "A", "--width=99999999999999999999"}, {"[--width]"}},
      {{"show", "A", "--width", "80", "--width", "90"}, {"--width is given twice", "once"}},
      {{"show", "A", "--force=perhaps"}, {"perhaps", "crossfade-report show --help"}},
      {{"show", "A", "-o", ""}, {"the output has no name", "[-o]", "leave -o out"}},
      {{"show", "A", "-o", "x.pdf"}, {"[x.pdf]", "ends in .pdf", "--format"}},
      {{"show", "A", "-ox.pdf"}, {"[x.pdf]", "ends in .pdf", "--format"}},
  };
  for (const auto& [arguments, says] : mistakes) {
    SCOPED_TRACE(::testing::PrintToString(arguments));
    expect_whole(error(arguments), says);
  }
}

TEST_F(Report, TheNameOfTheOutputDecidesTheFormatWithoutOne) {
  const auto format_of = [](std::vector<const char*> words) {
    words.insert(words.begin(), {"crossfade-report", "show", "A"});
    const auto parsed = parse_options(static_cast<int>(words.size()), words.data());
    EXPECT_TRUE(parsed) << results::to_line(parsed.error());
    return std::get<Options>(*parsed).format;
  };
  EXPECT_EQ(format_of({}), Format::text);
  EXPECT_EQ(format_of({"-o", "report"}), Format::text);
  EXPECT_EQ(format_of({"-o", "x.txt"}), Format::text);
  EXPECT_EQ(format_of({"-o", "x.MD"}), Format::markdown);
  EXPECT_EQ(format_of({"-o", "x.pdf", "--format", "csv"}), Format::csv);
  EXPECT_EQ(format_of({"-o", "x.json", "--format", "md"}), Format::markdown);
}

TEST_F(Report, HostCvTakesBothForms) {
  const std::string a = base(), b = candidate();
  const std::string share = *report({"compare", a, b, "--host-cv", "0.03"});
  EXPECT_EQ(share, *report({"compare", a, b, "--host-cv", "3%"}));
  EXPECT_THAT(share, HasSubstr("differ by 3 % (h0; --host-cv)"));
}

TEST_F(Report, OutputIsNeverOverwrittenByAccident) {
  const OutputTarget target{at("out.txt"), false};
  ASSERT_TRUE(write_output(target, "first"));
  EXPECT_EQ(read_text(at("out.txt")), "first");
  const auto refused = write_output(target, "second");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::cannot_create);
  EXPECT_THAT(refused.error().remedy, HasSubstr("--force"));
  EXPECT_EQ(read_text(at("out.txt")), "first");
  ASSERT_TRUE(write_output({at("out.txt"), true}, "third"));
  EXPECT_EQ(read_text(at("out.txt")), "third");
  EXPECT_FALSE(std::filesystem::exists(at("out.txt.tmp")));
  EXPECT_EQ(check_output({at("none/out.txt"), false}).error().kind, ErrorKind::cannot_create);
  EXPECT_EQ(check_output({folder_, true}).error().kind, ErrorKind::cannot_create);
}

TEST_F(Report, AFailedWriteLeavesTheFileAsItWas) {
  ASSERT_TRUE(write_output({at("out.txt"), false}, "first"));
  // A limit on the size of files fails a write as a full disk does.
  ASSERT_EQ(::signal(SIGXFSZ, SIG_IGN), SIG_DFL);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit tight = before;
  tight.rlim_cur = 100;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
  const auto failed = write_output({at("out.txt"), true}, std::string(1000, 'x'));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  (void)::signal(SIGXFSZ, SIG_DFL);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::io);
  EXPECT_THAT(failed.error().remedy, HasSubstr("make room"));
  EXPECT_EQ(read_text(at("out.txt")), "first");
  EXPECT_FALSE(std::filesystem::exists(at("out.txt.tmp")));
}

TEST_F(Report, AFileIsNoFolder) {
  write("text.h5", "text");
  const auto direct = check_output({at("text.h5/x.md"), false});
  ASSERT_FALSE(direct);
  EXPECT_EQ(direct.error().kind, ErrorKind::cannot_create);
  EXPECT_EQ(direct.error().why, at("text.h5") + " is a file, not a folder");
  EXPECT_EQ(direct.error().remedy.find("create"), std::string::npos);
  EXPECT_EQ(check_output({at("text.h5/deeper/x.md"), false}).error().why, direct.error().why);
  EXPECT_EQ(check_output({at("none/x.md"), false}).error().why, "there is no folder " + at("none"));
  EXPECT_THAT(check_output({"no-such-folder/x.md", false}).error().remedy, HasSubstr("create it"));
}

TEST_F(Report, WhereNoFileCanBeNothingIsSaidOfRoom) {
  const auto failed = write_output({"/proc/x.md", false}, "text");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::cannot_create);
  EXPECT_EQ(failed.error().why, "no file can be created in this folder");
  EXPECT_EQ(failed.error().remedy, "choose another place with -o");
}

/// What printing to it says, as text.
std::string printing_to(int descriptor) {
  const int kept = ::dup(STDOUT_FILENO);
  if (descriptor >= 0)
    ::dup2(descriptor, STDOUT_FILENO);
  else
    ::close(STDOUT_FILENO);
  const auto printed = write_output({}, "text");
  ::dup2(kept, STDOUT_FILENO);
  ::close(kept);
  return printed ? "" : results::to_text(printed.error(), "p");
}

TEST_F(Report, WhatCannotBePrintedSaysWhatToDo) {
  const int full = ::open("/dev/full", O_WRONLY);
  ASSERT_GE(full, 0);
  EXPECT_EQ(printing_to(full),
            "p: cannot write the report\n  where: standard output\n  why: No space left on device\n"
            "  what to do: make room where the output goes, or write to another place with -o FILE\n");
  ::close(full);
  EXPECT_EQ(printing_to(-1),
            "p: cannot write the report\n  where: standard output\n  why: it is closed\n"
            "  what to do: leave it open, or write to a file with -o FILE\n");
}

TEST_F(Report, APipeIsWrittenToAndStaysOne) {
  ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
  const int reader = ::open(at("pipe").c_str(), O_RDWR | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  EXPECT_TRUE(write_output({at("pipe"), false}, "text"));
  char text[8] = {};
  EXPECT_EQ(::read(reader, text, sizeof text), 4);
  ::close(reader);
  EXPECT_TRUE(std::filesystem::is_fifo(at("pipe")));
}

TEST_F(Report, ALinkStaysALink) {
  write("real.txt", "first");
  std::filesystem::create_symlink("real.txt", at("link.txt"));
  EXPECT_TRUE(write_output({at("link.txt"), true}, "second"));
  EXPECT_TRUE(std::filesystem::is_symlink(at("link.txt")));
  EXPECT_EQ(read_text(at("real.txt")), "second");
}

TEST_F(Report, TheFormatFollowsTheOutputName) {
  const std::string a = base(), b = candidate();
  const std::vector<const char*> argv{"crossfade-report", "compare", a.c_str(), b.c_str(), "-o", "x.json"};
  const auto parsed = parse_options(static_cast<int>(argv.size()), argv.data());
  ASSERT_TRUE(parsed);
  EXPECT_EQ(std::get<Options>(*parsed).format, Format::json);
}

}  // namespace
}  // namespace crossfade::analysis
