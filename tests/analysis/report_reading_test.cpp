// crossfade-report: that texts say what they mean to somebody who reads only them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "tests/analysis/report_case.h"

namespace crossfade::analysis {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::synthetic_recording;
using testing::SyntheticHost;
using testing::SyntheticWorkload;
using testing::write_recording;

class ReportReading : public testing::ReportCase {
 protected:
  /// A recording of `host` in which something is changed by hand.
  std::string changed(const std::string& name, SyntheticHost host,
                      const std::function<void(results::Recording&)>& change) const {
    host.requests = 1'000;
    results::Recording made = synthetic_recording(host, {small_answers()});
    change(made);
    const auto written = write_recording(at(name), made);
    EXPECT_TRUE(written) << results::to_line(written.error());
    return at(name);
  }
};

TEST_F(ReportReading, TheLogOfARunCanBeRead) {
  const std::string log = "block 1/8 tls_segment: the plug-in wrote this\n";
  const std::string with = changed("m5.h5", m5(), [&](results::Recording& r) { r.log = log; });
  EXPECT_EQ(*report({"show", with, "--log"}), log);
  const std::string without = changed("empty.h5", m5(), [](results::Recording& r) { r.log.clear(); });
  EXPECT_EQ(*report({"show", without, "--log"}), "The log of this recording is empty.\n");
  testing::expect_whole(error({"show", with, "--log", "--counters"}), {"--counters asks for tables"});
  testing::expect_whole(error({"show", with, "--log", "--json"}), {"another format was asked for"});
  testing::expect_whole(error({"show", "--log"}), {"no recording is named"});
}

TEST_F(ReportReading, AFileOfTheUsersIsNamed) {
  const std::string made = changed("m5.h5", m5(), [](results::Recording& r) {
    r.plan_json = R"({"workloads":[{"name":"tls_segment","input_path":"/films/a.y4m","input_digest":"0f"},
                                   {"name":"other","input_path":""},{"name":3},7]})";
  });
  const std::string text = *report({"show", made});
  EXPECT_THAT(text, HasSubstr("tls_segment worked on /films/a.y4m (digest 0f)"));
  EXPECT_THAT(text, Not(HasSubstr("other worked")));
}

TEST_F(ReportReading, BuildsAreToldByTheFirstDigitsOfTheirDigests) {
  const auto built = [&](const std::string& name, const SyntheticHost& host, char digit) {
    return changed(name, host, [&](results::Recording& r) {
      r.environment.push_back({"build.measure_digest", "sha256:" + std::string(64, digit), ""});
    });
  };
  const std::string a = built("a.h5", m5(), 'a'), b = built("b.h5", m7a(), 'b');
  const std::string text = *report({"compare", a, b});
  EXPECT_THAT(text, ContainsRegex("sha256:a{12} +sha256:b{12}\n"));
  EXPECT_THAT(*report({"compare", a, b, "--format", "json"}), HasSubstr(std::string(64, 'b')));
}

TEST_F(ReportReading, WhatBothSidesLackIsSaidOnce) {
  const auto without_effects = [](results::Recording& r) {
    for (results::Distribution& d : r.distributions)
      d.design_effect_p50 = d.design_effect_p99 = results::missing;
  };
  const std::string text = *report({"compare", changed("a.h5", m5(), without_effects),
                                    changed("b.h5", m7a(), without_effects), "--width", "500"});
  EXPECT_THAT(text, HasSubstr("both: no design effect, so no interval: a process run has none"));
  EXPECT_THAT(text, Not(HasSubstr("baseline: no design effect")));
  EXPECT_THAT(text, HasSubstr("\n  design effect: ")) << "the term is explained";
}

TEST_F(ReportReading, TheShareBehindARateIsExplained) {
  EXPECT_THAT(*report({"compare", base(), candidate()}), HasSubstr("its share of the baseline's capacity"));
  EXPECT_THAT(*report({"show", base()}), HasSubstr("its share of capacity"));
}

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST_F(ReportReading, HiddenCountersAreExplainedOnce) {
  const std::string reason =
      "this machine shows its guests no hardware counters; on AWS choose a whole-socket size";
  std::vector<std::string> files;
  for (SyntheticHost host : {m5(), m7a()}) {
    host.hardware_counters = true;
    host.requests = 1'000;
    SyntheticWorkload other = small_answers();
    other.name = "evcache_get";
    results::Recording made = synthetic_recording(host, {small_answers(), other});
    for (std::uint32_t i = 0; i < made.counters.size(); ++i) {
      made.counters[i].absent_because = reason;
      std::erase_if(made.readings, [&](const results::CounterReading& r) { return r.counter == i; });
    }
    files.push_back(at(host.instance_type + ".h5"));
    ASSERT_TRUE(write_recording(files.back(), made));
  }
  const std::string text = *report({"why", files[0], "--to", files[1], "--width", "1000"});
  EXPECT_EQ(times(text, reason), 1U) << text;
  EXPECT_THAT(
      text,
      HasSubstr("Missing: cycles per CPU second (clock), instructions per cycle, requests per instruction: "
                "both sides: " +
                reason));
  EXPECT_THAT(text, HasSubstr("requests per instruction: as said of tls_segment."));
}

TEST_F(ReportReading, APlanSaysOfEveryRowWithoutAnAnswerWhatToMeasureFirst) {
  SyntheticHost host = m5();
  host.chunk_requests = 0;
  host.grid_points = 0;
  SyntheticWorkload alone = small_answers();
  alone.name = "evcache_get";
  const std::string base = recording("a.h5", host, {small_answers(), alone});
  SyntheticHost one_block = m7a();
  one_block.blocks = 1;
  one_block.grid_points = 0;
  const std::string candidate = recording("b.h5", one_block, {small_answers()});
  const std::string text = *report({"plan", base, "--to", candidate, "--width", "1000"});
  for (const char* part : {"No plan for tls_segment (SLO throughput): both sides: no stage near that rate "
                           "was recorded. Measure first: "
                           "record it with stages near its SLO throughput: --profile standard",
                           "No plan for tls_segment (capacity, CPU per request): candidate: a recording has "
                           "fewer than two blocks",
                           "Measure first: record it in 8 blocks",
                           "No plan for evcache_get (SLO throughput, capacity, CPU per request): only the "
                           "baseline has it. Measure first: "
                           "record it on the candidate, too.",
                           "In short: no row can be planned: the notes say why, and what to measure first."})
    EXPECT_THAT(text, HasSubstr(part));
  const auto json = nlohmann::json::parse(*report({"plan", base, "--to", candidate, "--json"}));
  for (const auto& row : json["tables"][0]["rows"]) {
    EXPECT_NE(row["reason"]["text"], "") << row;
    EXPECT_NE(row["first"]["text"], "") << row;
  }
}

TEST_F(ReportReading, APlanTellsAnObjectiveThatNothingMeetsFromALackOfRequests) {
  SyntheticHost host = m5(), other = m7a();
  host.chunk_requests = other.chunk_requests = 4'000;
  SyntheticWorkload strict = small_answers();
  strict.slo_p99_ns = 10'000;  // a tenth of a service time and less
  const std::string text = *report({"plan", recording("a.h5", host, {strict}), "--to",
                                    recording("b.h5", other, {strict}), "--width", "1000"});
  EXPECT_THAT(text, HasSubstr("no rate meets the objective"));
  EXPECT_THAT(text, HasSubstr("more recordings of this type bring none"));
  host.chunk_requests = other.chunk_requests = 20;
  const std::string few = *report({"plan", recording("c.h5", host, {small_answers()}), "--to",
                                   recording("d.h5", other, {small_answers()}), "--width", "1000"});
  EXPECT_THAT(few, HasSubstr("judging 1 % needs 400"));
  EXPECT_THAT(few, HasSubstr("record more requests near that rate"));
}

TEST_F(ReportReading, WithoutPricesThereAreNoColumnsOfDashes) {
  const auto untyped = [](results::Recording& r) { r.header.instance_type.clear(); };
  const std::string text = *report({"cost", changed("a.h5", m5(), untyped), changed("b.h5", m7a(), untyped)});
  EXPECT_THAT(text, HasSubstr("No price is known, so no cost"));
  for (const char* column : {"per hour", "cost ratio", "plan"}) EXPECT_THAT(text, Not(HasSubstr(column)));
  EXPECT_THAT(*report({"cost", base(), candidate()}), HasSubstr("cost ratio"));
}

TEST_F(ReportReading, NoiseOfAShortRecordingSaysWhyAColumnIsMissing) {
  const std::string text = *report({"noise", base()});
  EXPECT_THAT(text, HasSubstr("No column drift: fewer than three stretches"));
  EXPECT_THAT(text, HasSubstr("No column A/A different: a comparison takes"));
  EXPECT_THAT(*report({"noise", disturbed_base()}), HasSubstr("capacity, 2 threads, undisturbed"));
}

TEST_F(ReportReading, AThroughputThatNobodyDisturbedIsNotPrintedTwice) {
  SyntheticHost quiet = m5();
  quiet.microarchitecture = "Zen 4";
  quiet.panel_loads_per_cycle = 2.99;
  const std::string text = *report({"show", recording("quiet.h5", quiet, {small_answers()})});
  const std::string scaling = text.substr(text.find("throughput against threads"));
  EXPECT_THAT(scaling.substr(0, scaling.find("Closed loop")),
              ContainsRegex("2 +2 +[^\n]*/s \\[[^\n]*\\] +same "));
}

TEST_F(ReportReading, SeveralCandidatesAreTakenApart) {
  const auto titled = [](const char* title) {
    return [=](results::Recording& r) {
      r.header.instance_type.clear();
      r.header.title = title;
    };
  };
  SyntheticHost other = m7a();
  other.host_id = "host-c";
  other.seed = 7;
  EXPECT_THAT(*report({"compare", base(), changed("b.h5", m7a(), titled("B, capped")),
                       changed("c.h5", other, titled("C, not capped")), "--width", "500"}),
              HasSubstr("B, capped; C, not capped against m5.xlarge (baseline)\n"));
}

}  // namespace
}  // namespace crossfade::analysis
