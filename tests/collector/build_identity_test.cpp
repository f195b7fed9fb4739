#include "collector/build_identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_root.h"

namespace crossfade::collector {
namespace {

using results::EnvironmentFact;
using ::testing::MatchesRegex;
using testing::TemporaryRoot;

TEST(BuildRevision, IsACommitOrSaysWhyNot) {
  const BuildRevision revision = build_revision();
  EXPECT_NE(revision.git.empty(), revision.absent_because.empty());
  if (!revision.git.empty()) {
    EXPECT_THAT(std::string(revision.git), MatchesRegex("[0-9a-f]{12,40}(-dirty)?"));
  }
}

TEST(FileDigest, IsWhatSha256sumPrints) {
  const TemporaryRoot root;
  root.write("/abc", "abc");
  root.write("/empty", "");
  root.write("/long", std::string(200'000, 'a'));
  const auto digest = [&](const char* name) { return file_digest(root.path() / name); };
  EXPECT_EQ(*digest("abc"), "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(*digest("empty"), "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(digest("long")->substr(0, 23), "sha256:2287d207f24a941f");
  ASSERT_FALSE(digest("missing"));
  EXPECT_EQ(digest("missing").error().kind, results::ErrorKind::io);
  EXPECT_FALSE(file_digest(root.path())) << "a folder has no bytes";
}

struct Installation {
  TemporaryRoot root;
  InstallLayout layout;
  Plan plan;
  PluginCatalogue catalogue;

  Installation() {
    root.write("/measure", "abc");
    root.write("/cache.so", "one");
    layout.measure_image = root.path() / "measure";
    for (const char* name : {"cache", "gone"}) {
      Plugin plugin;
      plugin.name = name;
      plugin.path = root.path() / (std::string(name) + ".so");
      catalogue.plugins.push_back(plugin);
    }
    plan.workloads = {{"cache", "default", {}}, {"gone", "default", {}}, {"cache", "default", {"mb=1"}}};
  }
  std::vector<EnvironmentFact> facts() const { return build_facts(layout, plan, catalogue); }
};

TEST(BuildFacts, NameTheFilesThatMeasureOnceEach) {
  const auto facts = Installation().facts();
  ASSERT_EQ(facts.size(), 4U);
  EXPECT_EQ(facts[0].key, "build.revision");
  EXPECT_EQ(facts[1].key, "build.measure_digest");
  EXPECT_THAT(facts[1].value, MatchesRegex("sha256:ba7816bf.*"));
  EXPECT_EQ(facts[2].key, "build.plugin.cache_digest");
  EXPECT_EQ(facts[3].key, "build.plugin.gone_digest");
  EXPECT_EQ(facts[3].value, "");
  EXPECT_FALSE(facts[3].absent_because.empty());
}

TEST(BuildFacts, AMixIsItsFileAndItsParts) {
  Installation installation;
  installation.root.write("/cache.so", "b");
  installation.root.write("/part.so", "c");
  installation.root.write("/abc.toml", "a");
  installation.catalogue.plugins[0].path = installation.root.path() / "abc.toml";
  installation.catalogue.plugins[0].parts = {installation.root.path() / "cache.so",
                                             installation.root.path() / "part.so"};
  EXPECT_THAT(installation.facts()[2].value, MatchesRegex("sha256:ba7816bf8f01cfea.*")) << "of abc";
  installation.root.write("/part.so", "d");
  EXPECT_THAT(installation.facts()[2].value, ::testing::Not(MatchesRegex("sha256:ba7816bf.*")));
}

TEST(BuildFacts, ARecordingGoesOnWithItsOwnFilesOnly) {
  const Installation installation;
  const auto before = installation.facts();
  EXPECT_TRUE(check_same_build(before, installation.facts(), "r.h5"));
  EXPECT_TRUE(check_same_build({}, installation.facts(), "r.h5")) << "an older recording does not say";
  installation.root.write("/cache.so", "two");
  const auto refused = check_same_build(before, installation.facts(), "r.h5");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, results::ErrorKind::data);
  EXPECT_NE(refused.error().why.find("build.plugin.cache_digest"), std::string::npos);
  auto other_commit = before;
  other_commit[0].value = "0123456789ab";
  EXPECT_TRUE(check_same_build(before, other_commit, "r.h5")) << "the same files are the same build";
}

}  // namespace
}  // namespace crossfade::collector
