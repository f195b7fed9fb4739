// Where things are: the installation, its plug-ins (real fixtures, looked at in child processes) and what is
// put into a measuring process's environment.
#include <gtest/gtest.h>

#include "collector/install_layout.h"
#include "collector/isa_environment.h"
#include "collector/plugin_catalogue.h"
#include "collector/scratch_folder.h"
#include "tests/support/temporary_root.h"

namespace crossfade::collector {
namespace {

namespace fs = std::filesystem;
using testing::TemporaryRoot;

TEST(InstallLayout, IsRelativeToTheProgram) {
  const TemporaryRoot root;
  root.write("/libexec/crossfade/crossfade-measure", "");
  root.write("/lib/crossfade/workloads/a.so", "");
  const auto layout = find_install_layout(root.path() / "bin/crossfade-collect", "", {});
  ASSERT_TRUE(layout) << results::to_line(layout.error());
  EXPECT_EQ(layout->measure_program, root.path() / "libexec/crossfade/crossfade-measure");
  ASSERT_EQ(layout->workload_dirs.size(), 1U);
  EXPECT_EQ(layout->workload_dirs[0], root.path() / "lib/crossfade/workloads");
}

TEST(InstallLayout, ABundleSaysWhereItIs) {
  const TemporaryRoot bundle, loader;
  bundle.write("/libexec/crossfade/crossfade-measure", "");
  const auto layout =
      find_install_layout(loader.path() / "lib64/ld-linux-x86-64.so.2", bundle.path().string(), {});
  ASSERT_TRUE(layout);
  EXPECT_EQ(layout->root, bundle.path());
  EXPECT_TRUE(layout->workload_dirs.empty());
  EXPECT_EQ(layout->measure_image, layout->measure_program);
  bundle.write("/real/crossfade-measure", "");
  const auto packed = find_install_layout("/lib64/ld-linux-x86-64.so.2", bundle.path().string(), {});
  ASSERT_TRUE(packed);
  EXPECT_EQ(packed->measure_image, bundle.path() / "real/crossfade-measure")
      << "the launcher is always the same";
}

TEST(InstallLayout, WithoutTheMeasuringProgramIsUnavailable) {
  const TemporaryRoot root;
  const auto layout = find_install_layout(root.path() / "bin/crossfade-collect", "", {});
  ASSERT_FALSE(layout);
  EXPECT_EQ(layout.error().kind, results::ErrorKind::unavailable);
}

TEST(InstallLayout, FoldersOfTheUserComeFirstAndMustExist) {
  const TemporaryRoot root;
  root.write("/libexec/crossfade/crossfade-measure", "");
  root.write("/lib/crossfade/workloads/a.so", "");
  root.write("/mine/b.so", "");
  const auto layout = find_install_layout(root.path() / "bin/x", "", {(root.path() / "mine").string()});
  ASSERT_TRUE(layout);
  EXPECT_EQ(layout->workload_dirs.front(), root.path() / "mine");
  const auto missing = find_install_layout(root.path() / "bin/x", "", {"/no/such/folder"});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, results::ErrorKind::usage);
}

TEST(PluginCatalogue, DescribesWhatLoadsAndSaysWhyTheRestDoesNot) {
  const TemporaryRoot extra;
  extra.write("/not_elf.so", "text");
  extra.write("/ignored.txt", "text");
  const PluginCatalogue catalogue =
      read_plugin_catalogue({CROSSFADE_FIXTURE_DIRECTORY, extra.path(), "/no/such/folder"});
  const Plugin* const tiny = catalogue.find("tiny");
  ASSERT_NE(tiny, nullptr);
  EXPECT_FALSE(tiny->summary.empty());
  EXPECT_FALSE(tiny->classes.empty());
  EXPECT_FALSE(tiny->presets.empty());
  EXPECT_EQ(catalogue.find("other_abi"), nullptr);
  const PluginProblem* const other = catalogue.problem_of("other_abi");
  ASSERT_NE(other, nullptr);
  EXPECT_NE(other->error.why.find("ABI version"), std::string::npos) << other->error.why;
  EXPECT_EQ(other->error.kind, results::ErrorKind::unavailable);
  ASSERT_NE(catalogue.problem_of("not_elf"), nullptr);
  ASSERT_NE(catalogue.problem_of("no_table"), nullptr);
  for (const PluginProblem& problem : catalogue.problems) EXPECT_FALSE(problem.error.remedy.empty());
  for (std::size_t i = 1; i < catalogue.plugins.size(); ++i) {
    EXPECT_LT(catalogue.plugins[i - 1].name, catalogue.plugins[i].name) << "sorted, every name once";
  }
}

TEST(PluginCatalogue, KnowsTheMixesAmongThem) {
  const TemporaryRoot extra;
  extra.write("/broken.toml", "version = 1\n");
  const PluginCatalogue catalogue = read_plugin_catalogue({CROSSFADE_FIXTURE_DIRECTORY, extra.path()});
  const Plugin* const mix = catalogue.find("tiny_mix");
  ASSERT_NE(mix, nullptr);
  ASSERT_EQ(mix->classes.size(), 2U);
  EXPECT_EQ(mix->classes[1].priority, 1U);
  ASSERT_EQ(mix->presets.size(), 1U);
  EXPECT_EQ(mix->presets[0].name, "default");
  ASSERT_EQ(mix->parts.size(), 1U);
  EXPECT_EQ(mix->parts[0].filename(), "tiny.so");
  EXPECT_TRUE(catalogue.find("tiny")->parts.empty());
  const PluginProblem* const broken = catalogue.problem_of("broken");
  ASSERT_NE(broken, nullptr);
  EXPECT_EQ(broken->error.kind, results::ErrorKind::data);
  EXPECT_EQ(broken->error.what, "cannot use the mix");
  EXPECT_EQ(broken->error.why, "'version' is no text");
}

TEST(IsaEnvironment, FollowsTheTableForLevelsThisCpuHas) {
  EXPECT_TRUE(isa_environment(0, 4).empty());
  const auto capped = isa_environment(2, 4);
  ASSERT_EQ(capped.size(), 4U);
  EXPECT_EQ(capped[0].first, "OPENSSL_ia32cap");
  EXPECT_TRUE(isa_environment(4, 3).empty()) << "a lower CPU is capped by nature";
  EXPECT_EQ(isa_cap_name(0), "none");
  EXPECT_EQ(isa_cap_name(3), "x86-64-v3");
}

TEST(IsaLevel, NeedsTheVectorExtensionsOfALevelAndNoLzcnt) {
  CpuIdentity cpu;
  EXPECT_EQ(isa_level_of(cpu), 1U);
  cpu.flags = {"cx16", "lahf_lm", "popcnt", "sse4_1", "sse4_2", "ssse3"};
  EXPECT_EQ(isa_level_of(cpu), 2U);
  for (const char* flag : {"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "movbe"})
    cpu.flags.emplace_back(flag);
  EXPECT_EQ(isa_level_of(cpu), 2U);
  cpu.flags.emplace_back("xsave");
  EXPECT_EQ(isa_level_of(cpu), 3U);
  for (const char* flag : {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"})
    cpu.flags.emplace_back(flag);
  EXPECT_EQ(isa_level_of(cpu), 4U);
}

TEST(ScratchFolder, IsRemovedWithItsContent) {
  fs::path path;
  {
    auto folder = ScratchFolder::create({});
    ASSERT_TRUE(folder);
    path = folder->path();
    ASSERT_TRUE(fs::create_directory(path / "x"));
    const ScratchFolder moved = std::move(*folder);
    EXPECT_TRUE(fs::exists(path));
  }
  EXPECT_FALSE(fs::exists(path));
}

}  // namespace
}  // namespace crossfade::collector
