#include "collector/recorded_chunks.h"

#include <optional>

#include "results/busy_neighbour.h"

namespace crossfade::collector {

using results::Quality;
using results::RepetitionPurpose;

std::vector<statistics::SloChunk> recorded_chunks(const Plan& plan, const results::Recording& recorded,
                                                  std::uint32_t workload, std::uint32_t before_item,
                                                  ChunkQuality quality) {
  std::vector<statistics::SloChunk> chunks;
  // What is still to come when the item begins says nothing, so that a run that goes on plans the same.
  std::optional<results::BusyNeighbour> neighbour;
  if (quality == ChunkQuality::clean) {
    neighbour = results::BusyNeighbour::by_table(
        recorded, [&](const results::Repetition& r) { return r.plan_item < before_item; });
  }
  for (const results::Trace& trace : recorded.traces) {
    const results::Stage& stage = recorded.stages[trace.stage];
    const results::Repetition& repetition = recorded.repetitions[stage.repetition];
    if (stage.kind != results::StageKind::slo_chunk || stage.quality == Quality::voided) continue;
    if (neighbour && (stage.quality != Quality::clean || neighbour->is_near(stage))) continue;
    // What a process that crashed or was stopped left behind is measured again.
    if (repetition.plan_item >= before_item || repetition.outcome != results::RepetitionOutcome::ok) continue;
    const WorkItem item = item_at(plan, repetition.plan_item);
    if (item.workload != workload) continue;
    if (item.purpose != RepetitionPurpose::measurement && item.purpose != RepetitionPurpose::calibration)
      continue;
    const std::uint32_t after = item.purpose == RepetitionPurpose::calibration ? plan.blocks : 0;
    chunks.push_back({after + item.block, stage.offered_per_s, trace.service_ns, trace.start_delay_ns,
                      trace.request_class});
  }
  return chunks;
}

std::vector<statistics::SloChunk> chunks_of_blocks(const Plan& plan, const results::Recording& recorded,
                                                   std::uint32_t workload) {
  auto chunks = recorded_chunks(plan, recorded, workload, items_total(plan));
  std::erase_if(chunks, [&](const statistics::SloChunk& chunk) { return chunk.block >= plan.blocks; });
  return chunks;
}

statistics::SloProblem slo_problem_of(const Plan& plan, const std::vector<statistics::SloChunk>& chunks,
                                      const std::vector<double>& objective_ns) {
  statistics::SloProblem problem;
  problem.chunks = chunks;
  problem.servers = plan.thread_counts.back();
  problem.objective_ns = objective_ns;
  return problem;
}

std::vector<double> objectives_of(const results::Recording& recorded, std::uint32_t recorded_workload) {
  std::vector<double> objective_ns;
  for (const results::WorkloadClass& each : recorded.classes) {
    if (each.workload == recorded_workload) objective_ns.push_back(static_cast<double>(each.slo_p99_ns));
  }
  return objective_ns;
}

}  // namespace crossfade::collector
