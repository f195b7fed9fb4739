// Selectors: which recordings they mean, what they pick from, and what is said where they pick nothing.
#include "analysis/report/selector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/analysis/report_case.h"

namespace crossfade::analysis {
namespace {

using results::ErrorKind;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using testing::SyntheticHost;

results::Header header() {
  results::Header h;
  h.instance_type = "m7a.4xlarge";
  h.cpu_model = "AMD EPYC 9R14";
  h.microarchitecture = "Zen 4";
  h.host_id = "3fa9c1";
  h.region = "us-east-1";
  h.kernel = "6.1.0-13-amd64";
  h.title = "night, first host";
  h.created_utc = "2026-07-20T23:59:59Z";
  return h;
}

bool holds_all(const std::string& text, const results::Header& h) {
  const auto selector = parse_selector(text);
  EXPECT_TRUE(selector) << results::to_line(selector.error());
  return std::all_of(selector->conditions.begin(), selector->conditions.end(),
                     [&](const Condition& c) { return holds(c, h); });
}

TEST(Selector, HoldsForWhatTheHeaderSays) {
  for (const char* text :
       {"type=m7a.4xlarge", "type=M7A.4xlarge", "family=m7a", "cpu=9R14", "cpu=epyc", "cpu=zen 4",
        "host=3fa9", "region=us-east-1", "kernel=6.1", "kernel=6.1.0-13-amd64", "title=first host",
        "since=2026-07-20", "until=2026-07-20", "since=2026-07-01,until=2026-07-31",
        " type = m7a.4xlarge , cpu = 9R14 "})
    EXPECT_TRUE(holds_all(text, header())) << text;
  for (const char* text :
       {"type=m7a", "family=m7", "cpu=9R15", "host=fa9c1", "region=us-east", "kernel=6.1.0-1", "kernel=6.12",
        "title=second", "since=2026-07-21", "until=2026-07-19", "type=m7a.4xlarge,cpu=9R15"})
    EXPECT_FALSE(holds_all(text, header())) << text;
}

TEST(Selector, WhatAHeaderDoesNotSayHoldsForNothing) {
  for (const char* text : {"type=m7a.4xlarge", "family=m7a", "cpu=9", "host=3", "region=us-east-1",
                           "kernel=6", "title=n", "since=2020-01-01", "until=2030-01-01"})
    EXPECT_FALSE(holds_all(text, results::Header{})) << text;
}

TEST(Selector, MistakesSayWhatWhereWhyAndWhatToDo) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> mistakes{
      {"tpye=m7a.4xlarge",
       {"no field \"tpye\"", "[tpye=m7a.4xlarge]",
        "type, family, cpu, host, region, kernel, title, since and until", "did you mean type?"}},
      {"frobnication=x", {"no field \"frobnication\"", "name a file that is there"}},
      {"type=m7a.4xlarge,9R14", {"\"9R14\" is not FIELD=VALUE"}},
      {"type=m7a.4xlarge,", {"\"\" is not FIELD=VALUE"}},
      {"type=", {"type has no value"}},
      {"type=a,type=b", {"type is given twice", "several selectors side by side"}},
      {"since=yesterday", {"the day \"yesterday\"", "since=2026-07-20"}},
      {"until=2026-02-30", {"the day \"2026-02-30\"", "of the calendar"}},
      {"since=2026-7-20", {"the day"}},
  };
  for (const auto& [text, says] : mistakes) {
    SCOPED_TRACE(text);
    EXPECT_TRUE(looks_like_selector(text));
    const auto selector = parse_selector(text);
    ASSERT_FALSE(selector);
    testing::expect_whole(selector.error(), says);
  }
}

TEST(Selector, AFileIsNone) {
  for (const char* place : {"night/a=b.h5", "m5.h5", "./type=m5.h5", "=x", "2026=x"})
    EXPECT_FALSE(looks_like_selector(place)) << place;
}

class Selectors : public testing::ReportCase {
 protected:
  void SetUp() override {
    ReportCase::SetUp();
    before_ = std::filesystem::current_path();
    std::filesystem::create_directory(at("night"));
    base_ = recording("night/a.h5", m5(), {small_answers()});
    candidate_ = recording("night/b.h5", m7a(), {small_answers()});
    SyntheticHost third = m7a();
    third.instance_type = "r6a.xlarge";
    third.host_id = "host-c";
    third.cpu_model = "Example CPU 6";
    third.seed = 3;
    other_ = recording("night/c.h5", third, {small_answers()});
  }
  void TearDown() override {
    std::filesystem::current_path(before_);
    ReportCase::TearDown();
  }
  /// The tables, which do not name the files.
  static nlohmann::json tables(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--format", "json"});
    const auto text = report(arguments);
    EXPECT_TRUE(text) << results::to_line(text.error());
    return text ? nlohmann::json::parse(*text)["tables"] : nlohmann::json();
  }

  std::filesystem::path before_;
  std::string base_, candidate_, other_;
};

TEST_F(Selectors, PickWhatFilesWouldName) {
  const auto files = tables({"compare", base_, "--to", candidate_});
  const std::string night = at("night");
  EXPECT_EQ(files, tables({"compare", night, "type=m5.xlarge", "--to", "type=m7a.xlarge"}))
      << "the other side's selectors pick from the same folder";
  EXPECT_EQ(files, tables({"compare", "type=m5.xlarge", "--to", night, "family=m7a,cpu=cpu 7"}));
  EXPECT_EQ(files, tables({"compare", night, "host=host-a", "--to", night, "host=host-b"}));
  EXPECT_EQ(files, tables({"compare", base_, "--to", night, "type=m7a.xlarge"}));
  EXPECT_EQ(files,
            tables({"compare", base_, candidate_, other_, "type=m5.xlarge", "--to", "type=m7a.xlarge"}))
      << "files beside a selector are what it picks from";
  EXPECT_EQ(files, tables({"compare", night, "type=m5.xlarge", "type=m7a.xlarge"})) << "without --to";
  EXPECT_NE(files, tables({"compare", night, "type=m7a.xlarge", "--to", "type=m5.xlarge"}));
}

TEST_F(Selectors, PickFromTheCurrentFolder) {
  std::filesystem::current_path(at("night"));
  const auto files = tables({"compare", "a.h5", "--to", "b.h5"});
  EXPECT_EQ(files, tables({"compare", "type=m5.xlarge", "--to", "type=m7a.xlarge"}));
  EXPECT_EQ(files, tables({"compare", "a.h5", "--to", "type=m7a.xlarge"}));
}

TEST_F(Selectors, ServeEveryComparison) {
  for (const char* command : {"compare", "cost", "verdict", "why", "plan"}) {
    SCOPED_TRACE(command);
    EXPECT_THAT(*report({command, at("night"), "family=m5", "--to", "family=m7a"}), HasSubstr("m7a.xlarge"));
  }
  const std::string listed = *report({"list", at("night"), "type=r6a.xlarge"});
  EXPECT_THAT(listed, HasSubstr("c.h5"));
  EXPECT_THAT(listed, Not(HasSubstr("b.h5")));
}

TEST_F(Selectors, SeveralCandidatesAreSeveralSides) {
  const auto both =
      *report({"compare", at("night"), "type=m5.xlarge", "--to", "type=m7a.xlarge", "family=r6a"});
  EXPECT_THAT(both, HasSubstr("m7a.xlarge"));
  EXPECT_THAT(both, HasSubstr("r6a.xlarge"));
}

TEST_F(Selectors, AFileOfThatNameIsAFile) {
  std::filesystem::current_path(at("night"));
  std::filesystem::copy_file("b.h5", "type=m5.xlarge");
  EXPECT_THAT(*report({"compare", "a.h5", "--to", "type=m5.xlarge"}),
              StartsWith("m7a.xlarge against m5.xlarge"));
}

TEST_F(Selectors, NothingPickedSaysWhatThereIs) {
  const auto picked = [&](const std::string& selector) {
    const auto e = error({"compare", at("night"), selector, "--to", candidate_});
    EXPECT_EQ(e.kind, ErrorKind::data);
    EXPECT_EQ(e.where, selector);
    return results::to_line(e);
  };
  EXPECT_THAT(
      picked("type=m5.xlrage"),
      ::testing::AllOf(HasSubstr("no recording has type=m5.xlrage"), HasSubstr("the 3 in " + at("night")),
                       HasSubstr("m5.xlarge (1), m7a.xlarge (1), r6a.xlarge (1)"),
                       HasSubstr("did you mean m5.xlarge?")));
  EXPECT_THAT(picked("type=m5.xlarge,cpu=9R14"),
              ::testing::AllOf(HasSubstr("no recording has cpu=9R14"),
                               HasSubstr("the 1 with type=m5.xlarge has Example CPU 5 (1)")));
  EXPECT_THAT(picked("region=eu-west-1"), HasSubstr("unknown (3)"));
  std::filesystem::create_directory(at("empty"));
  EXPECT_THAT(results::to_line(error({"compare", at("empty"), "type=m5.xlarge", "--to", candidate_})),
              HasSubstr("there is none in " + at("empty")));
}

TEST_F(Selectors, WhatCannotBeReadIsLeftOutOfAFolderAndAnErrorIfNamed) {
  write("night/broken.h5", "not a recording");
  const auto whole = *whole_report({"compare", at("night"), "type=m5.xlarge", "--to", "type=m7a.xlarge"});
  ASSERT_EQ(whole.left_out.size(), 1U);
  EXPECT_THAT(whole.left_out[0], HasSubstr("broken.h5"));
  EXPECT_EQ(error({"compare", base_, at("night/broken.h5"), "type=m5.xlarge", "--to", candidate_}).kind,
            ErrorKind::data);
  EXPECT_EQ(error({"compare", at("none.h5"), "type=m5.xlarge", "--to", candidate_}).kind, ErrorKind::io);
}

}  // namespace
}  // namespace crossfade::analysis
