#include "analysis/utilisation.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "analysis/distinct_values.h"
#include "analysis/number_text.h"
#include "analysis/quantity.h"
#include "analysis/rate_limit.h"
#include "analysis/sample.h"

namespace crossfade::analysis {
namespace {

/// One side's part of a workload.
struct SideOfWorkload {
  const Side* side = nullptr;
  Estimate capacity_per_s;
  RateLimits limits;
  BusyCurve curve;
  BusyValue at_target;
};

std::vector<SideOfWorkload> sides_of(const std::vector<Comparison>& comparisons,
                                     const std::string& workload) {
  std::vector<SideOfWorkload> out;
  const auto add = [&](const Side& side) {
    const WorkloadRuns runs = process_runs(side, workload);
    SideOfWorkload s;
    s.side = &side;
    s.capacity_per_s = estimate(sample(runs, at_capacity(runs), throughput_per_s));
    s.limits = rate_limits(side, runs);
    out.push_back(std::move(s));
  };
  add(comparisons.front().base);
  for (const Comparison& c : comparisons) add(c.candidate);
  return out;
}

std::size_t with_value(const std::vector<SideOfWorkload>& sides) {
  return static_cast<std::size_t>(std::count_if(sides.begin(), sides.end(), [](const SideOfWorkload& s) {
    return s.at_target.rate_per_s.value.has_value();
  }));
}

/// All sides by one basis, or what they say of the CPU would not be the same thing: thread counts unless
/// fewer sides have a value by them.
void set_curves(std::vector<SideOfWorkload>& sides, const std::string& workload, double target) {
  std::vector<WorkloadRuns> runs;
  for (const SideOfWorkload& s : sides) runs.push_back(process_runs(*s.side, workload));
  const auto by = [&](BusyBasis basis) {
    std::vector<SideOfWorkload> out = sides;
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i].curve = busy_curve(*out[i].side, runs[i], basis);
      out[i].at_target = at_busy(out[i].curve, target);
    }
    return out;
  };
  auto by_threads = by(BusyBasis::threads);
  if (with_value(by_threads) == sides.size()) {
    sides = std::move(by_threads);
    return;
  }
  auto by_load = by(BusyBasis::load);
  sides = with_value(by_load) > with_value(by_threads) ? std::move(by_load) : std::move(by_threads);
}

Estimate cost_of(const Estimate& rate, const CostRow& row) {
  Estimate e = rate;
  e.value.reset();
  e.interval.reset();
  const bool is_refused =
      row.limit == BindingLimit::memory || (row.price && row.rate_per_s.value && !row.usd_per_million.value);
  if (!rate.value) return e;
  if (!row.price || is_refused) {
    e.absent_because = is_refused ? row.usd_per_million.absent_because : "price unknown";
    return e;
  }
  const double per_hour = row.price->per_hour;
  if (!(*rate.value > 0)) {
    e.absent_because = "nothing was served";
    return e;
  }
  e.value = cost_per_million(per_hour, *rate.value);
  if (rate.interval && rate.interval->low > 0)
    e.interval = statistics::Interval{cost_per_million(per_hour, rate.interval->high),
                                      cost_per_million(per_hour, rate.interval->low)};
  return e;
}

std::string basis_note(BusyBasis basis, const Values& workloads) {
  return fmt::format(
      "{}: {}", joined(workloads, ", "),
      basis == BusyBasis::threads
          ? "busy by thread counts: so many CPUs work, cores before their second threads."
          : "busy by offered load: all CPUs take requests as they come, so second threads of cores work "
            "early. A kernel fills idle cores first: measure more thread counts (run --threads) for that.");
}

void set_target(const SideOfWorkload& s, const SideOfWorkload& base, const CostRow& row,
                UtilisationRow& out) {
  out.target_per_s = limited_by_network(s.at_target.rate_per_s, s.limits);
  out.share_of_peak = s.at_target.share_of_peak;
  out.target_cost = cost_of(out.target_per_s, row);
  out.target_is_beyond_slo =
      out.target_per_s.value && row.rate_per_s.value && *out.target_per_s.value > *row.rate_per_s.value;
  if (&s != &base) out.same_share_target = busy_at(s.curve, base.at_target.share_of_peak);
}

}  // namespace

UtilisationTable utilisation(const std::vector<Comparison>& comparisons, const CostTable& cost,
                             std::optional<double> cpu_target) {
  UtilisationTable table;
  table.cpu_target = cpu_target;
  if (comparisons.empty()) return table;
  std::map<std::string, std::vector<SideOfWorkload>> by_workload;
  std::map<BusyBasis, Values> by_basis;
  for (const CostRow& row : cost.rows) {
    const auto [known, is_new] = by_workload.try_emplace(row.workload);
    std::vector<SideOfWorkload>& sides = known->second;
    if (is_new) {
      sides = sides_of(comparisons, row.workload);
      if (cpu_target) {
        set_curves(sides, row.workload, *cpu_target);
        if (with_value(sides) > 0) add(by_basis[sides.front().curve.basis], row.workload);
      }
    }
    const auto own = std::find_if(sides.begin(), sides.end(),
                                  [&](const SideOfWorkload& s) { return s.side->label == row.side; });
    CF_ASSERT(own != sides.end(), "a row of the cost table is of a side that is compared");
    UtilisationRow out;
    out.workload = row.workload;
    out.side = row.side;
    out.plan = row.plan;
    out.slo_cost = row.usd_per_million;
    out.capacity_cost = cost_of(limited_by_network(own->capacity_per_s, own->limits), row);
    if (cpu_target) set_target(*own, sides.front(), row, out);
    table.rows.push_back(std::move(out));
  }
  for (const auto& [basis, workloads] : by_basis) table.notes.push_back(basis_note(basis, workloads));
  return table;
}

}  // namespace crossfade::analysis
