// SamplePyramid: the values of one lane, and the least, greatest and mean of any stretch of them, in a time
// that grows with the logarithm of its length: so that millions are drawn as fast as hundreds. Exact but for
// what a float rounds (7 digits): no sample is skipped. When they were taken is a SampleAxis's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "analysis/timeline/sample_axis.h"

namespace crossfade::analysis {

/// Of the samples with a value in a stretch.
struct SampleSummary {
  std::uint64_t n = 0;
  float least = std::numeric_limits<float>::infinity();
  float greatest = -std::numeric_limits<float>::infinity();
  double weighted_sum = 0, weight = 0;

  bool empty() const { return n == 0; }
  void add(const SampleSummary& more);
  /// By weight; absent of none, and of such as weigh nothing.
  std::optional<double> mean() const;
};

class SamplePyramid {
 public:
  /// One weight for each value: a sample of twice the time counts twice. NaN = no value: not 0, and in no
  /// summary.
  SamplePyramid(std::vector<float> values, std::vector<float> weights);

  std::size_t size() const { return values_.size(); }
  float value(std::size_t place) const { return values_[place]; }

  SampleSummary summary(const SampleRange& range) const;
  /// One for each column between SampleAxis::edges().
  std::vector<SampleSummary> summaries(std::span<const std::size_t> edges) const;

 private:
  using Level = std::vector<SampleSummary>;

  void add_samples(std::size_t first, std::size_t last, SampleSummary& to) const;
  void add_nodes(std::size_t first, std::size_t last, SampleSummary& to) const;

  std::vector<float> values_, weights_;
  std::vector<Level> levels_;  ///< the lowest first
};

}  // namespace crossfade::analysis
