#include "collector/measure/request_trace.h"

#include <algorithm>
#include <cmath>
#include <numeric>

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

std::size_t RequestTrace::up_to(std::uint32_t most_ns) const {
  std::size_t n = 0;
  while (n < service_ns_.size() && service_ns_[n] <= most_ns && wait_ns_[n] <= most_ns) ++n;
  return n;
}

std::optional<double> RequestTrace::time_in_flight_ns() const {
  if (service_ns_.empty() || up_to(longest_ns - 1) < service_ns_.size()) return std::nullopt;
  return std::accumulate(service_ns_.begin(), service_ns_.end(), 0.0) +
         std::accumulate(wait_ns_.begin(), wait_ns_.end(), 0.0);
}

std::vector<std::uint32_t> RequestTrace::start_delays(std::span<const std::int64_t> arrival_ns,
                                                      std::uint32_t workers) const {
  const std::size_t served = up_to(longest_ns);
  std::vector<std::uint32_t> delays =
      statistics::start_delays(arrival_ns.first(served), std::span(wait_ns_).first(served),
                               std::span(service_ns_).first(served), workers);
  for (std::size_t i = 0; i < served; ++i) {
    if (wait_ns_[i] == longest_ns && delays[i] < longest_ns) delays[i] = 0;
  }
  return delays;
}

results::Trace RequestTrace::kept_requests(std::span<const std::uint32_t> start_delay_ns,
                                           std::uint32_t at_most) const {
  results::Trace trace;
  for (const TraceWindow& window : trace_windows(start_delay_ns.size(), at_most)) {
    const auto services = std::span(service_ns_).subspan(window.first, window.length);
    const auto delays = start_delay_ns.subspan(window.first, window.length);
    trace.service_ns.insert(trace.service_ns.end(), services.begin(), services.end());
    trace.start_delay_ns.insert(trace.start_delay_ns.end(), delays.begin(), delays.end());
  }
  trace.requests = static_cast<std::uint32_t>(trace.service_ns.size());
  trace.request_class.reserve(trace.requests);
  return trace;
}

RequestTrace::Unexplained RequestTrace::unexplained_wait(std::span<const std::int64_t> arrival_ns,
                                                         std::uint32_t workers) const {
  const std::size_t replayable = up_to(longest_ns - 1);
  if (replayable == 0) return {0, results::missing, results::missing};
  const auto replayed = statistics::replay_waits(arrival_ns.first(replayable),
                                                 std::span(service_ns_).first(replayable), workers);
  const std::vector<std::uint32_t> measured(wait_ns_.begin(),
                                            wait_ns_.begin() + static_cast<std::ptrdiff_t>(replayable));
  return {replayable, mean_of(measured) - mean_of(replayed), p99_of(measured) - p99_of(replayed)};
}

}  // namespace crossfade::collector
