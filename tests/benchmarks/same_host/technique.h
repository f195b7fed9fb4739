// Technique: a way to compare two settings of one host by the CPU estimand, as a set of switches, and what it
// makes of process runs of identical code: how often it calls them different, and how often it finds a
// difference that is put in.
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
  double deviation = nothing;                    ///< SD of ln between process runs
  double drift = nothing;                        ///< SD of ln between means of stretches of 8 runs
  Count false_positives;                         ///< comparisons of identical code that do not overlap
  std::array<Count, true_changes.size()> found;  ///< of the windows, each shifted up and down
  double half_width = nothing;                   ///< median over the windows, relative
  std::size_t window_runs = 0;                   ///< process runs a side in a window
};

/// Of all series together, which are recordings of one workload. Comparisons have `runs_a_side` process runs,
/// windows as many as fit into `window_s` of wall time a side; both in the order A B B A.
Performance performance(const Technique& technique, const std::vector<const ProcessSeries*>& series,
                        std::size_t runs_a_side, double window_s);

}  // namespace crossfade::study
