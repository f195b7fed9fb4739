// CounterRotation: which pass of the counters a process opens. Passes take turns every two blocks, the
// first one first: all workloads and all stages of a block have the same one, and two recordings of one plan
// go through them alike, so no pass falls together with a kind of stage or with a side of a comparison. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collector/counters/counter_event.h"
#include "collector/plan.h"
#include "collector/plan_items.h"

namespace crossfade::collector {

/// The pass of an item of the plan, of so many. A pass is in four processes of every workload, of which two
/// are in blocks that either side of two recordings in turn begins, and as many passes are as have room for
/// that and for one process of every other. With few blocks the first has its four and as many of the next
/// ones as there are blocks left are in one process each: what the vocabulary's figures take stands in the
/// first. Blocks that were added later go to passes that lack processes. A workload that is in some of the
/// blocks only goes through them by its own blocks. Reruns have the pass of what they repeat; calibrations
/// and verifications go by their rounds.
std::uint32_t pass_of(const Plan& plan, const WorkItem& item, std::uint32_t passes);

/// What a run of so many blocks does not count, or counts in too few processes for an interval, and how many
/// blocks would; empty if everything has one.
std::string rotation_gap(const Plan& plan, std::uint32_t blocks,
                         const std::vector<std::vector<CounterEvent>>& passes);

/// The passes, a paragraph each, under a line that says how they take turns; lines of at most `width`
/// characters.
std::string rotation_text(const std::vector<std::vector<CounterEvent>>& passes, std::size_t width = 100);

}  // namespace crossfade::collector
