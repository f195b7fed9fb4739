// What a mix's author may write, and what is said about the rest: one mistake each, with its line.
#include "collector/plugin/mix_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossfade::collector {
namespace {

using ::testing::HasSubstr;

const std::string good = R"(version = "2"
summary = "what it does"
seed_system = "what it stands for"
unit = "one thing"
[[class]]
name = "play"
share = 0.75
slo_p99_ms = 2.5
priority = 1
pool = 16
steps = [
  {workload = "cache@l3:mb=8", class = "mget", count = 3},
  {workload = "manifest", class = "phone", level = 1},
]
[[class]]
name = "mail"
share = 0.25
slo_p99_ms = 10
steps = [{workload = "manifest", class = "tv"}]
)";

std::string with(const std::string& old, const std::string& replacement) {
  std::string text = good;
  const auto at = text.find(old);
  EXPECT_NE(at, std::string::npos) << old;
  return text.replace(at, old.size(), replacement);
}

/// "where | why | remedy"; empty = accepted.
std::string refusal(const std::string& text, const char* file = "my_mix.toml") {
  const auto mix = parse_mix(text, file);
  if (mix) return "";
  EXPECT_EQ(mix.error().kind, results::ErrorKind::data);
  EXPECT_EQ(mix.error().what, "cannot use the mix");
  return mix.error().where + " | " + mix.error().why + " | " + mix.error().remedy;
}

TEST(MixFile, SaysWhatIsWritten) {
  const auto mix = parse_mix(good, "/folder/my_mix.toml");
  ASSERT_TRUE(mix) << results::to_line(mix.error());
  EXPECT_EQ(mix->name, "my_mix");
  EXPECT_EQ(mix->version, "2");
  EXPECT_EQ(mix->unit, "one thing");
  EXPECT_FALSE(mix->only_when_named);
  ASSERT_EQ(mix->classes.size(), 2U);
  const MixFileClass& play = mix->classes[0];
  EXPECT_EQ(play.name, "play");
  EXPECT_EQ(play.share, 0.75);
  EXPECT_EQ(play.slo_p99_ns, 2'500'000U);
  EXPECT_EQ(play.priority, 1U);
  EXPECT_EQ(play.pool, 16U);
  ASSERT_EQ(play.steps.size(), 2U);
  EXPECT_EQ(play.steps[0].workload, "cache@l3:mb=8");
  EXPECT_EQ(play.steps[0].class_name, "mget");
  EXPECT_EQ(play.steps[0].count, 3U);
  EXPECT_EQ(play.steps[0].line, 12U);
  EXPECT_EQ(play.steps[0].size, 1);
  EXPECT_EQ(play.steps[1].count, 1U);
  EXPECT_EQ(parse_mix(with("count = 3", "count = 3, size = 0.5"), "my.toml")->classes[0].steps[0].size, 0.5);
  EXPECT_EQ(play.steps[0].peer, MixPeer::client) << "unless it says otherwise";
  const auto peer = [](const std::string& words) {
    return parse_mix(with("count = 3", "count = 3, peer = " + words), "my.toml")->classes[0].steps[0].peer;
  };
  EXPECT_EQ(peer("\"client\""), MixPeer::client);
  EXPECT_EQ(peer("\"downstream\""), MixPeer::downstream);
  EXPECT_EQ(peer("\"in_process\""), MixPeer::in_process);
  EXPECT_EQ(play.steps[1].level, 1U);
  EXPECT_EQ(mix->classes[1].pool, 256U);
  EXPECT_TRUE(parse_mix("only_when_named = true\n" + good, "my.toml")->only_when_named);
}

TEST(MixFile, WhatIsNoTomlIsNamedByItsLine) {
  EXPECT_THAT(refusal(with("share = 0.75", "share = ")), HasSubstr("my_mix.toml, line 7 | "));
  EXPECT_THAT(refusal(with("share = 0.75", "share = ")), HasSubstr("it is no TOML"));
}

TEST(MixFile, MissingKeys) {
  EXPECT_THAT(refusal(with("version = \"2\"\n", "")), HasSubstr("| 'version' is missing |"));
  EXPECT_THAT(refusal(with("share = 0.75\n", "")), HasSubstr("line 5 | class 1: 'share' is missing"));
  EXPECT_THAT(refusal(with(", class = \"tv\"", "")), HasSubstr("class 2, step 1: 'class' is missing"));
  EXPECT_THAT(refusal("version = \"1\"\nsummary = \"s\"\nseed_system = \"s\"\nunit = \"u\"\n"),
              HasSubstr("'class' is missing"));
}

TEST(MixFile, UnknownKeysOfferTheNearest) {
  EXPECT_THAT(refusal(with("priority = 1", "priorty = 1")),
              HasSubstr("line 9 | class 1: there is no key 'priorty' | did you mean 'priority'?"));
  EXPECT_THAT(refusal(with("count = 3", "cuont = 3")), HasSubstr("class 1, step 1: there is no key 'cuont'"));
  EXPECT_THAT(refusal("nmae = 1\n" + good), HasSubstr("line 1 | there is no key 'nmae'"));
}

TEST(MixFile, TextsThatWouldSteerATerminalAreRefusedInWordsThatDoNot) {
  EXPECT_THAT(refusal(with("\"one thing\"", R"("one\u001b[2Jthing")")),
              HasSubstr(R"(| 'unit' has control characters: one\x1b[2Jthing |)"));
  EXPECT_THAT(refusal(with("\"mail\"", R"("\nmail")")),
              HasSubstr(R"(class 2: 'name' has control characters: \nmail)"));
  EXPECT_THAT(refusal(with("\"manifest\"", R"("\u009b31m")")),
              HasSubstr(R"(class 1, step 2: 'workload' has control characters: \xc2\x9b31m)"));
  EXPECT_THAT(refusal(R"("\u001b[2J" = 1)"
                      "\n" +
                      good),
              HasSubstr(R"(there is no key '\x1b[2J')"));
  EXPECT_EQ(refusal(with("\"one thing\"", "\"caf\xc3\xa9\"")), "");
}

TEST(MixFile, ValuesOfTheWrongKind) {
  EXPECT_THAT(refusal(with("\"2\"", "2")), HasSubstr("'version' is no text"));
  EXPECT_THAT(refusal(with("\"2\"", "\"\"")), HasSubstr("'version' is no text"));
  EXPECT_THAT(refusal(with("0.75", "\"much\"")),
              HasSubstr("class 1: 'share' is not a number above 0, 1 at most"));
  for (const char* share : {"0", "-0.5", "1.5", "nan", "inf"})
    EXPECT_THAT(refusal(with("0.75", share)), HasSubstr("'share' is not a number above 0")) << share;
  EXPECT_THAT(refusal(with("slo_p99_ms = 10", "slo_p99_ms = 1e-7")),
              HasSubstr("class 2: 'slo_p99_ms' is less than a nanosecond"));
  EXPECT_THAT(refusal(with("count = 3", "count = 0")),
              HasSubstr("'count' is not a whole number from 1 to 1000"));
  EXPECT_THAT(refusal(with("count = 3", "count = 1.5")), HasSubstr("'count' is not a whole number"));
  for (const char* size : {"0", "1.5", "\"small\""}) {
    EXPECT_THAT(refusal(with("count = 3", std::string("size = ") + size)),
                HasSubstr("'size' is not a number above 0, 1 at most"));
  }
  for (const char* peer : {"\"upstream\"", "\"\"", "1"}) {
    EXPECT_THAT(refusal(with("count = 3", std::string("peer = ") + peer)),
                HasSubstr("class 1, step 1: 'peer' is none of client, downstream, in_process"));
  }
  EXPECT_THAT(refusal(with("pool = 16", "pool = 0")),
              HasSubstr("'pool' is not a whole number from 1 to 65536"));
  EXPECT_THAT(refusal("only_when_named = 1\n" + good),
              HasSubstr("'only_when_named' is neither true nor false"));
  EXPECT_THAT(refusal(with("[{workload = \"manifest\", class = \"tv\"}]", "[]")),
              HasSubstr("class 2: 'steps' is not a list of tables"));
  EXPECT_THAT(refusal(with("[{workload = \"manifest\", class = \"tv\"}]", "[1]")),
              HasSubstr("not a list of tables"));
}

TEST(MixFile, WhatDoesNotGoTogether) {
  EXPECT_THAT(refusal(with("0.75", "0.7")),
              HasSubstr("the shares of its classes sum to 0.95 | let them sum to 1"));
  EXPECT_THAT(refusal(with("\"mail\"", "\"play\"")), HasSubstr("line 15 | there are two classes 'play'"));
  EXPECT_THAT(
      refusal(with("level = 1", "count = 998")),
      HasSubstr("class 1: its steps make 1001 calls, more than 1000 | give fewer steps or smaller counts"));
  EXPECT_THAT(refusal(good, "My Mix.toml"), HasSubstr("rename the file"));
}

TEST(MixFile, OneThatCannotBeReadIsNoMistakeOfItsAuthor) {
  const auto mix = read_mix_file("/no/such/mix.toml");
  ASSERT_FALSE(mix);
  EXPECT_EQ(mix.error().kind, results::ErrorKind::io);
  EXPECT_EQ(mix.error().where, "/no/such/mix.toml");
}

}  // namespace
}  // namespace crossfade::collector
