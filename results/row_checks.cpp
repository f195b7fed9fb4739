#include "results/row_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace crossfade::results {

Problem check_distribution(const Recording& recording, const Stage& stage, const Distribution& distribution) {
  if (distribution.workload_class != Distribution::all_classes) {
    const auto index = static_cast<std::size_t>(distribution.workload_class);
    if (distribution.workload_class < 0 || index >= recording.classes.size() ||
        recording.classes[index].workload != recording.repetitions[stage.repetition].workload) {
      return fmt::format("distribution of class {}, which its workload does not have",
                         distribution.workload_class);
    }
  }
  std::uint64_t left = distribution.n;
  std::int64_t previous = -1;
  bool adds_up = true;
  for (const BucketCount& bucket : distribution.buckets) {
    if (std::int64_t{bucket.bucket} <= previous || bucket.bucket >= Histogram::buckets || bucket.count == 0) {
      return "distribution whose buckets are not in order";
    }
    adds_up = adds_up && bucket.count <= left;
    left -= adds_up ? bucket.count : 0;
    previous = bucket.bucket;
  }
  if (!adds_up || left != 0) {
    return fmt::format("distribution of {} values whose histogram does not hold that many", distribution.n);
  }
  if (distribution.min_ns > distribution.max_ns)
    return "distribution whose smallest value exceeds its largest";
  return std::nullopt;
}

Problem check_trace(const Recording& recording, const Stage& stage, const Trace& trace) {
  if (trace.requests > Trace::capacity || trace.service_ns.size() != trace.requests ||
      trace.start_delay_ns.size() != trace.requests || trace.request_class.size() != trace.requests) {
    return fmt::format("trace of {} requests, which is not what it holds", trace.requests);
  }
  const std::uint32_t workload = recording.repetitions[stage.repetition].workload;
  const auto classes = std::count_if(recording.classes.begin(), recording.classes.end(),
                                     [&](const WorkloadClass& each) { return each.workload == workload; });
  for (const std::uint8_t of_class : trace.request_class) {
    if (of_class >= classes)
      return fmt::format("trace with a request of class {}, which its workload does not have", of_class);
  }
  return std::nullopt;
}

Problem check_spike(const Stage& stage, const Spike& spike) {
  if (stage.kind != StageKind::spike) return "spike of a stage that is none";
  if (!(spike.factor > 0) || !std::isfinite(spike.factor))
    return fmt::format("spike with a factor of {}", spike.factor);
  if (spike.begin_ns >= spike.end_ns || spike.window_ns == 0) return "spike without a duration";
  return std::nullopt;
}

Problem check_spike_window(const Recording& recording, const Stage& stage, const SpikeWindow& window) {
  const std::uint32_t workload = recording.repetitions[stage.repetition].workload;
  if (window.workload_class >= recording.classes.size() ||
      recording.classes[window.workload_class].workload != workload) {
    return fmt::format("spike window of class {}, which its workload does not have", window.workload_class);
  }
  // One after the other, because a sum of hostile numbers may wrap.
  std::uint64_t left = window.offered;
  for (const std::uint64_t part : {window.in_slo, window.late, window.shed}) {
    if (part > left) return "spike window in which more happened than was offered";
    left -= part;
  }
  if (window.cheap > window.in_slo + window.late) return "spike window with cheap answers to nobody";
  return std::nullopt;
}

Problem check_classes(const Recording& recording) {
  std::vector<double> sums(recording.workloads.size(), 0);
  std::vector<bool> has_classes(recording.workloads.size(), false);
  for (const WorkloadClass& each : recording.classes) {
    if (!(each.share > 0 && each.share <= 1)) {
      return fmt::format("class {} has a share of {}", each.name, each.share);
    }
    sums[each.workload] += each.share;
    has_classes[each.workload] = true;
  }
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (has_classes[i] && std::abs(sums[i] - 1) > 1e-6) {
      return fmt::format("the shares of {}'s classes sum to {}", recording.workloads[i].name, sums[i]);
    }
  }
  return std::nullopt;
}

Problem check_rows(const Recording& recording) {
  if (auto problem = check_classes(recording)) return problem;
  for (std::size_t i = 0; i < recording.distributions.size(); ++i) {
    const Distribution& distribution = recording.distributions[i];
    if (auto problem = check_distribution(recording, recording.stages[distribution.stage], distribution)) {
      return fmt::format("row {}: {}", i, *problem);
    }
  }
  for (std::size_t i = 0; i < recording.traces.size(); ++i) {
    const Trace& trace = recording.traces[i];
    if (auto problem = check_trace(recording, recording.stages[trace.stage], trace)) {
      return fmt::format("trace {}: {}", i, *problem);
    }
  }
  for (const Spike& spike : recording.spikes) {
    if (auto problem = check_spike(recording.stages[spike.stage], spike)) return problem;
  }
  for (std::size_t i = 0; i < recording.spike_windows.size(); ++i) {
    const SpikeWindow& window = recording.spike_windows[i];
    if (auto problem = check_spike_window(recording, recording.stages[window.stage], window)) {
      return fmt::format("row {}: {}", i, *problem);
    }
  }
  return std::nullopt;
}

}  // namespace crossfade::results
