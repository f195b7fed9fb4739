#include "analysis/cost_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analysis/cpus_used.h"
#include "analysis/side_price.h"
#include "results/vocabulary/atlas.h"

namespace crossfade::analysis {
namespace {

constexpr double million = 1e6;

/// By the atlas, else as the recordings say where they agree.
std::optional<double> vcpus_of(const Side& side) {
  if (const auto type = results::find_instance_type(common_instance_type(side)); type && type->vcpus)
    return static_cast<double>(*type->vcpus);
  std::set<std::int64_t> counts;
  for (const RecordingPointer& r : side.recordings) counts.insert(r->recording.header.vcpus);
  if (counts.size() != 1 || *counts.begin() <= 0) return std::nullopt;
  return static_cast<double>(*counts.begin());
}

std::string vcpu_text(const Side& side) {
  const auto type = results::find_instance_type(common_instance_type(side));
  if (!type || type->vcpu_is == results::VcpuIs::unknown) return "";
  return type->vcpu_is == results::VcpuIs::core ? "core" : "hyperthread";
}

Estimate per_vcpu_hour(const Side& side, const std::optional<Price>& price) {
  Estimate e;
  if (!price) {
    e.absent_because = "price unknown";
  } else if (!part_of_cpus(side).empty()) {
    e.absent_because = "measured on a part of its CPUs";
  } else if (const auto vcpus = vcpus_of(side)) {
    e.value = price->per_hour / *vcpus;
  } else {
    e.absent_because = "the number of vCPUs is not known";
  }
  return e;
}

Estimate requests_per_unit(const Estimate& per_million) {
  Estimate e = per_million;
  if (!per_million.value) return e;
  e.value = million / *per_million.value;
  if (per_million.interval)
    e.interval =
        statistics::Interval{million / per_million.interval->high, million / per_million.interval->low};
  if (per_million.bound == Bound::at_most) e.bound = Bound::at_least;
  return e;
}

bool is_base(const CostRow& row) {
  return !row.cost_ratio.value && row.cost_ratio.absent_because.empty();
}

/// Whether which of two is cheaper is known: by the ratio of a candidate to the baseline; of two candidates,
/// if their ratios to it have intervals apart, which asks more than a comparison of the two would.
bool is_resolved(const CostRow& a, const CostRow& b) {
  if (is_base(a)) return b.cost_ratio.resolved;
  if (is_base(b)) return a.cost_ratio.resolved;
  const auto &x = a.cost_ratio.interval, &y = b.cost_ratio.interval;
  return x && y && (x->high < y->low || y->high < x->low);
}

void rank(const std::vector<const CostRow*>& rows, const std::vector<ValueRow*>& values) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i]->usd_per_million.value && rows[i]->usd_per_million.bound == Bound::none) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return rows[a]->usd_per_million.value.value_or(0) < rows[b]->usd_per_million.value.value_or(0);
  });
  for (std::size_t k = 0; k < order.size(); ++k) {
    ValueRow& own = *values[order[k]];
    own.rank = static_cast<std::uint32_t>(k + 1);
    if (k == 0 || is_resolved(*rows[order[k - 1]], *rows[order[k]])) continue;
    ValueRow& before = *values[order[k - 1]];
    own.rank = before.rank;
    own.rank_is_shared = before.rank_is_shared = true;
  }
}

}  // namespace

std::vector<ValueRow> cost_values(const std::vector<Comparison>& comparisons, const CostTable& cost) {
  std::vector<ValueRow> values;
  for (const CostRow& row : cost.rows) {
    const Side* const side = side_called(comparisons, row.side);
    CF_ASSERT(side != nullptr, "a row of the cost table is of a side that is compared");
    ValueRow v;
    v.workload = row.workload;
    v.side = row.side;
    v.plan = row.plan;
    v.currency = row.price ? row.price->currency : "";
    v.per_vcpu_hour = per_vcpu_hour(*side, row.price);
    v.vcpu_is = vcpu_text(*side);
    v.requests_per_unit = requests_per_unit(row.usd_per_million);
    values.push_back(std::move(v));
  }
  const auto is_one_scenario = [&](std::size_t a, std::size_t b) {
    const auto has_given_price = [&](std::size_t i) {
      const std::optional<Price>& price = cost.rows[i].price;
      return price && is_given(*price);
    };
    return values[a].workload == values[b].workload && values[a].currency == values[b].currency &&
           (values[a].plan == values[b].plan || has_given_price(a) || has_given_price(b));
  };
  std::set<std::size_t> ranked;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (ranked.contains(i)) continue;
    std::vector<const CostRow*> rows;
    std::vector<ValueRow*> own;
    for (std::size_t j = i; j < values.size(); ++j) {
      if (ranked.contains(j) || !is_one_scenario(i, j)) continue;
      rows.push_back(&cost.rows[j]);
      own.push_back(&values[j]);
      ranked.insert(j);
    }
    if (rows.size() > 1) rank(rows, own);
  }
  return values;
}

}  // namespace crossfade::analysis
