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

constexpr double allowed_late_share = 0.01;

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

/// Requests that were late although nobody queued, and what is told of them.
struct Alone {
  std::size_t requests = 0, late = 0;
  std::vector<double> time_ns;
};

Alone alone_of(const Plan& plan, const Recording& recorded, std::uint32_t workload,
               const std::vector<double>& objective_ns) {
  Alone alone;
  for (const statistics::SloChunk& chunk : recorded_chunks(plan, recorded, workload, items_total(plan))) {
    if (chunk.block >= plan.blocks) continue;  // of the calibration
    for (std::size_t i = 0; i < chunk.service_ns.size(); ++i) {
      const double delay_ns = i < chunk.start_delay_ns.size() ? chunk.start_delay_ns[i] : 0;
      const std::size_t request_class = i < chunk.request_class.size() ? chunk.request_class[i] : 0;
      const double time_ns = chunk.service_ns[i] + delay_ns;
      alone.time_ns.push_back(time_ns);
      ++alone.requests;
      alone.late += request_class < objective_ns.size() && time_ns > objective_ns[request_class];
    }
  }
  return alone;
}

std::string no_rate_meets_it(const Alone& alone, const std::vector<double>& objective_ns,
                             std::size_t disturbed, std::size_t chunks) {
  std::vector<double> sorted = alone.time_ns;
  const auto p99 = sorted.begin() + static_cast<std::ptrdiff_t>(static_cast<double>(sorted.size()) * 0.99);
  std::nth_element(sorted.begin(), p99, sorted.end());
  const auto [least, most] = std::minmax_element(objective_ns.begin(), objective_ns.end());
  const std::string allowed = *least == *most
                                  ? time_text(*least)
                                  : fmt::format("{} to {} by class", time_text(*least), time_text(*most));
  std::string text = fmt::format(
      "no rate meets the objective ({}): without any queueing {:.2g} % of {} requests are late already (the "
      "fastest p99 is {}), and 1 % may be",
      allowed, 100.0 * static_cast<double>(alone.late) / static_cast<double>(alone.requests), alone.requests,
      time_text(*p99));
  // If most requests are late, nobody who disturbed a few of them is to blame.
  if (disturbed > 0 && 2 * alone.late <= alone.requests)
    text += fmt::format("; {} of {} such stages were disturbed: measure again on a quieter machine",
                        disturbed, chunks);
  return text;
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
  const Alone alone = alone_of(plan, recorded, workload, objective_ns);
  if (!objective_ns.empty() &&
      static_cast<double>(alone.late) > allowed_late_share * static_cast<double>(alone.requests)) {
    lines.push_back(no_rate_meets_it(alone, objective_ns, count(Quality::disturbed), chunks.size() - voided));
  }
  return lines;
}

}  // namespace crossfade::collector
