// Throughput runs: closed-loop throughput of several process runs, each at the same thread counts, and how
// far they agree. A process is faster or slower as a whole, which moves all of its thread counts together
// and says nothing about how they scale: that part of the variation is kept apart.
#pragma once

#include <optional>
#include <vector>

namespace crossfade::statistics {

struct ThroughputRuns {
  std::vector<double> threads;             ///< distinct, ascending, 1 or more
  std::vector<std::vector<double>> per_s;  ///< by run, by thread count; above 0
};

/// ln throughput = thread count + run + error.
struct AdditiveModel {
  std::vector<double> means;  ///< of ln throughput, by thread count
  double error_variance = 0;  ///< of one ln value within its run
  double error_degrees_of_freedom = 0;
  double level_variance = 0;  ///< of the runs' own levels: means of ln over their thread counts
  double level_degrees_of_freedom = 0;
};

/// Two-way analysis of variance without interaction (R. A. Fisher; Scheffe, The Analysis of Variance, 1959,
/// chapter 4). nullopt with fewer than two runs or thread counts, a run that lacks a thread count, thread
/// counts that are not ascending from 1, or a throughput that is not finite or not above 0.
std::optional<AdditiveModel> additive_model(const ThroughputRuns& data);

}  // namespace crossfade::statistics
