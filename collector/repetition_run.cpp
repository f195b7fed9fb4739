#include "collector/repetition_run.h"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <sstream>

#include "collector/counter_rotation.h"
#include "collector/described_workload.h"
#include "collector/isa_environment.h"
#include "collector/left_out_stages.h"
#include "collector/outside_end.h"
#include "collector/plan_text.h"
#include "collector/scratch_folder.h"
#include "collector/stage_rows.h"
#include "collector/verification.h"
#include "results/enum_names.h"
#include "results/vocabulary/rule.h"
#include "workloads/abi.h"

namespace crossfade::collector {
namespace {

/// Until the plug-in is ready the measuring process is silent: one that never answers hangs here too.
constexpr const char* preparing = "preparing (its inputs, and its first answers, which are not timed)";

using results::RepetitionOutcome;
using results::Result;

const Plugin& plugin_of(const RunParts& parts, const WorkItem& item) {
  const Plugin* const plugin = parts.catalogue.find(parts.plan.workloads[item.workload].name);
  CF_ASSERT(plugin != nullptr, "the plan names plug-ins of the catalogue only");
  return *plugin;
}

/// The recorded workload that an item of the plan belongs to, known from any of its repetitions.
std::optional<std::uint32_t> recorded_workload(const RunParts& parts, std::uint32_t planned_workload) {
  for (const results::Repetition& repetition : parts.sink.recorded().repetitions) {
    if (item_at(parts.plan, repetition.plan_item).workload == planned_workload) return repetition.workload;
  }
  return std::nullopt;
}

bool same_counter(const results::Counter& a, const results::Counter& b) {
  return a.metric == b.metric && a.raw_event == b.raw_event && a.scope == b.scope && a.tier == b.tier;
}

}  // namespace

RepetitionRun::RepetitionRun(RunParts& parts, WorkItem item)
    : parts_(parts), item_(item), plugin_(plugin_of(parts, item)) {
  repetition_.block = item.block;
  repetition_.plan_item = item.plan_item;
  repetition_.purpose = item.purpose;
  repetition_.isa_cap = isa_cap_name(parts.plan.isa_level);
  if (const auto passes = static_cast<std::uint32_t>(parts.counter_passes.size()); passes > 0)
    counter_pass_ = pass_of(parts.plan, item, passes);
}

std::string RepetitionRun::label() const {
  return fmt::format("{} {}", place_text(parts_.plan, item_),
                     display_name(parts_.plan.workloads[item_.workload]));
}

Result<void> RepetitionRun::measure() {
  parts_.observer.process_started(item_, parts_.progress());
  auto launched = parts_.launcher.launch({parts_.environment});
  if (!launched) {
    CF_TRY(conclude({RepetitionOutcome::refused, results::to_line(launched.error())}));
    return {};
  }
  process_ = std::move(*launched);
  auto step = prepare();
  if (step && !*step) step = measure_stages();
  if (!step) return step.error();
  if (!*step) *step = stop_process();
  return conclude(step->value_or(Ending{RepetitionOutcome::ok, {}}));
}

RepetitionRun::Ending RepetitionRun::ended_by_itself(const char* awaited) {
  const ProcessEnd end = process_->wait(std::chrono::milliseconds(1'000));
  return {RepetitionOutcome::crashed, end_text(end, awaited) + outside_text(end.signal), end.signal};
}

std::variant<Message, RepetitionRun::Ending> RepetitionRun::next_message(std::chrono::milliseconds patience,
                                                                         const char* awaited,
                                                                         const WhileWaiting& while_waiting) {
  constexpr std::uint64_t between_words_ns = 5'000'000'000;
  const std::uint64_t begin_ns = parts_.now_ns();
  const std::uint64_t deadline_ns = begin_ns + static_cast<std::uint64_t>(patience.count()) * 1'000'000;
  std::uint64_t next_word_ns = begin_ns + between_words_ns;
  for (;;) {
    if (parts_.stop.requested()) {
      process_->kill();
      return Ending{RepetitionOutcome::interrupted,
                    "the run was stopped while it was measured (Ctrl-C, SIGTERM or SIGHUP)"};
    }
    const std::uint64_t now_ns = parts_.now_ns();
    if (now_ns >= deadline_ns) {
      process_->kill();
      return Ending{RepetitionOutcome::hung,
                    fmt::format("gave no sign for {:.1f} s while {}",
                                static_cast<double>(patience.count()) * 1e-3, awaited)};
    }
    if (while_waiting && now_ns >= next_word_ns) {
      while_waiting(now_ns - begin_ns);
      next_word_ns = now_ns + between_words_ns;
    }
    const std::uint64_t until_ns = while_waiting ? std::min(deadline_ns, next_word_ns) : deadline_ns;
    auto message = process_->receive(std::chrono::milliseconds((until_ns - now_ns) / 1'000'000 + 1));
    if (!message && message.error().kind == results::ErrorKind::data) {
      // What it says cannot be understood, so nothing it measured can be believed.
      process_->kill();
      return Ending{RepetitionOutcome::crashed, results::to_line(message.error())};
    }
    if (!message) return ended_by_itself(awaited);
    std::optional<Message> said = std::move(*message);
    if (!said) continue;
    if (const auto* const failure = std::get_if<Failure>(&*said)) {
      return Ending{failure->outcome, results::to_line(failure->error)};
    }
    return std::move(*said);
  }
}

Result<RepetitionRun::Step> RepetitionRun::prepare() {
  const auto unexpected = [&](const char* awaited) {
    process_->kill();
    return Step(Ending{RepetitionOutcome::crashed, fmt::format("said something else while {}", awaited)});
  };
  auto hello = next_message(parts_.patience.hello, "starting");
  if (auto* const ending = std::get_if<Ending>(&hello)) return Step(*ending);
  const auto* const greeting = std::get_if<Hello>(&std::get<Message>(hello));
  if (greeting == nullptr) return unexpected("starting");
  if (greeting->protocol != protocol_version) {
    process_->kill();
    return Step(Ending{RepetitionOutcome::refused,
                       fmt::format("{} speaks protocol {}, this program {}: install both of the same version",
                                   greeting->producer, greeting->protocol, protocol_version)});
  }
  auto scratch = ScratchFolder::create(parts_.spare_scratch_dir);
  if (!scratch) return Step(Ending{RepetitionOutcome::refused, results::to_line(scratch.error())});
  scratch_ = std::move(*scratch);
  const PlannedWorkload& planned = parts_.plan.workloads[item_.workload];
  Prepare prepare;
  prepare.plugin_path = plugin_.path.string();
  prepare.preset = planned.preset;
  prepare.parameters = planned.parameters;
  prepare.seed = item_.seed;
  prepare.worker_cpus = parts_.plan.worker_cpus;
  prepare.isa_level = parts_.plan.isa_level;
  prepare.scratch_dir = scratch_->path().string();
  prepare.warm_up_limit_ns = parts_.plan.warm_up_limit_ns;
  prepare.counters = parts_.plan.counters;
  prepare.count_cpus = parts_.plan.count_cpus;
  if (!parts_.counter_passes.empty()) prepare.hardware_events = parts_.counter_passes[counter_pass_];
  prepare.panel = parts_.panel;
  prepare.cheap_answers = asks_for_cheap_answers(parts_.plan.spikes);
  prepare.arrival_trace_path = parts_.plan.arrival_trace_path;
  prepare.arrival_trace_digest = parts_.plan.arrival_trace_digest;
  prepare.sample_rate_hz = parts_.plan.sample_rate_hz;
  prepare.input_path = planned.input_path;
  prepare.input_digest = planned.input_digest;
  if (!process_->send(prepare)) return Step(ended_by_itself("starting"));
  const auto patience = prepare_patience();
  auto answer = next_message(patience, preparing, [&](std::uint64_t elapsed_ns) {
    parts_.observer.still_preparing(
        item_, elapsed_ns, static_cast<std::uint64_t>(patience.count()) * 1'000'000, parts_.progress());
  });
  if (auto* const ending = std::get_if<Ending>(&answer)) return Step(*ending);
  const auto* const ready = std::get_if<Ready>(&std::get<Message>(answer));
  if (ready == nullptr) return unexpected(preparing);
  CF_TRY(take_ready(*ready));
  if (golden_answers_changed()) {
    return Step(Ending{RepetitionOutcome::wrong,
                       "its golden answers differ from those of an earlier process with the same inputs"});
  }
  return Step{};
}

Result<void> RepetitionRun::take_ready(const Ready& ready) {
  repetition_.prepare_ns = ready.prepare_ns;
  repetition_.warm_up_ns = ready.warm_up_ns;
  repetition_.warm_up_requests = ready.warm_up_requests;
  repetition_.settled = ready.settled;
  repetition_.rss_bytes = ready.rss_bytes;
  repetition_.shared_memory_bytes = ready.shared_memory_bytes;
  repetition_.golden_digest = ready.golden_digest;
  repetition_.cheap_digest = ready.cheap_digest;
  CF_TRY(add_row(&ready));
  for (const results::Counter& counter : ready.counters) {
    const auto& known = parts_.sink.recorded().counters;
    const auto found =
        std::find_if(known.begin(), known.end(), [&](const auto& k) { return same_counter(k, counter); });
    if (found != known.end()) {
      counter_rows_.push_back(static_cast<std::uint32_t>(found - known.begin()));
      // It counted when it was tried, or in an earlier process: its row has no reason.
      if (found->absent_because.empty() && !counter.absent_because.empty())
        CF_TRY(parts_.sink.add_absence({"counter " + counter.metric, counter.absent_because}));
      continue;
    }
    auto added = parts_.sink.add_counter(counter);
    if (!added) return added.error();
    counter_rows_.push_back(*added);
  }
  for (const results::Absence& absence : ready.absences) CF_TRY(parts_.sink.add_absence(absence));
  return compare_with_expected(ready);
}

Result<void> RepetitionRun::compare_with_expected(const Ready& ready) {
  const PlannedWorkload& planned = parts_.plan.workloads[item_.workload];
  const std::string difference = unexpected_answers(
      parts_.catalogue.expected_digests,
      {ready.workload, ready.golden_digest, ready.cheap_digest, ready.libraries},
      parts_.plan.seed == default_seed && planned.parameters.empty() && planned.input_path.empty());
  unexpected_answers_ = !difference.empty();
  if (!unexpected_answers_) return {};
  return parts_.sink.add_absence({agreement_subject(display_name(planned)), difference});
}

Result<void> RepetitionRun::add_row(const Ready* ready) {
  const PlannedWorkload& planned = parts_.plan.workloads[item_.workload];
  auto workload = recorded_workload(parts_, item_.workload);
  if (!workload) {
    auto added =
        ready != nullptr
            ? parts_.sink.add_workload(ready->workload, ready->classes, ready->libraries)
            : parts_.sink.add_workload(described_workload(plugin_, planned), described_classes(plugin_), {});
    if (!added) return added.error();
    workload = *added;
  } else if (ready != nullptr && !was_ever_ready(*workload)) {
    CF_TRY(parts_.sink.complete_workload(*workload, ready->workload, ready->libraries));
  }
  repetition_.workload = *workload;
  auto row = parts_.sink.add_repetition(repetition_);
  if (!row) return row.error();
  row_ = *row;
  recorded_ = true;
  return {};
}

bool RepetitionRun::was_ever_ready(std::uint32_t workload) const {
  const auto& repetitions = parts_.sink.recorded().repetitions;
  return std::any_of(repetitions.begin(), repetitions.end(),
                     [workload](const results::Repetition& repetition) {
                       return repetition.workload == workload && repetition.prepare_ns > 0;
                     });
}

std::chrono::milliseconds RepetitionRun::prepare_patience() const {
  std::uint64_t longest_ns = 0;
  for (const results::Repetition& repetition : parts_.sink.recorded().repetitions) {
    if (item_at(parts_.plan, repetition.plan_item).workload != item_.workload) continue;
    longest_ns = std::max(longest_ns, repetition.prepare_ns + repetition.warm_up_ns);
  }
  if (longest_ns == 0) return parts_.patience.prepare;
  return std::chrono::milliseconds(longest_ns / 1'000'000 * parts_.patience.factor) +
         parts_.patience.prepare_extra;
}

bool RepetitionRun::golden_answers_changed() const {
  const auto& recorded = parts_.sink.recorded();
  if ((plugin_.flags & CF_FLAG_EXACT) == 0 || repetition_.golden_digest.empty()) return false;
  return std::any_of(recorded.repetitions.begin(), recorded.repetitions.end(),
                     [&](const results::Repetition& other) {
                       return other.workload == repetition_.workload &&
                              other.outcome == RepetitionOutcome::ok && !other.golden_digest.empty() &&
                              (other.golden_digest != repetition_.golden_digest ||
                               other.cheap_digest != repetition_.cheap_digest);
                     });
}

Result<RepetitionRun::Step> RepetitionRun::measure_stage(const StageSpec& spec) {
  parts_.observer.stage_started(item_, spec, parts_.progress());
  parts_.watch.begin();
  const std::string doing = fmt::format("measuring {}", results::name_of(spec.kind));
  if (!process_->send(Run{spec})) return Step(ended_by_itself(doing.c_str()));
  const auto patience = std::chrono::milliseconds(longest_ns(spec) / 1'000'000 * parts_.patience.factor) +
                        parts_.patience.stage_extra;
  const auto unexpected = [&] {
    process_->kill();
    return Step(Ending{RepetitionOutcome::crashed, fmt::format("said something else while {}", doing)});
  };
  const auto over = next_message(patience, doing.c_str());
  if (const auto* const ending = std::get_if<Ending>(&over)) return Step(*ending);
  if (!std::holds_alternative<StageOver>(std::get<Message>(over))) return unexpected();
  const StageWatch::Seen seen = parts_.watch.end();  // what follows is none of the stage
  auto answer = next_message(patience, doing.c_str());
  if (auto* const ending = std::get_if<Ending>(&answer)) return Step(*ending);
  auto* const done = std::get_if<StageDone>(&std::get<Message>(answer));
  if (done == nullptr || done->record.stage.kind != spec.kind) return unexpected();
  return record_stage(spec, std::move(*done), seen);
}

Result<RepetitionRun::Step> RepetitionRun::measure_stages() {
  for (;;) {
    const auto spec = next_stage(parts_.plan, parts_.sink.recorded(), row_);
    if (!spec) break;
    auto step = measure_stage(*spec);
    if (!step || *step) return step;
  }
  CF_TRY(tell_left_out());
  if (item_.purpose == results::RepetitionPurpose::verification && stages_.all == 0) {
    const auto look = verification_look(parts_.plan, parts_.sink.recorded(), item_.workload);
    stages_.remark = look.not_taken_because;
    CF_TRY(parts_.sink.add_absence(
        {verification_subject(parts_.plan.workloads[item_.workload]), look.not_taken_because}));
  }
  return Step{};
}

Result<void> RepetitionRun::tell_left_out() {
  for (results::Absence& absence : left_out_stages(parts_.plan, parts_.sink.recorded(), row_)) {
    auto& told = parts_.plan.left_out;
    std::string text = fmt::format("{}: {}", absence.subject, absence.reason);
    if (std::find(told.begin(), told.end(), text) == told.end()) told.push_back(std::move(text));
    CF_TRY(parts_.sink.add_absence(std::move(absence)));
  }
  return {};
}

Result<StageContext> RepetitionRun::context_of(const StageSpec& spec, const StageWatch::Seen& seen,
                                               StageDone& done) {
  for (const std::string& occurrence : seen.occurrences)
    CF_TRY(
        parts_.sink.append_log(fmt::format("{}, {}: {}", label(), results::name_of(spec.kind), occurrence)));
  done.record.stage.cpu_pressure_ns = seen.machine.cpu_pressure_ns;
  done.record.stage.throttled_ns = seen.machine.throttled_ns;
  if (!seen.machine.cpu_pressure_ns)
    done.absences.push_back(
        {"stage.cpu_pressure_ns", "/proc/pressure/cpu cannot be read: the kernel has no PSI or hides it"});
  if (!seen.machine.throttled_ns)
    done.absences.push_back(
        {"cgroup throttling of stages",
         "this process's cgroup shows none: it has no CPU quota, or one that cannot be read (not "
         "mounted, another namespace's path), and what that stopped would pass for slow"});
  StageContext context;
  context.machine = seen.machine;
  context.clocks = seen.clocks;
  context.clock_read_ns = parts_.clock_read_ns;
  context.settled = repetition_.settled;
  context.pinned =
      std::none_of(done.absences.begin(), done.absences.end(),
                   [](const results::Absence& absence) { return absence.subject == unpinned_workers; });
  context.unexpected_answers = unexpected_answers_;
  context.library_threads = (plugin_.flags & CF_FLAG_LIBRARY_THREADS) != 0;
  context.microarchitecture = parts_.sink.recorded().header.microarchitecture;
  return context;
}

Result<RepetitionRun::Step> RepetitionRun::record_stage(const StageSpec& spec, StageDone done,
                                                        const StageWatch::Seen& seen) {
  results::StageRecord& record = done.record;
  record.stage.repetition = row_;
  if (record.spike) record.spike->base_share = parts_.plan.spikes.base_share;
  if (const char* const stranger =
          use_rows_of(parts_.sink.recorded(), repetition_.workload, counter_rows_, record)) {
    process_->kill();
    return Step(Ending{RepetitionOutcome::crashed, stranger});
  }
  record.stage.counter_pass = counter_pass_;
  add_other_passes(parts_.sink.recorded(), counter_rows_, record);
  const auto context = context_of(spec, seen, done);
  if (!context) return context.error();
  judge(record, *context);
  count(record.stage);
  const std::uint64_t errors = record.stage.errors, answers = record.stage.completed + errors;
  auto appended = parts_.sink.append_stage(std::move(record));
  if (!appended) return appended.error();
  std::string first_error;
  for (const results::Absence& absence : done.absences) {
    if (absence.subject == wrong_answers)
      first_error = "; the first: " + absence.reason;
    else
      CF_TRY(parts_.sink.add_absence(absence));
  }
  if (parts_.pace.is_due(parts_.now_ns())) CF_TRY(publish());
  if (errors == 0) return Step{};
  process_->kill();
  return Step(Ending{RepetitionOutcome::wrong,
                     fmt::format("{} of {} answers were wrong or failed while measuring {}{}", errors,
                                 answers, results::name_of(spec.kind), first_error)});
}

void RepetitionRun::count(const results::Stage& stage) {
  ++stages_.all;
  const bool near_slo = stage.kind == results::StageKind::slo_chunk;
  stages_.near_slo += near_slo;
  stages_.near_slo_voided += near_slo && stage.quality == results::Quality::voided;
  if (stage.quality == results::Quality::disturbed) ++stages_.disturbed;
  if (stage.quality != results::Quality::voided) return;
  ++stages_.voided;
  const results::Rule* const rule =
      results::find_rule(stage.quality_reasons.substr(0, stage.quality_reasons.find(' ')));
  if (stages_.remark.empty() && rule != nullptr) stages_.remark = rule->message;
}

Result<void> RepetitionRun::publish() {
  const std::uint64_t begin_ns = parts_.now_ns();
  CF_TRY(parts_.sink.publish());
  parts_.pace.published(begin_ns, parts_.now_ns());
  return {};
}

RepetitionRun::Step RepetitionRun::stop_process() {
  if (!process_->send(Stop{})) return ended_by_itself("finishing");
  auto answer = next_message(parts_.patience.stop, "finishing");
  if (auto* const ending = std::get_if<Ending>(&answer)) return *ending;
  if (std::holds_alternative<Bye>(std::get<Message>(answer))) return std::nullopt;
  process_->kill();
  return Ending{RepetitionOutcome::crashed, "said something else while finishing"};
}

Result<void> RepetitionRun::take_log() {
  std::istringstream lines(process_->take_error_output());
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) CF_TRY(parts_.sink.append_log(fmt::format("{}: {}", label(), line)));
  }
  return {};
}

Result<void> RepetitionRun::conclude(const Ending& ending) {
  repetition_.outcome = ending.outcome;
  repetition_.reason = ending.reason;
  repetition_.signal = ending.signal;
  if (process_ != nullptr) {
    (void)process_->wait(parts_.patience.end);
    CF_TRY(take_log());
  }
  repetition_.ended_unix_ns = parts_.unix_now_ns();
  if (!recorded_) CF_TRY(add_row(nullptr));
  CF_TRY(parts_.sink.update_repetition(row_, repetition_));
  if (ending.outcome != RepetitionOutcome::ok) {
    CF_TRY(parts_.sink.append_log(
        fmt::format("{}: {}: {}", label(), results::name_of(ending.outcome), ending.reason)));
  }
  CF_TRY(publish());
  parts_.observer.process_ended(item_, repetition_, stages_, parts_.progress());
  return {};
}

}  // namespace crossfade::collector
