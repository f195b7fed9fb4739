#include "collector/measure/stage_runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "collector/measure/arrivals.h"
#include "collector/measure/capacity_stage.h"
#include "collector/measure/load_stage.h"
#include "collector/measure/real_time_crew.h"
#include "collector/measure/replay_stage.h"
#include "collector/measure/request_failure.h"
#include "collector/measure/rewarm.h"
#include "collector/measure/service_stage.h"
#include "collector/measure/spike_stage.h"
#include "collector/measure/stage_sequence.h"
#include "collector/measure/waiting_clock.h"
#include "results/enum_names.h"

namespace crossfade::collector {
namespace {

using results::StageKind;

constexpr std::int64_t calibration_budget_ns = 200'000'000;
constexpr std::uint64_t longest_stage_ns = std::uint64_t{24} * 3600 * 1'000'000'000;

results::Error impossible(std::string why) {
  return {results::ErrorKind::usage, "cannot run the stage", "", std::move(why),
          "report it: the plan should not contain such a stage"};
}

results::Result<void> check_replay(const StageSpec& spec, std::uint32_t available_workers) {
  if (spec.workers != 1 || available_workers == 0) return impossible("requests are replayed by one worker");
  if (spec.requests == 0 || spec.rounds == 0)
    return impossible(fmt::format("it replays {} requests {} times", spec.requests, spec.rounds));
  if (std::uint64_t{spec.first_request} + spec.requests > std::min(spec.sample, largest_replay_sample))
    return impossible(fmt::format("it replays {} requests from the {}th of {} on", spec.requests,
                                  spec.first_request, spec.sample));
  return {};
}

results::Result<void> check(const StageSpec& spec, std::uint32_t available_workers) {
  const bool open_loop = results::is_open_loop(spec.kind);
  if (is_replay(spec.kind)) return check_replay(spec, available_workers);
  if (spec.kind != StageKind::service && spec.kind != StageKind::capacity && !open_loop)
    return impossible(fmt::format("this version does not measure {} stages", results::name_of(spec.kind)));
  if (spec.workers == 0 || spec.workers > available_workers)
    return impossible(fmt::format("it wants {} of {} workers", spec.workers, available_workers));
  if (spec.duration_ns == 0 || spec.duration_ns > longest_stage_ns)
    return impossible(fmt::format("its duration is {} ns", spec.duration_ns));
  if (spec.kind == StageKind::service && spec.workers != 1)
    return impossible("the service time is measured with one worker");
  if (open_loop && spec.wait_mode == results::WaitMode::none)
    return impossible("an open-loop stage needs a way to wait for arrivals");
  const bool traced = open_loop && spec.kind != StageKind::spike;
  if (spec.trace_requests > (traced ? results::Trace::capacity : 0))
    return impossible(fmt::format("it wants {} requests one by one", spec.trace_requests));
  const bool real_time = spec.scheduling == results::Scheduling::fifo;
  if (real_time && (!open_loop || spec.wait_mode != results::WaitMode::sleep))
    return impossible("in real time only workers that sleep until their arrivals may run");
  return {};
}

std::int64_t unix_now_ns() {
  return read_clock_ns(CLOCK_REALTIME);
}

}  // namespace

std::vector<ProbeReading> StageRunner::probe(std::uint32_t workers) {
  std::vector<ProbeReading> readings(workers);
  crew_.run(workers, [&](std::uint32_t w) {
    readings[w] = run_idle_probe(static_cast<std::int64_t>(gap_probe_ns_per_worker / 2));
  });
  return readings;
}

StageInput StageRunner::stage_input(const RequestMix& mix) const {
  return {crew_, golden_, mix, next_index_, wait_margin_ns_, arrival_trace_, sample_rate_hz_};
}

results::Result<Measured> StageRunner::measure(const StageSpec& spec, const RequestMix& mix,
                                               std::vector<std::int64_t> arrival_ns) {
  const StageInput input = stage_input(mix);
  switch (spec.kind) {
    case StageKind::service:
      return measure_service(input, spec);
    case StageKind::capacity:
      return measure_capacity(input, spec);
    case StageKind::spike:
      return measure_spike(input, spec);
    case StageKind::probe:
    case StageKind::simulated:
      return measure_replay(input, spec);
    default:
      return measure_load(input, spec, std::move(arrival_ns));
  }
}

void StageRunner::explain_panel(StageDone& done) const {
  if (panel_ == nullptr) {
    done.absences.push_back({"stage.panel", "the calibration panel was not asked for"});
    return;
  }
  const results::Stage& stage = done.record.stage;
  done.absences.insert(done.absences.end(), panel_->absences().begin(), panel_->absences().end());
  if (std::isnan(stage.panel_before.l1_loads_per_cycle) || std::isnan(stage.panel_after.l1_loads_per_cycle))
    done.absences.push_back(
        {"stage.panel_l1_loads_per_cycle", "others had the CPU while the panel was read"});
}

void StageRunner::explain_errors(const Measured& measured, StageDone& done) const {
  if (done.record.stage.errors == 0) return;
  const auto workers = static_cast<std::uint32_t>(measured.workers.size());
  std::vector<std::string> texts(workers);
  crew_.run(workers, [&](std::uint32_t w) {
    const auto& wrong = measured.workers[w]->first_wrong;
    if (wrong) texts[w] = why_not_right(crew_.workload().table(), crew_.member(w).state, *wrong);
  });
  for (std::string& text : texts) {
    if (text.empty()) continue;
    done.absences.push_back({wrong_answers, std::move(text)});
    return;
  }
}

results::Result<StageDone> StageRunner::run(const StageSpec& spec,
                                            const std::function<results::Result<void>()>& over) {
  CF_TRY(check(spec, crew_.size()));
  if (wait_margin_ns_ == 0 && !is_replay(spec.kind)) {
    crew_.run(1, [this](std::uint32_t) { wait_margin_ns_ = calibrate_margin_ns(calibration_budget_ns); });
  }
  const cf_workload& table = crew_.workload().table();
  const RequestMix mix(class_shares(table),
                       spec.seed ^ 0x6d69782d6f662d63U);  // apart from the arrivals of the same seed

  std::vector<std::int64_t> arrival_ns;
  if (results::is_open_loop(spec.kind) && spec.kind != StageKind::spike) {
    auto made = make_arrivals(spec, arrival_trace_);
    if (!made) return made.error();
    arrival_ns = *std::move(made);
  }
  Probes probes;
  Rewarmed rewarmed;
  Measured measured;
  std::int64_t start = 0;
  const StageSequence sequence{.probe_before = [&] { probes.before = probe(spec.workers); },
                               .panel_before =
                                   [&] {
                                     if (panel_ == nullptr) return;
                                     probes.panel_before = panel_->read(spec.workers);
                                     rewarmed = rewarm(stage_input(mix), spec.workers);
                                     next_index_ += rewarmed.indexes_used;
                                   },
                               .measure = [&]() -> results::Result<void> {
                                 start = unix_now_ns();
                                 auto real_time = RealTimeCrew::enter(crew_, spec.workers, spec.scheduling);
                                 if (!real_time) return real_time.error();
                                 auto result = measure(spec, mix, std::move(arrival_ns));
                                 real_time->leave();
                                 if (!result) return result.error();
                                 measured = std::move(*result);
                                 return {};
                               },
                               .panel_after =
                                   [&] {
                                     if (panel_ != nullptr) probes.panel_after = panel_->read(spec.workers);
                                   },
                               .probe_after = [&] { probes.after = probe(spec.workers); },
                               .tell = [&] { return over ? over() : results::Result<void>{}; },
                               .work_out = [&] { work_out_load(stage_input(mix), spec, measured); }};
  CF_TRY(sequence.run());
  next_index_ += measured.indexes_used;
  StageDone done = assemble(spec, crew_, measured, probes);
  if (spec.wait_mode == results::WaitMode::hybrid)
    done.record.stage.wait_margin_ns = static_cast<std::uint64_t>(wait_margin_ns_);
  if (rewarmed.errors > 0) {
    done.record.stage.errors += rewarmed.errors;
    done.record.stage.outcome = results::StageOutcome::failed;
  }
  explain_errors(measured, done);
  explain_panel(done);
  if (sample_rate_hz_ == 0 && !crew_.counters().empty())
    done.absences.push_back({"samples of stages", "counters were not to be sampled (--sample-rate 0)"});
  done.record.stage.start_unix_ns = start;
  return done;
}

}  // namespace crossfade::collector
