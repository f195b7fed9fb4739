#include "analysis/scaling_law.h"

#include <fmt/format.h>

#include "analysis/statistics/two_regimes.h"

namespace crossfade::analysis {
namespace {

using results::StageKind;
using statistics::ThroughputRuns;

/// The process runs that have every one of the thread counts, so that each is compared with itself.
ThroughputRuns complete_runs(const WorkloadRuns& workload, const ThreadCounts& thread_counts) {
  ThroughputRuns out;
  out.threads.assign(thread_counts.begin(), thread_counts.end());
  for (const ProcessRun& run : workload.runs) {
    std::vector<double> per_s;
    for (const std::uint32_t threads : thread_counts) {
      const auto stages = matching(run, capacity_at(threads));
      const Quantity q = throughput_per_s(run, stages);
      if (q.value) per_s.push_back(*q.value);
    }
    if (per_s.size() == thread_counts.size()) out.per_s.push_back(std::move(per_s));
  }
  return out;
}

std::string listed(const ThreadCounts& counts) {
  return fmt::format("{}", fmt::join(counts, ", "));
}

/// Thread counts that would do, if the machine has so many cores.
std::string counts_to_measure(std::uint32_t cores) {
  ThreadCounts counts;
  for (std::uint32_t n = 1; n <= cores; n = n < 4 ? n + 1 : (n % 3 == 0 ? n / 3 * 4 : n / 2 * 3))
    counts.push_back(n);
  if (counts.size() < fewest_law_thread_counts) {
    counts.clear();
    for (std::uint32_t n = 1; n <= cores; ++n) counts.push_back(n);
  } else if (counts.back() != cores) {
    counts.push_back(cores);
  }
  return fmt::format("{}", fmt::join(counts, ","));
}

std::string too_few_thread_counts(const ThreadCounts& counts, std::uint32_t cores) {
  const std::string have = fmt::format(
      "{} thread count{} with a core for every thread ({}): with fewer than {}, each in {} process "
      "runs, its coherence term is not identified, so efficiency as measured is all that is said",
      counts.size(), counts.size() == 1 ? "" : "s", listed(counts), fewest_law_thread_counts,
      fewest_law_processes);
  if (cores == 0) return have;
  if (cores < fewest_law_thread_counts)
    return fmt::format("{}; this machine has {} core{}", have, cores, cores == 1 ? "" : "s");
  return fmt::format("{}; measure --threads {}", have, counts_to_measure(cores));
}

}  // namespace

StageFilter capacity_at(std::uint32_t threads) {
  return {StageKind::capacity, threads, {}};
}

ScalingLaw scaling_law(const WorkloadRuns& workload, ThreadCounts one_a_core, std::uint32_t machine_cores) {
  ScalingLaw law;
  law.thread_counts = std::move(one_a_core);
  const ThroughputRuns runs = complete_runs(workload, law.thread_counts);
  law.processes = static_cast<std::uint32_t>(runs.per_s.size());
  if (law.thread_counts.size() < fewest_law_thread_counts) {
    law.absent_because = too_few_thread_counts(law.thread_counts, machine_cores);
    return law;
  }
  if (law.processes < fewest_law_processes) {
    law.absent_because = fmt::format("{} process run{} with every thread count: it needs {}", law.processes,
                                     law.processes == 1 ? "" : "s", fewest_law_processes);
    return law;
  }
  law.bounds = statistics::usl_bounds(runs);
  if (!law.bounds) {
    law.absent_because = "no curve of its kind with a positive rate fits";
  } else if (law.bounds->lack_of_fit.rejects()) {
    law.absent_because = fmt::format(
        "it does not hold here: the curve misses the means by more than process runs differ (lack of fit F = "
        "{:.1f}, p = {:.2g})",
        law.bounds->lack_of_fit.f, law.bounds->lack_of_fit.p);
    law.bounds.reset();
  }
  return law;
}

// From one thread a core to the most: two thread counts, so nothing is assumed of those between.
SiblingEffect sibling_effect(const WorkloadRuns& workload, const ThreadCounts& from_cores,
                             std::uint32_t cores) {
  SiblingEffect out;
  if (from_cores.empty() || from_cores.back() <= cores) {
    out.gain.absent_because = "no thread count has more threads than cores";
    return out;
  }
  out.to_threads = from_cores.back();
  if (from_cores.front() != cores) {
    out.gain.absent_because =
        fmt::format("{} thread{}, one for every core, were not measured", cores, cores == 1 ? "" : "s");
    return out;
  }
  out.from_threads = cores;
  const ThroughputRuns ends = complete_runs(workload, {cores, from_cores.back()});
  const auto gain = statistics::sibling_gain(ends, cores);
  out.gain.n.processes = static_cast<std::uint32_t>(ends.per_s.size());
  if (!gain) {
    out.gain.absent_because = fmt::format("{} process run{} with both thread counts: it needs 2",
                                          ends.per_s.size(), ends.per_s.size() == 1 ? "" : "s");
    return out;
  }
  out.gain.value = gain->gain;
  if (ends.per_s.size() >= fewest_law_processes) {
    out.gain.interval = gain->interval;
  } else {
    out.gain.no_interval_because = fmt::format("{} process runs: an interval between process runs needs {}",
                                               ends.per_s.size(), fewest_law_processes);
  }
  if (from_cores.size() < 3) return out;
  const ThroughputRuns all = complete_runs(workload, from_cores);
  const auto line = statistics::sibling_gain(all, cores);
  if (!line || all.per_s.size() < fewest_law_processes) return out;
  out.is_line = !line->lack_of_fit.rejects();
  out.straight = fmt::format(
      "{} (lack of fit over {} threads: p = {:.2g})",
      out.is_line ? "a straight line is not refuted" : "no straight line: siblings do not add the same each",
      listed(from_cores), line->lack_of_fit.p);
  return out;
}

std::vector<ThroughputPrediction> predictions(const WorkloadRuns& workload, const ScalingLaw& law) {
  std::vector<ThroughputPrediction> out;
  if (!law.bounds) return out;
  const ThroughputRuns runs = complete_runs(workload, law.thread_counts);
  const std::uint32_t most = law.thread_counts.back();
  for (const std::uint32_t threads : {most + most / 2, 2 * most}) {
    ThroughputPrediction prediction{threads, {}};
    Estimate& e = prediction.throughput_per_s;
    e.n.processes = law.processes;
    if (const auto found = statistics::predicted_throughput(runs, threads)) {
      e.value = found->per_s;
      e.interval = found->interval;
    } else {
      e.absent_because = "the data give it no bound";
    }
    out.push_back(std::move(prediction));
  }
  return out;
}

}  // namespace crossfade::analysis
