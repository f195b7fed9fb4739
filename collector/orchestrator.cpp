#include "collector/orchestrator.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "collector/allotment.h"
#include "collector/duration_text.h"
#include "collector/process_time.h"
#include "collector/utc_text.h"
#include "collector/verification.h"

namespace crossfade::collector {
namespace {

using results::RecordingState;
using results::Repetition;
using results::RepetitionOutcome;
using results::Result;

Result<void> close_abandoned(RecordingSink& sink) {
  for (std::uint32_t i = 0; i < sink.recorded().repetitions.size(); ++i) {
    Repetition repetition = sink.recorded().repetitions[i];
    if (repetition.outcome != RepetitionOutcome::running) continue;
    repetition.outcome = RepetitionOutcome::killed;
    repetition.reason = "the collector ended while it was measured";
    CF_TRY(sink.append_log(fmt::format("process {}: {}; it is measured again", i + 1, repetition.reason)));
    CF_TRY(sink.update_repetition(i, std::move(repetition)));
  }
  return {};
}

/// The calibration is over: its variances make the plan that goes on, and the recording keeps it.
Result<void> settle_plan(RunParts& parts, std::uint64_t spent_ns) {
  const Allotment settled = allotted(parts.plan, outlooks(parts.plan, parts.sink.recorded()), spent_ns);
  parts.plan = settled.plan;
  CF_TRY(parts.sink.set_plan(to_json(parts.plan)));
  for (const std::string& text : parts.plan.left_out) {
    const auto colon = text.find(": ");
    CF_TRY(parts.sink.add_absence({text.substr(0, colon), text.substr(colon + 2)}));
  }
  CF_TRY(parts.sink.append_log(fmt::format("allotted {} blocks", parts.plan.blocks)));
  parts.observer.plan_settled(settled);
  return parts.sink.publish();
}

/// Told at the end of the run, and recorded.
Result<void> leave_out(RunParts& parts, std::string subject, std::string reason) {
  parts.plan.left_out.push_back(fmt::format("{}: {}", subject, reason));
  return parts.sink.add_absence({std::move(subject), std::move(reason)});
}

/// What the allotment promised and the budget did not hold.
Result<void> tell_blocks_not_begun(RunParts& parts) {
  const BlocksNotBegun missing = blocks_not_begun(parts.plan, parts.sink.recorded());
  if (missing.blocks == 0) return {};
  std::string reason = fmt::format("not begun: the budget of {} does not hold them: they need about {} more",
                                   duration_text(parts.plan.budget_ns), duration_text(missing.needed_ns));
  if (const std::string fewer = fewer_blocks_text(parts.plan.blocks - missing.blocks); !fewer.empty())
    reason += "; " + fewer;
  return leave_out(parts, fmt::format("{} of {} blocks", missing.blocks, parts.plan.blocks),
                   std::move(reason));
}

Result<void> tell_looks_not_begun(RunParts& parts) {
  for (const std::uint32_t workload : looks_not_begun(parts.plan, parts.sink.recorded())) {
    std::string reason = verification_look(parts.plan, parts.sink.recorded(), workload).not_taken_because;
    if (reason.empty())
      reason =
          fmt::format("not begun: the budget of {} does not hold it", duration_text(parts.plan.budget_ns));
    CF_TRY(leave_out(parts, verification_subject(parts.plan.workloads[workload]), std::move(reason)));
  }
  return {};
}

/// How many blocks this run may still begin.
class BlocksOfThisRun {
 public:
  explicit BlocksOfThisRun(std::optional<std::uint32_t> most) : most_(most.value_or(UINT32_MAX)) {}

  /// Whether the run is to end before that item: it belongs to a block beyond those that were asked for, or
  /// behind the last: the other side of recordings made in turn is to have its block first.
  bool end_before(const WorkItem& item) {
    using results::RepetitionPurpose;
    if (item.purpose == RepetitionPurpose::rerun || item.purpose == RepetitionPurpose::verification)
      return begun_ && most_ != UINT32_MAX;
    if (item.purpose != RepetitionPurpose::measurement) return false;
    if (!begun_) first_ = item.block;
    begun_ = true;
    return item.block - first_ >= most_;
  }

 private:
  std::uint32_t most_, first_ = 0;
  bool begun_ = false;
};

}  // namespace

Result<RunEnd> carry_out(RunParts parts) {
  if (const std::size_t recorded = parts.sink.recorded().repetitions.size(); recorded > 0)
    CF_TRY(parts.sink.append_log(
        fmt::format("{}: went on after {} process{}",
                    utc_text(static_cast<std::int64_t>(parts.unix_now_ns() / 1'000'000'000)), recorded,
                    recorded == 1 ? "" : "es")));
  CF_TRY(close_abandoned(parts.sink));
  const std::uint64_t begin_ns = parts.now_ns(), before_ns = recorded_time_ns(parts.sink.recorded());
  const auto spent_ns = [&] { return before_ns + parts.now_ns() - begin_ns; };
  parts.progress = [&parts, &spent_ns] { return progress(parts.plan, parts.sink.recorded(), spent_ns()); };
  BlocksOfThisRun blocks(parts.stop_after_blocks);
  for (;;) {
    const auto item = next_item(parts.plan, parts.sink.recorded());
    if (!item) {
      if (!needs_allotment(parts.plan, parts.sink.recorded())) break;
      CF_TRY(settle_plan(parts, spent_ns()));
      continue;
    }
    if (parts.stop.requested()) {
      CF_TRY(parts.sink.finish(RecordingState::interrupted));
      return RunEnd::interrupted;
    }
    if (blocks.end_before(*item)) {
      CF_TRY(parts.sink.finish(RecordingState::interrupted));
      return RunEnd::paused;
    }
    CF_TRY(RepetitionRun(parts, *item).measure());
  }
  CF_TRY(tell_blocks_not_begun(parts));
  CF_TRY(tell_looks_not_begun(parts));
  CF_TRY(parts.sink.finish(RecordingState::finished));
  return RunEnd::finished;
}

}  // namespace crossfade::collector
