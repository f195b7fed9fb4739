// Recorded chunks: what a recording in the making holds for solving the SLO throughput of one workload. Spans
// into the recording.
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/statistics/slo_problem.h"
#include "collector/plan_items.h"
#include "results/recording.h"

namespace crossfade::collector {

/// Which chunks: all that are not void, or those that nobody was seen to disturb, within them or
/// near them (results/busy_neighbour.h).
enum class ChunkQuality { usable, clean };

/// Of calibration and measurements before item `before_item` of the plan, in the order of time. Calibration
/// rounds are blocks of their own, after the last. `workload`: index into Plan::workloads.
std::vector<statistics::SloChunk> recorded_chunks(const Plan& plan, const results::Recording& recorded,
                                                  std::uint32_t workload, std::uint32_t before_item,
                                                  ChunkQuality quality = ChunkQuality::usable);

/// Those of the blocks alone: what the report will solve, which leaves the calibration out.
std::vector<statistics::SloChunk> chunks_of_blocks(const Plan& plan, const results::Recording& recorded,
                                                   std::uint32_t workload);

/// What crossfade-report solves of the same chunks; spans of the arguments.
statistics::SloProblem slo_problem_of(const Plan& plan, const std::vector<statistics::SloChunk>& chunks,
                                      const std::vector<double>& objective_ns);

/// Objectives by class, in ns. `recorded_workload`: index into recorded.workloads.
std::vector<double> objectives_of(const results::Recording& recorded, std::uint32_t recorded_workload);

}  // namespace crossfade::collector
