#include "collector/load_summary.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "collector/plan_items.h"
#include "collector/recorded_chunks.h"
#include "collector/run_numbers.h"

namespace crossfade::collector {
namespace {

using results::Quality;
using results::Recording;
using results::Stage;
using results::StageKind;

std::vector<const Stage*> stages_of(const Plan& plan, const Recording& recorded, std::uint32_t workload,
                                    std::size_t first, StageKind kind) {
  std::vector<const Stage*> stages;
  for (const Stage& stage : recorded.stages) {
    const results::Repetition& repetition = recorded.repetitions[stage.repetition];
    if (stage.repetition >= first && stage.kind == kind &&
        repetition.purpose == results::RepetitionPurpose::measurement &&
        item_at(plan, repetition.plan_item).workload == workload)
      stages.push_back(&stage);
  }
  return stages;
}

std::string above_capacity(const std::vector<const Stage*>& load) {
  std::map<double, std::pair<std::size_t, std::size_t>> saturated_of_all;
  for (const Stage* stage : load) {
    if (stage->quality == Quality::voided) continue;
    auto& [saturated, all] = saturated_of_all[stage->offered_per_s];
    ++all;
    saturated += stage->outcome == results::StageOutcome::saturated;
  }
  std::vector<std::string> rates;
  for (const auto& [rate, counts] : saturated_of_all) {
    const auto [saturated, all] = counts;
    if (2 * saturated <= all) continue;
    rates.push_back(fmt::format("{}/s ({})", grouped(rate),
                                saturated == all ? fmt::format("all {} stages", all)
                                                 : fmt::format("{} of {} stages", saturated, all)));
  }
  if (rates.empty()) return {};
  return fmt::format("above capacity, so saturated: {}", fmt::join(rates, ", "));
}

std::string no_rate_meets_it(const statistics::SloEstimate& estimate, const std::vector<double>& objective_ns,
                             std::size_t disturbed, std::size_t chunks) {
  const auto [least, most] = std::minmax_element(objective_ns.begin(), objective_ns.end());
  const std::string allowed = *least == *most
                                  ? time_text(*least)
                                  : fmt::format("{} to {} by class", time_text(*least), time_text(*most));
  const std::string seen =
      fmt::format("without any queueing the fastest p99 of {} requests is {}, and the objective is {}",
                  estimate.requests, time_text(estimate.fastest_quantile_ns), allowed);
  if (disturbed > 0)
    return fmt::format(
        "it cannot be said whether any rate meets the objective: {}, but {} of {} stages near it were "
        "disturbed or void; see crossfade-report show",
        seen, disturbed, chunks);
  return "no rate meets the objective: " + seen;
}

}  // namespace

std::vector<std::string> load_summary(const Plan& plan, const Recording& recorded, std::uint32_t workload,
                                      std::size_t first) {
  std::vector<std::string> lines;
  if (std::string above = above_capacity(stages_of(plan, recorded, workload, first, StageKind::load));
      !above.empty())
    lines.push_back(std::move(above));
  const auto chunks = stages_of(plan, recorded, workload, first, StageKind::slo_chunk);
  if (chunks.empty()) return lines;
  const auto count = [&](Quality quality) {
    return static_cast<std::size_t>(std::count_if(
        chunks.begin(), chunks.end(), [&](const Stage* stage) { return stage->quality == quality; }));
  };
  const std::size_t voided = count(Quality::voided);
  if (voided == chunks.size()) {
    lines.push_back(fmt::format("no SLO throughput: all {} stages near it are void", chunks.size()));
    return lines;
  }
  const auto objective_ns =
      objectives_of(recorded, recorded.repetitions[chunks.front()->repetition].workload);
  if (objective_ns.empty()) return lines;
  const statistics::SloEstimate estimate =
      slo_estimate_of(plan, chunks_of_blocks(plan, recorded, workload), objective_ns);
  if (estimate.state == statistics::SloState::no_rate_meets_it)
    lines.push_back(
        no_rate_meets_it(estimate, objective_ns, count(Quality::disturbed) + voided, chunks.size()));
  return lines;
}

}  // namespace crossfade::collector
