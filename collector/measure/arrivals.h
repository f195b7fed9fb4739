// Arrivals: when the requests of an open-loop stage fall due, in ns from its start, fixed by rate, duration
// and seed before the stage begins.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "collector/protocol/arrival_trace.h"
#include "collector/protocol/messages.h"
#include "results/error.h"

namespace crossfade::collector {

/// Non-decreasing offsets in [0, duration_ns). Poisson: exponential gaps; constant: i / rate. Errors (usage):
/// a rate that is not positive and finite, no duration, too many arrivals, an arrival process that is not
/// offered.
results::Result<std::vector<std::int64_t>> make_arrivals(results::Arrival process, double offered_per_s,
                                                         std::uint64_t duration_ns, std::uint64_t seed);

/// Poisson arrivals at `offered_per_s` times the factor of the time: the exponential gaps of a process of
/// rate 1, stretched by the rate, so that nothing is remembered across an edge (time change of a Poisson
/// process: Cinlar, Introduction to Stochastic Processes, 1975). With a factor of 1 throughout it is the
/// Poisson process above. Errors as above, and a profile that is none.
results::Result<std::vector<std::int64_t>> make_step_arrivals(std::span<const RateStep> steps,
                                                              double offered_per_s, std::uint64_t duration_ns,
                                                              std::uint64_t seed);

/// The trace, stretched in time so that its mean rate is `offered_per_s`, begun at a random time of it and
/// repeated as often as the duration takes: its shape at any rate, and another part of it for another seed.
/// Errors as above.
results::Result<std::vector<std::int64_t>> make_trace_arrivals(const ArrivalTrace& trace,
                                                               double offered_per_s,
                                                               std::uint64_t duration_ns, std::uint64_t seed);

/// Those that the stage asks for; trace may be null. Errors as above, and a trace that is not there.
results::Result<std::vector<std::int64_t>> make_arrivals(const StageSpec& spec, const ArrivalTrace* trace);
/// What tells them from others of the same process and rate, as recorded: the steps, or the trace's digest.
std::string arrival_profile_of(const StageSpec& spec, const ArrivalTrace* trace);

}  // namespace crossfade::collector
