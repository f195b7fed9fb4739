// Crew: the pinned workers, each with its state of the workload and its counters, made and destroyed on its
// own thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "collector/counters/perf_api.h"
#include "collector/counters/thread_counters.h"
#include "collector/measure/prepared_workload.h"
#include "collector/measure/worker_pool.h"

namespace crossfade::collector {

struct CrewMember {
  std::uint32_t cpu = 0, core = 0;           ///< core: rank among the machine's cores
  void* state = nullptr;                     ///< of the workload; only its own thread may use it
  std::unique_ptr<ThreadCounters> counters;  ///< null if none were asked for
};

class Crew {
 public:
  /// perf may be null: no counters. They count the software events and `hardware`, the latter with
  /// `count_cpus` all that the workers' CPUs do, of which no two may then be the same. Errors: unavailable
  /// (CPUs), whatever worker_create says.
  static results::Result<std::unique_ptr<Crew>> create(PreparedWorkload& workload,
                                                       std::span<const std::uint32_t> cpus, PerfApi* perf,
                                                       const std::string& proc_root,
                                                       const std::vector<CounterEvent>& hardware = {},
                                                       PinThread pin = pin_this_thread,
                                                       bool count_cpus = false);
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;
  ~Crew();

  std::uint32_t size() const { return static_cast<std::uint32_t>(members_.size()); }
  void run(std::uint32_t workers, const std::function<void(std::uint32_t)>& job) { pool_->run(workers, job); }
  /// Empty = every worker stays on its CPU.
  const std::string& unpinned_because() const { return pool_->unpinned_because(); }
  CrewMember& member(std::uint32_t worker) { return members_[worker]; }
  PreparedWorkload& workload() { return workload_; }
  const std::string& proc_root() const { return proc_root_; }
  /// The catalogue as it could be opened on all workers; empty without counters.
  const std::vector<results::Counter>& counters() const { return counters_; }

 private:
  Crew(PreparedWorkload& workload, std::string proc_root)
      : workload_(workload), proc_root_(std::move(proc_root)) {}

  PreparedWorkload& workload_;
  std::string proc_root_;
  std::unique_ptr<WorkerPool> pool_;
  std::vector<CrewMember> members_;
  std::vector<results::Counter> counters_;
};

}  // namespace crossfade::collector
