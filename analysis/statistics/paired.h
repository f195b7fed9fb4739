// Paired comparison: two settings measured in turn on one machine, so that each pair shares the machine's
// mood.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "analysis/statistics/interval.h"

namespace crossfade::statistics {

struct PairedDifference {
  double difference = 0;  ///< mean of b - a
  Interval interval;      ///< 95 %, Student's t
  double degrees_of_freedom = 0;
};

/// Paired t on equally long spans; nullopt with fewer than two pairs or a value that is not finite.
std::optional<PairedDifference> paired_t(std::span<const double> a, std::span<const double> b);

/// Neighbours in time of different sides, as (index into a, index into b), each used once. Times in any unit,
/// in any order. All of a before all of b gives one pair: such data are not interleaved.
std::vector<std::pair<std::size_t, std::size_t>> neighbours(std::span<const std::int64_t> time_a,
                                                            std::span<const std::int64_t> time_b);

/// Drops pairs whose two sides lie further apart than 60 s and five times the median of the pairs: a run that
/// was stopped and went on later, whose sides do not share the machine's mood. None of fewer than three.
/// Times in nanoseconds. Returns how many.
std::size_t drop_pauses(std::vector<std::pair<std::size_t, std::size_t>>& pairs,
                        std::span<const std::int64_t> time_a, std::span<const std::int64_t> time_b);

/// Of places taken in the order A B B A, over and over: whether this one is A's. A steady drift cancels.
constexpr bool is_of_a(std::size_t place) {
  return place % 4 == 0 || place % 4 == 3;
}

/// True if each side came first in about as many pairs as the other: the counts differ by at most the square
/// root of their sum. A steady drift then moves the mean of the pairs by less than it widens their interval;
/// with the same side always first it would pass for a difference.
bool balanced(std::size_t a_first, std::size_t b_first);

}  // namespace crossfade::statistics
