#include "collector/load_summary.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/statistics/no_rate.h"
#include "analysis/statistics/slo_estimate.h"
#include "collector/plan_items.h"
#include "collector/recorded_chunks.h"
#include "collector/run_numbers.h"
#include "results/vocabulary/rule.h"

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
    // What an interrupted or failed process left behind counts for nothing, here as in the report.
    if (stage.repetition >= first && stage.kind == kind &&
        repetition.outcome == results::RepetitionOutcome::ok &&
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
                                all == 1           ? "the only stage"
                                : saturated == all ? fmt::format("all {} stages", all)
                                                   : fmt::format("{} of {} stages", saturated, all)));
  }
  if (rates.empty()) return {};
  return fmt::format("above capacity, so saturated: {}", fmt::join(rates, ", "));
}

/// Rates of the baseline that no block got to: the forecast of capacity says which are worth offering.
std::string rates_left_out(const Plan& plan, const Recording& recorded, std::uint32_t workload) {
  std::vector<double> left = plan.workloads[workload].baseline_rates_per_s;
  const std::size_t all = left.size();
  for (const Stage* stage : stages_of(plan, recorded, workload, 0, StageKind::load))
    std::erase_if(left, [&](double rate) { return std::abs(stage->offered_per_s / rate - 1) < 1e-6; });
  if (left.empty() || left.size() == all) return {};
  return fmt::format(
      "{} of the baseline's {} rates were not offered, from {}/s on: above capacity, or no time", left.size(),
      all, grouped(*std::ranges::min_element(left)));
}

bool is_void(const Stage* stage) {
  return stage->quality == Quality::voided;
}

/// Of the stages that are not void, of which there is one.
double disturbed_share(std::vector<const Stage*> stages) {
  std::erase_if(stages, is_void);
  const auto disturbed = std::ranges::count(stages, Quality::disturbed, &Stage::quality);
  return static_cast<double>(disturbed) / static_cast<double>(stages.size());
}

std::string no_rate_text(const statistics::SloProblem& problem, const statistics::SloEstimate& estimate,
                         double disturbed_share) {
  const auto [least, most] = std::minmax_element(problem.objective_ns.begin(), problem.objective_ns.end());
  const std::string allowed = *least == *most
                                  ? time_text(*least)
                                  : fmt::format("{} to {} by class", time_text(*least), time_text(*most));
  const std::string seen =
      fmt::format("without any queueing the fastest p99 of {} requests is {}, and the objective is {}",
                  estimate.requests, time_text(estimate.fastest_quantile_ns), allowed);
  const bool too_disturbed = disturbed_share > results::threshold_of("disturbed-share");
  switch (statistics::judge_no_rate(problem, too_disturbed).certainty) {
    case statistics::NoRateCertainty::certain:
      return "no rate meets the objective: " + seen;
    case statistics::NoRateCertainty::blocks_differ:
      return fmt::format(
          "it is open whether any rate meets the objective: {}, but the processes differ so much that a "
          "longer recording may find one",
          seen);
    case statistics::NoRateCertainty::disturbed:
      break;
  }
  return fmt::format(
      "it cannot be said whether any rate meets the objective: {}, but {:.0f} % of the stages near it "
      "were disturbed; measure again on a quieter machine",
      seen, 100 * disturbed_share);
}

}  // namespace

std::vector<std::string> load_summary(const Plan& plan, const Recording& recorded, std::uint32_t workload,
                                      std::size_t first) {
  std::vector<std::string> lines;
  if (std::string above = above_capacity(stages_of(plan, recorded, workload, first, StageKind::load));
      !above.empty())
    lines.push_back(std::move(above));
  if (std::string out = rates_left_out(plan, recorded, workload); !out.empty())
    lines.push_back(std::move(out));
  const auto chunks = stages_of(plan, recorded, workload, first, StageKind::slo_chunk);
  if (chunks.empty()) return lines;
  if (std::ranges::all_of(chunks, is_void)) {
    lines.push_back(chunks.size() == 1
                        ? "no SLO throughput: the only stage near it is void"
                        : fmt::format("no SLO throughput: all {} stages near it are void", chunks.size()));
    return lines;
  }
  const auto objective_ns =
      objectives_of(recorded, recorded.repetitions[chunks.front()->repetition].workload);
  if (objective_ns.empty()) return lines;
  auto recorded_near = chunks_of_blocks(plan, recorded, workload);
  statistics::SloProblem problem = slo_problem_of(plan, recorded_near, objective_ns);
  const statistics::SloEstimate estimate = statistics::estimate_slo_rate(problem);
  if (estimate.state != statistics::SloState::no_rate_meets_it) return lines;
  std::erase_if(recorded_near, [&](const statistics::SloChunk& chunk) {
    return std::ranges::binary_search(estimate.blocks_left_out, chunk.block);
  });
  problem.chunks = recorded_near;
  lines.push_back(no_rate_text(
      problem, estimate, disturbed_share(stages_of(plan, recorded, workload, 0, StageKind::slo_chunk))));
  return lines;
}

}  // namespace crossfade::collector
