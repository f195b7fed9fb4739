// RuntimeFacts: what a workload says of itself once it is prepared on this machine: versions of its libraries
// and the code paths that they chose. Asked in a measuring process of its own, with default parameters and
// the inputs of a run, so that a crash or a hang costs this workload alone.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "collector/measure_process.h"
#include "collector/plugin_catalogue.h"
#include "collector/stop_request.h"
#include "collector/workload_facts.h"
#include "results/recording.h"

namespace crossfade::collector {

struct RuntimeFacts {
  std::vector<results::Library> libraries;
  std::string dataset_digest;    ///< of the inputs
  std::uint64_t prepare_ns = 0;  ///< on a machine that may be doing something else
  std::string why_not;           ///< it could not be prepared; empty = it was
};

/// What asking takes; all of it outlives the question.
struct ProbeParts {
  ProcessLauncher& launcher;
  const StopRequest& stop;
  std::function<std::uint64_t()> now_ns;  ///< monotonic
  std::uint32_t cpu = 0;                  ///< of the one worker that is planned for
  std::uint64_t patience_ns = 60'000'000'000;
};

RuntimeFacts probe_workload(const ProbeParts& parts, const Plugin& plugin);

/// "here, OpenSSL": "3.0.15, AES-NI and VAES" ..., in the words of workload_facts().
std::vector<WorkloadFact> runtime_fact_texts(const RuntimeFacts& facts);

}  // namespace crossfade::collector
