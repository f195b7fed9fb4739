// Simulated host: carries out a plan without measuring anything, so that the planner can be watched.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "collector/plan_items.h"
#include "collector/planner.h"
#include "collector/seeds.h"

namespace crossfade::collector::testing {

using results::Recording;
using results::RepetitionOutcome;

constexpr std::uint64_t second_ns = 1'000'000'000;

inline Plan plan_of(std::uint32_t workloads, std::uint32_t blocks, std::uint64_t seed = 7) {
  Plan plan;
  plan.profile = "custom";
  plan.seed = seed;
  for (std::uint32_t i = 0; i < workloads; ++i)
    plan.workloads.push_back({"w" + std::to_string(i), "default", {}});
  plan.blocks = blocks;
  plan.thread_counts = {1, 2};
  plan.worker_cpus = {0, 1};
  plan.service_ns = plan.capacity_ns = plan.load_ns = second_ns;
  plan.grid_step = 5;
  return plan;
}

inline std::string text_of(const StageSpec& s) {
  return std::to_string(static_cast<int>(s.kind)) + "/" + std::to_string(s.workers) + "/" +
         (std::isnan(s.offered_per_s) ? "-" : std::to_string(s.offered_per_s)) + "/" + std::to_string(s.seed);
}

/// A host on which workload w makes 1000 (w + 1) requests per second with both threads.
class Host {
 public:
  explicit Host(Plan plan) : plan_(std::move(plan)) {
    for (std::uint32_t w = 0; w < plan_.workloads.size(); ++w) {
      results::WorkloadClass objective;
      objective.workload = w;
      objective.slo_p99_ns = 1'000'000ULL * (w + 1);
      recording.classes.push_back(objective);
    }
  }

  /// Measures until the plan is complete or `stop_after` rows were written; each row is a point at which a
  /// run may be cut. Returns whether the plan is complete.
  bool run(std::size_t stop_after = SIZE_MAX) {
    std::size_t rows = 0;
    for (auto item = next_item(plan_, recording); item; item = next_item(plan_, recording)) {
      if (rows++ >= stop_after) return false;
      items.push_back(*item);
      results::Repetition repetition;
      repetition.workload = item->workload;
      repetition.block = item->block;
      repetition.plan_item = item->plan_item;
      repetition.purpose = item->purpose;
      repetition.prepare_ns = overhead_ns(*item);
      elapsed_ns += repetition.prepare_ns;
      recording.repetitions.push_back(repetition);
      const auto index = static_cast<std::uint32_t>(recording.repetitions.size() - 1);
      const RepetitionOutcome outcome = fate(*item);
      if (outcome == RepetitionOutcome::ok) {
        const auto next = [&] { return next_stage(plan_, recording, index); };
        for (auto spec = next(); spec; spec = next()) {
          if (rows++ >= stop_after) return false;
          measure(*spec, *item, index);
          elapsed_ns += recording.stages.back().duration_ns;
          specs.push_back(std::to_string(item->plan_item) + ":" + text_of(*spec));
        }
      }
      if (rows++ >= stop_after) return false;
      recording.repetitions[index].outcome = outcome;
      on_process_end(*item);
    }
    return true;
  }

  std::function<RepetitionOutcome(const WorkItem&)> fate = [](const WorkItem&) {
    return RepetitionOutcome::ok;
  };
  std::function<results::Quality(const WorkItem&, const StageSpec&)> quality =
      [](const WorkItem&, const StageSpec&) { return results::Quality::clean; };
  std::function<double(const WorkItem&)> slowdown = [](const WorkItem&) {
    return 1.0;
  };  ///< of the requests of traces alone
  std::function<double(const StageSpec&)> overrun = [](const StageSpec&) {
    return 1.0;
  };  ///< how long a stage takes, of what it should
  std::function<std::uint64_t(const WorkItem&)> overhead_ns = [](const WorkItem&) {
    return 0;
  };  ///< of a process: what it takes beside its stages
  std::function<void(const WorkItem&)> on_process_end = [](const WorkItem&) {};
  std::uint64_t elapsed_ns = 0;
  bool has_service_times = false;  ///< recorded, of service stages
  double drift = 0;                ///< of capacity, per block
  Recording recording;
  std::vector<WorkItem> items;
  std::vector<std::string> specs;

 private:
  void measure(const StageSpec& spec, const WorkItem& item, std::uint32_t repetition) {
    results::Stage stage;
    stage.repetition = repetition;
    stage.kind = spec.kind;
    stage.workers = spec.workers;
    stage.offered_per_s = spec.offered_per_s;
    stage.duration_ns = static_cast<std::uint64_t>(overrun(spec) * static_cast<double>(spec.duration_ns));
    const double per_s = 500.0 * spec.workers * (item.workload + 1) * (1 + drift * item.block);
    stage.quality = quality(item, spec);
    stage.completed = static_cast<std::uint64_t>(per_s * static_cast<double>(stage.duration_ns) * 1e-9);
    recording.stages.push_back(stage);
    if (spec.trace_requests > 0) trace(spec, item);
    if (has_service_times && spec.kind == results::StageKind::service) service_times(item);
  }

  void service_times(const WorkItem& item) {
    results::Histogram histogram;
    for (int i = 0; i < 1'000; ++i)
      histogram.record(static_cast<std::int64_t>((0.5 + i * 1e-3) * mean_ns(item)));
    results::Distribution d;
    d.stage = static_cast<std::uint32_t>(recording.stages.size() - 1);
    d.workload_class = static_cast<std::int32_t>(item.workload);
    d.kind = results::DistributionKind::service;
    d.n = histogram.count();
    d.sum_ns = histogram.sum_ns();
    d.min_ns = histogram.min_ns();
    d.max_ns = histogram.max_ns();
    d.buckets = histogram.sparse();
    recording.distributions.push_back(d);
  }

  double mean_ns(const WorkItem& item) const { return 2e6 / (item.workload + 1) / (1 + drift * item.block); }

  /// Service times between 0.5 and 1.5 times the mean.
  void trace(const StageSpec& spec, const WorkItem& item) {
    const double slowed_ns = slowdown(item) * mean_ns(item);
    results::Trace kept;
    kept.stage = static_cast<std::uint32_t>(recording.stages.size() - 1);
    const double offered = spec.offered_per_s * static_cast<double>(spec.duration_ns) * 1e-9;
    kept.requests = std::min(spec.trace_requests, static_cast<std::uint32_t>(offered));
    std::uint64_t random = spec.seed;
    for (std::uint32_t i = 0; i < kept.requests; ++i) {
      const double share = 0.5 + static_cast<double>(next_random(random) >> 11U) * 0x1p-53;
      kept.service_ns.push_back(static_cast<std::uint32_t>(share * slowed_ns));
    }
    kept.start_delay_ns.assign(kept.requests, 0);
    kept.request_class.assign(kept.requests, 0);
    recording.traces.push_back(std::move(kept));
  }

  Plan plan_;
};

inline std::vector<const results::Stage*> stages_of(const Recording& recording, std::uint32_t repetition) {
  std::vector<const results::Stage*> stages;
  for (const auto& stage : recording.stages) {
    if (stage.repetition == repetition) stages.push_back(&stage);
  }
  return stages;
}

inline std::vector<const results::Stage*> stages_of(const Recording& recording, std::uint32_t repetition,
                                                    results::StageKind kind) {
  auto stages = stages_of(recording, repetition);
  std::erase_if(stages, [kind](const results::Stage* s) { return s->kind != kind; });
  return stages;
}

/// Of measurements.
inline std::uint32_t blocks_of(const Host& host) {
  std::uint32_t blocks = 0;
  for (const WorkItem& item : host.items) {
    if (item.purpose == results::RepetitionPurpose::measurement) blocks = std::max(blocks, item.block + 1);
  }
  return blocks;
}

}  // namespace crossfade::collector::testing
