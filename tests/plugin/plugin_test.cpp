#include "collector/plugin/plugin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <functional>

#include "collector/plugin/plugin_error.h"
#include "tests/measure/toy_workload.h"

namespace crossfade::collector {
namespace {

using ::testing::HasSubstr;

/// Why the toy is refused after `edit`; empty = accepted.
std::string refusal(const std::function<void(cf_workload&)>& edit) {
  cf_workload table = toy_workload();
  edit(table);
  const auto checked = check_table(&table, "toy.so");
  return checked ? "" : checked.error().why;
}

TEST(PluginTable, AGoodOneIsAccepted) {
  EXPECT_EQ(refusal([](cf_workload&) {}), "");
}

TEST(PluginTable, NoTableAtAll) {
  const auto checked = check_table(nullptr, "toy.so");
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().where, "toy.so");
}

TEST(PluginTable, AnotherAbiNamesBothNumbers) {
  EXPECT_EQ(refusal([](cf_workload& t) { t.abi = 7; }),
            "it was built for ABI version 7 and this program has ABI version 1");
}

TEST(PluginTable, ATableThatIsTooShort) {
  EXPECT_EQ(refusal([](cf_workload& t) { t.size = CF_WORKLOAD_BYTES_V1 - 8; }),
            "its table has 176 bytes, and that of version 1 has 184");
  EXPECT_EQ(refusal([](cf_workload& t) { t.size += 8; }), "") << "structs grow at the end";
}

TEST(PluginTable, MissingTextsAndFunctionsAreNamed) {
  EXPECT_EQ(refusal([](cf_workload& t) { t.name = nullptr; }), "it has no name");
  EXPECT_EQ(refusal([](cf_workload& t) { t.name = ""; }), "it has no name");
  EXPECT_EQ(refusal([](cf_workload& t) { t.seed_system = nullptr; }), "it has no seed system");
  EXPECT_EQ(refusal([](cf_workload& t) { t.unit = nullptr; }), "it has no unit");
  EXPECT_EQ(refusal([](cf_workload& t) { t.need = nullptr; }), "its table has no function need()");
  EXPECT_EQ(refusal([](cf_workload& t) { t.prepare = nullptr; }), "its table has no function prepare()");
  EXPECT_EQ(refusal([](cf_workload& t) { t.worker_create = nullptr; }),
            "its table has no function worker_create()");
  EXPECT_EQ(refusal([](cf_workload& t) { t.request = nullptr; }), "its table has no function request()");
  EXPECT_EQ(refusal([](cf_workload& t) { t.verify = nullptr; }), "its table has no function verify()");
  EXPECT_EQ(refusal([](cf_workload& t) { t.finish = nullptr; }), "its table has no function finish()");
  EXPECT_EQ(refusal([](cf_workload& t) { t.worker_destroy = nullptr; }),
            "its table has no function worker_destroy()");
  EXPECT_EQ(refusal([](cf_workload& t) { t.destroy = nullptr; }), "its table has no function destroy()");
  EXPECT_EQ(refusal([](cf_workload& t) { t.targets = nullptr; }), "");
  EXPECT_NE(refusal([](cf_workload& t) { t.parameters = nullptr; }), "");
  EXPECT_NE(refusal([](cf_workload& t) { t.presets = nullptr; }), "");
}

TEST(PluginTable, NamesThatNobodyCouldTypeAreRefused) {
  for (const char* const name : {"a:b", "a@c", "a b", "a/b", "a,b=1", "caf\xc3\xa9"})
    EXPECT_THAT(refusal([&](cf_workload& t) { t.name = name; }), HasSubstr("is not of letters, digits"))
        << name;
  EXPECT_EQ(refusal([](cf_workload& t) { t.name = "Titles_2.0-beta"; }), "");
  EXPECT_THAT(refusal([](cf_workload& t) {
                static cf_parameter one = t.parameters[0];
                one.name = "cache size";
                t.parameters = &one, t.n_parameters = 1;
              }),
              HasSubstr("its parameter 'cache size'"));
  EXPECT_THAT(refusal([](cf_workload& t) {
                static cf_preset one = t.presets[0];
                one.name = "";
                t.presets = &one, t.n_presets = 1;
              }),
              HasSubstr("its preset ''"));
}

TEST(PluginTable, TextsThatWouldMoveACursorAreRefused) {
  for (const char* const text : {"two\nlines", "\x1b[31mred", "a\tb", "\x7f"}) {
    EXPECT_THAT(refusal([&](cf_workload& t) { t.summary = text; }),
                HasSubstr("its summary has a control character"));
    EXPECT_THAT(refusal([&](cf_workload& t) { t.unit = text; }), HasSubstr("its unit has a control"));
    EXPECT_THAT(refusal([&](cf_workload& t) {
                  static cf_parameter one;
                  one = t.parameters[0], one.doc = text;
                  t.parameters = &one, t.n_parameters = 1, t.n_presets = 0;
                }),
                HasSubstr("its parameter has a control"));
  }
  EXPECT_EQ(refusal([](cf_workload& t) { t.summary = "5 \xc2\xb5s"; }), "") << "no ASCII, and no control";
  EXPECT_EQ(refusal([](cf_workload& t) {
              t.summary =
                  "a\xc2\x9b"
                  "31m";
            }),
            "its summary has control characters or is no UTF-8: a\\xc2\\x9b31m")
      << "an escape of ISO 8859";
  EXPECT_EQ(refusal([](cf_workload& t) { t.unit = "caf\xe9"; }),
            "its unit has control characters or is no UTF-8: caf\\xe9");
}

TEST(PluginTable, RangesThatNoValueCouldBeOf) {
  const auto with_range = [](const char* def, const char* min, const char* max) {
    static cf_parameter one;
    return refusal([&](cf_workload& t) {
      one = t.parameters[0], one.def = def, one.min = min, one.max = max;
      t.parameters = &one, t.n_parameters = 1, t.n_presets = 0;
    });
  };
  const std::string size = "of its parameter 'size' its ";
  EXPECT_EQ(with_range("10", "1", "100"), "");
  EXPECT_EQ(with_range("10", "", ""), "");
  EXPECT_EQ(with_range("fast", nullptr, nullptr), "");
  EXPECT_EQ(with_range("10", "1", ""), "") << "one end alone";
  EXPECT_EQ(with_range("10", "a", "b"), size + "lowest value 'a' is no number");
  EXPECT_EQ(with_range("10", "1", "b"), size + "highest value 'b' is no number");
  EXPECT_EQ(with_range("10", "1", "inf"), size + "highest value 'inf' is no number");
  EXPECT_EQ(with_range("10", "100", "1"), size + "lowest value 100 is above its highest, 1");
  EXPECT_EQ(with_range("101", "1", "100"), size + "default '101' is out of range");
  EXPECT_EQ(with_range("fast", "1", "100"), size + "default 'fast' is not a number");
  EXPECT_EQ(with_range("a b", "", ""), size + "default 'a b' holds white space");
}

TEST(PluginTable, WhatThisVersionCannotMeasureIsRefused) {
  EXPECT_EQ(refusal([](cf_workload& t) { t.flags |= 0x100; }),
            "it has flags that this version does not know (0x100)");
  EXPECT_THAT(refusal([](cf_workload& t) { t.flags |= CF_FLAG_EXTERNAL; }), HasSubstr("another process"));
}

TEST(PluginTable, AnAsynchronousOneIsNotMeasuredYet) {
  EXPECT_THAT(refusal([](cf_workload& t) {
                t.request = nullptr;
                t.submit = [](void*, const cf_request*) -> int { return CF_OK; };
                t.poll = [](void*, cf_answer*, std::uint32_t, std::int64_t) -> int { return 0; };
              }),
              HasSubstr("asynchronously"));
}

TEST(PluginTable, ClassesThatCannotBe) {
  const auto with_class = [](const cf_class& changed) {
    static std::array<cf_class, 2> classes;
    return refusal([&](cf_workload& t) {
      classes = {changed, t.classes[1]};
      t.classes = classes.data();
    });
  };
  const cf_class good = toy_workload().classes[0];
  EXPECT_EQ(with_class(good), "");
  cf_class bad = good;
  bad.share = 0.7;
  EXPECT_THAT(with_class(bad), HasSubstr("sum to 0.95"));
  bad = good, bad.share = -0.5;
  EXPECT_THAT(with_class(bad), HasSubstr("share -0.5"));
  bad = good, bad.share = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(with_class(bad), HasSubstr("share nan"));
  bad = good, bad.pool = 0;
  EXPECT_THAT(with_class(bad), HasSubstr("no pool"));
  bad = good, bad.levels = 0;
  EXPECT_NE(with_class(bad), "");
  bad = good, bad.pool = 1 << 20;
  EXPECT_EQ(with_class(bad), "");
  bad.levels = 2;
  EXPECT_THAT(with_class(bad),
              HasSubstr("has 1048576 requests in its pool, each at 2 levels: more than 1048576"));
  bad = good, bad.pool = 4'000'000'000;
  EXPECT_THAT(with_class(bad), HasSubstr("4000000000 requests in its pool, each at 1 level:"));
  bad = good, bad.name = "one\n\x1b[31mtwo";
  EXPECT_EQ(with_class(bad), "its request class has a control character (0x0a)");
  bad = good, bad.name = "one two";
  EXPECT_EQ(with_class(bad), "its request class 'one two' is not of letters, digits and _ - . alone");
  bad = good, bad.name = nullptr;
  EXPECT_EQ(with_class(bad), "a request class has no name");
  bad = good, bad.name = "";
  EXPECT_EQ(with_class(bad), "a request class has no name");
  bad = good, bad.name = toy_workload().classes[1].name;
  EXPECT_EQ(with_class(bad), "two request classes are called 'large'");
  bad = good, bad.slo_p99_ns = 0;
  EXPECT_EQ(with_class(bad), "request class 'small' has no objective (slo_p99_ns is 0)");
  EXPECT_THAT(refusal([](cf_workload& t) { t.n_classes = 0; }), HasSubstr("0 request classes"));
  EXPECT_NE(refusal([](cf_workload& t) { t.n_classes = 1'000'000; }), "");
}

TEST(PluginText, IsCutAndCleaned) {
  EXPECT_EQ(plugin_text(nullptr), "");
  EXPECT_EQ(plugin_text("caf\xc3\xa9"), "caf\xc3\xa9");
  EXPECT_EQ(plugin_text("a\xff\xc3"), "a\\xff\\xc3");
  EXPECT_EQ(plugin_text("abcdef", 3), "abc");
  EXPECT_EQ(plugin_text("ab\xe2\x82\xac", 4), "ab\\xe2\\x82") << "a character cut in two";
  EXPECT_EQ(plugin_text("\x1b[2Ja\nb\tc\x7f"), R"(\x1b[2Ja\nb\tc\x7f)") << "would steer a terminal";
  EXPECT_EQ(plugin_text("\xc2\x9b"
                        "31m"),
            R"(\xc2\x9b31m)")
      << "as would an escape of ISO 8859";
  EXPECT_EQ(plugin_text(plugin_text("\x1b[2J").c_str()), R"(\x1b[2J)")
      << "a mix passes on what its parts say";
}

TEST(PluginText, NothingOfAnErrorCanSteerATerminal) {
  cf_error said{};
  for (const auto text : {&cf_error::what, &cf_error::where})
    std::snprintf(said.*text, sizeof(said.*text), "\x1b[1mno");
  for (const auto text : {&cf_error::why, &cf_error::remedy})
    std::snprintf(said.*text, sizeof(said.*text), "no\nroom");
  const results::Error error = to_error(said, results::ErrorKind::data, "toy", "");
  EXPECT_EQ(error.what, R"(\x1b[1mno)");
  EXPECT_EQ(error.where, R"(toy, \x1b[1mno)");
  EXPECT_EQ(error.why, R"(no\nroom)");
  EXPECT_EQ(error.remedy, R"(no\nroom)");
}

TEST(PluginText, AnErrorWithoutWordsStillSaysSomething) {
  const results::Error error = to_error(cf_error{}, results::ErrorKind::data, "toy", "cannot prepare");
  EXPECT_EQ(error.what, "cannot prepare");
  EXPECT_EQ(error.where, "toy");
  EXPECT_FALSE(error.why.empty());
  cf_error full{};
  std::fill(std::begin(full.why), std::end(full.why), 'x');
  EXPECT_EQ(to_error(full, results::ErrorKind::data, "toy", "").why.size(), sizeof full.why);
}

}  // namespace
}  // namespace crossfade::collector
