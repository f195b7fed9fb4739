// Service stage: the time of one request on one otherwise idle worker, through Google Benchmark as a library:
// it chooses the number of requests, our reporter takes its result, and the time of every request of the
// final run is kept as well.
#pragma once

#include "collector/measure/stage.h"

namespace crossfade::collector {

/// Errors: data (the library reported a failure).
results::Result<Measured> measure_service(const StageInput& input, const StageSpec& spec);

}  // namespace crossfade::collector
