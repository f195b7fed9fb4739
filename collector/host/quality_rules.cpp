#include "collector/host/quality_rules.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <optional>
#include <string_view>

#include "collector/protocol/messages.h"
#include "results/assertion.h"
#include "results/vocabulary/load_ceiling.h"
#include "results/vocabulary/rule.h"

namespace crossfade::collector {
namespace {

using results::Quality;
using results::Stage;
using results::StageRecord;

/// What a rule sees; nullopt = it cannot be said of this stage.
using Measure = std::optional<double> (*)(const StageRecord&, const StageContext&);

struct Test {
  std::string_view rule;
  Quality consequence;  ///< clean = annotation only
  Measure measure;
};

// /proc/stat counts whole ticks of 10 ms: one alone may be rounding.
constexpr std::uint64_t least_steal_ns = 20'000'000;

std::optional<double> share_of_workers(const std::optional<std::uint64_t>& lost_ns, const Stage& stage) {
  const double worker_time_ns = static_cast<double>(stage.duration_ns) * stage.workers;
  if (!lost_ns || worker_time_ns <= 0) return std::nullopt;
  return static_cast<double>(*lost_ns) / worker_time_ns;
}

/// The kernel counts a thread that its cgroup's quota stopped as one that waits for a CPU. That part has
/// rules of its own (throttled), and nobody took it away.
std::optional<std::uint64_t> waited_for_others_ns(const Stage& stage, const StageContext& context) {
  if (!stage.run_queue_wait_ns) return std::nullopt;
  return *stage.run_queue_wait_ns -
         std::min(*stage.run_queue_wait_ns, context.machine.throttled_ns.value_or(0));
}

std::optional<double> run_queue_wait(const StageRecord& record, const StageContext& context) {
  if (context.library_threads) return std::nullopt;
  return share_of_workers(waited_for_others_ns(record.stage, context), record.stage);
}

std::optional<double> steal(const StageRecord& record, const StageContext&) {
  if (record.stage.steal_ns && *record.stage.steal_ns < least_steal_ns) return 0.0;
  return share_of_workers(record.stage.steal_ns, record.stage);
}

std::optional<double> throttled(const StageRecord& record, const StageContext& context) {
  return share_of_workers(context.machine.throttled_ns, record.stage);
}

std::optional<double> gaps(const StageRecord& record, const StageContext&) {
  if (!record.stage.gap_ns || record.stage.workers == 0) return std::nullopt;
  return static_cast<double>(*record.stage.gap_ns) /
         (static_cast<double>(gap_probe_ns_per_worker) * record.stage.workers);
}

std::optional<double> suspended(const StageRecord&, const StageContext& context) {
  return static_cast<double>(context.clocks.suspended_ns);
}

/// Who waited is not known, and threads of a workload's library wait for each other.
std::optional<double> cpu_pressure(const StageRecord& record, const StageContext& context) {
  if (context.library_threads || !record.stage.cpu_pressure_ns || context.clocks.elapsed_ns <= 0)
    return std::nullopt;
  return static_cast<double>(*record.stage.cpu_pressure_ns) / static_cast<double>(context.clocks.elapsed_ns);
}

/// Time inside requests, less the CPU time that was not waiting for an arrival, less what is known to have
/// been taken from the workers. Waiting CPU that the engine could not see makes it smaller, never larger.
std::optional<double> busy_without_cpu(const StageRecord& record, const StageContext& context) {
  if (context.library_threads) return std::nullopt;
  double busy_ns = 0, cpu_ns = 0;
  for (const results::Worker& worker : record.workers) {
    busy_ns += static_cast<double>(worker.busy_ns);
    cpu_ns += static_cast<double>(worker.cpu_ns);
  }
  if (busy_ns <= 0) return std::nullopt;
  const Stage& stage = record.stage;
  const double taken_ns = static_cast<double>(stage.run_queue_wait_ns.value_or(0)) +
                          static_cast<double>(stage.steal_ns.value_or(0));
  return (busy_ns + static_cast<double>(stage.waiting_cpu_ns) - cpu_ns - taken_ns) / busy_ns;
}

/// The other way round, where it is sure: nobody waits in a closed loop, so each moment of the thread is in a
/// request.
std::optional<double> cpu_outside_requests(const StageRecord& record, const StageContext& context) {
  const bool is_closed =
      record.stage.kind == results::StageKind::capacity || record.stage.kind == results::StageKind::service;
  if (!is_closed || context.library_threads) return std::nullopt;
  double busy_ns = 0, cpu_ns = 0;
  for (const results::Worker& worker : record.workers) {
    busy_ns += static_cast<double>(worker.busy_ns);
    cpu_ns += static_cast<double>(worker.cpu_ns);
  }
  if (cpu_ns <= 0) return std::nullopt;
  return (cpu_ns - busy_ns - static_cast<double>(record.stage.waiting_cpu_ns)) / cpu_ns;
}

/// On an unknown CPU only the whole recording has a ceiling: the analysis judges then.
std::optional<double> silent_neighbour(const StageRecord& record, const StageContext& context) {
  const auto* const ceiling = results::find_load_ceiling(context.microarchitecture);
  if (ceiling == nullptr) return std::nullopt;
  return results::load_deficit(record.stage, ceiling->loads_per_cycle);
}

std::optional<double> flickering_neighbour(const StageRecord& record, const StageContext&) {
  return results::load_flicker(record.stage);
}

const results::Distribution* distribution(const StageRecord& record, results::DistributionKind kind) {
  for (const results::Distribution& d : record.distributions) {
    if (d.kind == kind && d.workload_class == results::Distribution::all_classes && d.n > 0) return &d;
  }
  return nullptr;
}

std::optional<double> start_error(const StageRecord& record, const StageContext&) {
  const auto* const errors = distribution(record, results::DistributionKind::start_error);
  if (errors == nullptr) return std::nullopt;
  return errors->histogram().quantile_ns(0.99);
}

std::optional<double> clock_cost(const StageRecord& record, const StageContext& context) {
  const auto* const services = distribution(record, results::DistributionKind::service);
  if (services == nullptr || services->sum_ns == 0 || !std::isfinite(context.clock_read_ns))
    return std::nullopt;
  return context.clock_read_ns * static_cast<double>(services->n) / static_cast<double>(services->sum_ns);
}

std::optional<double> clock_step(const StageRecord&, const StageContext& context) {
  return std::abs(static_cast<double>(context.clocks.wall_step_ns));
}

std::optional<double> not_pinned(const StageRecord&, const StageContext& context) {
  return context.pinned ? std::nullopt : std::optional(results::missing);
}

/// Relative to the mean wait. Nothing is said of waits so short that the cost of a dispatch dominates them.
std::optional<double> unexplained_wait(const StageRecord& record, const StageContext&) {
  constexpr double least_mean_wait_ns = 10'000;
  const auto* const waits = distribution(record, results::DistributionKind::wait);
  if (waits == nullptr || !std::isfinite(record.stage.unexplained_wait_mean_ns)) return std::nullopt;
  const double mean_ns = static_cast<double>(waits->sum_ns) / static_cast<double>(waits->n);
  if (mean_ns < least_mean_wait_ns) return std::nullopt;
  return record.stage.unexplained_wait_mean_ns / mean_ns;
}

/// The larger share of requests that were due and are in no count, and of time in flight that is in one
/// record and not in the other. Wrong answers have no latency. No observer from outside: that takes a CPU of
/// its own (tests/benchmarks/engine_exactness).
std::optional<double> flow_balance(const StageRecord& record, const StageContext&) {
  const Stage& stage = record.stage;
  const auto* const latencies = distribution(record, results::DistributionKind::latency);
  const bool is_open = stage.kind == results::StageKind::load || stage.kind == results::StageKind::slo_chunk;
  if (!is_open || stage.outcome != results::StageOutcome::ok || latencies == nullptr) return std::nullopt;
  double lost = 0;
  if (stage.offered && *stage.offered > 0) {
    const double answered = static_cast<double>(stage.completed + stage.errors + stage.shed);
    lost = std::abs(1 - answered / static_cast<double>(*stage.offered));
  }
  const double expected = static_cast<double>(latencies->sum_ns) / static_cast<double>(stage.duration_ns);
  if (stage.errors > 0 || !std::isfinite(stage.mean_in_flight) || !(expected > 0)) return lost;
  return std::max(lost, std::abs(stage.mean_in_flight / expected - 1));
}

std::optional<double> not_settled(const StageRecord&, const StageContext& context) {
  return context.settled ? std::nullopt : std::optional(results::missing);
}

std::optional<double> wrong_answers(const StageRecord& record, const StageContext&) {
  if (record.stage.errors == 0) return std::nullopt;
  return static_cast<double>(record.stage.errors);
}

std::optional<double> unexpected_answers(const StageRecord&, const StageContext& context) {
  return context.unexpected_answers ? std::optional(results::missing) : std::nullopt;
}

std::optional<double> saturated(const StageRecord& record, const StageContext&) {
  const Stage& stage = record.stage;
  if (stage.outcome != results::StageOutcome::saturated || stage.kind == results::StageKind::capacity)
    return std::nullopt;
  return results::missing;
}

/// No signal from outside, but the stage's own result: it selects nothing.
std::optional<double> stood_still(const StageRecord& record, const StageContext&) {
  if (record.stage.outcome != results::StageOutcome::aborted) return std::nullopt;
  return results::missing;
}

std::optional<double> unobserved(const StageRecord& record, const StageContext& context) {
  const bool seen = record.stage.run_queue_wait_ns || record.stage.steal_ns || record.stage.gap_ns ||
                    context.machine.throttled_ns;
  return seen ? std::nullopt : std::optional(results::missing);
}

constexpr auto tests = std::to_array<Test>({
    {"run-queue-wait-void", Quality::voided, run_queue_wait},
    {"steal-void", Quality::voided, steal},
    {"throttled-void", Quality::voided, throttled},
    {"suspended", Quality::voided, suspended},
    {"run-queue-wait", Quality::disturbed, run_queue_wait},
    {"steal", Quality::disturbed, steal},
    {"throttled", Quality::disturbed, throttled},
    {"gaps", Quality::disturbed, gaps},
    {"silent-neighbour", Quality::disturbed, silent_neighbour},
    {"flickering-neighbour", Quality::disturbed, flickering_neighbour},
    {"stood-still", Quality::clean, stood_still},
    {"interference-unobserved", Quality::clean, unobserved},
    {"not-pinned", Quality::clean, not_pinned},
    {"cpu-pressure", Quality::clean, cpu_pressure},
    {"busy-without-cpu", Quality::clean, busy_without_cpu},
    {"cpu-outside-requests", Quality::clean, cpu_outside_requests},
    {"wrong-answers", Quality::clean, wrong_answers},
    {"unexpected-answers", Quality::clean, unexpected_answers},
    {"saturated", Quality::clean, saturated},
    {"start-error", Quality::clean, start_error},
    {"unexplained-wait", Quality::clean, unexplained_wait},
    {"flow-balance", Quality::clean, flow_balance},
    {"not-settled", Quality::clean, not_settled},
    {"clock-cost", Quality::clean, clock_cost},
    {"clock-step", Quality::clean, clock_step},
});

/// A rule without a threshold fires whenever its measure says anything.
bool fires(double value, double threshold) {
  return std::isnan(threshold) || value > threshold;
}

}  // namespace

void judge(StageRecord& record, const StageContext& context) {
  record.stage.quality = Quality::clean;
  record.stage.quality_reasons.clear();
  record.findings.clear();
  for (const Test& test : tests) {
    const results::Rule* const rule = results::find_rule(test.rule);
    CF_ASSERT(rule != nullptr && rule->kind == results::RuleKind::quality,
              "every test has its row in the vocabulary");
    const std::optional<double> value = test.measure(record, context);
    if (!value || !fires(*value, rule->threshold)) continue;
    record.stage.quality = std::max(record.stage.quality, test.consequence);
    if (!record.stage.quality_reasons.empty()) record.stage.quality_reasons += ' ';
    record.stage.quality_reasons += test.rule;
    record.findings.push_back({0, std::string(test.rule), *value, rule->threshold});
  }
}

}  // namespace crossfade::collector
