// Priority loop: one worker of the open loop where some requests are more important than others, and where
// what waited too long is shed. As in open_loop.h arrivals are fixed beforehand and there is neither a
// generator thread nor a queue object: each priority has a lane of arrivals and a cursor, and an idle worker
// takes the oldest request of the most important lane that is due. It is a non-preemptive priority queue by
// construction; with a single lane it is the first-come-first-served queue of open_loop.h.
//
// If nothing is due the worker takes the earliest arrival of all lanes and waits for it: no other one can
// fall due before it. As in open_loop.h the arrival then waits for this worker's CPU, should it be taken
// away.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "collector/measure/open_loop.h"

namespace crossfade::collector {

/// The arrivals of one priority, oldest first, and the class of each.
struct Lane {
  std::span<const std::int64_t> arrival_ns{};  ///< non-decreasing, from the start
  std::span<const std::uint16_t> classes{};    ///< as many
};

/// The next arrival of a lane that nobody has taken. A line of its own: every worker looks at it.
class alignas(64) LaneCursor {
 public:
  std::size_t next() const { return next_.load(std::memory_order_relaxed); }
  /// False if another worker has taken `request` meanwhile.
  bool take(std::size_t request) {
    return next_.compare_exchange_strong(request, request + 1, std::memory_order_relaxed);
  }

 private:
  std::atomic<std::size_t> next_{0};
};

/// From which age at dispatch on a request of a class is treated otherwise.
struct ClassLimits {
  std::int64_t shed_beyond_ns = INT64_MAX;   ///< older: turned away, no request is made
  std::int64_t cheap_beyond_ns = INT64_MAX;  ///< older: the cheaper answer, level 1
};

struct PriorityLoop {
  std::span<const Lane> lanes{};          ///< the most important first
  std::span<const ClassLimits> limits{};  ///< by class
  std::int64_t start_ns = 0;              ///< of the clock that the workers use
  std::int64_t give_up_ns = INT64_MAX;    ///< no request starts or is shed later than this
};

/// What a worker took: `passage.request` numbers within its lane.
struct Dispatch {
  Passage passage;
  std::uint32_t lane = 0, class_id = 0, level = 0;
};

namespace priority_loop_detail {

struct Choice {
  std::size_t lane = SIZE_MAX;  ///< SIZE_MAX = all arrivals are taken
  std::size_t request = 0;
  std::int64_t due_ns = INT64_MAX;
};

template <class Cursor>
Choice choose(const PriorityLoop& loop, std::span<Cursor> cursors, std::int64_t now_ns) {
  Choice earliest;
  for (std::size_t lane = 0; lane < loop.lanes.size(); ++lane) {
    const std::size_t request = cursors[lane].next();
    if (request >= loop.lanes[lane].arrival_ns.size()) continue;
    const std::int64_t due_ns = loop.start_ns + loop.lanes[lane].arrival_ns[request];
    if (due_ns <= now_ns) return {lane, request, due_ns};
    if (due_ns < earliest.due_ns) earliest = {lane, request, due_ns};
  }
  return earliest;
}

}  // namespace priority_loop_detail

/// Runs until all lanes are used up or `given_up` is set, by this worker or another. serve(dispatch) makes
/// the request; record(dispatch, result of serve) and shed(dispatch) must not allocate. cursors: one a lane,
/// shared by the workers. between: between_requests.h. Returns the time the last request ended or was shed,
/// or that it gave up.
template <class Clock, class Cursor, class Serve, class Record, class Shed, class Between = NothingBetween>
std::int64_t run_priority_loop(const PriorityLoop& loop, Clock& clock, std::span<Cursor> cursors,
                               std::atomic<bool>& given_up, Serve&& serve, Record&& record, Shed&& shed,
                               Between&& between = {}) {
  std::int64_t now = clock.now_ns(), ended = now;
  for (;;) {
    const auto chosen = priority_loop_detail::choose(loop, cursors, now);
    if (chosen.lane == SIZE_MAX || given_up.load(std::memory_order_relaxed)) return ended;
    if (!cursors[chosen.lane].take(chosen.request)) continue;
    Dispatch dispatch{{chosen.request, chosen.due_ns, now, 0, now < chosen.due_ns},
                      static_cast<std::uint32_t>(chosen.lane),
                      loop.lanes[chosen.lane].classes[chosen.request]};
    Passage& passage = dispatch.passage;
    if (passage.waited_for) passage.start_ns = clock.wait_until(passage.due_ns);
    if (passage.start_ns > loop.give_up_ns) {
      given_up.store(true, std::memory_order_relaxed);
      return passage.start_ns;
    }
    const ClassLimits& limits = loop.limits[dispatch.class_id];
    const std::int64_t age_ns = passage.start_ns - passage.due_ns;
    if (age_ns > limits.shed_beyond_ns) {
      shed(dispatch);
      ended = now =
          clock.now_ns();  // a long row of them takes time, in which something more important may fall due
      continue;
    }
    dispatch.level = age_ns > limits.cheap_beyond_ns ? 1 : 0;
    const auto result = serve(dispatch);
    ended = passage.end_ns = clock.now_ns();
    record(dispatch, result);
    now = between(ended);
  }
}

}  // namespace crossfade::collector
