#include "collector/planner.h"

#include <algorithm>

#include "collector/first_capacity.h"
#include "collector/rate_grid.h"
#include "collector/seeds.h"
#include "collector/stage_order.h"

namespace crossfade::collector {
namespace {

using results::Recording;
using results::Repetition;
using results::RepetitionOutcome;
using results::Stage;

/// Of starting a process, making its golden answers and warming it up, before any has been seen.
constexpr std::uint64_t assumed_overhead_ns = 1'200'000'000;

/// The workloads of a block in their order.
std::vector<std::uint32_t> block_order(const Plan& plan, std::uint32_t block) {
  std::vector<std::uint32_t> order(plan.workloads.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  shuffle(order, derive_seed(plan.seed, {part(SeedPurpose::block_order), block}));
  return order;
}

/// What the recording says of one item.
struct Attempts {
  std::uint32_t begun = 0;
  bool ended = false;
};

struct Account {
  std::vector<Attempts> items;
  std::vector<bool> given_up;  // by workload of the plan
};

bool ended_by_itself(RepetitionOutcome outcome) {
  return outcome != RepetitionOutcome::running && outcome != RepetitionOutcome::killed;
}

Account account_of(const Plan& plan, const Recording& recorded) {
  Account account{std::vector<Attempts>(items_total(plan)), std::vector<bool>(plan.workloads.size(), false)};
  std::vector<std::uint32_t> refusals(plan.workloads.size(), 0);
  std::vector<bool> ran(plan.workloads.size(), false);
  for (const Repetition& repetition : recorded.repetitions) {
    if (repetition.plan_item >= account.items.size()) continue;  // not of this plan: counts for nothing
    Attempts& attempts = account.items[repetition.plan_item];
    ++attempts.begun;
    attempts.ended = attempts.ended || ended_by_itself(repetition.outcome);
    const std::uint32_t workload = item_at(plan, repetition.plan_item).workload;
    if (repetition.outcome == RepetitionOutcome::refused || repetition.outcome == RepetitionOutcome::hung) {
      ++refusals[workload];
    }
    if (repetition.outcome == RepetitionOutcome::ok) ran[workload] = true;
  }
  for (std::size_t i = 0; i < refusals.size(); ++i) {
    account.given_up[i] = refusals[i] >= max_refusals && !ran[i];
  }
  return account;
}

bool is_done(const Plan& plan, const Account& account, std::uint32_t plan_item) {
  const Attempts& attempts = account.items[plan_item];
  return attempts.ended || attempts.begun >= max_attempts ||
         account.given_up[item_at(plan, plan_item).workload];
}

/// Planned stage time of one process of a workload.
std::uint64_t stage_time_ns(const Plan& plan, const Recording& recorded, std::uint32_t workload) {
  std::size_t rates = plan.rates_per_s.size();
  if (rates == 0) {
    // Before its capacity is known, any capacity gives about the same number of rates.
    const auto capacity = first_capacity(plan, recorded, workload, items_total(plan));
    rates = rate_grid(capacity.value_or(1000.0), plan.grid_step).size();
    const auto& baseline = plan.workloads[workload].baseline_rates_per_s;
    if (capacity) {
      rates = rates_after(baseline, rate_grid(*capacity, plan.grid_step)).size();
    } else if (!baseline.empty()) {
      rates = baseline.size();
    }
  }
  return plan.service_ns + plan.capacity_ns * plan.thread_counts.size() + plan.load_ns * rates +
         slo_chunk_ns(plan, first_capacity(plan, recorded, workload, items_total(plan)));
}

}  // namespace

std::uint32_t items_total(const Plan& plan) {
  return plan.blocks * static_cast<std::uint32_t>(plan.workloads.size());
}

WorkItem item_at(const Plan& plan, std::uint32_t plan_item) {
  const auto workloads = static_cast<std::uint32_t>(plan.workloads.size());
  const std::uint32_t block = plan_item / workloads;
  const std::uint32_t workload = block_order(plan, block)[plan_item % workloads];
  const PlannedWorkload& planned = plan.workloads[workload];
  // The inputs follow the workload's name, not its place in the list: two recordings that share a workload
  // share its data whatever else they measure.
  return {plan_item, block, workload,
          derive_seed(plan.seed, {part(SeedPurpose::inputs), seed_part(planned.name)})};
}

std::optional<WorkItem> next_item(const Plan& plan, const Recording& recorded) {
  const Account account = account_of(plan, recorded);
  for (std::uint32_t item = 0; item < account.items.size(); ++item) {
    if (!is_done(plan, account, item)) return item_at(plan, item);
  }
  return std::nullopt;
}

std::optional<StageSpec> next_stage(const Plan& plan, const Recording& recorded, std::uint32_t repetition) {
  CF_ASSERT(repetition < recorded.repetitions.size(), "the planner is asked about a repetition that exists");
  const Repetition& row = recorded.repetitions[repetition];
  CF_ASSERT(row.plan_item < items_total(plan), "the repetition belongs to the plan");
  const auto done = static_cast<std::size_t>(
      std::count_if(recorded.stages.begin(), recorded.stages.end(),
                    [&](const Stage& stage) { return stage.repetition == repetition; }));
  const StageOrder order(plan, recorded, repetition);
  const std::vector<StageSpec> stages = order.stages();
  if (done >= stages.size()) return std::nullopt;
  return order.with_rate(stages[done]);
}

Progress progress(const Plan& plan, const Recording& recorded, std::uint64_t elapsed_ns) {
  const Account account = account_of(plan, recorded);
  Progress progress{0, items_total(plan), 0};
  std::uint64_t recorded_stage_ns = 0;
  std::vector<bool> started(recorded.repetitions.size(), false);  // its overhead is behind it
  for (const Stage& stage : recorded.stages) {
    recorded_stage_ns += stage.duration_ns;
    started[stage.repetition] = true;
  }
  for (std::size_t i = 0; i < started.size(); ++i) {
    if (recorded.repetitions[i].outcome != RepetitionOutcome::running) started[i] = true;
  }
  const auto ended = static_cast<std::uint64_t>(std::count(started.begin(), started.end(), true));
  const std::uint64_t overhead_ns =
      ended == 0 ? assumed_overhead_ns
                 : (elapsed_ns > recorded_stage_ns ? elapsed_ns - recorded_stage_ns : 0) / ended;
  std::vector<std::uint64_t> stage_ns(plan.workloads.size());
  for (std::uint32_t i = 0; i < stage_ns.size(); ++i) stage_ns[i] = stage_time_ns(plan, recorded, i);
  for (std::uint32_t item = 0; item < account.items.size(); ++item) {
    if (is_done(plan, account, item)) {
      ++progress.items_done;
    } else {
      progress.remaining_ns += stage_ns[item_at(plan, item).workload] + overhead_ns;
    }
  }
  // What the process that runs now has behind it. Only the last repetition can be running.
  if (!recorded.repetitions.empty() && recorded.repetitions.back().outcome == RepetitionOutcome::running) {
    std::uint64_t behind_ns = 0;
    const auto current = static_cast<std::uint32_t>(recorded.repetitions.size() - 1);
    for (const Stage& stage : recorded.stages) {
      if (stage.repetition == current) behind_ns += stage.duration_ns;
    }
    if (behind_ns > 0) behind_ns += overhead_ns;
    progress.remaining_ns -= std::min(progress.remaining_ns, behind_ns);
  }
  return progress;
}

}  // namespace crossfade::collector
