// Open loop: one worker of the schedule-driven engine. Arrivals are fixed beforehand; every worker claims the
// next one, waits until it is due or starts it late, and the lateness is queueing time. There is no generator
// thread and no queue object: it is a first-come-first-served queue by construction, and coordinated omission
// cannot happen. Latency counts from the intended arrival.
//
// An idle worker holds the arrival that it waits for, as a thread does that polls its own connection: if its
// CPU is taken away when the arrival falls due, the request waits for that CPU and not for another idle one.
//
// One clock reading ends a request and begins the next that is due, so the few nanoseconds between two
// requests (judging, recording) are service time of the later one and the busy time has no holes.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "collector/measure/between_requests.h"

namespace crossfade::collector {

/// The next arrival nobody has taken. A line of its own: every worker writes it.
class alignas(64) ArrivalCursor {
 public:
  std::size_t claim() { return next_.fetch_add(1, std::memory_order_relaxed); }

 private:
  std::atomic<std::size_t> next_{0};
};

struct OpenLoop {
  std::span<const std::int64_t> arrival_ns{};  ///< non-decreasing, from the start
  std::int64_t start_ns = 0;                   ///< of the clock that the workers use
  std::int64_t give_up_ns = INT64_MAX;         ///< no request starts later than this (drain limit)
};

/// One request, as the engine saw it. Times are of the workers' clock.
struct Passage {
  std::size_t request = 0;
  std::int64_t due_ns = 0, start_ns = 0, end_ns = 0;
  bool waited_for = false;  ///< the worker was idle when it fell due
};

/// Runs until the arrivals are used up or `given_up` is set, by this worker or another. serve(i) makes
/// request i; record(passage, result of serve) must not allocate. between: between_requests.h. Returns the
/// time the last request ended, or that it gave up.
template <class Clock, class Cursor, class Serve, class Record, class Between = NothingBetween>
std::int64_t run_open_loop(const OpenLoop& loop, Clock& clock, Cursor& cursor, std::atomic<bool>& given_up,
                           Serve&& serve, Record&& record, Between&& between = {}) {
  std::int64_t now = clock.now_ns(), ended = now;
  for (;;) {
    const std::size_t i = cursor.claim();
    if (i >= loop.arrival_ns.size() || given_up.load(std::memory_order_relaxed)) return ended;
    Passage passage{i, loop.start_ns + loop.arrival_ns[i], now, 0, now < loop.start_ns + loop.arrival_ns[i]};
    if (passage.waited_for) passage.start_ns = clock.wait_until(passage.due_ns);
    if (passage.start_ns > loop.give_up_ns) {
      given_up.store(true, std::memory_order_relaxed);
      return passage.start_ns;
    }
    const auto result = serve(i);
    ended = passage.end_ns = clock.now_ns();
    record(passage, result);
    now = between(ended);
  }
}

}  // namespace crossfade::collector
