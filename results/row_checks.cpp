#include "results/row_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "results/schema.h"

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

Problem check_samples(std::span<const CounterSample> samples, std::size_t first_worker, std::size_t workers) {
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const CounterSample& sample = samples[i];
    if (sample.worker < first_worker || sample.worker - first_worker >= workers)
      return fmt::format("sample of worker {}, which its stage does not have", sample.worker);
    if (i == 0 || sample.worker > samples[i - 1].worker) continue;
    if (sample.worker < samples[i - 1].worker || sample.time_ns < samples[i - 1].time_ns)
      return fmt::format("samples of a stage that are not in order at {} ns", sample.time_ns);
  }
  return std::nullopt;
}

Problem check_series(const Recording& recording, const StageRecord& record) {
  std::vector<bool> seen(recording.counters.size(), false);
  for (const CounterSeries& series : record.series) {
    if (series.counter >= seen.size() || seen[series.counter])
      return fmt::format("series of counter {}, which does not exist or is there twice", series.counter);
    seen[series.counter] = true;
    if (series.counts.size() != record.samples.size())
      return fmt::format("series of {} counts where its stage has {} samples", series.counts.size(),
                         record.samples.size());
  }
  return std::nullopt;
}

std::uint64_t room_of(const CounterSeries& series) {
  return series.counts.size() + counts_per_series;
}

namespace {

/// Workers of a stage lie together, as its samples do; both in the order of the stages.
Problem check_all_samples(const Recording& recording) {
  const auto& samples = recording.samples;
  for (std::size_t first = 0, last = 0; first < samples.size(); first = last) {
    const std::uint32_t stage = samples[first].stage;
    while (last < samples.size() && samples[last].stage == stage) ++last;
    if (last < samples.size() && samples[last].stage < stage)
      return "the samples are not in the order of the stages";
    const auto is_before = [](const Worker& worker, std::uint32_t of) { return worker.stage < of; };
    const auto& workers = recording.workers;
    const auto begin = std::lower_bound(workers.begin(), workers.end(), stage, is_before);
    const auto end = std::lower_bound(begin, workers.end(), stage + 1, is_before);
    auto problem = check_samples(std::span(samples).subspan(first, last - first),
                                 static_cast<std::size_t>(begin - workers.begin()),
                                 static_cast<std::size_t>(end - begin));
    if (problem) return problem;
  }
  return std::nullopt;
}

}  // namespace

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
  return check_all_samples(recording);
}

}  // namespace crossfade::results
