#include "collector/planner.h"

#include <algorithm>
#include <cmath>

#include "collector/seeds.h"

namespace crossfade::collector {
namespace {

using results::Recording;
using results::Repetition;
using results::RepetitionOutcome;
using results::Stage;
using results::StageKind;

/// Of starting a process, making its golden answers and warming it up, before any has been seen.
constexpr std::uint64_t assumed_overhead_ns = 1'200'000'000;

/// What each seed is for, so that none is used twice.
enum class Purpose : std::uint64_t { block_order = 1, inputs, stage_order, stage };

std::uint64_t part(Purpose purpose) {
  return static_cast<std::uint64_t>(purpose);
}

/// The workloads of a block in their order.
std::vector<std::uint32_t> block_order(const Plan& plan, std::uint32_t block) {
  std::vector<std::uint32_t> order(plan.workloads.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  shuffle(order, derive_seed(plan.seed, {part(Purpose::block_order), block}));
  return order;
}

std::uint32_t items_total(const Plan& plan) {
  return plan.blocks * static_cast<std::uint32_t>(plan.workloads.size());
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

/// Requests per second with all workers, of the first stage that found it; nullopt if none did. Recordings
/// only grow, so the answer never changes once there is one. `before_item`: only what items before it found.
std::optional<double> first_capacity(const Plan& plan, const Recording& recorded, std::uint32_t workload,
                                     std::uint32_t before_item) {
  for (const Stage& stage : recorded.stages) {
    if (stage.kind != StageKind::capacity || stage.workers != plan.thread_counts.back()) continue;
    if (stage.outcome == results::StageOutcome::failed || stage.completed == 0 || stage.duration_ns == 0)
      continue;
    const Repetition& repetition = recorded.repetitions[stage.repetition];
    if (repetition.plan_item >= before_item || repetition.plan_item >= items_total(plan)) continue;
    if (item_at(plan, repetition.plan_item).workload != workload) continue;
    return static_cast<double>(stage.completed) * 1e9 / static_cast<double>(stage.duration_ns);
  }
  return std::nullopt;
}

std::uint64_t bits_of(double value) {
  std::uint64_t bits = 0;
  static_assert(sizeof bits == sizeof value);
  std::copy_n(reinterpret_cast<const char*>(&value), sizeof bits, reinterpret_cast<char*>(&bits));
  return bits;
}

class StageOrder {
 public:
  StageOrder(const Plan& plan, const Recording& recorded, const Repetition& repetition)
      : plan_(plan), recorded_(recorded), item_(item_at(plan, repetition.plan_item)) {}

  std::vector<StageSpec> stages() const {
    std::vector<StageSpec> closed = closed_loop();
    std::vector<StageSpec> open = open_loop();
    const std::uint64_t seed =
        derive_seed(plan_.seed, {part(Purpose::stage_order), item_.workload, item_.block});
    if (grid_depends_on_this_process()) {
      shuffle(closed, seed);
      shuffle(open, seed + 1);
      closed.insert(closed.end(), open.begin(), open.end());
      return closed;
    }
    closed.insert(closed.end(), open.begin(), open.end());
    shuffle(closed, seed);
    return closed;
  }

 private:
  bool grid_depends_on_this_process() const {
    return plan_.rates_per_s.empty() && !first_capacity(plan_, recorded_, item_.workload, item_.plan_item);
  }

  std::uint64_t seed_of(StageKind kind, std::uint32_t workers, double rate) const {
    return derive_seed(plan_.seed, {part(Purpose::stage), seed_part(plan_.workloads[item_.workload].name),
                                    item_.block, static_cast<std::uint64_t>(kind), workers, bits_of(rate)});
  }

  std::vector<StageSpec> closed_loop() const {
    std::vector<StageSpec> stages;
    StageSpec spec;
    spec.kind = StageKind::service;
    spec.duration_ns = plan_.service_ns;
    spec.seed = seed_of(spec.kind, spec.workers, 0);
    stages.push_back(spec);
    for (const std::uint32_t threads : plan_.thread_counts) {
      spec.kind = StageKind::capacity;
      spec.workers = threads;
      spec.duration_ns = plan_.capacity_ns;
      spec.seed = seed_of(spec.kind, threads, 0);
      stages.push_back(spec);
    }
    return stages;
  }

  std::vector<StageSpec> open_loop() const {
    std::vector<double> rates = plan_.rates_per_s;
    if (rates.empty()) {
      const auto capacity = first_capacity(plan_, recorded_, item_.workload, items_total(plan_));
      if (!capacity) return {};
      rates = rates_after(plan_.workloads[item_.workload].baseline_rates_per_s,
                          rate_grid(*capacity, plan_.grid_step));
    }
    std::vector<StageSpec> stages;
    for (const double rate : rates) {
      StageSpec spec;
      spec.kind = StageKind::load;
      spec.workers = plan_.thread_counts.back();
      spec.offered_per_s = rate;
      spec.arrival = plan_.arrival;
      spec.wait_mode = plan_.wait_mode;
      spec.duration_ns = plan_.load_ns;
      spec.seed = seed_of(spec.kind, spec.workers, rate);
      stages.push_back(spec);
    }
    return stages;
  }

  const Plan& plan_;
  const Recording& recorded_;
  const WorkItem item_;
};

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
  return plan.service_ns + plan.capacity_ns * plan.thread_counts.size() + plan.load_ns * rates;
}

}  // namespace

WorkItem item_at(const Plan& plan, std::uint32_t plan_item) {
  const auto workloads = static_cast<std::uint32_t>(plan.workloads.size());
  const std::uint32_t block = plan_item / workloads;
  const std::uint32_t workload = block_order(plan, block)[plan_item % workloads];
  const PlannedWorkload& planned = plan.workloads[workload];
  // The inputs follow the workload's name, not its place in the list: two recordings that share a workload
  // share its data whatever else they measure.
  return {plan_item, block, workload,
          derive_seed(plan.seed, {part(Purpose::inputs), seed_part(planned.name)})};
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
  const std::vector<StageSpec> order = StageOrder(plan, recorded, row).stages();
  if (done >= order.size()) return std::nullopt;
  return order[done];
}

std::vector<double> rate_grid(double capacity_per_s, std::uint32_t step) {
  CF_ASSERT(step > 0, "a grid has a step");
  if (!std::isfinite(capacity_per_s) || capacity_per_s <= 0) return {};
  // Below this share of capacity latency hardly changes with load; above it the answer lies.
  constexpr double fine_from = 0.40;
  std::vector<double> rates;
  const double lowest = capacity_per_s * 0.10, highest = capacity_per_s * 1.05;
  const auto first = static_cast<std::int64_t>(std::ceil(20.0 * std::log10(lowest) / step)) - 1;
  for (std::int64_t multiple = first;; ++multiple) {
    const double rate = std::pow(10.0, static_cast<double>(multiple * step) / 20.0);
    const bool coarse = multiple % 2 == 0;
    if (rate >= lowest && (coarse || rate >= fine_from * capacity_per_s)) rates.push_back(rate);
    if (rate >= highest) return rates;  // one rate beyond it, so that the limit is seen and not inferred
  }
}

std::vector<double> rates_after(std::span<const double> baseline, const std::vector<double>& grid) {
  if (grid.empty()) return {};
  // Equal rates are equal to the last bit where both come from the grid; others may differ by rounding.
  constexpr double rounding = 1 + 1e-9;
  std::vector<double> rates;
  for (const double rate : baseline) {
    if (rate <= grid.back() * rounding) rates.push_back(rate);
  }
  if (rates.empty()) return grid;
  const double last = rates.back();
  for (const double rate : grid) {
    if (rate > last * rounding) rates.push_back(rate);
  }
  return rates;
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
