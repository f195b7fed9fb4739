// Files of workloads, with real fixtures: where the parts of a mix are found.
#include "collector/plugin/loaded_workload.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_root.h"

namespace crossfade::collector {
namespace {

using ::testing::HasSubstr;
using testing::TemporaryRoot;
namespace fs = std::filesystem;

const std::string head =
    "version = '1'\nsummary = 's'\nseed_system = 's'\nunit = 'u'\n[[class]]\nname = 'a'\n"
    "share = 1\nslo_p99_ms = 1\n";

std::string mix_of(const std::string& part) {
  return head + "steps = [{workload = '" + part + "', class = 'short'}]\n";
}

TEST(LoadedWorkload, AFileIsAPluginOrAMix) {
  EXPECT_TRUE(is_workload_file("a.so"));
  EXPECT_TRUE(is_workload_file("a.toml"));
  EXPECT_FALSE(is_workload_file("a.so.1"));
  const auto plugin = load_workload(fs::path(CROSSFADE_FIXTURE_DIRECTORY) / "tiny.so", {});
  ASSERT_TRUE(plugin) << results::to_line(plugin.error());
  EXPECT_TRUE(plugin->parts.empty());
  const auto mix = load_workload(fs::path(CROSSFADE_FIXTURE_DIRECTORY) / "tiny_mix.toml", {});
  ASSERT_TRUE(mix) << results::to_line(mix.error());
  EXPECT_STREQ(mix->table->name, "tiny_mix");
  EXPECT_THAT(mix->parts, ::testing::ElementsAre(fs::path(CROSSFADE_FIXTURE_DIRECTORY) / "tiny.so"));
}

TEST(LoadedWorkload, PartsAreFoundBesideTheMixAndThenInTheInstallation) {
  const TemporaryRoot root;
  root.write("/mine/my.toml", mix_of("tiny"));
  const fs::path mine = root.path() / "mine";
  const auto alone = load_workload(mine / "my.toml", {});
  ASSERT_FALSE(alone);
  EXPECT_EQ(alone.error().kind, results::ErrorKind::unavailable);
  EXPECT_THAT(alone.error().where, HasSubstr("my.toml, line 9"));
  EXPECT_EQ(alone.error().why, "its part 'tiny' cannot be used: there is no tiny.so in " + mine.string());
  EXPECT_THAT(alone.error().remedy, HasSubstr("another mix under the same name"));
  ASSERT_TRUE(load_workload(mine / "my.toml", {"/no/such/folder", CROSSFADE_FIXTURE_DIRECTORY}));
  fs::copy(fs::path(CROSSFADE_FIXTURE_DIRECTORY) / "tiny.so", mine / "tiny.so");
  const auto own = load_workload(mine / "my.toml", {CROSSFADE_FIXTURE_DIRECTORY});
  ASSERT_TRUE(own);
  EXPECT_EQ(own->parts.front(), mine / "tiny.so") << "the nearest wins";
}

TEST(LoadedWorkload, NamesMayBeRelative) {
  const fs::path before = fs::current_path();
  fs::current_path(CROSSFADE_FIXTURE_DIRECTORY);
  const auto mix = load_workload("tiny_mix.toml", {});
  const auto plugin = load_workload("tiny.so", {});
  fs::current_path(before);
  EXPECT_TRUE(mix) << results::to_line(mix.error());
  EXPECT_TRUE(plugin) << results::to_line(plugin.error());
}

TEST(LoadedWorkload, AMixIsNoPart) {
  const TemporaryRoot root;
  root.write("/my.toml", mix_of("other"));
  root.write("/other.toml", mix_of("my"));
  const auto cycle = load_workload(root.path() / "my.toml", {});
  ASSERT_FALSE(cycle);
  EXPECT_EQ(cycle.error().why, "its part 'other' cannot be used: it is a mix itself");
}

TEST(LoadedWorkload, APartThatCannotBeUsedSaysWhy) {
  const TemporaryRoot root;
  root.write("/my.toml", mix_of("other_abi"));
  const auto mix = load_workload(root.path() / "my.toml", {CROSSFADE_FIXTURE_DIRECTORY});
  ASSERT_FALSE(mix);
  EXPECT_THAT(mix.error().why,
              HasSubstr("its part 'other_abi' cannot be used: it was built for ABI version"));
}

TEST(LoadedWorkload, PluginsThatCannotBeUsed) {
  const auto why = [](const char* name) {
    const auto loaded = load_workload(fs::path(CROSSFADE_FIXTURE_DIRECTORY) / name, {});
    EXPECT_FALSE(loaded) << name;
    EXPECT_EQ(loaded.error().kind, results::ErrorKind::unavailable);
    return loaded.error().why;
  };
  EXPECT_THAT(why("no_table.so"), HasSubstr("does not export crossfade_workload_v1"));
  EXPECT_THAT(why("unloadable/short_table.so"), HasSubstr("its table has 176 bytes"));
  EXPECT_THAT(why("unloadable/no_verify.so"), HasSubstr("no function verify()"));
  EXPECT_THAT(why("unloadable/unknown_flag.so"), HasSubstr("flags that this version does not know (0x100)"));
  EXPECT_EQ(why("unloadable/control_class.so"), "its request class has a control character (0x0a)");
  EXPECT_EQ(why("unloadable/default_outside.so"), "of its parameter 'steps' its default '7' is out of range");
  EXPECT_EQ(why("unloadable/range_of_words.so"),
            "of its parameter 'steps' its lowest value 'few' is no number");
  EXPECT_THAT(why("unloadable/huge_pool.so"),
              HasSubstr("request class 'short' has 4000000000 requests in its pool"));
  EXPECT_THAT(why("gone.so"), HasSubstr("No such file"));
}

}  // namespace
}  // namespace crossfade::collector
