// ReplayProcess: one fresh measuring process that replays requests of one workload, with or without a
// simulator around it, from its Hello to its end. It may take until its deadline and is then killed.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "collector/measure_process.h"
#include "collector/scratch_folder.h"
#include "collector/stop_request.h"
#include "results/error.h"

namespace crossfade::collector {

/// How a process came to an end that was not asked for.
struct ReplayEnd {
  results::RepetitionOutcome outcome = results::RepetitionOutcome::ok;
  std::int32_t signal = 0;
  std::string reason;
};

struct ReplayClock {
  std::function<std::uint64_t()> now_ns;  ///< monotonic
  std::uint64_t deadline_ns = 0;
};

class ReplayProcess {
 public:
  /// `launcher` and `stop` outlive it.
  ReplayProcess(ProcessLauncher& launcher, const StopRequest& stop, ReplayClock clock);

  /// Starts it and waits until the workload is prepared and its golden answers are made. false: end() says
  /// why.
  bool prepare(const LaunchSpec& spec, Prepare order, const std::filesystem::path& scratch);
  const Ready& ready() const { return ready_; }
  /// nullopt: end() says why. A wrong answer is such an end.
  std::optional<StageDone> run(const StageSpec& spec);
  /// Asks it to end and waits until it has, so that what a simulator writes at its end is written.
  bool finish();
  const ReplayEnd& end() const { return end_; }

 private:
  std::optional<Message> next_message(const char* awaited);
  bool give_up(results::RepetitionOutcome outcome, std::string reason);
  bool ended_by_itself(const char* awaited);

  ProcessLauncher& launcher_;
  const StopRequest& stop_;
  ReplayClock clock_;
  std::unique_ptr<MeasureProcess> process_;
  Ready ready_;
  ReplayEnd end_;
};

}  // namespace crossfade::collector
