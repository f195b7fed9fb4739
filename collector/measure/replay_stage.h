// Replay stage: the same few requests on every machine and in every process, by one worker: their
// instructions are counted by a simulator around crossfade_replayed_request(), and their CPU time is measured
// without one. No measurement of throughput or latency: nothing is timed request by request.
#pragma once

#include <span>
#include <vector>

#include "collector/measure/stage.h"

namespace crossfade::collector {

inline constexpr std::uint32_t largest_replay_sample = 10'000;

/// The first requests of the mix of which each class has its share of `sample`, by largest remainders: a few
/// requests drawn by chance would have other shares, and classes differ. Ascending. If the mix has too few of
/// a class, others take their place.
std::vector<std::uint64_t> replay_sample(const RequestMix& mix, std::span<const double> shares,
                                         std::uint32_t sample);

/// Of replay_sample() those that the spec names, spec.rounds times; with spec.sample_code also where they
/// execute. The time of each is recorded as its
/// service time where it is simulated: a time in the simulator, which says which class it was of. A request
/// comes again as the one a pool later, so that a workload never sees an index twice in one stage and yet
/// answers the same.
results::Result<Measured> measure_replay(const StageInput& input, const StageSpec& spec);

}  // namespace crossfade::collector
