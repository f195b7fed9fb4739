#include "collector/measure/trace_windows.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace crossfade::collector {
namespace {

using Windows = std::vector<TraceWindow>;

TEST(TraceWindows, EverythingIsOneWindowIfItFits) {
  EXPECT_EQ(trace_windows(1000, 1000), (Windows{{0, 1000}}));
  EXPECT_EQ(trace_windows(1, 65'536), (Windows{{0, 1}}));
}

TEST(TraceWindows, ThereAreNoneOfNothing) {
  EXPECT_TRUE(trace_windows(0, 1000).empty());
  EXPECT_TRUE(trace_windows(1000, 0).empty());
}

TEST(TraceWindows, EightAreSpreadOverTheWholeStage) {
  // Eighths of 100,000 requests, and 8,192 in the middle of each.
  const Windows windows = trace_windows(800'000, 65'536);
  ASSERT_EQ(windows.size(), 8U);
  for (std::size_t w = 0; w < 8; ++w) {
    EXPECT_EQ(windows[w].length, 8'192U);
    EXPECT_EQ(windows[w].first, w * 100'000 + (100'000 - 8'192) / 2);
  }
}

TEST(TraceWindows, FewerRequestsMakeFewerWindowsAndNeverShorterOnes) {
  EXPECT_EQ(trace_windows(10'000, 2'000).size(), 3U);
  EXPECT_EQ(trace_windows(10'000, 2'000).front().length, 666U);
  EXPECT_EQ(trace_windows(10'000, 1'023), (Windows{{4'488, 1'023}}));
  EXPECT_EQ(trace_windows(10'000, 3), (Windows{{4'998, 3}})) << "where so few may be kept in all";
}

TEST(TraceWindows, AreInOrderApartAndWithinTheStageWhateverTheNumbers) {
  for (const std::size_t requests : {1U, 511U, 4'096U, 4'097U, 5'000U, 65'537U, 1'000'003U}) {
    for (const std::size_t at_most : {1U, 511U, 512U, 1'024U, 4'096U, 65'536U}) {
      const Windows windows = trace_windows(requests, at_most);
      ASSERT_FALSE(windows.empty());
      std::size_t end = 0, kept = 0;
      for (const TraceWindow& window : windows) {
        EXPECT_GE(window.first, end) << requests << ' ' << at_most;
        EXPECT_EQ(window.length, windows.front().length);
        end = window.first + window.length;
        kept += window.length;
      }
      EXPECT_LE(end, requests);
      EXPECT_LE(kept, at_most);
      EXPECT_GT(kept + windows.size(), std::min(requests, at_most)) << "what is left over fills no row";
    }
  }
}

}  // namespace
}  // namespace crossfade::collector
