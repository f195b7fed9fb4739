#include "analysis/cost.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/cpus_used.h"
#include "analysis/distinct_values.h"
#include "analysis/number_text.h"
#include "analysis/process_run.h"
#include "analysis/side_price.h"
#include "analysis/slo_grid.h"
#include "analysis/slo_rate.h"
#include "results/assertion.h"
#include "results/vocabulary/atlas.h"

namespace crossfade::analysis {
namespace {

constexpr double seconds_per_hour = 3600, million = 1e6;
constexpr const char* price_of_more = "the price is that of a whole machine of which a part was measured";

/// What a side can serve within the objective.
struct Supply {
  Estimate slo_rate;
  double compliant_share = 1;
  std::optional<double> network_rate_per_s;  ///< baseline / bytes per request in the busier direction
  std::optional<double> rate_per_s;
  BindingLimit limit = BindingLimit::cpu;
};

/// Bytes per request in the busier direction; 0 if the workload does not say.
double network_bytes(const WorkloadRuns& runs) {
  if (runs.runs.empty()) return 0;
  double in = 0, out = 0;
  for (const results::WorkloadClass& c : runs.runs.front().recording->classes) {
    if (c.workload != runs.runs.front().workload) continue;
    in += c.share * static_cast<double>(c.net_in_bytes);
    out += c.share * static_cast<double>(c.net_out_bytes);
  }
  return std::max(in, out);
}

/// What the rates of a table are made of: the same for all its sides.
struct RateBasis {
  bool all_solved = true;   ///< from the chunks; else read off the grid
  bool any_solved = false;  ///< some side has chunks, and those of another are missed
};

Supply supply(const Side& side, const std::string& workload, RateBasis basis) {
  const WorkloadRuns runs = process_runs(side, workload);
  Supply s;
  if (basis.all_solved) {
    s.slo_rate = slo_rate(runs).estimate;
    s.compliant_share = 1 - allowed_exceedance;
  } else {
    const SloGrid grid = slo_grid(runs);
    s.slo_rate = grid.estimate;
    s.compliant_share = grid.compliant_share;
    if (basis.any_solved && !has_slo_chunks(runs)) s.slo_rate.cautions.emplace_back(no_chunks_on_this_side);
  }
  const auto type = results::find_instance_type(common_instance_type(side));
  const double bytes = network_bytes(runs);
  if (type && type->network_baseline_bits_per_s && bytes > 0) {
    s.network_rate_per_s = *type->network_baseline_bits_per_s / 8 / bytes;
  }
  s.rate_per_s = s.slo_rate.value;
  if (s.network_rate_per_s && s.rate_per_s && *s.network_rate_per_s < *s.rate_per_s) {
    s.rate_per_s = s.network_rate_per_s;
    s.limit = BindingLimit::network;
  }
  return s;
}

double per_million(const Price& price, double rate_per_s, double compliant_share) {
  return million * price.per_hour / (seconds_per_hour * rate_per_s * compliant_share);
}

Estimate price_per_million(const Supply& s, const std::optional<Price>& price) {
  Estimate e;
  e.n = s.slo_rate.n;
  e.disturbed_share = s.slo_rate.disturbed_share;
  if (!s.rate_per_s) {
    e.absent_because = s.slo_rate.absent_because;
  } else if (!price) {
    e.absent_because = "price unknown";
  } else {
    e.value = per_million(*price, *s.rate_per_s, s.compliant_share);
    e.no_interval_because = s.slo_rate.no_interval_because;
    if (s.slo_rate.bound == Bound::at_least && s.limit == BindingLimit::cpu) {
      e.bound = Bound::at_most;
      e.no_interval_because = "at most: the rate is a lower bound";
    }
    if (s.slo_rate.interval) {
      const double cap = s.network_rate_per_s.value_or(INFINITY);
      e.interval = statistics::Interval{
          per_million(*price, std::min(cap, s.slo_rate.interval->high), s.compliant_share),
          per_million(*price, std::min(cap, s.slo_rate.interval->low), s.compliant_share)};
    }
  }
  return e;
}

void turn_over(Ratio& r) {
  if (r.value) r.value = 1 / *r.value;
  if (r.interval) r.interval = statistics::Interval{1 / r.interval->high, 1 / r.interval->low};
}

void scale(Ratio& r, double factor) {
  if (r.value) *r.value *= factor;
  if (r.interval) r.interval = statistics::Interval{r.interval->low * factor, r.interval->high * factor};
  r.resolved = r.interval && !r.interval->contains(1);
  r.better = r.resolved && r.value && *r.value < 1;
}

/// The ratio of the SLO throughputs of one comparison, and what they are made of.
struct SloRatio {
  const Ratio* ratio = nullptr;  ///< nullptr: the comparison has none
  bool solved = false;           ///< else read off the grid
};

/// Candidate / baseline in requests per second that keep the objective, after the binding limit. The rates of
/// both supplies may be of the grid where the ratio is solved: a table has one kind of rates.
Ratio compliant_rate_ratio(const SloRatio& slo, const Supply& base, const Supply& candidate,
                           RateBasis basis) {
  Ratio r = *slo.ratio;
  r.tipping_host_cv.reset();  // it is that of the SLO rate alone
  if (!r.value) return r;
  if (base.limit == BindingLimit::network && candidate.limit == BindingLimit::network) {
    CF_ASSERT(base.network_rate_per_s && candidate.network_rate_per_s, "what binds is known");
    const double ratio = *candidate.network_rate_per_s / *base.network_rate_per_s;
    r = Ratio{};
    r.value = ratio;
    r.interval = statistics::Interval{ratio, ratio};
    r.cautions.push_back(
        "the network binds on both sides: the ratio is that of the published baselines, nothing in it is "
        "measured");
  } else if (base.limit == BindingLimit::network || candidate.limit == BindingLimit::network) {
    r = Ratio{};
    r.absent_because =
        "the network binds on one side only, so the ratio of measured rates does not carry over";
    return r;
  } else if (base.network_rate_per_s || candidate.network_rate_per_s) {
    const auto near = [](const Supply& s) {
      return s.network_rate_per_s && s.slo_rate.interval && s.slo_rate.interval->high > *s.network_rate_per_s;
    };
    if (near(base) || near(candidate))
      r.cautions.push_back("the network baseline lies within the grid step above the SLO throughput");
  }
  const bool other_rates_are_shown = slo.solved && !basis.all_solved;
  if (other_rates_are_shown) {
    r.cautions.emplace_back(
        "the ratio is that of the solved SLO throughputs; the rates shown are read off the grid, because "
        "another side has none that is solved");
  } else {
    scale(r, candidate.compliant_share / base.compliant_share);
  }
  return r;
}

SloRatio slo_ratio_of(const Comparison& c, const std::string& workload) {
  for (const WorkloadComparison& w : c.workloads) {
    if (w.workload != workload) continue;
    for (const MetricComparison& m : w.metrics) {
      if (m.metric == "slo_rate" || m.metric == "slo_rate_grid") return {&m.ratio, m.metric == "slo_rate"};
    }
  }
  return {};
}

Ratio cost_ratio(const Ratio& rates, const std::vector<Price>& base_prices,
                 const std::optional<Price>& price) {
  Ratio r = rates;
  if (!r.value) return r;
  const Price* base_price = price ? counterpart(base_prices, *price) : nullptr;
  if (!price || base_price == nullptr) {
    r = Ratio{};
    r.absent_because = price ? "no price of the baseline that this one can be set against: none, or several, "
                               "in its plan and currency"
                             : "price unknown";
    return r;
  }
  turn_over(r);
  scale(r, price->per_hour / base_price->per_hour);
  if (!base_price->region.empty() && !price->region.empty() && base_price->region != price->region) {
    r.cautions.push_back(fmt::format(
        "the baseline's price is of {} and this one of {}: a part of the cost ratio is the region's",
        base_price->region, price->region));
  }
  return r;
}

Ratio without_value(const char* reason) {
  Ratio r;
  r.absent_because = reason;
  return r;
}

/// The price of a whole machine is not divided by the requests of a part of it. A price that was given is the
/// user's to know.
bool prices_more_than_measured(const Side& side, const std::vector<Price>& prices) {
  return !prices.empty() && !is_given(prices.front()) && !part_of_cpus(side).empty();
}

class Builder {
 public:
  Builder(const PriceBook& book, const CostOptions& options) : book_(book), options_(options) {}

  CostTable build(const std::vector<Comparison>& comparisons) {
    if (comparisons.empty()) return {};
    for (const std::string& workload : workloads(comparisons)) {
      const Side& base = comparisons.front().base;
      RateBasis basis;
      const auto ask = [&](const Side& side) {
        const WorkloadRuns runs = process_runs(side, workload);
        basis.all_solved = basis.all_solved && is_solved(runs);
        basis.any_solved = basis.any_solved || has_slo_chunks(runs);
      };
      ask(base);
      for (const Comparison& c : comparisons) {
        if (slo_ratio_of(c, workload).ratio != nullptr) ask(c.candidate);
      }
      const Supply base_supply = supply(base, workload, basis);
      const auto base_prices = side_prices(base, book_, options_);
      add_rows(workload, base, base_supply, base_prices, base_supply.slo_rate.disturbed_share,
               [](const std::optional<Price>&) { return Ratio{}; });
      for (const Comparison& c : comparisons) add_candidate(workload, c, base_supply, base_prices, basis);
    }
    if (!table_.rows.empty()) {
      note_origin(comparisons.front().base);
      for (const Comparison& c : comparisons) note_origin(c.candidate);
    }
    note_prices();
    return std::move(table_);
  }

 private:
  static std::vector<std::string> workloads(const std::vector<Comparison>& comparisons) {
    std::vector<std::string> names;
    for (const Comparison& c : comparisons) {
      for (const WorkloadComparison& w : c.workloads) {
        if (std::find(names.begin(), names.end(), w.workload) == names.end()) names.push_back(w.workload);
      }
    }
    return names;
  }

  void add_candidate(const std::string& workload, const Comparison& c, const Supply& base,
                     const std::vector<Price>& base_prices, RateBasis basis) {
    const SloRatio slo = slo_ratio_of(c, workload);
    if (slo.ratio == nullptr) return;
    const Supply candidate = supply(c.candidate, workload, basis);
    const Ratio rates = compliant_rate_ratio(slo, base, candidate, basis);
    const double disturbed = std::max(base.slo_rate.disturbed_share, candidate.slo_rate.disturbed_share);
    add_rows(workload, c.candidate, candidate, side_prices(c.candidate, book_, options_), disturbed,
             [&](const std::optional<Price>& price) {
               return prices_more_than_measured(c.base, base_prices) ? without_value(price_of_more)
                                                                     : cost_ratio(rates, base_prices, price);
             });

    BreakEven even{workload, c.candidate.label, {}};
    even.price_ratio.value = rates.value;
    even.price_ratio.interval = rates.interval;
    even.price_ratio.absent_because = rates.absent_because;
    even.price_ratio.cautions = rates.cautions;
    even.price_ratio.n = rates.candidate_n;
    even.price_ratio.disturbed_share = disturbed;
    for (const Side* side : {&c.base, &c.candidate}) {
      if (const std::string part = part_of_cpus(*side); !part.empty()) {
        even.price_ratio.cautions.push_back(
            fmt::format("{}: measured on {}; its price here is that of the CPUs used", side->label, part));
      }
    }
    table_.break_even.push_back(std::move(even));
  }

  template <class CostRatio>
  void add_rows(const std::string& workload, const Side& side, const Supply& s,
                const std::vector<Price>& prices, double disturbed_share, CostRatio ratio) {
    std::vector<std::optional<Price>> plans(prices.begin(), prices.end());
    if (plans.empty()) {
      plans.emplace_back();
      note_unknown(side);
    }
    const bool refused = prices_more_than_measured(side, prices);
    for (const std::optional<Price>& price : plans) {
      if (price) used_.emplace_back(side.label, *price);
      CostRow row{workload,
                  side.label,
                  price ? price->plan : "",
                  price,
                  s.slo_rate,
                  s.rate_per_s,
                  s.limit,
                  price_per_million(s, price),
                  ratio(price),
                  disturbed_share,
                  region_note(side, price, options_.choice)};
      if (refused) {
        row.usd_per_million = Estimate{};
        row.usd_per_million.absent_because = price_of_more;
        if (row.cost_ratio.value) row.cost_ratio = without_value(price_of_more);
      }
      table_.rows.push_back(std::move(row));
    }
    if (const std::string part = part_of_cpus(side); !part.empty() && !prices.empty()) {
      note(refused
               ? fmt::format("{}: measured on {}. No cost: the price is that of the whole machine. Measure "
                             "on all its CPUs, or give the price of those used with --hourly-price "
                             "\"{}=USD\".",
                             side.label, part, side.label)
               : fmt::format("{}: measured on {}; the price given is taken to be that of the CPUs used.",
                             side.label, part));
    }
  }

  void note(std::string text) {
    auto& notes = table_.notes;
    if (std::find(notes.begin(), notes.end(), text) == notes.end()) notes.push_back(std::move(text));
  }

  /// A price belongs to a type: how sure is it that this type was measured?
  void note_origin(const Side& side) {
    if (is_simulated(side)) {
      note(fmt::format("{}: not measured on this type; its price beside it says nothing of the type.",
                       side.label));
    } else if (has_stated_type(side)) {
      note(fmt::format(
          "{}: instance type stated by the user, not read from the machine; the price is that of the stated "
          "type.",
          side.label));
    }
  }

  void note_unknown(const Side& side) {
    const std::string type = common_instance_type(side);
    const std::string name = type.empty() ? side.label : type;
    std::string text = type.empty() ? fmt::format("{}: no instance type, so no price is known", side.label)
                       : book_.find(type).empty() ? fmt::format("{}: not in the price book", type)
                                                  : fmt::format("{}: the price book has no price of {}", type,
                                                                options_.choice.text());
    note(fmt::format("{}. Give one with --hourly-price \"{}=USD\".", text, name));
  }

  void note_prices() {
    // Sides whose prices have one origin share a line.
    std::vector<std::pair<std::string, Values>> origins;
    for (const auto& [label, p] : used_) {
      if (is_given(p)) {
        note(fmt::format("Price of {}: {:g} {} per hour, as given.", label, p.per_hour, p.currency));
        continue;
      }
      const std::string origin =
          fmt::format("{}, {}, {}, {} ({})", p.plan, p.region, p.currency, p.date, p.source);
      auto known = std::find_if(origins.begin(), origins.end(),
                                [&](const auto& each) { return each.first == origin; });
      if (known == origins.end()) known = origins.insert(origins.end(), {origin, {}});
      add(known->second, label);
    }
    for (const auto& [origin, labels] : origins)
      note(fmt::format("Prices of {}: {}.", joined(labels, ", "), origin));
  }

  const PriceBook& book_;
  const CostOptions& options_;
  CostTable table_;
  std::vector<std::pair<std::string, Price>> used_;  ///< by the label of the side
};

}  // namespace

CostTable cost(const std::vector<Comparison>& comparisons, const PriceBook& book,
               const CostOptions& options) {
  return Builder(book, options).build(comparisons);
}

}  // namespace crossfade::analysis
