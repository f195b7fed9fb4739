// What is read of callgrind's files, and what is refused.
#include "collector/callgrind_output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace crossfade::collector {
namespace {

using ::testing::HasSubstr;

const std::string whole =
    "# callgrind format\nversion: 1\ncreator: callgrind-3.19.0\npid: 7\ncmd:  /x/crossfade-measure "
    "--channel-fd 3\n"
    "part: 2\n\n\ndesc: Trigger: Program termination\n\npositions: line\nevents: Ir\nsummary: 49458\n\n\n"
    "ob=(1) /x\nfl=(1) a.cpp\nfn=(1) crossfade_replayed_request\n7 49000\n+1 458\n\ntotals: 49458\n";

std::string why(const std::string& text) {
  const auto parsed = parse_callgrind(text, "callgrind.out.2");
  EXPECT_FALSE(parsed);
  if (parsed) return "";
  EXPECT_EQ(parsed.error().kind, results::ErrorKind::data);
  EXPECT_EQ(parsed.error().where, "callgrind.out.2");
  return parsed.error().why;
}

TEST(CallgrindOutput, HasTheTotalOfInstructions) {
  const auto parsed = parse_callgrind(whole, "x");
  ASSERT_TRUE(parsed) << results::to_line(parsed.error());
  EXPECT_EQ(parsed->creator, "callgrind-3.19.0");
  EXPECT_EQ(parsed->instructions, 49458U);
}

TEST(CallgrindOutput, TheColumnIsTheOneNamedIr) {
  std::string text = whole;
  text.replace(text.find("events: Ir"), 10, "events: Dr Ir Dw");
  text.replace(text.find("totals: 49458"), 13, "totals: 5 77 9");
  EXPECT_EQ(parse_callgrind(text, "x")->instructions, 77U);
}

TEST(CallgrindOutput, ZerosAtTheEndOfALineAreLeftOut) {
  std::string text = whole;
  text.replace(text.find("totals: 49458"), 13, "totals: ");
  EXPECT_EQ(parse_callgrind(text, "x")->instructions, 0U);
}

TEST(CallgrindOutput, WhatWasCutOffIsRefused) {
  EXPECT_THAT(why(whole.substr(0, whole.find("totals"))), HasSubstr("cut off"));
  EXPECT_THAT(why(whole.substr(0, whole.size() - 3)), HasSubstr("cut off")) << "the total lacks digits";
  EXPECT_THAT(why(""), HasSubstr("callgrind"));
}

TEST(CallgrindOutput, GarbageIsRefused) {
  EXPECT_THAT(why(std::string("\x7f"
                              "ELF\0\n\n",
                              7)),
              HasSubstr("creator"));
  std::string text = whole;
  text.replace(text.find("totals: 49458"), 13, "totals: 4945x");
  EXPECT_THAT(why(text), HasSubstr("'4945x'"));
  text = whole;
  text.replace(text.find("totals: 49458"), 13, "totals: -3");
  EXPECT_THAT(why(text), HasSubstr("'-3'"));
  text = whole;
  text.replace(text.find("totals: 49458"), 13, "totals: 99999999999999999999");
  EXPECT_THAT(why(text), HasSubstr("99999999999999999999"));
  text = whole;
  text.replace(text.find("events: Ir"), 10, "events: Dr");
  EXPECT_THAT(why(text), HasSubstr("did not count instructions"));
  text = whole;
  text.replace(text.find("creator: callgrind"), 18, "creator: cachegrin");
  EXPECT_THAT(why(text), HasSubstr("creator"));
}

class Dumps : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "crossfade-dumps-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void dump(int i, int total) const {
    std::string text = whole;
    text.replace(text.find("totals: 49458"), 13, "totals: " + std::to_string(total));
    std::ofstream(folder_ / ("out." + std::to_string(i))) << text;
  }
  std::filesystem::path folder_;
};

TEST_F(Dumps, AreReadInTheirOrder) {
  for (int i = 1; i <= 11; ++i) dump(i, 100 + i);
  const auto dumps = read_callgrind_dumps(folder_ / "out", 11);
  ASSERT_TRUE(dumps) << results::to_line(dumps.error());
  ASSERT_EQ(dumps->size(), 11U);
  for (std::size_t i = 0; i < 11; ++i) EXPECT_EQ((*dumps)[i].instructions, 101 + i);
}

TEST_F(Dumps, OneThatIsMissingIsAnError) {
  dump(1, 5);
  const auto dumps = read_callgrind_dumps(folder_ / "out", 2);
  ASSERT_FALSE(dumps);
  EXPECT_THAT(dumps.error().why, HasSubstr("1 dumps instead of 2"));
}

}  // namespace
}  // namespace crossfade::collector
