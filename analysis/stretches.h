// Stretches: the recordings of one machine in the order of time. Recordings of one side that no recording of
// the other side separates share that stretch of time: machines drift over hours, so they say little more of
// the machine than one of them, and count as one.
#pragma once

#include "analysis/sample.h"
#include "analysis/statistics/host_model.h"

namespace crossfade::analysis {

/// One host a stretch, as host_model.h wants units: its one recording is the blocks of the stretch, ln, in
/// the order of time.
struct Stretches {
  statistics::SideValues base, candidate;
};

/// Both samples from one host, with values and positive. A recording begins with its first process run.
Stretches stretches(const Sample& base, const Sample& candidate);

}  // namespace crossfade::analysis
