// Exceedance curve: the share of late requests in the virtual queues of several blocks as a function of the
// rate, known at the rates that were tried. Blocks weigh equally and each has its own queue: machines drift
// over minutes, and pieces of all blocks in one queue would average a slow block away.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analysis/statistics/virtual_run.h"

namespace crossfade::statistics {

class ExceedanceCurve {
 public:
  static constexpr std::size_t all_blocks = static_cast<std::size_t>(-1);

  /// Runs belong to the caller. `share` in (0, 1] of each run's virtual requests is used.
  ExceedanceCurve(std::span<const VirtualRun> runs, std::uint32_t servers, double share);

  /// The rate at which the mean exceedance of the blocks, or of all but one, is `allowed`, if there is one in
  /// (0, highest_per_s]. Tries rates, beginning about `guess_per_s`, until two that lie `step` apart (a ratio
  /// - 1) enclose it, and interpolates the logarithm of the exceedance, which is linear in the rate for
  /// M/M/1.
  struct Root {
    enum class Kind { found, late_at_any_rate, never_late } kind = Kind::found;
    double rate_per_s = 0;  ///< highest_per_s if never_late, 0 if late_at_any_rate
  };
  Root root(double allowed, double guess_per_s, double highest_per_s, double step,
            std::size_t without = all_blocks);

  /// Of one block, interpolated between the rates that were tried.
  double exceedance(std::size_t block, double rate_per_s) const;
  std::size_t rates_tried() const { return points_.size() - 1; }

 private:
  struct Point {
    double rate_per_s = 0;
    std::vector<double> by_block;
  };
  double mean(const Point& point, std::size_t without) const;
  double logarithm(double exceedance) const;
  void try_rate(double rate_per_s);

  std::span<const VirtualRun> runs_;
  std::uint32_t servers_;
  double share_;
  double least_exceedance_;    ///< half a request: what stands for none in a logarithm
  std::vector<Point> points_;  ///< in order of rate; the first is rate 0, where nobody queues
};

}  // namespace crossfade::statistics
