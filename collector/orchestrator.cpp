#include "collector/orchestrator.h"

#include <fmt/format.h>

#include "collector/allotment.h"
#include "collector/process_time.h"

namespace crossfade::collector {
namespace {

using results::RecordingState;
using results::Repetition;
using results::RepetitionOutcome;
using results::Result;

/// Time that went into what is recorded already.
std::uint64_t recorded_time_ns(const results::Recording& recorded) {
  std::uint64_t time_ns = 0;
  for (const std::uint64_t process_ns : process_times_ns(recorded)) time_ns += process_ns;
  return time_ns;
}

Result<void> close_abandoned(RecordingSink& sink) {
  for (std::uint32_t i = 0; i < sink.recorded().repetitions.size(); ++i) {
    Repetition repetition = sink.recorded().repetitions[i];
    if (repetition.outcome != RepetitionOutcome::running) continue;
    repetition.outcome = RepetitionOutcome::killed;
    repetition.reason = "the collector ended while it was measured";
    CF_TRY(sink.update_repetition(i, std::move(repetition)));
  }
  return {};
}

/// The calibration is over: its variances make the plan that goes on, and the recording keeps it.
Result<void> settle_plan(RunParts& parts, std::uint64_t spent_ns) {
  parts.plan = allotted(parts.plan, outlooks(parts.plan, parts.sink.recorded()), spent_ns);
  CF_TRY(parts.sink.set_plan(to_json(parts.plan)));
  for (const std::string& text : parts.plan.left_out) {
    const auto colon = text.find(": ");
    CF_TRY(parts.sink.add_absence({text.substr(0, colon), text.substr(colon + 2)}));
  }
  CF_TRY(parts.sink.append_log(fmt::format("allotted {} blocks", parts.plan.blocks)));
  return parts.sink.publish();
}

}  // namespace

Result<RunEnd> carry_out(RunParts parts) {
  CF_TRY(close_abandoned(parts.sink));
  const std::uint64_t begin_ns = parts.now_ns(), before_ns = recorded_time_ns(parts.sink.recorded());
  parts.progress = [&parts, begin_ns, before_ns] {
    return progress(parts.plan, parts.sink.recorded(), before_ns + parts.now_ns() - begin_ns);
  };
  std::optional<std::uint32_t> end_block;  // the first that is not measured in this run
  for (;;) {
    const auto item = next_item(parts.plan, parts.sink.recorded());
    if (!item && needs_allotment(parts.plan, parts.sink.recorded())) {
      CF_TRY(settle_plan(parts, before_ns + parts.now_ns() - begin_ns));
      continue;
    }
    if (!item) break;
    const bool in_block = item->purpose == results::RepetitionPurpose::measurement;
    if (!end_block && parts.stop_after_blocks && in_block) end_block = item->block + *parts.stop_after_blocks;
    if (parts.stop.requested()) {
      CF_TRY(parts.sink.finish(RecordingState::interrupted));
      return RunEnd::interrupted;
    }
    if (end_block && in_block && item->block >= *end_block) {
      CF_TRY(parts.sink.finish(RecordingState::interrupted));
      return RunEnd::paused;
    }
    CF_TRY(RepetitionRun(parts, *item).measure());
  }
  CF_TRY(parts.sink.finish(RecordingState::finished));
  return RunEnd::finished;
}

}  // namespace crossfade::collector
