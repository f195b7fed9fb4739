// RunSummary: what a finished run found, on one screen: per workload the capacity with every worker, the
// single-thread service time and how much of it was undisturbed. Medians over processes with their extremes;
// a first look, not a comparison: that is crossfade-report's.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "collector/plan.h"
#include "results/recording.h"

namespace crossfade::collector {

struct WorkloadSummary {
  std::string name;
  std::uint32_t processes_ok = 0, processes = 0;
  std::uint32_t processes_of_no_use = 0;    ///< of the ok ones: all of their stages are void
  std::vector<double> capacity_per_s = {};  ///< ascending, one per ok process
  std::vector<double> service_p50_ns = {};  ///< ascending, one per ok process
  std::uint32_t clean_stages = 0, void_stages = 0, stages = 0;
  std::uint32_t capacity_stages = 0, service_stages = 0;  ///< void ones too; capacity with all workers
  std::uint32_t slo_stages = 0, usable_slo_stages = 0;    ///< that the SLO throughput is solved from
  std::vector<std::string> load = {};                     ///< of load_summary.h
  std::map<std::string, std::uint32_t> findings = {};     ///< stages that are not clean, by rule
  std::string unexpected_answers = {};  ///< how they differ from the committed ones; empty = not
  std::string first_problem = {};       ///< of a process that is not ok
  std::uint32_t processes_wrong = 0;    ///< an answer was wrong
  std::string first_wrong = {};         ///< how
};

/// Of the repetitions from `first` on.
std::vector<WorkloadSummary> summarise(const Plan& plan, const results::Recording& recorded,
                                       std::size_t first = 0);
/// A table, or a list where none fits, in lines of at most `width` characters where words allow.
std::string to_text(const std::vector<WorkloadSummary>& summaries, std::size_t width = 100);
/// Workloads that have stages, and yet no capacity, no service time and no SLO throughput: all stages of
/// these are void. A stage of the load curve that is left says nothing by itself.
std::vector<std::string> without_a_figure(const std::vector<WorkloadSummary>& summaries);
/// There are stages, and all of them, whatever the workload, are void.
bool is_all_void(const std::vector<WorkloadSummary>& summaries);
/// What cannot be used of a whole recording, or of what the last call added to it; empty = nothing.
std::string useless_text(const std::vector<WorkloadSummary>& all, const std::vector<WorkloadSummary>& added);

}  // namespace crossfade::collector
