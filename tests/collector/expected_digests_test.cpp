#include "collector/expected_digests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collector/plugin_catalogue.h"
#include "tests/support/temporary_root.h"

namespace crossfade::collector {
namespace {

using ::testing::HasSubstr;

ExpectedDigest row(const char* request_class, std::uint32_t level, const char* golden) {
  return {"w",   "1",    "default", request_class,
          level, "data", golden,    {{0, "zstd", "1.5.4", "BMI2, \"fast\""}}};
}

MadeAnswers made(const char* golden, const char* cheap = "") {
  MadeAnswers out;
  out.workload.name = "w";
  out.workload.version = "1";
  out.workload.preset = "default";
  out.workload.dataset_digest = "data";
  out.golden_digest = golden;
  out.cheap_digest = cheap;
  out.libraries = {{0, "zstd", "1.5.4", "BMI2, \"fast\""}};
  return out;
}

TEST(ExpectedDigests, AreReadAsTheyWereWritten) {
  const testing::TemporaryRoot root;
  const std::vector<ExpectedDigest> rows{row("*", 0, "aa"), row("tv", 1, "bb")};
  root.write("/expected_digests.csv", to_csv(rows));
  const auto read = read_expected_digests(root.path());
  ASSERT_TRUE(read) << results::to_line(read.error());
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ(read->at(1).request_class, "tv");
  EXPECT_EQ(read->at(1).level, 1U);
  EXPECT_EQ(read->at(1).golden_digest, "bb");
  ASSERT_EQ(read->at(0).made_with.size(), 1U);
  EXPECT_EQ(read->at(0).made_with[0].isa_path, "BMI2, \"fast\"");
  EXPECT_EQ(to_csv(*read), to_csv(rows));
}

TEST(ExpectedDigests, AFolderWithoutTheFileHasNoneAndABrokenOneIsTold) {
  const testing::TemporaryRoot root;
  ASSERT_TRUE(read_expected_digests(root.path()));
  EXPECT_TRUE(read_expected_digests(root.path())->empty());
  for (const char* broken :
       {"w,1,default,*,0,data\n", "w,1,default,*,many,data,aa,x\n", "w,1,,*,0,data,aa,x\n"}) {
    root.write("/expected_digests.csv", broken);
    const auto read = read_expected_digests(root.path());
    ASSERT_FALSE(read) << broken;
    EXPECT_EQ(read.error().kind, results::ErrorKind::data);
    EXPECT_THAT(read.error().where, HasSubstr("expected_digests.csv, line 1"));
  }
}

TEST(ExpectedDigests, TheFirstFolderThatHasAWorkloadsWins) {
  const testing::TemporaryRoot first, second;
  ExpectedDigest other = row("*", 0, "cc");
  other.workload = "v";
  first.write("/expected_digests.csv", to_csv({row("*", 0, "aa"), row("tv", 0, "ab")}));
  second.write("/expected_digests.csv", to_csv({row("*", 0, "bb"), other}));
  const auto catalogue = read_plugin_catalogue({first.path(), second.path()});
  ASSERT_EQ(catalogue.expected_digests.size(), 3U);
  EXPECT_EQ(catalogue.expected_digests[0].golden_digest, "aa");
  EXPECT_EQ(catalogue.expected_digests[1].golden_digest, "ab");
  EXPECT_EQ(catalogue.expected_digests[2].golden_digest, "cc");
  first.write("/expected_digests.csv", "broken\n");
  ASSERT_EQ(read_plugin_catalogue({first.path()}).problems.size(), 1U);
}

TEST(ExpectedDigests, EqualAnswersAreNoNews) {
  const std::vector<ExpectedDigest> rows{row("*", 0, "aa"), row("tv", 0, "cc"), row("*", 1, "bb")};
  EXPECT_EQ(unexpected_answers(rows, made("aa", "bb"), true), "");
  EXPECT_EQ(unexpected_answers(rows, made("aa"), true), "") << "no cheap answers were made";
  EXPECT_EQ(unexpected_answers({}, made("zz"), true), "") << "nothing is known";
  MadeAnswers other = made("zz");
  other.workload.version = "2";
  EXPECT_EQ(unexpected_answers(rows, other, true), "") << "of another version nothing is known";
}

TEST(ExpectedDigests, OtherAnswersNameTheLibraryThatIsNotTheSame) {
  const std::vector<ExpectedDigest> rows{row("*", 0, "aa"), row("*", 1, "bb")};
  EXPECT_THAT(
      unexpected_answers(rows, made("zz"), true),
      HasSubstr("answers are not the expected ones (digest zz, expected aa); libraries and code paths "
                "are the same (zstd 1.5.4 (BMI2"));
  MadeAnswers newer = made("aa", "yy");
  newer.libraries = {{0, "zstd", "1.5.5", "BMI2"}, {0, "isa-l", "2.30", "avx2"}};
  const std::string text = unexpected_answers(rows, newer, true);
  EXPECT_THAT(text, HasSubstr("of the cheaper level"));
  EXPECT_THAT(text, HasSubstr("zstd 1.5.5 (BMI2) here, zstd 1.5.4 (BMI2, \"fast\") where"));
  EXPECT_THAT(text, HasSubstr("isa-l 2.30 (avx2) here, not used where"));
}

TEST(ExpectedDigests, OtherInputsAreNewsOnlyOfTheDefaults) {
  const std::vector<ExpectedDigest> rows{row("*", 0, "aa")};
  MadeAnswers other = made("zz");
  other.workload.dataset_digest = "else";
  EXPECT_THAT(unexpected_answers(rows, other, true), HasSubstr("inputs are not the expected ones"));
  EXPECT_EQ(unexpected_answers(rows, other, false), "") << "another seed has other inputs";
  other.workload.dataset_digest = "data";
  EXPECT_NE(unexpected_answers(rows, other, false), "") << "equal inputs have equal answers, whoever asked";
}

}  // namespace
}  // namespace crossfade::collector
