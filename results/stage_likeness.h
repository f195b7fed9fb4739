// Stage likeness: which stages of a workload say the same thing, so that one can stand for another. Rates in
// requests per second.
#pragma once

#include "results/recording.h"

namespace crossfade::results {

/// Offered rates come from one absolute grid; equal within rounding.
bool same_rate(double a_per_s, double b_per_s);

/// Of one kind, with as many workers, and under load at one rate: the chunks near an SLO throughput differ a
/// little in rate and are alike all the same.
bool alike(const Stage& a, const Stage& b);

}  // namespace crossfade::results
