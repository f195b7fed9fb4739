#include "collector/plan_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "collector/allotment.h"
#include "collector/block_budget.h"
#include "collector/duration_text.h"
#include "collector/isa_environment.h"
#include "collector/planned_inputs.h"
#include "collector/planner.h"
#include "collector/rate_forecast.h"
#include "collector/rate_grid.h"
#include "collector/slices.h"
#include "results/enum_names.h"
#include "results/kept_time.h"

namespace crossfade::collector {
namespace {

std::string arrivals_text(const Plan& plan) {
  if (plan.arrival == results::Arrival::step)
    return fmt::format("step ({})", rate_profile_text(plan.arrival_steps));
  if (plan.arrival == results::Arrival::trace)
    return fmt::format("trace ({}, stretched to each rate)", plan.arrival_trace_path);
  return std::string(results::name_of(plan.arrival));
}

std::string counters_text(const Plan& plan) {
  if (!plan.counters) return "off";
  const std::string whose = fmt::format("on{}{}", plan.count_cpus ? ", of all that these CPUs do" : "",
                                        plan.multiplex ? ", taking turns within a stage" : "");
  if (plan.sample_rate_hz == 0) return whose + ", totals of each stage";
  return fmt::format("{}, each worker's {} times a second", whose, plan.sample_rate_hz);
}

std::string rates_text(const Plan& plan) {
  if (!plan.rates_per_s.empty()) {
    return fmt::format("{} requests/s (those above a workload's capacity: saturated)",
                       fmt::join(plan.rates_per_s, ", "));
  }
  const auto has_baseline = [](const PlannedWorkload& w) { return !w.baseline_rates_per_s.empty(); };
  const auto with = std::count_if(plan.workloads.begin(), plan.workloads.end(), has_baseline);
  std::string grid = fmt::format("about {} rates from 10 % to beyond 105 % of capacity",
                                 rate_grid(1000, plan.grid_step).size());
  if (with == 0) return grid;
  const std::string baseline = "the baseline's rates as far as capacity goes, then the grid up to it";
  return static_cast<std::size_t>(with) == plan.workloads.size()
             ? baseline
             : fmt::format("{}; {} where the baseline has none", baseline, grid);
}

std::string load_text(const Plan& plan) {
  std::string text =
      fmt::format("  load      {}, {} each, {} arrivals, waiting: {}\n", rates_text(plan),
                  duration_text(plan.load_ns), arrivals_text(plan), results::name_of(plan.wait_mode));
  for (const PlannedWorkload& workload : plan.workloads) {
    const auto& rates = workload.baseline_rates_per_s;
    if (rates.empty()) continue;
    text += fmt::format("            {}: {} rates of the baseline, {:.0f} ... {:.0f}/s\n",
                        display_name(workload), rates.size(), rates.front(), rates.back());
  }
  return text;
}

/// One line each.
std::vector<std::string> not_expected(const Allotment& expected) {
  std::vector<std::string> lines = expected.plan.left_out;
  if (!expected.missing.empty()) lines.insert(lines.begin(), expected.missing);
  return lines;
}

/// Of a plan whose blocks are settled after its calibration.
std::string allotted_later_text(const Plan& plan, const Allotment& expected, const Progress& whole) {
  std::string text =
      fmt::format("profile {}, seed {}: {} calibration process{} of each of {} workload{}, then ",
                  plan.profile, plan.seed, plan.calibration, plan.calibration == 1 ? "" : "es",
                  plan.workloads.size(), plan.workloads.size() == 1 ? "" : "s");
  const auto lines = not_expected(expected);
  if (lines.empty()) {
    return text + fmt::format(
                      "as many blocks (at least {}) as +-{:g} % of the SLO throughput needs or {} has\n"
                      "what fits is settled after the calibration; {} blocks of all are {} processes, "
                      "about {}\n",
                      expected.expected_blocks, 100 * plan.precision, duration_text(plan.budget_ns),
                      expected.expected_blocks, whole.items_total, duration_text(whole.remaining_ns));
  }
  text += fmt::format(
      "about {} block{} of them in {}: {} processes\n"
      "what fits is settled after the calibration; not expected to fit:\n",
      expected.expected_blocks, expected.expected_blocks == 1 ? "" : "s", duration_text(plan.budget_ns),
      whole.items_total);
  for (const std::string& line : lines) text += fmt::format("  {}\n", line);
  return text;
}

std::string slices_text(const Plan& plan, std::uint64_t stage_ns) {
  const std::uint32_t slices = slices_of(plan, stage_ns);
  return slices == 1 ? "" : fmt::format(", in {} slices", slices);
}

/// What is measured in each of them, and where.
std::string processes_text(const Plan& plan) {
  std::string text = "each process:\n";
  text += fmt::format("  service   1 thread, {}{}\n", duration_text(plan.service_ns),
                      slices_text(plan, plan.service_ns));
  const bool one_thread = plan.thread_counts.size() == 1 && plan.thread_counts.front() == 1;
  text += fmt::format("  capacity  {} thread{}, {} each{}\n", fmt::join(plan.thread_counts, ", "),
                      one_thread ? "" : "s", duration_text(plan.capacity_ns),
                      slices_text(plan, plan.capacity_ns));
  if (plan.load_curve) text += load_text(plan);
  for (const std::string& note : rate_notes(plan)) text += fmt::format("            {}\n", note);
  if (plan.scheduling == results::Scheduling::fifo)
    text += "            workers of open-loop stages in real time (SCHED_FIFO)\n";
  if (plan.chunk_ns > 0) {
    text += fmt::format(
        "  SLO       just below the predicted SLO throughput, {}{}, at least {} requests;\n"
        "            not where these take longer than {}\n",
        duration_text(plan.chunk_ns), slices_text(plan, plan.chunk_ns), plan.chunk_requests,
        duration_text(plan.chunk_limit_ns));
  }
  if (plan.chunk_ns > 0 && plan.calibration > 0 && plan.trace_requests > 0) {
    const double slice_s = static_cast<double>(plan.chunk_ns) * 1e-9 / slices_of(plan, plan.chunk_ns);
    text += fmt::format(
        "            above {:.0f}/s a part of the requests is kept: more blocks then, until {:g} s are\n",
        std::floor(plan.trace_requests / slice_s / 1000) * 1000, results::enough_recorded_s);
  }
  if (!plan.spikes.factors.empty()) {
    text += fmt::format("  spike     from {:g} % of capacity to {:g} times that for {}, policy {}, {} each\n",
                        100 * plan.spikes.base_share, fmt::join(plan.spikes.factors, ", "),
                        duration_text(plan.spikes.hold_ns), plan.spikes.policy,
                        duration_text(plan.spikes.stage_ns()));
  }
  if (plan.rerun_share > 0) {
    text += fmt::format("then stages that were disturbed again, in up to {:.0f} % of the time\n",
                        100 * plan.rerun_share);
  }
  if (plan.verify_ns > 0) {
    text +=
        fmt::format("then one look below each SLO throughput, of up to {}\n", duration_text(plan.verify_ns));
  }
  for (const std::string& input : input_texts(plan)) text += fmt::format("input {}\n", input);
  text += fmt::format("workers on CPU{} {}; instruction set cap {}; counters {}\n",
                      plan.worker_cpus.size() == 1 ? "" : "s", fmt::join(plan.worker_cpus, ", "),
                      isa_cap_name(plan.isa_level), counters_text(plan));
  if (!plan.events.empty()) {
    std::vector<std::string> events{"cycles", "instructions"};
    for (const std::string& event : plan.events)
      if (std::find(events.begin(), events.end(), event) == events.end()) events.push_back(event);
    text += fmt::format("events counted: {}\n", fmt::join(events, ", "));
  }
  return text;
}

/// Blocks are complete up to the first with something left. A run may have been cut between two workloads.
std::string blocks_text(const Plan& plan, const results::Recording& recorded,
                        std::span<const WorkItem> left) {
  if (plan.calibration > 0 && !plan.allotted) return "";
  const auto is_measured = [](const auto& row) {
    return row.purpose == results::RepetitionPurpose::measurement;
  };
  std::uint32_t begun = 0;
  for (const results::Repetition& repetition : recorded.repetitions) {
    if (is_measured(repetition) && repetition.outcome == results::RepetitionOutcome::ok)
      begun = std::max(begun, repetition.block + 1);
  }
  const auto next = std::find_if(left.begin(), left.end(), is_measured);
  const auto last = std::find_if(left.rbegin(), left.rend(), is_measured);
  const std::uint32_t complete = next == left.end() ? begun : next->block;
  const std::uint32_t all = !plan.until_budget ? plan.blocks : last == left.rend() ? begun : last->block + 1;
  return fmt::format("blocks complete: {} of {}{}{}\n", complete, plan.until_budget ? "about " : "", all,
                     begun > complete ? fmt::format(", and a part of block {}", complete + 1) : "");
}

}  // namespace

std::string plan_text(const Plan& plan) {
  const Progress whole = progress(plan, {}, 0);
  const Allotment expected =
      plan.calibration > 0 ? expected_allotment(plan) : Allotment{plan, blocks_in_budget(plan, {}, 0)};
  std::string text;
  if (plan.calibration > 0) {
    text += allotted_later_text(plan, expected, whole);
  } else if (plan.until_budget) {
    text += fmt::format(
        "profile {}, seed {}: blocks of {} workload{} until {} are used, about {} of them: {} processes\n",
        plan.profile, plan.seed, plan.workloads.size(), plan.workloads.size() == 1 ? "" : "s",
        duration_text(plan.budget_ns), expected.expected_blocks, whole.items_total);
  } else {
    text += fmt::format("profile {}, seed {}, {} block{} of {} workload{}: {} process{}, about {}\n",
                        plan.profile, plan.seed, plan.blocks, plan.blocks == 1 ? "" : "s",
                        plan.workloads.size(), plan.workloads.size() == 1 ? "" : "s", whole.items_total,
                        whole.items_total == 1 ? "" : "es", duration_text(whole.remaining_ns));
  }
  text += processes_text(plan);
  // The orders of many say no more than those of a few.
  const std::uint32_t all = expected.expected_blocks, most_in_full = 10, few = 4;
  const std::uint32_t shown = all > most_in_full ? few : all;
  for (std::uint32_t block = 0; block < shown; ++block) {
    text += fmt::format("block {}:", block + 1);
    for (std::uint32_t i = 0; i < plan.workloads.size(); ++i) {
      const auto item = item_at(
          expected.plan, static_cast<std::uint32_t>((plan.calibration + block) * plan.workloads.size() + i));
      text += " " + display_name(plan.workloads[item.workload]);
    }
    text += "\n";
  }
  if (shown < all) text += fmt::format("... {} blocks more, each in an order of its own\n", all - shown);
  return text;
}

std::string begun_text(const Plan& plan) {
  const Progress whole = progress(plan, {}, 0);
  const auto lines =
      plan.calibration > 0 ? not_expected(expected_allotment(plan)) : std::vector<std::string>{};
  const bool may_grow = plan.calibration > 0 && lines.empty();
  std::string text =
      fmt::format("{}{} process{}, about {}; Ctrl-C finishes cleanly and --resume goes on\n",
                  may_grow                                    ? "at least "
                  : plan.calibration > 0 || plan.until_budget ? "about "
                                                              : "",
                  whole.items_total, whole.items_total == 1 ? "" : "es", duration_text(whole.remaining_ns));
  for (const std::string& line : lines) text += fmt::format("not expected to fit: {}\n", line);
  for (const std::string& note : rate_notes(plan)) text += fmt::format("note: {}\n", note);
  return text;
}

std::string settled_text(const Allotment& settled) {
  const Plan& plan = settled.plan;
  const auto& workloads = plan.workloads;
  std::string blocks;
  for (const PlannedWorkload& workload : workloads)
    blocks += fmt::format("{}{} of {}", blocks.empty() ? "" : ", ", workload.blocks, display_name(workload));
  if (std::all_of(workloads.begin(), workloads.end(),
                  [&](const PlannedWorkload& w) { return w.blocks == plan.blocks; }))
    blocks = fmt::format("{}{} of every workload", settled.missing.empty() ? "" : "about ",
                         settled.expected_blocks);
  std::string text = fmt::format("blocks, as calibrated: {}\n", blocks);
  if (!settled.missing.empty()) text += fmt::format("not expected to fit: {}\n", settled.missing);
  for (const std::string& line : plan.left_out) text += fmt::format("left out: {}\n", line);
  return text;
}

std::string remaining_text(const Plan& plan, const results::Recording& recorded) {
  const std::vector<WorkItem> left = items_left(plan, recorded);
  std::string text = blocks_text(plan, recorded, left) + processes_text(plan), place;
  bool settled = true;
  for (const WorkItem& item : left) {
    settled =
        (plan.calibration == 0 || plan.allotted || item.purpose == results::RepetitionPurpose::calibration);
    if (!settled) break;
    if (std::string next = place_text(plan, item); next != place) {
      text += fmt::format("{}{}:", place.empty() ? "" : "\n", next);
      place = std::move(next);
    }
    text += " " + display_name(plan.workloads[item.workload]);
  }
  if (!place.empty()) text += "\n";
  if (!settled)
    text += fmt::format("then blocks, at least {}: how many is settled after the calibration\n", plan.blocks);
  return text;
}

std::string place_text(const Plan& plan, const WorkItem& item) {
  using results::RepetitionPurpose;
  switch (item.purpose) {
    case RepetitionPurpose::calibration:
      return fmt::format("calibration {}/{}", item.block + 1, plan.calibration);
    case RepetitionPurpose::rerun:
      return fmt::format("rerun of block {}/{}", item.block + 1, plan.blocks);
    case RepetitionPurpose::verification:
      return "verification";
    default:
      if (plan.until_budget) return fmt::format("block {}", item.block + 1);
      return fmt::format("block {}/{}", item.block + 1, plan.blocks);
  }
}

}  // namespace crossfade::collector
