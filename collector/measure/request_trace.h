// Request trace: service and wait of every request of a load stage in the order of arrival, for the replay.
// u32 nanoseconds: what is longer than 4.29 s counts as 4.29 s. A request that was never served ends the part
// that can be used. Each element is written by the one worker that served it. Neighbours lie in one cache
// line and are mostly written by different workers, which costs nobody anything that shows: +4.6 ns (ratio
// 1.0004, quartiles 0.996 and 1.007) of a request of 5 us against a trace for each worker, because a store
// waits for nobody (tests/benchmarks/trace_sharing_benchmark, two Zen 5 vCPUs under load).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "collector/measure/open_loop.h"
#include "collector/measure/trace_windows.h"
#include "results/recording.h"

namespace crossfade::collector {

class RequestTrace {
 public:
  /// What longer times count as. One below the largest, which means "missing" here and in the recording.
  static constexpr std::uint32_t longest_ns = UINT32_MAX - 1;

  explicit RequestTrace(std::size_t requests)
      : service_ns_(requests, unserved), wait_ns_(requests, unserved) {}

  void record(const Passage& passage) noexcept {
    if (passage.request >= service_ns_.size()) return;
    service_ns_[passage.request] = clipped(passage.end_ns - passage.start_ns);
    wait_ns_[passage.request] = clipped(passage.start_ns - passage.due_ns);
  }

  /// Of each request up to the first that was not served (analysis/statistics/start_delays). A cut wait is a
  /// delay if a worker was free all the time, and otherwise 0: counted from a start that is too early, each
  /// of the requests that queued behind a long standstill would have a part of it once more. What a cut
  /// service time lacks may be a delay of the request behind it: its worker was not free, one way or the
  /// other.
  std::vector<std::uint32_t> start_delays(std::span<const std::int64_t> arrival_ns,
                                          std::uint32_t workers) const;

  /// At most `at_most` of the requests that have a delay there, one by one: all, or the windows of
  /// trace_windows() one behind the other. Without classes; with class_of(i), that of request i.
  results::Trace kept_requests(std::span<const std::uint32_t> start_delay_ns, std::uint32_t at_most) const;
  template <class ClassOf>
  results::Trace kept_requests(std::span<const std::uint32_t> start_delay_ns, std::uint32_t at_most,
                               ClassOf&& class_of) const {
    results::Trace trace = kept_requests(start_delay_ns, at_most);
    for (const TraceWindow& window : trace_windows(start_delay_ns.size(), at_most)) {
      for (std::size_t i = window.first; i < window.first + window.length; ++i)
        trace.request_class.push_back(static_cast<std::uint8_t>(class_of(i)));
    }
    return trace;
  }

  /// How long all requests together waited and were served; nullopt if one was not served, or is cut.
  std::optional<double> time_in_flight_ns() const;

  struct Unexplained {
    std::size_t requests = 0;  ///< replayed: up to the first that was not served, or whose times are cut
    double mean_ns = 0, p99_ns = 0;
  };
  /// Measured minus replayed wait: difference of the means and of the p99s. NaN if nothing can be replayed.
  Unexplained unexplained_wait(std::span<const std::int64_t> arrival_ns, std::uint32_t workers) const;

 private:
  static constexpr std::uint32_t unserved = UINT32_MAX;
  /// Length of the beginning in which all times are at most that.
  std::size_t up_to(std::uint32_t most_ns) const;
  static std::uint32_t clipped(std::int64_t ns) noexcept {
    return ns < 0 ? 0 : ns >= longest_ns ? longest_ns : static_cast<std::uint32_t>(ns);
  }
  std::vector<std::uint32_t> service_ns_, wait_ns_;
};

}  // namespace crossfade::collector
