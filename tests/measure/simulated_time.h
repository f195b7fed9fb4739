// Simulated time: real threads in virtual time. The worker that is furthest behind runs, all others stand
// still, so that every interleaving is that of a machine whose engine costs nothing: exact and repeatable.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace crossfade::collector {

class SimulatedTime {
 public:
  explicit SimulatedTime(std::size_t workers) : now_(workers, 0), active_(workers, true), wake_(workers) {}

  std::int64_t now(std::size_t worker) const { return now_[worker]; }

  /// Moves this worker on (never back) and returns when nobody is further behind; ties go by worker.
  void advance_to(std::size_t worker, std::int64_t time_ns) {
    std::unique_lock lock(mutex_);
    if (time_ns > now_[worker]) now_[worker] = time_ns;
    pass_turn();
    wake_[worker].wait(lock, [&] { return turn_ == worker; });
  }
  void leave(std::size_t worker) {
    const std::lock_guard lock(mutex_);
    active_[worker] = false;
    pass_turn();
  }

 private:
  void pass_turn() {
    std::size_t first = now_.size();
    for (std::size_t w = 0; w < now_.size(); ++w) {
      if (active_[w] && (first == now_.size() || now_[w] < now_[first])) first = w;
    }
    turn_ = first;
    if (first < now_.size()) wake_[first].notify_one();
  }
  std::mutex mutex_;
  std::vector<std::int64_t> now_;
  std::vector<char> active_;
  std::deque<std::condition_variable> wake_;  // one each: only the next is woken
  std::size_t turn_ = 0;
};

/// The clock of one worker, as the engine wants it. `wake_late_ns`: how much too late it wakes up.
struct SimulatedClock {
  SimulatedTime& time;
  std::size_t worker;
  std::int64_t wake_late_ns = 0;

  std::int64_t now_ns() const { return time.now(worker); }
  std::int64_t wait_until(std::int64_t due_ns) const {
    time.advance_to(worker, due_ns + wake_late_ns);
    return now_ns();
  }
  void pass(std::int64_t duration_ns) const { time.advance_to(worker, now_ns() + duration_ns); }
};

/// Runs body(worker) on `workers` threads, each in its turn.
template <class Body>
void simulate(SimulatedTime& time, std::size_t workers, Body&& body) {
  std::vector<std::thread> threads;
  for (std::size_t w = 0; w < workers; ++w) {
    threads.emplace_back([&, w] {
      time.advance_to(w, 0);
      body(w);
      time.leave(w);
    });
  }
  for (auto& thread : threads) thread.join();
}

}  // namespace crossfade::collector
