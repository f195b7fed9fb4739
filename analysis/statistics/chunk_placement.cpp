#include "analysis/statistics/chunk_placement.h"

#include <algorithm>

#include "analysis/statistics/moments.h"
#include "analysis/statistics/slo_estimate.h"

namespace crossfade::statistics {
namespace {

/// Enough to come within a few percent.
constexpr std::uint64_t virtual_requests = 50'000;
/// Fewer say little of a p99: of a slow workload several processes are taken together.
constexpr std::size_t fewest_requests = 1'000;
/// What the machine did an hour ago says little of the next second.
constexpr std::size_t last_solutions = 8;
/// Solutions of disturbed chunks whose median is taken where none is clean.
constexpr std::size_t fewest_disturbed = 3;
/// Standstills are in the chunks only, but the first may have met more of them than there are.
constexpr double least_of_service_times = 0.5;
/// Where no rate meets the objectives the chunk shows a moderate load; where too little is known, a high one.
constexpr double share_if_hopeless = 0.3, share_if_unknown = 0.7, share_at_capacity = 0.97;

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

/// The place of the last chunks, of whole processes, that have enough requests; nullopt if all together do
/// not.
std::optional<std::size_t> enough_from(std::span<const SloChunk> chunks) {
  std::size_t requests = 0;
  for (std::size_t first = chunks.size(); first > 0; --first) {
    const bool of_another = first == chunks.size() || chunks[first - 1].block != chunks[first].block;
    if (of_another && requests >= fewest_requests) return first;
    requests += chunks[first - 1].service_ns.size();
  }
  if (requests >= fewest_requests) return 0;
  return std::nullopt;
}

}  // namespace

double ChunkPlacement::from_service_times(std::span<const std::uint32_t> service_ns,
                                          std::span<const std::uint8_t> request_class, double mean_ns) const {
  // Workers slow each other down: as much as the closed loop with all of them says.
  const double alone_per_s = servers * 1e9 / mean_ns;
  const double slowdown = std::clamp(alone_per_s / capacity_per_s, 0.5, 4.0);
  return rate_of(predicted_slo_rate(service_ns, request_class, servers, objective_ns, slowdown, seed),
                 capacity_per_s);
}

/// What the chunks of the last processes say, each by itself, or as few of them as have enough requests.
std::vector<double> ChunkPlacement::from_chunks(std::span<const SloChunk> chunks) const {
  std::vector<double> rates;
  while (!chunks.empty() && rates.size() < last_solutions) {
    const auto enough = enough_from(chunks);
    if (!enough && !rates.empty()) break;
    const std::size_t first = enough.value_or(0);
    const SloProblem problem{.chunks = chunks.subspan(first),
                             .servers = servers,
                             .objective_ns = objective_ns,
                             .seed = seed,
                             .virtual_requests = virtual_requests};
    rates.push_back(rate_of(estimate_slo_rate(problem), capacity_per_s));
    chunks = chunks.first(first);
  }
  return rates;
}

double ChunkPlacement::predicted_per_s(std::span<const SloChunk> clean, std::span<const SloChunk> usable,
                                       std::optional<double> by_service_times) const {
  auto by_chunks = from_chunks(clean);
  // On a host that is never clean disturbed chunks say more than service times do, which would offer all of
  // them at a rate that none can bear. The median of a few forgets the worst of them.
  if (by_chunks.empty()) {
    by_chunks = from_chunks(usable);
    if (by_chunks.size() < fewest_disturbed) by_chunks.clear();
  }
  if (by_chunks.empty()) return by_service_times.value_or(share_if_unknown * capacity_per_s);
  // Solved together the chunks would meet their objectives only as often as the worst process lets them: one
  // whose neighbour no panel saw would keep every later chunk far below where it is needed.
  return std::max(median(by_chunks), least_of_service_times * by_service_times.value_or(0));
}

}  // namespace crossfade::statistics
