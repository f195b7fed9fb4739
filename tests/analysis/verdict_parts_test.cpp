// Parts of a verdict that need no recordings: policy, mix, errors of ratios, bounds, the second stage.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "analysis/verdict/mix.h"
#include "analysis/verdict/objective_decision.h"
#include "analysis/verdict/policy.h"
#include "analysis/verdict/ratio_error.h"
#include "analysis/verdict/regression_gate.h"
#include "analysis/verdict/settling_plan.h"

namespace crossfade::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

TEST(VerdictPolicy, DefaultsStandWhereTheFileSaysNothing) {
  const auto p = parse_policy("required_saving = 0.1\nfewest_hosts = 3\naccept_single_host = true", "p.toml");
  ASSERT_TRUE(p) << results::to_line(p.error());
  EXPECT_EQ(p->required_saving, 0.1);
  EXPECT_EQ(p->fewest_hosts, 3U);
  EXPECT_TRUE(p->accept_single_host);
  EXPECT_EQ(p->tail_guard, 0.10);
  EXPECT_EQ(p->name, "p.toml");
  EXPECT_EQ(parse_policy("[verdict]\nname = 'ours'\ntail_guard = 0", "p")->name, "ours");
}

TEST(VerdictPolicy, MistakesAreNamed) {
  for (const auto& [text, says] : std::initializer_list<std::pair<const char*, const char*>>{
           {"required_savings = 0.1", "unknown key \"required_savings\""},
           {"required_saving = 1.5", "not a number from 0 to 0.95"},
           {"required_saving = -0.1", "not a number"},
           {"required_saving = nan", "not a number"},
           {"required_saving = '5%'", "not a number"},
           {"objective_range = 0.5", "not a number from 1 to 8"},
           {"fewest_hosts = 0", "whole number from 2"},
           {"fewest_hosts = 2.5", "whole number"},
           {"accept_single_host = 1", "neither true nor false"},
           {"required_saving = ", "not TOML"}}) {
    const auto p = parse_policy(text, "p.toml");
    ASSERT_FALSE(p) << text;
    EXPECT_THAT(results::to_line(p.error()), HasSubstr(says));
    EXPECT_THAT(results::to_line(p.error()), HasSubstr("p.toml"));
    EXPECT_EQ(p.error().kind, results::ErrorKind::data);
  }
  const auto missing = read_policy("/nowhere/policy.toml");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, results::ErrorKind::io);
}

TEST(ObjectiveDecision, OnlyWhatDecidesOtherwiseIsDependence) {
  const auto at = [](double factor, Decision decision, bool known = true) {
    ObjectiveDecision o;
    o.factor = factor;
    o.decision = decision;
    o.is_known = known;
    o.neither_meets = !known;
    o.because = known ? "" : "neither side meets it";
    return o;
  };
  ObjectiveDecision unknown = at(2, Decision::inconclusive, false);
  unknown.neither_meets = false;
  unknown.because = "tail unsupported";
  using enum Decision;
  EXPECT_EQ(objective_dependence(migrate, {at(0.5, migrate), at(2, migrate)}), "");
  EXPECT_EQ(objective_dependence(migrate, {at(0.5, stay), at(2, migrate)}),
            "depends on the objective: as declared migrate, at 0.5 x stay");
  EXPECT_EQ(objective_dependence(migrate, {at(0.5, inconclusive)}),
            "depends on the objective: as declared migrate, at 0.5 x nothing decided");
  EXPECT_EQ(objective_dependence(stay, {at(0.5, inconclusive, false)}), "") << "nothing to decide there";
  EXPECT_EQ(objective_dependence(stay, {at(0.5, stay), unknown}),
            "may depend on the objective: as declared stay, not known at 2 x: tail unsupported");
  EXPECT_EQ(objective_dependence(stay, {at(0.5, migrate), unknown}),
            "depends on the objective: as declared stay, at 0.5 x migrate");
  EXPECT_EQ(objective_dependence(inconclusive, {unknown}), "");
  EXPECT_EQ(objective_dependence(inconclusive, {at(2, migrate)}), "");
  EXPECT_EQ(objective_text(at(0.5, inconclusive, false)), "not known at 0.5 x: neither side meets it");
}

TEST(Mix, NamesWorkloadsWithPresets) {
  const auto m =
      parse_mix("name = 'playback'\n[requests]\ntls_segment = 1000\n\"catalog@24m\" = 2.5", "m.toml");
  ASSERT_TRUE(m) << results::to_line(m.error());
  EXPECT_EQ(m->name, "playback");
  EXPECT_THAT(m->requests,
              ::testing::UnorderedElementsAre(Pair("tls_segment", 1000), Pair("catalog@24m", 2.5)));
}

TEST(Mix, MistakesAreNamed) {
  for (const auto& [text, says] : std::initializer_list<std::pair<const char*, const char*>>{
           {"", "no workload"},
           {"[requests]", "no workload"},
           {"[requests]\na = 0", "requests of a"},
           {"[requests]\na = -1", "requests of a"},
           {"[requests]\na = inf", "requests of a"},
           {"[requests]\na = 'x'", "requests of a"},
           {"[weights]\na = 1", "unknown key \"weights\""}}) {
    const auto m = parse_mix(text, "m.toml");
    ASSERT_FALSE(m) << text;
    EXPECT_THAT(results::to_line(m.error()), HasSubstr(says)) << text;
  }
}

Ratio ratio_of(double value, double low, double high, double degrees) {
  Ratio r;
  r.value = value;
  r.interval = statistics::Interval{low, high};
  r.degrees_of_freedom = degrees;
  r.base_n.hosts = r.candidate_n.hosts = 3;
  return r;
}

TEST(RatioError, IsHalfTheIntervalOverTheQuantileOfT) {
  // t(0.975, 4) = 2.776 and t(0.99, 4) = 3.747, of Student's table.
  const Ratio r = ratio_of(1, std::exp(-0.2776), std::exp(0.2776), 4);
  EXPECT_NEAR(*standard_error(r), 0.1, 1e-4);
  const auto one = simultaneous_interval(r, 1);
  EXPECT_NEAR(one->high, r.interval->high, 1e-12);
  const Ratio two_and_a_half = ratio_of(1, std::exp(-0.2776), std::exp(0.2776), 4);
  const auto five = simultaneous_interval(two_and_a_half, 5);  // t(0.995, 4) = 4.604
  EXPECT_NEAR(std::log(five->high), 0.4604, 1e-4);
  EXPECT_NEAR(std::log(five->low), -0.4604, 1e-4);
  EXPECT_FALSE(standard_error(Ratio{}));
}

TEST(RatioError, ProbabilityIsStudentsT) {
  const Ratio r = ratio_of(1, std::exp(-0.2776), std::exp(0.2776), 4);
  EXPECT_NEAR(*probability_below(r, 1), 0.5, 1e-12);
  EXPECT_NEAR(*probability_below(r, std::exp(0.2132)), 0.95, 1e-4);  // t(0.95, 4) = 2.132
  EXPECT_EQ(*probability_below(ratio_of(0.9, 0.9, 0.9, 4), 0.95), 1);
  EXPECT_EQ(*probability_below(ratio_of(0.99, 0.99, 0.99, 4), 0.95), 0);
}

TEST(SettlingPlan, AsksForMoreHostsTheNearerTheThreshold) {
  const Ratio clear = ratio_of(0.7, 0.6, 0.8167, 4), near = ratio_of(0.9, 0.77, 1.05, 4);
  const auto few = settling_plan(clear, 0.95, 20), many = settling_plan(near, 0.95, 100);
  ASSERT_TRUE(few && many);
  EXPECT_LT(few->hosts_a_side, many->hosts_a_side);
  EXPECT_FALSE(settling_plan(near, 0.95, 10)) << "not under so many";
  EXPECT_FALSE(settling_plan(Ratio{}, 0.95, 20));
  // Between hosts: error x sqrt(3 / 2) of three a side.
  EXPECT_NEAR(few->host_deviation, *standard_error(clear) * std::sqrt(1.5), 1e-12);
}

TEST(RegressionGate, BoundsAreParsed) {
  const auto b = parse_bounds("p99<=+5%, capacity>=-2%");
  ASSERT_TRUE(b) << results::to_line(b.error());
  ASSERT_EQ(b->size(), 2U);
  EXPECT_EQ((*b)[0].metric, "latency_p99");
  EXPECT_TRUE((*b)[0].is_most);
  EXPECT_NEAR((*b)[0].ratio, 1.05, 1e-12);
  EXPECT_EQ((*b)[1].metric, "capacity");
  EXPECT_FALSE((*b)[1].is_most);
  EXPECT_NEAR((*b)[1].ratio, 0.98, 1e-12);
  EXPECT_EQ(parse_bounds("p99.9<=+10%")->at(0).metric, "latency_p999");
  for (const char* wrong : {"", "p99", "p99<5%", "p99<=5", "p99<=%", "nothing<=5%", "p99<=+5%,", "p99<=-100%",
                            "p99<=nan%", "p99<=++5%"}) {
    const auto parsed = parse_bounds(wrong);
    ASSERT_FALSE(parsed) << wrong;
    EXPECT_EQ(parsed.error().kind, results::ErrorKind::usage);
  }
}

Comparison with(const Ratio& ratio) {
  Comparison c;
  WorkloadComparison w;
  w.workload = "tls_segment";
  MetricComparison m;
  m.metric = "capacity";
  m.ratio = ratio;
  w.metrics.push_back(m);
  c.workloads.push_back(w);
  return c;
}

TEST(RegressionGate, WhatIsNotProvenIsOpenAndNeverKept) {
  const auto state = [](const Ratio& ratio, const char* bounds) {
    const auto results = check_bounds(with(ratio), *parse_bounds(bounds));
    return std::pair(results.at(0).state, exit_code(results));
  };
  EXPECT_EQ(state(ratio_of(1, 0.99, 1.01, 9), "capacity>=-2%"), std::pair(BoundState::kept, 0));
  EXPECT_EQ(state(ratio_of(0.95, 0.94, 0.96, 9), "capacity>=-2%"), std::pair(BoundState::broken, 1));
  EXPECT_EQ(state(ratio_of(0.98, 0.96, 1.0, 9), "capacity>=-2%"), std::pair(BoundState::open, 2));
  EXPECT_EQ(state(ratio_of(0.98, 0.96, 1.0, 9), "capacity<=+2%"), std::pair(BoundState::kept, 0));
  EXPECT_EQ(state(Ratio{}, "capacity>=-2%"), std::pair(BoundState::open, 2));
  EXPECT_EQ(state(ratio_of(1, 0.99, 1.01, 9), "p99<=+5%"), std::pair(BoundState::open, 2)) << "nobody has it";
}

TEST(RegressionGate, BrokenGoesBeforeOpen) {
  const auto results =
      check_bounds(with(ratio_of(0.9, 0.89, 0.91, 9)), *parse_bounds("p99<=+5%,capacity>=-2%"));
  EXPECT_EQ(exit_code(results), 1);
}

TEST(RegressionGate, OneRowOfManyIsBrokenByTheIntervalOfAll) {
  const Ratio hardly = ratio_of(1.08, 1.055, 1.106, 6);
  Comparison c = with(hardly);
  const auto first = [&] { return check_bounds(c, *parse_bounds("capacity<=+5%")).front(); };
  EXPECT_EQ(first().state, BoundState::broken);
  c.workloads.push_back(c.workloads.front());
  c.workloads.push_back(c.workloads.front());
  EXPECT_EQ(first().state, BoundState::open);
  EXPECT_THAT(first().because, HasSubstr("all 3 rows"));
  EXPECT_NEAR(first().simultaneous->low, 1.046, 0.001);
}

TEST(RegressionGate, AnSloThroughputHasToBeSolvedFromLongEnough) {
  Comparison c = with(ratio_of(1, 0.99, 1.01, 9));
  MetricComparison& m = c.workloads.front().metrics.front();
  m.metric = "slo_rate";
  const auto found = [&] { return check_bounds(c, *parse_bounds("slo>=-2%")).front(); };
  EXPECT_EQ(found().state, BoundState::kept);
  m.candidate.too_short_s = 4;
  EXPECT_EQ(found().state, BoundState::open);
  EXPECT_THAT(found().because, HasSubstr("candidate: solved from 4.0 s, and a verdict asks 16 s"));
  m.candidate.too_short_s.reset();
  m.metric = "slo_rate_grid";
  EXPECT_EQ(found().state, BoundState::open);
}

TEST(RegressionGate, TheMixChoosesTheWorkloads) {
  Comparison c = with(ratio_of(1, 0.99, 1.01, 9));
  c.only_in_base = {"other"};
  const auto bounds = *parse_bounds("capacity>=-2%");
  EXPECT_EQ(exit_code(check_bounds(c, bounds)), 2) << "one workload is on one side only";
  EXPECT_EQ(exit_code(check_bounds(c, bounds, {"tls_segment"})), 0);
}

}  // namespace
}  // namespace crossfade::analysis
