#include "collector/measure/worker_pool.h"

#include <fmt/format.h>
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>

#include <cerrno>
#include <system_error>

#include "collector/measure/clock.h"
#include "results/assertion.h"

namespace crossfade::collector {

// Any CPU number is possible: the set is as large as it takes.
int pin_this_thread(std::uint32_t cpu) {
  cpu_set_t* set = CPU_ALLOC(cpu + 1U);
  if (set == nullptr) return ENOMEM;
  const std::size_t bytes = CPU_ALLOC_SIZE(cpu + 1U);
  CPU_ZERO_S(bytes, set);
  CPU_SET_S(cpu, bytes, set);
  const int refused = ::pthread_setaffinity_np(::pthread_self(), bytes, set);
  CPU_FREE(set);
  return refused;
}

results::Result<std::unique_ptr<WorkerPool>> WorkerPool::create(std::span<const std::uint32_t> cpus,
                                                                PinThread pin) {
  std::unique_ptr<WorkerPool> pool(new WorkerPool);
  for (std::uint32_t w = 0; w < cpus.size(); ++w) {
    pool->threads_.emplace_back([self = pool.get(), w] { self->work(w); });
  }
  std::vector<int> refusals(cpus.size(), 0);
  pool->run(pool->size(), [&](std::uint32_t w) {
    refusals[w] = pin(cpus[w]);
    ::prctl(PR_SET_TIMERSLACK, 1UL);
  });
  for (std::size_t w = 0; w < cpus.size(); ++w) {
    if (refusals[w] == 0) continue;
    if (refusals[w] == EPERM || refusals[w] == ENOSYS) {
      pool->unpinned_because_ =
          fmt::format("this process may not choose CPUs (sched_setaffinity: {}); the kernel does",
                      std::generic_category().message(refusals[w]));
      continue;
    }
    return results::Error{results::ErrorKind::unavailable, "cannot pin a worker",
                          fmt::format("CPU {}", cpus[w]), std::generic_category().message(refusals[w]),
                          "choose CPUs that exist and that this process may use"};
  }
  return pool;
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  begin_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void WorkerPool::work(std::uint32_t worker) {
  std::uint64_t seen = 0;
  for (;;) {
    const std::function<void(std::uint32_t)>* job = nullptr;
    {
      std::unique_lock lock(mutex_);
      begin_.wait(lock, [&] { return ending_ || round_ != seen; });
      if (ending_) return;
      seen = round_;
      if (worker >= taking_part_) continue;
      job = job_;
    }
    (*job)(worker);
    const std::lock_guard lock(mutex_);
    if (--running_ == 0) done_.notify_all();
  }
}

void WorkerPool::run(std::uint32_t workers, const std::function<void(std::uint32_t)>& job) {
  CF_ASSERT(workers <= size(), "a job cannot have more workers than the pool");
  if (workers == 0) return;
  std::unique_lock lock(mutex_);
  job_ = &job;
  taking_part_ = running_ = workers;
  ++round_;
  begin_.notify_all();
  done_.wait(lock, [&] { return running_ == 0; });
  job_ = nullptr;
}

std::int64_t StartGate::arrive() {
  std::unique_lock lock(mutex_);
  if (--missing_ == 0) {
    start_ns_ = monotonic_ns() + lead_ns_;
    complete_.notify_all();
  } else {
    complete_.wait(lock, [&] { return missing_ == 0; });
  }
  return start_ns_;
}

}  // namespace crossfade::collector
