// SampleAxis: when the samples of a lane were taken, in the order of their ends: which of them belong to a
// window of time, and to each column of it. A sample stands for the time since the one before it of its
// worker and belongs to where it ended. No values: those are a SamplePyramid's.
#pragma once

#include <cstddef>
#include <vector>

#include "analysis/timeline/time_window.h"

namespace crossfade::analysis {

/// Of samples by their places: first ... last - 1.
struct SampleRange {
  std::size_t first = 0, last = 0;

  bool operator==(const SampleRange&) const = default;
  std::size_t size() const { return last - first; }
};

class SampleAxis {
 public:
  /// Ascending by their ends.
  explicit SampleAxis(std::vector<TimeWindow> samples);

  std::size_t size() const { return samples_.size(); }
  const TimeWindow& operator[](std::size_t place) const { return samples_[place]; }

  /// Those that ended within the window, its end included and its beginning not.
  SampleRange within(const TimeWindow& window) const;
  /// All that any part of lies in the window, and perhaps some that end shortly after it.
  SampleRange touching(const TimeWindow& window) const;
  /// Of so many columns of equal length; column c has the samples from edges[c] to edges[c + 1] - 1. Empty
  /// if there is no column or the window has no length.
  std::vector<std::size_t> edges(const TimeWindow& window, std::size_t columns) const;

 private:
  /// The first that ended after that time.
  std::size_t first_after(std::int64_t time_ns) const;

  std::vector<TimeWindow> samples_;
  std::int64_t longest_ns_ = 0;
};

}  // namespace crossfade::analysis
