// Event code: what one microarchitecture is asked for one counter metric (event_metric.cpp), as a raw code of
// our own tables. libpfm4 encodes some of these wrongly and does not know the newest CPUs, so it is a second
// opinion (tests/counters), not the source. Who opens them: collector/counters.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::results {

/// Which of the CPU's counters can count it.
enum class CounterPlace {
  any,           ///< any general counter
  fixed_or_any,  ///< a fixed counter of its own, else any general one
  fixed_only,
  first_four,  ///< general counters 0 to 3 only
  first,       ///< general counter 0 only
  two,         ///< the kernel pairs two general counters for it
  metrics,     ///< no counter: PERF_METRICS, in a group that fixed_slots leads; never in a virtual machine
};

/// `always`: what makes up the first pass of the counters, and the only one that a machine is asked for whose
/// counters cannot be tried. All of it must fit at once on the smallest machine, or none of it counts. It is
/// cycles and instructions, without which no ratio can be formed, and what the derived metrics need most:
/// branch_misses, l1d_misses and dram_fills (l2_misses on Zen 1, which has no event for fills from memory).
///  - AMD: five general counters. A guest of AWS has about five of the six; a host whose NMI watchdog holds
///    one has five.
///  - Skylake-SP and Cascade Lake: the fixed two and three of the four general counters of a hyperthread. The
///    fourth is left for cycles, which needs it where the NMI watchdog sits on the fixed one.
///  - Intel since Ice Lake-SP, with eight general counters: the fixed two and four general ones, with
///    branches.
/// `with_metrics`: where PERF_METRICS counts (collector/counters/perf_metrics): that itself, and the slots
/// that lead it. `on_request`: where `run --event` names it. Of both hyperthreads of a core: the kernel asks
/// for the right to count whole CPUs, a guest of KVM has no counter that can (Linux 6.12
/// arch/x86/events/intel/core.c, intel_pmu_hw_config: perf_allow_cpu, and EINVAL below version 3), and no
/// formula takes it.
enum class Opened { always, by_pass, with_metrics, on_request };

struct EventCode {
  std::string_view metric;  ///< id in the vocabulary
  std::uint64_t config;     ///< perf_event_attr.config, type PERF_TYPE_RAW; raw_code.h takes it apart
  /// Of the same code in the kernel's list (tools/perf/pmu-events), else the vendor's.
  std::string_view name;
  CounterPlace place = CounterPlace::any;
  Opened opened = Opened::by_pass;
  /// Date and CPU on which it was seen counting; empty = its encoding is known and nothing more.
  std::string_view seen_counting = {};
};

std::string_view text_of(CounterPlace place);
/// "encoding only", "seen counting: 2027-01-31, EPYC 9R14".
std::string status_of(const EventCode& code);

/// Every code known for a CPU of that microarchitecture, a name of collector/host/cpu_identity; those that
/// nothing opens yet included. Empty if there are none.
std::span<const EventCode> event_codes(std::string_view microarchitecture);
/// nullptr if that CPU has none for the metric.
const EventCode* find_event_code(std::string_view microarchitecture, std::string_view metric);

/// The microarchitectures that have codes, oldest first within a vendor.
std::vector<std::string_view> catalogued_microarchitectures();

}  // namespace crossfade::results
