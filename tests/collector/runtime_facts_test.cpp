// What a workload reports when it is prepared here, with processes that do as they are told.
#include "collector/runtime_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/collector/fake_run.h"

namespace crossfade::collector {
namespace {

using crossfade::testing::Behaviour;
using crossfade::testing::FakeRun;
using ::testing::HasSubstr;

Plugin plugin() {
  Plugin plugin;
  plugin.path = "/plug-ins/steady.so";
  plugin.name = "steady";
  plugin.presets = {{"default", ""}};
  return plugin;
}

RuntimeFacts probed(FakeRun& run, Behaviour behaviour = {}) {
  run.behaviour = [behaviour](const std::string&, std::uint32_t) { return behaviour; };
  return probe_workload({run, run, [&run] { return run.now_ns; }, 3}, plugin());
}

TEST(RuntimeFacts, AreWhatThePreparedWorkloadNoted) {
  FakeRun run;
  const RuntimeFacts facts = probed(run);
  EXPECT_EQ(facts.why_not, "");
  EXPECT_EQ(facts.dataset_digest, "data");
  ASSERT_EQ(run.prepared.size(), 1U);
  EXPECT_TRUE(run.prepared[0].facts_only);
  EXPECT_FALSE(run.prepared[0].counters);
  EXPECT_EQ(run.prepared[0].plugin_path, "/plug-ins/steady.so");
  EXPECT_EQ(run.prepared[0].worker_cpus, std::vector<std::uint32_t>{3});
  EXPECT_EQ(run.alive, 0U);
}

TEST(RuntimeFacts, OfOneThatCrashesHangsOrRefusesTheReasonIsTold) {
  using At = Behaviour::At;
  using Does = Behaviour::Does;
  FakeRun run;
  EXPECT_THAT(probed(run, {.at = At::prepare, .does = Does::crash}).why_not,
              HasSubstr("ended by signal 11 (Segmentation fault) while preparing"));
  const std::uint64_t begin_ns = run.now_ns;
  EXPECT_EQ(probed(run, {.at = At::prepare, .does = Does::hang}).why_not,
            "it was not prepared within 1 min 00 s");
  EXPECT_NEAR(static_cast<double>(run.now_ns - begin_ns), 60e9, 1e7);
  EXPECT_THAT(probed(run, {.at = At::prepare, .does = Does::refuse}).why_not, HasSubstr("too little memory"));
  EXPECT_THAT(probed(run, {.at = At::prepare, .does = Does::garble}).why_not, HasSubstr("bad checksum"));
  EXPECT_THAT(probed(run, {.at = At::stop, .does = Does::crash}).why_not, HasSubstr("while finishing"));
  EXPECT_THAT(probed(run, {.protocol = 1}).why_not, HasSubstr("another version"));
  run.launches_fail = true;
  EXPECT_THAT(probed(run).why_not, HasSubstr("no more processes"));
  EXPECT_EQ(run.alive, 0U) << "none is left behind";
}

TEST(RuntimeFacts, AStopIsObeyed) {
  FakeRun run;
  run.stop = true;
  EXPECT_THAT(probed(run).why_not, HasSubstr("stopped by the user"));
  EXPECT_EQ(run.alive, 0U);
}

TEST(RuntimeFacts, InWordsAreOneLineALibrary) {
  RuntimeFacts facts;
  facts.libraries = {{0, "OpenSSL", "3.0.15", "AES-NI"}, {0, "zstd", "1.5.4", "BMI2"}};
  facts.dataset_digest = "feed";
  facts.prepare_ns = 1'400'000'000;
  std::string text;
  for (const WorkloadFact& fact : runtime_fact_texts(facts)) text += fact.label + ": " + fact.text + "\n";
  EXPECT_EQ(text,
            "here, OpenSSL: 3.0.15, AES-NI\nhere, zstd: 1.5.4, BMI2\n"
            "here, prepared in: 1 s, digest of its inputs feed\n");
  facts = {};
  facts.why_not = "it was not prepared within 1 min 00 s";
  ASSERT_EQ(runtime_fact_texts(facts).size(), 1U);
  EXPECT_EQ(runtime_fact_texts(facts)[0].label, "here, it cannot be measured");
}

}  // namespace
}  // namespace crossfade::collector
