#include "collector/outlook.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "analysis/statistics/moments.h"
#include "analysis/statistics/slo_estimate.h"
#include "collector/first_capacity.h"
#include "collector/process_time.h"
#include "collector/recorded_chunks.h"
#include "collector/slices.h"
#include "collector/stage_order.h"
#include "collector/stage_time.h"
#include "results/kept_time.h"

namespace crossfade::collector {
namespace {

using results::Recording;
using results::RepetitionPurpose;

constexpr double usual_deviation = 0.04, usual_weight = 4;
/// Beside a stage: two readings of the panel, the probes, warming up again, writing the recording.
constexpr std::uint64_t beside_stage_ns = 100'000'000;
/// Of one process alone; it only says how much processes differ.
constexpr std::uint64_t virtual_requests = 200'000;

void describe_rates(const Plan& plan, const Recording& recorded, std::uint32_t workload, Outlook& outlook) {
  std::vector<double> ln_rates;
  // All slices of a process together: how much processes differ is asked.
  std::map<std::uint32_t, std::vector<statistics::SloChunk>> by_block;
  for (const statistics::SloChunk& chunk : recorded_chunks(plan, recorded, workload, items_total(plan)))
    by_block[chunk.block].push_back(chunk);
  for (const results::Repetition& repetition : recorded.repetitions) {
    if (item_at(plan, repetition.plan_item).workload != workload) continue;
    const auto objective_ns = objectives_of(recorded, repetition.workload);
    for (const auto& [block, chunks] : by_block) {
      statistics::SloProblem problem;
      problem.chunks = chunks;
      problem.servers = plan.thread_counts.back();
      problem.objective_ns = objective_ns;
      problem.virtual_requests = virtual_requests;
      const auto estimate = statistics::estimate_slo_rate(problem);
      outlook.unsolved += estimate.state == statistics::SloState::no_rate_meets_it;
      outlook.solved += estimate.state == statistics::SloState::solved ||
                        estimate.state == statistics::SloState::met_up_to_capacity;
      if (estimate.state == statistics::SloState::solved) ln_rates.push_back(std::log(estimate.rate_per_s));
    }
    break;  // one repetition names the recorded workload
  }
  double sum = usual_weight * usual_deviation * usual_deviation, weight = usual_weight;
  if (ln_rates.size() >= 2) {
    const auto degrees = static_cast<double>(ln_rates.size() - 1);
    sum += degrees * statistics::sample_variance(ln_rates);
    weight += degrees;
  }
  outlook.deviation = std::sqrt(sum / weight);
}

/// The least of the calibration's processes: rates near the answer are known after the first.
double kept_s_of_process(const Plan& plan, const Recording& recorded, std::uint32_t workload) {
  std::map<std::uint32_t, double> by_repetition;
  for (const results::Trace& trace : recorded.traces) {
    const results::Stage& stage = recorded.stages[trace.stage];
    const results::Repetition& repetition = recorded.repetitions[stage.repetition];
    if (stage.kind != results::StageKind::slo_chunk || repetition.outcome != results::RepetitionOutcome::ok ||
        item_at(plan, repetition.plan_item).workload != workload)
      continue;
    by_repetition[stage.repetition] += results::kept_s(stage, trace);
  }
  const auto least = std::min_element(by_repetition.begin(), by_repetition.end(),
                                      [](const auto& a, const auto& b) { return a.second < b.second; });
  return least == by_repetition.end() ? 0 : least->second;
}

/// Starting, golden answers and warming up, as the calibration's processes did; nullopt: there was none.
std::optional<std::uint64_t> overhead_ns(const Plan& plan, const Recording& recorded,
                                         std::uint32_t workload) {
  std::optional<std::uint64_t> longest_ns;
  const auto times_ns = process_times_ns(recorded);
  std::vector<std::uint64_t> stages_ns(times_ns.size(), 0);
  for (const results::Stage& stage : recorded.stages)
    stages_ns[stage.repetition] += stage.duration_ns + beside_stage_ns;
  for (std::size_t i = 0; i < times_ns.size(); ++i) {
    const results::Repetition& repetition = recorded.repetitions[i];
    if (item_at(plan, repetition.plan_item).workload != workload) continue;
    longest_ns = std::max(longest_ns.value_or(0), times_ns[i] - std::min(times_ns[i], stages_ns[i]));
  }
  return longest_ns;
}

std::uint64_t stages_of_process(const Plan& plan, std::uint64_t stages_ns, std::uint64_t chunk_ns) {
  const std::uint64_t spikes = plan.spikes.factors.size();
  const std::uint64_t load_ns = stages_ns - chunk_ns - plan.service_ns -
                                plan.capacity_ns * plan.thread_counts.size() -
                                plan.spikes.stage_ns() * spikes;
  return slices_of(plan, plan.service_ns) + slices_of(plan, chunk_ns) +
         slices_of(plan, plan.capacity_ns) * plan.thread_counts.size() + spikes +
         (plan.load_ns > 0 ? load_ns / plan.load_ns : 0);
}

/// Stages of a process and what lies beside them.
std::uint64_t assumed_process_ns(const Plan& plan, std::uint32_t workload, RepetitionPurpose purpose) {
  WorkItem item;
  item.workload = workload;
  item.purpose = purpose;
  return assumed_overhead_ns + stage_time_ns(plan, {}, item);
}

}  // namespace

std::uint64_t calibrated_process_ns(const Plan& plan, const Recording& recorded, std::uint32_t workload) {
  const auto overhead = overhead_ns(plan, recorded, workload);
  if (!overhead) return assumed_process_ns(plan, workload, RepetitionPurpose::measurement);
  WorkItem item;
  item.workload = workload;
  item.purpose = RepetitionPurpose::measurement;
  const std::uint64_t stages_ns = stage_time_ns(plan, recorded, item);
  const auto capacity = first_capacity(plan, recorded, workload, items_total(plan));
  const std::uint64_t chunk_ns = plan.workloads[workload].slo ? slo_chunk_ns(plan, capacity) : 0;
  return *overhead + stages_ns + stages_of_process(plan, stages_ns, chunk_ns) * beside_stage_ns;
}

std::vector<Outlook> outlooks(const Plan& plan, const Recording& recorded) {
  std::vector<Outlook> all;
  for (std::uint32_t w = 0; w < plan.workloads.size(); ++w) {
    Outlook outlook;
    describe_rates(plan, recorded, w, outlook);
    const auto capacity = first_capacity(plan, recorded, w, items_total(plan));
    outlook.chunk_ns = slo_chunk_ns(plan, capacity);
    if (capacity) outlook.wanted_chunk_ns = wanted_chunk_ns(plan, *capacity);
    outlook.process_ns = calibrated_process_ns(plan, recorded, w);
    outlook.kept_s = kept_s_of_process(plan, recorded, w);
    all.push_back(outlook);
  }
  return all;
}

std::vector<Outlook> assumed_outlooks(const Plan& plan) {
  std::vector<Outlook> all;
  for (std::uint32_t w = 0; w < plan.workloads.size(); ++w) {
    Outlook& outlook = all.emplace_back();
    outlook.deviation = usual_deviation;
    outlook.process_ns = assumed_process_ns(plan, w, RepetitionPurpose::measurement);
    outlook.chunk_ns = slo_chunk_ns(plan, std::nullopt);
  }
  return all;
}

std::uint64_t assumed_run_ns(const Plan& plan, std::uint32_t blocks) {
  std::uint64_t total_ns = 0;
  for (std::uint32_t w = 0; w < plan.workloads.size(); ++w) {
    total_ns += plan.calibration * assumed_process_ns(plan, w, RepetitionPurpose::calibration);
    total_ns += blocks * assumed_process_ns(plan, w, RepetitionPurpose::measurement);
  }
  return total_ns;
}

}  // namespace crossfade::collector
