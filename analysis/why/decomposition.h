// Decomposition: why the SLO throughput of two sides differs, as factors that multiply to it:
//   SLO throughput = capacity x usable utilisation (SLO throughput / capacity)
//   capacity = CPU seconds per second x cycles per CPU second x instructions per cycle x requests per
//   instruction
// Every factor is a ratio candidate / baseline by rule R1. Where a counter is missing on a side its
// neighbours collapse into one factor that says so. No shares in percent: signs may differ.
// docs/methodology.md.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/comparison.h"
#include "analysis/estimate.h"
#include "analysis/why/counted_side.h"

namespace crossfade::analysis {

struct Factor {
  std::string id, name;
  Ratio ratio;
  Origin base_origin = Origin::measured, candidate_origin = Origin::measured;
  std::string stands_for = {};  ///< the factors that collapsed into it, and why; empty = none did
};

/// What cannot be told of both sides, and why not.
struct MissingFactor {
  std::string name, because;
};

struct Decomposition {
  std::string workload;
  Ratio slo_rate, capacity;
  std::vector<Factor> factors;     ///< in the order of the product
  std::optional<double> residual;  ///< SLO throughput's (else capacity's) ratio / product of the factors
  bool of_slo_rate = false;        ///< what the product is of; else of capacity
  std::vector<MissingFactor> missing = {};
  std::vector<std::string> joined = {};      ///< counters of other recordings, by side
  std::vector<std::string> not_joined = {};  ///< named recordings whose counters were not taken, and why
  /// Second level, where counted: cycles per instruction by category, and cache, TLB and branch events.
  std::vector<MetricComparison> events = {};
};

/// Errors: data if the comparison does not have the workload.
results::Result<Decomposition> decompose(const Comparison& comparison, const std::string& workload,
                                         std::span<const RecordingPointer> lenders,
                                         const CompareOptions& options);

}  // namespace crossfade::analysis
