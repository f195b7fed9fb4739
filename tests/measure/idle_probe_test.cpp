#include "collector/measure/idle_probe.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace crossfade::collector {
namespace {

using Stretches = std::vector<std::int64_t>;

TEST(IdleProbe, TheClockIsTheDifferenceOfTheChains) {
  // 2 GHz and 100 ns for reading the clock.
  Stretches shorter(20, 2048 + 100), longer(20, 6144 + 100);
  const ProbeReading reading = judge_stretches(shorter, longer);
  EXPECT_DOUBLE_EQ(reading.clock_hz, 2e9);
  EXPECT_EQ(reading.gap_ns, 0U);
}

TEST(IdleProbe, OnlyGapsBeyondTheThresholdCount) {
  Stretches shorter(20, 2000), longer(20, 6000);
  shorter[3] = 2000 + gap_threshold_ns;
  longer[5] = 6000 + gap_threshold_ns + 1;
  longer[6] = 6000 + 500'000;
  const ProbeReading reading = judge_stretches(shorter, longer);
  EXPECT_EQ(reading.gap_ns, static_cast<std::uint64_t>(gap_threshold_ns + 1 + 500'000));
}

TEST(IdleProbe, TooFewStretchesSayNothing) {
  Stretches none, few(7, 2000), enough(8, 2000), more(20, 6000);
  for (auto& shorter : {&none, &few}) {
    EXPECT_EQ(judge_stretches(*shorter, more).gap_ns, std::nullopt);
    EXPECT_EQ(judge_stretches(more, *shorter).gap_ns, std::nullopt);
    EXPECT_TRUE(std::isnan(judge_stretches(*shorter, more).clock_hz));
  }
  EXPECT_EQ(judge_stretches(none, none).gap_ns, std::nullopt);
  EXPECT_EQ(judge_stretches(enough, more).gap_ns, 0U);
  EXPECT_FALSE(std::isnan(judge_stretches(enough, more).clock_hz));
}

TEST(IdleProbe, AProbeThatLostItsTimeInItsFirstStretchDoesNotSayThatNothingWasLost) {
  Stretches shorter{9'900'000}, longer{100'000};  // each is its own median
  EXPECT_EQ(judge_stretches(shorter, longer).gap_ns, std::nullopt);
}

TEST(IdleProbe, StretchesThatMakeNoSenseHaveNoClock) {
  Stretches shorter(20, 6000), longer(20, 6000);
  EXPECT_TRUE(std::isnan(judge_stretches(shorter, longer).clock_hz));
}

TEST(IdleProbe, TheRealOneReadsAPlausibleClock) {
  const ProbeReading reading = run_idle_probe(2'000'000);
  if (std::isnan(reading.clock_hz)) GTEST_SKIP() << "the machine was too busy";
  EXPECT_GT(reading.clock_hz, 1e8);
  EXPECT_LT(reading.clock_hz, 1e10);
  EXPECT_EQ(run_idle_probe(0).gap_ns, std::nullopt);
}

}  // namespace
}  // namespace crossfade::collector
