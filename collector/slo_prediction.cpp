#include "collector/slo_prediction.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "analysis/statistics/moments.h"
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

/// Enough to come within a few percent.
constexpr std::uint64_t virtual_requests = 50'000;
/// Fewer say little of a p99: of a slow workload several processes are taken together.
constexpr std::size_t fewest_requests = 1'000;
/// What the machine did an hour ago says little of the next second.
constexpr std::size_t last_solutions = 8;
/// Standstills are in the chunks only, but the first may have met more of them than there are.
constexpr double least_of_service_times = 0.5;
/// Where no rate meets the objectives the chunk shows a moderate load; where too little is known, a high one.
constexpr double share_if_hopeless = 0.3, share_if_unknown = 0.7, share_at_capacity = 0.97;

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

/// What is asked, without what it is solved from.
struct Question {
  double capacity_per_s;
  std::uint32_t servers;
  std::vector<double> objective_ns;
  std::uint64_t seed;
};

/// nullopt where there are none.
std::optional<double> from_service_times(const Question& asked, const Recording& recorded,
                                         std::uint32_t workload) {
  const ServiceSample sample = service_sample(recorded, workload, asked.seed);
  if (sample.service_ns.empty()) return std::nullopt;
  // Workers slow each other down: as much as the closed loop with all of them says.
  const double alone_per_s = asked.servers * 1e9 / sample.mean_ns;
  const double slowdown = std::clamp(alone_per_s / asked.capacity_per_s, 0.5, 4.0);
  return rate_of(statistics::predicted_slo_rate(sample.service_ns, sample.request_class, asked.servers,
                                                asked.objective_ns, slowdown, asked.seed),
                 asked.capacity_per_s);
}

/// The place of the last chunks, of whole processes, that have enough requests; nullopt if all together do
/// not.
std::optional<std::size_t> enough_from(std::span<const statistics::SloChunk> chunks) {
  std::size_t requests = 0;
  for (std::size_t first = chunks.size(); first > 0; --first) {
    const bool of_another = first == chunks.size() || chunks[first - 1].block != chunks[first].block;
    if (of_another && requests >= fewest_requests) return first;
    requests += chunks[first - 1].service_ns.size();
  }
  if (requests >= fewest_requests) return 0;
  return std::nullopt;
}

/// What the chunks of the last processes say, each by itself, or as few of them as have enough requests.
std::vector<double> from_chunks(const Question& asked, std::span<const statistics::SloChunk> chunks) {
  std::vector<double> rates;
  while (!chunks.empty() && rates.size() < last_solutions) {
    const auto enough = enough_from(chunks);
    if (!enough && !rates.empty()) break;
    const std::size_t first = enough.value_or(0);
    const statistics::SloProblem problem{.chunks = chunks.subspan(first),
                                         .servers = asked.servers,
                                         .objective_ns = asked.objective_ns,
                                         .seed = asked.seed,
                                         .virtual_requests = virtual_requests};
    rates.push_back(rate_of(statistics::estimate_slo_rate(problem), asked.capacity_per_s));
    chunks = chunks.first(first);
  }
  return rates;
}

}  // namespace

std::optional<double> predicted_slo_rate_per_s(const Plan& plan, const Recording& recorded,
                                               std::uint32_t repetition) {
  const WorkItem item = item_at(plan, recorded.repetitions[repetition].plan_item);
  const auto capacity = first_capacity(plan, recorded, item.workload, items_total(plan));
  if (!capacity) return std::nullopt;
  const std::uint32_t workload = recorded.repetitions[repetition].workload;
  const Question asked{.capacity_per_s = *capacity,
                       .servers = plan.thread_counts.back(),
                       .objective_ns = objectives_of(recorded, workload),
                       .seed = derive_seed(plan.seed, {part(SeedPurpose::slo_prediction), item.plan_item})};
  const auto by_service = from_service_times(asked, recorded, workload);
  const auto by_chunks =
      from_chunks(asked, recorded_chunks(plan, recorded, item.workload, item.plan_item, ChunkQuality::clean));
  if (by_chunks.empty()) return by_service.value_or(share_if_unknown * *capacity);
  // Solved together the chunks would meet their objectives only as often as the worst process lets them: one
  // whose neighbour no panel saw would keep every later chunk far below where it is needed.
  return std::max(statistics::median(by_chunks), least_of_service_times * by_service.value_or(0));
}

}  // namespace crossfade::collector
