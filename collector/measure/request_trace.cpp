#include "collector/measure/request_trace.h"

#include <algorithm>
#include <cmath>

#include "analysis/statistics/queue_replay.h"
#include "results/recording.h"

namespace crossfade::collector {
namespace {

template <class T>
double p99_of(std::vector<T> values) {
  const auto rank = static_cast<std::size_t>(std::ceil(0.99 * static_cast<double>(values.size())));
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(rank - 1);
  std::nth_element(values.begin(), at, values.end());
  return static_cast<double>(*at);
}

template <class T>
double mean_of(const std::vector<T>& values) {
  double sum = 0;
  for (const T value : values) sum += static_cast<double>(value);
  return sum / static_cast<double>(values.size());
}

}  // namespace

RequestTrace::Unexplained RequestTrace::unexplained_wait(std::span<const std::int64_t> arrival_ns,
                                                         std::uint32_t workers) const {
  std::size_t usable = 0;
  while (usable < service_ns_.size() && service_ns_[usable] != unusable && wait_ns_[usable] != unusable)
    ++usable;
  if (usable == 0) return {0, results::missing, results::missing};
  const auto replayed =
      statistics::replay_waits(arrival_ns.first(usable), std::span(service_ns_).first(usable), workers);
  const std::vector<std::uint32_t> measured(wait_ns_.begin(),
                                            wait_ns_.begin() + static_cast<std::ptrdiff_t>(usable));
  return {usable, mean_of(measured) - mean_of(replayed), p99_of(measured) - p99_of(replayed)};
}

}  // namespace crossfade::collector
