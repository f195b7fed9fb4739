#include "analysis/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "analysis/counted_rows.h"
#include "analysis/instruction_invariance.h"
#include "analysis/latency.h"
#include "analysis/load_curve.h"
#include "analysis/matched_rates.h"
#include "analysis/network_limit.h"
#include "analysis/number_text.h"
#include "analysis/process_run.h"
#include "analysis/quantity.h"
#include "analysis/ratio.h"
#include "analysis/slo_grid.h"
#include "analysis/slo_rate.h"
#include "analysis/slo_solution.h"
#include "analysis/top_down_quantity.h"
#include "results/vocabulary/metric.h"

namespace crossfade::analysis {
namespace {

using results::DistributionKind;
using results::StageKind;

/// What an SLO throughput is made of: solved from chunks, or read off the grid where a side has none.
enum class SloBasis { none, solved, grid };

/// One row of a comparison before anything is computed.
struct MetricRow {
  std::string metric, context;
  StageFilter base, candidate;
  Measure measure;                 ///< unless `quantile` or `slo`
  std::optional<double> quantile;  ///< of `kind`
  DistributionKind kind = DistributionKind::latency;
  SloBasis slo = SloBasis::none;
};

struct Measured {
  Estimate estimate;
  Sample sample;
  OpenRange open = {};
};

Measured measure_grid(const WorkloadRuns& workload) {
  SloGrid grid = slo_grid(workload);
  if (grid.estimate.value && grid.step == 1) {
    grid.sample.values.clear();
    grid.sample.absent_because = fmt::format("{}: measure higher rates", grid.estimate.no_interval_because);
  } else if (grid.estimate.value && !grid.estimate.interval) {
    grid.sample.values.clear();
    grid.sample.absent_because = grid.estimate.no_interval_because;
  } else if (!grid.estimate.value) {
    grid.sample.values.clear();
    grid.sample.absent_because = grid.estimate.absent_because;
  }
  return {std::move(grid.estimate), std::move(grid.sample), {1, grid.step}};
}

Measured measure(const MetricRow& row, const WorkloadRuns& workload, const StageFilter& filter) {
  if (row.slo == SloBasis::grid) return measure_grid(workload);
  if (row.slo == SloBasis::solved) {
    SloRate rate = slo_rate(workload);
    return {std::move(rate.estimate), std::move(rate.sample), {rate.open_below, 1}};
  }
  if (row.quantile) {
    QuantileEstimate q = quantile_estimate(workload, filter, row.kind, *row.quantile);
    return {std::move(q.estimate), std::move(q.sample)};
  }
  Sample s = sample(workload, filter, row.measure);
  Estimate e = estimate(s);
  return {std::move(e), std::move(s)};
}

std::string threads_context(std::uint32_t base, std::uint32_t candidate) {
  if (base == 0 && candidate == 0) return "";
  if (base == candidate) return fmt::format("{} thread{}", base, base == 1 ? "" : "s");
  return fmt::format("{} | {} threads", base, candidate);
}

std::string objective_context(const WorkloadRuns& workload) {
  std::set<std::uint64_t> objectives;
  for (const ProcessRun& run : workload.runs) {
    for (const results::WorkloadClass& c : run.recording->classes) {
      if (c.workload == run.workload) objectives.insert(c.slo_p99_ns);
    }
  }
  if (objectives.size() != 1) return "by class";
  return fmt::format("p99 in {:g} ms", static_cast<double>(*objectives.begin()) / 1e6);
}

struct LatencyMetric {
  const char* metric;
  double quantile;
};
constexpr std::array latency_metrics{LatencyMetric{"latency_p50", 0.5}, LatencyMetric{"latency_p99", 0.99},
                                     LatencyMetric{"latency_p999", 0.999}};

void add_latency(std::vector<MetricRow>& rows, const MatchedRates& rates) {
  const auto add = [&](const std::string& context, double rate_per_s) {
    const StageFilter at{StageKind::load, {}, rate_per_s};
    for (const LatencyMetric& m : latency_metrics)
      rows.push_back({m.metric, context, at, at, {}, m.quantile, DistributionKind::latency});
  };
  for (const auto& rate : {rates.low, rates.high}) {
    if (rate) add(rate_context(*rate, rates.base_capacity), *rate);
  }
  // A rate that no stage has: the rows stand with the reason instead of going missing.
  if (!rates.low) add("at matched load", -1);
}

std::vector<MetricRow> metric_rows(const WorkloadRuns& base, const WorkloadRuns& candidate,
                                   std::optional<double> network_per_s) {
  const std::uint32_t all_a = most_workers(base), all_b = most_workers(candidate);
  const auto with_all = [](std::uint32_t workers) {
    return StageFilter{StageKind::capacity, workers > 0 ? std::optional(workers) : std::nullopt, {}};
  };
  const StageFilter capacity_a = with_all(all_a), capacity_b = with_all(all_b);
  const StageFilter one{StageKind::capacity, 1, {}}, service{StageKind::service, {}, {}},
      load{StageKind::load, {}, {}};
  const std::string threads = threads_context(all_a, all_b);
  std::vector<MetricRow> rows;
  rows.push_back({"capacity", threads, capacity_a, capacity_b, throughput_per_s, {}, {}});
  if (all_a > 1 || all_b > 1) rows.push_back({"capacity_1", "", one, one, throughput_per_s, {}, {}});
  const bool solved = is_solved(base) && is_solved(candidate);
  rows.push_back({solved ? "slo_rate" : "slo_rate_grid",
                  objective_context(base),
                  load,
                  load,
                  {},
                  {},
                  {},
                  solved ? SloBasis::solved : SloBasis::grid});
  add_latency(rows, matched_rates(base, candidate, network_per_s));
  rows.push_back({"service_p50", "", service, service, {}, 0.5, DistributionKind::service});
  rows.push_back({"service_p99", "", service, service, {}, 0.99, DistributionKind::service});
  const auto at_capacity = [&](std::string_view metric, Measure how) {
    rows.push_back({std::string(metric), "", capacity_a, capacity_b, std::move(how), {}, {}});
  };
  at_capacity("cpu_per_request", cpu_per_request_ns);
  for (const std::string_view metric : always_shown) at_capacity(metric, derived(metric));
  at_capacity("effective_clock", effective_clock_hz);
  if (is_counted_on_either(base, candidate, "counted_clock"))
    at_capacity("counted_clock", derived("counted_clock"));
  for (const std::string& metric : shown_where_counted(base, candidate)) at_capacity(metric, derived(metric));
  for (const std::string_view category : counted_categories(base, candidate))
    at_capacity(category, top_down_cpi(category));
  return rows;
}

/// Read off load stages. The chunks that an SLO throughput is solved from always have Poisson arrivals.
bool is_of_load(const MetricRow& row) {
  return row.base.kind == StageKind::load && row.slo != SloBasis::solved;
}

/// Why nothing of that scope may be compared; empty = it may.
std::string blocking_reason(const std::vector<Difference>& differences, const std::string& workload,
                            Scope scope) {
  for (const Difference& d : differences) {
    if (d.severity != Severity::blocking || (!d.workload.empty() && d.workload != workload)) continue;
    if (d.scope != Scope::everything && d.scope != scope) continue;
    return fmt::format("{} ({}: {} against {})", d.message, d.subject, d.base, d.candidate);
  }
  return "";
}

/// Why a workload has no stage at any offered rate; empty = it has.
std::string no_rate_reason(const WorkloadRuns& workload) {
  const StageFilter load{StageKind::load, {}, {}};
  const bool has_some = std::any_of(workload.runs.begin(), workload.runs.end(),
                                    [&](const ProcessRun& run) { return !matching(run, load).empty(); });
  return has_some ? "" : no_stage_text(workload, load);
}

std::string matched_load_reason(const WorkloadRuns& base, const WorkloadRuns& candidate,
                                std::optional<double> network_per_s) {
  std::string in_base = no_rate_reason(base);
  const std::string in_candidate = no_rate_reason(candidate);
  if (!in_base.empty() && in_base == in_candidate) return in_base;
  if (!in_base.empty()) return in_base + " (baseline)";
  if (!in_candidate.empty()) return in_candidate + " (candidate)";
  if (kept_up_rates(base).empty() || kept_up_rates(candidate).empty()) return "no open-loop stage kept up";
  if (network_per_s && matched_rates(base, candidate).low)
    return fmt::format("every rate that both kept up with is above the {}/s that the smaller network carries",
                       grouped_text(*network_per_s));
  return "no offered rate up to 70 % of the smaller capacity was measured on both sides: measure both with "
         "the same --rates";
}

/// One side of a comparison: everything, and the part of it that nobody disturbed.
struct SideRuns {
  const WorkloadRuns& experienced;
  const WorkloadRuns& undisturbed_runs;
  const Undisturbed& undisturbed;
};

/// What the networks of both types carry by their published baselines; absent where neither is known.
std::optional<double> smaller_network_per_s(const Side& base, const WorkloadRuns& base_runs,
                                            const Side& candidate, const WorkloadRuns& candidate_runs) {
  const auto a = network_rate_per_s(base, base_runs), b = network_rate_per_s(candidate, candidate_runs);
  if (a && b) return std::min(*a, *b);
  return a ? a : b;
}

struct BothMeasured {
  Measured experienced, undisturbed;
};

BothMeasured measure_both(const MetricRow& row, const SideRuns& side, const StageFilter& filter) {
  BothMeasured both{measure(row, side.experienced, filter), measure(row, side.undisturbed_runs, filter)};
  if (both.experienced.estimate.value) {
    side.undisturbed.demand_blocks(both.experienced.sample, both.undisturbed.estimate,
                                   both.undisturbed.sample);
  } else {
    both.undisturbed = both.experienced;
  }
  return both;
}

void set_absent(BothMeasured& both, const std::string& why) {
  for (Measured* m : {&both.experienced, &both.undisturbed})
    m->sample.absent_because = m->estimate.absent_because = why;
}

MetricComparison compare_metric(const MetricRow& row, const SideRuns& base, const SideRuns& candidate,
                                const std::string& blocked, RatioOptions options,
                                std::optional<double> network_per_s) {
  BothMeasured a = measure_both(row, base, row.base), b = measure_both(row, candidate, row.candidate);
  if (row.context == "at matched load") {
    const std::string why = matched_load_reason(base.experienced, candidate.experienced, network_per_s);
    set_absent(a, why);
    set_absent(b, why);
  }
  const results::Metric* metric = results::find_metric(row.metric);
  const auto direction = metric != nullptr ? metric->direction : results::Direction::neutral;
  const auto ratio_of = [&](const Measured& x, const Measured& y) {
    Ratio out;
    if (!blocked.empty()) {
      out.base_n = x.sample.n;
      out.candidate_n = y.sample.n;
      out.absent_because = blocked;
      return out;
    }
    options.base = x.open;
    options.candidate = y.open;
    options.is_count_of_work = is_count_of_work(row.metric);
    return ratio(x.sample, y.sample, direction, options);
  };
  MetricComparison out{row.metric, row.context, {}, {}, {}};
  out.ratio = ratio_of(a.experienced, b.experienced);
  out.undisturbed = ratio_of(a.undisturbed, b.undisturbed);
  out.base = std::move(a.experienced.estimate);
  out.candidate = std::move(b.experienced.estimate);
  out.base_undisturbed = std::move(a.undisturbed.estimate);
  out.candidate_undisturbed = std::move(b.undisturbed.estimate);
  return out;
}

/// A grid where one side could have been solved is a loss that the reader can mend.
void add_reason_of_grid(const WorkloadRuns& base, const WorkloadRuns& candidate, MetricComparison& row) {
  if (has_slo_chunks(base) == has_slo_chunks(candidate)) return;
  Estimate& without = has_slo_chunks(base) ? row.candidate : row.base;
  without.cautions.emplace_back(no_chunks_on_this_side);
}

/// Of two CPUs that count with different events: how far they may be set against each other.
void caution_about_events(MetricComparison& compared) {
  const results::Metric* const metric = results::find_metric(compared.metric);
  if (metric == nullptr || metric->across_cpus != results::Comparability::analogous) return;
  for (Ratio* const ratio : {&compared.ratio, &compared.undisturbed}) {
    if (ratio->value)
      ratio->cautions.emplace_back("each CPU counts this with an event of its own: analogous, not the same");
  }
}

void add_failed_runs(const WorkloadRuns& runs, Estimate& e) {
  if (runs.failed_runs > 0) {
    e.cautions.push_back(fmt::format("{} process run{} failed and is not in it", runs.failed_runs,
                                     runs.failed_runs == 1 ? "" : "s"));
  }
  if (runs.void_stages > 0) {
    e.cautions.push_back(
        fmt::format("{} void stage{} left out", runs.void_stages, runs.void_stages == 1 ? "" : "s"));
  }
}

const WorkloadRuns* find(const std::vector<WorkloadRuns>& all, const std::string& name) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const WorkloadRuns& w) { return w.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& n : names) text += fmt::format("{}{}", text.empty() ? "" : ", ", n);
  return text.empty() ? "none" : text;
}

}  // namespace

results::Result<Comparison> compare(const Side& base, const Side& candidate, const CompareOptions& options) {
  Comparison out;
  out.base = base;
  out.candidate = candidate;
  tell_workloads_apart(std::array{&out.base, &out.candidate});
  out.same_host = same_host(base, candidate);
  out.differences = differences(out.base, out.candidate);
  const bool other_cpu = std::any_of(out.differences.begin(), out.differences.end(),
                                     [](const Difference& d) { return d.subject == "microarchitecture"; });
  const auto base_runs = process_runs(out.base), candidate_runs = process_runs(out.candidate);
  const Undisturbed base_undisturbed(out.base), candidate_undisturbed(out.candidate);
  out.base_disturbance = base_undisturbed.disturbance();
  out.candidate_disturbance = candidate_undisturbed.disturbance();
  const RatioOptions ratio_options = ratio_options_of(out, options);
  std::map<const WorkloadRuns*, WorkloadRuns> left;  // what nobody disturbed of what is compared
  std::vector<const WorkloadRuns*> solved, quiet;
  for (const WorkloadRuns& a : base_runs) {
    const WorkloadRuns* const b = find(candidate_runs, a.name);
    if (b == nullptr) continue;
    left.emplace(&a, base_undisturbed.of(a));
    left.emplace(b, candidate_undisturbed.of(*b));
    if (!is_solved(a) || !is_solved(*b)) continue;
    solved.insert(solved.end(), {&a, b});
    quiet.insert(quiet.end(), {&left.at(&a), &left.at(b)});
  }
  // What nobody disturbed is often the same problem, and by then it is solved.
  solved.insert(solved.end(), quiet.begin(), quiet.end());
  solve_slo_ahead(solved, std::array{1.0});
  for (const WorkloadRuns& a : base_runs) {
    const WorkloadRuns* b = find(candidate_runs, a.name);
    if (b == nullptr) {
      out.only_in_base.push_back(a.name);
      continue;
    }
    WorkloadComparison w;
    w.workload = a.name;
    w.not_comparable_because = blocking_reason(out.differences, a.name, Scope::everything);
    const SideRuns base_side{a, left.at(&a), base_undisturbed};
    const SideRuns candidate_side{*b, left.at(b), candidate_undisturbed};
    const std::string no_load_ratio = blocking_reason(out.differences, a.name, Scope::load);
    const std::string no_counter_ratio = blocking_reason(out.differences, a.name, Scope::hardware_counters);
    const auto network_per_s = smaller_network_per_s(out.base, a, out.candidate, *b);
    for (const MetricRow& row : metric_rows(a, *b, network_per_s)) {
      const std::string& blocked = is_of_load(row)                              ? no_load_ratio
                                   : is_of_hardware_counters(row.metric, a, *b) ? no_counter_ratio
                                                                                : w.not_comparable_because;
      w.metrics.push_back(
          compare_metric(row, base_side, candidate_side, blocked, ratio_options, network_per_s));
      if (row.slo == SloBasis::grid) add_reason_of_grid(a, *b, w.metrics.back());
      if (other_cpu) caution_about_events(w.metrics.back());
      caution_about_counters(a, row.metric, w.metrics.back().base);
      caution_about_counters(*b, row.metric, w.metrics.back().candidate);
      w.metrics.back().noise = options.noise.notes(out.base, out.candidate, a.name, row.metric);
      if (row.metric == "instructions_per_request") {
        if (auto other_code = instruction_difference(a, *b, w.metrics.back()))
          out.differences.push_back(*std::move(other_code));
      }
      add_failed_runs(a, w.metrics.back().base);
      add_failed_runs(*b, w.metrics.back().candidate);
    }
    w.scaling = compare_scaling(a, *b, w.not_comparable_because, ratio_options);
    out.workloads.push_back(std::move(w));
  }
  for (const WorkloadRuns& b : candidate_runs) {
    if (find(base_runs, b.name) == nullptr) out.only_in_candidate.push_back(b.name);
  }
  std::stable_sort(out.differences.begin(), out.differences.end(),
                   [](const Difference& x, const Difference& y) { return x.severity > y.severity; });
  if (out.workloads.empty()) {
    return results::Error{
        results::ErrorKind::data, "nothing to compare",
        fmt::format("{} against {}", base.label, candidate.label),
        fmt::format("they have no workload in common: {} has {}; {} has {}", base.label,
                    listed(out.only_in_base), candidate.label, listed(out.only_in_candidate)),
        "record both with the same workloads (crossfade-collect run --workload NAME)"};
  }
  return out;
}

RatioOptions ratio_options_of(const Comparison& comparison, const CompareOptions& options) {
  RatioOptions out;
  out.same_host = comparison.same_host;
  out.host_cv = options.host_cv;
  return out;
}

const Side* side_called(const std::vector<Comparison>& comparisons, const std::string& label) {
  for (const Comparison& c : comparisons) {
    if (c.base.label == label) return &c.base;
    if (c.candidate.label == label) return &c.candidate;
  }
  return nullptr;
}

std::vector<SideMetric> describe(const Side& side) {
  std::vector<SideMetric> out;
  const Undisturbed undisturbed(side);
  for (const WorkloadRuns& runs : process_runs(side)) {
    const WorkloadRuns left = undisturbed.of(runs);
    const SideRuns both_runs{runs, left, undisturbed};
    for (const MetricRow& row : metric_rows(runs, runs, network_rate_per_s(side, runs))) {
      BothMeasured m = measure_both(row, both_runs, row.base);
      if (row.context == "at matched load") {
        const std::string none = no_rate_reason(runs);
        set_absent(m, none.empty()
                          ? "no open-loop stage that the network carries kept up below 70 % of capacity"
                          : none);
      }
      caution_about_counters(runs, row.metric, m.experienced.estimate);
      add_failed_runs(runs, m.experienced.estimate);
      out.push_back({runs.name, row.metric, row.context, std::move(m.experienced.estimate),
                     std::move(m.undisturbed.estimate)});
    }
  }
  return out;
}

}  // namespace crossfade::analysis
