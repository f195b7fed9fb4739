#include "collector/measure/plugin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <functional>

#include "collector/measure/plugin_error.h"
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
            "it was built for plug-in ABI 7 and this program has ABI 1");
}

TEST(PluginTable, ATableThatIsTooShort) {
  EXPECT_THAT(refusal([](cf_workload& t) { t.size -= 8; }), HasSubstr("bytes where"));
  EXPECT_EQ(refusal([](cf_workload& t) { t.size += 8; }), "") << "structs grow at the end";
}

TEST(PluginTable, MissingTextsAndFunctions) {
  EXPECT_NE(refusal([](cf_workload& t) { t.name = nullptr; }), "");
  EXPECT_NE(refusal([](cf_workload& t) { t.unit = nullptr; }), "");
  EXPECT_NE(refusal([](cf_workload& t) { t.prepare = nullptr; }), "");
  EXPECT_NE(refusal([](cf_workload& t) { t.verify = nullptr; }), "");
  EXPECT_NE(refusal([](cf_workload& t) { t.destroy = nullptr; }), "");
  EXPECT_NE(refusal([](cf_workload& t) { t.parameters = nullptr; }), "");
  EXPECT_NE(refusal([](cf_workload& t) { t.presets = nullptr; }), "");
}

TEST(PluginTable, AnAsynchronousOneIsNotMeasuredYet) {
  EXPECT_THAT(refusal([](cf_workload& t) { t.request = nullptr; }), HasSubstr("asynchronously"));
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
  bad = good, bad.name = nullptr;
  EXPECT_NE(with_class(bad), "");
  EXPECT_THAT(refusal([](cf_workload& t) { t.n_classes = 0; }), HasSubstr("0 request classes"));
  EXPECT_NE(refusal([](cf_workload& t) { t.n_classes = 1'000'000; }), "");
}

TEST(PluginText, IsCutAndCleaned) {
  EXPECT_EQ(plugin_text(nullptr), "");
  EXPECT_EQ(plugin_text("caf\xc3\xa9"), "caf\xc3\xa9");
  EXPECT_EQ(plugin_text("a\xff\xc3"), "a??");
  EXPECT_EQ(plugin_text("abcdef", 3), "abc");
  EXPECT_EQ(plugin_text("ab\xe2\x82\xac", 4), "ab??") << "a character cut in two";
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
