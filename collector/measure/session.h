// Session: the conversation of a measuring process with its orchestrator, from Hello to Bye: prepare one
// workload, warm it up, run the stages asked for. Any error is told (Failure) and ends the session.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "collector/counters/perf_api.h"
#include "collector/measure/crew.h"
#include "collector/measure/golden_answers.h"
#include "collector/measure/prepared_workload.h"
#include "collector/measure/stage_runner.h"
#include "collector/protocol/channel.h"

namespace crossfade::collector {

/// Runs the whole session; returns the exit code of the process.
int run_session(Channel& channel, PerfApi& perf);

/// Everything between Prepare and Ready, without the channel.
class PreparedSession {
 public:
  /// What became of the repetition when something failed, beside the error.
  static results::Result<std::unique_ptr<PreparedSession>> prepare(const Prepare& order, PerfApi& perf,
                                                                   results::RepetitionOutcome& on_failure);
  Ready ready() const;
  /// over: StageRunner::run.
  results::Result<StageDone> run(const StageSpec& spec, const std::function<results::Result<void>()>& over) {
    return runner_->run(spec, over);
  }
  /// Destroys the workers, then asks the workload for its invariants.
  results::Result<void> finish();

 private:
  PreparedSession() = default;
  std::unique_ptr<PreparedWorkload> workload_;
  std::unique_ptr<Crew> crew_;
  std::unique_ptr<Panel> panel_;  ///< null if not wanted
  GoldenAnswers golden_;
  const ArrivalTrace* trace_or_null() const { return arrival_trace_ ? &*arrival_trace_ : nullptr; }

  std::optional<ArrivalTrace> arrival_trace_;
  std::unique_ptr<StageRunner> runner_;
  Ready ready_;
};

}  // namespace crossfade::collector
