#include "collector/slo_prediction.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "analysis/statistics/chunk_placement.h"
#include "collector/first_capacity.h"
#include "collector/plan_items.h"
#include "collector/recorded_chunks.h"
#include "collector/seeds.h"

namespace crossfade::collector {
namespace {

using results::Recording;
using results::StageKind;

/// Service times of one thread, each class by its share, in random order.
struct ServiceSample {
  std::vector<std::uint32_t> service_ns;
  std::vector<std::uint8_t> request_class;
  double mean_ns = 0;
};

bool is_of_service_times(const Recording& recorded, const results::Distribution& d, std::uint32_t workload) {
  const results::Stage& stage = recorded.stages[d.stage];
  return stage.kind == StageKind::service && stage.quality != results::Quality::voided &&
         recorded.repetitions[stage.repetition].workload == workload && d.n > 0 &&
         d.kind == results::DistributionKind::service && d.workload_class >= 0;
}

/// Of the latest process of the workload that has some.
ServiceSample service_sample(const Recording& recorded, std::uint32_t workload, std::uint64_t seed) {
  constexpr double size = 4'000, longest_ns = UINT32_MAX - 1.0;
  std::optional<std::uint32_t> latest;
  for (const results::Distribution& d : recorded.distributions) {
    if (is_of_service_times(recorded, d, workload)) latest = recorded.stages[d.stage].repetition;
  }
  std::vector<std::pair<std::uint32_t, std::uint8_t>> drawn;
  for (const results::Distribution& d : recorded.distributions) {
    if (!is_of_service_times(recorded, d, workload) || recorded.stages[d.stage].repetition != latest)
      continue;
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

}  // namespace

std::optional<double> predicted_slo_rate_per_s(const Plan& plan, const Recording& recorded,
                                               std::uint32_t repetition) {
  const WorkItem item = item_at(plan, recorded.repetitions[repetition].plan_item);
  const auto capacity = first_capacity(plan, recorded, item.workload, items_total(plan));
  if (!capacity) return std::nullopt;
  const std::uint32_t workload = recorded.repetitions[repetition].workload;
  const statistics::ChunkPlacement placement{
      .capacity_per_s = *capacity,
      .servers = plan.thread_counts.back(),
      .objective_ns = objectives_of(recorded, workload),
      .seed = derive_seed(plan.seed, {part(SeedPurpose::slo_prediction), item.plan_item})};
  const ServiceSample sample = service_sample(recorded, workload, placement.seed);
  std::optional<double> by_service;
  if (!sample.service_ns.empty())
    by_service = placement.from_service_times(sample.service_ns, sample.request_class, sample.mean_ns);
  return placement.predicted_per_s(
      recorded_chunks(plan, recorded, item.workload, item.plan_item, ChunkQuality::clean),
      recorded_chunks(plan, recorded, item.workload, item.plan_item, ChunkQuality::usable), by_service);
}

}  // namespace crossfade::collector
