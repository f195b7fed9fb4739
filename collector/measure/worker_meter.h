// Worker meter: CPU time, interference and counters of the calling worker between start() and stop(). Both
// take some 10 us (start() much longer where /proc/stat is) and read files: before the gate and after the
// last request, never between.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "collector/counters/thread_counters.h"

namespace crossfade::collector {

struct MeterReading {
  std::uint64_t cpu_user_ns = 0, cpu_system_ns = 0;
  std::optional<std::uint64_t> run_queue_wait_ns, steal_ns;
  std::vector<EventReading> counters;  ///< empty without counters
};

class WorkerMeter {
 public:
  /// counters may be null; they belong to the calling thread.
  WorkerMeter(std::uint32_t cpu, ThreadCounters* counters, const std::string& proc_root)
      : cpu_(cpu), counters_(counters), proc_root_(proc_root) {}
  void start();
  MeterReading stop();

 private:
  struct Before {
    std::uint64_t cpu_user_ns = 0, cpu_system_ns = 0;
    std::optional<std::uint64_t> run_queue_wait_ns, steal_ns;
  };
  std::uint32_t cpu_;
  ThreadCounters* counters_;
  const std::string& proc_root_;
  Before before_;
};

}  // namespace crossfade::collector
