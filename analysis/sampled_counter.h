// Sampled counter: how many samples a recording has of a counter, how often they were really taken, and why
// there are none. The counts themselves are the recording's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "results/recording.h"

namespace crossfade::analysis {

struct SamplesOfCounter {
  std::uint64_t counted = 0, without = 0;  ///< samples with a count, and without, of stages that have any
  double worker_s = 0;                     ///< from the start of those stages to each worker's last sample

  /// Samples with a count, a second and worker; the worker's stop is one of them. Absent if there is none.
  std::optional<double> rate_hz() const;
};

SamplesOfCounter samples_of(const results::Recording& recording, std::uint32_t counter);

/// Of a recording without any, in its own words if it has some: "it was recorded with --sample-rate 0".
std::string why_no_samples(const results::Recording& recording);
/// By the option that kept them away.
std::string how_to_have_samples(const results::Recording& recording);

}  // namespace crossfade::analysis
