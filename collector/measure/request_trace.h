// Request trace: service and wait of every request of a load stage in the order of arrival, for the replay.
// u32 nanoseconds: what is longer than 4.29 s is marked and ends the part that can be replayed. Each element
// is written by the one worker that served it. Neighbours lie in one cache line and are mostly written by
// different workers, which costs nobody anything that shows: +4.6 ns (ratio 1.0004, quartiles 0.996
// and 1.007) of a request of 5 us against a trace for each worker, because a store waits for nobody
// (tests/benchmarks/trace_sharing_benchmark, two Zen 5 vCPUs under load).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "collector/measure/open_loop.h"
#include "results/recording.h"

namespace crossfade::collector {

class RequestTrace {
 public:
  explicit RequestTrace(std::size_t requests)
      : service_ns_(requests, unusable), wait_ns_(requests, unusable) {}

  void record(const Passage& passage) noexcept {
    if (passage.request >= service_ns_.size()) return;
    service_ns_[passage.request] = clipped(passage.end_ns - passage.start_ns);
    wait_ns_[passage.request] = clipped(passage.start_ns - passage.due_ns);
  }

  /// The first requests one by one, at most `at_most`, as far as they can be replayed. Empty if there is
  /// none. Without classes; with class_of(i), that of request i.
  results::Trace first_requests(std::span<const std::int64_t> arrival_ns, std::uint32_t workers,
                                std::uint32_t at_most) const;
  template <class ClassOf>
  results::Trace first_requests(std::span<const std::int64_t> arrival_ns, std::uint32_t workers,
                                std::uint32_t at_most, ClassOf&& class_of) const {
    results::Trace trace = first_requests(arrival_ns, workers, at_most);
    for (std::uint32_t i = 0; i < trace.requests; ++i)
      trace.request_class.push_back(static_cast<std::uint8_t>(class_of(i)));
    return trace;
  }

  struct Unexplained {
    std::size_t requests = 0;  ///< replayed: the longest usable beginning
    double mean_ns = 0, p99_ns = 0;
  };
  /// Measured minus replayed wait: difference of the means and of the p99s. NaN if nothing can be replayed.
  Unexplained unexplained_wait(std::span<const std::int64_t> arrival_ns, std::uint32_t workers) const;

 private:
  std::size_t usable() const;
  static constexpr std::uint32_t unusable = UINT32_MAX;
  static std::uint32_t clipped(std::int64_t ns) noexcept {
    return ns < 0 ? 0 : ns >= unusable ? unusable : static_cast<std::uint32_t>(ns);
  }
  std::vector<std::uint32_t> service_ns_, wait_ns_;
};

}  // namespace crossfade::collector
