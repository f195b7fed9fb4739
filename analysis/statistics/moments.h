// Moments: mean, median and variance of a sample. Not for streams.
#pragma once

#include <span>

namespace crossfade::statistics {

/// NaN if empty.
double mean(std::span<const double> values);

/// Of an even number the mean of the two in the middle. NaN if empty.
double median(std::span<const double> values);

/// Unbiased: divides by n - 1. NaN with fewer than two values, 0 if all are equal.
double sample_variance(std::span<const double> values);

}  // namespace crossfade::statistics
