#include "analysis/statistics/slo_estimate.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/statistics/exceedance_curve.h"
#include "analysis/statistics/moments.h"
#include "analysis/statistics/student_t.h"
#include "analysis/statistics/tail_support.h"
#include "analysis/statistics/virtual_run.h"
#include "results/assertion.h"

namespace crossfade::statistics {
namespace {

constexpr std::uint64_t fewest_requests = 400;
constexpr double highest_utilisation = 0.99;
constexpr double supported_from = 10;
// The final rates lie at most this far apart; interpolating between them errs by about 2e-4.
constexpr double final_step = 0.02;
constexpr double coarse_step = 0.02;
constexpr double coarse_share = 0.1;

std::map<std::uint32_t, std::vector<SloChunk>> by_block(std::span<const SloChunk> chunks) {
  std::map<std::uint32_t, std::vector<SloChunk>> blocks;
  for (const SloChunk& chunk : chunks) {
    if (!chunk.service_ns.empty()) blocks[chunk.block].push_back(chunk);
  }
  return blocks;
}

/// Blocks weigh equally, whatever their number of requests.
double quantile_without_queueing(std::span<const VirtualRun> runs, double probability) {
  struct Weighted {
    float busy_ns;
    double weight;
  };
  std::vector<Weighted> requests;
  double total = 0;
  for (const VirtualRun& run : runs) {
    std::uint32_t seen = 0;
    for (std::size_t i = 0; i < run.busy_ns.size(); ++i) {
      if (run.number[i] != seen) continue;  // one of those that a piece runs on to
      ++seen;
      requests.push_back({run.busy_ns[i], 1.0 / run.recorded});
      total += 1.0 / run.recorded;
    }
  }
  std::sort(requests.begin(), requests.end(),
            [](const Weighted& a, const Weighted& b) { return a.busy_ns < b.busy_ns; });
  double below = 0;
  for (const Weighted& r : requests) {
    below += r.weight;
    if (below >= probability * total * (1 - 1e-12)) return static_cast<double>(r.busy_ns);
  }
  return static_cast<double>(requests.back().busy_ns);
}

/// Delete-one-block jackknife on the logarithm of the root.
void jackknife(SloEstimate& out, ExceedanceCurve& coarse, ExceedanceCurve& curve, double allowed,
               double highest_per_s) {
  const auto count = static_cast<double>(out.blocks.size());
  if (out.blocks.size() < 2) return;
  std::vector<double> pseudo_values;
  for (std::size_t b = 0; b < out.blocks.size(); ++b) {
    const auto guess = coarse.root(allowed, out.rate_per_s, highest_per_s, coarse_step, b);
    const double from = guess.rate_per_s > 0 ? guess.rate_per_s : out.rate_per_s;
    // What lies far from the pooled root need not be known as finely: a pseudo-value is a matter of that distance.
    const double step = std::max(final_step, std::abs(std::log(from / out.rate_per_s)) / 4);
    const auto root = curve.root(allowed, from, highest_per_s, step, b);
    if (root.kind == ExceedanceCurve::Root::Kind::late_at_any_rate) continue;
    out.blocks[b].rate_without_per_s = root.rate_per_s;
    pseudo_values.push_back(count * std::log(out.rate_per_s) - (count - 1) * std::log(root.rate_per_s));
  }
  if (pseudo_values.size() < out.blocks.size()) return;
  for (std::size_t b = 0; b < out.blocks.size(); ++b) out.blocks[b].ln_rate = pseudo_values[b];
  if (const auto interval = mean_interval(pseudo_values)) {
    out.interval = Interval{std::exp(interval->low), std::exp(interval->high)};
  }
}

}  // namespace

SloEstimate estimate_slo_rate(const SloProblem& problem) {
  CF_ASSERT(problem.servers >= 1, "a queue needs a server");
  CF_ASSERT(problem.allowed_exceedance > 0 && problem.allowed_exceedance < 1, "a share of requests");
  SloEstimate out;
  for (const SloChunk& chunk : problem.chunks) out.requests += chunk.service_ns.size();
  if (out.requests == 0) return out;
  if (out.requests < fewest_requests) {
    out.state = SloState::too_few_requests;
    return out;
  }

  std::vector<double> objectives(problem.objective_ns.begin(), problem.objective_ns.end());
  for (double& objective : objectives) objective *= problem.objective_factor;
  const auto blocks = by_block(problem.chunks);
  // Every recorded request is drawn at least twice on average.
  const std::uint64_t per_block = std::max(problem.virtual_requests, 2 * out.requests) / blocks.size() + 1;
  std::vector<VirtualRun> runs;
  double mean_busy_ns = 0, offered_per_s = 0, late_when_alone = 0;
  for (const auto& [block, chunks] : blocks) {
    runs.push_back(make_virtual_run(chunks, objectives, problem.servers, VirtualArrivals::poisson, per_block,
                                    problem.seed, block));
    mean_busy_ns += runs.back().mean_busy_ns / static_cast<double>(blocks.size());
    late_when_alone += runs.back().late_when_alone / static_cast<double>(blocks.size());
    offered_per_s += chunks.front().offered_per_s / static_cast<double>(blocks.size());
  }
  out.capacity_per_s = mean_busy_ns > 0 ? 1e9 * problem.servers / mean_busy_ns : 0;
  out.fastest_quantile_ns = quantile_without_queueing(runs, 1 - problem.allowed_exceedance);
  if (late_when_alone > problem.allowed_exceedance) {
    out.state = SloState::no_rate_meets_it;
    return out;
  }

  const double highest_per_s = highest_utilisation * out.capacity_per_s;
  ExceedanceCurve coarse(runs, problem.servers, coarse_share), curve(runs, problem.servers, 1);
  const auto guess = coarse.root(problem.allowed_exceedance, std::min(offered_per_s, highest_per_s),
                                 highest_per_s, coarse_step);
  const auto root = curve.root(problem.allowed_exceedance, guess.rate_per_s, highest_per_s, final_step);
  if (root.kind == ExceedanceCurve::Root::Kind::never_late) {
    out.state = SloState::met_up_to_capacity;
    out.rate_per_s = out.capacity_per_s;
    return out;
  }
  out.state = SloState::solved;
  out.rate_per_s = root.rate_per_s;
  for (const auto& [block, chunks] : blocks) {
    out.blocks.push_back({block, curve.exceedance(out.blocks.size(), out.rate_per_s), {}, {}});
  }
  jackknife(out, coarse, curve, problem.allowed_exceedance, highest_per_s);
  out.effective_tail_requests = effective_tail_requests(runs, problem.servers, out.rate_per_s);
  out.tail_supported = out.effective_tail_requests >= supported_from;
  return out;
}

SloEstimate predicted_slo_rate(std::span<const std::uint32_t> service_ns,
                               std::span<const std::uint8_t> request_class, std::uint32_t servers,
                               std::span<const double> objective_ns, double slowdown, std::uint64_t seed) {
  CF_ASSERT(slowdown > 0, "a request takes time");
  double sum_ns = 0;
  for (const std::uint32_t s : service_ns) sum_ns += static_cast<double>(s);
  const double typical_per_s =
      0.7 * servers * 1e9 * static_cast<double>(service_ns.size()) / std::max(1.0, sum_ns);
  const SloChunk sample{0, typical_per_s, service_ns, {}, request_class};
  SloProblem problem;
  problem.chunks = {&sample, service_ns.empty() ? 0U : 1U};
  problem.servers = servers;
  problem.objective_ns = objective_ns;
  problem.objective_factor = 1 / slowdown;  // slower requests are a shorter objective and slower time
  problem.seed = seed;
  problem.virtual_requests = 60'000;
  SloEstimate out = estimate_slo_rate(problem);
  out.rate_per_s /= slowdown;
  out.capacity_per_s /= slowdown;
  out.fastest_quantile_ns *= slowdown;
  for (SloBlock& block : out.blocks) block.ln_rate.reset();
  return out;
}

}  // namespace crossfade::statistics
