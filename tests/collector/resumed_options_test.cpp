// What is typed beside --resume, held against what the recording was begun with.
#include "collector/resumed_options.h"

#include <gtest/gtest.h>

#include "collector/plan_builder.h"

namespace crossfade::collector {
namespace {

using results::ErrorKind;
using Words = std::vector<const char*>;

PluginCatalogue catalogue() {
  PluginCatalogue catalogue;
  Plugin cache, tls;
  cache.name = "cache";
  cache.parameters = {{"mb", "size", "MB", "256", "8", "65536"}};
  tls.name = "tls";
  for (Plugin* plugin : {&cache, &tls}) plugin->presets = {{"default", ""}};
  catalogue.plugins = {cache, tls};
  return catalogue;
}

RunOptions options_of(Words words) {
  words.insert(words.begin(), {"crossfade-collect", "run", "-o", "x.h5"});
  auto command = parse_command_line(static_cast<int>(words.size()), words.data());
  EXPECT_TRUE(command) << results::to_line(command.error());
  return command ? std::get<RunOptions>(*command) : RunOptions{};
}

Plan plan_of(const RunOptions& options) {
  const auto topology = synthetic_topology("core:2 pu:2");
  EXPECT_TRUE(topology);
  auto plan = build_plan(options, *topology, catalogue());
  EXPECT_TRUE(plan) << results::to_line(plan.error());
  return plan ? std::move(*plan) : Plan{};
}

/// A recording begun with some words is gone on with by others.
results::Result<Plan> go_on(const Words& begun, Words now, const results::Recording& recorded = {}) {
  now.push_back("--resume");
  const RunOptions options = options_of(now);
  const Plan own = plan_of(options_of(begun));
  if (!speak_of_the_plan(options)) return own;
  return plan_to_go_on_with(options, plan_of(completed_options(options, own)), own, recorded);
}

results::Error refusal_of(const Words& begun, const Words& now, const results::Recording& recorded = {}) {
  const auto plan = go_on(begun, now, recorded);
  EXPECT_FALSE(plan) << now.back();
  if (plan) return {};
  EXPECT_EQ(plan.error().kind, ErrorKind::usage);
  EXPECT_FALSE(plan.error().remedy.empty());
  return plan.error();
}

const std::vector<Words> ways_to_begin{
    {},
    {"--workload", "tls", "--workload", "cache:mb=64", "--blocks", "3", "--threads", "1,2"},
    {"--profile", "custom", "--rates", "100,33.3", "--service-time", "180ms", "--load-time", "1m"},
    {"--profile", "standard", "--budget", "40m"},
    {"--profile", "deep", "--blocks", "4", "--slo-time", "none", "--rates", "none"},
    {"--arrivals", "step:0=1,0.5=3", "--rt", "--seed", "9", "--no-counters", "--isa-cap", "v3"},
    {"--spike-factors", "2,3", "--spike-base", "50%", "--spike-time", "2s", "--wait", "spin"},
    {"--event", "itlb_walks", "--event", "l1i_misses"},
    {"--count", "cpu"},
    {"--multiplex"},
    {"--sample-rate", "25"}};

TEST(ResumedOptions, TheSameWordsAreWelcomeAndChangeNothing) {
  for (const Words& words : ways_to_begin) {
    const Plan own = plan_of(options_of(words));
    for (const bool strict : {false, true}) {
      Words again = words;
      if (strict) again.push_back("--same-plan");
      const auto plan = go_on(words, again);
      ASSERT_TRUE(plan) << results::to_line(plan.error());
      EXPECT_EQ(*plan, own);
    }
  }
}

TEST(ResumedOptions, AnyOneOfTheWordsIsWelcomeToo) {
  EXPECT_TRUE(go_on(ways_to_begin[1], {"--workload", "cache:mb=64", "--workload", "tls"})) << "in any order";
  EXPECT_TRUE(go_on(ways_to_begin[1], {"--profile", "quick"})) << "although --blocks made it a custom one";
  EXPECT_TRUE(go_on(ways_to_begin[3], {"--budget", "2400s"}));
  EXPECT_TRUE(go_on(ways_to_begin[4], {"--rates", "none"}));
  EXPECT_TRUE(go_on(ways_to_begin[5], {"--wait", "sleep"})) << "as --rt does";
  EXPECT_TRUE(go_on(ways_to_begin[6], {"--spike"}));
  EXPECT_TRUE(go_on(ways_to_begin[7], {"--event", "l1i_misses", "--event", "itlb_walks"})) << "in any order";
  EXPECT_FALSE(speak_of_the_plan(
      options_of({"--resume", "--stop-after", "1", "--workload-dir", "d", "--title", "t"})));
}

struct Contradiction {
  Words begun, now;
  const char *said, *begun_with;
};

TEST(ResumedOptions, WhatContradictsIsRefusedByName) {
  const std::vector<Contradiction> all{
      {{"--workload", "tls"}, {"--workload", "cache"}, "--workload cache", "--workload tls"},
      {{}, {"--workload", "tls"}, "--workload tls", "--workload cache --workload tls"},
      {{}, {"--rates", "100"}, "--rates 100", "no --rates"},
      {{"--rates", "100"}, {"--rates", "none"}, "--rates none", "--rates 100"},
      {{}, {"--threads", "1"}, "--threads 1", "--threads 1,2,4"},
      {{}, {"--profile", "deep"}, "--profile deep", "--profile quick"},
      {{"--blocks", "3"}, {"--profile", "standard"}, "--profile standard", "--profile quick"},
      {{}, {"--budget", "40m"}, "--budget 40m", "no --budget"},
      {{"--budget", "40m"}, {"--budget", "41m"}, "--budget 41m", "--budget 40m"},
      {{"--budget", "40m"}, {"--blocks", "9"}, "--blocks 9", "--budget 40m instead of --blocks"},
      {{"--blocks", "3"}, {"--blocks", "2"}, "--blocks 2", "--blocks 3"},
      {{}, {"--service-time", "0.3"}, "--service-time 300ms", "--service-time 250ms"},
      {{}, {"--capacity-time", "0.3"}, "--capacity-time 300ms", "--capacity-time 250ms"},
      {{}, {"--load-time", "0.3"}, "--load-time 300ms", "--load-time 180ms"},
      {{"--rates", "none"}, {"--load-time", "0.3"}, "--load-time 300ms", "--rates none"},
      {{}, {"--slo-time", "none"}, "--slo-time none", "--slo-time 500ms"},
      {{}, {"--arrivals", "constant"}, "--arrivals constant", "--arrivals poisson"},
      {{"--arrivals", "step:0=1"}, {"--arrivals", "step:0=2"}, "--arrivals step:0=2", "--arrivals step:0=1"},
      {{}, {"--wait", "spin"}, "--wait spin", "--wait hybrid"},
      {{}, {"--rt"}, "--rt", "no --rt"},
      {{}, {"--spike"}, "--spike", "no --spike"},
      {{}, {"--spike-policy", "priority"}, "--spike-policy priority", "no --spike"},
      {{"--spike"}, {"--spike-factors", "2"}, "--spike-factors 2", "--spike-factors 1.25,1.5,2,3,5"},
      {{"--spike"}, {"--spike-base", "0.5"}, "--spike-base 0.5", "--spike-base 0.6"},
      {{"--spike"}, {"--spike-time", "2s"}, "--spike-time 2s", "--spike-time 1s"},
      {{}, {"--isa-cap", "v2"}, "--isa-cap x86-64-v2", "no --isa-cap"},
      {{}, {"--seed", "2"}, "--seed 2", "--seed 1"},
      {{}, {"--event", "itlb_walks"}, "--event itlb_walks", "no --event"},
      {{"--event", "itlb_walks", "--event", "l1i_misses"},
       {"--event", "itlb_walks"},
       "--event itlb_walks",
       "--event itlb_walks --event l1i_misses"},
      {{}, {"--multiplex"}, "--multiplex", "no --multiplex"},
      {{}, {"--count", "cpu"}, "--count cpu", "--count thread"},
      {{"--count", "cpu"}, {"--count", "thread"}, "--count thread", "--count cpu"},
      {{}, {"--sample-rate", "0"}, "--sample-rate 0", "--sample-rate 10"},
      {{"--no-counters"}, {"--sample-rate", "5"}, "--sample-rate 5", "--no-counters"},
      {{"--sample-rate", "5"}, {"--same-plan"}, "without --sample-rate", "--sample-rate 5"},
      {{}, {"--no-counters"}, "--no-counters", "no --no-counters"}};
  for (const Contradiction& one : all) {
    const auto error = refusal_of(one.begun, one.now);
    EXPECT_EQ(error.where, std::string("x.h5: ") + one.said);
    EXPECT_EQ(error.why, std::string("it has ") + one.begun_with);
  }
  const auto all_at_once = refusal_of({}, {"--threads", "1", "--seed", "2", "--rt", "--slo-time", "none"});
  EXPECT_EQ(all_at_once.where, "x.h5: --threads 1, --slo-time none, --rt, --seed 2");
  EXPECT_EQ(all_at_once.why, "it has --threads 1,2,4, --slo-time 500ms, no --rt, --seed 1");
}

TEST(ResumedOptions, WhatIsLeftOutIsThePlansUnlessItIsToBeTheSame) {
  for (std::size_t i = 1; i < ways_to_begin.size(); ++i) {
    EXPECT_TRUE(go_on(ways_to_begin[i], {}));
    refusal_of(ways_to_begin[i], {"--same-plan"});
  }
  EXPECT_TRUE(go_on({}, {"--same-plan"}));
  const auto error = refusal_of({"--isa-cap", "v2", "--blocks", "3"}, {"--same-plan", "--blocks", "3"});
  EXPECT_EQ(error.where, "x.h5: without --isa-cap");
  EXPECT_EQ(error.why, "it has --isa-cap x86-64-v2");
  EXPECT_EQ(refusal_of({"--blocks", "3"}, {"--same-plan"}).where, "x.h5: without --blocks")
      << "no block is added unasked";
}

TEST(ResumedOptions, MoreBlocksAreAddedWhereNothingIsBehindThem) {
  results::Recording recorded;
  recorded.repetitions.resize(6);
  recorded.stages.resize(6);
  for (std::uint32_t i = 0; i < 6; ++i) recorded.stages[i].repetition = i;
  EXPECT_EQ(go_on({"--blocks", "3"}, {"--blocks", "12"}, recorded)->blocks_at_first, 0U) << "no result yet";
  for (results::Repetition& r : recorded.repetitions) r.outcome = results::RepetitionOutcome::ok;
  for (results::Stage& stage : recorded.stages) stage.quality = results::Quality::voided;
  EXPECT_EQ(go_on({"--blocks", "3"}, {"--blocks", "12"}, recorded)->blocks_at_first, 0U)
      << "nothing of it can be used, so nobody measures on until it pleases";
  recorded.stages[4].quality = results::Quality::disturbed;
  Plan expected = plan_of(options_of({"--blocks", "12"}));
  expected.blocks_at_first = 3;
  for (const Words& now : {Words{"--blocks", "12"}, Words{"--blocks", "12", "--same-plan"}}) {
    const auto plan = go_on({"--blocks", "3"}, now, recorded);
    ASSERT_TRUE(plan) << results::to_line(plan.error());
    EXPECT_EQ(*plan, expected);
  }
  const Plan grown = *go_on({"--blocks", "3"}, {"--blocks", "12"}, recorded);
  const RunOptions once_more = options_of({"--blocks", "20", "--resume"});
  EXPECT_EQ(plan_to_go_on_with(once_more, plan_of(options_of({"--blocks", "20"})), grown, recorded)
                ->blocks_at_first,
            3U);
  EXPECT_EQ(go_on({}, {"--blocks", "9"})->profile, "custom") << "8 blocks are quick's";
  for (const auto behind : {results::RepetitionPurpose::rerun, results::RepetitionPurpose::verification}) {
    recorded.repetitions.back().purpose = behind;
    const auto error = refusal_of({"--profile", "standard", "--blocks", "3"}, {"--blocks", "4"}, recorded);
    EXPECT_EQ(error.where, "x.h5: --blocks 4");
    EXPECT_NE(error.why.find("its 3 blocks are over"), std::string::npos) << error.why;
  }
}

TEST(ResumedOptions, ABaselineMayHaveGrownButNotChanged) {
  const RunOptions options = options_of({"--rates-from", "base.h5", "--resume"});
  Plan own = plan_of(options_of({})), asked = own;
  const auto go = [&] { return static_cast<bool>(plan_to_go_on_with(options, asked, own, {})); };
  own.workloads[0].baseline_rates_per_s = {100, 200};
  for (const auto& [rates, fits] : std::vector<std::pair<std::vector<double>, bool>>{
           {{}, false}, {{100}, false}, {{100, 200}, true}, {{50, 100, 200}, true}, {{101, 200}, false}}) {
    asked.workloads[0].baseline_rates_per_s = rates;
    EXPECT_EQ(go(), fits) << rates.size();
  }
  own.workloads[0].baseline_rates_per_s = {};
  EXPECT_FALSE(go()) << "it was begun without a baseline";
  own.workloads[0].baseline_rates_per_s = {12.345678, 12589.254117941673};
  asked.workloads[0].baseline_rates_per_s = {100};
  const auto refused = plan_to_go_on_with(options, asked, own, {});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().why.find(" at 12.3/s, 12589/s"), std::string::npos) << refused.error().why;
}

TEST(ResumedOptions, AnInputIsKnownByWhatItHolds) {
  const RunOptions options = options_of({"--input", "tls=/new/film", "--resume"});
  Plan own = plan_of(options_of({})), asked = own;
  const auto film_of = [](Plan& plan) -> PlannedWorkload& {
    return plan.workloads[plan.workloads[0].name == "tls" ? 0 : 1];
  };
  film_of(own).input_path = "/old/film", film_of(own).input_digest = "12";
  film_of(asked).input_path = "/new/film", film_of(asked).input_digest = "12";
  auto moved = plan_to_go_on_with(options, asked, own, {});
  ASSERT_TRUE(moved) << results::to_line(moved.error());
  EXPECT_EQ(film_of(*moved).input_path, "/new/film") << "it is read where it is now";
  film_of(asked).input_digest = "34";
  const auto refused = plan_to_go_on_with(options, asked, own, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, results::ErrorKind::data);
  EXPECT_EQ(refused.error().where, "/new/film");
  EXPECT_EQ(refused.error().why, "it holds something else than /old/film, which the run was begun with");
  film_of(asked).input_path = "/old/film";
  EXPECT_EQ(plan_to_go_on_with(options, asked, own, {}).error().why,
            "it holds something else than when the run began");

  using Texts = std::vector<std::string>;
  EXPECT_EQ(completed_options(options_of({"--resume", "--seed", "1"}), own).inputs, Texts{"tls=/old/film"});
  EXPECT_EQ(completed_options(options_of({"--resume", "--workload", "tls:x=1"}), own).inputs,
            Texts{"tls=/old/film"});
  EXPECT_EQ(completed_options(options_of({"--resume", "--input", "tls=/new/film"}), own).inputs,
            Texts{"tls=/new/film"});
  EXPECT_EQ(completed_options(options_of({"--resume", "--input", "other=/film"}), own).inputs,
            (Texts{"other=/film", "tls=/old/film"}))
      << "one that was moved does not make the others forgotten";
  EXPECT_EQ(completed_options(options_of({"--resume", "--workload", "cache"}), own).inputs, Texts{})
      << "what is wrong then are the workloads";
}

TEST(ResumedOptions, ATraceThatWasMovedIsReadWhereItIsNow) {
  const RunOptions options = options_of({"--arrivals", "trace:/new/trace", "--resume"});
  Plan own = plan_of(options_of({}));
  own.arrival = results::Arrival::trace;
  own.arrival_trace_path = "/old/trace", own.arrival_trace_digest = "12";
  Plan asked = own;
  asked.arrival_trace_path = "/new/trace";
  const auto moved = plan_to_go_on_with(options, asked, own, {});
  ASSERT_TRUE(moved) << results::to_line(moved.error());
  EXPECT_EQ(moved->arrival_trace_path, "/new/trace");
}

TEST(ResumedOptions, WhatTheHeaderSaysIsHeldToo) {
  results::Header header;
  header.title = "a title";
  header.host_id = "here";
  header.region = "eu-west-1";
  EXPECT_TRUE(check_header_options(options_of({"--resume"}), header));
  EXPECT_TRUE(check_header_options(
      options_of({"--resume", "--title", "a title", "--host-id", "here", "--region", "eu-west-1"}), header));
  const auto refused = check_header_options(
      options_of({"--resume", "--title", "other", "--host-id", "here", "--provider", "aws", "--synthetic"}),
      header);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().where, "x.h5: --title other, --provider aws, --synthetic");
  EXPECT_EQ(refused.error().why, "it has --title a title, no --provider, no --synthetic");
  header.kind = results::RecordingKind::simulated;
  for (const char* recorded : {"synthetic: a title", "a title"}) {
    header.title = recorded;
    EXPECT_TRUE(check_header_options(options_of({"--resume", "--title", "a title", "--synthetic"}), header));
  }
}

TEST(ResumedOptions, ThePlanForManyHostsAndItsLookAreRecordedAndHeld) {
  EXPECT_TRUE(place_in_study(options_of({})).empty());
  const RunOptions begun = options_of({"--plan-digest", "0123456789abcdef", "--look", "2"});
  const auto facts = place_in_study(begun);
  ASSERT_EQ(facts.size(), 2U);
  EXPECT_EQ(facts[0].key + "=" + facts[0].value, "lab.plan_digest=0123456789abcdef");
  EXPECT_EQ(facts[1].key + "=" + facts[1].value, "lab.look=2");
  EXPECT_TRUE(check_place_in_study(options_of({"--resume"}), facts));
  EXPECT_TRUE(check_place_in_study(
      options_of({"--resume", "--plan-digest", "0123456789abcdef", "--look", "2"}), facts));
  const RunOptions other = options_of({"--resume", "--plan-digest", "0123456789abcdef", "--look", "3"});
  const auto refused = check_place_in_study(other, facts);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().where, "x.h5: --look 3");
  EXPECT_EQ(refused.error().why, "it has --look 2");
  const auto alone = check_place_in_study(other, {});
  ASSERT_FALSE(alone);
  EXPECT_EQ(alone.error().why, "it has no --plan-digest, no --look");
}

}  // namespace
}  // namespace crossfade::collector
