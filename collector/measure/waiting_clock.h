// Waiting clock: how one worker waits for an arrival that is not due yet, and what that waiting cost in CPU.
// hybrid sleeps until `margin` before the arrival and spins the rest; spin never sleeps; sleep never spins.
// One per worker; not thread safe.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "collector/measure/clock.h"
#include "collector/measure/load_clock.h"
#include "collector/measure/worker_pool.h"
#include "results/recording.h"

namespace crossfade::collector {

class WaitingClock {
 public:
  /// load_clock may be null; else it is looked at in waits that are long enough. cpu_ns: CPU time of the
  /// calling thread so far.
  WaitingClock(results::WaitMode mode, std::int64_t margin_ns, LoadClock* load_clock = nullptr,
               std::int64_t (*cpu_ns)() = thread_cpu_ns)
      : mode_(mode), margin_ns_(margin_ns), load_clock_(load_clock), cpu_ns_(cpu_ns) {}

  std::int64_t now_ns() const { return monotonic_ns(); }
  /// Returns the time it is: `due_ns` or a little later, at once if it has passed.
  std::int64_t wait_until(std::int64_t due_ns);
  /// Waits for the other workers of the stage, and returns the common start.
  std::int64_t wait_at(StartGate& gate);

  /// CPU spent before the start and before arrivals: the gate, the spinning, looks at the load clock, and the
  /// sleeping where the wake-up left time to read it. It does not where workers sleep until the arrival
  /// itself (mode `sleep`, which real time needs) or wake up late: what going to sleep and waking up cost the
  /// CPU is then in the thread's CPU time and not in here, because reading that clock would make the request
  /// later still.
  std::uint64_t waiting_cpu_ns() const { return waiting_cpu_ns_; }
  void clear() { waiting_cpu_ns_ = 0; }

 private:
  std::int64_t sleep_until(std::int64_t wake_ns, std::int64_t due_ns);

  results::WaitMode mode_;
  std::int64_t margin_ns_;
  LoadClock* load_clock_;
  std::int64_t (*cpu_ns_)();
  std::uint64_t waiting_cpu_ns_ = 0;
};

/// When a worker that waits from `now_ns` for `due_ns` is to wake up, to spin the rest if any is left.
/// nullopt: it does not sleep, because it spins anyway or there is too little time.
std::optional<std::int64_t> wake_up_ns(results::WaitMode mode, std::int64_t margin_ns, std::int64_t now_ns,
                                       std::int64_t due_ns);

/// Sleeps until that time of CLOCK_MONOTONIC, whatever signals come.
void sleep_until_ns(std::int64_t wake_ns);

/// The margin of hybrid waiting by how much later than asked sleeps ended: their p99, clamped to [20, 100]
/// us; 100 us of none.
std::int64_t margin_of(std::vector<std::int64_t> late_ns);

/// That of the calling thread, measured for `budget_ns`.
std::int64_t calibrate_margin_ns(std::int64_t budget_ns);

}  // namespace crossfade::collector
