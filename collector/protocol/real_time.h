// Real time: SCHED_FIFO for a thread, at its lowest priority, so that nothing ordinary takes its CPU. Asked
// by the collector before a run and done by the measuring process, for the workers of open-loop stages only:
// a worker that never sleeps, as in a closed loop, would starve its CPU until the kernel throttles it.
#pragma once

#include "results/error.h"

namespace crossfade::collector {

/// Of the calling thread. Errors (unavailable): the kernel refuses SCHED_FIFO; leaving it is never refused.
results::Result<void> enter_real_time();
void leave_real_time();

/// What a refusal with that errno means to the user; `limit` is RLIMIT_RTPRIO.
results::Error real_time_refused(int why, unsigned long limit);

/// Tries it on a thread of its own. Errors as above.
results::Result<void> check_real_time();

}  // namespace crossfade::collector
