#include "collector/measure/session.h"

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "collector/measure/clock.h"
#include "collector/measure/host_limits.h"
#include "collector/measure/overlap.h"
#include "collector/measure/warm_up.h"
#include "collector/plugin/loaded_workload.h"
#include "collector/plugin/plugin_folders.h"
#include "collector/protocol/input_file.h"
#include "results/version.h"

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::RepetitionOutcome;
using results::Result;

constexpr std::chrono::milliseconds a_while{60'000};

Error unexpected(const char* wanted) {
  return {ErrorKind::data, "cannot go on", "channel", std::string("the orchestrator did not send ") + wanted,
          "use crossfade-collect and crossfade-measure of the same version"};
}

/// Waits for the next message as long as it takes: the kernel ends this process with its parent.
Result<Message> next_message(Channel& channel) {
  for (;;) {
    auto message = channel.receive(a_while);
    if (!message) return message.error();
    if (std::optional<Message>& arrived = *message) return std::move(*arrived);
  }
}

/// Tells the orchestrator and gives the exit code.
int fail(Channel& channel, RepetitionOutcome outcome, const Error& error) {
  // If the orchestrator is gone there is nobody left to tell.
  static_cast<void>(static_cast<bool>(channel.send(Failure{outcome, error})));
  return results::exit_code(error);
}

/// The trace that the order names, as it was when the run began.
Result<std::optional<ArrivalTrace>> ordered_trace(const Prepare& order) {
  if (order.arrival_trace_path.empty()) return std::optional<ArrivalTrace>{};
  auto trace = read_arrival_trace(order.arrival_trace_path);
  if (!trace) return trace.error();
  if (trace->digest == order.arrival_trace_digest) return std::optional(std::move(*trace));
  return Error{ErrorKind::data, "cannot use the arrival trace", order.arrival_trace_path,
               "it holds other arrivals than when the run began", "put the old file back, or start anew"};
}

/// That the file to work on, if there is one, is as it was when the run began.
Result<void> check_input(const Prepare& order) {
  if (order.input_path.empty()) return {};
  const auto digest = digest_of_file(order.input_path);
  if (!digest) return digest.error();
  if (*digest == order.input_digest) return {};
  return Error{ErrorKind::data, "cannot use the input", order.input_path,
               "it holds something else than when the run began", "put the old file back, or start anew"};
}

/// Of the installation that this program is part of; in a bundle the loader hides where the program lies.
std::vector<std::filesystem::path> own_plugin_folders() {
  if (const char* const root = std::getenv("CROSSFADE_ROOT")) return installed_plugin_folders(root);
  std::error_code ignored;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  return installed_plugin_folders(program.parent_path().parent_path().parent_path());
}

void describe_memory(Ready& ready, const std::string& proc_root) {
  const ProcessMemory memory = process_memory(proc_root);
  const std::string reason = proc_root + "/self/status cannot be read";
  ready.rss_bytes = memory.rss_bytes.value_or(0);
  ready.shared_memory_bytes = memory.shared_bytes.value_or(0);
  if (!memory.rss_bytes) ready.absences.push_back({"repetition.rss_bytes", reason});
  if (!memory.shared_bytes) ready.absences.push_back({"repetition.shared_memory_bytes", reason});
}

}  // namespace

Result<std::unique_ptr<PreparedSession>> PreparedSession::prepare(const Prepare& order, PerfApi& perf,
                                                                  RepetitionOutcome& on_failure) {
  on_failure = RepetitionOutcome::refused;
  if (order.worker_cpus.empty())
    return Error{ErrorKind::usage, "cannot prepare the workload", order.plugin_path, "there are no workers",
                 "give at least one CPU"};
  const std::int64_t begin_ns = monotonic_ns();
  auto trace = ordered_trace(order);
  if (!trace) return trace.error();
  CF_TRY(check_input(order));
  const auto loaded = load_workload(order.plugin_path, own_plugin_folders());
  if (!loaded) return loaded.error();
  std::unique_ptr<PreparedSession> session(new PreparedSession);
  session->arrival_trace_ = std::move(*trace);
  auto workload = PreparedWorkload::prepare(*loaded->table, order);
  if (!workload) return workload.error();
  session->workload_ = std::move(*workload);
  session->ready_.workload = session->workload_->description();
  session->ready_.classes = session->workload_->classes();
  session->ready_.libraries = session->workload_->libraries();
  session->ready_.prepare_ns = static_cast<std::uint64_t>(monotonic_ns() - begin_ns);
  if (order.facts_only) return session;
  auto crew = Crew::create(*session->workload_, order.worker_cpus, order.counters ? &perf : nullptr,
                           order.proc_root, order.hardware_events, pin_this_thread, order.count_cpus);
  if (!crew) return crew.error();
  session->crew_ = std::move(*crew);

  // Before the golden answers and the warm-up, so that its memory is old when measuring begins.
  if (order.panel.wanted) session->panel_ = std::make_unique<Panel>(*session->crew_, order.panel);

  on_failure = RepetitionOutcome::wrong;
  auto golden = GoldenAnswers::make(*session->crew_, order.cheap_answers);
  if (!golden) return golden.error();
  session->golden_ = std::move(*golden);
  session->ready_.prepare_ns = static_cast<std::uint64_t>(monotonic_ns() - begin_ns);
  const auto warm = warm_up(*session->crew_, session->golden_, order.warm_up_limit_ns, order.seed);
  if (!warm) return warm.error();
  const std::int64_t warm_ns = monotonic_ns();
  const auto first_index = verify_inexact_answers(*session->crew_, warm->next_index, order.cheap_answers);
  if (!first_index) return first_index.error();
  session->ready_.prepare_ns += static_cast<std::uint64_t>(monotonic_ns() - warm_ns);
  session->runner_ =
      std::make_unique<StageRunner>(*session->crew_, session->golden_, *first_index, session->panel_.get(),
                                    session->trace_or_null(), order.sample_rate_hz);

  Ready& ready = session->ready_;
  ready.counters = session->crew_->counters();
  if (session->workload_->is_contended()) {
    const auto own = overlap_counters();  // after those of the crew, as in every stage record
    ready.counters.insert(ready.counters.end(), own.begin(), own.end());
  }
  ready.golden_digest = session->golden_.digest();
  ready.cheap_digest = session->golden_.cheap_digest();
  ready.warm_up_ns = warm->elapsed_ns;
  ready.warm_up_requests = warm->requests;
  ready.settled = warm->settled;
  describe_memory(ready, order.proc_root);
  return session;
}

Ready PreparedSession::ready() const {
  return ready_;
}

Result<void> PreparedSession::finish() {
  runner_.reset();
  panel_.reset();
  crew_.reset();
  auto finished = workload_->finish();
  workload_.reset();
  return finished;
}

int run_session(Channel& channel, PerfApi& perf) {
  Hello hello;
  hello.producer = "crossfade-measure " + std::string(results::version());
  hello.pid = ::getpid();
  if (const auto sent = channel.send(hello); !sent) return results::exit_code(sent.error());

  const auto first = next_message(channel);
  if (!first) return results::exit_code(first.error());
  const auto* order = std::get_if<Prepare>(&*first);
  if (order == nullptr) return fail(channel, RepetitionOutcome::refused, unexpected("Prepare"));
  RepetitionOutcome on_failure{};
  const auto session = PreparedSession::prepare(*order, perf, on_failure);
  if (!session) return fail(channel, on_failure, session.error());
  if (const auto sent = channel.send((*session)->ready()); !sent) return results::exit_code(sent.error());

  for (;;) {
    const auto message = next_message(channel);
    if (!message) return results::exit_code(message.error());
    if (const auto* run = std::get_if<Run>(&*message); run != nullptr && !order->facts_only) {
      const auto done = (*session)->run(run->stage, [&channel] { return channel.send(StageOver{}); });
      if (!done) return fail(channel, RepetitionOutcome::refused, done.error());
      if (const auto sent = channel.send(*done); !sent) return results::exit_code(sent.error());
    } else if (std::holds_alternative<Stop>(*message)) {
      if (const auto finished = (*session)->finish(); !finished)
        return fail(channel, RepetitionOutcome::wrong, finished.error());
      const auto sent = channel.send(Bye{});
      return sent ? 0 : results::exit_code(sent.error());
    } else {
      return fail(channel, RepetitionOutcome::refused, unexpected("Run or Stop"));
    }
  }
}

}  // namespace crossfade::collector
