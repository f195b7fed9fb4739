#include "collector/spike_plan.h"

#include <cmath>

#include "results/vocabulary/shedding_policy.h"

namespace crossfade::collector {

const char* why_invalid(const SpikePlan& spikes) {
  constexpr std::size_t most = 20;
  if (spikes.factors.size() > most) return "it has more than 20 spikes";
  double before = 1;
  for (const double factor : spikes.factors) {
    if (!(factor > before) || factor > highest_spike_factor)
      return "the factors of its spikes do not ascend from 1 to 100";
    before = factor;
  }
  if (results::find_shedding_policy(spikes.policy) == nullptr) return "it has an unknown shedding policy";
  if (!(spikes.base_share > 0 && spikes.base_share < 1))
    return "the rate before a spike is not a share of capacity between 0 and 1";
  if (spikes.hold_ns < shortest_spike_ns) return "its spikes are shorter than 0.2 s";
  if (spikes.hold_ns % (2 * spike_window_ns) != 0) return "its spikes do not end with a window";
  return nullptr;
}

bool asks_for_cheap_answers(const SpikePlan& spikes) {
  const auto* const policy = results::find_shedding_policy(spikes.policy);
  return !spikes.factors.empty() && policy != nullptr && policy->cheap_from != results::SheddingPolicy::never;
}

StageSpec spike_stage(const SpikePlan& spikes, double capacity_per_s, double factor) {
  StageSpec spec;
  spec.kind = results::StageKind::spike;
  spec.offered_per_s = spikes.base_share * capacity_per_s;
  spec.arrival = results::Arrival::step;
  spec.steps = {{0, 1}, {spikes.before_ns(), factor}, {spikes.before_ns() + spikes.hold_ns, 1}};
  spec.shedding = spikes.policy;
  spec.duration_ns = spikes.stage_ns();
  return spec;
}

}  // namespace crossfade::collector
