#include "collector/measure/stage_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "collector/counters/counter_totals.h"
#include "collector/measure/core_map.h"
#include "collector/measure/overlap.h"
#include "results/lost_counters.h"

namespace crossfade::collector {
namespace {

using results::Distribution;
using results::DistributionKind;
using results::Histogram;

void add_distribution(results::StageRecord& record, DistributionKind kind, std::int32_t workload_class,
                      const Histogram& histogram) {
  if (histogram.count() == 0) return;
  Distribution row;
  row.workload_class = workload_class;
  row.kind = kind;
  row.n = histogram.count();
  row.sum_ns = histogram.sum_ns();
  row.min_ns = histogram.min_ns();
  row.max_ns = histogram.max_ns();
  row.buckets = histogram.sparse();
  record.distributions.push_back(std::move(row));
}

/// One kind over all workers: of all classes, and of each class if asked.
void add_kind(results::StageRecord& record, const Measured& measured, DistributionKind kind,
              std::vector<Histogram> WorkerRecord::*member, bool each_class) {
  const std::size_t classes = ((*measured.workers.front()).*member).size();
  Histogram all;
  std::vector<Histogram> by_class(classes);
  for (const auto& worker : measured.workers) {
    for (std::size_t c = 0; c < classes; ++c) by_class[c].merge(((*worker).*member)[c]);
  }
  for (const Histogram& one : by_class) all.merge(one);
  add_distribution(record, kind, Distribution::all_classes, all);
  for (std::size_t c = 0; each_class && c < classes; ++c)
    add_distribution(record, kind, static_cast<std::int32_t>(c), by_class[c]);
}

/// nullopt as soon as one worker does not know.
void add_known(std::optional<std::uint64_t>& sum, std::optional<std::uint64_t> one) {
  sum = sum && one ? std::optional(*sum + *one) : std::nullopt;
}

double mean_clock(const ProbeReading& before, const ProbeReading& after) {
  if (std::isnan(before.clock_hz)) return after.clock_hz;
  if (std::isnan(after.clock_hz)) return before.clock_hz;
  return (before.clock_hz + after.clock_hz) / 2;
}

/// All workers read the clock of the process before the common start and after their last request: what it
/// used in between is from the latest of the first readings to the latest of the last.
void charge_process(results::Stage& stage, const Measured& measured) {
  CpuTime before, after;
  const auto keep_later = [](CpuTime& kept, const CpuTime& other) {
    if (other.user_ns + other.system_ns > kept.user_ns + kept.system_ns) kept = other;
  };
  for (const auto& worker : measured.workers) {
    keep_later(before, worker->meter.process_before);
    keep_later(after, worker->meter.process_after);
  }
  stage.cpu_user_ns = after.user_ns - std::min(after.user_ns, before.user_ns);
  stage.cpu_system_ns = after.system_ns - std::min(after.system_ns, before.system_ns);
}

void add_workers(StageDone& done, Crew& crew, const Measured& measured, const Probes& probes) {
  results::Stage& stage = done.record.stage;
  stage.run_queue_wait_ns = stage.steal_ns = stage.gap_ns = 0;
  std::uint64_t looks = 0;
  double clocks = 0;
  for (std::uint32_t w = 0; w < measured.workers.size(); ++w) {
    const WorkerRecord& record = *measured.workers[w];
    const CrewMember& member = crew.member(w);
    const double clock_hz =
        std::isnan(record.clock_hz) ? mean_clock(probes.before[w], probes.after[w]) : record.clock_hz;
    done.record.workers.push_back({0, member.cpu, member.core, record.completed, record.busy_ns,
                                   record.meter.cpu_user_ns + record.meter.cpu_system_ns,
                                   record.meter.run_queue_wait_ns, clock_hz});
    stage.completed += record.completed;
    stage.errors += record.errors;
    stage.cpu_user_ns += record.meter.cpu_user_ns;
    stage.cpu_system_ns += record.meter.cpu_system_ns;
    // Spinning is timed by the clock on the wall, which goes on while others have the CPU: it is a part of
    // the worker's CPU time and never more.
    stage.waiting_cpu_ns +=
        std::min(record.waiting_cpu_ns, record.meter.cpu_user_ns + record.meter.cpu_system_ns);
    add_known(stage.run_queue_wait_ns, record.meter.run_queue_wait_ns);
    add_known(stage.steal_ns, record.meter.steal_ns);
    add_known(stage.gap_ns, probes.before[w].gap_ns);
    add_known(stage.gap_ns, probes.after[w].gap_ns);
    clocks += clock_hz;
    looks += record.clock_looks;
  }
  stage.look_instructions = looks * instructions_of_a_look;
  stage.look_cycles = looks * cycles_of_a_look;
  stage.effective_clock_hz = clocks / static_cast<double>(measured.workers.size());
  if (crew.workload().has_library_threads()) charge_process(stage, measured);
}

/// What the workers sampled, one worker after the other. A counter that is absent from the process has no
/// series, whoever could read it.
void add_samples(StageDone& done, const Crew& crew, const Measured& measured) {
  const auto& counters = crew.counters();
  std::vector<results::CounterSeries> series(counters.size());
  std::uint64_t dropped = 0;
  for (std::uint32_t w = 0; w < measured.workers.size(); ++w) {
    const WorkerSamples& samples = measured.workers[w]->samples;
    dropped += samples.dropped;
    for (std::size_t i = 0; i < samples.time_ns.size(); ++i) {
      done.record.samples.push_back({0, w, samples.time_ns[i]});
      for (std::size_t c = 0; c < samples.events; ++c)
        series[c].counts.push_back(samples.counts[i * samples.events + c]);
    }
  }
  for (std::uint32_t c = 0; c < series.size() && !done.record.samples.empty(); ++c) {
    series[c].counter = c;
    if (counters[c].absent_because.empty()) done.record.series.push_back(std::move(series[c]));
  }
  if (dropped > 0)
    done.absences.push_back({"samples of a stage",
                             fmt::format("{} of {} did not fit into the memory that was set aside before it: "
                                         "the next that did holds what they would have counted",
                                         dropped, dropped + done.record.samples.size())});
}

/// Behind the readings of the crew's counters.
void add_overlap(StageDone& done, const Crew& crew, const Measured& measured) {
  OverlapCount all;
  for (const auto& worker : measured.workers) {
    all.looked += worker->overlap.looked;
    all.seen += worker->overlap.seen;
  }
  const auto readings =
      overlap_readings(all, static_cast<std::uint32_t>(crew.counters().size()), measured.duration_ns);
  done.record.readings.insert(done.record.readings.end(), readings.begin(), readings.end());
}

/// Of the first counter that was lost, of whichever worker; empty if none was.
std::string how_lost(const std::vector<std::vector<EventReading>>& of_workers) {
  for (const auto& readings : of_workers) {
    for (const EventReading& reading : readings) {
      if (reading.state == results::CounterState::lost && reading.loss) return to_text(reading.loss);
    }
  }
  return {};
}

void explain_absences(StageDone& done, const Crew& crew,
                      const std::vector<std::vector<EventReading>>& of_workers) {
  const std::string& proc_root = crew.proc_root();
  const results::Stage& stage = done.record.stage;
  const auto absent = [&](const char* subject, const std::string& reason) {
    done.absences.push_back({subject, reason});
  };
  if (std::any_of(done.record.readings.begin(), done.record.readings.end(),
                  [](const auto& reading) { return reading.state == results::CounterState::lost; }))
    absent(results::lost_counters,
           fmt::format("lost while it was measured, and nothing is said of that stage: {}",
                       how_lost(of_workers)));
  if (!crew.unpinned_because().empty()) absent(unpinned_workers, crew.unpinned_because());
  if (!stage.run_queue_wait_ns)
    absent("stage.run_queue_wait_ns", proc_root + "/thread-self/schedstat cannot be read");
  if (!stage.steal_ns) absent("stage.steal_ns", proc_root + "/stat has no steal time for the workers' CPUs");
  if (!stage.gap_ns)
    absent("stage.gap_ns", "a probe beside the stage got too few stretches: others had its CPU all the time");
  if (std::isnan(stage.effective_clock_hz))
    absent("stage.effective_clock_hz", "the probe beside the stage was disturbed too often");
}

}  // namespace

StageDone assemble(const StageSpec& spec, Crew& crew, const Measured& measured, const Probes& probes) {
  StageDone done;
  results::Stage& stage = done.record.stage;
  stage.kind = spec.kind;
  stage.workers = spec.workers;
  stage.offered_per_s = spec.offered_per_s;
  const bool open_loop = results::is_open_loop(spec.kind);
  if (open_loop) stage.offered = measured.indexes_used;
  stage.arrival = spec.arrival;
  stage.wait_mode = spec.wait_mode;
  stage.arrival_profile = measured.arrival_profile;
  stage.scheduling = spec.scheduling;
  stage.shedding = spec.shedding;
  stage.shed = measured.shed;
  stage.cheap = measured.cheap;
  done.record.spike = measured.spike;
  done.record.spike_windows = measured.spike_windows;
  stage.duration_ns = measured.duration_ns;
  stage.unexplained_wait_mean_ns = measured.unexplained_wait_mean_ns;
  stage.mean_in_flight = measured.mean_in_flight;
  stage.unexplained_wait_p99_ns = measured.unexplained_wait_p99_ns;
  stage.panel_before = probes.panel_before;
  stage.panel_after = probes.panel_after;
  done.absences = measured.absences;
  done.code = measured.code;
  done.code_absent_because = measured.code_absent_because;
  done.record.trace = measured.trace;
  add_workers(done, crew, measured, probes);
  stage.outcome = stage.errors > 0 ? results::StageOutcome::failed : measured.outcome;

  std::vector<std::uint32_t> cpus;
  std::vector<std::vector<EventReading>> readings;
  for (std::uint32_t w = 0; w < spec.workers; ++w) {
    cpus.push_back(crew.member(w).cpu);
    if (crew.member(w).counters) readings.push_back(measured.workers[w]->meter.counters);
  }
  const CoreMap cores = read_core_map(crew.proc_root());
  stage.physical_cores = cores.distinct_cores(cpus);
  if (!cores.known()) done.absences.push_back({uncertain_cores, cores.unknown_because});
  done.record.readings = sum_readings(readings, crew.counters());
  add_samples(done, crew, measured);
  if (crew.workload().is_contended()) add_overlap(done, crew, measured);

  add_kind(done.record, measured, DistributionKind::service, &WorkerRecord::service, true);
  if (open_loop) {
    add_kind(done.record, measured, DistributionKind::latency, &WorkerRecord::latency, true);
    for (Distribution& d : done.record.distributions) {
      if (d.kind != DistributionKind::latency || d.workload_class != Distribution::all_classes) continue;
      d.design_effect_p50 = measured.design_effect_p50;
      d.design_effect_p99 = measured.design_effect_p99;
      d.design_effect_p999 = measured.design_effect_p999;
    }
    add_kind(done.record, measured, DistributionKind::wait, &WorkerRecord::wait, false);
    Histogram start_error;
    for (const auto& worker : measured.workers) start_error.merge(worker->start_error);
    add_distribution(done.record, DistributionKind::start_error, Distribution::all_classes, start_error);
  }
  explain_absences(done, crew, readings);
  return done;
}

}  // namespace crossfade::collector
