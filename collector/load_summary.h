// LoadSummary: what the end of a run says of one workload under load: rates above its capacity, an SLO
// throughput that cannot be solved, an objective that no rate meets. Not the SLO throughput itself: that is
// solved by crossfade-report.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collector/plan.h"
#include "results/recording.h"

namespace crossfade::collector {

/// Lines without their ends, of measurements from repetition `first` on; none if there is nothing to say.
/// `workload`: index into Plan::workloads.
std::vector<std::string> load_summary(const Plan& plan, const results::Recording& recorded,
                                      std::uint32_t workload, std::size_t first = 0);

}  // namespace crossfade::collector
