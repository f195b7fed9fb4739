#include "collector/planner.h"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "collector/allotment.h"
#include "collector/block_budget.h"
#include "collector/budget_left.h"
#include "collector/outside_end.h"
#include "collector/rerun.h"
#include "collector/stage_order.h"
#include "collector/stage_time.h"
#include "collector/verification.h"

namespace crossfade::collector {
namespace {

using results::Recording;
using results::Repetition;
using results::RepetitionOutcome;
using results::RepetitionPurpose;
using results::Stage;

/// What the recording says of one item.
struct Attempts {
  std::uint32_t begun = 0;
  std::uint32_t interrupted = 0;  // of those begun; they may be as many as the user likes
  bool ended = false;
};

struct Account {
  std::vector<Attempts> items;
  std::vector<bool> given_up;  // by workload of the plan
  Reruns reruns;
  std::uint32_t blocks;  // that are measured, as far as can be told
  std::optional<BudgetLeft> budget;
  std::uint32_t blocks_begun = 0;
  std::vector<std::uint64_t> processes_ns = {};  // to come, by workload; of an allotted plan
};

bool ended_by_itself(const Repetition& repetition) {
  return repetition.outcome != RepetitionOutcome::running &&
         repetition.outcome != RepetitionOutcome::killed &&
         repetition.outcome != RepetitionOutcome::interrupted && !ended_from_outside(repetition);
}

bool is_done(const Account& account, const WorkItem& item) {
  const Attempts& attempts = account.items[item.plan_item];
  return attempts.ended || attempts.begun - attempts.interrupted >= max_attempts ||
         account.given_up[item.workload];
}

/// Blocks from the first on in which nothing is left to do.
std::uint32_t complete_blocks(const Plan& plan, const Account& account) {
  for (std::uint32_t i = 0; i < account.items.size(); ++i) {
    const WorkItem item = item_at(plan, i);
    if (item.purpose == RepetitionPurpose::measurement && !is_done(account, item)) return item.block;
  }
  return plan.blocks;
}

/// Of an allotted plan: blocks that were begun are gone on with, and one there is always.
std::uint32_t blocks_in_allotment(const Plan& plan, const Recording& recorded, const Account& account,
                                  const BudgetLeft& budget) {
  std::uint64_t pending_ns = 0;  // before the next block
  for (std::uint32_t i = 0; i < account.items.size(); ++i) {
    const WorkItem item = item_at(plan, i);
    if (is_done(account, item)) continue;
    if (item.purpose == RepetitionPurpose::calibration)
      pending_ns += assumed_overhead_ns + stage_time_ns(plan, recorded, item);
    if (item.purpose == RepetitionPurpose::measurement && item.block < account.blocks_begun &&
        is_in_block(plan, item.workload, item.block))
      pending_ns += account.processes_ns[item.workload];
  }
  const std::uint64_t left_ns = budget.left_ns - std::min(budget.left_ns, pending_ns);
  return std::max(
      1U, account.blocks_begun + further_blocks(plan, account.processes_ns, account.blocks_begun, left_ns));
}

Account account_of(const Plan& plan, const Recording& recorded) {
  Account account{std::vector<Attempts>(items_total(plan)), std::vector<bool>(plan.workloads.size(), false),
                  Reruns(plan, recorded), plan.blocks, budget_left(plan, recorded)};
  std::vector<std::uint32_t> refusals(plan.workloads.size(), 0);  // one after the other, the latest
  std::vector<bool> ran(plan.workloads.size(), false), has_stage(recorded.repetitions.size(), false);
  for (const Stage& stage : recorded.stages) has_stage[stage.repetition] = true;
  for (const Repetition& repetition : recorded.repetitions) {
    if (repetition.plan_item >= account.items.size()) continue;  // not of this plan: counts for nothing
    Attempts& attempts = account.items[repetition.plan_item];
    ++attempts.begun;
    attempts.interrupted += repetition.outcome == RepetitionOutcome::interrupted;
    if (const WorkItem item = item_at(plan, repetition.plan_item);
        item.purpose == RepetitionPurpose::measurement)
      account.blocks_begun = std::max(account.blocks_begun, item.block + 1);
    attempts.ended = attempts.ended || ended_by_itself(repetition);
    const std::uint32_t workload = item_at(plan, repetition.plan_item).workload;
    const auto index = static_cast<std::size_t>(&repetition - recorded.repetitions.data());
    if (repetition.outcome == RepetitionOutcome::refused || repetition.outcome == RepetitionOutcome::hung ||
        (repetition.outcome == RepetitionOutcome::crashed && !has_stage[index])) {
      ++refusals[workload];
    }
    if (repetition.outcome == RepetitionOutcome::ok) {
      ran[workload] = true;
      refusals[workload] = 0;
    }
  }
  for (std::size_t i = 0; i < refusals.size(); ++i) {
    account.given_up[i] = refusals[i] >= (ran[i] ? max_refusals_after_a_result : max_refusals);
  }
  if (plan.until_budget) account.blocks = blocks_in_budget(plan, recorded, complete_blocks(plan, account));
  if (!account.budget) return account;
  account.processes_ns = further_processes_ns(plan, recorded);
  for (std::size_t w = 0; w < account.processes_ns.size(); ++w)
    if (account.given_up[w]) account.processes_ns[w] = 0;
  // Stages are repeated, and rates looked at, after the last block.
  const bool blocks_are_over =
      std::any_of(recorded.repetitions.begin(), recorded.repetitions.end(), [](const Repetition& r) {
        return r.purpose == RepetitionPurpose::rerun || r.purpose == RepetitionPurpose::verification;
      });
  account.blocks =
      blocks_are_over ? account.blocks_begun : blocks_in_allotment(plan, recorded, account, *account.budget);
  return account;
}

/// The plan has the place, but nothing is to be measured there.
bool is_empty(const Plan& plan, const Account& account, const WorkItem& item) {
  if (account.items[item.plan_item].begun > 0) return false;
  switch (item.purpose) {
    case RepetitionPurpose::measurement:
      return item.block >= account.blocks || !is_in_block(plan, item.workload, item.block);
    case RepetitionPurpose::rerun:
      return !account.reruns.wanted(item.plan_item) ||
             (account.budget && !account.budget->fits(account.reruns.time_ns(item.plan_item)));
    case RepetitionPurpose::verification:
      return account.budget && !account.budget->fits(shortest_look_ns);
    default:
      return false;
  }
}

}  // namespace

std::optional<WorkItem> next_item(const Plan& plan, const Recording& recorded) {
  const Account account = account_of(plan, recorded);
  for (std::uint32_t i = 0; i < account.items.size(); ++i) {
    const WorkItem item = item_at(plan, i);
    if (is_done(account, item) || is_empty(plan, account, item)) continue;
    if (plan.calibration > 0 && !plan.allotted && item.purpose != RepetitionPurpose::calibration) break;
    return item;
  }
  return std::nullopt;
}

std::vector<WorkItem> items_left(const Plan& plan, const Recording& recorded) {
  const Account account = account_of(plan, recorded);
  std::vector<WorkItem> left;
  for (std::uint32_t i = 0; i < account.items.size(); ++i) {
    const WorkItem item = item_at(plan, i);
    if (!is_done(account, item) && !is_empty(plan, account, item)) left.push_back(item);
  }
  return left;
}

bool needs_allotment(const Plan& plan, const Recording& recorded) {
  return plan.calibration > 0 && !plan.allotted && !next_item(plan, recorded);
}

BlocksNotBegun blocks_not_begun(const Plan& plan, const Recording& recorded) {
  const Account account = account_of(plan, recorded);
  const bool nothing_goes = std::all_of(account.given_up.begin(), account.given_up.end(), std::identity());
  const auto left = budget_left_by_blocks(plan, recorded);
  if (!plan.allotted || nothing_goes || !left) return {};
  BlocksNotBegun out;
  for (std::uint32_t block = account.blocks_begun; block < plan.blocks; ++block, ++out.blocks)
    out.needed_ns += further_block_ns(plan, account.processes_ns, block);
  out.needed_ns -= std::min(left->left_ns, out.needed_ns);
  return out;
}

std::vector<std::uint32_t> looks_not_begun(const Plan& plan, const Recording& recorded) {
  const Account account = account_of(plan, recorded);
  std::vector<std::uint32_t> workloads;
  for (std::uint32_t i = 0; i < account.items.size(); ++i) {
    const WorkItem item = item_at(plan, i);
    if (item.purpose == RepetitionPurpose::verification && !is_done(account, item) &&
        is_empty(plan, account, item))
      workloads.push_back(item.workload);
  }
  return workloads;
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
  return order.settled(stages[done]);
}

Progress progress(const Plan& plan, const Recording& recorded, std::uint64_t elapsed_ns) {
  if (plan.calibration > 0 && !plan.allotted)
    return progress(expected_allotment(plan).plan, recorded, elapsed_ns);
  const Account account = account_of(plan, recorded);
  Progress progress;
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
  // The same for all items of a workload and purpose, and not cheap.
  std::map<std::pair<RepetitionPurpose, std::uint32_t>, std::uint64_t> known;
  const auto stage_ns = [&](const WorkItem& item) {
    const auto [at, is_new] = known.try_emplace({item.purpose, item.workload}, 0);
    if (is_new) at->second = stage_time_ns(plan, recorded, item);
    return at->second;
  };
  std::uint64_t blocks_ns = 0, processes = 0;  // of measurements to come
  for (std::uint32_t i = 0; i < account.items.size(); ++i) {
    const WorkItem item = item_at(plan, i);
    if (is_empty(plan, account, item)) continue;
    ++progress.items_total;
    if (is_done(account, item)) {
      ++progress.items_done;
      continue;
    }
    const bool rerun = item.purpose == RepetitionPurpose::rerun;
    progress.remaining_ns += overhead_ns + (rerun ? account.reruns.time_ns(i) : stage_ns(item));
    if (item.purpose != RepetitionPurpose::measurement) continue;
    blocks_ns += stage_ns(item);
    ++processes;
  }
  const Reruns::Expected& again = account.reruns.expected();
  progress.remaining_ns +=
      static_cast<std::uint64_t>(again.time * static_cast<double>(blocks_ns) +
                                 again.processes * static_cast<double>(processes * overhead_ns));
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
  // What no longer fits is not begun.
  if (account.budget) progress.remaining_ns = std::min(progress.remaining_ns, account.budget->left_ns);
  if (plan.until_budget)
    progress.remaining_ns =
        std::min(progress.remaining_ns, plan.budget_ns - std::min(plan.budget_ns, elapsed_ns));
  return progress;
}

}  // namespace crossfade::collector
