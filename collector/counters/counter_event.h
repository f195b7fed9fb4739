// Counter event: one event as the kernel is asked for it, and what is known of it beforehand.
#pragma once

#include <cstdint>
#include <string>

#include "results/recording.h"

namespace crossfade::collector {

struct CounterEvent {
  std::string metric;         ///< id in the vocabulary; of an event that it lacks, what the user called it
  std::string raw_event;      ///< name of what is asked for
  std::uint32_t type = 0;     ///< perf_event_attr.type
  std::uint64_t config = 0;   ///< perf_event_attr.config
  std::uint64_t config1 = 0;  ///< perf_event_attr.config1
  results::CounterTier tier = results::CounterTier::hardware;
  /// A thread that ran cannot have none of it: 0 means that the hypervisor hides it.
  bool never_zero = false;
  /// It happens inside the kernel only: counting user space alone would give a false 0.
  bool kernel_only = false;
  /// The kernel can leave out kernel space or the hypervisor. Of an event that it cannot, it refuses to try
  /// (PERF_PMU_CAP_NO_EXCLUDE): user and kernel space are counted, or nothing.
  bool takes_exclusions = true;
  /// Nothing has shown yet that it counts on this virtual machine: until something does, 0 is no count.
  bool zero_is_doubtful = false;
  /// 0 = it counts all the time; those of one number count together, and take turns with other numbers.
  std::uint32_t turn = 0;
  friend bool operator==(const CounterEvent&, const CounterEvent&) = default;
};

/// As it is recorded: with the code where it is not the kernel's own, "L1D.REPLACEMENT (0x151)".
std::string recorded_name(const CounterEvent& event);

}  // namespace crossfade::collector
