// Simulated engine: the real open-loop engine on traffic made beforehand, in simulated time; the waits it has
// to show; and faults to put into it.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <vector>

#include "collector/measure/open_loop.h"
#include "tests/measure/simulated_time.h"

namespace crossfade::collector {

using Waits = std::vector<std::int64_t>;

struct Traffic {
  std::vector<std::int64_t> arrival_ns;
  std::vector<std::uint32_t> service_ns;
};

/// Kiefer and Wolfowitz's recursion, plainly stated and apart from the library's.
inline Waits expected_waits(const Traffic& traffic, std::size_t workers) {
  std::vector<std::int64_t> free_at(workers, 0);
  Waits waits;
  for (std::size_t i = 0; i < traffic.arrival_ns.size(); ++i) {
    auto earliest = std::min_element(free_at.begin(), free_at.end());
    const std::int64_t start = std::max(*earliest, traffic.arrival_ns[i]);
    waits.push_back(start - traffic.arrival_ns[i]);
    *earliest = start + traffic.service_ns[i];
  }
  return waits;
}

struct Faults {
  std::int64_t wake_late_ns = 0;   ///< the worker oversleeps
  std::int64_t claim_cost_ns = 0;  ///< it dawdles over taking the next request
};

/// The engine's own: every worker claims from the one cursor.
struct SharedCursor : ArrivalCursor {
  ArrivalCursor& of(SimulatedClock& /*clock*/) { return *this; }
};

/// By request; end_ns is -1 where it was never served. `cursor.of(clock)` is what a worker claims from.
template <class Cursor>
std::vector<Passage> engine_passages(const Traffic& traffic, std::size_t workers, Cursor& cursor,
                                     Faults faults = {}) {
  SimulatedTime time(workers);
  std::vector<Passage> passages(traffic.arrival_ns.size(), Passage{.end_ns = -1});
  std::atomic<bool> given_up{false};
  simulate(time, workers, [&](std::size_t w) {
    SimulatedClock clock{time, w, faults.wake_late_ns};
    decltype(auto) own = cursor.of(clock);
    run_open_loop(
        OpenLoop{traffic.arrival_ns}, clock, own, given_up,
        [&](std::size_t i) {
          clock.pass(traffic.service_ns[i]);
          return 0;
        },
        [&](const Passage& passage, int) {
          passages[passage.request] = passage;
          if (faults.claim_cost_ns > 0) clock.pass(faults.claim_cost_ns);
        });
  });
  return passages;
}

/// -1 where it was never served.
inline Waits waits_of(const std::vector<Passage>& passages) {
  Waits waits;
  waits.reserve(passages.size());
  for (const Passage& passage : passages)
    waits.push_back(passage.end_ns < 0 ? -1 : passage.start_ns - passage.due_ns);
  return waits;
}

template <class Cursor>
Waits engine_waits(const Traffic& traffic, std::size_t workers, Cursor& cursor, Faults faults = {}) {
  return waits_of(engine_passages(traffic, workers, cursor, faults));
}

inline Waits engine_waits(const Traffic& traffic, std::size_t workers) {
  SharedCursor cursor;
  return engine_waits(traffic, workers, cursor);
}

}  // namespace crossfade::collector
