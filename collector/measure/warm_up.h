// Warm-up: requests on all workers until their service time has settled, outside every measurement.
#pragma once

#include <cstdint>

#include "collector/measure/crew.h"
#include "collector/measure/golden_answers.h"
#include "results/error.h"

namespace crossfade::collector {

struct WarmUp {
  std::uint64_t elapsed_ns = 0, requests = 0;
  bool settled = false;  ///< statistics::SteadyStateWatch said so within the limit
  std::uint64_t next_index = 0;
};

/// Windows of 10 ms (a 40th of the limit if that is shorter, one request if that is longer) until settled, at
/// least 15 of them, or `limit_ns` has passed; 0 = none at all. Errors (data): an answer was wrong.
results::Result<WarmUp> warm_up(Crew& crew, const GoldenAnswers& golden, std::uint64_t limit_ns,
                                std::uint64_t seed);

}  // namespace crossfade::collector
