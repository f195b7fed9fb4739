#include "collector/replay_process.h"

#include <fmt/format.h>

#include "collector/dispatch_check.h"
#include "results/text.h"

namespace crossfade::collector {

using results::RepetitionOutcome;

ReplayProcess::ReplayProcess(ProcessLauncher& launcher, const StopRequest& stop, ReplayClock clock)
    : launcher_(launcher), stop_(stop), clock_(std::move(clock)) {}

bool ReplayProcess::give_up(RepetitionOutcome outcome, std::string reason) {
  if (process_ != nullptr) process_->kill();
  end_ = {outcome, 0, std::move(reason)};
  return false;
}

bool ReplayProcess::ended_by_itself(const char* awaited) {
  const ProcessEnd end = process_->wait(std::chrono::milliseconds(1'000));
  const std::string output = process_->take_error_output();
  std::string reason = unhandled_instruction(end.signal, output);
  if (reason.empty()) {
    reason = end_text(end, awaited);
    if (const auto line = output.substr(0, output.find('\n')); !line.empty())
      reason += fmt::format("; it said: {}", results::one_line(line));
  }
  end_ = {RepetitionOutcome::crashed, end.signal, std::move(reason)};
  return false;
}

std::optional<Message> ReplayProcess::next_message(const char* awaited) {
  for (;;) {
    if (stop_.requested()) {
      (void)give_up(RepetitionOutcome::interrupted, "stopped by the user (Ctrl-C, SIGTERM or SIGHUP)");
      return std::nullopt;
    }
    const std::uint64_t now_ns = clock_.now_ns();
    if (now_ns >= clock_.deadline_ns) {
      (void)give_up(RepetitionOutcome::hung,
                    fmt::format("the workload's time was over while {}: give it more "
                                "(--time-limit), or a smaller preset or parameter",
                                awaited));
      return std::nullopt;
    }
    auto message =
        process_->receive(std::chrono::milliseconds((clock_.deadline_ns - now_ns) / 1'000'000 + 1));
    if (!message && message.error().kind == results::ErrorKind::data) {
      (void)give_up(RepetitionOutcome::crashed, results::to_line(message.error()));
      return std::nullopt;
    }
    if (!message) {
      (void)ended_by_itself(awaited);
      return std::nullopt;
    }
    std::optional<Message>& said = *message;
    if (!said) continue;
    if (const auto* const failure = std::get_if<Failure>(&*said)) {
      (void)give_up(failure->outcome, results::to_line(failure->error));
      return std::nullopt;
    }
    return std::move(said);
  }
}

bool ReplayProcess::prepare(const LaunchSpec& spec, Prepare order, const std::filesystem::path& scratch) {
  auto launched = launcher_.launch(spec);
  if (!launched) return give_up(RepetitionOutcome::refused, results::to_line(launched.error()));
  process_ = std::move(*launched);
  const auto hello = next_message("starting");
  if (!hello) return false;
  const auto* const greeting = std::get_if<Hello>(&*hello);
  if (greeting == nullptr || greeting->protocol != protocol_version)
    return give_up(RepetitionOutcome::refused,
                   "crossfade-measure is of another version: install both of the same");
  order.scratch_dir = scratch.string();
  if (!process_->send(order)) return ended_by_itself("starting");
  auto answer = next_message("preparing");
  if (!answer) return false;
  auto* const ready = std::get_if<Ready>(&*answer);
  if (ready == nullptr) return give_up(RepetitionOutcome::crashed, "said something else while preparing");
  ready_ = std::move(*ready);
  return true;
}

std::optional<StageDone> ReplayProcess::run(const StageSpec& spec) {
  constexpr const char* doing = "replaying requests";
  const auto unexpected = [&] {
    (void)give_up(RepetitionOutcome::crashed, fmt::format("said something else while {}", doing));
    return std::nullopt;
  };
  if (!process_->send(Run{spec})) {
    (void)ended_by_itself(doing);
    return std::nullopt;
  }
  const auto over = next_message(doing);
  if (!over) return std::nullopt;
  if (!std::holds_alternative<StageOver>(*over)) return unexpected();
  auto answer = next_message(doing);
  if (!answer) return std::nullopt;
  auto* const done = std::get_if<StageDone>(&*answer);
  if (done == nullptr || done->record.stage.kind != spec.kind) return unexpected();
  const results::Stage& stage = done->record.stage;
  if (stage.errors > 0) {
    (void)give_up(RepetitionOutcome::wrong, fmt::format("{} of {} answers were wrong or failed while {}",
                                                        stage.errors, stage.completed + stage.errors, doing));
    return std::nullopt;
  }
  if (stage.completed != std::uint64_t{spec.requests} * spec.rounds) return unexpected();
  return std::move(*done);
}

bool ReplayProcess::finish() {
  if (!process_->send(Stop{})) return ended_by_itself("finishing");
  const auto answer = next_message("finishing");
  if (!answer) return false;
  if (!std::holds_alternative<Bye>(*answer))
    return give_up(RepetitionOutcome::crashed, "said something else while finishing");
  // A simulator has much to write at its end.
  const ProcessEnd end = process_->wait(std::chrono::seconds(60));
  if (end.signal == 0 && end.exit_code == 0) return true;
  return ended_by_itself("ending");
}

}  // namespace crossfade::collector
