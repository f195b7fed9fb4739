// CpuCounting: whether hardware events can be counted for whole CPUs, whatever runs on them (run --count
// cpu), settled before anything is measured: who asks for it wants that and nothing else.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "collector/counter_plan.h"
#include "collector/counters/perf_api.h"
#include "results/error.h"

namespace crossfade::collector {

/// What is asked of this machine's CPUs before they are counted.
struct CpusOfMachine {
  std::string online;                     ///< the kernel's list; empty = not shown
  std::function<int(std::uint32_t)> pin;  ///< a thread of this process to that CPU; 0 or an errno
};

/// Pins a thread to each CPU and opens an event of the kernel's own, which every machine has, for it. Errors:
/// unavailable, where a CPU is offline, kept from this process, or may not be counted.
results::Result<void> check_cpu_counting(PerfApi& perf, const std::string& proc_root,
                                         const CpusOfMachine& machine, std::span<const std::uint32_t> cpus);
/// The same with the real kernel.
results::Result<void> check_cpu_counting(std::span<const std::uint32_t> cpus);

/// What the plan's counters will count: their scope is the CPU.
void count_cpus(CounterPlan& plan);

/// Of a machine that shows no hardware counters: what whole CPUs are counted for all the same, if anything,
/// and why so little; else empty.
std::string little_of_cpus(const CounterPlan& plan);

}  // namespace crossfade::collector
