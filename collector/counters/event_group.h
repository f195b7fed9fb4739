// Event group: events counted together for the thread that opened them, or for one CPU whatever runs on it,
// read in one system call so that their ratios hold. Totals are raw counts between start() and stop(), never
// scaled: enabled and running time say how much of the time they were counted.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "collector/counters/counter_event.h"
#include "collector/counters/loss.h"
#include "collector/counters/perf_api.h"

namespace crossfade::collector {

struct EventReading {
  std::optional<std::uint64_t> total;  ///< nullopt = nothing was counted: `state` says why
  std::uint64_t enabled_ns = 0, running_ns = 0;
  results::CounterState state = results::CounterState::denied;
  /// Of state zeroed: it may be a count of 0. Where another thread counted some, it is (counter_totals.h).
  bool may_be_zero = false;
  Loss loss = {};  ///< of state lost: how
  friend bool operator==(const EventReading&, const EventReading&) = default;
};

/// `pinned`: on the counters whenever the thread runs, before all that may take turns, or lost: never a part
/// of the time that passes for the whole.
enum class Scheduled { in_turns, pinned };

/// Of a group of the calling thread: it alone, or with it all threads that it starts from then on, whose
/// times and counts are in the group's sums.
enum class Counted { own_thread, started_threads_too };

class EventGroup {
 public:
  /// Opens for the calling thread: user and kernel, or user only where no more is permitted; or for `cpu`,
  /// user and kernel or not at all. Either all events take exclusions or none does.
  EventGroup(PerfApi& perf, std::vector<CounterEvent> events, Scheduled scheduled = Scheduled::in_turns,
             int cpu = calling_thread, Counted counted = Counted::own_thread);
  EventGroup(const EventGroup&) = delete;
  EventGroup& operator=(const EventGroup&) = delete;
  ~EventGroup();

  /// errno of the refusal of event i; 0 = it is open.
  int error_of(std::size_t i) const { return members_[i].error; }
  results::CounterScope scope() const { return scope_; }
  /// Takes event i out again: its readings are `denied` from now on.
  void drop(std::size_t i);

  /// A group that was lost before is tried again.
  void start();
  /// What each event counted since the sample before, or since start(); CounterSeries::not_counted where it
  /// was not on the CPU meanwhile or is no count. The counting goes on. Allocates nothing.
  void sample(std::span<std::uint64_t> counts);
  /// Ends the counting and writes one reading per event.
  void stop(std::span<EventReading> readings);

 private:
  struct Member {
    int fd = -1, error = 0;
    std::uint64_t id = 0, before = 0, sampled = 0;
    bool has_counted = false;  ///< something, at some time
  };
  struct Snapshot {
    std::uint64_t enabled_ns = 0, running_ns = 0;
  };
  int open_member(const CounterEvent& event, Member& member);
  int open_event(const CounterEvent& event, bool leader);
  /// How the group lost its counters, or a part of them, if it did. `values` has one element per event.
  Loss snapshot(Snapshot& times, std::span<std::uint64_t> values);
  EventReading reading_of(std::size_t i, std::uint64_t now, const Snapshot& passed);
  /// Notes what counted something. Is 0 of event i no count?
  bool is_hidden(std::size_t i, std::uint64_t count);

  PerfApi& perf_;
  Scheduled scheduled_;
  int cpu_;
  Counted counted_;
  std::vector<CounterEvent> events_;
  std::vector<Member> members_;
  std::vector<std::uint64_t> values_;  // scratch, so that start() and stop() do not allocate
  std::vector<std::uint64_t> buffer_;
  int leader_ = -1;
  Loss loss_;  ///< since start()
  Snapshot before_, sampled_;
  results::CounterScope scope_ = results::CounterScope::user_kernel;
};

}  // namespace crossfade::collector
