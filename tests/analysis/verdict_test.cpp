// Verdicts on synthetic recordings: decisions, gates in their order, the mix, strata.
#include "analysis/verdict/verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "analysis/verdict/ratio_error.h"
#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::synthetic_recording;
using testing::SyntheticHost;
using testing::SyntheticWorkload;

const std::vector<SyntheticWorkload> both{workload("tls_segment", 400'000), workload("evcache_get", 800'000)};

/// `hosts` hosts, long enough for SLO throughputs, each watched by its panel and hardly disturbed.
Side side(const std::string& type, const std::string& microarchitecture, double loads, double speed,
          std::uint32_t hosts, const std::vector<SyntheticWorkload>& workloads = both,
          double lowest_rate_per_s = 1'000) {
  std::vector<results::Recording> recordings;
  for (std::uint32_t h = 0; h < hosts; ++h) {
    SyntheticHost host;
    host.title = type + "-" + std::to_string(h);
    host.instance_type = type;
    host.cpu_model = "CPU of " + type;
    host.microarchitecture = microarchitecture;
    host.panel_loads_per_cycle = loads;
    host.host_id = host.title;
    host.speed = speed * std::exp(0.01 * (h % 2 == 0 ? 1.0 : -1.0));
    host.seed = 10 + h;
    host.chunk_requests = 20'000;
    host.requests = 1'000;
    host.grid_points = 6;
    host.grid_base_per_s = lowest_rate_per_s;
    recordings.push_back(synthetic_recording(host, workloads));
  }
  return side_of(std::move(recordings), type);
}

Side m5(std::uint32_t hosts) {
  return side("m5.xlarge", "Zen 4", 2.99, 1, hosts);
}
Side m7a(std::uint32_t hosts, double speed) {
  return side("m7a.xlarge", "Zen 5", 3.98, speed, hosts);
}

CostOptions on_demand(double base = 0.2, double candidate = 0.2) {
  CostOptions options;
  options.hourly_prices = {{"m5.xlarge", base}, {"m7a.xlarge", candidate}};
  return options;
}

Verdict judged(const Side& base, const Side& candidate, const Policy& policy = {}, const Mix& mix = {},
               const CostOptions& prices = on_demand()) {
  const auto compared = compare(base, candidate, {});
  EXPECT_TRUE(compared);
  const auto v = verdict(*compared, mix, policy, PriceBook::shipped(), prices, {});
  EXPECT_TRUE(v) << results::to_line(v.error());
  return *v;
}

std::string failed_gate(const Verdict& v) {
  const GateResult* const failed = first_failed(v.mix.gates);
  return failed == nullptr ? "" : failed->id + ": " + failed->found;
}

TEST(Verdict, MigratesWhereTheWholeIntervalSavesEnough) {
  const Verdict v = judged(m5(3), m7a(3, 1.6));
  EXPECT_EQ(v.mix.decision, Decision::migrate) << v.mix.because << failed_gate(v);
  ASSERT_TRUE(v.mix.cost.value && v.mix.cost.interval);
  EXPECT_NEAR(*v.mix.cost.value, 1 / 1.6, 0.03);
  EXPECT_GT(*v.mix.saving_probability, 0.99);
  EXPECT_FALSE(v.settling);
  EXPECT_EQ(v.workloads.size(), 2U);
  EXPECT_NEAR(v.workloads[0].spend_share + v.workloads[1].spend_share, 1, 1e-12);
  EXPECT_EQ(exit_code(common_decision({v})), 0);
}

TEST(Verdict, StaysWhereNoneOfItDoes) {
  const Verdict v = judged(m5(3), m7a(3, 0.8));
  EXPECT_EQ(v.mix.decision, Decision::stay) << v.mix.because << failed_gate(v);
  EXPECT_EQ(exit_code(common_decision({v})), 1);
}

TEST(Verdict, IsInconclusiveNearTheThresholdAndPlansWhatWouldSettleIt) {
  const Verdict v = judged(m5(3), m7a(3, 1 / 0.95));
  EXPECT_EQ(v.mix.decision, Decision::inconclusive);
  EXPECT_THAT(v.mix.because, HasSubstr("contains 0.95"));
  EXPECT_TRUE(v.settling || !v.no_settling_because.empty());
  EXPECT_EQ(exit_code(common_decision({v})), 2);
}

TEST(Verdict, ThePriceIsPartOfIt) {
  EXPECT_EQ(judged(m5(3), m7a(3, 1.6), {}, {}, on_demand(0.2, 0.4)).mix.decision, Decision::stay);
  const Verdict none = judged(m5(3), m7a(3, 1.6), {}, {}, CostOptions{{}, {"no such plan", {}, {}}});
  EXPECT_EQ(none.mix.decision, Decision::inconclusive);
  EXPECT_THAT(failed_gate(none), HasSubstr("price: no price"));
  ASSERT_TRUE(none.mix.break_even.value);
  EXPECT_NEAR(*none.mix.break_even.value, 0.95 * 1.6, 0.08) << "saves 5 % below this price ratio";
}

TEST(Verdict, OneHostASideIsNoAnswerUnlessThePolicyAcceptsIt) {
  const Verdict one = judged(m5(1), m7a(1, 1.6));
  EXPECT_EQ(one.mix.decision, Decision::inconclusive);
  EXPECT_THAT(failed_gate(one), HasSubstr("hosts: 1 and 1"));
  Policy accepting;
  accepting.accept_single_host = true;
  const Verdict accepted = judged(m5(1), m7a(1, 1.6), accepting);
  ASSERT_TRUE(accepted.mix.tipping_host_cv);
  EXPECT_GT(*accepted.mix.tipping_host_cv, 0.08);
  EXPECT_EQ(accepted.mix.decision, Decision::migrate) << accepted.mix.because;
  accepting.single_host_tipping_cv = *accepted.mix.tipping_host_cv * 1.01;
  EXPECT_EQ(judged(m5(1), m7a(1, 1.6), accepting).mix.decision, Decision::inconclusive);
}

TEST(Verdict, GatesOnlyTurnAnswersIntoInconclusive) {
  // Metamorphic: with every gate but the interval switched off or on, no decision turns into another one.
  for (const double speed : {0.8, 1 / 0.95, 1.6}) {
    for (const std::uint32_t hosts : {1U, 3U}) {
      Policy open;
      open.accept_single_host = true;
      open.single_host_tipping_cv = 0;
      open.most_disturbed = open.most_disturbed_difference = 1;
      open.fewest_hosts = 1;
      open.objective_range = 1;
      open.tail_guard = 10;
      const Decision without = judged(m5(hosts), m7a(hosts, speed), open).mix.decision;
      for (Policy strict : {Policy{},
                            [] {
                              Policy p;
                              p.fewest_hosts = 9;
                              return p;
                            }(),
                            [] {
                              Policy p;
                              p.most_disturbed = 0;
                              return p;
                            }()}) {
        const Decision with = judged(m5(hosts), m7a(hosts, speed), strict).mix.decision;
        EXPECT_TRUE(with == without || with == Decision::inconclusive) << speed << ' ' << hosts;
      }
    }
  }
}

/// Says of every recording which look at one plan it is of.
Side at_look(Side side, const std::string& look) {
  for (RecordingPointer& r : side.recordings) {
    auto copy = std::make_shared<results::OpenedRecording>(*r);
    copy->recording.environment.push_back({"lab.plan_digest", "3fa9c1d20b77e4d1", ""});
    copy->recording.environment.push_back({"lab.look", look, ""});
    r = std::move(copy);
  }
  return side;
}

Side together(Side side, const Side& more) {
  side.recordings.insert(side.recordings.end(), more.recordings.begin(), more.recordings.end());
  return side;
}

TEST(Verdict, LooksAtAPlanDecideByWiderIntervalsAndSayWhichTheyAre) {
  const Side base = m5(3), candidate = m7a(3, 1.6);
  const Verdict plain = judged(base, candidate);
  EXPECT_EQ(plain.look, "");
  const Verdict first = judged(at_look(base, "1"), at_look(candidate, "1"));
  EXPECT_EQ(first.mix.decision, Decision::migrate) << first.mix.because << failed_gate(first);
  EXPECT_THAT(first.look,
              HasSubstr("This is look 1 of 3 planned at plan 3fa9c1d2: each decides by an interval of "
                        "97.79 % instead of 95 %"));
  EXPECT_EQ(first.mix.cost.interval->high, plain.mix.cost.interval->high) << "what is printed is the same";
  ASSERT_TRUE(first.workloads[0].simultaneous && plain.workloads[0].simultaneous);
  EXPECT_GT(first.workloads[0].simultaneous->high, plain.workloads[0].simultaneous->high);

  // What has to be saved lies between the ends of the two intervals: one look migrates, one of three does
  // not.
  const auto wider = interval_at(plain.mix.cost, 0.0221);
  Policy between;
  between.required_saving = 1 - std::sqrt(plain.mix.cost.interval->high * wider->high);
  EXPECT_EQ(judged(base, candidate, between).mix.by_interval, Decision::migrate);
  EXPECT_EQ(judged(at_look(base, "1"), at_look(candidate, "1"), between).mix.by_interval,
            Decision::inconclusive);
  between.planned_looks = 1;
  EXPECT_EQ(judged(at_look(base, "1"), at_look(candidate, "1"), between).mix.by_interval, Decision::migrate);
}

TEST(Verdict, GatePlanAsksWhetherTheLookIsPlanned) {
  const Side base = m5(3), candidate = m7a(3, 1.6);
  const Verdict orphan = judged(at_look(base, "2"), at_look(candidate, "2"));
  EXPECT_EQ(orphan.mix.decision, Decision::inconclusive);
  EXPECT_THAT(failed_gate(orphan), HasSubstr("plan: there are recordings of look 2 and none of look 1"));
  Side extended = m5(2);
  for (RecordingPointer& r : extended.recordings) {
    auto copy = std::make_shared<results::OpenedRecording>(*r);
    copy->path = "more-" + copy->path.string();
    copy->recording.header.host_id += "-more";
    r = std::move(copy);
  }
  const Side both_looks = together(at_look(base, "1"), at_look(extended, "2"));
  const Verdict second = judged(both_looks, at_look(candidate, "1"));
  EXPECT_EQ(failed_gate(second), "");
  EXPECT_THAT(second.look, HasSubstr("look 2 of 3 planned"));
  Policy one;
  one.planned_looks = 1;
  EXPECT_THAT(failed_gate(judged(both_looks, at_look(candidate, "1"), one)),
              HasSubstr("plan: it is look 2, and the policy plans 1"));
  EXPECT_THAT(failed_gate(judged(at_look(base, "1"), candidate)),
              HasSubstr("plan: recordings of several plans"));
}

TEST(Verdict, BoundsAreOfOneLook) {
  const Side base = m5(3), candidate = m7a(3, 1.6);
  const auto plan_gate = [&](const Side& a, const Side& b) {
    const auto compared = compare(a, b, {});
    EXPECT_TRUE(compared);
    const auto all = evidence_gates(*compared, {"tls_segment", "evcache_get"}, false, {});
    return *std::find_if(all.begin(), all.end(), [](const GateResult& g) { return g.id == "plan"; });
  };
  EXPECT_TRUE(plan_gate(at_look(base, "1"), at_look(candidate, "1")).passed);
  const GateResult later =
      plan_gate(together(at_look(base, "1"), at_look(m5(1), "2")), at_look(candidate, "1"));
  EXPECT_FALSE(later.passed);
  EXPECT_THAT(later.found, HasSubstr("it is look 2 at the plan"));
}

TEST(Verdict, GateComparableNamesWhatBlocks) {
  Side candidate = side("m7a.xlarge", "Zen 5", 3.98, 1.6, 3,
                        {[] {
                           auto w = both[0];
                           w.version = "2";
                           return w;
                         }(),
                         both[1]});
  const Verdict v = judged(m5(3), candidate);
  EXPECT_EQ(v.mix.decision, Decision::inconclusive);
  EXPECT_THAT(failed_gate(v), HasSubstr("comparable: "));
}

TEST(Verdict, GateSloTailNamesShortRecordings) {
  std::vector<results::Recording> few;
  for (const char* host_id : {"a", "b", "c"}) {
    SyntheticHost host;
    host.instance_type = "m7a.xlarge";
    host.title = host.host_id = host_id;
    host.cpu_model = "CPU of m7a.xlarge";
    host.microarchitecture = "Zen 5";
    host.panel_loads_per_cycle = 3.98;
    host.speed = 1.6;
    host.chunk_requests = 2'000;
    host.requests = 1'000;
    host.grid_points = 6;
    few.push_back(synthetic_recording(host, both));
  }
  const Verdict v = judged(m5(3), side_of(std::move(few), "m7a.xlarge"));
  EXPECT_EQ(v.mix.decision, Decision::inconclusive);
  EXPECT_THAT(failed_gate(v), HasSubstr("slo-tail: "));
}

TEST(Verdict, OtherObjectivesAreOnlyAskedOfWhatDecides) {
  for (const Verdict& v : {judged(m5(3), m7a(3, 1 / 0.95)), judged(m5(1), m7a(1, 1.6))}) {
    EXPECT_EQ(v.mix.decision, Decision::inconclusive);
    EXPECT_TRUE(v.mix.objectives.empty());
    EXPECT_EQ(v.mix.gates.back().id, "objective");
    EXPECT_TRUE(v.mix.gates.back().passed);
    EXPECT_THAT(v.mix.gates.back().found, HasSubstr("not asked"));
  }
}

TEST(Verdict, OtherObjectivesAreAskedAndSaid) {
  const Verdict v = judged(m5(3), m7a(3, 1.6));
  ASSERT_EQ(v.mix.objectives.size(), 2U);
  EXPECT_EQ(v.mix.objectives.front().factor, 0.5);
  EXPECT_EQ(v.mix.objectives.back().factor, 2);
  for (const ObjectiveDecision& o : v.mix.objectives) {
    EXPECT_TRUE(o.is_known) << o.factor << ' ' << o.because;
    EXPECT_EQ(o.decision, Decision::migrate) << o.factor;
  }
  Policy none;
  none.objective_range = 1;
  EXPECT_TRUE(judged(m5(3), m7a(3, 1.6), none).mix.objectives.empty());
}

TEST(Verdict, AnAnswerThatHangsOnTheObjectiveSaysSo) {
  // The candidate is slower and cheap; its requests alone take longer than half the objective.
  auto tight = both;
  for (SyntheticWorkload& w : tight) w.slo_p99_ns = static_cast<std::uint64_t>(3 * w.service_ns);
  // Offered rates far below: stages of formulas near the solved one would contradict what requests say.
  const Side base = side("m5.xlarge", "Zen 4", 2.99, 1, 3, tight, 200);
  const Side candidate = side("m7a.xlarge", "Zen 5", 3.98, 0.8, 3, tight, 200);
  const Verdict v = judged(base, candidate, {}, {}, on_demand(0.2, 0.05));
  EXPECT_EQ(v.mix.by_interval, Decision::migrate);
  EXPECT_EQ(v.mix.decision, Decision::inconclusive);
  EXPECT_THAT(failed_gate(v),
              HasSubstr("objective: depends on the objective: as declared migrate, at 0.5 x stay"));
  EXPECT_THAT(failed_gate(v), HasSubstr("only the baseline meets it"));
  EXPECT_THAT(v.mix.because, HasSubstr("depends on the objective"));
  Policy none;
  none.objective_range = 1;
  EXPECT_THAT(failed_gate(judged(base, candidate, none, {}, on_demand(0.2, 0.05))),
              ::testing::Not(HasSubstr("objective")));
}

/// As if every p99 at matched load were twice the baseline's, certainly, by so many hosts a side.
Comparison with_twice_the_tail(Comparison c, std::uint32_t hosts) {
  for (WorkloadComparison& w : c.workloads) {
    for (MetricComparison& m : w.metrics) {
      if (m.metric != "latency_p99") continue;
      m.candidate.interval.reset();
      m.ratio = Ratio{};
      m.ratio.method = RatioMethod::two_hosts_r1;
      m.ratio.value = 2;
      m.ratio.interval = statistics::Interval{1.8, 2.2};
      m.ratio.degrees_of_freedom = 2.0 * hosts;
      m.ratio.base_n.hosts = m.ratio.candidate_n.hosts = hosts;
      m.candidate_undisturbed = m.candidate;
      m.undisturbed = m.ratio;
    }
  }
  return c;
}

TEST(Verdict, TwoHostsASideDoNotViolateTheTailGuard) {
  for (const std::uint32_t hosts : {2U, 3U}) {
    const auto compared = compare(m5(hosts), m7a(hosts, 1.6), {});
    ASSERT_TRUE(compared);
    const auto v =
        verdict(with_twice_the_tail(*compared, hosts), {}, {}, PriceBook::shipped(), on_demand(), {});
    ASSERT_TRUE(v);
    EXPECT_EQ(v->mix.by_interval, Decision::migrate);
    EXPECT_EQ(v->mix.tail.state, hosts == 2 ? TailGuard::open : TailGuard::violated);
    EXPECT_EQ(v->mix.decision, hosts == 2 ? Decision::inconclusive : Decision::stay) << v->mix.because;
    EXPECT_THAT(v->mix.because, HasSubstr(hosts == 2 ? "assumed below 3 a side, of which the fewer here are 2"
                                                     : "requests would take longer"));
  }
}

TEST(Verdict, ANetworkThatBindsBoundsTheCostAsInTheCostTable) {
  auto large = both;
  for (SyntheticWorkload& w : large) w.net_out_bytes = 1'000'000;
  const auto compared = compare(side("m5.xlarge", "Zen 4", 2.99, 1, 3, large),
                                side("c5n.xlarge", "Zen 5", 3.98, 1.6, 3, large), {});
  ASSERT_TRUE(compared);
  CostOptions prices;
  prices.hourly_prices = {{"m5.xlarge", 0.2}, {"c5n.xlarge", 0.2}};
  const auto v = verdict(*compared, {}, {}, PriceBook::shipped(), prices, {});
  ASSERT_TRUE(v);
  const CostTable table = cost({*compared}, PriceBook::shipped(), prices);
  std::size_t compared_rows = 0;
  for (const CostRow& row : table.rows) {
    if (row.side != "c5n.xlarge") continue;
    for (const VerdictItem& item : v->workloads) {
      if (item.name != row.workload) continue;
      ++compared_rows;
      ASSERT_TRUE(item.cost.value && row.cost_ratio.value && row.cost_ratio.interval);
      EXPECT_NEAR(*item.cost.value / *row.cost_ratio.value, 1, 1e-6) << item.name;
      EXPECT_NEAR(item.cost.interval->high / row.cost_ratio.interval->high, 1, 1e-6) << item.name;
    }
  }
  EXPECT_EQ(compared_rows, 2U);
  EXPECT_THAT(v->mix.notes, Contains(HasSubstr("the network binds at 156/s")));
  EXPECT_THAT(v->reasons, ::testing::Not(Contains(HasSubstr("apacity")))) << "CPUs are no reason here";
  // Nothing above what the smaller network carries is a matched load.
  for (const WorkloadComparison& w : compared->workloads) {
    for (const MetricComparison& m : w.metrics) {
      if (m.metric != "latency_p99") continue;
      EXPECT_THAT(m.base.absent_because, HasSubstr("156/s that the smaller network carries"));
    }
  }
}

TEST(Verdict, TheLimitsOfACostAreThoseOfAVerdict) {
  Side small = m7a(3, 1.6);
  for (RecordingPointer& r : small.recordings) {
    auto copy = std::make_shared<results::OpenedRecording>(*r);
    copy->recording.repetitions.back().rss_bytes = 20ULL << 30U;
    r = copy;
  }
  const Verdict of_memory = judged(m5(3), small);
  EXPECT_EQ(of_memory.mix.decision, Decision::inconclusive);
  EXPECT_THAT(of_memory.mix.because, HasSubstr("20 GiB were resident, and m7a.xlarge has 16 GiB"));

  Side part = m7a(3, 1.6);
  for (RecordingPointer& r : part.recordings) {
    auto copy = std::make_shared<results::OpenedRecording>(*r);
    copy->recording.environment.push_back({"program.cpus", "2 of the 4 CPUs that are online (0,1)", ""});
    r = copy;
  }
  const Verdict of_part = judged(m5(3), part, {}, {}, CostOptions{});
  EXPECT_THAT(failed_gate(of_part), HasSubstr("price: m7a.xlarge: the price is that of a whole machine"));
  EXPECT_EQ(judged(m5(3), part).mix.decision, Decision::migrate) << "a given price is of the CPUs used";
}

TEST(Verdict, WithoutARateUndisturbedHasTheSameReason) {
  std::vector<results::Recording> old;
  for (const RecordingPointer& r : m5(3).recordings) {
    results::Recording copy = r->recording;
    for (results::Stage& stage : copy.stages)
      if (stage.kind == results::StageKind::slo_chunk) stage.kind = results::StageKind::probe;
    old.push_back(std::move(copy));
  }
  const Verdict v = judged(side_of(std::move(old), "m5.xlarge"), m7a(3, 1.6));
  EXPECT_THAT(v.mix.undisturbed.absent_because, HasSubstr("record it again"));
  EXPECT_THAT(v.mix.because,
              HasSubstr("baseline, tls_segment: no stage that an SLO throughput is solved from"));
}

TEST(Verdict, SimulatedSidesDecideNothing) {
  Side candidate = m7a(3, 1.6);
  for (RecordingPointer& r : candidate.recordings) {
    auto copy = std::make_shared<results::OpenedRecording>(*r);
    copy->recording.header.kind = results::RecordingKind::simulated;
    r = copy;
  }
  EXPECT_NE(judged(m5(3), candidate).mix.decision, Decision::migrate);
}

TEST(Verdict, WhatIsTitledSyntheticDecidesNothing) {
  std::vector<results::Recording> made_up;
  for (const RecordingPointer& r : m7a(3, 1.6).recordings) {
    made_up.push_back(r->recording);
    made_up.back().header.title = "synthetic " + made_up.back().header.title;
  }
  const Verdict v = judged(m5(3), side_of(std::move(made_up), "m7a.xlarge"));
  EXPECT_EQ(v.mix.decision, Decision::inconclusive);
  EXPECT_THAT(failed_gate(v), HasSubstr("comparable: m7a.xlarge is titled synthetic"));
}

TEST(Verdict, AMixOfRequestsWeighsByWhatTheyCost) {
  Mix mix;
  mix.name = "ours";
  mix.requests = {{"tls_segment", 2}, {"evcache_get", 1}};  // 2 x 200 us and 1 x 400 us
  const Verdict v = judged(m5(3), m7a(3, 1.6), {}, mix);
  EXPECT_EQ(v.mix.name, "ours");
  EXPECT_NEAR(v.workloads[0].spend_share, 0.5, 0.03);
  const auto compared = compare(m5(1), m7a(1, 1.6), {});
  mix.requests.emplace_back("nobody", 1);
  const auto wrong = verdict(*compared, mix, {}, PriceBook::shipped(), on_demand(), {});
  ASSERT_FALSE(wrong);
  EXPECT_THAT(results::to_line(wrong.error()), HasSubstr("nobody"));
}

TEST(Verdict, OfOneWorkloadIsTheReciprocalOfItsSloThroughput) {
  const auto compared = compare(m5(3), m7a(3, 1.6), {});
  const Verdict v = judged(m5(3), m7a(3, 1.6));
  for (const MetricComparison& m : compared->workloads[0].metrics) {
    if (m.metric != "slo_rate") continue;
    ASSERT_TRUE(m.ratio.value && v.workloads[0].cost.value);
    EXPECT_NEAR(*v.workloads[0].cost.value, 1 / *m.ratio.value, 1e-9);
    EXPECT_NEAR(v.workloads[0].cost.interval->low, 1 / m.ratio.interval->high, 1e-9);
    EXPECT_NEAR(v.workloads[0].cost.interval->high, 1 / m.ratio.interval->low, 1e-9);
    EXPECT_LT(v.workloads[0].simultaneous->low, v.workloads[0].cost.interval->low)
        << "of two together: wider";
  }
}

TEST(Verdict, StrataDecideTogetherOrNotAtAll) {
  Verdict migrate, stay;
  migrate.mix.decision = Decision::migrate;
  stay.mix.decision = Decision::stay;
  EXPECT_EQ(common_decision({migrate, migrate}), Decision::migrate);
  EXPECT_EQ(common_decision({migrate, stay}), Decision::inconclusive);
  EXPECT_EQ(common_decision({}), Decision::inconclusive);
}

}  // namespace
}  // namespace crossfade::analysis
