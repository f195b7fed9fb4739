#include "collector/measure/request_trace.h"

#include <algorithm>
#include <cmath>

#include "analysis/statistics/queue_replay.h"
#include "analysis/statistics/start_delays.h"
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

std::size_t RequestTrace::usable() const {
  std::size_t n = 0;
  while (n < service_ns_.size() && service_ns_[n] != unusable && wait_ns_[n] != unusable) ++n;
  return n;
}

results::Trace RequestTrace::first_requests(std::span<const std::int64_t> arrival_ns, std::uint32_t workers,
                                            std::uint32_t at_most) const {
  const std::size_t n = std::min<std::size_t>(at_most, usable());
  results::Trace trace;
  trace.requests = static_cast<std::uint32_t>(n);
  trace.service_ns.assign(service_ns_.begin(), service_ns_.begin() + static_cast<std::ptrdiff_t>(n));
  trace.start_delay_ns = statistics::start_delays(arrival_ns.first(n), std::span(wait_ns_).first(n),
                                                  std::span(service_ns_).first(n), workers);
  trace.request_class.reserve(n);
  return trace;
}

RequestTrace::Unexplained RequestTrace::unexplained_wait(std::span<const std::int64_t> arrival_ns,
                                                         std::uint32_t workers) const {
  const std::size_t usable = this->usable();
  if (usable == 0) return {0, results::missing, results::missing};
  const auto replayed =
      statistics::replay_waits(arrival_ns.first(usable), std::span(service_ns_).first(usable), workers);
  const std::vector<std::uint32_t> measured(wait_ns_.begin(),
                                            wait_ns_.begin() + static_cast<std::ptrdiff_t>(usable));
  return {usable, mean_of(measured) - mean_of(replayed), p99_of(measured) - p99_of(replayed)};
}

}  // namespace crossfade::collector
