// SLO solution: what analysis/statistics/slo_estimate makes of the chunks of one workload in one recording. A
// solution takes a tenth of a second and is asked for by several tables, so each is kept.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <vector>

#include "analysis/process_run.h"
#include "analysis/statistics/no_rate.h"
#include "analysis/statistics/slo_estimate.h"

namespace crossfade::analysis {

/// Also between runs of this program, in that file (solution_store.h); before the first is asked for. Empty:
/// only as long as the program runs, as where this was not called or the program cannot be told from another
/// build of it.
void keep_slo_solutions_in(const std::filesystem::path& file);

/// Stages of kind slo_chunk with their requests kept; not the void ones.
bool has_slo_chunk(const ProcessRun& run);

/// `runs`: of one recording and one workload. Every objective is multiplied by `objective_factor`.
statistics::SloEstimate solve_slo(std::span<const ProcessRun* const> runs, double objective_factor);

/// Where that found no rate: how sure that is. The same `runs` and factor.
statistics::NoRate judge_no_rate(std::span<const ProcessRun* const> runs, double objective_factor,
                                 bool too_disturbed);

/// By recording, those of its process runs that have a chunk.
std::map<std::uint32_t, std::vector<const ProcessRun*>> slo_runs(const WorkloadRuns& workload);

/// Solves what solve_slo() will be asked for, all recordings at once on as many threads as there are CPUs.
/// Changes no answer: where it is not called each is solved when it is asked for.
void solve_slo_ahead(std::span<const WorkloadRuns* const> workloads,
                     std::span<const double> objective_factors);

}  // namespace crossfade::analysis
