// Worker pool: one thread per worker, pinned to its CPU for the life of the process, so that what a worker
// touched first stays near it. Between jobs the threads sleep.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "results/error.h"

namespace crossfade::collector {

/// Pins the calling thread; 0 or an errno.
using PinThread = int (*)(std::uint32_t cpu);
int pin_this_thread(std::uint32_t cpu);

class WorkerPool {
 public:
  /// Where this process may not choose CPUs at all (a sandbox: EPERM, ENOSYS) the workers run unpinned.
  /// Errors (unavailable): a CPU that does not exist or is not allowed.
  static results::Result<std::unique_ptr<WorkerPool>> create(std::span<const std::uint32_t> cpus,
                                                             PinThread pin = pin_this_thread);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  ~WorkerPool();

  /// Empty = they are pinned.
  const std::string& unpinned_because() const { return unpinned_because_; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(threads_.size()); }
  /// Runs job(w) on workers 0 ... workers - 1 at the same time and returns when all are done.
  void run(std::uint32_t workers, const std::function<void(std::uint32_t)>& job);

 private:
  WorkerPool() = default;
  void work(std::uint32_t worker);

  std::mutex mutex_;
  std::condition_variable begin_, done_;
  const std::function<void(std::uint32_t)>* job_ = nullptr;
  std::uint64_t round_ = 0;
  std::uint32_t taking_part_ = 0, running_ = 0;
  bool ending_ = false;
  std::string unpinned_because_;
  std::vector<std::thread> threads_;
};

/// Where the workers of one job meet: the last to arrive fixes a start `lead_ns` later, the same for all.
class StartGate {
 public:
  StartGate(std::uint32_t workers, std::int64_t lead_ns) : missing_(workers), lead_ns_(lead_ns) {}
  /// Returns the common start in ns of CLOCK_MONOTONIC.
  std::int64_t arrive();

 private:
  std::mutex mutex_;
  std::condition_variable complete_;
  std::uint32_t missing_;
  std::int64_t lead_ns_, start_ns_ = 0;
};

}  // namespace crossfade::collector
