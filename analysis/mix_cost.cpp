#include "analysis/mix_cost.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/distinct_values.h"
#include "analysis/ratio.h"
#include "analysis/side_price.h"
#include "analysis/slo_rate.h"

namespace crossfade::analysis {
namespace {

using results::Result;

bool is_of(const CostRow& row, const std::vector<std::string>& workloads, const std::string& side) {
  return row.side == side && std::find(workloads.begin(), workloads.end(), row.workload) != workloads.end();
}

/// The rows of a side by price: those of its first workload, for all have the same prices.
std::vector<const CostRow*> priced_rows(const CostTable& cost, const std::vector<std::string>& workloads,
                                        const std::string& side) {
  std::vector<const CostRow*> out;
  for (const CostRow& row : cost.rows) {
    if (is_of(row, workloads, side) && row.workload == workloads.front()) out.push_back(&row);
  }
  return out;
}

/// Why no price can be put to what was measured: of a part of the machine, or more than its memory.
std::string why_refused(const CostTable& cost, const std::vector<std::string>& workloads,
                        const std::string& side) {
  for (const CostRow& row : cost.rows) {
    if (!is_of(row, workloads, side)) continue;
    if (row.limit == BindingLimit::memory) return row.usd_per_million.absent_because;
    if (row.price && row.rate_per_s.value && !row.usd_per_million.value)
      return row.usd_per_million.absent_because;
  }
  return "";
}

/// Machine seconds that a request of the mix takes on the baseline's mean; 1 in its cost sample. Absent of a
/// mix that declares no proportions.
std::optional<double> baseline_seconds(const SideRates& base, const Mix& mix) {
  double requests = 0, seconds = 0;
  for (const auto& [workload, count] : mix.requests) {
    const WorkloadRates& rates = base.of(workload);
    const LimitedRate rate = limited_rate(rates.experienced, rates);
    if (!rate.estimate.value || !(*rate.estimate.value > 0)) return std::nullopt;
    requests += count;
    seconds += count / *rate.estimate.value;
  }
  return requests > 0 ? std::optional(seconds / requests) : std::nullopt;
}

class Builder {
 public:
  Builder(const CostTable& cost, std::vector<std::string> workloads, const Mix& mix,
          const CompareOptions& options)
      : cost_(cost), workloads_(std::move(workloads)), mix_(mix), options_(options) {
    out_.name = mix.name;
  }

  void add(const Comparison& c) {
    const SideRates base = side_rates(c.base, workloads_), candidate = side_rates(c.candidate, workloads_);
    const CostSamples samples = cost_samples(base, candidate, workloads_, mix_);
    const auto seconds = baseline_seconds(base, mix_);
    if (out_.shares.empty()) out_.shares = samples.shares;
    for (const CostSample* s : {&samples.base, &samples.candidate}) {
      for (const std::string& note : s->notes) analysis::add(out_.notes, note);
    }
    if (out_.rows.empty()) {
      for (const CostRow* row : priced_rows(cost_, workloads_, c.base.label)) {
        if (row->price) base_prices_.push_back(*row->price);
        out_.rows.push_back({row->side,
                             row->plan,
                             row->price,
                             per_million(samples.base, samples.absent_because, seconds, *row),
                             {},
                             {}});
      }
    }
    const Ratio machine_time =
        cost_ratio_of(samples.base, samples.candidate, samples.absent_because, ratio_options_of(c, options_));
    for (const CostRow* row : priced_rows(cost_, workloads_, c.candidate.label)) {
      MixCostRow mine{row->side,  row->plan,
                      row->price, per_million(samples.candidate, samples.absent_because, seconds, *row),
                      {},         {}};
      mine.break_even = machine_time;
      turn_over(mine.break_even);
      mine.cost_ratio = cost_ratio(machine_time, c, *row);
      out_.rows.push_back(std::move(mine));
    }
  }

  MixCost take() { return std::move(out_); }

 private:
  Estimate per_million(const CostSample& sample, const std::string& absent, std::optional<double> seconds,
                       const CostRow& row) const {
    Estimate e;
    e.absent_because = !absent.empty() ? absent : why_refused(cost_, workloads_, row.side);
    if (!e.absent_because.empty()) return e;
    if (!row.price || !seconds) {
      e.absent_because = row.price ? "the mix declares no proportions of requests" : "price unknown";
      return e;
    }
    return scaled(estimate(sample.sample),
                  cost_per_million(row.price->per_hour, 1 / *seconds, 1 - allowed_exceedance));
  }

  Ratio cost_ratio(const Ratio& machine_time, const Comparison& c, const CostRow& row) const {
    if (!machine_time.value) return machine_time;
    for (const Side* side : {&c.base, &c.candidate}) {
      if (std::string refused = why_refused(cost_, workloads_, side->label); !refused.empty())
        return without_value(std::move(refused));
    }
    if (!row.price) return without_value("price unknown");
    const Price* const base = counterpart(base_prices_, *row.price);
    if (base == nullptr) return without_value(why_no_counterpart(base_prices_, *row.price));
    Ratio r = machine_time;
    scale_cost(r, row.price->per_hour / base->per_hour);
    for (std::string& caution : scenario_cautions(*base, *row.price))
      r.cautions.push_back(std::move(caution));
    return r;
  }

  const CostTable& cost_;
  const std::vector<std::string> workloads_;
  const Mix& mix_;
  const CompareOptions& options_;
  std::vector<Price> base_prices_;
  MixCost out_;
};

}  // namespace

Result<MixCost> mix_cost(const std::vector<Comparison>& comparisons, const CostTable& cost, const Mix& mix,
                         const CompareOptions& options) {
  MixCost nothing;
  nothing.name = mix.name;
  if (comparisons.empty()) return nothing;
  std::vector<std::string> workloads;
  for (const Comparison& c : comparisons) {
    auto shared = mix_workloads(c, mix);
    CF_TRY(shared);
    if (workloads.empty()) workloads = *std::move(shared);
  }
  if (workloads.empty()) return nothing;
  Builder builder(cost, workloads, mix, options);
  for (const Comparison& c : comparisons) builder.add(c);
  return builder.take();
}

}  // namespace crossfade::analysis
