// Scaling law: what is fitted to the throughputs of a workload by thread count, from the process runs that
// have all of them: the Universal Scalability Law up to as many threads as cores, what siblings add beyond,
// and what the law predicts; or the reason why there is none. Which cores there were is told, not found here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/estimate.h"
#include "analysis/process_run.h"
#include "analysis/quantity.h"
#include "analysis/statistics/usl_bounds.h"

namespace crossfade::analysis {

/// Below these the scaling law is not fitted: with fewer thread counts its coherence term is not identified.
inline constexpr std::uint32_t fewest_law_thread_counts = 6;
inline constexpr std::uint32_t fewest_law_processes = 3;

using ThreadCounts = std::vector<std::uint32_t>;

/// Capacity stages with so many workers.
StageFilter capacity_at(std::uint32_t threads);

/// The Universal Scalability Law up to as many threads as cores.
struct ScalingLaw {
  ThreadCounts thread_counts;   ///< with a core for each thread
  std::uint32_t processes = 0;  ///< that have all of them
  std::optional<statistics::UslBounds> bounds;
  std::string absent_because;
};

/// What the second threads of cores (hyperthreads) add to as many threads as cores.
struct SiblingEffect {
  std::uint32_t from_threads = 0, to_threads = 0;  ///< from one a core to the most measured
  Estimate gain;                                   ///< in cores a sibling: 0 = nothing, 1 = a core of its own
  bool is_line = false;  ///< thread counts between do not refute that every sibling added the same
  std::string straight;  ///< the same in words, if there are thread counts between
};

/// By the law, not measured: as if there were as many more cores of the same kind.
struct ThroughputPrediction {
  std::uint32_t threads = 0;
  Estimate throughput_per_s;
};

/// one_a_core: thread counts up to the number of cores; machine_cores: of the whole machine, 0 = unknown,
/// only to say what else could be measured.
ScalingLaw scaling_law(const WorkloadRuns& workload, ThreadCounts one_a_core, std::uint32_t machine_cores);

/// from_cores: thread counts from the number of cores on.
SiblingEffect sibling_effect(const WorkloadRuns& workload, const ThreadCounts& from_cores,
                             std::uint32_t cores);

/// At one and a half and twice the most threads of the law; none without a law.
std::vector<ThroughputPrediction> predictions(const WorkloadRuns& workload, const ScalingLaw& law);

}  // namespace crossfade::analysis
