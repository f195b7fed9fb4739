// Quantities: what one process run says of one metric. A value in the metric's unit, or the reason why this
// run has none. Several stages of the same kind in a run are pooled.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/process_run.h"
#include "results/stage_likeness.h"

namespace crossfade::analysis {

struct StageFilter {
  results::StageKind kind = results::StageKind::capacity;
  std::optional<std::uint32_t> workers;
  std::optional<double> offered_per_s;
};

/// The closed loop with all threads; of any thread count where none is known.
StageFilter at_capacity(const WorkloadRuns& workload);

bool matches(const results::Stage& stage, const StageFilter& filter);
std::vector<const StageView*> matching(const ProcessRun& run, const StageFilter& filter);

using results::same_rate;
bool has_rate(const std::vector<double>& rates_per_s, double rate_per_s);

struct Quantity {
  std::optional<double> value;
  std::uint64_t requests = 0;
  std::string absent_because;
  /// What it follows from was in another pass of the counters than the one of this run: planned, no failure.
  bool elsewhere = false;
};

using Measure = std::function<Quantity(const ProcessRun&, const std::vector<const StageView*>&)>;

/// Correct requests per second.
Quantity throughput_per_s(const ProcessRun& run, const std::vector<const StageView*>& stages);
/// Of stages with N workers: throughput / (N times that of one worker in the same process run).
Quantity scaling_efficiency(const ProcessRun& run, const std::vector<const StageView*>& stages);
/// User and system time per correct request, waiting for arrivals subtracted; external targets included.
Quantity cpu_per_request_ns(const ProcessRun& run, const std::vector<const StageView*>& stages);
Quantity effective_clock_hz(const ProcessRun& run, const std::vector<const StageView*>& stages);
/// Quantile of a distribution over all classes; absent below 1 / (1 - p) requests.
Measure quantile_ns(results::DistributionKind kind, double p);
/// The engine's own looks at the clock, which a worker's counters have counted: as they were counted, or
/// taken off as far as the recording knows them.
enum class Looks { counted, taken_off };
/// Total of one counter over the stages in whose pass it was; absent unless it counted the whole of each, or
/// took turns because that was asked for (multiplexing.h: an estimate).
Quantity counter_total(const ProcessRun& run, const std::vector<const StageView*>& stages,
                       std::string_view metric, Looks looks = Looks::counted);
/// What of the metric the looks of that stage were; 0 where there were none, or they are not known.
double of_looks(const results::Stage& stage, std::string_view metric);
/// A metric of results/vocabulary/derived_metric.h from the stages in which all of its counters were in the
/// pass: one count is never set against another stage's. Absent unless they counted the whole of each.
Measure derived(std::string_view metric);
/// True if the recording has counted everything that one of the ways to derive the metric needs: a counter
/// whose pass no process has opened yet has counted nothing.
bool is_counted(const results::Recording& recording, std::string_view metric);

/// All of a run's latencies of one kind in one histogram: per-class rows are merged.
results::Histogram pooled_histogram(const std::vector<const StageView*>& stages,
                                    results::DistributionKind kind);

}  // namespace crossfade::analysis
