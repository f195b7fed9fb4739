#include "analysis/size_advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "analysis/comparability.h"
#include "analysis/cpus_used.h"
#include "analysis/distinct_values.h"
#include "analysis/memory_limit.h"
#include "analysis/network_limit.h"
#include "analysis/number_text.h"
#include "results/vocabulary/atlas.h"

namespace crossfade::analysis {
namespace {

using results::Error;
using results::ErrorKind;
using results::InstanceType;
using results::Result;

constexpr double most_machines = 1e6;
constexpr double bytes_per_gib = 1024.0 * 1024 * 1024;

std::string gib_text(double bytes) {
  return fmt::format("{:.3g} GiB", bytes / bytes_per_gib);
}

/// Evenly over the zones, so many that the others carry the demand when one is gone.
double machines_for(double rate_per_s, const Demand& demand) {
  const double left = demand.zones > 1 ? demand.zones - 1 : 1;
  const double rounding = 1e-9;  // a demand that is met exactly is met
  return demand.zones * std::max(1.0, std::ceil(demand.per_s / (rate_per_s * left) - rounding));
}

/// What stands beside a rate wherever it is printed, in one sentence; empty = nothing.
std::string doubt_text(const Estimate& rate) {
  Values said;
  if (!rate.interval && !rate.no_interval_because.empty())
    add(said, "no interval: " + rate.no_interval_because);
  if (is_too_disturbed(rate.disturbed_share)) add(said, question_text(rate.disturbed_share));
  for (const std::string& caution : rate.cautions) add(said, caution);
  return said.empty() ? "" : joined(said, "; ");
}

/// A side as measured, to size from.
struct Measured {
  const CostRow& row;
  InstanceType type;
  double network_bytes = 0;  ///< per request; 0 = unknown
  std::optional<double> resident_bytes;
};

class Advisor {
 public:
  Advisor(const PriceBook& book, const Demand& demand) : book_(book), demand_(demand) {
    advice_.demand = demand;
  }

  void add(const CostRow& row, const Side& side) {
    const std::string name = common_instance_type(side);
    const auto type = results::find_instance_type(name);
    if (!row.price) return note(fmt::format("{}: no price is known, so no advice on it.", row.side));
    if (!row.slo_rate_per_s.value)
      return note(fmt::format("{}, {}: no SLO throughput, so no advice on it: {}.", row.side, row.workload,
                              row.slo_rate_per_s.absent_because));
    if (!part_of_cpus(side).empty() || !row.usd_per_million.value)
      return note(fmt::format("{}: measured on a part of its machine, so no advice on it.", row.side));
    const WorkloadRuns runs = process_runs(side, row.workload);
    if (!type || !type->vcpus) {
      note(fmt::format("{}: not a type whose sizes are known: only as it was measured.", row.side));
    } else if (is_given(*row.price)) {
      note(fmt::format("{}: the price is given for this size alone, so no other size of it.", row.side));
    }
    const Measured m{row, type.value_or(InstanceType{}), network_bytes_per_request(runs),
                     resident_bytes(runs)};
    consider(m, m.type, *row.price, 1);
    if (!type || !type->vcpus || is_given(*row.price)) return;
    for (const InstanceType& size : results::instance_types_of(type->family)) {
      if (size.type == type->type || !size.vcpus) continue;
      const auto price = price_of(size.type, *row.price);
      if (price)
        consider(m, size, *price, static_cast<double>(*size.vcpus) / static_cast<double>(*type->vcpus));
    }
  }

  SizeAdvice finish() {
    const auto order = [](const SizeChoice& c) { return std::tuple(c.per_hour, c.machines, c.extrapolated); };
    // Groups stay in the order of the cost table.
    std::vector<std::pair<std::string, std::string>> groups;
    const auto group_of = [&](const SizeChoice& c) {
      const std::pair key(c.workload, c.plan);
      auto known = std::find(groups.begin(), groups.end(), key);
      if (known == groups.end()) known = groups.insert(groups.end(), key);
      return known - groups.begin();
    };
    for (const SizeChoice& c : advice_.choices) (void)group_of(c);
    std::stable_sort(advice_.choices.begin(), advice_.choices.end(),
                     [&](const SizeChoice& a, const SizeChoice& b) {
                       return std::pair(group_of(a), order(a)) < std::pair(group_of(b), order(b));
                     });
    return std::move(advice_);
  }

 private:
  void note(std::string text) { analysis::add(advice_.notes, std::move(text)); }

  std::optional<Price> price_of(const std::string& type, const Price& like) const {
    for (const Price& p : book_.find(type)) {
      if (p.plan == like.plan && p.region == like.region && p.currency == like.currency) return p;
    }
    return std::nullopt;
  }

  void rule_out(const Measured& m, const std::string& type, std::string why) {
    const auto same = [&](const SizeRuledOut& r) { return r.workload == m.row.workload && r.type == type; };
    if (std::none_of(advice_.ruled_out.begin(), advice_.ruled_out.end(), same))
      advice_.ruled_out.push_back({m.row.workload, type, std::move(why)});
  }

  /// What has to be resident on a size with `scale` times the vCPUs: a smaller one is not taken to need less.
  double memory_needed(const Measured& m, double scale) const {
    return std::max(demand_.memory_bytes.value_or(0), m.resident_bytes.value_or(0) * std::max(1.0, scale));
  }

  void consider(const Measured& m, const InstanceType& size, const Price& price, double scale) {
    const std::string name = size.type.empty() ? m.row.side : size.type;
    const double needed = memory_needed(m, scale);
    if (size.memory_bytes && needed > usable_memory_share * static_cast<double>(*size.memory_bytes)) {
      return rule_out(m, name,
                      fmt::format("{} of its {} can be used, {} are needed",
                                  gib_text(usable_memory_share * static_cast<double>(*size.memory_bytes)),
                                  gib_text(static_cast<double>(*size.memory_bytes)), gib_text(needed)));
    }
    const double network = size.network_baseline_bits_per_s && m.network_bytes > 0
                               ? *size.network_baseline_bits_per_s / 8 / m.network_bytes
                               : INFINITY;
    const Estimate& slo = m.row.slo_rate_per_s;
    CF_ASSERT(slo.value, "a side without an SLO throughput is not considered");
    const double middle = std::min(network, *slo.value * scale);
    const double counted = std::min(network, (slo.interval ? slo.interval->low : *slo.value) * scale);
    if (!(counted > 0)) return rule_out(m, name, "the lower end of its rate is 0");
    const double machines = machines_for(counted, demand_);
    if (!(machines <= most_machines))
      return rule_out(m, name,
                      fmt::format("it would take more than {} machines", grouped_text(most_machines)));
    SizeChoice c;
    c.workload = m.row.workload;
    c.plan = m.row.plan;
    c.type = name;
    c.measured_on = m.row.side;
    c.extrapolated = scale != 1 || (!size.type.empty() && size.type != m.type.type);
    c.price = price;
    c.rate_per_s = counted;
    c.middle_rate_per_s = middle;
    c.doubt = doubt_text(slo);
    c.limit = middle == network ? BindingLimit::network : BindingLimit::cpu;
    c.machines = static_cast<std::uint64_t>(machines);
    c.middle_machines = static_cast<std::uint64_t>(machines_for(middle, demand_));
    c.per_hour = machines * price.per_hour;
    // Two strata of one type say different things of the same size: both stand, by what they were measured
    // on.
    advice_.choices.push_back(std::move(c));
  }

  const PriceBook& book_;
  const Demand& demand_;
  SizeAdvice advice_;
};

Result<void> check_one_currency(const CostTable& cost) {
  const CostRow* first = nullptr;
  const Price* first_price = nullptr;
  for (const CostRow& row : cost.rows) {
    if (!row.price) continue;
    if (first == nullptr) {
      first = &row;
      first_price = &*row.price;
    }
    if (row.price->currency == first_price->currency) continue;
    return Error{ErrorKind::usage, "the cheapest machines cannot be told in mixed currencies", "--demand",
                 fmt::format("{} is priced in {} and {} in {}", first->side, first_price->currency, row.side,
                             row.price->currency),
                 "choose prices with --currency, --region or --plan"};
  }
  return {};
}

}  // namespace

Result<SizeAdvice> size_advice(const std::vector<Comparison>& comparisons, const CostTable& cost,
                               const PriceBook& book, const Demand& demand) {
  CF_TRY(check_one_currency(cost));
  Advisor advisor(book, demand);
  for (const CostRow& row : cost.rows) {
    const Side* const side = side_called(comparisons, row.side);
    CF_ASSERT(side != nullptr, "a row of the cost table is of a side that is compared");
    advisor.add(row, *side);
  }
  SizeAdvice advice = advisor.finish();
  for (const CostRow& row : cost.rows) {
    if (!row.cost_ratio.value || row.cost_ratio.resolved) continue;
    advice.notes.push_back(fmt::format(
        "{}, {}: its cost ratio to the baseline is not resolved, so neither is which of the two is cheaper.",
        row.workload, row.side));
  }
  return advice;
}

}  // namespace crossfade::analysis
