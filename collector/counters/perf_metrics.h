// Perf metrics: Intel's PERF_METRICS, a register with the share of the slots that each category of top-down
// took, beside the fixed counter of all slots. It takes none of the general counters. The kernel shows it as
// an event per category that counts slots, and reads shares and slots at once; a share has 8 bits, over the
// time since the last read. Such an event needs a group that the slots counter leads, each member of it read
// with the group, and there is none in a virtual machine, whose hypervisor hides the register. Ice Lake-SP
// has the four categories of level 1, Sapphire Rapids and later also four of level 2. Linux 6.12
// tools/perf/Documentation/topdown.txt, arch/x86/events/intel/core.c (intel_pmu_hw_config: EINVAL under
// another leader), arch/x86/kvm/vmx/vmx.c (vmx_get_perf_capabilities).
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "collector/counters/event_catalogue.h"
#include "results/recording.h"

namespace crossfade::collector {

/// The metric whose event leads the group.
inline constexpr std::string_view perf_metrics_leader = "fixed_slots";
/// What the categories of level 1 add up to it of, in an honest reading.
inline constexpr std::array<std::string_view, 4> perf_metrics_level_1{
    "fixed_retiring_slots", "fixed_bad_speculation_slots", "fixed_frontend_slots", "fixed_backend_slots"};

/// Is it the slots or one of the shares of them?
bool is_of_perf_metrics(std::string_view metric);

struct PerfMetrics {
  /// What to open, the leader first (Opened::with_metrics). Empty where there is none of it.
  std::vector<PlacedEvent> events;
  std::vector<results::Counter>
      absent;  ///< what the CPU has a code for and is not to be opened, with the reason
};

/// What the kernel names below `root`/sys/bus/event_source/devices/cpu/events. Whether it counts is another
/// matter: self_test.h. Level 1 is there as a whole or not at all. Nothing for a CPU that has no codes for
/// it.
PerfMetrics read_perf_metrics(const std::string& root, std::string_view microarchitecture, bool is_virtual);

}  // namespace crossfade::collector
