// Counter room: how many hardware counters of this machine really count at the same time, found by trying. It
// is less than the CPU has where the hypervisor keeps some or cannot serve all that it shows, where the NMI
// watchdog holds one, or another profiler does.
#pragma once

#include <cstdint>
#include <string>

#include "collector/counters/perf_api.h"

namespace crossfade::collector {

struct CounterRoom {
  std::uint32_t general = 0;      ///< counters that count any event; 0 = none counts here
  bool own_cycles = false;        ///< cycles have a counter beside these
  bool own_instructions = false;  ///< so have instructions
  std::string none_because;       ///< why general is 0; else empty

  std::uint32_t at_once() const { return general + (own_cycles ? 1 : 0) + (own_instructions ? 1 : 0); }
};

/// Opens pinned groups for the calling thread, each one event larger, until the kernel refuses one, does not
/// schedule it, or one of its counters misses what happened: a hypervisor whose host has no counter left for
/// it lets it stand still and says that it ran. `proc_root`: for the reason of a refusal. Takes some
/// milliseconds.
CounterRoom find_counter_room(PerfApi& perf, const std::string& proc_root);

/// "8 general, and one each for cycles and instructions"; "none: why".
std::string to_text(const CounterRoom& room);

}  // namespace crossfade::collector
