// Counters that another takes away while a stage is measured.
#include <gtest/gtest.h>

#include <algorithm>

#include "collector/counters/self_test.h"
#include "collector/measure/golden_answers.h"
#include "collector/measure/sample_room.h"
#include "collector/measure/stage_runner.h"
#include "results/enum_names.h"
#include "tests/counters/fake_perf.h"
#include "tests/measure/toy_crew.h"

namespace crossfade::collector {
namespace {

using results::CounterState;

class LostCounters : public CrewTest {
 protected:
  void SetUp() override {
    perf_.general = 5;
    perf_.runs_by_itself = true;
    perf_.counts[FakePerf::hardware(PERF_COUNT_HW_INSTRUCTIONS)] = 2 * known_loop_iterations;
    perf_.counts[FakePerf::hardware(PERF_COUNT_HW_BRANCH_INSTRUCTIONS)] = known_loop_iterations;
    ASSERT_TRUE(set_up(1, &perf_));
  }
  void TearDown() override { crew_.reset(); }  // it closes its counters through perf_

  StageDone measured(StageRunner& runner) {
    auto done = runner.run({.kind = results::StageKind::capacity, .workers = 1, .duration_ns = 2'000'000});
    EXPECT_TRUE(done);
    return done ? *std::move(done) : StageDone{};
  }
  static bool says_why(const StageDone& done, std::string_view why = "") {
    return std::any_of(done.absences.begin(), done.absences.end(), [why](const auto& absence) {
      return absence.subject == "counters of a stage" && absence.reason.find(why) != std::string::npos;
    });
  }
  FakePerf perf_;
  const std::size_t cycles_ = software_events().size();
};

TEST_F(LostCounters, AreAbsentWithTheReasonAndTheNextStageCountsAgain) {
  const auto golden = GoldenAnswers::make(*crew_);
  StageRunner runner(*crew_, *golden, 0);
  EXPECT_EQ(crew_->counters()[cycles_].absent_because, "");
  const StageDone before = measured(runner);
  EXPECT_EQ(before.record.readings[cycles_].state, CounterState::counted);
  EXPECT_FALSE(says_why(before));

  perf_.taken = 1;
  const StageDone lost = measured(runner);
  EXPECT_EQ(lost.record.readings[cycles_].state, CounterState::lost);
  EXPECT_EQ(lost.record.readings[cycles_].total, std::nullopt);
  EXPECT_EQ(lost.record.readings[0].state, CounterState::counted) << "the kernel's own are no hardware";
  EXPECT_EQ(lost.record.stage.outcome, results::StageOutcome::ok) << "the stage itself is measured";
  EXPECT_TRUE(says_why(lost, "another profiler or the NMI watchdog took the counters"));

  perf_.taken = 0;
  const StageDone after = measured(runner);
  EXPECT_EQ(after.record.readings[cycles_].state, CounterState::counted);
  EXPECT_FALSE(says_why(after));
}

TEST_F(LostCounters, ThatTheKernelTookApartNobodyIsBlamedFor) {
  const auto golden = GoldenAnswers::make(*crew_);
  StageRunner runner(*crew_, *golden, 0);
  perf_.detached = {FakePerf::hardware(PERF_COUNT_HW_CACHE_MISSES)};
  const StageDone lost = measured(runner);
  EXPECT_EQ(lost.record.readings[cycles_].state, CounterState::lost);
  EXPECT_TRUE(says_why(lost, "took the group of counters apart"));
  EXPECT_FALSE(says_why(lost, "profiler"));
}

/// What the samples of a stage have of a counter; nothing if it has no series.
std::uint64_t sum_of(const results::StageRecord& record, std::size_t counter) {
  std::uint64_t sum = 0;
  for (const results::CounterSeries& series : record.series) {
    if (series.counter != counter) continue;
    EXPECT_EQ(series.counts.size(), record.samples.size());
    for (const std::uint64_t count : series.counts)
      sum += count == results::CounterSeries::not_counted ? 0 : count;
  }
  return sum;
}

TEST_F(LostCounters, SamplesOfEveryKindOfStageAddUpToItsTotals) {
  using enum results::StageKind;
  const auto golden = GoldenAnswers::make(*crew_, true);
  StageRunner runner(*crew_, *golden, 0, nullptr, nullptr, 100);
  for (const results::StageKind kind : {service, capacity, load, spike}) {
    StageSpec spec{.kind = kind, .workers = 1, .duration_ns = 200'000'000, .seed = 1};
    if (results::is_open_loop(kind)) {
      spec.offered_per_s = 1'000;
      spec.arrival = results::Arrival::constant;
      spec.wait_mode = results::WaitMode::hybrid;
    }
    if (kind == spike) {
      spec.arrival = results::Arrival::step;
      spec.steps = {{0, 1}, {50'000'000, 2}, {100'000'000, 1}};
      spec.shedding = "priority";
    }
    const auto done = runner.run(spec);
    ASSERT_TRUE(done) << done.error().why;
    const results::StageRecord& record = done->record;
    ASSERT_GE(record.samples.size(), 2U) << results::name_of(kind);
    EXPECT_EQ(record.series.size(), crew_->counters().size());
    for (std::size_t i = 0; i < record.samples.size(); ++i) {
      EXPECT_EQ(record.samples[i].worker, 0U);
      if (i > 0) {
        EXPECT_GE(record.samples[i].time_ns, record.samples[i - 1].time_ns);
      }
    }
    for (std::size_t c = 0; c < crew_->counters().size(); ++c) {
      ASSERT_TRUE(record.readings[c].total) << c;
      EXPECT_EQ(sum_of(record, c), *record.readings[c].total) << results::name_of(kind) << " " << c;
    }
  }
}

TEST_F(LostCounters, WithoutSamplesTheReasonIsSaid) {
  const auto golden = GoldenAnswers::make(*crew_);
  StageRunner runner(*crew_, *golden, 0);
  const StageDone done = measured(runner);
  EXPECT_TRUE(done.record.samples.empty());
  EXPECT_TRUE(done.record.series.empty());
  EXPECT_TRUE(std::any_of(done.absences.begin(), done.absences.end(), [](const auto& absence) {
    return absence.subject == "samples of stages" &&
           absence.reason.find("--sample-rate 0") != std::string::npos;
  }));
}

TEST(SampleRoom, IsWhatFallsDueAndSomeMoreUnlessAMessageCannotHoldIt) {
  StageSpec spec{.kind = results::StageKind::capacity, .workers = 4, .duration_ns = 10'000'000'000};
  EXPECT_EQ(sample_room(spec, 10, 13), 100U + 25U + 16U);
  spec.kind = results::StageKind::load;
  EXPECT_EQ(sample_room(spec, 10, 13), 200U + 50U + 16U) << "it may take twice as long";
  spec.duration_ns = std::uint64_t{24} * 3600 * 1'000'000'000;
  EXPECT_EQ(sample_room(spec, 100, 13), most_sampled_values / (4 * 15));
  spec.workers = 1'000'000;
  EXPECT_EQ(sample_room(spec, 100, 13), 2U);
}

}  // namespace
}  // namespace crossfade::collector
