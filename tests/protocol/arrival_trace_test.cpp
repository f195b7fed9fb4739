#include "collector/protocol/arrival_trace.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace crossfade::collector {
namespace {

using Offsets = std::vector<std::int64_t>;

TEST(ArrivalTrace, CountsFromItsFirstArrival) {
  const auto trace = parse_arrival_trace("# a comment\n1.5\n\n 1.75 \r\n2\n2", "x");
  ASSERT_TRUE(trace) << trace.error().why;
  EXPECT_EQ(trace->offset_ns, (Offsets{0, 250'000'000, 500'000'000, 500'000'000}));
  EXPECT_EQ(trace->digest.size(), 32U);
  EXPECT_DOUBLE_EQ(trace->period_ns(), 500'000'000 * 4.0 / 3);
}

TEST(ArrivalTrace, EqualArrivalsHaveEqualDigestsHoweverTheyAreWritten) {
  const auto seconds = *parse_arrival_trace("0\n0.001\n0.0035\n", "x");
  for (const char* text :
       {"# unit: ms\n10\n11\n13.5\n", "# unit: us\n0\n1e3\n3500\n", "#unit:ns\n5\n1000005\n3500005\n"}) {
    const auto same = parse_arrival_trace(text, "x");
    ASSERT_TRUE(same) << text;
    EXPECT_EQ(same->offset_ns, seconds.offset_ns) << text;
    EXPECT_EQ(same->digest, seconds.digest) << text;
  }
  EXPECT_NE(parse_arrival_trace("0\n0.001\n0.0036\n", "x")->digest, seconds.digest);
}

void expect_refusal(const std::string& text, const std::string& where, const std::string& why) {
  const auto trace = parse_arrival_trace(text, "t.txt");
  ASSERT_FALSE(trace) << text;
  EXPECT_EQ(trace.error().kind, results::ErrorKind::data);
  EXPECT_EQ(trace.error().what, "cannot use the arrival trace");
  EXPECT_EQ(trace.error().where, where);
  EXPECT_EQ(trace.error().why, why);
  EXPECT_FALSE(trace.error().remedy.empty());
}

TEST(ArrivalTrace, NamesTheLineThatIsWrong) {
  expect_refusal("0\n1\nlater\n", "t.txt, line 3", "'later' is not a number");
  expect_refusal("0\n1 2\n", "t.txt, line 2", "'1 2' is not a number");
  expect_refusal("0\nnan\n", "t.txt, line 2", "an offset is finite");
  expect_refusal("0\ninf\n", "t.txt, line 2", "an offset is finite");
  expect_refusal("-0.5\n", "t.txt, line 1", "an offset is not negative");
  expect_refusal("# x\n\n1\n0.5\n", "t.txt, line 4", "it is earlier than the one before");
  expect_refusal("1764000000000\n", "t.txt, line 1", "an offset is at most 1e8 seconds");
  expect_refusal("# unit: h\n1\n", "t.txt, line 1", "'h' is not a unit of time");
  expect_refusal("1\n# unit: ms\n", "t.txt, line 2", "a unit stands before the first offset");
  expect_refusal("", "t.txt", "it has 0 arrivals, and a shape needs two");
  expect_refusal("# unit: s\n3\n", "t.txt", "it has 1 arrival, and a shape needs two");
  expect_refusal("3\n3\n", "t.txt", "all its arrivals are at one time");
}

TEST(ArrivalTrace, HasALimit) {
  std::string many;
  for (std::size_t i = 0; i <= max_traced_arrivals; ++i) many += "1\n";
  expect_refusal(many, "t.txt, line 4194305", "a trace has at most 4194304 arrivals");
}

TEST(ArrivalTrace, ReadsAFileOrSaysWhyNot) {
  const auto folder = std::filesystem::temp_directory_path();
  const std::string path = folder / ("crossfade-trace-" + std::to_string(::getpid()));
  std::ofstream(path) << "0\n1\n";
  EXPECT_EQ(read_arrival_trace(path)->offset_ns, (Offsets{0, 1'000'000'000}));
  std::filesystem::remove(path);
  for (const std::string& none : {path, folder.string()}) {
    const auto missing = read_arrival_trace(none);
    ASSERT_FALSE(missing) << none;
    EXPECT_EQ(missing.error().where, none);
    EXPECT_FALSE(missing.error().why.empty());
  }
  EXPECT_EQ(read_arrival_trace(path).error().kind, results::ErrorKind::io);
}

}  // namespace
}  // namespace crossfade::collector
