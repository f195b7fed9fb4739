#include "analysis/coverage.h"

#include <gtest/gtest.h>

namespace crossfade::analysis {
namespace {

constexpr std::uint64_t second = 1'000'000'000;
constexpr double turn = 10e6;

TEST(Coverage, IsGradedByShareAndTurns) {
  EXPECT_EQ(coverage_of(second, second, turn), Coverage::exact);
  EXPECT_EQ(coverage_of(1000 * second, 999 * second, turn), Coverage::exact);
  EXPECT_EQ(coverage_of(10 * second, 5 * second, turn), Coverage::good) << "half the time, 500 turns";
  EXPECT_EQ(coverage_of(10 * second, 5 * second - 1, turn), Coverage::fair);
  EXPECT_EQ(coverage_of(24 * second, 5 * second, turn), Coverage::fair) << "less than a quarter of the time";
  EXPECT_EQ(coverage_of(2 * second, second, turn), Coverage::fair) << "100 turns";
  EXPECT_EQ(coverage_of(2 * second, second - 1, turn), Coverage::poor);
  EXPECT_EQ(coverage_of(second, 0, turn), Coverage::none);
  EXPECT_EQ(coverage_of(0, 0, turn), Coverage::none);
}

TEST(Coverage, ATurnIsAsLongAsTheMachineSays) {
  results::Recording r;
  r.readings = {{0, 0, 5, 2 * second, second, results::CounterState::counted}};
  EXPECT_DOUBLE_EQ(turn_ns_of(r), 10e6);
  EXPECT_EQ(coverage_in(r, 0).worst, Coverage::fair) << "100 turns of 10 ms";
  r.environment = {{"pmu.mux_interval_ms", "100", ""}};
  EXPECT_DOUBLE_EQ(turn_ns_of(r), 100e6);
  EXPECT_EQ(coverage_in(r, 0).worst, Coverage::poor) << "10 turns";
  r.environment = {{"pmu.mux_interval_ms", "1", ""}};
  EXPECT_EQ(coverage_in(r, 0).worst, Coverage::good) << "1000 turns";
  for (const char* const odd : {"", "0", "-1", "often"}) {
    r.environment = {{"pmu.mux_interval_ms", odd, ""}};
    EXPECT_DOUBLE_EQ(turn_ns_of(r), 10e6) << odd;
  }
}

TEST(Coverage, OfACounterIsTheWorstOfTheStagesInWhichItWasOpen) {
  using enum results::CounterState;
  results::Recording r;
  r.readings = {{0, 0, 5, second, second, counted},
                {1, 0, std::nullopt, 0, 0, other_pass},
                {2, 0, 5, 2 * second, second, counted},
                {0, 1, std::nullopt, 0, 0, other_pass},
                {2, 1, std::nullopt, second, second, zeroed},
                {0, 3, std::nullopt, second, second, zeroed},
                {1, 3, 5, second, second, counted}};
  const CoverageOfStages first = coverage_in(r, 0), second_counter = coverage_in(r, 1);
  EXPECT_EQ(first.counted, 2U);
  EXPECT_EQ(first.in_other_pass, 1U);
  EXPECT_EQ(first.worst, Coverage::fair);
  EXPECT_EQ(second_counter.without, 1U);
  EXPECT_EQ(second_counter.worst, Coverage::none) << "it was scheduled and hidden: nothing was counted";
  EXPECT_EQ(coverage_in(r, 2).worst, std::nullopt);
  const CoverageOfStages rare = coverage_in(r, 3);
  EXPECT_EQ(rare.without, 1U);
  EXPECT_EQ(rare.worst, Coverage::exact) << "a stage without a count says nothing of the others";
}

}  // namespace
}  // namespace crossfade::analysis
