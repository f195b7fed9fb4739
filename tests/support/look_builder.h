// Look builder: adds looks below the SLO throughput to a synthetic recording, with outcomes that the test
// chooses. The figures mean nothing.
#pragma once

#include <cstdint>

#include "results/recording.h"

namespace crossfade::testing {

struct SyntheticLook {
  double rate_per_s = 6'000;
  std::uint64_t served = 4'000;  ///< requests
  std::uint64_t late = 0;        ///< so many of them take twice their objective, the others a tenth
  std::uint64_t unserved = 0;    ///< of the schedule, beside those
  results::StageOutcome outcome = results::StageOutcome::ok;
  results::Quality quality = results::Quality::clean;
  double design_effect = 1;  ///< NaN = not recorded, as it is of every stage that did not keep up
};

/// One more fresh process with one stage of kind verify, of the recording's first workload, which has one
/// class. Its panel reads what that of the last stage did.
void add_look(results::Recording& recording, const SyntheticLook& look);

}  // namespace crossfade::testing
