#include "collector/measure/load_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>

#include "analysis/statistics/virtual_design_effects.h"
#include "collector/measure/arrivals.h"
#include "collector/measure/load_judgement.h"
#include "collector/measure/request_trace.h"
#include "collector/measure/trace_windows.h"
#include "collector/measure/waiting_clock.h"

namespace crossfade::collector {
namespace {

/// Requests that a virtual queue is fed with: more would not make it any more like the stage.
constexpr std::uint32_t max_virtual = 1U << 20;

/// Arrivals of such a schedule on average; missing if chance has no part in their number.
double mean_arrivals(const StageSpec& spec) {
  switch (spec.arrival) {
    case results::Arrival::poisson:
      return spec.offered_per_s * static_cast<double>(spec.duration_ns) * 1e-9;
    case results::Arrival::step:
      return spec.offered_per_s * weighted_duration_ns(spec.steps, spec.duration_ns) * 1e-9;
    default:
      return results::missing;
  }
}

/// Standard deviation of the service times, as exact as their buckets (0.8 %); missing for fewer than two.
double service_sd_ns(const Measured& measured) {
  double n = 0, sum = 0, squares = 0;
  for (const auto& record : measured.workers) {
    for (const results::Histogram& of_class : record->service) {
      for (const results::BucketCount& each : of_class.sparse()) {
        const double middle_ns = static_cast<double>(results::Histogram::lower_edge_ns(each.bucket)) +
                                 static_cast<double>(results::Histogram::width_ns(each.bucket)) / 2;
        const auto count = static_cast<double>(each.count);
        n += count, sum += count * middle_ns, squares += count * middle_ns * middle_ns;
      }
    }
  }
  return n < 2 ? results::missing : std::sqrt(std::max(0.0, squares - sum * sum / n) / (n - 1));
}

/// End of the stage and its outcome, from what the workers saw.
void conclude(Measured& measured, const StageSpec& spec, std::int64_t start_ns, bool given_up) {
  LoadAccount account{.arrivals = measured.indexes_used,
                      .duration_ns = spec.duration_ns,
                      .workers = spec.workers,
                      .service_sd_ns = service_sd_ns(measured),
                      .given_up = given_up,
                      .mean_arrivals = mean_arrivals(spec)};
  std::int64_t last_start_ns = start_ns, last_end_ns = start_ns;
  for (const auto& record : measured.workers) {
    last_start_ns = std::max(last_start_ns, record->last_start_ns);
    record->count_in(account);
    last_end_ns = std::max(last_end_ns, record->last_end_ns);
  }
  account.last_start_ns = last_start_ns - start_ns;
  measured.duration_ns = load_duration_ns(spec.duration_ns, last_end_ns - start_ns, given_up);
  measured.outcome = outcome_of(account);
}

void explain_waits(Measured& measured, const RequestTrace& requests, std::uint32_t workers) {
  const auto unexplained = requests.unexplained_wait(measured.arrival_ns, workers);
  measured.unexplained_wait_mean_ns = unexplained.mean_ns;
  measured.unexplained_wait_p99_ns = unexplained.p99_ns;
  if (unexplained.requests == measured.arrival_ns.size() && !measured.arrival_ns.empty()) return;
  std::string text = "no request fell due";
  if (unexplained.requests > 0) {
    text = fmt::format(
        "only the first {} of {} requests could be replayed: the stage was given up, a request took or "
        "waited longer than 4.29 s, or there were more than the trace holds",
        unexplained.requests, measured.arrival_ns.size());
  } else if (!measured.arrival_ns.empty()) {
    text =
        "nothing could be replayed: the first request was never served, or took or waited longer than 4.29 s";
  }
  measured.absences.push_back({"stage.unexplained_wait_mean_ns", std::move(text)});
}

/// How much less neighbours say of a quantile than strangers would: of a virtual queue with what was served,
/// at the same rate.
void find_design_effects(Measured& measured, const results::Trace& all, const StageSpec& spec) {
  const auto effects = statistics::virtual_design_effects(all.service_ns, all.start_delay_ns,
                                                          spec.offered_per_s, spec.workers, spec.seed);
  measured.design_effect_p50 = effects.p50;
  measured.design_effect_p99 = effects.p99;
  measured.design_effect_p999 = effects.p999;
}

/// Which requests are not in a trace that was cut; of `arrivals` the first `served` can be used.
std::string cut_text(std::size_t kept, std::size_t served, std::size_t arrivals, std::uint32_t at_most) {
  std::string text = fmt::format("{} of {} requests were kept one by one", kept, arrivals);
  if (kept < served) {
    const auto windows = trace_windows(served, at_most);
    text += fmt::format(", in {} window{} of {}, evenly spread over {}", windows.size(),
                        windows.size() == 1 ? "" : "s", windows.front().length,
                        served < arrivals ? fmt::format("the first {}", served) : "the stage");
  }
  if (served == arrivals) return text;
  return text + (served == max_traced ? "; those after that many are not followed"
                                      : "; of those after that some were never served");
}

void keep_requests(Measured& measured, const RequestTrace& requests,
                   std::span<const std::uint32_t> start_delay_ns, const StageInput& input,
                   const StageSpec& spec) {
  constexpr std::uint32_t most_classes = 255;  // the place of a class is one byte, and the last means missing
  if (input.table().n_classes > most_classes) {
    measured.absences.push_back({"stage.trace", "the workload has more classes than a trace tells apart"});
    return;
  }
  auto kept = requests.kept_requests(start_delay_ns, spec.trace_requests,
                                     [&](std::size_t i) { return input.mix.class_of(i); });
  if (kept.requests == 0) {
    measured.absences.push_back({"stage.trace", "no request could be replayed"});
    return;
  }
  if (kept.requests < measured.arrival_ns.size())
    measured.absences.push_back(
        {"trace.requests",
         cut_text(kept.requests, start_delay_ns.size(), measured.arrival_ns.size(), spec.trace_requests)});
  measured.trace = std::move(kept);
}

}  // namespace

std::uint64_t load_duration_ns(std::uint64_t planned_ns, std::int64_t last_end_ns, bool given_up) {
  const auto ended_ns = static_cast<std::uint64_t>(last_end_ns);
  return given_up ? ended_ns : std::max(planned_ns, ended_ns);
}

results::Result<Measured> measure_load(const StageInput& input, const StageSpec& spec,
                                       std::vector<std::int64_t> arrival_ns) {
  Measured measured;
  measured.workers.resize(spec.workers);
  RequestTrace trace(std::min(arrival_ns.size(), max_traced));
  StartGate gate(spec.workers, start_lead_ns);
  ArrivalCursor cursor;
  std::atomic<bool> given_up{false};
  std::atomic<std::int64_t> start_ns{0};

  input.crew.run(spec.workers, [&](std::uint32_t w) {
    auto record = std::make_unique<WorkerRecord>(input.table().n_classes);
    const RequestMaker make = input.maker(w);
    WorkerMeter meter = input.meter(w);
    CounterSampler sampler = input.sampler(w, spec);
    LoadClock load_clock = input.load_clock(spec);
    WaitingClock clock(spec.wait_mode, input.wait_margin_ns, &load_clock);
    OpenLoop loop;
    loop.arrival_ns = arrival_ns;
    meter.start();
    loop.start_ns = clock.wait_at(gate);
    loop.give_up_ns = loop.start_ns + static_cast<std::int64_t>(longest_ns(spec));
    sampler.start(loop.start_ns);
    load_clock.start(loop.start_ns);
    start_ns.store(loop.start_ns, std::memory_order_relaxed);
    record->last_end_ns = run_open_loop(
        loop, clock, cursor, given_up, [&](std::size_t i) { return make(i); },
        [&](const Passage& passage, const Served& served) {
          record->record(passage, served, input.golden);
          trace.record(passage);
        },
        SampleBetween<WaitingClock>{sampler, clock});
    record->stop(clock.now_ns(), meter, sampler);
    record->waiting_cpu_ns = clock.waiting_cpu_ns();
    record->take_clock(load_clock);
    measured.workers[w] = std::move(record);
  });
  measured.indexes_used = arrival_ns.size();
  measured.arrival_profile = arrival_profile_of(spec, input.arrival_trace);
  conclude(measured, spec, start_ns.load(std::memory_order_relaxed),
           given_up.load(std::memory_order_relaxed));
  measured.arrival_ns = std::move(arrival_ns);
  measured.requests = std::move(trace);
  return measured;
}

void work_out_load(const StageInput& input, const StageSpec& spec, Measured& measured) {
  if (!measured.requests) return;
  const RequestTrace& requests = *measured.requests;
  explain_waits(measured, requests, spec.workers);
  if (const auto ns = requests.time_in_flight_ns();
      ns && measured.arrival_ns.size() <= max_traced && measured.duration_ns > 0)
    measured.mean_in_flight = *ns / static_cast<double>(measured.duration_ns);
  const bool has_effects =
      spec.arrival == results::Arrival::poisson && measured.outcome == results::StageOutcome::ok;
  if (has_effects || spec.trace_requests > 0) {
    const auto start_delay_ns = requests.start_delays(measured.arrival_ns, spec.workers);
    if (has_effects) find_design_effects(measured, requests.kept_requests(start_delay_ns, max_virtual), spec);
    if (spec.trace_requests > 0) keep_requests(measured, requests, start_delay_ns, input, spec);
  }
  measured.requests.reset();
  measured.arrival_ns = {};
}

}  // namespace crossfade::collector
