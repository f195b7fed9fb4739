#include "analysis/statistics/slo_estimate.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/statistics/exceedance_curve.h"
#include "analysis/statistics/moments.h"
#include "analysis/statistics/student_t.h"
#include "analysis/statistics/tail_support.h"
#include "analysis/statistics/unloaded_latency.h"
#include "analysis/statistics/virtual_run.h"
#include "results/assertion.h"

namespace crossfade::statistics {
namespace {

constexpr std::uint64_t fewest_requests = 400;
constexpr double supported_from = 10;
// The final rates lie at most this far apart; interpolating between them errs by about 2e-4.
constexpr double final_step = 0.02;
constexpr double coarse_share = 0.1;

using Blocks = std::map<std::uint32_t, std::vector<SloChunk>>;

Blocks by_block(std::span<const SloChunk> chunks) {
  Blocks blocks;
  for (const SloChunk& chunk : chunks) {
    auto& of_block = blocks[chunk.block];
    if (!chunk.service_ns.empty()) of_block.push_back(chunk);
  }
  return blocks;
}

std::uint64_t requests_of(std::span<const SloChunk> chunks) {
  std::uint64_t requests = 0;
  for (const SloChunk& chunk : chunks) requests += chunk.service_ns.size();
  return requests;
}

/// The numbers of the blocks that it takes out.
std::vector<std::uint32_t> take_out_small(Blocks& blocks) {
  std::vector<std::uint32_t> taken;
  std::erase_if(blocks, [&taken](const Blocks::value_type& block) {
    const bool small = requests_of(block.second) < fewest_requests_in_block;
    if (small) taken.push_back(block.first);
    return small;
  });
  return taken;
}

double mean_of(std::span<const double> by_block) {
  return mean(by_block);
}

/// Half width of the 95 % interval of the logarithm of the blocks' mean exceedance: Student's t, delta
/// method.
double half_width(std::span<const double> by_block) {
  const auto count = static_cast<double>(by_block.size());
  const double centre = mean(by_block);
  if (!(centre > 0)) return 0;
  return student_t_quantile(0.975, count - 1) * std::sqrt(sample_variance(by_block) / count) / centre;
}
double upper_bound(std::span<const double> by_block) {
  return mean(by_block) * std::exp(half_width(by_block));
}
double lower_bound(std::span<const double> by_block) {
  return mean(by_block) * std::exp(-half_width(by_block));
}

/// Roots of one problem: found in a part of the virtual requests first, then in all.
class Solver {
 public:
  Solver(std::span<const VirtualRun> runs, std::span<const double> unloaded, std::uint32_t servers,
         double allowed, double highest_per_s)
      : coarse_(runs, unloaded, servers, coarse_share),
        curve_(runs, unloaded, servers, 1),
        allowed_(allowed),
        highest_per_s_(highest_per_s) {}

  /// After the first, roots far from `near_per_s` are found to a quarter of their distance only.
  ExceedanceCurve::Root root(const ExceedanceMeasure& measure, double near_per_s) {
    const auto coarse = coarse_.root(measure, allowed_, near_per_s, highest_per_s_, final_step);
    const double guess = coarse.rate_per_s > 0 ? coarse.rate_per_s : near_per_s;
    const double distance = found_ ? std::abs(std::log(guess / near_per_s)) : 0;
    found_ = true;
    return curve_.root(measure, allowed_, guess, highest_per_s_, std::max(final_step, distance / 4));
  }
  const ExceedanceCurve& curve() const { return curve_; }

 private:
  ExceedanceCurve coarse_, curve_;
  double allowed_, highest_per_s_;
  bool found_ = false;
};

/// The rates at which a t test between blocks would not reject that the mean exceedance is the allowed one.
void add_interval(SloEstimate& out, Solver& solver) {
  if (out.blocks.size() < 2) return;
  const auto low = solver.root(upper_bound, out.rate_per_s), high = solver.root(lower_bound, out.rate_per_s);
  const bool unbounded_above = high.kind == ExceedanceCurve::Root::Kind::never_late;
  out.interval = Interval{std::min(low.rate_per_s, out.rate_per_s),
                          unbounded_above ? out.capacity_per_s : std::max(high.rate_per_s, out.rate_per_s)};
  if (out.interval->low <= 0) return;
  const std::vector<double> by_block = solver.curve().exceedances(out.rate_per_s);
  const double centre = mean(by_block), half = half_width(by_block);
  const double width = std::log(out.interval->high / out.interval->low);
  for (std::size_t b = 0; b < by_block.size(); ++b) {
    const double deviation = half > 0 ? (by_block[b] / centre - 1) / (2 * half) * width : 0;
    out.blocks[b].ln_rate = std::log(out.rate_per_s) - deviation;
  }
}

}  // namespace

SloEstimate estimate_slo_rate(const SloProblem& problem) {
  CF_ASSERT(problem.servers >= 1, "a queue needs a server");
  CF_ASSERT(problem.allowed_exceedance > 0 && problem.allowed_exceedance < 1, "a share of requests");
  SloEstimate out;
  if (requests_of(problem.chunks) == 0) return out;
  Blocks blocks = by_block(problem.chunks);
  out.blocks_left_out = take_out_small(blocks);
  for (const auto& [block, chunks] : blocks) out.requests += requests_of(chunks);
  if (out.requests < fewest_requests) {
    out.state = SloState::too_few_requests;
    return out;
  }

  std::vector<double> objectives(problem.objective_ns.begin(), problem.objective_ns.end());
  for (double& objective : objectives) objective *= problem.objective_factor;
  // Every recorded request is drawn at least twice on average.
  const std::uint64_t per_block = std::max(problem.virtual_requests, 2 * out.requests) / blocks.size() + 1;
  std::vector<VirtualRun> runs;
  double mean_busy_ns = 0, offered_per_s = 0;
  for (const auto& [block, chunks] : blocks) {
    runs.push_back(make_virtual_run(chunks, objectives, problem.servers, VirtualArrivals::poisson, per_block,
                                    problem.seed, block));
    mean_busy_ns += runs.back().mean_busy_ns / static_cast<double>(blocks.size());
    offered_per_s += runs.back().recorded_per_s / static_cast<double>(blocks.size());
  }
  out.capacity_per_s = mean_busy_ns > 0 ? 1e9 * problem.servers / mean_busy_ns : 0;
  const std::vector<UnloadedLatency> unloaded(runs.begin(), runs.end());
  out.fastest_quantile_ns = unloaded_quantile_ns(unloaded, 1 - problem.allowed_exceedance);
  std::vector<double> late_unloaded;
  for (const UnloadedLatency& block : unloaded) late_unloaded.push_back(block.exceedance());

  const double highest_per_s = highest_tried_utilisation * out.capacity_per_s;
  Solver solver(runs, late_unloaded, problem.servers, problem.allowed_exceedance, highest_per_s);
  const auto root = solver.root(mean_of, std::min(offered_per_s, highest_per_s));
  if (root.kind == ExceedanceCurve::Root::Kind::late_at_any_rate) {
    out.state = SloState::no_rate_meets_it;
    return out;
  }
  if (root.kind == ExceedanceCurve::Root::Kind::never_late) {
    out.state = SloState::met_up_to_capacity;
    out.rate_per_s = out.capacity_per_s;
    return out;
  }
  out.state = SloState::solved;
  out.rate_per_s = root.rate_per_s;
  const std::vector<double> exceedances = solver.curve().exceedances(out.rate_per_s);
  for (const auto& [block, chunks] : blocks)
    out.blocks.push_back({block, exceedances[out.blocks.size()], {}});
  add_interval(out, solver);
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
  return out;
}

}  // namespace crossfade::statistics
