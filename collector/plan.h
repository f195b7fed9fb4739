// Plan: what a run will measure, fixed before the first block and stored in the recording as JSON. Resuming a
// run reads it back; nothing about the measurement is decided elsewhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "collector/spike_plan.h"
#include "results/error.h"
#include "results/recording.h"

namespace crossfade::collector {

struct PlannedWorkload {
  std::string name;  ///< plug-in name
  std::string preset = "default";
  std::vector<std::string> parameters;  ///< "key=value"
  /// Ascending, of --rates-from: measured as far as they lie within this host's capacity or one beyond it;
  /// the grid goes on above the last. Empty = the grid alone.
  std::vector<double> baseline_rates_per_s = {};
  /// As allotted: in so many of the plan's blocks, evenly spread; 0 = in all of them.
  std::uint32_t blocks = 0;
  bool slo = true;  ///< false: no SLO chunk, because it did not fit into the budget
  std::string input_path = {}, input_digest = {};  ///< a file to work on; empty = inputs are generated
  friend bool operator==(const PlannedWorkload&, const PlannedWorkload&) = default;
};

/// What tells it from every other workload of its plan, and as --workload takes it: "name", "name@preset"
/// where the preset is not the default one, ":key=value,key=value" where parameters are its own.
std::string display_name(const PlannedWorkload& workload);

struct Plan {
  std::string profile;  ///< "quick", "custom" ...
  std::uint64_t seed = 0;
  std::vector<PlannedWorkload> workloads;
  std::uint32_t blocks = 8;
  /// Before a run that went on was asked for more of them; 0 = it never was. Who looks, and then measures on
  /// until the answer pleases, has intervals that are too narrow: reports say so.
  std::uint32_t blocks_at_first = 0;
  std::vector<std::uint32_t> thread_counts;  ///< closed loop, ascending; the last = all workers = open loop
  std::vector<std::uint32_t> worker_cpus;    ///< one per core first, then siblings
  std::uint64_t service_ns = 0, capacity_ns = 0, load_ns = 0;  ///< length of a stage of each kind
  /// Length of the pieces in which such stages are measured (slices.h); 0 = in one.
  std::uint64_t slice_ns = 0;
  /// Of the stage that the SLO throughput is solved from: so long, but at least chunk_requests requests; 0 =
  /// there is none. A workload so slow that this takes more than chunk_limit_ns has none either.
  std::uint64_t chunk_ns = 0, chunk_limit_ns = 0;
  std::uint32_t chunk_requests = 300;
  std::uint32_t trace_requests = 0;  ///< of each of its slices, recorded one by one
  /// Processes of each workload before the first block, for the variances and rates that the time is allotted
  /// by (allotment.h); 0 = nothing is allotted, the blocks are as given.
  std::uint32_t calibration = 0;
  bool allotted = false;        ///< the calibration is over and the plan is frozen
  std::uint64_t budget_ns = 0;  ///< of the whole run, calibration included
  /// Whole blocks are measured until the budget is used (block_budget.h), `blocks` at most.
  bool until_budget = false;
  double precision = 0;         ///< half-width of the SLO throughput that is aimed at, relative
  double rerun_share = 0;       ///< of the measurements' time, for stages that were disturbed; 0 = none
  std::uint64_t verify_ns = 0;  ///< longest look at a workload below its SLO throughput; 0 = none is taken
  std::vector<std::string> left_out = {};  ///< what did not fit, and what it would need; for people
  std::uint64_t warm_up_limit_ns = 0;
  bool load_curve = true;       ///< false: no stages at offered rates; load_ns is then 0
  std::uint32_t grid_step = 1;  ///< of the absolute grid of rates 10^(k/20)/s (planner.h)
  std::vector<double>
      rates_per_s;  ///< explicit rates instead of the grid; empty = grid from the first block's capacity
  results::WaitMode wait_mode = results::WaitMode::hybrid;
  results::Arrival arrival = results::Arrival::poisson;  ///< of load stages
  std::vector<RateStep> arrival_steps;                   ///< of step arrivals
  std::string arrival_trace_path, arrival_trace_digest;  ///< of trace arrivals
  /// Of the workers in open-loop stages; in a closed loop they would starve their CPUs.
  results::Scheduling scheduling = results::Scheduling::normal;
  SpikePlan spikes;
  std::uint32_t isa_level = 0;
  bool counters = true;
  std::vector<std::string> events = {};  ///< as named; empty = all of the CPU's, in passes
  bool multiplex = false;   ///< all passes in every process, taking turns within a stage: estimates
  bool count_cpus = false;  ///< hardware events of all that the workers' CPUs do, not of the workers alone
  std::uint32_t sample_rate_hz = 0;  ///< how often a worker reads its counters in a stage; 0 = never
  friend bool operator==(const Plan&, const Plan&) = default;
};

std::string to_json(const Plan& plan);
results::Result<Plan> plan_from_json(std::string_view json);

}  // namespace crossfade::collector
