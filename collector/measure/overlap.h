// Overlap: of the requests of a contended workload that looked, how many saw another worker at contended
// work. Contention without overlap shows nothing, so the two counts stand beside every stage, as counters
// that perf_event has no part in. The workload says it (cf_answer.items in workloads/abi.h); nothing is
// inferred from times.
#pragma once

#include <cstdint>
#include <vector>

#include "results/recording.h"
#include "workloads/abi.h"

namespace crossfade::collector {

struct OverlapCount {
  std::uint64_t looked = 0, seen = 0;  ///< requests

  void add(std::uint32_t items) {
    looked += items == CF_OVERLAP_NOT_SEEN || items == CF_OVERLAP_SEEN;
    seen += items == CF_OVERLAP_SEEN;
  }
};

/// What a recording calls the two counts, in the order of overlap_readings().
std::vector<results::Counter> overlap_counters();

/// `stage` left 0; `first_counter`: index of the first of overlap_counters().
std::vector<results::CounterReading> overlap_readings(const OverlapCount& count, std::uint32_t first_counter,
                                                      std::uint64_t duration_ns);

}  // namespace crossfade::collector
