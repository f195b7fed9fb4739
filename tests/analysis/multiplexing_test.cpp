#include "analysis/multiplexing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/counted_rows.h"
#include "analysis/quantity.h"
#include "tests/analysis/counted_stage.h"

namespace crossfade::analysis {
namespace {

using ::testing::Contains;
using testing::CountedStage;
using ::testing::HasSubstr;

/// 100 requests; L1D misses were on the counters for a fifth of `enabled_ns`, instructions for all of it.
CountedStage stage_in_turns(std::uint64_t enabled_ns) {
  CountedStage stage({{"l1d_misses", 1'000}, {"instructions", 500'000}});
  stage.recording.environment.push_back({"pmu.multiplexing", "5 groups in turns, scaled up", ""});
  for (auto& counter : stage.recording.counters) counter.tier = results::CounterTier::hardware;
  for (auto& reading : stage.readings) reading.enabled_ns = reading.running_ns = enabled_ns;
  stage.readings[0].running_ns = enabled_ns / 5;
  return stage;
}

TEST(Multiplexing, APartIsScaledUpByItsTime) {
  EXPECT_DOUBLE_EQ(scaled_total(1'000, 5'000, 1'000), 5'000);
  EXPECT_DOUBLE_EQ(scaled_total(1'000, 5'000, 5'000), 1'000);
  EXPECT_DOUBLE_EQ(scaled_total(1'000, 5'000, 4'999), 1'000) << "exact is not touched";
  EXPECT_DOUBLE_EQ(scaled_total(0, 5'000, 0), 0);
}

TEST(Multiplexing, FiguresAreEstimatesOnlyWhereTurnsWereAskedFor) {
  CountedStage stage = stage_in_turns(10'000'000'000);
  EXPECT_DOUBLE_EQ(*stage.of(derived("l1d_misses_per_ki")).value, 10);
  EXPECT_DOUBLE_EQ(*stage.of(derived("instructions_per_request")).value, 5'000);
  stage.recording.environment.back().absent_because = "nothing has to take turns";
  EXPECT_FALSE(stage.of(derived("l1d_misses_per_ki")).value);
  stage.recording.environment.clear();
  EXPECT_FALSE(stage.of(derived("l1d_misses_per_ki")).value) << "something else took the counters";
}

WorkloadRuns side_of(CountedStage& stage) {
  stage.stage.kind = results::StageKind::capacity;
  (void)stage.of(derived("instructions_per_request"));
  stage.run.stages = {stage.view};
  WorkloadRuns side;
  side.runs = {stage.run};
  return side;
}

TEST(Multiplexing, AnEstimateSaysSoWithItsGrade) {
  for (const auto& [enabled_ns, grade] : {std::pair{std::uint64_t{1'000'000'000}, "coverage poor"},
                                          std::pair{std::uint64_t{10'000'000'000}, "coverage fair"}}) {
    CountedStage stage = stage_in_turns(enabled_ns);
    const WorkloadRuns side = side_of(stage);
    Estimate misses, instructions;
    misses.value = instructions.value = 1;
    caution_about_counters(side, "l1d_misses_per_ki", misses);
    caution_about_counters(side, "instructions_per_request", instructions);
    EXPECT_THAT(misses.cautions, Contains(HasSubstr("estimated: counters took turns")));
    EXPECT_THAT(misses.cautions, Contains(HasSubstr(grade)));
    EXPECT_TRUE(instructions.cautions.empty()) << "counted all the time";
  }
}

TEST(Multiplexing, OfOtherRecordingsNothingIsEstimated) {
  CountedStage stage = stage_in_turns(10'000'000'000);
  stage.recording.environment.clear();
  EXPECT_EQ(coverage_of_estimates(side_of(stage), {"l1d_misses"}), std::nullopt);
}

}  // namespace
}  // namespace crossfade::analysis
