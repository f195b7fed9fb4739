#include "analysis/latency_distribution.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "analysis/process_run.h"
#include "analysis/quantity.h"
#include "analysis/sample.h"
#include "analysis/share_interval.h"
#include "analysis/statistics/interval.h"
#include "results/histogram.h"
#include "results/recording.h"

namespace crossfade::analysis {
namespace {

using results::Histogram;

constexpr int latencies_in_chart = 72;
/// Of a repetition's requests: what lies further out is a matter for percentiles.
constexpr double first_share = 0.001, last_share = 0.999;

/// Of each process run with requests at that load.
using Histograms = std::map<const ProcessRun*, Histogram>;

struct Measured {
  WorkloadRuns runs;
  StageFilter at;
  Histograms histograms;
  bool saturated = false;
};

Measured measured(const Side& side, const std::string& workload, double offered_per_s) {
  Measured out{process_runs(side, workload), {results::StageKind::load, {}, offered_per_s}, {}, false};
  for (const ProcessRun& run : out.runs.runs) {
    const auto stages = matching(run, out.at);
    if (stages.empty()) continue;
    Histogram histogram = pooled_histogram(stages, results::DistributionKind::latency);
    for (const StageView* v : stages)
      out.saturated = out.saturated || v->stage->outcome == results::StageOutcome::saturated;
    if (histogram.count() > 0) out.histograms.emplace(&run, std::move(histogram));
  }
  return out;
}

double within(const Histogram& histogram, double latency_ns) {
  return 1 - histogram.count_above(latency_ns) / static_cast<double>(histogram.count());
}

/// Requests of a recording, all of its process runs together.
struct Requests {
  std::uint32_t host = 0;
  double done = 0, all = 0;
};

/// As the share beyond an objective (exceedance.h): of all requests of a recording together, the interval
/// between process runs moved to it.
Estimate share_within(const Measured& side, double latency_ns) {
  std::map<std::uint32_t, Requests> by_recording;
  const Measure share = [&](const ProcessRun& run, const std::vector<const StageView*>&) -> Quantity {
    const auto found = side.histograms.find(&run);
    if (found == side.histograms.end()) return {std::nullopt, 0, "no request was served"};
    const std::uint64_t requests = found->second.count();
    const double value = within(found->second, latency_ns);
    Requests& of_recording = by_recording[run.recording_index];
    of_recording.host = run.host;
    of_recording.done += value * static_cast<double>(requests);
    of_recording.all += static_cast<double>(requests);
    return {value, requests, ""};
  };
  Estimate e = estimate_plain(sample(side.runs, side.at, share));
  if (!e.value) return e;
  Sample pooled;
  double done = 0, all = 0;
  for (const auto& [recording, requests] : by_recording) {
    pooled.values.push_back({requests.host, recording, 0, 0, requests.done / requests.all});
    done += requests.done;
    all += requests.all;
  }
  const double value = estimate_plain(pooled).value.value_or(*e.value);
  if (e.interval) {
    const double shift = value - *e.value;
    e.interval = statistics::Interval{e.interval->low + shift, e.interval->high + shift};
    keep_share_interval(e, done, all, "within that");
  }
  e.value = value;
  if (side.saturated) {
    e.bound = Bound::at_most;
    e.interval.reset();
    e.no_interval_because = "a process run fell behind: the share is at most that";
  }
  return e;
}

}  // namespace

std::vector<LatencyDistribution> latency_distributions(const std::vector<Side>& sides,
                                                       const std::string& workload, double offered_per_s,
                                                       const std::vector<double>& latencies_ns) {
  std::vector<LatencyDistribution> out;
  for (const Side& side : sides) {
    const Measured of_side = measured(side, workload, offered_per_s);
    if (of_side.histograms.empty()) continue;
    LatencyDistribution d{side.label, offered_per_s, of_side.saturated, latencies_ns, {}, {}};
    for (const double latency : latencies_ns) d.shares.push_back(share_within(of_side, latency));
    for (const ProcessRun& run : of_side.runs.runs) {
      const auto found = of_side.histograms.find(&run);
      if (found == of_side.histograms.end()) continue;
      RepetitionDistribution repetition{run.host, run.recording_index, run.block, {}};
      for (const double latency : latencies_ns) repetition.shares.push_back(within(found->second, latency));
      d.repetitions.push_back(std::move(repetition));
    }
    out.push_back(std::move(d));
  }
  return out;
}

std::vector<double> distribution_latencies(const std::vector<Side>& sides, const std::string& workload,
                                           double offered_per_s) {
  double low = INFINITY, high = 0;
  for (const Side& side : sides) {
    for (const auto& [run, histogram] : measured(side, workload, offered_per_s).histograms) {
      low = std::min(low, std::max(1.0, histogram.quantile_ns(first_share)));
      high = std::max(high, histogram.quantile_ns(last_share));
    }
  }
  if (!(high > 0)) return {};
  if (!(high > low)) return {low};
  std::vector<double> out;
  for (int i = 0; i < latencies_in_chart; ++i)
    out.push_back(low * std::pow(high / low, static_cast<double>(i) / (latencies_in_chart - 1)));
  return out;
}

std::vector<double> round_latencies(const std::vector<double>& latencies_ns) {
  std::vector<double> out;
  if (latencies_ns.empty()) return out;
  const double low = latencies_ns.front(), high = latencies_ns.back();
  const int first = static_cast<int>(std::floor(std::log10(low))), last = static_cast<int>(std::log10(high));
  for (int digits = first; digits <= last; ++digits) {
    for (const double times : {1.0, 1.5, 2.0, 3.0, 5.0, 7.0}) {
      const double latency_ns = times * std::pow(10, digits);
      if (latency_ns >= low && latency_ns <= high) out.push_back(latency_ns);
    }
  }
  return out;
}

}  // namespace crossfade::analysis
