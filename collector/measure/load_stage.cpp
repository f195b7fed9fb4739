#include "collector/measure/load_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "analysis/statistics/virtual_design_effects.h"
#include "collector/measure/arrivals.h"
#include "collector/measure/load_judgement.h"
#include "collector/measure/request_trace.h"
#include "collector/measure/waiting_clock.h"

namespace crossfade::collector {
namespace {

/// Requests that a virtual queue is fed with: more would not make it any more like the stage.
constexpr std::uint32_t max_virtual = 1U << 20;

/// End of the stage and its outcome, from what the workers saw.
void conclude(Measured& measured, const StageSpec& spec, std::int64_t start_ns, bool given_up) {
  LoadAccount account{.arrivals = measured.indexes_used,
                      .duration_ns = spec.duration_ns,
                      .workers = spec.workers,
                      .given_up = given_up};
  std::int64_t last_start_ns = start_ns, last_end_ns = start_ns;
  for (const auto& record : measured.workers) {
    last_start_ns = std::max(last_start_ns, record->last_start_ns);
    account.busy_ns += record->busy_ns;
    account.served += record->completed + record->errors;
    account.longest_ns += record->longest_service_ns();
    last_end_ns = std::max(last_end_ns, record->last_end_ns);
  }
  account.last_start_ns = last_start_ns - start_ns;
  measured.duration_ns = load_duration_ns(spec.duration_ns, last_end_ns - start_ns, given_up);
  measured.outcome = outcome_of(account);
}

void explain_waits(Measured& measured, const RequestTrace& trace, std::span<const std::int64_t> arrival_ns,
                   std::uint32_t workers) {
  const auto unexplained = trace.unexplained_wait(arrival_ns, workers);
  measured.unexplained_wait_mean_ns = unexplained.mean_ns;
  measured.unexplained_wait_p99_ns = unexplained.p99_ns;
  if (unexplained.requests == arrival_ns.size() && !arrival_ns.empty()) return;
  const std::string text =
      unexplained.requests == 0
          ? "no request was served"
          : fmt::format(
                "only the first {} of {} requests could be replayed: the stage was given up, a request "
                "took longer than 4.29 s, or there were more than the trace holds",
                unexplained.requests, arrival_ns.size());
  measured.absences.push_back({"stage.unexplained_wait_mean_ns", text});
}

/// How much less neighbours say of a quantile than strangers would: of a virtual queue with what was served,
/// at the same rate. Takes some 20 ms, between stages.
void find_design_effects(Measured& measured, const results::Trace& all, const StageSpec& spec) {
  if (spec.arrival != results::Arrival::poisson || measured.outcome != results::StageOutcome::ok) return;
  const auto effects = statistics::virtual_design_effects(all.service_ns, all.start_delay_ns,
                                                          spec.offered_per_s, spec.workers, spec.seed);
  measured.design_effect_p50 = effects.p50;
  measured.design_effect_p99 = effects.p99;
  measured.design_effect_p999 = effects.p999;
}

void keep_requests(Measured& measured, const RequestTrace& trace, std::span<const std::int64_t> arrival_ns,
                   const StageInput& input, const StageSpec& spec) {
  constexpr std::uint32_t most_classes = 255;  // the place of a class is one byte, and the last means missing
  if (input.table().n_classes > most_classes) {
    measured.absences.push_back({"stage.trace", "the workload has more classes than a trace tells apart"});
    return;
  }
  auto kept = trace.first_requests(arrival_ns, spec.workers, spec.trace_requests,
                                   [&](std::size_t i) { return input.mix.class_of(i); });
  if (kept.requests == 0) {
    measured.absences.push_back({"stage.trace", "no request could be replayed"});
  } else {
    measured.trace = std::move(kept);
  }
}

}  // namespace

std::uint64_t load_duration_ns(std::uint64_t planned_ns, std::int64_t last_end_ns, bool given_up) {
  const auto ended_ns = static_cast<std::uint64_t>(last_end_ns);
  return given_up ? ended_ns : std::max(planned_ns, ended_ns);
}

results::Result<Measured> measure_load(const StageInput& input, const StageSpec& spec) {
  const auto arrivals = make_arrivals(spec, input.arrival_trace);
  if (!arrivals) return arrivals.error();
  Measured measured;
  measured.workers.resize(spec.workers);
  RequestTrace trace(std::min(arrivals->size(), max_traced));
  StartGate gate(spec.workers, start_lead_ns);
  ArrivalCursor cursor;
  std::atomic<bool> given_up{false};
  std::atomic<std::int64_t> start_ns{0};

  input.crew.run(spec.workers, [&](std::uint32_t w) {
    auto record = std::make_unique<WorkerRecord>(input.table().n_classes);
    const RequestMaker make = input.maker(w);
    WorkerMeter meter = input.meter(w);
    WaitingClock clock(spec.wait_mode, input.wait_margin_ns);
    OpenLoop loop;
    loop.arrival_ns = *arrivals;
    meter.start();
    loop.start_ns = clock.wait_at(gate);
    loop.give_up_ns = loop.start_ns + static_cast<std::int64_t>(longest_ns(spec));
    start_ns.store(loop.start_ns, std::memory_order_relaxed);
    record->last_end_ns = run_open_loop(
        loop, clock, cursor, given_up, [&](std::size_t i) { return make(i); },
        [&](const Passage& passage, const Served& served) {
          record->record(passage, served, input.golden);
          trace.record(passage);
        });
    record->meter = meter.stop();
    record->waiting_cpu_ns = clock.waiting_cpu_ns();
    measured.workers[w] = std::move(record);
  });
  measured.indexes_used = arrivals->size();
  measured.arrival_profile = arrival_profile_of(spec, input.arrival_trace);
  conclude(measured, spec, start_ns.load(std::memory_order_relaxed),
           given_up.load(std::memory_order_relaxed));
  explain_waits(measured, trace, *arrivals, spec.workers);
  find_design_effects(measured, trace.first_requests(*arrivals, spec.workers, max_virtual), spec);
  if (spec.trace_requests > 0) keep_requests(measured, trace, *arrivals, input, spec);
  return measured;
}

}  // namespace crossfade::collector
