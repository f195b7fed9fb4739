#include "analysis/spike.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/comparability.h"
#include "analysis/comparison.h"
#include "analysis/load_curve.h"
#include "analysis/report/spike_table.h"
#include "tests/analysis/sides.h"
#include "tests/support/spike_builder.h"

namespace crossfade::analysis {
namespace {

using results::Recording;
using ::testing::HasSubstr;
using testing::SpikeOutcome;
using testing::SyntheticSpikes;

constexpr double inf = std::numeric_limits<double>::infinity();

Recording recording_with(const SyntheticSpikes& spikes, std::uint32_t blocks = 8) {
  testing::SyntheticHost host;
  host.blocks = blocks;
  host.requests = 200;
  Recording recording = testing::synthetic_recording(host);
  testing::give_three_classes(recording);
  testing::add_spikes(recording, spikes);
  return recording;
}

std::vector<SpikeStudy> studies_of(const std::vector<Recording>& recordings) {
  return spike_studies(process_runs(side_of(recordings), "tls_segment"));
}

/// What a recording with spikes says; the side is kept alive by what it returns.
struct Studied {
  explicit Studied(const SyntheticSpikes& spikes, std::uint32_t blocks = 8)
      : side(side_of({recording_with(spikes, blocks)})) {
    auto all = spike_studies(process_runs(side, "tls_segment"));
    EXPECT_EQ(all.size(), 1U);
    if (!all.empty()) study = std::move(all.front());
  }
  Side side;
  SpikeStudy study;
};

/// Classes in the order of their importance fail from these factors on.
SyntheticSpikes failing_from(double critical, double degraded, double best_effort) {
  SyntheticSpikes spikes;
  spikes.outcome = [=](std::size_t c, double factor, std::uint32_t) {
    const double limit = c == 0 ? critical : c == 1 ? degraded : best_effort;
    return factor < limit ? SpikeOutcome{} : SpikeOutcome{0.5, 0.25, 0};
  };
  return spikes;
}

TEST(SpikeStudy, WithoutSpikesThereIsNone) {
  EXPECT_TRUE(studies_of({testing::synthetic_recording({})}).empty());
  EXPECT_TRUE(spike_studies({}).empty());
}

TEST(SpikeStudy, SharesAreOfWhatFellDueInTheSpike) {
  SyntheticSpikes spikes;
  spikes.factors = {2};
  spikes.outcome = [](std::size_t c, double, std::uint32_t) {
    return c == 0 ? SpikeOutcome{1, 0, 0} : c == 1 ? SpikeOutcome{0.7, 0.2, 0.5} : SpikeOutcome{0, 1, 0};
  };
  const SpikeStudy study = Studied(spikes).study;
  EXPECT_EQ(study.policy, "priority-shed");
  EXPECT_DOUBLE_EQ(study.base_per_s, 6'000);
  EXPECT_EQ(study.base_share, 0.6);
  EXPECT_FALSE(study.one_priority);
  ASSERT_EQ(study.points.size(), 1U);
  const SpikePoint& point = study.points[0];
  ASSERT_EQ(point.classes.size(), 3U);
  EXPECT_EQ(point.classes[0].name, "critical");
  EXPECT_EQ(point.classes[0].in_slo.value, 1);
  EXPECT_NEAR(*point.classes[1].in_slo.value, 0.7, 1e-12);
  EXPECT_NEAR(*point.classes[1].shed.value, 0.2, 1e-12);
  EXPECT_NEAR(*point.classes[1].cheap.value, 0.35, 1e-12);
  EXPECT_EQ(point.classes[2].in_slo.value, 0);
  EXPECT_EQ(point.classes[2].shed.value, 1);
  EXPECT_NEAR(*point.in_slo.value, 0.2 + 0.5 * 0.7, 1e-12);
  EXPECT_NEAR(*point.goodput_per_s.value, 12'000 * 0.55, 1e-6);
  EXPECT_EQ(point.in_slo.n.processes, 8U);
  EXPECT_EQ(point.in_slo.n.requests, 8 * 12'000U);
  ASSERT_TRUE(point.classes[0].p99_ns.value);
  EXPECT_NEAR(*point.classes[0].p99_ns.value, 399'000, 4'000);
  EXPECT_FALSE(point.classes[2].p99_ns.value) << "nothing of it was answered";
}

TEST(SpikeStudy, IntervalsAreBetweenProcessRuns) {
  SyntheticSpikes spikes;
  spikes.factors = {2};
  spikes.outcome = [](std::size_t, double, std::uint32_t run) {
    return SpikeOutcome{0.9 + 0.01 * run, 0, 0};
  };
  const Estimate e = Studied(spikes).study.points[0].classes[1].in_slo;
  // 0.90, 0.91 ... 0.97: mean 0.935, SD 0.0245, t(0.975, 7) = 2.365.
  ASSERT_TRUE(e.value && e.interval);
  EXPECT_NEAR(*e.value, 0.935, 1e-3);
  EXPECT_NEAR(e.interval->low, 0.935 - 2.365 * 0.02449 / std::sqrt(8), 2e-3);
  const Estimate few = Studied(spikes, 2).study.points[0].classes[1].in_slo;
  EXPECT_FALSE(few.interval) << "two process runs are too few";
  EXPECT_NE(few.no_interval_because, "");
}

TEST(SpikeStudy, AQuantileOfWhatWasAnsweredIsAValueAlone) {
  SyntheticSpikes spikes;
  spikes.factors = {2};
  const SpikeStudy study = Studied(spikes).study;
  const Estimate& e = study.points[0].classes[0].p99_ns;
  ASSERT_TRUE(e.value);
  EXPECT_FALSE(e.interval) << "eight runs that agree say nothing of what is missing in all of them";
  EXPECT_THAT(e.no_interval_because, HasSubstr("shed or never served is missing"));
  const Table table = spike_table(study);
  EXPECT_EQ(table.columns[9].id, "p99");
  EXPECT_FALSE(table.rows[1][9].interval);
  EXPECT_THAT(table.notes,
              ::testing::Contains("p99 if answered has no interval: " + e.no_interval_because + "."));
}

TEST(SpikeStudy, AQuantileIsNotThatOfTheRunsThatAnsweredEnough) {
  SyntheticSpikes spikes;
  spikes.factors = {2};
  spikes.outcome = [](std::size_t, double, std::uint32_t run) {
    return run == 3 ? SpikeOutcome{0, 1, 0} : SpikeOutcome{};
  };
  const Estimate e = Studied(spikes).study.points[0].classes[0].p99_ns;
  EXPECT_FALSE(e.value);
  EXPECT_EQ(e.absent_because, "fewer than 100 of them were answered in a process run");
}

TEST(SpikeStudy, DisturbedStagesCountAndSaySo) {
  SyntheticSpikes spikes;
  spikes.factors = {2};
  Recording recording = recording_with(spikes, 4);
  for (results::Stage& stage : recording.stages) {
    if (stage.kind == results::StageKind::spike && stage.repetition == 0)
      stage.quality = results::Quality::disturbed;
    if (stage.kind == results::StageKind::spike && stage.repetition == 1)
      stage.quality = results::Quality::voided;
  }
  const Estimate e = studies_of({recording})[0].points[0].in_slo;
  EXPECT_EQ(e.n.processes, 3U) << "void ones do not count";
  EXPECT_NEAR(e.disturbed_share, 1 / 3.0, 1e-12);
}

TEST(SpikeRegain, IsTheFirstOfFiveGoodWindows) {
  SyntheticSpikes spikes;
  spikes.factors = {2, 3};
  spikes.bad_windows = [](double factor, std::uint32_t) { return factor < 3 ? 0U : 4U; };
  const SpikeStudy study = Studied(spikes).study;
  EXPECT_EQ(study.points[0].regain_ns.value, 0);
  EXPECT_EQ(study.points[0].regained, 8U);
  EXPECT_EQ(study.points[1].regain_ns.value, 200e6);
  EXPECT_EQ(study.points[1].regain_ns.bound, Bound::none);
}

TEST(SpikeRegain, NotWithinTheRunIsAnAnswer) {
  SyntheticSpikes spikes;
  spikes.factors = {2, 3};
  spikes.bad_windows = [](double factor, std::uint32_t run) { return factor < 3 && run > 0 ? 2U : 26U; };
  const SpikeStudy study = Studied(spikes).study;
  const SpikePoint &one = study.points[0], &all = study.points[1];
  EXPECT_EQ(one.regained, 7U);
  EXPECT_EQ(one.regain_ns.bound, Bound::at_least);
  EXPECT_NEAR(*one.regain_ns.value, (7 * 100e6 + 1'500e6) / 8, 1) << "it waited at least to the end";
  EXPECT_FALSE(one.regain_ns.interval);
  EXPECT_EQ(all.regained, 0U);
  EXPECT_EQ(all.regain_ns.value, 1'500e6);
  const auto text = [&](std::size_t point) {
    const Table t = spike_table(study);
    return t.rows[4 * point][10].text;
  };
  EXPECT_EQ(text(0), "7 of 8 in at least 275 ms");
  EXPECT_EQ(text(1), "not within 1.5 s");
}

TEST(SpikeRegain, TooFewRequestsAreNoAnswer) {
  SyntheticSpikes spikes;
  spikes.factors = {2};
  spikes.base_per_s = 60;  // one request a window, 30 windows: five good ones in a row would mean little
  const SpikeStudy few = Studied(spikes).study;
  EXPECT_FALSE(few.points[0].regain_ns.value);
  EXPECT_THAT(few.points[0].regain_ns.absent_because, HasSubstr("too few requests fell due after the spike"));
  EXPECT_EQ(few.points[0].regained, 0U);
  spikes.base_per_s = 6;  // none at all: nothing bad, and nothing good
  EXPECT_FALSE(Studied(spikes).study.points[0].regain_ns.value);
  spikes.base_per_s = 120;
  EXPECT_EQ(Studied(spikes).study.points[0].regain_ns.value, 50e6) << "behind the one bad window";
}

TEST(SpikeBuffer, LiesBetweenTheFactorsMeasured) {
  const SpikeStudy study = Studied(failing_from(3, 2, 2)).study;
  EXPECT_EQ(study.success_buffer.value, 1.5);
  EXPECT_EQ(study.success_buffer.bound, Bound::none);
  ASSERT_TRUE(study.success_buffer.interval);
  EXPECT_NEAR(study.success_buffer.interval->low, 1.5, 1e-9);
  EXPECT_NEAR(study.success_buffer.interval->high, 2, 1e-9) << "up to the next one that was measured";
  EXPECT_EQ(study.failure_buffer.value, 2);
  EXPECT_NEAR(study.failure_buffer.interval->high, 3, 1e-9);
  EXPECT_EQ(study.failure_buffer.n.processes, 8U);
}

TEST(SpikeBuffer, BeyondTheFactorsMeasuredItIsABound) {
  const SpikeStudy none = Studied(failing_from(inf, 1, 1)).study;
  EXPECT_EQ(none.success_buffer.value, 1.5);
  EXPECT_EQ(none.success_buffer.bound, Bound::at_most);
  EXPECT_FALSE(none.success_buffer.interval);
  EXPECT_EQ(none.failure_buffer.value, 3);
  EXPECT_EQ(none.failure_buffer.bound, Bound::at_least);
  EXPECT_FALSE(none.failure_buffer.interval);
}

TEST(SpikeBuffer, ALuckyLargeSpikeDoesNotExcuseASmallerOne) {
  SyntheticSpikes spikes;
  spikes.outcome = [](std::size_t, double factor, std::uint32_t) {
    return SpikeOutcome{factor == 2 ? 0.9 : 1, 0, 0};
  };
  EXPECT_EQ(Studied(spikes).study.success_buffer.value, 1.5);
}

TEST(SpikeBuffer, OnePercentMayMissTheirObjective) {
  SyntheticSpikes spikes;
  spikes.base_per_s = 20'000;  // windows of 100 and more
  spikes.outcome = [](std::size_t c, double factor, std::uint32_t) {
    return SpikeOutcome{c == 0 && factor == 2 ? 0.98 : 0.99, 0, 0};
  };
  EXPECT_EQ(Studied(spikes).study.success_buffer.value, 1.5);
}

TEST(SpikeBuffer, ProcessRunsThatDisagreeWidenIt) {
  SyntheticSpikes spikes;
  spikes.outcome = [](std::size_t, double factor, std::uint32_t run) {
    return SpikeOutcome{factor > (run < 2 ? 1.5 : 2) ? 0.5 : 1, 0, 0};
  };
  // 1.5 in two runs and 2 in six; of all requests together 2 is missed by an eighth.
  const Estimate e = Studied(spikes).study.success_buffer;
  EXPECT_EQ(e.value, 1.5);
  ASSERT_TRUE(e.interval);
  EXPECT_LT(e.interval->low, 1.5);
  EXPECT_GE(e.interval->low, 1);
  EXPECT_GT(e.interval->high, 2);
}

TEST(SpikeBuffer, FewRequestsHaveNoInterval) {
  SyntheticSpikes spikes = failing_from(3, 3, 3);
  spikes.base_per_s = 100;  // 0.2 x 100 x 2 x 8 = 320 critical ones
  const Estimate e = Studied(spikes).study.success_buffer;
  EXPECT_EQ(e.value, 2);
  EXPECT_FALSE(e.interval);
  EXPECT_THAT(e.no_interval_because, HasSubstr("400"));
}

/// No request of the class fell due while a spike of that size lasted, in these process runs.
void without_class(Recording& recording, std::uint32_t place, double factor, std::uint32_t first_run,
                   std::uint32_t runs) {
  for (results::SpikeWindow& w : recording.spike_windows) {
    const std::uint32_t run = recording.stages[w.stage].repetition;
    if (w.workload_class != place || run < first_run || run >= first_run + runs) continue;
    for (const results::Spike& spike : recording.spikes) {
      const bool inside = w.begin_ns >= spike.begin_ns && w.begin_ns < spike.end_ns;
      if (spike.stage == w.stage && spike.factor == factor && inside)
        w.offered = w.in_slo = w.late = w.shed = w.cheap = 0;
    }
  }
}

Estimate success_buffer_of(const Recording& recording) {
  const auto studies = studies_of({recording});
  EXPECT_EQ(studies.size(), 1U);
  return studies.empty() ? Estimate{} : studies[0].success_buffer;
}

TEST(SpikeBuffer, AClassThatWasNotOfferedDidNotComeThrough) {
  Recording never_missed = recording_with(failing_from(inf, inf, inf));
  without_class(never_missed, 0, 3, 0, 8);
  const Estimate at_least = success_buffer_of(never_missed);
  EXPECT_EQ(at_least.value, 2);
  EXPECT_EQ(at_least.bound, Bound::at_least);
  EXPECT_FALSE(at_least.interval);
  EXPECT_EQ(at_least.no_interval_because, "not known of x 3: no request of class critical fell due in it");

  without_class(never_missed, 0, 1.5, 0, 8);
  const Estimate none = success_buffer_of(never_missed);
  EXPECT_FALSE(none.value) << "a larger spike that was come through does not fill the gap";
  EXPECT_FALSE(none.interval);
  EXPECT_THAT(none.absent_because, HasSubstr("not known of x 1.5"));

  Recording missed = recording_with(failing_from(3, 3, 3));
  without_class(missed, 0, 1.5, 0, 8);
  const Estimate at_most = success_buffer_of(missed);
  EXPECT_EQ(at_most.value, 3);
  EXPECT_EQ(at_most.bound, Bound::at_most);
  EXPECT_THAT(at_most.no_interval_because, HasSubstr("not known of x 1.5"));
}

TEST(SpikeBuffer, AClassThatMissedIsKnownWhateverTheOthersWere) {
  Recording recording = recording_with(failing_from(3, 3, 3));
  without_class(recording, 0, 3, 0, 8);
  const Estimate e = success_buffer_of(recording);
  EXPECT_EQ(e.value, 2);
  EXPECT_EQ(e.bound, Bound::none);
  EXPECT_TRUE(e.interval);
}

TEST(SpikeBuffer, AProcessRunThatLacksAClassHasNoneOfItsOwn) {
  Recording recording = recording_with(failing_from(3, 3, 3));
  without_class(recording, 0, 2, 0, 1);
  const Estimate e = success_buffer_of(recording);
  EXPECT_EQ(e.value, 2) << "of the requests of all process runs together";
  EXPECT_EQ(e.n.processes, 7U);
  EXPECT_TRUE(e.interval);
  EXPECT_THAT(e.cautions, ::testing::Contains(HasSubstr("1 process run had no value")));
  without_class(recording, 0, 2, 1, 6);
  EXPECT_FALSE(success_buffer_of(recording).interval) << "one process run is left";
  without_class(recording, 0, 1.5, 7, 1);
  const Estimate no_run = success_buffer_of(recording);
  EXPECT_EQ(no_run.value, 2);
  EXPECT_FALSE(no_run.interval);
  EXPECT_THAT(no_run.no_interval_because, HasSubstr("no request of a class fell due"));
}

TEST(SpikeStudy, ClassesOfOnePriorityHaveOneBuffer) {
  Recording recording = recording_with({});
  for (auto& c : recording.classes) c.priority = 0;
  const auto studies = studies_of({recording});
  ASSERT_EQ(studies.size(), 1U);
  EXPECT_TRUE(studies[0].one_priority);
  for (const std::string& note : spike_table(studies[0]).notes)
    EXPECT_THAT(note, ::testing::Not(HasSubstr("Failure buffer")));
}

TEST(SpikeStudy, OtherConditionsAreOtherStudies) {
  SyntheticSpikes other;
  other.policy = "none";
  EXPECT_EQ(studies_of({recording_with({}), recording_with(other)}).size(), 2U);
  other.policy = "priority-shed";
  other.base_share = 0.5;
  EXPECT_EQ(studies_of({recording_with({}), recording_with(other)}).size(), 2U);
}

const Difference* find(const std::vector<Difference>& all, const std::string& rule) {
  for (const Difference& d : all) {
    if (d.rule == rule) return &d;
  }
  return nullptr;
}

TEST(SpikeComparison, NeedsOneConditionAndBlocksNothingElse) {
  Recording a = recording_with({}), b = recording_with({});
  b.header.run_id = "other", b.header.host_id = "host-b";
  const auto compared = [&] { return *compare(side_of({a}), side_of({b}), {}); };
  EXPECT_EQ(find(compared().differences, "spike-policy"), nullptr);
  EXPECT_EQ(spike_comparison(compared()).size(), 1U);
  EXPECT_EQ(spike_comparison(compared())[0].rows.size(), 3U);

  for (auto& stage : b.stages) {
    if (stage.kind == results::StageKind::spike) stage.shedding = "none";
  }
  const Comparison blocked = compared();
  const Difference* const rule = find(blocked.differences, "spike-policy");
  ASSERT_NE(rule, nullptr);
  EXPECT_EQ(rule->severity, Severity::blocking);
  EXPECT_TRUE(spike_comparison(blocked).empty());
  EXPECT_EQ(blocked.workloads[0].not_comparable_because, "") << "capacity has nothing to do with it";
  EXPECT_TRUE(blocked.workloads[0].metrics[0].ratio.value);
}

TEST(Spike, OfAnUnknownCapacityHasNoBuffer) {
  Recording recording = recording_with({});
  for (results::Stage& stage : recording.stages) {
    if (stage.kind == results::StageKind::capacity) stage.quality = results::Quality::voided;
  }
  const auto studies = studies_of({recording});
  ASSERT_EQ(studies.size(), 1U);
  EXPECT_FALSE(studies[0].success_buffer.value);
  EXPECT_THAT(studies[0].success_buffer.absent_because, HasSubstr("a share of a capacity that is not known"));
  EXPECT_FALSE(studies[0].points.empty()) << "what was served is what was served";
}

TEST(Spike, OfAMistakenCapacitySaysWhatItsBaseWas) {
  Recording recording = recording_with({});
  EXPECT_TRUE(studies_of({recording})[0].success_buffer.cautions.empty());
  for (results::Stage& stage : recording.stages) {
    if (stage.kind == results::StageKind::capacity) stage.completed *= 2;
  }
  EXPECT_THAT(studies_of({recording})[0].success_buffer.cautions,
              ::testing::Contains(
                  HasSubstr("the base was 30 % of the capacity that all process runs found, not 60 %")));
}

TEST(SpikeComparison, ASideWithoutSpikesIsNoDifference) {
  const Recording a = recording_with({});
  Recording b = recording_with({});
  b.spikes.clear(), b.spike_windows.clear();
  EXPECT_EQ(find(differences(side_of({a}), side_of({b})), "spike-policy"), nullptr);
}

TEST(LoadRules, OtherArrivalsBlockLatenciesOnly) {
  Recording a = testing::synthetic_recording({}), b = testing::synthetic_recording({});
  b.header.run_id = "other", b.header.host_id = "host-b";
  for (Recording* r : {&a, &b}) {
    for (auto& stage : r->stages) {
      if (stage.kind != results::StageKind::load) continue;
      stage.arrival = results::Arrival::trace;
      stage.arrival_profile = r == &a ? "xxh3:1" : "xxh3:2";
    }
  }
  const Comparison c = *compare(side_of({a}), side_of({b}), {});
  const Difference* const rule = find(c.differences, "arrivals");
  ASSERT_NE(rule, nullptr);
  EXPECT_EQ(rule->severity, Severity::blocking);
  EXPECT_EQ(rule->base, "trace xxh3:1");
  for (const MetricComparison& m : c.workloads[0].metrics) {
    const bool of_load = m.metric.starts_with("latency") || m.metric == "slo_rate_grid";
    if (of_load) {
      EXPECT_THAT(m.ratio.absent_because, HasSubstr("Load arrived differently")) << m.metric;
    } else {
      EXPECT_THAT(m.ratio.absent_because, ::testing::Not(HasSubstr("arrived"))) << m.metric;
    }
  }
  EXPECT_TRUE(c.workloads[0].metrics[0].ratio.value) << "capacity";
}

TEST(LoadRules, SchedulingIsSuspicious) {
  const Recording a = testing::synthetic_recording({});
  Recording b = a;
  for (auto& stage : b.stages) {
    if (results::is_open_loop(stage.kind)) stage.scheduling = results::Scheduling::fifo;
  }
  const auto all = differences(side_of({a}), side_of({b}));
  const Difference* const rule = find(all, "scheduling");
  ASSERT_NE(rule, nullptr);
  EXPECT_EQ(rule->severity, Severity::suspicious);
  EXPECT_EQ(rule->base, "normal");
  EXPECT_EQ(rule->candidate, "fifo");
}

TEST(LoadCurves, SayHowTheyWereOffered) {
  Recording recording = testing::synthetic_recording({});
  const auto offered_by = [&] { return load_curves({side_of({recording})}, "tls_segment").at(0).offered_by; };
  EXPECT_THAT(offered_by(), ::testing::ElementsAre("poisson arrivals, hybrid waiting"));
  for (auto& stage : recording.stages) {
    if (stage.kind != results::StageKind::load || stage.repetition > 3) continue;
    stage.arrival = results::Arrival::step;
    stage.arrival_profile = "0=1,0.5=2";
    stage.wait_mode = results::WaitMode::sleep;
    stage.scheduling = results::Scheduling::fifo;
  }
  EXPECT_THAT(offered_by(), ::testing::ElementsAre(
                                "step arrivals (0=1,0.5=2), sleep waiting, workers in real time (SCHED_FIFO)",
                                "poisson arrivals, hybrid waiting"));
}

TEST(LoadRules, OtherCheapAnswersAreWrongOnOneSide) {
  Recording a = testing::synthetic_recording({}), b = a;
  for (auto& p : a.repetitions) p.cheap_digest = "1";
  EXPECT_EQ(find(differences(side_of({a}), side_of({b})), "answers"), nullptr) << "one side made none";
  for (auto& p : b.repetitions) p.cheap_digest = "2";
  const auto all = differences(side_of({a}), side_of({b}));
  ASSERT_NE(find(all, "answers"), nullptr);
  EXPECT_EQ(find(all, "answers")->severity, Severity::blocking);
}

}  // namespace
}  // namespace crossfade::analysis
