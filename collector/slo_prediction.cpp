#include "collector/slo_prediction.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "analysis/statistics/slo_estimate.h"
#include "collector/first_capacity.h"
#include "collector/plan_items.h"
#include "collector/recorded_chunks.h"
#include "collector/seeds.h"

namespace crossfade::collector {
namespace {

using results::Recording;
using results::StageKind;
using statistics::SloEstimate;
using statistics::SloState;

/// Enough to come within a percent or two.
constexpr std::uint64_t virtual_requests = 200'000;
/// Where no rate meets the objectives the chunk shows a moderate load; where too little is known, a high one.
constexpr double share_if_hopeless = 0.3, share_if_unknown = 0.7, share_at_capacity = 0.97;

/// Service times of one thread, each class by its share, in random order.
struct ServiceSample {
  std::vector<std::uint32_t> service_ns;
  std::vector<std::uint8_t> request_class;
  double mean_ns = 0;
};

ServiceSample service_sample(const Recording& recorded, std::uint32_t repetition, std::uint64_t seed) {
  constexpr double size = 4'000, longest_ns = UINT32_MAX - 1.0;
  const std::uint32_t workload = recorded.repetitions[repetition].workload;
  std::vector<std::pair<std::uint32_t, std::uint8_t>> drawn;
  for (const results::Distribution& d : recorded.distributions) {
    const results::Stage& stage = recorded.stages[d.stage];
    if (stage.repetition != repetition || stage.kind != StageKind::service || d.n == 0) continue;
    if (d.kind != results::DistributionKind::service || d.workload_class < 0) continue;
    std::uint32_t place = 0;
    for (std::int32_t c = 0; c < d.workload_class; ++c)
      place += recorded.classes[static_cast<std::size_t>(c)].workload == workload;
    if (place > UINT8_MAX) continue;
    const double share = recorded.classes[static_cast<std::size_t>(d.workload_class)].share;
    const auto histogram = d.histogram();
    const auto n = static_cast<std::uint32_t>(std::ceil(share * size));
    for (std::uint32_t i = 0; i < n; ++i) {
      const double ns = std::clamp(histogram.quantile_ns((i + 0.5) / n), 1.0, longest_ns);
      drawn.emplace_back(static_cast<std::uint32_t>(ns), static_cast<std::uint8_t>(place));
    }
  }
  shuffle(drawn, seed);
  ServiceSample sample;
  for (const auto& [ns, of_class] : drawn) {
    sample.service_ns.push_back(ns);
    sample.request_class.push_back(of_class);
    sample.mean_ns += static_cast<double>(ns) / static_cast<double>(drawn.size());
  }
  return sample;
}

/// Chunks are in the order of time. More of them would take longer to solve the longer a run lasts, and what
/// the machine did an hour ago says little of the next second.
std::vector<statistics::SloChunk> of_last_processes(std::vector<statistics::SloChunk> chunks) {
  constexpr std::size_t processes = 8;
  std::size_t first = chunks.size();
  for (std::size_t seen = 0; first > 0; --first) {
    const bool is_another = first == chunks.size() || chunks[first - 1].block != chunks[first].block;
    if (is_another && seen == processes) break;
    seen += is_another;
  }
  chunks.erase(chunks.begin(), chunks.begin() + static_cast<std::ptrdiff_t>(first));
  return chunks;
}

double rate_of(const SloEstimate& estimate, double capacity_per_s) {
  switch (estimate.state) {
    case SloState::solved:
      return estimate.rate_per_s;
    case SloState::met_up_to_capacity:
      return share_at_capacity * estimate.capacity_per_s;
    case SloState::no_rate_meets_it:
      return share_if_hopeless * capacity_per_s;
    default:
      return share_if_unknown * capacity_per_s;
  }
}

}  // namespace

std::optional<double> predicted_slo_rate_per_s(const Plan& plan, const Recording& recorded,
                                               std::uint32_t repetition) {
  const WorkItem item = item_at(plan, recorded.repetitions[repetition].plan_item);
  const auto capacity = first_capacity(plan, recorded, item.workload, items_total(plan));
  if (!capacity) return std::nullopt;
  const std::uint32_t servers = plan.thread_counts.back();
  const std::vector<double> objective_ns = objectives_of(recorded, recorded.repetitions[repetition].workload);
  const std::uint64_t seed = derive_seed(plan.seed, {part(SeedPurpose::slo_prediction), item.plan_item});
  if (const auto chunks = of_last_processes(recorded_chunks(plan, recorded, item.workload, item.plan_item));
      !chunks.empty()) {
    statistics::SloProblem problem{.chunks = chunks, .servers = servers, .objective_ns = objective_ns};
    problem.seed = seed;
    problem.virtual_requests = virtual_requests;
    return rate_of(statistics::estimate_slo_rate(problem), *capacity);
  }
  const ServiceSample sample = service_sample(recorded, repetition, seed);
  if (sample.service_ns.empty()) return share_if_unknown * *capacity;
  // Workers slow each other down: as much as the closed loop with all of them says.
  const double alone_per_s = servers * 1e9 / sample.mean_ns;
  const double slowdown = std::clamp(alone_per_s / *capacity, 0.5, 4.0);
  return rate_of(statistics::predicted_slo_rate(sample.service_ns, sample.request_class, servers,
                                                objective_ns, slowdown, seed),
                 *capacity);
}

}  // namespace crossfade::collector
