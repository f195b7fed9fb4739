#include "analysis/verdict/verdict.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

#include "analysis/number_text.h"
#include "analysis/verdict/planned_look.h"
#include "analysis/verdict/ratio_error.h"
#include "results/vocabulary/metric.h"

namespace crossfade::analysis {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

/// By the interval of that level alone.
Decision of_interval(const Ratio& cost, double threshold, double level) {
  const auto interval = interval_at(cost, level);
  if (!interval) return Decision::inconclusive;
  if (interval->high < threshold) return Decision::migrate;
  if (interval->low > threshold) return Decision::stay;
  return Decision::inconclusive;
}

/// Both sides' prices of one scenario.
struct Prices {
  std::optional<Price> base, candidate;
  std::string absent_because;

  double ratio() const { return base && candidate ? candidate->per_hour / base->per_hour : 1; }
};

std::string price_text(const Price& p) {
  const std::string amount = fmt::format("{:g} {} per hour", p.per_hour, p.currency);
  if (is_given(p)) return amount + " (as given)";
  return fmt::format("{} ({}, {}, {}, {})", amount, p.plan, p.region, p.date, p.source);
}

std::string plans_text(const std::vector<Price>& prices) {
  std::set<std::string> names;
  for (const Price& p : prices) names.insert(fmt::format("--plan {} --region {}", p.plan, p.region));
  return fmt::format("{}", fmt::join(names, ", or "));
}

Result<Prices> prices_of(const Comparison& c, const PriceBook& book, const CostOptions& options) {
  Prices out;
  const auto candidates = side_prices(c.candidate, book, options), bases = side_prices(c.base, book, options);
  if (candidates.size() > 1) {
    return Error{ErrorKind::usage, "a verdict is of one price scenario", c.candidate.label,
                 fmt::format("{} prices of it are known", candidates.size()),
                 "choose with " + plans_text(candidates)};
  }
  if (candidates.empty() || bases.empty()) {
    out.absent_because = fmt::format("no price of {}", bases.empty() ? c.base.label : c.candidate.label);
    return out;
  }
  const Price* base = counterpart(bases, candidates.front());
  const Price& candidate = candidates.front();
  const bool one_scenario = base != nullptr && base->currency == candidate.currency &&
                            (is_given(*base) || is_given(candidate) ||
                             (base->plan == candidate.plan && base->region == candidate.region));
  if (!one_scenario) {
    out.absent_because = base == nullptr
                             ? why_no_counterpart(bases, candidate)
                             : fmt::format(
                                   "the baseline's price is of {} in {} and the candidate's of {} in {}: a "
                                   "verdict is of one scenario",
                                   base->plan, base->region, candidate.plan, candidate.region);
    return out;
  }
  for (const auto& [side, known] : {std::pair(&c.base, &bases), std::pair(&c.candidate, &candidates)}) {
    if (std::string of_more = why_price_is_of_more(*side, *known); !of_more.empty()) {
      out.absent_because = fmt::format("{}: {}", side->label, of_more);
      return out;
    }
  }
  out.base = *base;
  out.candidate = candidate;
  return out;
}

/// The ends of the range: each is another solution of every recording, and between them is less to find.
std::vector<double> ends_of(double range) {
  return range > 1 ? std::vector{1 / range, range} : std::vector<double>{};
}

/// What the network leaves of the SLO throughputs, where it binds; nullopt: it does on neither side.
std::optional<Ratio> limited_ratio(const WorkloadRates& base, const WorkloadRates& candidate,
                                   const RatioOptions& options) {
  const LimitedRate a = limited_rate(base.experienced, base),
                    b = limited_rate(candidate.experienced, candidate);
  if (a.limit != BindingLimit::network && b.limit != BindingLimit::network) return std::nullopt;
  return limited_rate_ratio(a, base.limits, b, candidate.limits, options);
}

class Judge {
 public:
  Judge(const Comparison& comparison, const std::vector<std::string>& workloads, const Policy& policy,
        const Prices& prices, const CompareOptions& options)
      : comparison_(comparison),
        factors_(ends_of(policy.objective_range)),
        base_(side_rates(comparison.base, workloads)),
        candidate_(side_rates(comparison.candidate, workloads)),
        policy_(policy),
        prices_(prices),
        level_(decision_level(study_of(comparison.base, comparison.candidate), policy)),
        ratio_options_(ratio_options_of(comparison, options)) {}

  /// `together`: how many items are decided side by side.
  VerdictItem judge(std::string name, const std::vector<std::string>& workloads, const Mix& mix,
                    bool mix_is_declared, std::size_t together) const {
    VerdictItem item;
    item.name = std::move(name);
    const CostSamples samples = cost_samples(base_, candidate_, workloads, mix);
    item.shares = samples.shares;
    for (const CostSample* s : {&samples.base, &samples.candidate})
      item.notes.insert(item.notes.end(), s->notes.begin(), s->notes.end());
    item.cost = cost_of(samples.base, samples.candidate, samples.absent_because);
    item.undisturbed = cost_of(samples.base_undisturbed, samples.candidate_undisturbed,
                               samples.base_undisturbed.sample.absent_because);
    // cost = machine time x price: the price ratio at which it is the threshold.
    item.break_even = item.cost;
    turn_over(item.break_even);
    scale_cost(item.break_even, threshold());
    item.tail = tail_guard(comparison_, workloads, policy_, level_);
    const bool priced = prices_.base && prices_.candidate;
    if (item.cost.value) item.tipping_host_cv = tipping(samples);
    scale_cost(item.cost, prices_.ratio());
    if (priced) {
      for (std::string& caution : scenario_cautions(*prices_.base, *prices_.candidate))
        item.notes.push_back("prices: " + std::move(caution));
    }
    scale_cost(item.undisturbed, prices_.ratio());
    item.by_interval = of_interval(item.cost, threshold(), level_of(together));
    if (priced) item.saving_probability = probability_below(item.cost, threshold());
    item.gates = gates({comparison_, base_, candidate_, workloads, mix_is_declared, item.cost.base_n.hosts,
                        item.cost.candidate_n.hosts, item.by_interval,
                        of_interval(item.undisturbed, threshold(), level_of(together)),
                        item.undisturbed.value ? "" : item.undisturbed.absent_because,
                        item.cost.value.has_value(), item.tipping_host_cv},
                       policy_);
    item.gates.push_back({"price", "both sides have a price of one scenario", priced,
                          priced ? price_text(*prices_.base) + " and " + price_text(*prices_.candidate)
                                 : prices_.absent_because});
    const bool is_decided = item.by_interval != Decision::inconclusive && first_failed(item.gates) == nullptr;
    std::optional<std::vector<ObjectiveDecision>> others;
    if (is_decided) others = item.objectives = objectives(workloads, samples.shares, together);
    item.gates.push_back(objective_gate(item.by_interval, others, policy_));
    decide(item);
    return item;
  }

  double threshold() const { return 1 - policy_.required_saving; }

  /// Of the intervals that decide one of `together` items, each of which has to stand among all.
  double level_of(std::size_t together) const { return level_ / static_cast<double>(together); }

  std::optional<Ratio> limited(const std::string& workload) const {
    return limited_ratio(base_.of(workload), candidate_.of(workload), ratio_options_);
  }

 private:
  Ratio cost_of(const CostSample& base, const CostSample& candidate, const std::string& absent) const {
    return cost_ratio_of(base, candidate, absent, ratio_options_);
  }

  std::vector<ObjectiveDecision> objectives(const std::vector<std::string>& workloads,
                                            const std::vector<SpendShare>& shares,
                                            std::size_t together) const {
    std::vector<ObjectiveDecision> all;
    const auto samples = objective_samples(base_, candidate_, workloads, shares, factors_);
    for (std::size_t i = 0; i < samples.size(); ++i)
      all.push_back(objective(factors_[i], samples[i], together));
    return all;
  }

  ObjectiveDecision objective(double factor, const ObjectiveSamples& samples, std::size_t together) const {
    ObjectiveDecision o;
    o.factor = factor;
    o.cost = cost_of(samples.base, samples.candidate, samples.base.sample.absent_because);
    scale_cost(o.cost, prices_.ratio());
    if (samples.base_never != samples.candidate_never) {
      o.is_known = true;
      o.decision = samples.base_never ? Decision::migrate : Decision::stay;
      o.because = samples.base_never ? "only the candidate meets it" : "only the baseline meets it";
    } else if (samples.base_never) {
      o.neither_meets = true;
      o.because = "neither side meets it";
    } else if (!o.cost.interval) {
      o.because = o.cost.value ? "the cost ratio has no interval" : o.cost.absent_because;
    } else {
      o.is_known = true;
      o.decision = of_interval(o.cost, threshold(), level_of(together));
    }
    return o;
  }

  /// The variation between hosts at which the interval touches the threshold: that of the same comparison
  /// with the candidate's cost divided by it.
  std::optional<double> tipping(const CostSamples& samples) const {
    CostSample moved = samples.candidate;
    for (RunValue& v : moved.sample.values) v.value *= prices_.ratio() / threshold();
    return cost_of(samples.base, moved, "").tipping_host_cv;
  }

  void decide(VerdictItem& item) const {
    const Decision alone = item.by_interval;
    if (!item.cost.value) {
      item.because = item.cost.absent_because;
    } else if (const GateResult* failed = first_failed(item.gates)) {
      item.because = fmt::format("gate {}: {}", failed->id, failed->found);
    } else if (item.tail.state == TailGuard::violated) {
      item.decision = Decision::stay;
      item.because = "requests would take longer: " + item.tail.found;
    } else if (alone == Decision::migrate && item.tail.state == TailGuard::open) {
      item.because = "it saves enough, but whether requests take longer is open: " + item.tail.found;
    } else if (alone == Decision::inconclusive) {
      item.because =
          fmt::format("the interval of the cost ratio contains {:.4g}, what has to be saved", threshold());
    } else {
      item.decision = alone;
    }
  }

  const Comparison& comparison_;
  const std::vector<double> factors_;
  const SideRates base_, candidate_;
  const Policy& policy_;
  const Prices& prices_;
  const double level_;
  RatioOptions ratio_options_;
};

/// What it means that these are recordings of a plan that may be looked at again. Empty where they are of
/// none.
std::string look_sentence(const Comparison& c, const Policy& policy, const Ratio& cost, double level) {
  const Study study = study_of(c.base, c.candidate);
  if (!study.is_one_plan()) return "";
  std::string text = "This is " + look_name(study, policy);
  if (policy.planned_looks == 1) return text + ": no later one may decide.";
  text += fmt::format(
      ": each decides by an interval of {:.4g} % instead of 95 %, so that all together err as often as one",
      100 * (1 - level));
  if (const auto interval = interval_at(cost, level))
    text += fmt::format("; of the mix's cost ratio [{:.4g}, {:.4g}]", interval->low, interval->high);
  return text + ".";
}

/// A row that explains cost, and how much of ln cost it is.
struct Reason {
  double weight;
  std::string text;
};

bool has_resolved(const WorkloadComparison& w, std::string_view metric) {
  return std::any_of(w.metrics.begin(), w.metrics.end(),
                     [&](const MetricComparison& m) { return m.metric == metric && m.ratio.resolved; });
}

/// Rows of the comparison that are resolved, by how far from 1 they are. Where the network binds, what the
/// CPU could do is no reason: the rate that is left stands alone.
std::vector<std::string> reasons(const Comparison& c, const std::vector<std::string>& workloads,
                                 const Prices& prices, const Judge& judge) {
  constexpr std::array<std::string_view, 6> telling{"slo_rate",        "capacity",
                                                    "cpu_per_request", "latency_p99",
                                                    "effective_clock", "instructions_per_request"};
  std::vector<Reason> all;
  if (prices.base && prices.candidate) {
    const double ratio = prices.ratio();
    all.push_back(
        {std::fabs(std::log(ratio)), fmt::format("its price is {:.3g} times the baseline's", ratio)});
  }
  for (const WorkloadComparison& w : c.workloads) {
    if (std::find(workloads.begin(), workloads.end(), w.workload) == workloads.end()) continue;
    const std::optional<Ratio> limited = judge.limited(w.workload);
    if (limited && limited->value && limited->resolved)
      all.push_back({std::fabs(std::log(*limited->value)),
                     fmt::format("{}: SLO throughput, at most what the network carries, {}", w.workload,
                                 ratio_text(*limited->value, limited->interval))});
    for (const MetricComparison& m : w.metrics) {
      if (limited && m.metric != "latency_p99") continue;
      if (!m.ratio.resolved || !m.ratio.value) continue;
      if (std::find(telling.begin(), telling.end(), m.metric) == telling.end()) continue;
      // Its reciprocal stands there already.
      const bool said = m.metric == "cpu_per_request" && has_resolved(w, "capacity");
      if (said) continue;
      const results::Metric* metric = results::find_metric(m.metric);
      const std::string name = metric != nullptr ? std::string(metric->name) : m.metric;
      all.push_back({std::fabs(std::log(*m.ratio.value)),
                     fmt::format("{}: {}{} {}", w.workload, name, m.context.empty() ? "" : " " + m.context,
                                 ratio_text(*m.ratio.value, m.ratio.interval))});
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Reason& a, const Reason& b) { return a.weight > b.weight; });
  std::vector<std::string> out;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, all.size()); ++i) out.push_back(all[i].text);
  return out;
}

}  // namespace

Result<Verdict> verdict(const Comparison& c, const Mix& mix, const Policy& policy, const PriceBook& book,
                        const CostOptions& price_options, const CompareOptions& options) {
  const auto workloads = mix_workloads(c, mix);
  CF_TRY(workloads);
  const auto prices = prices_of(c, book, price_options);
  CF_TRY(prices);
  Verdict out;
  out.base = c.base.label;
  out.candidate = c.candidate.label;
  out.base_price = prices->base;
  out.candidate_price = prices->candidate;
  out.no_price_because = prices->absent_because;
  const Judge judge(c, *workloads, policy, *prices, options);
  out.mix = judge.judge(mix.name, *workloads, mix, !mix.requests.empty(), 1);
  out.mix.is_mix = true;
  out.look = look_sentence(c, policy, out.mix.cost, judge.level_of(1));
  for (const std::string& workload : *workloads) {
    VerdictItem item = judge.judge(workload, {workload}, Mix{}, c.workloads.size() > 1, workloads->size());
    item.simultaneous = interval_at(item.cost, judge.level_of(workloads->size()));
    for (const SpendShare& s : out.mix.shares)
      if (s.workload == workload) item.spend_share = s.share;
    out.workloads.push_back(std::move(item));
  }
  out.reasons = reasons(c, *workloads, *prices, judge);
  const GateResult* const failed = first_failed(out.mix.gates);
  if (out.mix.decision != Decision::inconclusive) return out;
  if (out.mix.by_interval != Decision::inconclusive && (failed == nullptr || failed->id != "hosts")) {
    out.no_settling_because =
        failed != nullptr ? fmt::format("the interval decides; what is missing is that {}", failed->asks)
                          : "the interval decides; p99 at matched load has to be known better";
  } else if (c.same_host) {
    out.no_settling_because =
        "other hosts have to be measured, two a side at least: one machine says nothing of them";
  } else if (failed != nullptr && failed->id != "hosts") {
    out.no_settling_because = fmt::format("first that {}", failed->asks);
  } else {
    out.settling =
        settling_plan(out.mix.cost, judge.threshold(), policy.most_hosts_to_settle, judge.level_of(1));
    if (!out.settling)
      out.no_settling_because =
          out.mix.cost.interval
              ? fmt::format("not resolvable under {} hosts a side, if the ratio is the one found",
                            policy.most_hosts_to_settle)
              : "there is no cost ratio with an interval to plan from";
  }
  return out;
}

std::vector<CommittedMove> moves_of(const std::vector<Verdict>& verdicts) {
  std::vector<CommittedMove> moves;
  for (const Verdict& v : verdicts) {
    const auto add = [&](const VerdictItem& item, const std::string& name) {
      CommittedMove move{name, v.candidate, v.candidate_price ? v.candidate_price->plan : "", item.cost};
      if (!v.candidate_price) {
        move.cost_ratio = Ratio{};
        move.cost_ratio.absent_because = v.no_price_because;
      }
      moves.push_back(std::move(move));
    };
    add(v.mix, "the mix: " + v.mix.name);
    for (const VerdictItem& item : v.workloads) add(item, item.name);
  }
  return moves;
}

Decision common_decision(const std::vector<Verdict>& strata) {
  if (strata.empty()) return Decision::inconclusive;
  const Decision first = strata.front().mix.decision;
  const bool all =
      std::all_of(strata.begin(), strata.end(), [&](const Verdict& v) { return v.mix.decision == first; });
  return all ? first : Decision::inconclusive;
}

int exit_code(Decision decision) {
  return decision == Decision::migrate ? 0 : decision == Decision::stay ? 1 : 2;
}

std::string_view decision_text(Decision decision) {
  return decision == Decision::migrate ? "migrate" : decision == Decision::stay ? "stay" : "inconclusive";
}

}  // namespace crossfade::analysis
