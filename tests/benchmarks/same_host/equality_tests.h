// Equality tests: whether two sets of values differ, as benchmarks usually decide it and as they should: each
// returns true if it calls them different at a nominal 5 %. For a study of how often they are wrong; what
// Crossfade itself decides by is in analysis/.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tests/benchmarks/same_host/process_series.h"

namespace crossfade::study {

/// Welch, Biometrika 34 (1947). At least two values a side.
bool welch(std::span<const double> a, std::span<const double> b);
/// The same on all requests as if they were independent.
bool welch_on_requests(std::span<const Moments> a, std::span<const Moments> b);
/// Mann and Whitney, Annals of Mathematical Statistics 18 (1947), normal approximation with the correction
/// for continuity. At least four values a side.
bool mann_whitney(std::span<const double> a, std::span<const double> b);
/// Percentile bootstrap of the difference of means, or of medians; 2,000 draws by `seed`.
bool bootstrap_of_means(std::span<const double> a, std::span<const double> b, std::uint64_t seed);
bool bootstrap_of_medians(std::span<const double> a, std::span<const double> b, std::uint64_t seed);

}  // namespace crossfade::study
