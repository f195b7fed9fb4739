#include "analysis/report/spike_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/number_text.h"
#include "analysis/process_run.h"
#include "analysis/report/cells.h"
#include "analysis/slo_rate.h"
#include "results/vocabulary/shedding_policy.h"

namespace crossfade::analysis {
namespace {

std::string factor_text(double factor) {
  return fmt::format("x {:g}", factor);
}

/// "98.2 % [97.1, 98.9]".
Cell share_cell(const Estimate& e) {
  Cell cell = estimate_cell(e, "1");
  if (!e.value) return cell;
  cell.text = percent_text_beside(*e.value, 1 - allowed_exceedance);
  if (e.interval)
    cell.text += fmt::format(" [{:.3g}, {:.3g}]", 100 * e.interval->low, 100 * e.interval->high);
  return cell;
}

/// The share alone; machines find the interval.
Cell bare_share_cell(const Estimate& e) {
  Cell cell = share_cell(e);
  if (e.value) cell.text = percent_text(*e.value);
  return cell;
}

Cell requests_cell(std::uint64_t requests) {
  const auto n = static_cast<double>(requests);
  return {grouped_text(n), n, {}, ""};
}

Cell regain_cell(const SpikePoint& point) {
  const Estimate& e = point.regain_ns;
  Cell cell = estimate_cell(e, "ns");
  if (e.value == 0) cell.text = "at once";
  if (!e.value || e.bound == Bound::none) return cell;
  cell.text = point.regained == 0 ? fmt::format("not within {:g} s", *e.value * 1e-9)
                                  : fmt::format("{} of {} in {}", point.regained, e.n.processes, cell.text);
  return cell;
}

std::string buffer_text(const Estimate& e) {
  if (!e.value) return "none: " + e.absent_because;
  const std::string times = e.bound == Bound::at_least  ? "at least "
                            : e.bound == Bound::at_most ? "below "
                                                        : "";
  std::string text =
      times + ratio_text(*e.value, e.interval) +
      (e.interval || e.no_interval_because.empty() ? "" : fmt::format(" ({})", e.no_interval_because));
  for (const std::string& caution : e.cautions) text += "; " + caution;
  return text;
}

/// Why the tables' p99 have no interval; empty without one.
std::string no_p99_interval_text(const SpikeStudy& study) {
  for (const SpikePoint& point : study.points) {
    for (const SpikeClass& c : point.classes) {
      if (c.p99_ns.value) return c.p99_ns.no_interval_because;
    }
  }
  return "";
}

constexpr std::size_t p99_column = 9;

std::vector<Cell> row(const SpikeStudy& study, const SpikePoint& point, const std::string& of_class) {
  return {text_cell(study.workload), text_cell(study.policy), Cell{"", point.factor, {}, ""},
          text_cell(of_class)};
}

void add_rows(const SpikeStudy& study, const SpikePoint& point, Table& t) {
  std::vector<Cell> all = row(study, point, "all");
  all[2].text = factor_text(point.factor);
  all.insert(all.end(),
             {Cell{}, estimate_cell(point.goodput_per_s, "s-1"), share_cell(point.in_slo),
              bare_share_cell(point.shed), bare_share_cell(point.cheap), Cell{}, regain_cell(point),
              Cell{percent_text(point.in_slo.disturbed_share), point.in_slo.disturbed_share, {}, ""},
              number_cell(point.in_slo.n.processes), requests_cell(point.in_slo.n.requests)});
  t.rows.push_back(std::move(all));
  if (point.classes.size() < 2) return;
  for (const SpikeClass& c : point.classes) {
    std::vector<Cell> one = row(study, point, c.name);
    one.insert(one.end(), {number_cell(c.priority), Cell{}, share_cell(c.in_slo), bare_share_cell(c.shed),
                           bare_share_cell(c.cheap), estimate_cell(c.p99_ns, "ns"), Cell{}, Cell{},
                           number_cell(c.in_slo.n.processes), Cell{}});
    t.rows.push_back(std::move(one));
  }
}

}  // namespace

Table spike_table(const SpikeStudy& study) {
  Table t;
  t.id = "spikes";
  t.title = fmt::format("{}: load spikes from {} ({:g} % of capacity) for {:g} s, policy {}", study.workload,
                        quantity_text(study.base_per_s, {}, "s-1"), 100 * study.base_share, study.hold_s,
                        study.policy);
  t.columns = {{"workload", "", "", false, true},
               {"policy", "", "", false, true},
               {"factor", "spike", "1", true, false},
               {"class", "class", "", false, false},
               {"priority", "priority", "1", true, false},
               {"goodput", "goodput", "s-1", true, false},
               {"in_objective", "in objective", "1", true, false},
               {"shed", "shed", "1", true, false},
               {"cheap", "cheaper", "1", true, false},
               {"p99", "p99 if answered", "ns", true, false},
               {"regain", "regained after", "ns", true, false},
               {"disturbed", "disturbed", "1", true, false},
               {"processes", "runs", "1", true, false},
               {"requests", "requests", "1", true, false}};
  for (const SpikePoint& point : study.points) add_rows(study, point, t);
  if (const auto* const policy = results::find_shedding_policy(study.policy))
    t.notes.push_back(fmt::format("Policy {}: {}.", policy->name, policy->text));
  if (study.one_priority) t.notes.emplace_back("All classes have the same priority: nothing is preferred.");
  if (const std::string why = no_p99_interval_text(study); !why.empty() && is_shown(t, p99_column))
    t.notes.push_back(fmt::format("p99 if answered has no interval: {}.", why));
  t.notes.push_back(fmt::format("Success buffer (every class meets its objective): {}.",
                                buffer_text(study.success_buffer)));
  if (!study.one_priority)
    t.notes.push_back(fmt::format("Failure buffer (the most important classes do): {}.",
                                  buffer_text(study.failure_buffer)));
  return t;
}

namespace {

/// How much it rests on.
std::string runs_text(const SpikeStudy& study) {
  const Estimate& e = study.success_buffer;
  return fmt::format("{} process runs, {} disturbed", e.n.processes, percent_text(e.disturbed_share));
}

Table side_by_side(const SpikeStudy& base, const SpikeStudy& candidate) {
  Table t;
  t.id = "spike_comparison";
  t.title = fmt::format("{}: load spikes from {:g} % of capacity for {:g} s, policy {}", base.workload,
                        100 * base.base_share, base.hold_s, base.policy);
  t.columns = {{"workload", "", "", false, true},
               {"factor", "spike", "1", true, false},
               {"base_goodput", "goodput, baseline", "s-1", true, false},
               {"candidate_goodput", "candidate", "s-1", true, false},
               {"base_in_objective", "in objective, baseline", "1", true, false},
               {"candidate_in_objective", "candidate", "1", true, false},
               {"base_regain", "regained after, baseline", "ns", true, false},
               {"candidate_regain", "candidate", "ns", true, false}};
  for (const SpikePoint& a : base.points) {
    const auto b = std::find_if(candidate.points.begin(), candidate.points.end(),
                                [&](const SpikePoint& p) { return p.factor == a.factor; });
    if (b == candidate.points.end()) continue;
    t.rows.push_back({text_cell(base.workload), Cell{factor_text(a.factor), a.factor, {}, ""},
                      estimate_cell(a.goodput_per_s, "s-1"), estimate_cell(b->goodput_per_s, "s-1"),
                      share_cell(a.in_slo), share_cell(b->in_slo), regain_cell(a), regain_cell(*b)});
  }
  t.notes.push_back(fmt::format("Spikes are multiples of each side's own rate: {} ({}) and {} ({}).",
                                quantity_text(base.base_per_s, {}, "s-1"), runs_text(base),
                                quantity_text(candidate.base_per_s, {}, "s-1"), runs_text(candidate)));
  t.notes.push_back(fmt::format("Success buffer: baseline {}, candidate {}.",
                                buffer_text(base.success_buffer), buffer_text(candidate.success_buffer)));
  if (!base.one_priority) {
    t.notes.push_back(fmt::format("Failure buffer: baseline {}, candidate {}.",
                                  buffer_text(base.failure_buffer), buffer_text(candidate.failure_buffer)));
  }
  return t;
}

}  // namespace

std::vector<Table> spike_comparison(const Comparison& comparison) {
  std::vector<Table> tables;
  for (const WorkloadComparison& w : comparison.workloads) {
    if (!w.not_comparable_because.empty()) continue;
    const auto base = spike_studies(process_runs(comparison.base, w.workload));
    const auto candidate = spike_studies(process_runs(comparison.candidate, w.workload));
    for (const SpikeStudy& a : base) {
      for (const SpikeStudy& b : candidate) {
        if (a.condition == b.condition) tables.push_back(side_by_side(a, b));
      }
    }
  }
  return tables;
}

}  // namespace crossfade::analysis
