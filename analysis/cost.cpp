#include "analysis/cost.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "analysis/cpus_used.h"
#include "analysis/distinct_values.h"
#include "analysis/number_text.h"
#include "analysis/process_run.h"
#include "analysis/rate_limit.h"
#include "analysis/ratio.h"
#include "analysis/side_price.h"
#include "analysis/slo_grid.h"
#include "analysis/slo_rate.h"
#include "analysis/statistics/host_model.h"
#include "results/assertion.h"
#include "results/vocabulary/atlas.h"

namespace crossfade::analysis {
namespace {

/// What a side can serve within the objective.
struct Supply {
  Estimate slo_rate;  ///< of the CPU alone
  double compliant_share = 1;
  RateLimits limits;
  LimitedRate rate;
};

/// What the rates of a table are made of: the same for all its sides.
struct RateBasis {
  bool all_solved = true;   ///< from the chunks; else read off the grid
  bool any_solved = false;  ///< some side has chunks, and those of another are missed
};

Supply supply(const Side& side, const std::string& workload, RateBasis basis) {
  const WorkloadRuns runs = process_runs(side, workload);
  Supply s;
  MeasuredRate measured;
  if (basis.all_solved) {
    SloRate solved = slo_rate(runs);
    measured = {std::move(solved.estimate), std::move(solved.sample), {solved.open_below, 1}};
    s.compliant_share = 1 - allowed_exceedance;
  } else {
    SloGrid grid = slo_grid(runs);
    measured = {std::move(grid.estimate), std::move(grid.sample), {1, grid.step}};
    s.compliant_share = grid.compliant_share;
    if (!measured.estimate.interval) measured.sample.values.clear();
    if (basis.any_solved && !has_slo_chunks(runs))
      measured.estimate.cautions.emplace_back(no_chunks_on_this_side);
  }
  s.slo_rate = measured.estimate;
  s.limits = rate_limits(side, runs);
  s.rate = limited(std::move(measured), s.limits);
  return s;
}

Estimate price_per_million(const Supply& s, const std::optional<Price>& price) {
  Estimate e;
  const Estimate& rate = s.rate.estimate;
  e.n = rate.n;
  e.disturbed_share = rate.disturbed_share;
  if (!rate.value) {
    e.absent_because = rate.absent_because;
  } else if (!price) {
    e.absent_because = "price unknown";
  } else {
    e.value = cost_per_million(price->per_hour, *rate.value, s.compliant_share);
    e.no_interval_because = rate.no_interval_because;
    if (rate.bound == Bound::at_least) {
      e.bound = Bound::at_most;
      e.no_interval_because = "at most: the rate is a lower bound";
    }
    if (rate.interval && !(rate.interval->low > 0)) {
      e.no_interval_because = fmt::format(
          "at least {} {}, with no upper end: how low the rate may be is not known",
          quantity_text(cost_per_million(price->per_hour, rate.interval->high, s.compliant_share), {}, ""),
          price->currency);
    } else if (rate.interval) {
      e.interval =
          statistics::Interval{cost_per_million(price->per_hour, rate.interval->high, s.compliant_share),
                               cost_per_million(price->per_hour, rate.interval->low, s.compliant_share)};
    }
  }
  return e;
}

/// The ratio of the SLO throughputs of one comparison, and what they are made of.
struct SloRatio {
  const Ratio* ratio = nullptr;  ///< nullptr: the comparison has none
  bool solved = false;           ///< else read off the grid
};

/// Candidate / baseline in requests per second that keep the objective, after the binding limit. The rates of
/// both supplies may be of the grid where the ratio is solved: a table has one kind of rates.
Ratio compliant_rate_ratio(const SloRatio& slo, const Supply& base, const Supply& candidate, RateBasis basis,
                           const RatioOptions& options) {
  Ratio r = *slo.ratio;
  r.tipping_host_cv.reset();  // it is that of the SLO rate alone
  if (!r.value) return r;
  bool is_limited = false;
  for (const Supply* s : {&base, &candidate}) {
    if (s->rate.limit == BindingLimit::memory) return without_value(s->limits.memory_is_short);
    is_limited = is_limited || s->rate.limit == BindingLimit::network;
  }
  const bool other_rates_are_shown = slo.solved && !basis.all_solved;
  if (is_limited) {
    r = limited_rate_ratio(base.rate, base.limits, candidate.rate, candidate.limits, options);
    r.tipping_host_cv.reset();
  } else if (other_rates_are_shown) {
    r.cautions.emplace_back(
        "the ratio is that of the solved SLO throughputs; the rates shown are read off the grid, because "
        "another side has none that is solved");
  }
  // Of rates that are shown, limited ones included, the requests beyond the objective are known.
  if (r.value && (is_limited || !other_rates_are_shown))
    scale_cost(r, candidate.compliant_share / base.compliant_share);
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
    r.absent_because = price ? why_no_counterpart(base_prices, *price) : "price unknown";
    return r;
  }
  turn_over(r);
  scale_cost(r, price->per_hour / base_price->per_hour);
  for (std::string& caution : scenario_cautions(*base_price, *price))
    r.cautions.push_back(std::move(caution));
  return r;
}

/// "has 312 types: on-demand of us-east-1": what is not in it has no price, and none is made up.
std::string scope_of(const PriceBook& book) {
  Values types, plans;
  for (const Price& p : book.prices()) {
    add(types, p.instance_type);
    add(plans, fmt::format("{} of {}", p.plan, p.region));
  }
  constexpr std::size_t most = 4;
  const std::size_t more = plans.size() - std::min(plans.size(), most);
  plans.resize(std::min(plans.size(), most));
  return fmt::format("has {} type{}: {}{}", types.size(), types.size() == 1 ? "" : "s", joined(plans, ", "),
                     more > 0 ? fmt::format(" and {} more", more) : "");
}

class Builder {
 public:
  Builder(const PriceBook& book, const CostOptions& options, const CompareOptions& compare_options)
      : book_(book), options_(options), compare_options_(compare_options) {}

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
    note_intervals();
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
    const Ratio rates =
        compliant_rate_ratio(slo, base, candidate, basis, ratio_options_of(c, compare_options_));
    const double disturbed = std::max(base.slo_rate.disturbed_share, candidate.slo_rate.disturbed_share);
    add_rows(workload, c.candidate, candidate, side_prices(c.candidate, book_, options_), disturbed,
             [&](const std::optional<Price>& price) {
               std::string of_more = why_price_is_of_more(c.base, base_prices);
               return of_more.empty() ? cost_ratio(rates, base_prices, price)
                                      : without_value(std::move(of_more));
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
    const std::string refused = why_price_is_of_more(side, prices);
    for (const std::optional<Price>& price : plans) {
      if (price) used_.emplace_back(side.label, *price);
      CostRow row{workload,
                  side.label,
                  price ? price->plan : "",
                  price,
                  s.slo_rate,
                  s.rate.estimate,
                  s.rate.limit,
                  price_per_million(s, price),
                  ratio(price),
                  disturbed_share,
                  region_note(side, price, options_.choice)};
      if (!refused.empty()) {
        row.usd_per_million = Estimate{};
        row.usd_per_million.absent_because = refused;
        if (row.cost_ratio.value) row.cost_ratio = without_value(refused);
      }
      table_.rows.push_back(std::move(row));
    }
    if (const std::string part = part_of_cpus(side); !part.empty() && !prices.empty()) {
      note(!refused.empty()
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
    const bool is_unknown = !type.empty() && !results::find_instance_type(type);
    const auto near = is_unknown ? results::nearest_instance_types(type, 1) : std::vector<std::string>{};
    if (!near.empty()) text += fmt::format(", nor is the type known; near it is {}", near.front());
    note(fmt::format(
        "{}. Give one with --hourly-price \"{}=USD\", or a book of your own with --price-book: this one {}.",
        text, name, scope_of(book_)));
  }

  /// Costs of two sides with intervals apart look resolved when the ratio, which has the hosts, is not.
  void note_intervals() {
    Values few;
    for (const CostRow& row : table_.rows) {
      const bool is_of_few =
          row.usd_per_million.interval && row.usd_per_million.n.hosts < statistics::enough_hosts;
      if (is_of_few && row.rate_per_s.interval &&
          row.rate_per_s.interval->high > row.rate_per_s.interval->low)
        add(few, row.side);
    }
    if (few.empty()) return;
    note(
        fmt::format("The interval of a cost of {} is between process runs of fewer than {} hosts: how much "
                    "hosts of a type differ is "
                    "not in it, and it is too narrow for the type. It is in the cost ratio's (rule R1).",
                    joined(few, ", "), statistics::enough_hosts));
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
  const CompareOptions& compare_options_;
  CostTable table_;
  std::vector<std::pair<std::string, Price>> used_;  ///< by the label of the side
};

}  // namespace

double cost_per_million(double price_per_hour, double rate_per_s, double compliant_share) {
  constexpr double seconds_per_hour = 3600, million = 1e6;
  return million * price_per_hour / (seconds_per_hour * rate_per_s * compliant_share);
}

CostTable cost(const std::vector<Comparison>& comparisons, const PriceBook& book, const CostOptions& options,
               const CompareOptions& compare_options) {
  return Builder(book, options, compare_options).build(comparisons);
}

}  // namespace crossfade::analysis
