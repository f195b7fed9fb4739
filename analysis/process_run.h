// Process runs: one workload of one side as the list of its fresh processes, each with the stages that count.
// Void and failed stages and process runs that did not end well are left out and counted. Everything points
// into the side's recordings and lives no longer than they do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/host.h"
#include "analysis/side.h"
#include "analysis/workload_name.h"
#include "results/recording.h"

namespace crossfade::analysis {

struct StageView {
  const results::Stage* stage = nullptr;
  std::vector<const results::Distribution*> distributions;
  std::vector<const results::CounterReading*> readings;
  const results::Trace* trace = nullptr;  ///< null: its requests were not kept one by one
  bool out_of_turn = false;  ///< measured again behind the last block: no neighbour of its block's others
};

struct ProcessRun {
  const results::Recording* recording = nullptr;
  std::uint32_t host = 0;             ///< within the side, of hosts_of()
  std::uint32_t recording_index = 0;  ///< within the side
  std::uint32_t workload = 0;         ///< index in the recording
  std::uint32_t block = 0;
  std::int64_t start_unix_ns = 0;      ///< of its first stage
  std::vector<StageView> stages;       ///< an open-loop stage without a positive rate is in neither
  std::vector<StageView> void_stages;  ///< left out; only to say why something is missing
};

struct WorkloadRuns {
  std::string name;  ///< "tls_segment", "catalog_page@24m", "evcache_get:mb=8"
  std::vector<ProcessRun> runs;
  std::vector<ProcessRun> reruns;         ///< of their disturbed stages: never part of what was experienced
  std::vector<ProcessRun> verifications;  ///< looks below the SLO throughput
  std::uint32_t failed_runs = 0;          ///< wrong, crashed, hung, killed or refused
  std::uint32_t void_stages = 0;
};

/// Every workload of the side in order of first appearance, also one without a single usable run.
std::vector<WorkloadRuns> process_runs(const Side& side);
/// One of them; no runs if the side does not have it.
WorkloadRuns process_runs(const Side& side, std::string_view workload);

/// Of its capacity stages, void ones included; 0 without any.
std::uint32_t most_workers(const WorkloadRuns& workload);

}  // namespace crossfade::analysis
