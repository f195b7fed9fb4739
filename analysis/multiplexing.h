// Multiplexing: recordings whose counters took turns within a stage because that was asked for (run
// --multiplex). A count of a part of a stage is scaled up there, by the time that it was on the counters, and
// is an estimate; nowhere else is anything scaled.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/coverage.h"
#include "analysis/process_run.h"
#include "results/recording.h"

namespace crossfade::analysis {

bool is_multiplexed(const results::Recording& recording);

/// The whole of a stage by what was counted in a part of it; a group that counted all of it is not scaled.
double scaled_total(std::uint64_t total, std::uint64_t enabled_ns, std::uint64_t running_ns);

/// Of counters of these metrics in the closed loops of the side's multiplexed recordings, those stages of a
/// process run together: the grade of the worst. nullopt: none of them was scaled.
std::optional<Coverage> coverage_of_estimates(const WorkloadRuns& side,
                                              const std::vector<std::string_view>& metrics);

/// "estimated: ..." with the grade, for a value that follows from scaled counts.
std::string estimated_text(Coverage coverage);

}  // namespace crossfade::analysis
