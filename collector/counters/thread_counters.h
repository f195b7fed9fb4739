// Thread counters: the software events and the hardware events that were asked for, for one worker thread,
// opened by that thread for itself. They are a group each, so that a machine without counters still has the
// first.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "collector/counters/event_group.h"

namespace crossfade::collector {

class ThreadCounters {
 public:
  /// Opens for the calling thread and tests the hardware events; takes a few milliseconds.
  ThreadCounters(PerfApi& perf, const std::string& proc_root, const std::vector<CounterEvent>& hardware);

  /// One per software event and then one per hardware event; absent_because is empty for what counts.
  const std::vector<results::Counter>& counters() const { return counters_; }

  void start();
  /// Ends the counting; the readings stay until the next start().
  void stop();
  const std::vector<EventReading>& readings() const { return readings_; }

 private:
  void describe(EventGroup& group, std::span<const CounterEvent> events,
                const std::vector<std::string>& distrusted, std::optional<int> paranoid);

  std::unique_ptr<EventGroup> software_, hardware_;
  std::vector<results::Counter> counters_;
  std::vector<EventReading> readings_;
};

}  // namespace crossfade::collector
