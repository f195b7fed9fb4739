// Sample: one metric of one workload of one side, as the values of its process runs; and what follows from
// it: an estimate of the side alone, and the block values rule R1 works on.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/estimate.h"
#include "analysis/quantity.h"
#include "analysis/statistics/host_model.h"

namespace crossfade::analysis {

struct RunValue {
  std::uint32_t host = 0, recording = 0, block = 0;
  std::int64_t start_unix_ns = 0;
  double value = 0;
  bool out_of_turn = false;  ///< of stages that are (StageView): not paired
};

struct Sample {
  std::vector<RunValue> values;
  SampleSize n;
  /// Of the values there were, by recording; kept where values are refused and taken away.
  std::map<std::uint32_t, std::uint32_t> blocks_of_recording;
  double disturbed_share = 0;  ///< of the stages behind the values
  std::uint32_t runs_without = 0;
  std::string absent_because;  ///< of the first run without a value, or why there are no runs
  bool positive() const;       ///< every value is above 0: logarithms exist
};

Sample sample(const WorkloadRuns& workload, const StageFilter& filter, const Measure& measure);

/// Why no stage of a workload passes the filter: there is none, or only void ones, or none was asked for.
std::string no_stage_text(const WorkloadRuns& workload, const StageFilter& filter);

/// Fills n (all but requests) and the blocks from the values.
void count_runs(Sample& sample);

/// Multiplies the values of one recording, all positive, so that their geometric mean over blocks is `value`.
void centre_on(Sample& of_recording, double value);

/// ln of the values as hosts, recordings and blocks; a block's value is the mean over its process runs. Needs
/// positive().
statistics::SideValues log_blocks(const Sample& sample);

/// Geometric mean: over hosts of recordings of blocks. The interval is between process runs, for the
/// recordings at hand (three and more hosts: between hosts); three process runs at least. Where a value is 0
/// or below, estimate_plain().
Estimate estimate(const Sample& sample);

/// The same with arithmetic means: for shares and counts that may be 0.
Estimate estimate_plain(const Sample& sample);

/// Value and interval times a factor above 0.
Estimate scaled(Estimate estimate, double factor);

}  // namespace crossfade::analysis
