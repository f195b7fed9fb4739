#include <fmt/format.h>
#include <fmt/ranges.h>
#include <signal.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <nlohmann/json.hpp>

#include "collector/build_identity.h"
#include "collector/commands.h"
#include "collector/counter_probe.h"
#include "collector/counters/event_catalogue.h"
#include "collector/duration_text.h"
#include "collector/fork_launcher.h"
#include "collector/host/host_facts.h"
#include "collector/host/lab_key.h"
#include "collector/install_layout.h"
#include "collector/instruction_rows.h"
#include "collector/instructions_end.h"
#include "collector/isa_environment.h"
#include "collector/plan_builder.h"
#include "collector/plugin_consent.h"
#include "collector/recording_header.h"
#include "collector/recording_sink.h"
#include "collector/tell.h"
#include "collector/valgrind.h"

namespace crossfade::collector {
namespace {

using results::ErrorKind;
using results::Result;

std::uint64_t monotonic_ns() {
  return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch() /
                                    std::chrono::nanoseconds(1));
}

/// The same words as of a run of these workloads.
RunOptions run_options(const InstructionsOptions& options) {
  RunOptions run;
  run.output = options.output;
  run.workloads = options.workloads;
  run.controls = false;  // of one thread: there is nothing to compare it with
  run.seed = options.seed;
  run.threads = {1};
  run.isa_level = options.isa_level;
  run.title = options.title;
  run.identity = options.identity;
  run.workload_dirs = options.workload_dirs;
  run.load_curve = false;
  run.profile = "custom";  // all of them where none is named
  return run;
}

/// No plan of stages and blocks: a run cannot go on with it.
std::string plan_text(const InstructionsOptions& options, const Plan& plan) {
  nlohmann::json workloads = nlohmann::json::array();
  for (const PlannedWorkload& planned : plan.workloads) workloads.push_back(display_name(planned));
  return nlohmann::json{
      {"instructions", {{"workloads", workloads}, {"requests", options.requests}, {"seed", options.seed}}}}
      .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

results::Header header_of(const RunOptions& run, const Plan& plan, const HostFacts& facts,
                          const PmuTier& pmu) {
  results::Header header = new_header(run, plan, facts, pmu, std::time(nullptr));
  header.kind = results::RecordingKind::simulated;
  if (run.title.empty()) header.title = "instructions by callgrind replay on " + header.title;
  return header;
}

std::vector<results::EnvironmentFact> tool_facts(const Valgrind& valgrind) {
  auto arguments = callgrind_arguments(valgrind, "SCRATCH/callgrind.out");
  return {{"instructions.valgrind", valgrind.version, {}},
          {"instructions.arguments", fmt::format("{}", fmt::join(arguments, " ")), {}}};
}

Result<WriterSink> begin(const InstructionsOptions& options, const RunOptions& run, const Plan& plan,
                         HostFacts& facts, const ClockEstimate& clock,
                         std::vector<results::EnvironmentFact> more) {
  const CounterProbe counters = probe_counters(hardware_events(facts.cpu.microarchitecture));
  facts.environment.push_back(counters.pmu_tables);
  std::move(more.begin(), more.end(), std::back_inserter(facts.environment));
  const results::Header header = header_of(run, plan, facts, counters.pmu);
  auto writer = results::RecordingWriter::create(options.output, header, facts.environment,
                                                 facts.topology.cpus, plan_text(options, plan),
                                                 options.force ? results::RecordingWriter::Existing::replace
                                                               : results::RecordingWriter::Existing::refuse);
  if (!writer) return writer.error();
  for (results::Absence& absence : header_absences(header, facts))
    CF_TRY(writer->add_absence(std::move(absence)));
  if (std::isfinite(clock.hz)) {
    CF_TRY(writer->set_effective_clock(clock.hz));
  } else {
    CF_TRY(writer->add_absence({"header.clock_hz_effective", clock.absent_because}));
  }
  return WriterSink(std::move(*writer));
}

struct Counting {
  std::vector<CountedWorkload> workloads;
  bool interrupted = false;
};

Countedness countedness_of(const InstructionReplay& replay) {
  if (replay.counted()) {
    if (replay.why_not.empty()) return Countedness::transferable;
    return replay.is_not_its_own ? Countedness::not_its_own : Countedness::other_code;
  }
  // Nobody but valgrind's own CPU ends so what has just run natively.
  const bool ran_natively = replay.ready.has_value();
  return ran_natively && replay.end.signal == SIGILL ? Countedness::unknown_code : Countedness::failed;
}

Result<Counting> count_all(const ReplayParts& parts, const PluginCatalogue& catalogue, WriterSink& sink,
                           const ProgramContext& context) {
  const auto counter = sink.add_counter(simulated_instructions());
  if (!counter) return counter.error();
  Counting done;
  for (std::uint32_t w = 0; w < parts.plan.workloads.size() && !done.interrupted; ++w) {
    const PlannedWorkload& planned = parts.plan.workloads[w];
    const Plugin* const plugin = catalogue.find(planned.name);
    CF_ASSERT(plugin != nullptr, "the plan names plug-ins of the catalogue only");
    tell(context.err, "{} of {}: {}: natively, then twice under {}; this takes minutes, {} at most\n", w + 1,
         parts.plan.workloads.size(), display_name(planned), parts.valgrind.version,
         duration_text(parts.time_limit_ns));
    const InstructionReplay replay = replay_workload(parts, w, *plugin);
    done.interrupted = replay.end.outcome == results::RepetitionOutcome::interrupted;
    done.workloads.push_back({display_name(planned), countedness_of(replay)});
    CF_TRY(record_replay(sink, planned, *plugin, replay, *counter));
    CF_TRY(sink.publish());
    tell(replay.counted() ? context.out : context.err, "{}\n", replay_text(planned, replay, parts.clock_hz));
    (void)std::fflush(context.out);
  }
  CF_TRY(sink.finish(done.interrupted ? results::RecordingState::interrupted
                                      : results::RecordingState::finished));
  return done;
}

int conclude(const Counting& done, const InstructionsOptions& options, const ProgramContext& context) {
  if (done.interrupted) {
    tell(context.err,
         "crossfade-collect: stopped; what was counted before is recorded in {}\n  what to do: count again, "
         "--force replaces it\n",
         options.output);
    return static_cast<int>(ErrorKind::interrupted);
  }
  tell(context.out,
       "recording: {}\nit is simulated and in no comparison; beside a recording of these workloads: "
       "crossfade-report show RECORDING.h5 --counters --instructions-from {}\n",
       options.output, options.output);
  const InstructionsEnd end = instructions_end(done.workloads, options.isa_level, options.output);
  tell(context.err, "{}", end.text);
  return end.exit_code;
}

}  // namespace

Result<int> instructions_command(const InstructionsOptions& stated, const ProgramContext& context) {
  InstructionsOptions options = stated;
  CF_TRY(take_lab_key(options.identity));
  auto layout = find_install_layout(context.program_path, context.root_override, options.workload_dirs);
  if (!layout) return layout.error();
  auto topology = read_topology();
  if (!topology) return topology.error();
  const PluginCatalogue catalogue =
      read_plugin_catalogue(layout->workload_dirs, layout->installed_workload_dirs);
  const RunOptions run = run_options(options);
  auto plan = build_plan(run, *topology, catalogue);
  if (!plan) return plan.error();
  CF_TRY(check_plugins_consent(*plan, catalogue));
  const char* const path = std::getenv("PATH");
  const auto valgrind = find_valgrind(path == nullptr ? "/usr/bin:/bin" : path);
  if (!valgrind) return valgrind.error();
  CF_TRY(results::RecordingWriter::try_place(options.output,
                                             options.force ? results::RecordingWriter::Existing::replace
                                                           : results::RecordingWriter::Existing::refuse));
  HostFacts facts = read_host_facts("/", *topology, options.identity, ask_metadata_service);
  const ClockEstimate clock = measure_clock_on(plan->worker_cpus.front());
  auto more = tool_facts(*valgrind);
  auto build = build_facts(*layout, *plan, catalogue);
  std::move(build.begin(), build.end(), std::back_inserter(more));
  auto sink = begin(options, run, *plan, facts, clock, std::move(more));
  if (!sink) return sink.error();

  const SignalStopRequest stop;
  ForkLauncher launcher(layout->measure_program, stop.wake_fd());
  const ReplayParts parts{.plan = *plan,
                          .launcher = launcher,
                          .stop = stop,
                          .now_ns = monotonic_ns,
                          .valgrind = *valgrind,
                          .environment = isa_environment(plan->isa_level, isa_level_of(facts.cpu)),
                          .requests = options.requests,
                          .time_limit_ns = options.time_limit_ns,
                          .spare_scratch_dir = std::filesystem::absolute(options.output).parent_path(),
                          .microarchitecture = facts.cpu.microarchitecture,
                          .clock_hz = clock.hz};
  auto done = count_all(parts, catalogue, *sink, context);
  if (!done) return done.error();
  return conclude(*done, options, context);
}

}  // namespace crossfade::collector
