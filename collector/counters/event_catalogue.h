// Event catalogue: what is asked of the kernel for each counter metric of results/vocabulary. One row per
// event; the order is the order of Ready::counters.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "results/recording.h"

namespace crossfade::collector {

struct CounterEvent {
  std::string_view metric;     ///< id in the vocabulary
  std::string_view raw_event;  ///< as recorded
  std::uint32_t type;          ///< perf_event_attr.type
  std::uint64_t config;        ///< perf_event_attr.config
  results::CounterTier tier;
  /// A thread that ran cannot have none of it: 0 means that the hypervisor hides it.
  bool never_zero;
  /// It happens inside the kernel only: counting user space alone would give a false 0.
  bool kernel_only;
};

/// The software events first, then the hardware events.
std::span<const CounterEvent> counter_events();
std::span<const CounterEvent> software_events();
std::span<const CounterEvent> hardware_events();

}  // namespace crossfade::collector
