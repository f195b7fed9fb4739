#include "analysis/statistics/virtual_design_effects.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "analysis/statistics/moments.h"
#include "analysis/statistics/virtual_queue.h"
#include "results/assertion.h"

namespace crossfade::statistics {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double highest_utilisation = 0.98;
constexpr std::size_t most_batches = 512, fewest_batches = 32;
constexpr double long_against_correlation = 20;

double design_effect(std::span<const float> latency_ns, double p) {
  std::vector<float> sorted(latency_ns.begin(), latency_ns.end());
  const auto rank = sorted.begin() + static_cast<std::ptrdiff_t>(p * static_cast<double>(sorted.size()));
  std::nth_element(sorted.begin(), rank, sorted.end());
  const float quantile = *rank;
  for (std::size_t batches = most_batches; batches >= fewest_batches; batches /= 2) {
    const std::size_t length = latency_ns.size() / batches;
    if (length == 0) continue;
    std::vector<double> shares;
    for (std::size_t b = 0; b < batches; ++b) {
      const auto batch = latency_ns.subspan(b * length, length);
      const auto above = std::count_if(batch.begin(), batch.end(), [&](float x) { return x > quantile; });
      shares.push_back(static_cast<double>(above) / static_cast<double>(length));
    }
    const double share = mean(shares);
    if (!(share > 0 && share < 1)) return unknown;
    const double effect = sample_variance(shares) * static_cast<double>(length) / (share * (1 - share));
    if (static_cast<double>(length) >= long_against_correlation * effect) return effect;
  }
  return unknown;
}

}  // namespace

VirtualDesignEffects virtual_design_effects(std::span<const std::uint32_t> service_ns,
                                            std::span<const std::uint32_t> start_delay_ns, double rate_per_s,
                                            std::uint32_t servers, std::uint64_t seed,
                                            std::uint64_t virtual_requests, VirtualArrivals arrivals) {
  CF_ASSERT(servers >= 1, "a queue needs a server");
  CF_ASSERT(rate_per_s > 0, "a stage has a rate");
  VirtualDesignEffects out{unknown, unknown, unknown};
  if (service_ns.empty() || virtual_requests == 0) return out;
  const SloChunk chunk{0, rate_per_s, service_ns, start_delay_ns, {}};
  const double no_objective[] = {0};
  const VirtualRun run =
      make_virtual_run({&chunk, 1}, no_objective, servers, arrivals, virtual_requests, seed, 0);
  if (run.mean_busy_ns * rate_per_s >= highest_utilisation * 1e9 * servers) return out;

  const std::size_t warm_up = virtual_warm_up(virtual_requests);
  std::vector<float> latency_ns;
  latency_ns.reserve(virtual_requests);
  run_virtual_queue(
      run, rate_per_s, virtual_requests, servers,
      [&](std::size_t i, std::size_t index, double wait_ns, const VirtualStall*) {
        if (i >= warm_up)
          latency_ns.push_back(static_cast<float>(wait_ns + static_cast<double>(run.busy_ns[index])));
      });
  const auto recorded = static_cast<double>(run.recorded);
  const auto effect = [&](double p) {
    return recorded * (1 - p) < 4 * (1 - 1e-9) ? unknown : design_effect(latency_ns, p);
  };
  return {effect(0.5), effect(0.99), effect(0.999)};
}

}  // namespace crossfade::statistics
