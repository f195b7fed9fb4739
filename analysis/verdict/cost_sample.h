// Cost sample: what a request of a mix costs on one side, block by block, before prices: the machine time of
// the mix relative to the baseline's mean, so 1 is the baseline. Rule R1 (analysis/ratio.h) then compares two
// sides as it does any metric. A mix of one workload is the reciprocal of its SLO throughput.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "analysis/ratio.h"
#include "analysis/sample.h"
#include "analysis/verdict/mix.h"
#include "analysis/verdict/side_rates.h"

namespace crossfade::analysis {

struct CostSample {
  Sample sample;              ///< empty, with the reason, where any workload of the mix has no value
  OpenRange open = {};        ///< what the values leave open
  bool is_published = false;  ///< the network binds in every workload for sure: nothing in it is measured
  std::vector<std::string> notes;  ///< a sentence each: network limits, blocks left out
};

/// Part of the baseline's spend that each workload has; they sum to 1.
struct SpendShare {
  std::string workload;
  double share = 0;
};

/// Of another objective, as experienced.
struct ObjectiveSamples {
  CostSample base, candidate;
  bool base_never = false, candidate_never = false;  ///< no rate meets it, for certain, of some workload
};

struct CostSamples {
  std::vector<SpendShare> shares;  ///< in the order of the workloads
  CostSample base, candidate, base_undisturbed, candidate_undisturbed;
  std::string absent_because;  ///< why none can be formed
};

/// `workloads`: those of the mix; both sides have the rates of all. The mean of the baseline is part of the
/// weights and is taken as known: a second-order error.
CostSamples cost_samples(const SideRates& base, const SideRates& candidate,
                         const std::vector<std::string>& workloads, const Mix& mix);

/// The same for every objective times each factor, in the order of the factors. The weights are `shares`,
/// those of the declared objectives. Each factor is another solution of every recording: seconds of many.
std::vector<ObjectiveSamples> objective_samples(const SideRates& base, const SideRates& candidate,
                                                const std::vector<std::string>& workloads,
                                                const std::vector<SpendShare>& shares,
                                                std::span<const double> factors);

/// Machine time per request, candidate / baseline: less is better, what the samples leave open included.
/// `absent_because`: why the samples are none; empty = they are.
Ratio cost_ratio_of(const CostSample& base, const CostSample& candidate, const std::string& absent_because,
                    RatioOptions options);

}  // namespace crossfade::analysis
