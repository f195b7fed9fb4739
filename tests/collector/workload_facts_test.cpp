#include "collector/workload_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <variant>

#include "collector/measure/capability_names.h"
#include "workloads/abi.h"

namespace crossfade::collector {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Plugin plugin() {
  Plugin out;
  out.name = "mixer";
  out.version = "3";
  out.summary = "Mixes.";
  out.seed_system = "a studio";
  out.unit = "one song";
  out.flags = CF_FLAG_EXACT | CF_FLAG_KERNEL | CF_FLAG_ONLY_NAMED;
  out.classes = {{"loud", 0.25, 2'500'000, 0, 1024, 65536, 0, 1536, 2, 64}, {"soft", 0.75, 3'000'000'000}};
  out.parameters = {{"mb", "songs", "MB", "64", "1", "4096"}, {"mode", "of mixing", "", "flat", "", ""}};
  out.presets = {{"default", ""}, {"large", "mb=1024"}};
  out.need = PluginNeed{3u << 20, 1536, 64u << 20, std::uint64_t{1} << 12, 4};
  return out;
}

std::string text_of(const Plugin& plugin, const std::string& label,
                    const std::vector<ExpectedDigest>& digests = {}) {
  for (const WorkloadFact& fact : workload_facts(plugin, digests)) {
    if (fact.label == label) return fact.text;
  }
  return "(none)";
}

TEST(WorkloadFacts, SayEverythingThatIsDeclared) {
  EXPECT_EQ(text_of(plugin(), "stands for"), "a studio");
  EXPECT_EQ(text_of(plugin(), "one request"), "one song");
  EXPECT_EQ(text_of(plugin(), "measured only when named"), "--workload mixer");
  EXPECT_EQ(text_of(plugin(), "answers"),
            "exact: each is compared with the digest of the right one; much of the work is in the kernel");
  EXPECT_EQ(
      text_of(plugin(), "class loud"),
      "25 % of requests, p99 objective 2.5 ms, 2 levels of answers, 64 different requests; network 1 KiB "
      "in, 64 KiB out; storage 0 B in, 1.5 KiB out");
  EXPECT_EQ(text_of(plugin(), "class soft"),
            "75 % of requests, p99 objective 3 s, 0 different requests; neither network nor storage");
  EXPECT_EQ(text_of(plugin(), "preset large"), "mb=1024");
  EXPECT_EQ(text_of(plugin(), "preset default"), "the defaults");
  EXPECT_EQ(text_of(plugin(), "parameter mb"), "64 MB (1 ... 4096): songs");
  EXPECT_EQ(text_of(plugin(), "parameter mode"), "flat: of mixing");
  EXPECT_EQ(
      text_of(plugin(), "needs, with the defaults"),
      "3 MiB of memory for all workers, 1.5 KiB for each, 64 MiB in /dev/shm, 4 threads of its library with "
      "one worker, CAP_NET_ADMIN");
  EXPECT_EQ(text_of(plugin(), "libraries"), "(none)") << "not known";
}

TEST(WorkloadFacts, WhatDoesNotSayHowItIsJudgedIsSaidNotTo) {
  Plugin silent = plugin();
  silent.flags = CF_FLAG_KERNEL;
  EXPECT_EQ(
      text_of(silent, "answers"),
      "said to be neither exact nor to depend on what came before: judged by their status, and a sample "
      "by the workload's own check; much of the work is in the kernel");
  Plugin stateful = plugin();
  stateful.name = "booker";
  stateful.flags = CF_FLAG_STATEFUL;
  EXPECT_EQ(text_of(stateful, "answers"),
            "depend on what came before: judged by their status, and a sample by the workload's own check");
  PluginCatalogue catalogue;
  catalogue.plugins = {silent, stateful};
  Plan plan;
  plan.workloads.resize(3);
  plan.workloads[0].name = plan.workloads[1].name = "mixer";
  plan.workloads[2].name = "booker";
  EXPECT_THAT(judgement_notes(plan, catalogue),
              ElementsAre(HasSubstr("mixer does not say how its answers are to be judged")));
  catalogue.plugins.front() = plugin();
  EXPECT_TRUE(judgement_notes(plan, catalogue).empty());
}

TEST(WorkloadFacts, ANeedThatIsNotKnownIsSaidToBeWithTheReason) {
  Plugin silent = plugin();
  silent.need = NeedRefusal{"huge_pages", "the kernel says never", ""};
  EXPECT_EQ(text_of(silent, "needs, with the defaults"), "not known: the kernel says never");
}

TEST(WorkloadFacts, LibrariesAreThoseOfTheCommittedDigestsEachOnce) {
  const ExpectedDigest row{"mixer", "3", "default", "*",
                           0,       "d", "g",       {{0, "a", "1", "x"}, {0, "b", "2", "y"}}};
  ExpectedDigest other = row;
  other.workload = "other";
  other.made_with = {{0, "c", "1", "z"}};
  EXPECT_THAT(library_names(plugin(), {row, row, other}), ElementsAre("a", "b"));
  EXPECT_THAT(text_of(plugin(), "libraries", {row}), HasSubstr("a, b (each run"));
}

TEST(WorkloadFacts, BytesHaveAUnitThatFits) {
  EXPECT_EQ(bytes_text(0), "0 B");
  EXPECT_EQ(bytes_text(1023), "1023 B");
  EXPECT_EQ(bytes_text(1024), "1 KiB");
  EXPECT_EQ(bytes_text(std::uint64_t{300} << 40), "300 TiB");
  EXPECT_EQ(bytes_text(std::uint64_t{5000} << 40), "5000 TiB");
}

TEST(WorkloadFacts, AMarkdownSectionHasOneLineAFact) {
  const std::string text = markdown_section(plugin(), {});
  EXPECT_THAT(text,
              HasSubstr("#### `mixer`, version 3\n\nMixes.\n\n- stands for: a studio\n- one request: "));
  EXPECT_EQ(text.substr(text.size() - 2), "\n\n");
}

TEST(PluginNeed, SurvivesItsWayOutOfTheChild) {
  const PluginNeed need{1, 2, 3, 4, 5};
  const auto back = need_from_json(to_json(NeedAnswer(need)));
  ASSERT_TRUE(back);
  EXPECT_EQ(std::get<PluginNeed>(*back), need);
  const auto refusal = need_from_json(to_json(NeedAnswer(NeedRefusal{"mb", "why \"not\"", "less"})));
  ASSERT_TRUE(refusal);
  EXPECT_EQ(std::get<NeedRefusal>(*refusal).why, "why \"not\"");
  for (const char* broken : {"", "{}", "[]", "{\"need\": [1, 2]}", "{\"need\": \"much\"}"})
    EXPECT_FALSE(need_from_json(broken)) << broken;
}

TEST(PluginNeed, ARefusalCannotSteerATerminal) {
  cf_workload table{};
  table.need = [](const cf_env*, cf_need*, cf_error* error) -> int {
    std::snprintf(error->where, sizeof error->where, "\x1b[31mmb");
    std::snprintf(error->why, sizeof error->why, "too\nmuch");
    std::snprintf(error->remedy, sizeof error->remedy, "less\x9b");
    return CF_UNSUPPORTED;
  };
  const NeedAnswer answer = ask_need(table, {});
  const auto* const refusal = std::get_if<NeedRefusal>(&answer);
  ASSERT_NE(refusal, nullptr);
  EXPECT_EQ(refusal->where, R"(\x1b[31mmb)");
  EXPECT_EQ(refusal->why, R"(too\nmuch)");
  EXPECT_EQ(refusal->remedy, R"(less\x9b)");
}

TEST(PluginNeed, CapabilitiesHaveNames) {
  EXPECT_EQ(capability_names(0), "none");
  EXPECT_EQ(capability_names(1), "CAP_CHOWN");
  EXPECT_EQ(capability_names(std::uint64_t{1} << 40 | 1 << 21), "CAP_SYS_ADMIN, CAP_CHECKPOINT_RESTORE");
  EXPECT_EQ(capability_names(std::uint64_t{1} << 63), "capability 63");
}

}  // namespace
}  // namespace crossfade::collector
