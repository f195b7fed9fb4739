#include "analysis/statistics/unloaded_latency.h"

#include <algorithm>
#include <vector>

namespace crossfade::statistics {
namespace {

/// Slacks of the recorded requests of a block: how much later each could be.
class Slacks {
 public:
  /// of(index into the run's arrays)
  template <class Of>
  Slacks(const VirtualRun& run, Of&& of) : run_(run) {
    std::uint32_t next = 0;
    for (std::size_t index = 0; index < run.busy_ns.size(); ++index) {
      if (run.number[index] != next) continue;  // one that a piece runs on to
      ++next;
      sorted_.push_back(of(index));
    }
    std::sort(sorted_.begin(), sorted_.end());
    sums_.push_back(0);
    for (const double slack : sorted_) sums_.push_back(sums_.back() + slack);
  }

  /// Share that is late if every slack is that much longer.
  double late(double longer_ns) const {
    const auto n = static_cast<double>(sorted_.size());
    const std::size_t late_alone = below(-longer_ns);
    double late = static_cast<double>(late_alone) / n;
    for (const double lasts_ns : run_.stalls_last_ns) {
      const std::size_t held_up = below(lasts_ns - longer_ns);
      const auto more = static_cast<double>(held_up - std::min(held_up, late_alone));
      if (more == 0) continue;
      const double beyond_ns = more * (lasts_ns - longer_ns) - (sums_[held_up] - sums_[late_alone]);
      late += beyond_ns / n / (n * run_.idle_ns);
    }
    return std::min(1.0, late);
  }

 private:
  std::size_t below(double ns) const {
    return static_cast<std::size_t>(std::lower_bound(sorted_.begin(), sorted_.end(), ns) - sorted_.begin());
  }
  const VirtualRun& run_;
  std::vector<double> sorted_, sums_;
};

}  // namespace

double unloaded_exceedance(const VirtualRun& run) {
  return Slacks(run, [&](std::size_t i) { return static_cast<double>(run.slack_ns[i]); }).late(0);
}

double unloaded_quantile_ns(std::span<const VirtualRun> runs, double probability) {
  std::vector<Slacks> blocks;
  double low = 0, high = 1;  // latencies
  for (const VirtualRun& run : runs) {
    blocks.emplace_back(run, [&](std::size_t i) { return -static_cast<double>(run.busy_ns[i]); });
    for (const float busy_ns : run.busy_ns) high = std::max(high, static_cast<double>(busy_ns));
    for (const double lasts_ns : run.stalls_last_ns) high = std::max(high, 2 * lasts_ns);
  }
  high *= 2;
  const auto late = [&](double latency_ns) {
    double sum = 0;
    for (const Slacks& block : blocks) sum += block.late(latency_ns);
    return sum / static_cast<double>(blocks.size());
  };
  while (high - low > 1e-6 * high) {
    const double middle = (low + high) / 2;
    (late(middle) > 1 - probability ? low : high) = middle;
  }
  return high;
}

}  // namespace crossfade::statistics
