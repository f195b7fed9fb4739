// FakeRun: a whole run without processes, disk or time: measuring processes that do as they are told, a
// recording in memory that can refuse to be published, a clock that moves only when somebody waits.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "collector/orchestrator.h"

namespace crossfade::testing {

/// What one process does. Steps are counted: 0 Hello, 1 Ready, 2... stages, then Bye.
struct Behaviour {
  enum class At { never, hello, prepare, stage, stop };
  enum class Does {
    exit,
    crash,
    be_killed,
    hang,
    garble,
    refuse,
    answer_wrongly,
    report_strange_counter,
    report_strange_class,
    report_strange_window,
    report_strange_worker,
    report_strange_series
  };
  At at = At::never;
  Does does = Does::exit;
  std::uint32_t stage = 0;  ///< of At::stage: which one, from 0
  std::string golden_digest = "feed";
  std::string error_output = {};
  std::uint32_t protocol = collector::protocol_version;
};

class MemorySink final : public collector::RecordingSink {
 public:
  const results::Recording& recorded() const override { return recording; }
  results::Result<std::uint32_t> add_workload(results::Workload workload,
                                              std::vector<results::WorkloadClass> classes,
                                              std::vector<results::Library> libraries) override;
  results::Result<void> complete_workload(std::uint32_t index, results::Workload workload,
                                          std::vector<results::Library> libraries) override;
  results::Result<std::uint32_t> add_counter(results::Counter counter) override;
  results::Result<std::uint32_t> add_repetition(results::Repetition repetition) override;
  results::Result<void> update_repetition(std::uint32_t index, results::Repetition repetition) override;
  results::Result<std::uint32_t> append_stage(results::StageRecord record) override;
  results::Result<void> add_absence(results::Absence absence) override;
  results::Result<void> append_log(std::string_view line) override;
  results::Result<void> set_plan(std::string_view plan_json) override {
    recording.plan_json = plan_json;
    return {};
  }
  results::Result<void> publish() override;
  results::Result<void> finish(results::RecordingState state) override;

  results::Recording recording;
  std::uint32_t publishes = 0;
  std::uint32_t fail_at_publish = 0;  ///< 0 = never
};

class FakeRun final : public collector::StopRequest,
                      public collector::ProcessLauncher,
                      public collector::RunObserver {
 public:
  FakeRun();

  /// Runs the plan from what `sink` holds.
  results::Result<collector::RunEnd> run();

  collector::Plan plan;  ///< two workloads, "steady" and "shaky", 3 blocks, 4 stages a process
  collector::PluginCatalogue catalogue;
  collector::PanelOrder panel;
  std::vector<std::vector<collector::CounterEvent>> counter_passes;
  MemorySink sink;
  /// Of every process, by its workload and block.
  std::function<Behaviour(const std::string& workload, std::uint32_t block)> behaviour;
  std::function<void()> on_stage = [] {};        ///< called when a stage begins
  std::function<void()> on_working_out = [] {};  ///< and when it is over and not yet told
  bool stop = false, launches_fail = false;
  std::optional<std::uint32_t> stop_after_blocks;

  std::uint64_t now_ns = 1'000'000'000;
  std::int64_t suspended_ns = 0, wall_clock_ns = 1'700'000'000'000'000'000;  ///< what the clocks are ahead by
  std::optional<std::uint64_t> pressure_ns = 0;
  std::uint32_t launched = 0, killed = 0, alive = 0;
  std::vector<std::string> events;  ///< of the observer
  std::vector<std::string> waits;   ///< and what it was told while a process prepared: "shaky 5 s of 120 s"
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<collector::Prepare> prepared;

  bool requested() const override { return stop; }
  results::Result<std::unique_ptr<collector::MeasureProcess>> launch(
      const collector::LaunchSpec& spec) override;
  void plan_settled(const collector::Allotment& settled) override;
  void process_started(const collector::WorkItem& item, const collector::Progress& progress) override;
  void still_preparing(const collector::WorkItem& item, std::uint64_t elapsed_ns, std::uint64_t limit_ns,
                       const collector::Progress& progress) override;
  void stage_started(const collector::WorkItem&, const collector::StageSpec&,
                     const collector::Progress&) override {}
  void process_ended(const collector::WorkItem& item, const results::Repetition& repetition,
                     const collector::StagesOfProcess& stages, const collector::Progress& progress) override;

 private:
  collector::WorkItem current_;
};

}  // namespace crossfade::testing
