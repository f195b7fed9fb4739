#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <filesystem>

#include "collector/baseline_rates.h"
#include "collector/build_identity.h"
#include "collector/commands.h"
#include "collector/counter_probe.h"
#include "collector/counter_rotation.h"
#include "collector/duration_text.h"
#include "collector/event_choice.h"
#include "collector/failed_workloads.h"
#include "collector/fork_launcher.h"
#include "collector/host/counters_elsewhere.h"
#include "collector/host/host_facts.h"
#include "collector/host/lab_key.h"
#include "collector/host/machine_notes.h"
#include "collector/host/type_note.h"
#include "collector/install_layout.h"
#include "collector/isa_environment.h"
#include "collector/orchestrator.h"
#include "collector/plan_builder.h"
#include "collector/plan_text.h"
#include "collector/plan_with_room.h"
#include "collector/planned_inputs.h"
#include "collector/planned_trace.h"
#include "collector/planner.h"
#include "collector/plugin_consent.h"
#include "collector/process_time.h"
#include "collector/progress_display.h"
#include "collector/protocol/real_time.h"
#include "collector/recording_header.h"
#include "collector/recording_sink.h"
#include "collector/resumed_options.h"
#include "collector/resumption.h"
#include "collector/run_counters.h"
#include "collector/run_summary.h"
#include "collector/tell.h"
#include "collector/workload_facts.h"
#include "results/jailed_reading.h"
#include "results/recording_reader.h"
#include "results/vocabulary/atlas.h"

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

std::uint64_t monotonic_ns() {
  return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch() /
                                    std::chrono::nanoseconds(1));
}

std::uint64_t unix_now_ns() {
  return static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch() /
                                    std::chrono::nanoseconds(1));
}

/// A run ready to go: what is measured and where it is written.
struct Prepared {
  Plan plan;
  WriterSink sink;
  HostFacts facts;
  PanelOrder panel;
  CounterPlan counters;
};

PanelOrder panel_on(const Topology& topology) {
  return {true, topology.l2_bytes, topology.l3_bytes};
}

/// The machine, before anything is measured.
struct Readiness {
  HostFacts facts;
  ClockEstimate clock;
};

Readiness look_at_machine(const RunOptions& options, const Topology& topology, const Plan& plan,
                          std::FILE* err) {
  Readiness out{read_host_facts("/", topology, options.identity, ask_metadata_service),
                measure_clock_on(plan.worker_cpus.front())};
  for (const std::string& note : machine_notes(out.facts, out.clock)) tell(err, "{}\n", note);
  return out;
}

results::RecordingWriter::Existing existing(const RunOptions& options) {
  return options.force ? results::RecordingWriter::Existing::replace
                       : results::RecordingWriter::Existing::refuse;
}

Result<Prepared> begin(const RunOptions& options, const Topology& topology, Plan plan, Readiness machine,
                       const CounterProbe& counters, CounterPlan counted,
                       std::vector<results::EnvironmentFact> build) {
  HostFacts& facts = machine.facts;
  facts.environment.push_back(counters.pmu_tables);
  facts.environment.push_back(room_fact(counters.room));
  if (plan.multiplex) facts.environment.push_back(multiplexing_fact(counted));
  // The header has the CPUs of the machine: this says whether all of them were used.
  const std::string left_out = cpus_left_out(facts);
  facts.environment.push_back({"program.cpus", left_out.empty() ? "all that are online" : left_out, {}});
  std::move(build.begin(), build.end(), std::back_inserter(facts.environment));
  for (results::EnvironmentFact& fact : place_in_study(options)) facts.environment.push_back(std::move(fact));
  const results::Header header =
      new_header(options, plan, facts, tier_of(counted, counters.pmu), std::time(nullptr));
  auto writer = results::RecordingWriter::create(options.output, header, facts.environment, topology.cpus,
                                                 to_json(plan), existing(options));
  if (!writer) return writer.error();
  for (results::Absence& absence : header_absences(header, facts))
    CF_TRY(writer->add_absence(std::move(absence)));
  if (plan.counters) {
    for (const results::Counter& counter : counted.counters) CF_TRY(writer->add_counter(counter));
  }
  const ClockEstimate& clock = machine.clock;
  if (std::isfinite(clock.hz)) {
    CF_TRY(writer->set_effective_clock(clock.hz));
  } else {
    CF_TRY(writer->add_absence({"header.clock_hz_effective", clock.absent_because}));
  }
  return Prepared{std::move(plan), WriterSink(std::move(*writer)), std::move(facts), panel_on(topology),
                  std::move(counted)};
}

/// A baseline that cannot be read, or shares nothing with the plan, is an error: its rates were asked for.
Result<void> share_rates(const RunOptions& options, const PluginCatalogue& catalogue, Plan& plan,
                         std::FILE* err) {
  if (options.rates_from.empty()) return {};
  const auto jail = results::JailedReading::start();  // the file may come from anywhere
  CF_TRY(jail);
  auto baseline = results::read_recording(options.rates_from);
  if (!baseline) return baseline.error();
  const auto without = take_baseline_rates(plan, baseline->recording, catalogue);
  if (without.size() == plan.workloads.size()) {
    return Error{
        ErrorKind::data, "cannot share the rates of a recording", options.rates_from,
        "it measured none of the planned workloads, with these presets and parameters, under open load",
        "see crossfade-report show " + options.rates_from};
  }
  if (!without.empty()) {
    tell(err, "note: {} has no rates of {}: the grid is used\n", options.rates_from,
         fmt::join(without, ", "));
  }
  return {};
}

/// What a new run with these options would measure.
Result<Choice> planned(const RunOptions& options, const Topology& topology, const PluginCatalogue& catalogue,
                       std::FILE* err) {
  auto choice = plan_with_room(options, topology, catalogue);
  if (!choice) return choice;
  CF_TRY(share_rates(options, catalogue, choice->plan, err));
  if (options.arrivals.process == results::Arrival::trace)
    CF_TRY(plan_arrival_trace(options.arrivals.trace_path, choice->plan));
  return choice;
}

/// The plan of a recording, `own`, as far as the options agree with it.
Result<Plan> agreed_plan(const RunOptions& options, const Plan& own, const results::Recording& recorded,
                         const Topology& topology, const PluginCatalogue& catalogue, std::FILE* err) {
  CF_TRY(check_header_options(options, recorded.header));
  CF_TRY(check_place_in_study(options, recorded.environment));
  if (!speak_of_the_plan(options)) return own;
  if (!options.same_plan) CF_TRY(check_planned_inputs(own, options.inputs));
  auto asked = planned(completed_options(options, own), topology, catalogue, err);
  if (!asked) return asked.error();
  return plan_to_go_on_with(options, asked->plan, own, recorded);
}

Result<Prepared> resume(const RunOptions& options, const Topology& topology, const PluginCatalogue& catalogue,
                        const InstallLayout& layout, std::FILE* err) {
  auto writer = results::RecordingWriter::reopen(options.output);
  if (!writer) return writer.error();
  CF_TRY(check_is_a_run(writer->recorded(), options.output));
  CF_TRY(check_same_command(writer->recorded().header, options));
  const auto own = recorded_plan(writer->recorded(), catalogue);
  if (!own) return own.error();
  auto plan = agreed_plan(options, *own, writer->recorded(), topology, catalogue, err);
  if (!plan) return plan.error();
  HostFacts facts = read_host_facts("/", topology, options.identity, ask_metadata_service);
  CF_TRY(check_same_host(writer->recorded(), *plan, facts, options.output));
  CF_TRY(check_planned_trace(*plan));
  CF_TRY(check_planned_inputs(*plan));
  auto events = events_to_count(*plan, facts.cpu.microarchitecture);
  CF_TRY(events);
  const ClockEstimate clock = measure_clock_on(plan->worker_cpus.front());
  auto counted = settled_counters(*plan, *events, facts.cpu, probe_counters(*events), clock, err);
  CF_TRY(counted);
  if (plan->scheduling == results::Scheduling::fifo) CF_TRY(check_real_time());
  for (const std::string& note : machine_notes(facts, clock)) tell(err, "{}\n", note);
  CF_TRY(check_same_build(writer->recorded().environment, build_facts(layout, *plan, catalogue),
                          options.output));
  if (*plan != *own) {
    if (plan->blocks != own->blocks) {
      CF_TRY(writer->append_log(
          fmt::format("{} blocks instead of {}, as --blocks asked", plan->blocks, own->blocks)));
    }
    const auto now = input_texts(*plan);
    if (now != input_texts(*own))
      CF_TRY(writer->append_log(fmt::format("its input was moved: {}", fmt::join(now, ", "))));
    CF_TRY(writer->set_plan(to_json(*plan)));
  }
  return Prepared{std::move(*plan), WriterSink(std::move(*writer)), std::move(facts), panel_on(topology),
                  *std::move(counted)};
}

std::size_t terminal_columns(int fd) {
  winsize size{};
  constexpr std::size_t usual = 80;
  return ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : usual;
}

std::unique_ptr<ProgressDisplay> display_for(const Plan& plan, std::FILE* stream) {
  const auto write = [stream](std::string_view text) {
    tell(stream, "{}", text);
    (void)std::fflush(stream);
  };
  const int fd = ::fileno(stream);
  if (::isatty(fd) == 0) return plain_progress(plan, write);
  return terminal_progress(plan, write, [fd] { return terminal_columns(fd); });
}

/// Adds to an error of the recording what is kept and how to go on.
Error stopped_by(Error error, const RunOptions& options) {
  error.remedy += fmt::format(
      "{}what was published before is kept in {}; go on with: crossfade-collect {} -o {} --resume",
      error.remedy.empty() ? "" : "; ", options.output, command_of(options.calibrate), options.output);
  return error;
}

/// How to add blocks to a recording whose own are of no use; empty where it has as many as its budget holds,
/// or has blocks left anyway.
std::string more_blocks_text(const RunOptions& options, const Plan& plan, RunEnd end) {
  if (end != RunEnd::finished || plan.budget_ns > 0 || plan.verify_ns > 0 || plan.rerun_share > 0) return "";
  return fmt::format("crossfade-collect run -o {} --resume --blocks {} adds to it, ", options.output,
                     2 * plan.blocks);
}

/// Of processes that did not end well, before what was disturbed; empty = all did.
std::string problems_text(const std::vector<WorkloadSummary>& summaries) {
  std::string text;
  for (const WorkloadSummary& s : summaries) {
    if (s.processes_ok == s.processes) continue;
    text += fmt::format("{} of {} processes of {} did not end well ({}); ", s.processes - s.processes_ok,
                        s.processes, s.name, s.first_problem);
  }
  return text;
}

/// What a run took beyond its budget, which is reckoned with the stages' planned time: empty = it kept it.
std::string overrun_text(const Plan& plan, const results::Recording& recorded) {
  constexpr double tolerated = 1.05;
  const std::uint64_t took_ns = recorded_time_ns(recorded);
  if (plan.budget_ns == 0 || static_cast<double>(took_ns) <= tolerated * static_cast<double>(plan.budget_ns))
    return "";
  return fmt::format(
      "note: measuring took {}, and the budget was {}: what a process does beside its stages (starting, "
      "verifying, warming up) took longer than planned, as on a machine that others use too\n",
      duration_text(took_ns), duration_text(plan.budget_ns));
}

/// `before`: repetitions that were recorded by earlier calls. `left_out`: of a run of everything.
int conclude(const RunOptions& options, const ProgramContext& context, const Prepared& prepared, RunEnd end,
             std::size_t before, const std::vector<std::string>& left_out) {
  const auto summaries = summarise(prepared.plan, prepared.sink.recorded());
  tell(context.out, "{}", to_text(summaries, line_width(context.out)));
  const Progress done = progress(prepared.plan, prepared.sink.recorded(), 0);
  if (end == RunEnd::interrupted) {
    tell(context.err,
         "crossfade-collect: stopped; {} of {} processes are complete and recorded in {}\n"
         "  what to do: crossfade-collect {} -o {} --resume goes on with the rest\n",
         done.items_done, done.items_total, options.output, command_of(options.calibrate), options.output);
    return static_cast<int>(ErrorKind::interrupted);
  }
  tell(context.out, "recording: {}\n", options.output);
  if (options.calibrate) {
    tell(context.out,
         "what differs between its process runs is noise: crossfade-report noise {}; name the file beside "
         "recordings of this host in crossfade-report compare, and rows say what noise they stand in\n",
         options.output);
  }
  for (const auto* const texts : {&prepared.plan.left_out, &left_out}) {
    for (const std::string& text : *texts) tell(context.out, "left out: {}\n", text);
  }
  tell(context.err, "{}", overrun_text(prepared.plan, prepared.sink.recorded()));
  const auto added = before == 0 ? summaries : summarise(prepared.plan, prepared.sink.recorded(), before);
  const std::string useless = useless_text(summaries, added);
  if (!useless.empty()) {
    tell(context.err,
         "crossfade-collect: {}\n"
         "  why: {}every stage was disturbed beyond use (void){}\n"
         "  what to do: measure again while nothing else runs ({}--force replaces this recording){}; "
         "crossfade-collect doctor says what disturbs\n",
         useless, problems_text(summaries),
         is_all_void(summaries) ? "" : " that gives capacity, service time or SLO throughput",
         more_blocks_text(options, prepared.plan, end),
         options.calibrate ? "" : ", or with longer stages (--capacity-time, --load-time ...)");
  }
  if (end == RunEnd::paused) {
    tell(context.out,
         "{} of {} processes are done, as --stop-after asked; the rest: crossfade-collect run -o {} "
         "--resume\n",
         done.items_done, done.items_total, options.output);
  }
  const std::string not_well = failed_workloads_text(summaries, options.output);
  tell(context.err, "{}", not_well);
  // A workload may still get something from blocks that are to come; a call that gave nothing is no success.
  const bool failed = !useless.empty() && (end == RunEnd::finished || is_all_void(added));
  return failed || !not_well.empty() ? static_cast<int>(ErrorKind::unavailable) : 0;
}

Result<int> carry_out_and_conclude(const RunOptions& options, const ProgramContext& context,
                                   Prepared prepared, const PluginCatalogue& catalogue,
                                   const InstallLayout& layout,
                                   const std::vector<std::string>& left_out = {}) {
  const SignalStopRequest stop;
  ForkLauncher launcher(layout.measure_program, stop.wake_fd());
  const auto display = display_for(prepared.plan, context.err);
  StageWatch watch([] { return read_interference("/"); }, [] { return read_machine_clocks(); });
  RunParts parts{.plan = prepared.plan,
                 .catalogue = catalogue,
                 .sink = prepared.sink,
                 .launcher = launcher,
                 .stop = stop,
                 .observer = *display,
                 .now_ns = monotonic_ns,
                 .watch = watch,
                 .environment = isa_environment(prepared.plan.isa_level, isa_level_of(prepared.facts.cpu)),
                 .progress = {},
                 .patience = {},
                 .stop_after_blocks = options.stop_after_blocks,
                 .spare_scratch_dir = std::filesystem::absolute(options.output).parent_path(),
                 .panel = prepared.panel,
                 .counter_passes = prepared.counters.passes,
                 .clock_read_ns = prepared.facts.clock_read_ns,
                 .pace = {},
                 .unix_now_ns = unix_now_ns};
  const std::size_t before = prepared.sink.recorded().repetitions.size();
  auto end = carry_out(std::move(parts));
  display->clear();
  if (!end) return stopped_by(end.error(), options);
  return conclude(options, context, prepared, *end, before, left_out);
}

std::string resumed_text(const std::string& path, const Plan& plan, const results::Recording& recorded) {
  const Progress done = progress(plan, recorded, recorded_time_ns(recorded));
  const std::string begun =
      fmt::format("{}: {} of {}{} processes are recorded", path, done.items_done,
                  plan.calibration > 0 && !plan.allotted ? "at least " : "", done.items_total);
  if (done.remaining_ns == 0) return begun + "; nothing is left to measure";
  return fmt::format("{}; about {} left", begun, duration_text(done.remaining_ns));
}

}  // namespace

Result<int> run_command(const RunOptions& stated, const ProgramContext& context) {
  RunOptions options = stated;
  CF_TRY(take_lab_key(options.identity));
  auto layout = find_install_layout(context.program_path, context.root_override, options.workload_dirs);
  if (!layout) return layout.error();
  auto topology = read_topology();
  if (!topology) return topology.error();
  const PluginCatalogue catalogue =
      read_plugin_catalogue(layout->workload_dirs, layout->installed_workload_dirs);
  if (options.resume) {
    auto prepared = resume(options, *topology, catalogue, *layout, context.err);
    if (!prepared) return prepared.error();
    const results::Recording& recorded = prepared->sink.recorded();
    tell(options.dry_run ? context.out : context.err, "{}\n",
         resumed_text(options.output, prepared->plan, recorded));
    if (options.dry_run) {
      tell(context.out, "{}", remaining_text(prepared->plan, recorded));
      return 0;
    }
    return carry_out_and_conclude(options, context, std::move(*prepared), catalogue, *layout);
  }
  auto choice = planned(options, *topology, catalogue, context.err);
  if (!choice) return choice.error();
  Plan* const plan = &choice->plan;
  const CpuIdentity cpu = read_cpu_identity("/");
  auto events = events_to_count(*plan, cpu.microarchitecture);
  CF_TRY(events);
  if (const std::string doubtful =
          type_note(options.identity.instance_type, topology->machine.vcpus, options.synthetic);
      !doubtful.empty())
    tell(context.err, "note: {}\n", doubtful);
  for (const std::string& line : choice->left_out) tell(context.err, "note: {}\n", line);
  for (const std::string& line : control_notes(options, catalogue, *plan))
    tell(context.err, "note: {}\n", line);
  for (const std::string& line : judgement_notes(*plan, catalogue)) tell(context.err, "note: {}\n", line);
  if (const std::string better = better_without_budget(options, *topology, catalogue, *plan); !better.empty())
    tell(context.err, "note: {}\n", better);
  // A dry run says, and fails at, what the run would before it measures.
  if (plan->scheduling == results::Scheduling::fifo) CF_TRY(check_real_time());
  if (!options.output.empty()) CF_TRY(results::RecordingWriter::try_place(options.output, existing(options)));
  Readiness machine = look_at_machine(options, *topology, *plan, context.err);
  const CounterProbe counters = probe_counters(*events);
  CF_TRY(check_named_events(*plan, cpu.microarchitecture, counters.hardware, context.err));
  auto counted = settled_counters(*plan, *events, cpu, counters, machine.clock, context.err);
  CF_TRY(counted);
  if (const std::string gap = counter_gap(*plan, *counted); !gap.empty())
    tell(context.err, "note: {}\n", gap);
  if (plan->counters) {
    const PmuTier shown = tier_of(*counted, counters.pmu);
    if (const std::string elsewhere =
            counters_elsewhere_note(machine.facts.instance.instance_type, shown.tier);
        !elsewhere.empty())
      tell(context.err, "note: {}\n", elsewhere);
  }
  if (options.dry_run) {
    tell(context.out, "{}", plan_text(*plan));
    if (plan->counters) tell(context.out, "{}", rotation_text(counted->passes, line_width(context.out)));
    return 0;
  }
  auto build = build_facts(*layout, *plan, catalogue);
  auto prepared = begin(options, *topology, std::move(*plan), std::move(machine), counters,
                        *std::move(counted), std::move(build));
  if (!prepared) return prepared.error();
  tell(context.err, "{}", begun_text(prepared->plan));
  return carry_out_and_conclude(options, context, std::move(*prepared), catalogue, *layout, choice->left_out);
}

}  // namespace crossfade::collector
