// crossfade-report: where its text goes, and how wide it is.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "results/text_layout.h"
#include "tests/analysis/report_case.h"
#include "tests/support/file_size_limit.h"

namespace crossfade::analysis {
namespace {

using ::testing::HasSubstr;
using ReportOutput = testing::ReportCase;
using results::ErrorKind;
using testing::read_text;
using testing::SyntheticHost;

std::size_t longest_line(const std::string& text) {
  std::istringstream lines(text);
  std::size_t longest = 0;
  for (std::string line; std::getline(lines, line);) longest = std::max(longest, results::text_width(line));
  return longest;
}

TEST_F(ReportOutput, NothingExceedsTheWidth) {
  SyntheticHost loud = m7a();
  loud.instance_type = "an-instance-type-with-a-name-longer-than-any-that-there-is-but-a-name";
  loud.cpu_model = "Example CPU with a name that goes on and on and on";
  const std::string a = base(), b = candidate(), c = recording("loud.h5", loud, {small_answers()});
  for (const std::size_t width : {60U, 72U, 80U, 100U, 110U, 130U}) {
    for (const std::vector<std::string>& arguments : {std::vector<std::string>{"compare", a, b, c},
                                                      {"cost", a, b},
                                                      {"show", a, "--counters"},
                                                      {"show", "--counters"},
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

TEST_F(ReportOutput, ANarrowComparisonHasAllOfItsNumbers) {
  const std::string a = base(), b = candidate();
  const auto json = nlohmann::json::parse(*report({"compare", a, b, "--format", "json"}));
  const std::string narrow = *report({"compare", a, b, "--width", "60"});
  std::size_t checked = 0;
  for (const auto& table : json["tables"]) {
    if (table["id"] != "comparison") continue;
    for (const auto& row : table["rows"]) {
      if (!row["ratio"].contains("interval")) continue;
      for (const char* column : {"baseline", "candidate_value", "ratio", "verdict"}) {
        ++checked;
        EXPECT_THAT(narrow, HasSubstr(row[column]["text"].get<std::string>()));
      }
    }
  }
  EXPECT_GT(checked, 30U);
}

TEST_F(ReportOutput, EveryColumnHasAHeading) {
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

TEST_F(ReportOutput, TheNameOfTheOutputDecidesTheFormatWithoutOne) {
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

TEST_F(ReportOutput, OutputIsNeverOverwrittenByAccident) {
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

TEST_F(ReportOutput, AFailedWriteLeavesTheFileAsItWas) {
  ASSERT_TRUE(write_output({at("out.txt"), false}, "first"));
  const auto failed = [&] {
    const crossfade::testing::FileSizeLimit limit(100);
    return write_output({at("out.txt"), true}, std::string(1000, 'x'));
  }();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::io);
  EXPECT_THAT(failed.error().remedy, HasSubstr("make room"));
  EXPECT_EQ(read_text(at("out.txt")), "first");
  EXPECT_FALSE(std::filesystem::exists(at("out.txt.tmp")));
}

TEST_F(ReportOutput, FilesThatLookTemporaryAreNobodysButTheirOwners) {
  write("out.txt.tmp", "mine");
  ASSERT_TRUE(write_output({at("out.txt"), false}, "report"));
  EXPECT_EQ(read_text(at("out.txt.tmp")), "mine");
  EXPECT_EQ(read_text(at("out.txt")), "report");
  const std::string taken = "out.txt." + std::to_string(::getpid()) + "-0.tmp";
  write(taken, "also mine");
  ASSERT_TRUE(write_output({at("out.txt"), true}, "again"));
  EXPECT_EQ(read_text(at(taken)), "also mine");
  EXPECT_EQ(read_text(at("out.txt")), "again");
  const auto files = std::distance(std::filesystem::directory_iterator(folder_), {});
  EXPECT_EQ(files, 3) << "nothing temporary is left";
}

TEST_F(ReportOutput, AFileIsNoFolder) {
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

TEST_F(ReportOutput, WhereNoFileCanBeNothingIsSaidOfRoom) {
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

TEST_F(ReportOutput, WhatCannotBePrintedSaysWhatToDo) {
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

TEST_F(ReportOutput, APipeIsWrittenToAndStaysOne) {
  ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
  const int reader = ::open(at("pipe").c_str(), O_RDWR | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  EXPECT_TRUE(write_output({at("pipe"), false}, "text"));
  char text[8] = {};
  EXPECT_EQ(::read(reader, text, sizeof text), 4);
  ::close(reader);
  EXPECT_TRUE(std::filesystem::is_fifo(at("pipe")));
}

TEST_F(ReportOutput, ALinkStaysALink) {
  write("real.txt", "first");
  std::filesystem::create_symlink("real.txt", at("link.txt"));
  EXPECT_TRUE(write_output({at("link.txt"), true}, "second"));
  EXPECT_TRUE(std::filesystem::is_symlink(at("link.txt")));
  EXPECT_EQ(read_text(at("real.txt")), "second");
}

TEST_F(ReportOutput, TheFormatFollowsTheOutputName) {
  const std::string a = base(), b = candidate();
  const std::vector<const char*> argv{"crossfade-report", "compare", a.c_str(), b.c_str(), "-o", "x.json"};
  const auto parsed = parse_options(static_cast<int>(argv.size()), argv.data());
  ASSERT_TRUE(parsed);
  EXPECT_EQ(std::get<Options>(*parsed).format, Format::json);
}

}  // namespace
}  // namespace crossfade::analysis
