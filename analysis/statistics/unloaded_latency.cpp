#include "analysis/statistics/unloaded_latency.h"

#include <algorithm>

namespace crossfade::statistics {
namespace {

/// of(index into the run's arrays), of every recorded request once, in order.
template <class Of>
std::vector<float> sorted(const VirtualRun& run, Of&& of) {
  std::vector<float> values;
  values.reserve(run.recorded);
  std::uint32_t next = 0;
  for (std::size_t index = 0; index < run.busy_ns.size(); ++index) {
    if (run.number[index] != next) continue;  // one that a piece runs on to
    ++next;
    values.push_back(of(index));
  }
  std::sort(values.begin(), values.end());
  return values;
}

std::vector<double> sums_of(const std::vector<float>& values) {
  std::vector<double> sums{0};
  sums.reserve(values.size() + 1);
  for (const float value : values) sums.push_back(sums.back() + static_cast<double>(value));
  return sums;
}

std::size_t below(const std::vector<float>& values, double ns) {
  const auto place = std::lower_bound(values.begin(), values.end(), ns, [](float value, double bound) {
    return static_cast<double>(value) < bound;
  });
  return static_cast<std::size_t>(place - values.begin());
}

}  // namespace

UnloadedLatency::UnloadedLatency(const VirtualRun& run)
    : run_(&run),
      to_zero_ns_(sorted(run, [&](std::size_t i) { return -run.busy_ns[i]; })),
      to_zero_sums_(sums_of(to_zero_ns_)) {
  if (run.objective_ns) return;
  slacks_ns_ = sorted(run, [&](std::size_t i) { return run.slack_ns[i]; });
  slack_sums_ = sums_of(slacks_ns_);
}

/// Share that is late if every slack is that much longer.
double UnloadedLatency::late(const std::vector<float>& slacks, const std::vector<double>& sums,
                             double longer_ns) const {
  const auto n = static_cast<double>(slacks.size());
  const std::size_t late_alone = below(slacks, -longer_ns);
  double late = static_cast<double>(late_alone) / n;
  for (const double lasts_ns : run_->stalls_last_ns) {
    const std::size_t held_up = below(slacks, lasts_ns - longer_ns);
    const auto more = static_cast<double>(held_up - std::min(held_up, late_alone));
    if (more == 0) continue;
    const double beyond_ns = more * (lasts_ns - longer_ns) - (sums[held_up] - sums[late_alone]);
    late += beyond_ns / n / (n * run_->idle_ns);
  }
  return std::min(1.0, late);
}

double UnloadedLatency::exceedance() const {
  return run_->objective_ns ? exceeding(*run_->objective_ns) : late(slacks_ns_, slack_sums_, 0);
}

double UnloadedLatency::exceeding(double latency_ns) const {
  return late(to_zero_ns_, to_zero_sums_, latency_ns);
}

double UnloadedLatency::bound_ns() const {
  double longest_ns = to_zero_ns_.empty() ? 1 : std::max(1.0, -static_cast<double>(to_zero_ns_.front()));
  for (const double lasts_ns : run_->stalls_last_ns) longest_ns = std::max(longest_ns, 2 * lasts_ns);
  return 2 * longest_ns;
}

double unloaded_quantile_ns(std::span<const UnloadedLatency> blocks, double probability) {
  double low = 0, high = 0;
  for (const UnloadedLatency& block : blocks) high = std::max(high, block.bound_ns());
  const auto late = [&](double latency_ns) {
    double sum = 0;
    for (const UnloadedLatency& block : blocks) sum += block.exceeding(latency_ns);
    return sum / static_cast<double>(blocks.size());
  };
  while (high - low > 1e-6 * high) {
    const double middle = (low + high) / 2;
    (late(middle) > 1 - probability ? low : high) = middle;
  }
  return high;
}

}  // namespace crossfade::statistics
