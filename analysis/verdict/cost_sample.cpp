#include "analysis/verdict/cost_sample.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "analysis/number_text.h"
#include "analysis/slo_solution.h"

namespace crossfade::analysis {
namespace {

using BlockId = std::pair<std::uint32_t, std::uint32_t>;  ///< recording, block

/// SLO throughputs of one workload by block: requests per second, the network's where that is less.
struct BlockRates {
  std::map<BlockId, RunValue> values;  ///< one a block: geometric mean of its process runs
  double mean_per_s = 0;               ///< over hosts, recordings and blocks
  SampleSize n;
  double disturbed_share = 0, open_below = 1;
  std::optional<double> network_per_s;  ///< where it binds
  bool is_published = false;            ///< it does for sure
  std::string absent_because;
};

BlockRates block_rates(const SloRate& rate, const WorkloadRates& of) {
  BlockRates out;
  const LimitedRate counted = limited_rate(rate, of);
  if (counted.limit == BindingLimit::memory) {
    out.absent_because = of.limits.memory_is_short;
    return out;
  }
  out.n = rate.estimate.n;
  out.disturbed_share = rate.estimate.disturbed_share;
  out.open_below = counted.open.below;
  if (counted.sample.values.empty() || !counted.sample.positive()) {
    out.absent_because = !rate.estimate.absent_because.empty()        ? rate.estimate.absent_because
                         : !rate.estimate.no_interval_because.empty() ? rate.estimate.no_interval_because
                                                                      : rate.sample.absent_because;
    return out;
  }
  if (counted.limit == BindingLimit::network) out.network_per_s = of.limits.network_per_s;
  out.is_published = counted.is_published;
  std::map<BlockId, std::vector<RunValue>> by_block;
  for (const RunValue& v : counted.sample.values) by_block[{v.recording, v.block}].push_back(v);
  for (const auto& [id, values] : by_block) {
    RunValue block = values.front();
    double ln = 0;
    for (const RunValue& v : values) {
      ln += std::log(v.value) / static_cast<double>(values.size());
      block.start_unix_ns = std::min(block.start_unix_ns, v.start_unix_ns);
      block.out_of_turn = block.out_of_turn || v.out_of_turn;
    }
    block.value = std::exp(ln);
    out.values.emplace(id, block);
  }
  const Estimate mean = estimate(counted.sample);
  out.mean_per_s = mean.value.value_or(0);
  return out;
}

using Rates = std::vector<BlockRates>;  ///< by workload of the mix

/// "baseline, tls_segment: no rate meets it"; empty if every workload has values.
std::string why_absent(const Rates& rates, const std::vector<std::string>& workloads, const char* side) {
  for (std::size_t i = 0; i < rates.size(); ++i) {
    if (rates[i].values.empty())
      return fmt::format("{}, {}: {}", side, workloads[i], rates[i].absent_because);
  }
  return "";
}

CostSample combined(const Rates& rates, const Rates& base, const std::vector<SpendShare>& shares,
                    const char* side) {
  CostSample out;
  std::vector<std::string> names;
  for (const SpendShare& s : shares) names.push_back(s.workload);
  out.sample.absent_because = why_absent(rates, names, side);
  if (!out.sample.absent_because.empty()) return out;
  std::size_t incomplete = 0;
  std::map<BlockId, RunValue> blocks;  // of any workload: what one of them lacks is counted
  for (const BlockRates& each : rates) blocks.insert(each.values.begin(), each.values.end());
  for (const auto& [id, any] : blocks) {
    RunValue sum = any;
    sum.value = 0;
    bool complete = true;
    for (std::size_t i = 0; i < rates.size() && complete; ++i) {
      const auto found = rates[i].values.find(id);
      complete = found != rates[i].values.end();
      if (!complete) break;
      sum.value += shares[i].share * base[i].mean_per_s / found->second.value;
      sum.start_unix_ns = std::min(sum.start_unix_ns, found->second.start_unix_ns);
      sum.out_of_turn = sum.out_of_turn || found->second.out_of_turn;
    }
    if (complete) {
      out.sample.values.push_back(sum);
    } else {
      ++incomplete;
    }
  }
  count_runs(out.sample);
  out.is_published = true;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    out.is_published = out.is_published && rates[i].is_published;
    out.sample.n.requests += rates[i].n.requests;
    out.sample.disturbed_share = std::max(out.sample.disturbed_share, rates[i].disturbed_share);
    // A rate that may be lower by `open_below` is a cost that may be higher by it.
    out.open.above = std::max(out.open.above, rates[i].open_below);
    const std::optional<double>& network_per_s = rates[i].network_per_s;
    if (network_per_s)
      out.notes.push_back(fmt::format("{}, {}: the network binds at {}/s by its published baseline", side,
                                      shares[i].workload, grouped_text(*network_per_s)));
  }
  if (incomplete > 0)
    out.notes.push_back(
        fmt::format("{}: {} block{} left out, in which not every workload of the mix has a rate", side,
                    incomplete, incomplete == 1 ? "" : "s"));
  if (out.sample.values.empty())
    out.sample.absent_because = fmt::format("{}: no block has a rate of every workload of the mix", side);
  return out;
}

/// `which`: the rate of a workload: as experienced, undisturbed, or of another objective.
template <class Which>
Rates rates_of(const SideRates& side, const std::vector<std::string>& workloads, Which&& which) {
  Rates out;
  for (const std::string& workload : workloads) {
    const WorkloadRates& w = side.of(workload);
    out.push_back(block_rates(which(w), w));
  }
  return out;
}

constexpr auto as_experienced = [](const WorkloadRates& w) -> const SloRate& { return w.experienced; };
constexpr auto as_undisturbed = [](const WorkloadRates& w) -> const SloRate& { return w.undisturbed; };

/// Equal spend, or requests times what each costs on the baseline.
std::vector<SpendShare> spend_shares(const std::vector<std::string>& workloads, const Mix& mix,
                                     const Rates& base) {
  std::vector<SpendShare> shares;
  double sum = 0;
  for (std::size_t i = 0; i < workloads.size(); ++i) {
    double spend = 1;
    for (const auto& [name, requests] : mix.requests)
      if (name == workloads[i]) spend = requests / base[i].mean_per_s;
    shares.push_back({workloads[i], spend});
    sum += spend;
  }
  for (SpendShare& s : shares) s.share /= sum;
  return shares;
}

}  // namespace

CostSamples cost_samples(const SideRates& base, const SideRates& candidate,
                         const std::vector<std::string>& workloads, const Mix& mix) {
  CostSamples out;
  const Rates experienced = rates_of(base, workloads, as_experienced);
  out.absent_because = why_absent(experienced, workloads, "baseline");
  if (!out.absent_because.empty()) {
    for (CostSample* s : {&out.base, &out.candidate, &out.base_undisturbed, &out.candidate_undisturbed})
      s->sample.absent_because = out.absent_because;
    return out;
  }
  out.shares = spend_shares(workloads, mix, experienced);
  // The same weights throughout: shares are of what is paid, which is as experienced.
  const auto combine = [&](const SideRates& side, auto&& which, const char* name) {
    return combined(rates_of(side, workloads, which), experienced, out.shares, name);
  };
  for (const std::string& workload : workloads) {
    const WorkloadRates &a = base.of(workload), &b = candidate.of(workload);
    const std::string why =
        why_limits_differ(limited_rate(a.experienced, a), a.limits, limited_rate(b.experienced, b), b.limits);
    if (!why.empty()) out.absent_because = fmt::format("{}: {}", workload, why);
  }
  out.base = combine(base, as_experienced, "baseline");
  out.candidate = combine(candidate, as_experienced, "candidate");
  out.base_undisturbed = combine(base, as_undisturbed, "baseline");
  out.candidate_undisturbed = combine(candidate, as_undisturbed, "candidate");
  if (out.absent_because.empty()) out.absent_because = out.candidate.sample.absent_because;
  return out;
}

std::vector<ObjectiveSamples> objective_samples(const SideRates& base, const SideRates& candidate,
                                                const std::vector<std::string>& workloads,
                                                const std::vector<SpendShare>& shares,
                                                std::span<const double> factors) {
  std::vector<const WorkloadRuns*> runs;
  for (const SideRates* side : {&base, &candidate})
    for (const std::string& workload : workloads) runs.push_back(&side->of(workload).runs);
  solve_slo_ahead(runs, factors);
  const Rates declared = rates_of(base, workloads, as_experienced);
  std::vector<ObjectiveSamples> out;
  for (const double factor : factors) {
    const auto combine = [&](const SideRates& side, bool& never, const char* name) {
      Rates rates;
      for (const std::string& workload : workloads) {
        const WorkloadRates& w = side.of(workload);
        const SloRate rate = slo_rate(w.runs, factor);
        never = never || rate.no_rate_meets_it;
        rates.push_back(block_rates(rate, w));
      }
      return combined(rates, declared, shares, name);
    };
    ObjectiveSamples& samples = out.emplace_back();
    samples.base = combine(base, samples.base_never, "baseline");
    samples.candidate = combine(candidate, samples.candidate_never, "candidate");
  }
  return out;
}

Ratio cost_ratio_of(const CostSample& base, const CostSample& candidate, const std::string& absent_because,
                    RatioOptions options) {
  if (!absent_because.empty()) {
    Ratio none;
    none.absent_because = absent_because;
    return none;
  }
  options.base = base.open;
  options.candidate = candidate.open;
  options.is_base_known = base.is_published;
  options.is_candidate_known = candidate.is_published;
  return ratio(base.sample, candidate.sample, results::Direction::lower_is_better, options);
}

}  // namespace crossfade::analysis
