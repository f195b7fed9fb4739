#include "collector/instruction_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "collector/described_workload.h"
#include "collector/dispatch_check.h"
#include "collector/run_numbers.h"
#include "collector/stage_rows.h"
#include "results/enum_names.h"
#include "results/simulated_instructions.h"

namespace crossfade::collector {
namespace {

using results::Result;

/// Why there is no count; empty = there is one.
std::string why_none(const InstructionReplay& replay) {
  if (!replay.counted())
    return fmt::format("not counted: {}: {}", results::name_of(replay.end.outcome), replay.end.reason);
  return replay.why_not.empty() ? "" : "not transferable: " + replay.why_not;
}

}  // namespace

results::Counter simulated_instructions() {
  return {"instructions", "callgrind Ir of a request", results::CounterScope::user,
          results::CounterTier::simulated, ""};
}

Result<void> record_replay(RecordingSink& sink, const PlannedWorkload& planned, const Plugin& plugin,
                           const InstructionReplay& replay, std::uint32_t counter) {
  const auto& ready = replay.ready;
  const auto workload =
      ready ? sink.add_workload(ready->workload, ready->classes, ready->libraries)
            : sink.add_workload(described_workload(plugin, planned), described_classes(plugin), {});
  if (!workload) return workload.error();
  const std::string none = why_none(replay);
  for (std::size_t i = 0; i < replay.processes.size(); ++i) {
    const ReplayedProcess& process = replay.processes[i];
    results::Repetition row = process.repetition;
    row.workload = *workload;
    const auto repetition = sink.add_repetition(row);
    if (!repetition) return repetition.error();
    for (std::size_t s = 0; s < process.stages.size(); ++s) {
      results::StageRecord record = process.stages[s];
      record.stage.repetition = *repetition;
      if (const char* const stranger = use_rows_of(sink.recorded(), *workload, {}, record)) {
        return results::Error{results::ErrorKind::data, "cannot record a replay", display_name(planned),
                              stranger, "use crossfade-collect and crossfade-measure of the same version"};
      }
      results::CounterReading reading{0, counter, std::nullopt, 0, 0, results::CounterState::denied};
      if (i > 0 && none.empty()) {
        reading.total = replay.instructions[i - 1][s];
        // A simulator counts all the time that the thread runs.
        reading.enabled_ns = reading.running_ns = std::max<std::uint64_t>(1, record.stage.duration_ns);
        reading.state = results::CounterState::counted;
      }
      record.readings.push_back(reading);
      const auto appended = sink.append_stage(std::move(record));
      if (!appended) return appended.error();
    }
  }
  const std::string name = display_name(planned);
  if (!none.empty()) {
    const std::string subject = results::simulated_instructions_subject(sink.recorded().workloads[*workload]);
    CF_TRY(sink.add_absence({subject, none}));
  }
  if (none.empty() && !replay.doubt.empty())
    CF_TRY(sink.append_log(fmt::format("{}: {}", name, replay.doubt)));
  if (none.empty() && !replay.replays_identical()) {
    CF_TRY(sink.append_log(fmt::format("{}: two replays differ by {:.4f} %: the counts are not exact", name,
                                       100 * replay.replays_differ_by())));
  }
  return {};
}

std::string replay_text(const PlannedWorkload& planned, const InstructionReplay& replay, double clock_hz) {
  const std::string name = display_name(planned);
  if (const std::string none = why_none(replay); !none.empty()) return fmt::format("{}: {}", name, none);
  const auto& each = replay.instructions.front();
  const auto [least, most] = std::minmax_element(each.begin(), each.end());
  const auto mean = replay.per_request();
  const std::string interval =
      mean.interval ? fmt::format(" [{}, {}]", grouped(mean.interval->low), grouped(mean.interval->high))
                    : "";
  std::string text = fmt::format(
      "{}: {}{} instructions a request in user mode (of {} requests, {} to {}; {})", name, grouped(mean.mean),
      interval, each.size(), grouped(static_cast<double>(*least)), grouped(static_cast<double>(*most)),
      replay.replays_identical()
          ? "two replays are identical"
          : fmt::format("NOT EXACT: two replays differ by {:.4f} %", 100 * replay.replays_differ_by()));
  const double ipc = estimated_ipc(
      {.native = {},
       .simulated = {},
       .instructions_per_request = static_cast<double>(replay.total(0)) / static_cast<double>(each.size()),
       .cpu_ns_per_request = replay.least_cpu_ns(),
       .clock_hz = clock_hz,
       .microarchitecture = {}});
  text += fmt::format("; natively {} of CPU time a request (least of {} rounds, median {})",
                      time_text(replay.least_cpu_ns()), replay.processes.front().stages.size(),
                      time_text(replay.median_cpu_ns()));
  text += std::isfinite(ipc)
              ? fmt::format("; IPC {:.2f}, estimated (callgrind instructions / (CPU time x effective clock))",
                            ipc)
              : "; no IPC: the core's clock could not be told beside others' work";
  if (!replay.doubt.empty()) text += "; doubtful: " + replay.doubt;
  return text;
}

}  // namespace crossfade::collector
