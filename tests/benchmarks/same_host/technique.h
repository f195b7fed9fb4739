// Technique: a way to compare two settings of one host by the CPU estimand, as a set of switches, and what it
// makes of process runs of identical code: how often it calls them different, and how often it finds a
// difference that is put in. A comparison knows its own process runs and nothing else of the recording.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "tests/benchmarks/same_host/process_series.h"

namespace crossfade::study {

struct Technique {
  std::string name;
  Reading Process::*location = &Process::cpu_mean;  ///< mean, median or 5th percentile of the CPU time
  bool panel = false;                               ///< undisturbed stages only
  bool controls = false;                            ///< control variates of the panel's readings
  bool paired = false;                              ///< neighbours as pairs; else Welch on the process runs
};

/// None, each alone, and together.
std::vector<Technique> techniques();

inline constexpr std::array<double, 4> true_changes{0.01, 0.02, 0.03, 0.05};

struct Count {
  std::size_t called = 0, of = 0;
};

struct Performance {
  double deviation = nothing;  ///< SD of ln between process runs, controls fitted to all of them
  double drift = nothing;      ///< of the same, SD between means of stretches of 8 runs
  std::size_t windows = 0;     ///< there is room for so many comparisons
  Count false_positives;       ///< of those that leave two process runs a side; all are of identical code
  std::array<Count, true_changes.size()> found;  ///< of all windows, each shifted up and down
  double half_width = nothing;                   ///< median over the comparisons, relative
};

/// Of all series together, which are recordings of one workload. Comparisons do not overlap; each has
/// `runs_a_side` process runs, at least two, in the order A B B A. Control variates are taken out within
/// each: their coefficients, and how many there are, come from its own values.
Performance performance(const Technique& technique, const std::vector<const ProcessSeries*>& series,
                        std::size_t runs_a_side);

/// Process runs a side that take `wall_s`, by the median of one: an even number, at least two.
std::size_t runs_within(const std::vector<const ProcessSeries*>& series, double wall_s);

}  // namespace crossfade::study
