// Recording builder: synthetic recordings made in code for tests; every one is titled "synthetic". A queue of
// `workers` servers is imitated by closed formulas, so that throughput, latency and its tail move together;
// the figures mean nothing. Same options, same recording and run id.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "results/recording.h"

namespace crossfade::testing {

struct SyntheticWorkload {
  std::string name = "tls_segment", version = "1", preset = "default", parameters = "bytes=16384";
  std::string dataset_digest = "0011223344556677";
  double service_ns = 200'000;
  std::uint64_t slo_p99_ns = 5'000'000;
  std::uint64_t net_in_bytes = 100, net_out_bytes = 16'384;
  double contention = 0, coherence = 0;  ///< sigma and kappa of the scaling law
  std::uint64_t flags = 0;
  double overlap = 0;  ///< share of requests, with several workers; of a contended workload
};

struct SyntheticHost {
  std::string title = "synthetic";
  std::string host_id = "host-a";
  std::string instance_type;  ///< empty = unknown
  std::string cpu_model = "Example CPU 1", microarchitecture = "example1";
  std::string kernel = "6.1.0";
  std::string isa_cap = "none";
  std::uint32_t workers = 2;
  std::vector<std::uint32_t> thread_counts;  ///< of the closed loop; empty = 1 and all workers
  std::uint32_t cores = 0;                   ///< 0 = one for every worker
  double sibling_gain = 1;                   ///< what a second thread adds to its core
  double stage_noise = 0;                    ///< standard deviation of ln between stages of a process run
  std::uint32_t blocks = 8;
  double speed = 1;           ///< service times are divided by it
  double block_noise = 0.02;  ///< standard deviation of ln between process runs
  std::uint64_t seed = 1;
  std::int64_t start_unix_ns = 1'760'000'000'000'000'000;
  std::int64_t between_runs_ns = 10'000'000'000;  ///< start of one process run to the next
  double grid_base_per_s = 1'000;                 ///< offered rates are this times 10^(k/10)
  std::uint32_t grid_points = 12;
  std::uint64_t requests = 4'000;    ///< a load stage
  double design_effect = 1;          ///< of its latency quantiles; NaN = not recorded
  std::uint32_t chunk_requests = 0;  ///< of the stage that the SLO throughput is solved from; 0 = without one
  bool hardware_counters = false;
  double panel_loads_per_cycle = 0;    ///< what the panel reads on idle cores; 0 = recorded without a panel
  std::uint32_t disturbed_blocks = 0;  ///< the first so many: the panel reads half, requests take
  double disturbed_slowdown = 1.3;     ///< so much longer
};

results::Recording synthetic_recording(const SyntheticHost& host,
                                       const std::vector<SyntheticWorkload>& workloads = {
                                           SyntheticWorkload{}});

}  // namespace crossfade::testing
