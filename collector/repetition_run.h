// RepetitionRun: one fresh process measured from its Hello to its end, and written down. Whatever the process
// does, exactly one repetition is recorded; only a failing recording is an error.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "collector/host/quality_rules.h"
#include "collector/measure_process.h"
#include "collector/plan.h"
#include "collector/planner.h"
#include "collector/plugin_catalogue.h"
#include "collector/publish_pace.h"
#include "collector/recording_sink.h"
#include "collector/run_observer.h"
#include "collector/scratch_folder.h"
#include "collector/stage_watch.h"
#include "collector/stop_request.h"

namespace crossfade::collector {

/// How long a process may take: `factor` times the longest a stage may measure, or the longest preparation
/// seen of the workload, and the extra. `prepare` while none was seen yet.
struct Patience {
  std::uint32_t factor = 3;
  std::chrono::milliseconds stage_extra{10'000}, prepare_extra{10'000};
  std::chrono::milliseconds hello{10'000}, prepare{120'000}, stop{10'000}, end{2'000};
};

/// What a run works with; all of it outlives the run.
struct RunParts {
  Plan& plan;  ///< settled once, after its calibration
  const PluginCatalogue& catalogue;
  RecordingSink& sink;
  ProcessLauncher& launcher;
  const StopRequest& stop;
  RunObserver& observer;
  std::function<std::uint64_t()> now_ns;  ///< monotonic
  StageWatch& watch;
  std::vector<std::pair<std::string, std::string>> environment;  ///< of every measuring process
  std::function<Progress()> progress;
  Patience patience;
  std::optional<std::uint32_t> stop_after_blocks;  ///< of this run; nullopt = to the end of the plan
  std::filesystem::path spare_scratch_dir;         ///< where scratch goes on a machine without /tmp
  PanelOrder panel = {};                           ///< for every measuring process
  /// What the processes count in turn (counter_rotation.h); empty = software events alone.
  std::vector<std::vector<CounterEvent>> counter_passes = {};
  double clock_read_ns = results::missing;  ///< what a reading of the clock takes here
  PublishPace pace = {};
  std::function<std::uint64_t()> unix_now_ns;  ///< by the clock on the wall
};

class RepetitionRun {
 public:
  RepetitionRun(RunParts& parts, WorkItem item);
  results::Result<void> measure();

 private:
  /// How the process came to an end that was not asked for.
  struct Ending {
    results::RepetitionOutcome outcome;
    std::string reason;
    std::int32_t signal = 0;
  };
  using Step = std::optional<Ending>;  ///< nullopt = go on

  results::Result<Step> prepare();
  results::Result<Step> measure_stages();
  results::Result<Step> measure_stage(const StageSpec& spec);
  results::Result<Step> record_stage(const StageSpec& spec, StageDone done, const StageWatch::Seen& seen);
  /// What the stage is judged by; adds to it what was seen from outside.
  results::Result<StageContext> context_of(const StageSpec& spec, const StageWatch::Seen& seen,
                                           StageDone& done);
  /// What is not measured of this workload, or not for as long as planned.
  results::Result<void> tell_left_out();
  void count(const results::Stage& stage);
  Step stop_process();
  results::Result<void> publish();

  /// Told every few seconds of a wait how long it has lasted.
  using WhileWaiting = std::function<void(std::uint64_t elapsed_ns)>;
  /// The next message, which is not a Failure; or how the process ended. While a stage is measured nobody is
  /// told anything: that would take CPU time.
  std::variant<Message, Ending> next_message(std::chrono::milliseconds patience, const char* awaited,
                                             const WhileWaiting& while_waiting = {});
  Ending ended_by_itself(const char* awaited);

  results::Result<void> take_ready(const Ready& ready);
  results::Result<void> add_row(const Ready* ready);
  results::Result<void> conclude(const Ending& ending);
  results::Result<void> take_log();
  bool golden_answers_changed() const;
  /// Whether they are those that are committed with the plug-in, as far as that is known.
  results::Result<void> compare_with_expected(const Ready& ready);
  /// Any process of it got so far as to make its golden answers.
  bool was_ever_ready(std::uint32_t workload) const;
  std::chrono::milliseconds prepare_patience() const;
  std::string label() const;

  RunParts& parts_;
  const WorkItem item_;
  const Plugin& plugin_;
  std::optional<ScratchFolder> scratch_;  ///< outlives the process
  std::unique_ptr<MeasureProcess> process_;
  bool recorded_ = false;  ///< the repetition has its row
  std::uint32_t row_ = 0;  ///< index of it, if it is recorded
  results::Repetition repetition_;
  bool unexpected_answers_ = false;
  std::uint32_t counter_pass_ = 0;
  std::vector<std::uint32_t> counter_rows_;  ///< of Ready::counters in the recording
  StagesOfProcess stages_;
};

}  // namespace crossfade::collector
