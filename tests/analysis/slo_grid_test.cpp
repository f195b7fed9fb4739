#include "analysis/slo_grid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "analysis/load_curve.h"
#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using ::testing::HasSubstr;
using testing::synthetic_recording;
using testing::SyntheticHost;
using Counts = std::vector<RateCount>;

TEST(GridAnswer, TheHighestRateThatPasses) {
  const GridAnswer a = grid_answer(Counts{{100, 0, 1000}, {200, 9, 1000}, {400, 11, 1000}});
  EXPECT_EQ(a.rate_per_s, 200);
  EXPECT_EQ(a.step, 2);
  EXPECT_EQ(a.requests, 1000);
}

TEST(GridAnswer, NoiseIsPutInOrderFirst) {
  // 1.5 % and 0.4 % pool to 0.95 %: both pass. 1.5 % and 0.9 % pool to 1.2 %: neither does.
  EXPECT_EQ(grid_answer(Counts{{100, 0, 1000}, {200, 15, 1000}, {400, 4, 1000}, {800, 900, 1000}}).rate_per_s,
            400);
  EXPECT_EQ(grid_answer(Counts{{100, 0, 1000}, {200, 15, 1000}, {400, 9, 1000}, {800, 900, 1000}}).rate_per_s,
            100);
}

TEST(GridAnswer, EndsOfTheGrid) {
  EXPECT_FALSE(grid_answer({}).rate_per_s);
  EXPECT_FALSE(grid_answer(Counts{{100, 20, 1000}, {200, 30, 1000}}).rate_per_s);
  const GridAnswer last = grid_answer(Counts{{100, 0, 1000}, {200, 0, 1000}});
  EXPECT_EQ(last.rate_per_s, 200);
  EXPECT_EQ(last.step, 1);
  EXPECT_EQ(grid_answer(Counts{{100, 10, 1000}}).rate_per_s, 100);  // exactly 1 % passes
}

WorkloadRuns runs(const Side& side) {
  return process_runs(side).front();
}

TEST(SloGrid, CarriesTheStepInItsInterval) {
  const Side side = side_of({synthetic_recording({})});
  const SloGrid g = slo_grid(runs(side));
  ASSERT_TRUE(g.estimate.value && g.estimate.interval);
  EXPECT_NEAR(g.step, 1.2589, 1e-3);
  EXPECT_LE(g.estimate.interval->low, *g.estimate.value);
  EXPECT_GE(g.estimate.interval->high, *g.estimate.value * g.step * 0.9999);
  EXPECT_THAT(g.estimate.cautions,
              ::testing::Contains(HasSubstr("grid: the true rate lies up to 26 % above")));
  EXPECT_GE(g.compliant_share, 0.99);
}

TEST(SloGrid, LastRatePassingIsAtLeast) {
  SyntheticHost host;
  host.grid_points = 5;
  results::Recording r = synthetic_recording(host);
  for (results::Stage& s : r.stages) {
    if (s.kind == results::StageKind::capacity) s.quality = results::Quality::voided;
  }
  const Side side = side_of({r});
  const SloGrid g = slo_grid(runs(side));
  EXPECT_TRUE(g.estimate.value);
  EXPECT_FALSE(g.estimate.interval);
  EXPECT_EQ(g.estimate.bound, Bound::at_least);
  EXPECT_THAT(g.estimate.no_interval_because, HasSubstr("at least"));
  EXPECT_EQ(load_curves({side}, "tls_segment").front().grid_ratio, 0);
}

TEST(SloGrid, LastRatePassingIsBoundedByCapacity) {
  SyntheticHost host;
  host.grid_points = 5;
  const Side side = side_of({synthetic_recording(host)});
  const SloGrid g = slo_grid(runs(side));
  ASSERT_TRUE(g.estimate.value && g.estimate.interval);
  EXPECT_NEAR(*g.estimate.value, 2511.9, 1);
  EXPECT_NEAR(g.estimate.interval->high, 10'000, 400);  // the largest capacity of a process run
  EXPECT_THAT(g.estimate.cautions, ::testing::Contains(HasSubstr("only capacity bounds the true rate")));
  EXPECT_EQ(load_curves({side}, "tls_segment").front().grid_ratio, 0);
}

TEST(SloGrid, ARunThatIsVoidAboveSaysNothingOfItsOwn) {
  results::Recording r = synthetic_recording({});
  for (results::Stage& s : r.stages) {
    if (s.repetition == 0 && s.kind == results::StageKind::load && s.offered_per_s > 1'100)
      s.quality = results::Quality::voided;
  }
  const Side all = side_of({synthetic_recording({})}), side = side_of({r});
  const SloGrid g = slo_grid(runs(side));
  EXPECT_EQ(g.sample.n.processes, 7U);
  EXPECT_EQ(g.estimate.value, slo_grid(runs(all)).estimate.value);
  EXPECT_THAT(g.estimate.cautions, ::testing::Contains(HasSubstr("1 process run left out: void above")));
}

TEST(SloGrid, NothingPassingIsAbsentWithTheShare) {
  testing::SyntheticWorkload strict;
  strict.slo_p99_ns = 1000;
  const Side side = side_of({synthetic_recording({}, {strict})});
  const SloGrid g = slo_grid(runs(side));
  EXPECT_FALSE(g.estimate.value);
  EXPECT_THAT(g.estimate.absent_because,
              HasSubstr("even at the lowest rate measured, 1,000/s, 100 % of 32000"));
}

TEST(SloGrid, NothingPassingIsAQuestionWhereTheLowestRateWasDisturbed) {
  testing::SyntheticWorkload strict;
  strict.slo_p99_ns = 1000;
  results::Recording r = synthetic_recording({}, {strict});
  for (results::Stage& s : r.stages) {
    if (s.kind == results::StageKind::load && s.offered_per_s < 1'100)
      s.quality = results::Quality::disturbed;
  }
  const Side side = side_of({r});
  EXPECT_EQ(slo_grid(runs(side)).estimate.absent_because,
            "disturbed 100 %: too much to say whether even the lowest rate measured, 1,000/s, is too high: "
            "100 % of "
            "32000 requests exceed their objective there; measure again on a quieter machine");
}

TEST(SloGrid, FewRequestsDoNotJudgeOnePercent) {
  SyntheticHost host;
  host.requests = 40;
  const Side side = side_of({synthetic_recording(host)});
  const SloGrid g = slo_grid(runs(side));
  ASSERT_TRUE(g.estimate.value);
  EXPECT_FALSE(g.estimate.interval);
}

TEST(SloGrid, WrongAndShedRequestsExceed) {
  results::Recording r = synthetic_recording({});
  for (results::Stage& s : r.stages) {
    if (s.kind == results::StageKind::load && s.offered_per_s > 1500) s.shed = s.completed / 20;
  }
  const Side side = side_of({r});
  EXPECT_NEAR(*slo_grid(runs(side)).estimate.value, 1258.9, 1);
}

/// The stages of one process run at one rate fell behind after `served` requests, each within its objective.
void give_up(results::Recording& r, std::uint32_t repetition, double rate_per_s, std::uint64_t served) {
  for (std::uint32_t i = 0; i < r.stages.size(); ++i) {
    results::Stage& s = r.stages[i];
    if (s.repetition != repetition || s.kind != results::StageKind::load) continue;
    if (std::abs(s.offered_per_s / rate_per_s - 1) > 1e-3) continue;
    s.outcome = results::StageOutcome::saturated;
    s.completed = served;
    for (results::Distribution& d : r.distributions) {
      if (d.stage != i) continue;
      results::Histogram h;
      for (std::uint64_t n = 0; n < served; ++n) h.record(300'000);
      d.n = h.count();
      d.sum_ns = h.sum_ns();
      d.min_ns = h.min_ns();
      d.max_ns = h.max_ns();
      d.buckets = h.sparse();
    }
  }
}

const LoadPoint& point_at(const LoadCurve& curve, double rate_per_s) {
  for (const LoadPoint& p : curve.points) {
    if (std::abs(p.offered_per_s / rate_per_s - 1) < 1e-3) return p;
  }
  ADD_FAILURE() << "no point at " << rate_per_s;
  return curve.points.front();
}

TEST(Exceedance, ARunThatFellBehindCountsWithItsWholeSchedule) {
  for (const bool schedule_known : {true, false}) {
    for (const std::uint64_t served : {0U, 40U, 3'000U}) {
      results::Recording r = synthetic_recording({});
      give_up(r, 3, 1'995, served);
      if (schedule_known) {
        for (results::Stage& s : r.stages) {
          if (s.kind == results::StageKind::load) s.offered = 4'000;
        }
      }
      const Side side = side_of({r});
      const auto curve = load_curves({side}, "tls_segment").front();
      const Estimate& share = point_at(curve, 1'995).exceedance;
      ASSERT_TRUE(share.value);
      EXPECT_NEAR(*share.value, 1.0 / 8, 1e-6)
          << served;  // all of it, though all that was served was in time
      EXPECT_EQ(share.n.processes, 8U);
      EXPECT_NEAR(*slo_grid(runs(side)).estimate.value, 1'584.9, 1) << served;
    }
  }
}

TEST(Exceedance, UnservedArrivalsExceed) {
  results::Recording r = synthetic_recording({});
  for (results::Stage& s : r.stages) {
    if (s.kind == results::StageKind::load && s.offered_per_s > 1'500) s.offered = s.completed + 400;
  }
  const Side side = side_of({r});
  const auto curve = load_curves({side}, "tls_segment").front();
  EXPECT_NEAR(*point_at(curve, 1'995).exceedance.value, 400.0 / 4'400, 1e-9);
  EXPECT_NEAR(*slo_grid(runs(side)).estimate.value, 1'258.9, 1);
}

TEST(Exceedance, OneShareForOneRate) {
  // Runs of unequal length: the mean of their shares is not the share of all requests. 1,585/s has 1.2 % and
  // pools with 1,995/s, which has 0.6 %: what is printed is what was counted.
  results::Recording r = synthetic_recording({});
  for (results::Stage& s : r.stages) {
    if (s.kind != results::StageKind::load) continue;
    s.shed = s.offered_per_s > 2'100 ? s.completed : 0;
    if (s.offered_per_s > 1'900 && s.offered_per_s < 2'100) s.shed = s.repetition == 0 ? 200 : 0;
    if (s.offered_per_s > 1'500 && s.offered_per_s < 1'600) s.shed = s.repetition < 4 ? 100 : 0;
  }
  const Side side = side_of({r});
  const SloGrid grid = slo_grid(runs(side));
  const auto curve = load_curves({side}, "tls_segment").front();
  EXPECT_NEAR(*grid.estimate.value, 1'995.3, 1);
  EXPECT_NEAR(*point_at(curve, 1'995).exceedance.value, 200.0 / 32'200, 1e-9);
  EXPECT_NEAR(1 - grid.compliant_share, *point_at(curve, 1'995).exceedance.value, 1e-12);
  testing::SyntheticWorkload strict;
  strict.slo_p99_ns = 1000;
  const Side none = side_of({synthetic_recording({}, {strict}), synthetic_recording({}, {strict})});
  EXPECT_THAT(slo_grid(runs(none)).estimate.absent_because, HasSubstr("100 % of 32000 requests"));
  EXPECT_EQ(*load_curves({none}, "tls_segment").front().points.front().exceedance.value, 1);
}

TEST(SloGrid, SeveralClassesNeedTheirOwnLatencies) {
  results::Recording r = synthetic_recording({});
  results::WorkloadClass second = r.classes.front();
  second.name = "second";
  r.classes.push_back(second);
  for (results::Distribution& d : r.distributions) d.workload_class = results::Distribution::all_classes;
  const Side side = side_of({r});
  const SloGrid g = slo_grid(runs(side));
  EXPECT_FALSE(g.estimate.value);
  EXPECT_THAT(g.estimate.absent_because, HasSubstr("by class"));
}

TEST(SloGrid, NoOpenLoopStage) {
  results::Recording r = synthetic_recording({});
  for (results::Stage& s : r.stages) {
    if (s.kind == results::StageKind::load) s.kind = results::StageKind::spike;
  }
  const Side side = side_of({r});
  EXPECT_EQ(slo_grid(runs(side)).estimate.absent_because, "no open-loop stage");
  EXPECT_TRUE(load_curves({side}, "tls_segment").empty());
}

TEST(LoadCurve, RisesAndMarksSaturation) {
  const Side side = side_of({synthetic_recording({})}, "base");
  const auto curves = load_curves({side}, "tls_segment");
  ASSERT_EQ(curves.size(), 1U);
  const LoadCurve& c = curves.front();
  EXPECT_EQ(c.side, "base");
  EXPECT_EQ(c.points.size(), 12U);
  EXPECT_EQ(c.objectives.at(0).p99_ns, 5e6);
  EXPECT_TRUE(std::is_sorted(c.points.begin(), c.points.end(), [](const LoadPoint& a, const LoadPoint& b) {
    return a.offered_per_s < b.offered_per_s;
  }));
  EXPECT_LT(*c.points[2].p99_ns.value, *c.points[9].p99_ns.value);
  EXPECT_LE(*c.points[2].p50_ns.value, *c.points[2].p90_ns.value);
  EXPECT_TRUE(c.points[2].p99_ns.interval);
  EXPECT_FALSE(c.points[0].saturated);
  EXPECT_TRUE(c.points[11].saturated);
  EXPECT_EQ(*c.points[11].exceedance.value, 1);
  EXPECT_NEAR(c.grid_ratio, 1.2589, 1e-3);
}

TEST(LoadCurve, LatencyWhereARunFellBehindIsOnlyALowerBound) {
  results::Recording r = synthetic_recording({});
  give_up(r, 3, 1'995, 3'000);
  const auto curve = load_curves({side_of({r})}, "tls_segment").front();
  const LoadPoint& cut = point_at(curve, 1'995);
  for (const Estimate* e : {&cut.p50_ns, &cut.p90_ns, &cut.p99_ns, &cut.p999_ns}) {
    EXPECT_TRUE(e->value);
    EXPECT_EQ(e->bound, Bound::at_least);
    EXPECT_FALSE(e->interval);
    EXPECT_THAT(e->no_interval_because, HasSubstr("at least: 1 process run fell behind"));
  }
  EXPECT_EQ(point_at(curve, 1'585).p99_ns.bound, Bound::none);
  EXPECT_TRUE(point_at(curve, 1'585).p99_ns.interval);
}

TEST(LoadCurve, RunsThatServedTooFewAreInTheBound) {
  results::Recording r = synthetic_recording({});
  for (std::uint32_t run = 0; run < 7; ++run) give_up(r, run, 1'995, 900);  // each 300 us, too few for p99.9
  const auto curve = load_curves({side_of({r})}, "tls_segment").front();
  const LoadPoint& cut = point_at(curve, 1'995);
  ASSERT_TRUE(cut.p50_ns.value && cut.p999_ns.value);
  EXPECT_EQ(cut.p999_ns.n.requests, 7 * 900 + 4'000U);
  EXPECT_EQ(cut.p999_ns.bound, Bound::at_least);
}

TEST(LoadCurve, OneRunCutOffHasNoIntervalWithinItself) {
  SyntheticHost host;
  host.blocks = 1;
  results::Recording r = synthetic_recording(host);
  for (results::Distribution& d : r.distributions) d.design_effect_p99 = 2;
  give_up(r, 0, 1'995, 3'000);
  const auto curve = load_curves({side_of({r})}, "tls_segment").front();
  EXPECT_FALSE(point_at(curve, 1'995).p99_ns.interval);
  EXPECT_TRUE(point_at(curve, 1'585).p99_ns.interval);
}

TEST(LoadCurve, TailsNeedEnoughRequests) {
  SyntheticHost host;
  host.requests = 50;
  const auto curves = load_curves({side_of({synthetic_recording(host)})}, "tls_segment");
  const LoadPoint& p = curves.front().points.front();
  EXPECT_TRUE(p.p50_ns.interval);
  EXPECT_TRUE(p.p99_ns.value);  // of all runs together
  EXPECT_FALSE(p.p99_ns.interval);
  EXPECT_THAT(p.p99_ns.no_interval_because, HasSubstr("all process runs together"));
  EXPECT_FALSE(p.p999_ns.value);
  EXPECT_THAT(p.p999_ns.absent_because, HasSubstr("needs 1000"));
}

TEST(LoadCurve, OneRunHasAnIntervalOnlyWithADesignEffect) {
  SyntheticHost host;
  host.blocks = 1;
  host.design_effect = results::missing;
  results::Recording r = synthetic_recording(host);
  const auto plain = load_curves({side_of({r})}, "tls_segment");
  EXPECT_FALSE(plain.front().points.front().p99_ns.interval);
  for (results::Distribution& d : r.distributions) d.design_effect_p99 = 2;
  const auto known = load_curves({side_of({r})}, "tls_segment");
  const Estimate& p99 = known.front().points.front().p99_ns;
  ASSERT_TRUE(p99.interval);
  EXPECT_TRUE(p99.interval->contains(*p99.value));
  EXPECT_THAT(p99.cautions, ::testing::Contains(HasSubstr("within one process run")));
}

}  // namespace
}  // namespace crossfade::analysis
