#include "analysis/replayed_instructions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/statistics/stratified_mean.h"
#include "results/simulated_instructions.h"

namespace crossfade::analysis {
namespace {

using results::Recording;

bool is_replay_counter(const results::Counter& counter) {
  return counter.metric == "instructions" && counter.tier == results::CounterTier::simulated;
}

/// Of one process: per request, and of how many.
struct Replay {
  std::vector<double> per_request;          ///< of each stage
  std::vector<std::int32_t> of_class = {};  ///< row of the class of each stage's requests; all = not known
  double total = 0;
  std::uint64_t requests = 0;
};

std::optional<std::uint64_t> counted_in(const Recording& r, std::size_t stage) {
  for (const results::CounterReading& reading : r.readings) {
    if (reading.stage == stage && reading.counter < r.counters.size() &&
        is_replay_counter(r.counters[reading.counter]) && reading.state == results::CounterState::counted)
      return reading.total;
  }
  return std::nullopt;
}

/// The class that all requests of the stage are of.
std::int32_t class_of(const Recording& r, std::size_t stage) {
  for (const results::Distribution& d : r.distributions) {
    if (d.stage == stage && d.workload_class != results::Distribution::all_classes &&
        d.n == r.stages[stage].completed)
      return d.workload_class;
  }
  return results::Distribution::all_classes;
}

/// One of every class of the workload; requests of no known class are in none.
std::vector<statistics::Stratum> strata_of(const Recording& r, std::uint32_t workload, const Replay& replay) {
  std::vector<statistics::Stratum> strata;
  for (std::size_t c = 0; c < r.classes.size(); ++c) {
    if (r.classes[c].workload != workload) continue;
    statistics::Stratum& stratum = strata.emplace_back();
    stratum.share = r.classes[c].share;
    for (std::size_t i = 0; i < replay.per_request.size(); ++i) {
      if (replay.of_class[i] == static_cast<std::int32_t>(c)) stratum.values.push_back(replay.per_request[i]);
    }
  }
  return strata;
}

/// Of the repetition's simulated stages; nullopt where one of them has no count, or there are none.
std::optional<Replay> replay_of(const Recording& r, std::size_t repetition) {
  Replay replay;
  for (std::size_t s = 0; s < r.stages.size(); ++s) {
    const results::Stage& stage = r.stages[s];
    if (stage.repetition != repetition || stage.kind != results::StageKind::simulated) continue;
    const auto total = counted_in(r, s);
    if (!total || stage.completed == 0) return std::nullopt;
    replay.per_request.push_back(static_cast<double>(*total) / static_cast<double>(stage.completed));
    replay.of_class.push_back(class_of(r, s));
    replay.total += static_cast<double>(*total);
    replay.requests += stage.completed;
  }
  if (replay.requests == 0) return std::nullopt;
  return replay;
}

void add_cpu_times(const Recording& r, std::size_t repetition, std::vector<double>& ns) {
  for (const results::Stage& stage : r.stages) {
    if (stage.repetition != repetition || stage.kind != results::StageKind::probe || stage.completed == 0)
      continue;
    ns.push_back(static_cast<double>(stage.cpu_user_ns + stage.cpu_system_ns) /
                 static_cast<double>(stage.completed));
  }
}

std::string why_absent(const Recording& r, std::uint32_t workload) {
  const std::string subject = results::simulated_instructions_subject(r.workloads[workload]);
  for (const results::Absence& absence : r.absences) {
    if (absence.subject == subject) return absence.reason;
  }
  return "not counted: the recording does not say why";
}

void take_counts(const Recording& r, const std::vector<Replay>& replays, ReplayedInstructions& out) {
  const Replay& first = replays.front();
  out.replays = static_cast<std::uint32_t>(replays.size());
  out.requests = first.requests;
  out.sample_mean = first.total / static_cast<double>(first.requests);
  const auto mean = statistics::stratified_mean(strata_of(r, out.workload, first));
  out.all_classes = std::isfinite(mean.mean);
  out.per_request = out.all_classes ? mean.mean : out.sample_mean;
  out.interval = mean.interval;
  const auto [least, most] = std::minmax_element(first.per_request.begin(), first.per_request.end());
  out.least = *least;
  out.most = *most;
  out.identical = replays.size() > 1;
  double smallest = first.total, largest = first.total;
  for (const Replay& replay : replays) {
    out.identical = out.identical && replay.per_request == first.per_request;
    smallest = std::min(smallest, replay.total);
    largest = std::max(largest, replay.total);
  }
  if (replays.size() > 1) out.differ_by = (largest - smallest) / std::max(largest, 1.0);
}

}  // namespace

bool is_instruction_replay(const Recording& recording) {
  return recording.header.kind == results::RecordingKind::simulated &&
         std::any_of(recording.counters.begin(), recording.counters.end(), is_replay_counter) &&
         std::all_of(recording.stages.begin(), recording.stages.end(), [](const results::Stage& stage) {
           return stage.kind == results::StageKind::simulated || stage.kind == results::StageKind::probe;
         });
}

std::vector<ReplayedInstructions> replayed_instructions(const Recording& recording) {
  std::vector<ReplayedInstructions> all;
  for (std::uint32_t w = 0; w < recording.workloads.size(); ++w) {
    ReplayedInstructions& out = all.emplace_back();
    out.workload = w;
    std::vector<Replay> replays;
    std::vector<double> cpu_ns;
    for (std::size_t i = 0; i < recording.repetitions.size(); ++i) {
      if (recording.repetitions[i].workload != w) continue;
      add_cpu_times(recording, i, cpu_ns);
      if (auto replay = replay_of(recording, i)) replays.push_back(*std::move(replay));
    }
    out.rounds = static_cast<std::uint32_t>(cpu_ns.size());
    if (!cpu_ns.empty()) {
      std::sort(cpu_ns.begin(), cpu_ns.end());
      out.least_cpu_ns = cpu_ns.front();
      out.median_cpu_ns = cpu_ns[cpu_ns.size() / 2];
    }
    if (replays.empty()) {
      out.absent_because = why_absent(recording, w);
      continue;
    }
    take_counts(recording, replays, out);
    const double cycles = out.least_cpu_ns * 1e-9 * recording.header.clock_hz_effective;
    if (cycles > 0) out.estimated_ipc = out.sample_mean / cycles;  // of the requests that were timed
  }
  return all;
}

std::string replays_text(const ReplayedInstructions& replayed) {
  if (replayed.replays < 2) return "one replay: not checked";
  if (replayed.identical) return fmt::format("{} replays identical", replayed.replays);
  return fmt::format("NOT EXACT: {} replays differ by {:.4f} %", replayed.replays, 100 * replayed.differ_by);
}

}  // namespace crossfade::analysis
