// Stage runner: one stage after the other on a warm crew, each between two probes of the workers' CPUs and
// two readings of the calibration panel (stage_sequence.h).
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "collector/measure/crew.h"
#include "collector/measure/golden_answers.h"
#include "collector/measure/panel.h"
#include "collector/measure/stage_record.h"
#include "results/error.h"

namespace crossfade::collector {

class StageRunner {
 public:
  /// first_index: the first of the workload's requests that nobody has used. panel may be null: none is read.
  /// arrival_trace may be null: stages with trace arrivals are refused then. sample_rate_hz: how often a
  /// worker reads its own counters within a stage; 0 = never.
  StageRunner(Crew& crew, const GoldenAnswers& golden, std::uint64_t first_index, Panel* panel = nullptr,
              const ArrivalTrace* arrival_trace = nullptr, std::uint32_t sample_rate_hz = 0)
      : crew_(crew),
        golden_(golden),
        next_index_(first_index),
        panel_(panel),
        arrival_trace_(arrival_trace),
        sample_rate_hz_(sample_rate_hz) {}

  /// over: told when everything beside the stage has been read, before it is worked out; may be null.
  /// Errors: its own, usage (a stage that cannot be: no workers, more than there are, no duration, a rate
  /// that is none, a kind that this version does not measure), unavailable (real time that the kernel
  /// refuses), data (the workload failed).
  results::Result<StageDone> run(const StageSpec& spec,
                                 const std::function<results::Result<void>()>& over = nullptr);

 private:
  std::vector<ProbeReading> probe(std::uint32_t workers);
  StageInput stage_input(const RequestMix& mix) const;
  /// arrival_ns: of a load stage, else empty.
  results::Result<Measured> measure(const StageSpec& spec, const RequestMix& mix,
                                    std::vector<std::int64_t> arrival_ns);
  void explain_panel(StageDone& done) const;
  void explain_errors(const Measured& measured, StageDone& done) const;

  Crew& crew_;
  const GoldenAnswers& golden_;
  std::uint64_t next_index_;
  Panel* panel_;
  const ArrivalTrace* arrival_trace_;
  std::uint32_t sample_rate_hz_;
  std::int64_t wait_margin_ns_ = 0;  // 0 = not calibrated yet
};

}  // namespace crossfade::collector
