// Worker meter: CPU time, interference and counters of the calling worker between start() and stop(). Both
// take some 10 us (start() much longer where /proc/stat is) and read files: before the gate and after the
// last request, never between. Where a library has threads of its own (CF_FLAG_LIBRARY_THREADS), also the CPU
// time of the whole process.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "collector/counters/thread_counters.h"

namespace crossfade::collector {

struct CpuTime {
  std::uint64_t user_ns = 0, system_ns = 0;
};

struct MeterReading {
  std::uint64_t cpu_user_ns = 0, cpu_system_ns = 0;
  /// Of the process with all its threads, those that have ended too; null unless it was asked for. Every
  /// worker reads the same clock.
  CpuTime process_before, process_after;
  std::optional<std::uint64_t> run_queue_wait_ns, steal_ns;
  std::vector<EventReading> counters;  ///< empty without counters
};

class WorkerMeter {
 public:
  /// counters may be null; they belong to the calling thread. whole_process: read its clock, too.
  WorkerMeter(std::uint32_t cpu, ThreadCounters* counters, const std::string& proc_root,
              bool whole_process = false)
      : cpu_(cpu), counters_(counters), proc_root_(proc_root), whole_process_(whole_process) {}
  void start();
  MeterReading stop();

 private:
  struct Before {
    std::uint64_t cpu_user_ns = 0, cpu_system_ns = 0;
    std::optional<std::uint64_t> run_queue_wait_ns, steal_ns;
    CpuTime process;
  };
  std::uint32_t cpu_;
  ThreadCounters* counters_;
  const std::string& proc_root_;
  bool whole_process_;
  Before before_;
};

}  // namespace crossfade::collector
