// Idle probe: a short spin on the calling worker's CPU beside a stage, never during it. A chain of dependent
// additions of two lengths in turn gives the core clock (one addition a cycle; the difference of the lengths
// leaves the cost of reading the clock out); what a stretch takes longer than its median by more than
// gap_threshold_ns is time that somebody else had the CPU. A median of a few stretches is what was disturbed
// itself, so of fewer than 8 of each length nothing is said.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace crossfade::collector {

/// Above a timer interrupt (a few us), below any scheduling slice.
inline constexpr std::int64_t gap_threshold_ns = 10'000;

struct ProbeReading {
  std::optional<std::uint64_t> gap_ns;  ///< lost in gaps beyond the threshold; nullopt: too few stretches
  double clock_hz = 0;                  ///< NaN if the probe got too few stretches
};

ProbeReading run_idle_probe(std::int64_t budget_ns);

inline constexpr std::uint64_t short_chain = 4096, long_chain = 12288;
/// The judgement alone. Durations of the two kinds of stretches; order within a span does not matter.
ProbeReading judge_stretches(std::span<std::int64_t> short_ns, std::span<std::int64_t> long_ns);

}  // namespace crossfade::collector
