// Exceedance curve: the share of late requests in the virtual queues of several blocks as a function of the
// rate, known at the rates that were tried. Each block has its own queue: machines drift over minutes, and
// pieces of all blocks in one queue would average a slow block away.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "analysis/statistics/virtual_run.h"

namespace crossfade::statistics {

/// What the exceedances of the blocks amount to: their mean, a bound of it. Grows with each of them.
using ExceedanceMeasure = std::function<double(std::span<const double> by_block)>;

class ExceedanceCurve {
 public:
  /// Runs belong to the caller. `share` in (0, 1] of each run's virtual requests is used. `unloaded`: each
  /// block's exceedance at vanishing load (unloaded_latency.h).
  ExceedanceCurve(std::span<const VirtualRun> runs, std::span<const double> unloaded, std::uint32_t servers,
                  double share);

  struct Root {
    enum class Kind { found, late_at_any_rate, never_late } kind = Kind::found;
    double rate_per_s = 0;  ///< 0 if late_at_any_rate, highest_per_s if never_late
  };
  /// The highest rate in (0, highest_per_s] up to which `measure` is at most `allowed`. Tries rates,
  /// beginning about `guess_per_s`, until two that lie `step` apart (a ratio - 1) enclose it, and
  /// interpolates the logarithm, which is linear in the rate for M/M/1. Rates below 1 % of the highest are
  /// not tried: what is not met there counts as late at any rate, except at vanishing load.
  Root root(const ExceedanceMeasure& measure, double allowed, double guess_per_s, double highest_per_s,
            double step);

  /// Of each block, interpolated in the same way between the rates that were tried.
  std::vector<double> exceedances(double rate_per_s) const;

 private:
  struct Point {
    double rate_per_s = 0;
    std::vector<double> by_block;
  };
  double logarithm(double exceedance) const;
  void try_rate(double rate_per_s);

  std::span<const VirtualRun> runs_;
  std::uint32_t servers_;
  double share_;
  double least_exceedance_;    ///< half a request: what stands for none in a logarithm
  std::vector<Point> points_;  ///< in order of rate; the first is vanishing load
};

}  // namespace crossfade::statistics
