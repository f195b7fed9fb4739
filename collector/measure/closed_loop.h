// Closed loop: one worker that makes requests back to back between a common start and a common stop. Time is
// bounded, not the number of requests: with equal numbers the slowest worker would set the time.
#pragma once

#include <cstdint>

#include "collector/measure/between_requests.h"

namespace crossfade::collector {

struct ClosedLoop {
  std::int64_t start_ns = 0;  ///< of the clock that the workers use
  std::int64_t stop_ns = 0;   ///< no request starts at or after it
};

/// serve(j) makes this worker's request j; record(start, end, result of serve) must not allocate. between:
/// between_requests.h. Returns the time the last request ended, or the start if there was none.
template <class Clock, class Serve, class Record, class Between = NothingBetween>
std::int64_t run_closed_loop(const ClosedLoop& loop, Clock& clock, Serve&& serve, Record&& record,
                             Between&& between = {}) {
  std::int64_t now = clock.wait_until(loop.start_ns), ended = now;
  for (std::uint64_t j = 0; now < loop.stop_ns; ++j) {
    const std::int64_t start = now;
    const auto result = serve(j);
    ended = clock.now_ns();
    record(start, ended, result);
    now = ended < loop.stop_ns ? between(ended) : ended;
  }
  return ended;
}

}  // namespace crossfade::collector
