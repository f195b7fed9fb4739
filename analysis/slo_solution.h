// SLO solution: what analysis/statistics/slo_estimate makes of the chunks of one workload in one recording. A
// solution takes a tenth of a second and is asked for by several tables, so each is kept.
#pragma once

#include <span>

#include "analysis/process_run.h"
#include "analysis/statistics/slo_estimate.h"

namespace crossfade::analysis {

/// Stages of kind slo_chunk with their requests kept; not the void ones.
bool has_slo_chunk(const ProcessRun& run);

/// `runs`: of one recording and one workload. Every objective is multiplied by `objective_factor`.
statistics::SloEstimate solve_slo(std::span<const ProcessRun* const> runs, double objective_factor);

}  // namespace crossfade::analysis
