#include "collector/verification.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "analysis/statistics/slo_estimate.h"
#include "analysis/statistics/virtual_design_effects.h"
#include "collector/budget_left.h"
#include "collector/duration_text.h"
#include "collector/recorded_chunks.h"
#include "collector/seeds.h"

namespace crossfade::collector {
namespace {

struct Look {
  double share;        ///< of the SLO throughput
  double independent;  ///< requests it takes for an answer
};
/// The nearer the rate, the more requests tell its exceedance from 1 %.
constexpr std::array looks{Look{0.95, 1'700}, Look{0.90, 400}};

std::optional<std::uint32_t> recorded_workload(const Plan& plan, const results::Recording& recorded,
                                               std::uint32_t workload) {
  for (const results::Repetition& repetition : recorded.repetitions) {
    if (item_at(plan, repetition.plan_item).workload == workload) return repetition.workload;
  }
  return std::nullopt;
}

std::string unsolved_text(const statistics::SloEstimate& estimate) {
  switch (estimate.state) {
    case statistics::SloState::no_rate_meets_it:
      return "no SLO throughput to verify: what was recorded meets the objective at no rate";
    case statistics::SloState::met_up_to_capacity:
      return "nothing to verify: the objective is met up to capacity";
    default:
      return fmt::format("no SLO throughput to verify: {} request{} near it, and judging 1 % needs 400",
                         estimate.requests, estimate.requests == 1 ? "" : "s");
  }
}

/// The longest chunk says most of how alike neighbours are.
const statistics::SloChunk& longest(const std::vector<statistics::SloChunk>& chunks) {
  const statistics::SloChunk* found = &chunks.front();
  for (const statistics::SloChunk& chunk : chunks) {
    if (chunk.service_ns.size() > found->service_ns.size()) found = &chunk;
  }
  return *found;
}

/// What the profile grants and the budget has left.
std::uint64_t longest_look_ns(const Plan& plan, const results::Recording& recorded) {
  const auto budget = budget_left(plan, recorded);
  if (!budget) return plan.verify_ns;
  const std::uint64_t left_ns =
      budget->left_ns > budget->overhead_ns ? budget->left_ns - budget->overhead_ns : 0;
  return std::min(plan.verify_ns, left_ns);
}

}  // namespace

std::string verification_subject(const PlannedWorkload& workload) {
  return "verification of " + display_name(workload);
}

VerificationLook verification_look(const Plan& plan, const results::Recording& recorded,
                                   std::uint32_t workload) {
  VerificationLook out;
  const auto known = recorded_workload(plan, recorded, workload);
  // The look is placed by what the report will say.
  const auto chunks = chunks_of_blocks(plan, recorded, workload);
  if (!known || chunks.empty()) {
    out.not_taken_because = "no SLO throughput to verify: no stage near it can be used";
    return out;
  }
  const auto objective_ns = objectives_of(recorded, *known);
  const auto estimate = statistics::estimate_slo_rate(slo_problem_of(plan, chunks, objective_ns));
  if (estimate.state != statistics::SloState::solved) {
    out.not_taken_because = unsolved_text(estimate);
    return out;
  }
  const statistics::SloChunk& chunk = longest(chunks);
  const std::uint64_t seed = derive_seed(plan.seed, {part(SeedPurpose::verification), workload});
  double needed_ns = INFINITY;
  const std::uint64_t longest_ns = longest_look_ns(plan, recorded);
  for (const Look& look : looks) {
    const double rate = look.share * estimate.rate_per_s;
    const double effect = statistics::virtual_design_effects(chunk.service_ns, chunk.start_delay_ns, rate,
                                                             plan.thread_counts.back(), seed)
                              .p99;
    if (!std::isfinite(effect)) continue;
    needed_ns = look.independent * std::max(1.0, effect) / rate * 1e9;
    if (needed_ns > static_cast<double>(longest_ns)) continue;
    out.rate_per_s = rate;
    out.duration_ns = static_cast<std::uint64_t>(needed_ns);
    return out;
  }
  out.not_taken_because =
      std::isfinite(needed_ns)
          ? fmt::format("a look at 90 % of the SLO throughput takes {}, and {} were left for it",
                        duration_text(static_cast<std::uint64_t>(needed_ns)), duration_text(longest_ns))
          : "how long a look has to be is not known: it takes more requests near the SLO throughput";
  return out;
}

}  // namespace crossfade::collector
