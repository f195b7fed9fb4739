// Event catalogue: what is asked of the kernel for each counter metric of results/vocabulary. One row per
// event; the software events and then the hardware events are the order of Ready::counters.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "results/recording.h"

namespace crossfade::collector {

struct CounterEvent {
  std::string_view metric;     ///< id in the vocabulary
  std::string_view raw_event;  ///< name of what is asked for
  std::uint32_t type;          ///< perf_event_attr.type
  std::uint64_t config;        ///< perf_event_attr.config
  results::CounterTier tier;
  /// A thread that ran cannot have none of it: 0 means that the hypervisor hides it.
  bool never_zero;
  /// It happens inside the kernel only: counting user space alone would give a false 0.
  bool kernel_only;
};

/// As it is recorded: with the code where it is one of our own, "L1D.REPLACEMENT (0x151)".
std::string recorded_name(const CounterEvent& event);

std::span<const CounterEvent> software_events();

/// What every thread opens on a CPU of that microarchitecture. Where results::event_codes() has none for it:
/// the kernel's generic events, which the kernel encodes for the CPU itself and which are not always the same
/// thing on two families.
std::span<const CounterEvent> hardware_events(std::string_view microarchitecture = {});

}  // namespace crossfade::collector
