// Stage: the vocabulary of the kinds of measurement: what they are given and what they hand back. How
// they measure is service_stage, capacity_stage, load_stage and spike_stage; what becomes of it is
// stage_runner.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collector/measure/crew.h"
#include "collector/measure/golden_answers.h"
#include "collector/measure/load_clock.h"
#include "collector/measure/request_mix.h"
#include "collector/measure/request_trace.h"
#include "collector/measure/sample_room.h"
#include "collector/measure/worker_record.h"
#include "collector/protocol/arrival_trace.h"
#include "collector/protocol/messages.h"
#include "results/error.h"

namespace crossfade::collector {

/// From the moment the last worker is ready to the common start: time for waking the others, one after the
/// other through one lock: a few us each. Nothing else is left to do: meters read their files before the
/// gate.
inline constexpr std::int64_t start_lead_ns = 2'000'000;

struct StageInput {
  Crew& crew;
  const GoldenAnswers& golden;
  const RequestMix& mix;
  std::uint64_t first_index = 0;                ///< of the workload's requests
  std::int64_t wait_margin_ns = 0;              ///< of hybrid waiting
  const ArrivalTrace* arrival_trace = nullptr;  ///< null if there is none
  std::uint32_t sample_rate_hz = 0;             ///< of the workers' counters; 0 = no samples

  const cf_workload& table() const { return crew.workload().table(); }
  RequestMaker maker(std::uint32_t worker) const {
    return {table(), crew.member(worker).state, mix, first_index};
  }
  WorkerMeter meter(std::uint32_t worker) const {
    const CrewMember& member = crew.member(worker);
    return {member.cpu, member.counters.get(), crew.proc_root(), crew.workload().has_library_threads()};
  }
  CounterSampler sampler(std::uint32_t worker, const StageSpec& spec) const {
    ThreadCounters* const counters = crew.member(worker).counters.get();
    if (counters == nullptr || sample_rate_hz == 0) return {};
    return {*counters, 1'000'000'000 / sample_rate_hz,
            sample_room(spec, sample_rate_hz, counters->counters().size())};
  }
  /// Who wants totals alone wants nothing done between two requests.
  LoadClock load_clock(const StageSpec& spec) const {
    return sample_rate_hz == 0 ? LoadClock() : LoadClock(longest_ns(spec));
  }
};

/// What the workers left, and what was worked out of it.
struct Measured {
  results::StageOutcome outcome = results::StageOutcome::ok;
  std::uint64_t duration_ns = 0;
  std::uint64_t indexes_used = 0;  ///< of the workload's requests
  std::string arrival_profile;     ///< as recorded
  double unexplained_wait_mean_ns = results::missing, unexplained_wait_p99_ns = results::missing;
  double mean_in_flight = results::missing;
  std::vector<std::unique_ptr<WorkerRecord>> workers;
  std::optional<results::Trace> trace;
  /// Of latency, all classes together: variance of a quantile over that of independent requests.
  double design_effect_p50 = results::missing, design_effect_p99 = results::missing,
         design_effect_p999 = results::missing;
  std::vector<results::Absence> absences;
  // Of a load stage, until work_out_load() has used them.
  std::vector<std::int64_t> arrival_ns;  ///< from the start
  std::optional<RequestTrace> requests;
  // Of a replay that samples its code.
  std::vector<CodeSample> code;
  std::string code_absent_because;
  // Of a spike stage only.
  std::uint64_t shed = 0, cheap = 0;
  std::optional<results::Spike> spike;
  std::vector<results::SpikeWindow> spike_windows;
};

}  // namespace crossfade::collector
