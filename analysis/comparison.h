// Comparison of two sides: per workload and metric, both estimates and their ratio by rule R1 of
// docs/methodology.md, or paired on one host. The numbers behind crossfade-report compare and the overview
// matrix. No text formatting here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/comparability.h"
#include "analysis/estimate.h"
#include "analysis/host_noise.h"
#include "analysis/ratio.h"
#include "analysis/scaling_comparison.h"
#include "analysis/side.h"
#include "analysis/undisturbed.h"
#include "results/error.h"

namespace crossfade::analysis {

struct CompareOptions {
  std::optional<double> host_cv;  ///< replaces h0 of R1, relative (0.05 = 5 %)
  HostNoise noise = {};           ///< of hosts that may be among those compared
};

struct MetricComparison {
  std::string metric;        ///< id in results/vocabulary
  std::string context;       ///< what the metric is bound to: "2 threads", "at 1,000/s (0.5 of baseline
                             ///< capacity)"; may be empty
  Estimate base, candidate;  ///< as experienced: what the headline and the decision rest on
  Ratio ratio;
  Estimate base_undisturbed = {}, candidate_undisturbed = {};  ///< of the undisturbed stages only
  Ratio undisturbed = {};
  std::vector<std::string> noise = {};  ///< floors of the hosts, a sentence each
};

struct WorkloadComparison {
  std::string workload;                ///< "tls_segment", "catalog_page@24m"
  std::string not_comparable_because;  ///< a blocking difference: estimates stand, ratios are absent
  std::vector<MetricComparison> metrics;
  std::vector<ScalingComparison> scaling = {};  ///< at the thread counts that both have
};

struct Comparison {
  Side base, candidate;
  bool same_host = false;
  std::vector<Difference> differences;
  std::vector<WorkloadComparison> workloads;  ///< those both sides have
  std::vector<std::string> only_in_base, only_in_candidate;
  Disturbance base_disturbance, candidate_disturbance;
};

/// Errors: data, if the sides have no workload in common.
results::Result<Comparison> compare(const Side& base, const Side& candidate, const CompareOptions& options);

/// How ratios of its sides are formed: its own, and those that others form of the same recordings.
RatioOptions ratio_options_of(const Comparison& comparison, const CompareOptions& options);

/// The side with that label; nullptr if none has it.
const Side* side_called(const std::vector<Comparison>& comparisons, const std::string& label);

/// One side alone: the estimates that compare() would use, for `show` and the baseline column.
struct SideMetric {
  std::string workload, metric, context;
  Estimate estimate;
  Estimate undisturbed = {};
};
std::vector<SideMetric> describe(const Side& side);

}  // namespace crossfade::analysis
