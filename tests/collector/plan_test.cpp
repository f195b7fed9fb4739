#include "collector/plan.h"

#include <gtest/gtest.h>

namespace crossfade::collector {
namespace {

Plan any_plan() {
  Plan plan;
  plan.profile = "quick";
  plan.seed = 18'446'744'073'709'551'615U;  // the largest: JSON must not pass it through a double
  plan.workloads = {{"tls_segment", "default", {}}, {"evcache_get", "large", {"keys=1000", "zipf=0.99"}}};
  plan.blocks = 8;
  plan.thread_counts = {1, 2, 4};
  plan.worker_cpus = {0, 2, 1, 3};
  plan.service_ns = 300'000'000;
  plan.capacity_ns = 400'000'000;
  plan.load_ns = 300'000'001;
  plan.warm_up_limit_ns = 700'000'000;
  plan.grid_step = 3;
  plan.workloads[1].input_path = "/clips/film.y4m";
  plan.workloads[1].input_digest = "4567";
  plan.workloads[0].baseline_rates_per_s = {10.0, 12.589254117941673};
  plan.rates_per_s = {1000.0, 1258.9254117941673};
  plan.wait_mode = results::WaitMode::spin;
  plan.arrival = results::Arrival::step;
  plan.arrival_steps = {{0, 1}, {500'000'000, 2.5}};
  plan.arrival_trace_path = "/traces/monday.txt";
  plan.arrival_trace_digest = "0123";
  plan.scheduling = results::Scheduling::fifo;
  plan.spikes = {{1.5, 3}, "priority", 0.5, 2'000'000'000};
  plan.isa_level = 3;
  plan.counters = false;
  plan.events = {"dtlb_walks", "amd64_fam19h_zen4::RETIRED_OPS"};
  plan.multiplex = true;
  plan.count_cpus = true;
  plan.sample_rate_hz = 25;
  return plan;
}

void replace(std::string& text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
}

TEST(Plan, SurvivesItsJson) {
  const Plan plan = any_plan();
  const auto read = plan_from_json(to_json(plan));
  ASSERT_TRUE(read) << results::to_line(read.error());
  EXPECT_EQ(*read, plan);
}

TEST(Plan, OneOfAnOlderProgramSamplesNothing) {
  std::string text = to_json(any_plan());
  replace(text, "\"sample_rate_hz\"", "\"something_else\"");
  const auto read = plan_from_json(text);
  ASSERT_TRUE(read) << results::to_line(read.error());
  EXPECT_EQ(read->sample_rate_hz, 0U);
}

TEST(Plan, RefusesWhatIsNotAPlan) {
  for (const char* text : {"", "[]", "{", "{}", "null", "\"plan\""}) {
    const auto read = plan_from_json(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().kind, results::ErrorKind::data);
    EXPECT_FALSE(read.error().remedy.empty());
  }
}

TEST(Plan, RefusesAnotherVersion) {
  std::string text = to_json(any_plan());
  replace(text, "\"plan_version\": 4", "\"plan_version\": 5");
  const auto read = plan_from_json(text);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().why.find("version 4"), std::string::npos) << read.error().why;
}

TEST(Plan, RefusesValuesNoRunCanHave) {
  const std::pair<const char*, const char*> damages[] = {
      {"\"blocks\": 8", "\"blocks\": 0"},
      {"\"blocks\": 8", "\"blocks\": \"eight\""},
      {"\"grid_step\": 3", "\"grid_step\": 0"},
      {"\"input_digest\": \"4567\"", "\"input_digest\": \"\""},
      {"\"sample_rate_hz\": 25", "\"sample_rate_hz\": 101"},
      {"\"load_ns\": 300000001", "\"load_ns\": 0"},
      {"\"wait_mode\": \"spin\"", "\"wait_mode\": \"doze\""},
      {"1000.0", "-1000.0"},
      {"1000.0", "null"},
      {"\"load_curve\": true", "\"load_curve\": false"},  // and yet it has rates
      {"\"until_budget\": false", "\"until_budget\": true"},
      {"500000000", "0"},
      {"\"arrival\": \"step\"", "\"arrival\": \"sprinkle\""},
      {"\"scheduling\": \"fifo\"", "\"scheduling\": \"deadline\""},
      {"\"policy\": \"priority\"", "\"policy\": \"lottery\""},
      {"\"base_share\": 0.5", "\"base_share\": 1.5"},
      {"\"hold_ns\": 2000000000", "\"hold_ns\": 5"},
  };
  for (const auto& [from, to] : damages) {
    std::string text = to_json(any_plan());
    replace(text, from, to);
    EXPECT_FALSE(plan_from_json(text)) << to;
  }
}

TEST(Plan, RefusesATraceWithoutADigest) {
  Plan plan = any_plan();
  plan.arrival = results::Arrival::trace;
  EXPECT_TRUE(plan_from_json(to_json(plan)));
  plan.arrival_trace_digest.clear();
  EXPECT_FALSE(plan_from_json(to_json(plan)));
}

TEST(Plan, OfOlderRecordingsCountsThreads) {
  std::string text = to_json(any_plan());
  replace(text, "\"count_cpus\": true", "\"count_nothing\": true");
  const auto read = plan_from_json(text);
  ASSERT_TRUE(read) << results::to_line(read.error());
  EXPECT_FALSE(read->count_cpus);
}

TEST(Plan, RefusesToCountACpuForTwoWorkers) {
  Plan plan = any_plan();
  plan.worker_cpus.back() = plan.worker_cpus.front();
  const auto refused = plan_from_json(to_json(plan));
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().why.find("two workers share one"), std::string::npos) << refused.error().why;
  plan.count_cpus = false;
  EXPECT_TRUE(plan_from_json(to_json(plan)));
}

TEST(Plan, RefusesThreadCountsWithoutCpus) {
  Plan plan = any_plan();
  plan.worker_cpus = {0, 1};
  EXPECT_FALSE(plan_from_json(to_json(plan)));
  plan = any_plan();
  plan.thread_counts = {2, 2};
  EXPECT_FALSE(plan_from_json(to_json(plan)));
  plan.thread_counts = {0, 1};
  EXPECT_FALSE(plan_from_json(to_json(plan)));
}

TEST(Plan, NamesThatAreNotUtf8DoNotThrow) {
  Plan plan = any_plan();
  plan.workloads[0].parameters = {"text=\xff\xfe"};
  EXPECT_TRUE(plan_from_json(to_json(plan)));
}

}  // namespace
}  // namespace crossfade::collector
