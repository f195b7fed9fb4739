// Row checks: what must hold between the rows of a recording, whoever made them. The reader applies them to
// files, the writer to what it is handed. Each returns what is wrong, or nothing. That row numbers of the
// schema point into their tables is the reader's generic check; here is what the schema cannot say.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "results/recording.h"

namespace crossfade::results {

using Problem = std::optional<std::string>;

/// Buckets ascend, exist, are not empty and sum to n; min <= max; the class is one of the stage's workload.
/// `stage` is the distribution's own, and points to a repetition.
Problem check_distribution(const Recording& recording, const Stage& stage, const Distribution& distribution);

/// Its lists are as long as it says, and its classes are some of the workload's. `stage` as above.
Problem check_trace(const Recording& recording, const Stage& stage, const Trace& trace);

/// Its spike lies within a stage that has one, and its windows are of the workload's classes and hold no more
/// than was offered. `stage` as above.
Problem check_spike(const Stage& stage, const Spike& spike);
Problem check_spike_window(const Recording& recording, const Stage& stage, const SpikeWindow& window);

/// The samples of one stage that has `workers` workers: by worker, of each by time. `first_worker`: row of
/// the first.
Problem check_samples(std::span<const CounterSample> samples, std::size_t first_worker, std::size_t workers);
/// Each of another counter of the recording, and as long as there are samples. Of a stage to be recorded.
Problem check_series(const Recording& recording, const StageRecord& record);
/// Samples times counters, whether counted or not: the reader looks at each. Far more than a run has.
inline constexpr std::uint64_t max_sample_cells = std::uint64_t{1} << 30U;
/// What series take of max_sampled_counts.
std::uint64_t room_of(const CounterSeries& series);

/// The shares of each workload's classes lie in (0, 1] and sum to 1, where it has any.
Problem check_classes(const Recording& recording);

/// Everything above for all rows.
Problem check_rows(const Recording& recording);

}  // namespace crossfade::results
