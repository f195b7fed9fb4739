// Thread counters: what is counted beside one worker thread, opened by that thread for itself: the software
// events, the hardware events that were asked for and the clock counters of the kernel's PMU "msr". They are
// a group each, so that a machine without counters still has the first.
#pragma once

#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "collector/counters/event_group.h"

namespace crossfade::collector {

class ThreadCounters {
 public:
  /// Opens for the calling thread and tests all but the software events; takes a few milliseconds. Of
  /// `events` those of tier msr come last, and those of one turn stand together, ascending. With a `cpu`,
  /// which the thread must be pinned to, these are tested for the thread and then counted for the CPU,
  /// whatever runs on it; the software events stay the thread's, because a CPU's task clock is wall time.
  /// `clock_hz`: msr_self_test. `counted`: of what is the thread's.
  ThreadCounters(PerfApi& perf, const std::string& proc_root, const std::vector<CounterEvent>& events,
                 int cpu = calling_thread, double clock_hz = std::numeric_limits<double>::quiet_NaN(),
                 Counted counted = Counted::own_thread);

  /// One per software event and then one per event; absent_because is empty for what counts.
  const std::vector<results::Counter>& counters() const { return counters_; }

  void start();
  /// What each of counters() counted since the sample before, or since start() (EventGroup::sample). A
  /// system call a group, and no allocation.
  void sample(std::span<std::uint64_t> counts);
  /// Ends the counting; the readings stay until the next start().
  void stop();
  const std::vector<EventReading>& readings() const { return readings_; }

 private:
  using Test = std::function<std::vector<std::string>(EventGroup&, std::span<const CounterEvent>)>;
  struct Part {
    std::unique_ptr<EventGroup> group;
    std::size_t first = 0, size = 0;  ///< places in counters_ and readings_
  };
  void add(PerfApi& perf, const std::vector<CounterEvent>& events, Scheduled scheduled, const Test& test,
           int cpu);

  std::optional<int> paranoid_;
  Counted counted_;
  std::vector<Part> parts_;  ///< software first: it is started last and stopped first
  std::vector<results::Counter> counters_;
  std::vector<EventReading> readings_;
};

}  // namespace crossfade::collector
