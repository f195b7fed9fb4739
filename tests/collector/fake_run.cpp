#include "tests/collector/fake_run.h"

#include <signal.h>

#include <deque>

#include "results/enum_names.h"
#include "workloads/abi.h"

namespace crossfade::testing {

using namespace collector;
using results::Error;
using results::ErrorKind;
using results::Result;

namespace {

class FakeProcess final : public MeasureProcess {
 public:
  FakeProcess(FakeRun& run, Behaviour behaviour) : run_(run), behaviour_(std::move(behaviour)) {
    ++run_.alive;
    act(Behaviour::At::hello, [this] { say(Hello{behaviour_.protocol, "fake 1", 4}); });
  }
  ~FakeProcess() override { --run_.alive; }

  Result<void> send(const Message& message) override {
    if (end_) return Error{ErrorKind::io, "cannot send", "channel", "it is gone", ""};
    if (const auto* const prepare = std::get_if<Prepare>(&message)) {
      run_.prepared.push_back(*prepare);
      act(Behaviour::At::prepare, [&] { say(ready(*prepare)); });
    } else if (const auto* const run = std::get_if<Run>(&message)) {
      run_.on_stage();
      const bool now = behaviour_.at == Behaviour::At::stage && behaviour_.stage == stages_++;
      if (now) {
        misbehave(&run->stage);
      } else {
        run_.now_ns += run->stage.duration_ns;
        say(StageOver{});
        say(measured(run->stage));
      }
    } else {
      act(Behaviour::At::stop, [this] {
        say(Bye{});
        end_ = ProcessEnd{};
      });
    }
    return {};
  }

  Result<std::optional<Message>> receive(std::chrono::milliseconds timeout) override {
    if (!said_.empty()) {
      Message message = std::move(said_.front());
      said_.pop_front();
      if (std::holds_alternative<StageDone>(message)) run_.on_working_out();
      return std::optional<Message>(std::move(message));
    }
    if (garbled_)
      return Error{ErrorKind::data, "cannot read from the other process", "channel", "bad checksum", ""};
    if (end_) return Error{ErrorKind::io, "cannot read from the other process", "channel", "it is gone", ""};
    if (!run_.stop) run_.now_ns += static_cast<std::uint64_t>(timeout.count()) * 1'000'000;
    return std::optional<Message>{};
  }

  void kill() override {
    ++run_.killed;
    if (!end_) end_ = ProcessEnd{0, SIGKILL};
  }
  ProcessEnd wait(std::chrono::milliseconds) override {
    if (!end_) kill();
    return end_.value_or(ProcessEnd{});
  }
  std::string take_error_output() override { return std::exchange(behaviour_.error_output, {}); }

 private:
  template <class Normal>
  void act(Behaviour::At at, Normal normal) {
    if (behaviour_.at == at) {
      misbehave(nullptr);
    } else {
      normal();
    }
  }

  void misbehave(const StageSpec* stage) {
    using Does = Behaviour::Does;
    if (behaviour_.does == Does::exit) end_ = ProcessEnd{3, 0};
    if (behaviour_.does == Does::crash) end_ = ProcessEnd{0, SIGSEGV};
    if (behaviour_.does == Does::be_killed) end_ = ProcessEnd{0, SIGKILL};
    if (behaviour_.does == Does::garble) garbled_ = true;
    if (behaviour_.does == Does::refuse) {
      say(Failure{results::RepetitionOutcome::refused,
                  {ErrorKind::unavailable, "cannot prepare", "w", "too little memory", "free some"}});
      end_ = ProcessEnd{};
    }
    if (stage == nullptr || end_ || garbled_ || behaviour_.does == Does::hang) return;
    say(StageOver{});
    StageDone done = measured(*stage);
    if (behaviour_.does == Does::answer_wrongly) {
      done.record.stage.errors = 5;
      done.record.stage.outcome = results::StageOutcome::failed;
      done.absences.push_back({wrong_answers, "class 'a', request 7: no room is left"});
      say(done);
    }
    if (behaviour_.does == Does::report_strange_counter) {
      done.record.readings.emplace_back().counter = 9;
      say(done);
    }
    if (behaviour_.does == Does::report_strange_window) {
      done.record.spike_windows.emplace_back().workload_class = 2;
      say(done);
    }
    if (behaviour_.does == Does::report_strange_worker) {
      done.record.samples = {{0, 2, 5}};
      say(done);
    }
    if (behaviour_.does == Does::report_strange_series) {
      done.record.series.emplace_back().counts = {1, 2, 3};
      say(done);
    }
    if (behaviour_.does == Does::report_strange_class) {
      done.record.distributions.back().workload_class = 9;
      say(done);
    }
  }

  void say(Message message) { said_.push_back(std::move(message)); }

  Ready ready(const Prepare& prepare) {
    Ready ready;
    ready.workload.name = prepare.plugin_path.find("shaky") != std::string::npos ? "shaky" : "steady";
    ready.workload.preset = prepare.preset;
    ready.workload.dataset_digest = "data";
    results::WorkloadClass common, rare;
    common.name = "common";
    common.share = 0.9;
    rare.name = "rare";
    rare.share = 0.1;
    common.slo_p99_ns = rare.slo_p99_ns = 1'000'000;
    ready.classes = {common, rare};
    ready.libraries = {{0, "libfake", "1", "avx2"}};
    results::Counter clock;
    clock.metric = "task_clock";
    ready.counters = {clock};
    for (const CounterEvent& event : prepare.hardware_events)
      ready.counters.push_back({event.metric, event.raw_event, results::CounterScope::user_kernel, event.tier,
                                event.raw_event == "refused" ? "no room" : ""});
    ready.golden_digest = behaviour_.golden_digest;
    ready.prepare_ns = 400'000'000;
    ready.warm_up_ns = 100'000'000;
    ready.settled = true;
    run_.now_ns += 500'000'000;
    return ready;
  }

  static StageDone measured(const StageSpec& spec) {
    StageDone done;
    results::Stage& stage = done.record.stage;
    stage.kind = spec.kind;
    stage.workers = spec.workers;
    stage.offered_per_s = spec.offered_per_s;
    stage.duration_ns = spec.duration_ns;
    stage.completed = spec.duration_ns / 1'000'000;
    stage.run_queue_wait_ns = 0;
    stage.panel_before.l1_loads_per_cycle = 3.99;
    stage.panel_after.l1_loads_per_cycle = spec.kind == results::StageKind::service ? 2.5 : 3.98;
    results::Distribution all, rare;
    all.n = rare.n = 1;
    rare.workload_class = 1;
    done.record.distributions = {all, rare};
    done.record.readings.emplace_back().counter = 0;
    done.record.workers.resize(1);
    done.record.samples = {{0, 0, spec.duration_ns}};
    done.record.series = {{0, 0, 0, {7}}};
    if (spec.kind == results::StageKind::spike) {
      done.record.spike.emplace().factor = spec.steps.at(1).factor;
      done.record.spike_windows.emplace_back().workload_class = 1;
    }
    return done;
  }

  FakeRun& run_;
  Behaviour behaviour_;
  std::deque<Message> said_;
  std::optional<ProcessEnd> end_;
  std::uint32_t stages_ = 0;
  bool garbled_ = false;
};

Plugin plugin_named(const char* name) {
  Plugin plugin;
  plugin.name = name;
  plugin.path = std::string("/plugins/") + name + ".so";
  plugin.flags = CF_FLAG_EXACT;
  plugin.presets = {{"default", ""}};
  plugin.classes = {{"common", 0.9, 1'000'000}, {"rare", 0.1, 1'000'000}};
  return plugin;
}

}  // namespace

Result<std::uint32_t> MemorySink::add_workload(results::Workload workload,
                                               std::vector<results::WorkloadClass> classes,
                                               std::vector<results::Library> libraries) {
  const auto index = static_cast<std::uint32_t>(recording.workloads.size());
  recording.workloads.push_back(std::move(workload));
  for (auto& each : classes) {
    each.workload = index;
    recording.classes.push_back(each);
  }
  for (auto& each : libraries) {
    each.workload = index;
    recording.libraries.push_back(each);
  }
  return index;
}
Result<void> MemorySink::complete_workload(std::uint32_t index, results::Workload workload,
                                           std::vector<results::Library> libraries) {
  recording.workloads.at(index) = std::move(workload);
  for (auto& each : libraries) {
    each.workload = index;
    recording.libraries.push_back(each);
  }
  return {};
}
Result<std::uint32_t> MemorySink::add_counter(results::Counter counter) {
  recording.counters.push_back(std::move(counter));
  return static_cast<std::uint32_t>(recording.counters.size() - 1);
}
Result<std::uint32_t> MemorySink::add_repetition(results::Repetition repetition) {
  recording.repetitions.push_back(std::move(repetition));
  return static_cast<std::uint32_t>(recording.repetitions.size() - 1);
}
Result<void> MemorySink::update_repetition(std::uint32_t index, results::Repetition repetition) {
  recording.repetitions.at(index) = std::move(repetition);
  return {};
}
Result<std::uint32_t> MemorySink::append_stage(results::StageRecord record) {
  const auto index = static_cast<std::uint32_t>(recording.stages.size());
  recording.stages.push_back(record.stage);
  for (auto& each : record.distributions) {
    each.stage = index;
    recording.distributions.push_back(each);
  }
  if (record.spike) recording.spikes.push_back(*record.spike);
  for (auto& each : record.spike_windows) {
    each.stage = index;
    recording.spike_windows.push_back(each);
  }
  for (auto& each : record.readings) {
    each.stage = index;
    recording.readings.push_back(each);
  }
  for (auto& each : record.series) {
    each.stage = index;
    recording.series.push_back(each);
  }
  return index;
}
Result<void> MemorySink::add_absence(results::Absence absence) {
  recording.absences.push_back(std::move(absence));
  return {};
}
Result<void> MemorySink::append_log(std::string_view line) {
  recording.log += std::string(line) + "\n";
  return {};
}
Result<void> MemorySink::publish() {
  if (++publishes == fail_at_publish)
    return Error{ErrorKind::io, "cannot publish the recording", "x.h5", "No space left on device",
                 "free some"};
  return {};
}
Result<void> MemorySink::finish(results::RecordingState state) {
  recording.header.state = state;
  return publish();
}

FakeRun::FakeRun() : behaviour([](const std::string&, std::uint32_t) { return Behaviour{}; }) {
  plan.profile = "custom";
  plan.seed = 3;
  plan.workloads = {{"steady", "default", {}}, {"shaky", "default", {}}};
  plan.blocks = 3;
  plan.thread_counts = {1, 2};
  plan.worker_cpus = {0, 1};
  plan.service_ns = plan.capacity_ns = plan.load_ns = 200'000'000;
  plan.rates_per_s = {100};
  catalogue.plugins = {plugin_named("shaky"), plugin_named("steady")};
}

Result<RunEnd> FakeRun::run() {
  StageWatch watch(
      [this] {
        return InterferenceCounters{std::nullopt, pressure_ns, std::nullopt};
      },
      [this] {
        const auto now = static_cast<std::int64_t>(now_ns);
        return MachineClocks{now, now + suspended_ns, now + suspended_ns + wall_clock_ns};
      });
  RunParts parts{.plan = plan,
                 .catalogue = catalogue,
                 .sink = sink,
                 .launcher = *this,
                 .stop = *this,
                 .observer = *this,
                 .now_ns = [this] { return now_ns; },
                 .watch = watch,
                 .environment = {{"OPENSSL_ia32cap", "x"}},
                 .progress = {},
                 .patience = {},
                 .stop_after_blocks = stop_after_blocks,
                 .spare_scratch_dir = {},
                 .panel = panel,
                 .counter_passes = counter_passes,
                 .clock_read_ns = 25,
                 .pace = {},
                 .unix_now_ns = [this] { return static_cast<std::uint64_t>(wall_clock_ns) + now_ns; }};
  return carry_out(std::move(parts));
}

Result<std::unique_ptr<MeasureProcess>> FakeRun::launch(const LaunchSpec& spec) {
  ++launched;
  environment = spec.environment;
  if (launches_fail)
    return Error{ErrorKind::unavailable, "cannot start the measuring program", "x", "no more processes",
                 "end some"};
  return std::unique_ptr<MeasureProcess>(std::make_unique<FakeProcess>(
      *this, behaviour(plan.workloads[current_.workload].name, current_.block)));
}

void FakeRun::plan_settled(const Allotment& settled) {
  events.push_back("settled: " + std::to_string(settled.expected_blocks) + " of " +
                   std::to_string(settled.plan.blocks) + " blocks");
}

void FakeRun::process_started(const WorkItem& item, const Progress&) {
  current_ = item;
}

void FakeRun::still_preparing(const WorkItem& item, std::uint64_t elapsed_ns, std::uint64_t limit_ns,
                              const Progress&) {
  waits.push_back(plan.workloads[item.workload].name + " " + std::to_string(elapsed_ns / 1'000'000'000) +
                  " s of " + std::to_string(limit_ns / 1'000'000'000) + " s");
}

void FakeRun::process_ended(const WorkItem& item, const results::Repetition& repetition,
                            const StagesOfProcess& stages, const Progress& progress) {
  events.push_back(plan.workloads[item.workload].name + " " + std::to_string(item.block) + " " +
                   std::string(results::name_of(repetition.outcome)) + " " + std::to_string(stages.all) +
                   " " + std::to_string(progress.items_done));
}

}  // namespace crossfade::testing
