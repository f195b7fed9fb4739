// Interference: what took CPU time away from the whole machine between two moments, as the kernel counts it.
// The orchestrator looks before and after each stage, while nothing is measured. Complements what the
// measuring process counts for its own threads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace crossfade::collector {

/// Counters since boot; nullopt = this kernel or container does not show it.
struct InterferenceCounters {
  std::optional<std::uint64_t> steal_ns;         ///< of all CPUs, from /proc/stat, in steps of 10 ms
  std::optional<std::uint64_t> cpu_pressure_ns;  ///< some task waited for a CPU (PSI)
  std::optional<std::uint64_t> throttled_ns;     ///< this cgroup used up its CPU quota
};

InterferenceCounters read_interference(const std::filesystem::path& root);

/// after - before; a part that either side lacks, or that went backwards, is absent.
InterferenceCounters operator-(const InterferenceCounters& after, const InterferenceCounters& before);

}  // namespace crossfade::collector
