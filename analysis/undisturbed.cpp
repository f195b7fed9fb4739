#include "analysis/undisturbed.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "results/stage_likeness.h"

namespace crossfade::analysis {
namespace {

/// Those of which the block has none left.
void add_what_is_missing(std::vector<StageView>& block, std::vector<StageView> again) {
  std::erase_if(again, [&](const StageView& stage) {
    return std::any_of(block.begin(), block.end(),
                       [&](const StageView& own) { return results::alike(*own.stage, *stage.stage); });
  });
  std::move(again.begin(), again.end(), std::back_inserter(block));
}

}  // namespace

Undisturbed::Undisturbed(const Side& side) {
  double weighted = 0, near = 0, weight = 0;
  for (const RecordingPointer& opened : side.recordings) {
    const results::Recording& recording = opened->recording;
    const PanelVerdict& verdict = verdicts_.emplace_back(panel_verdict(recording));
    if (!verdict.absent_because.empty() && disturbance_.absent_because.empty())
      disturbance_.absent_because = verdict.absent_because;
    if (!verdict.ceiling_text.empty() && std::find(disturbance_.ceilings.begin(), disturbance_.ceilings.end(),
                                                   verdict.ceiling_text) == disturbance_.ceilings.end())
      disturbance_.ceilings.push_back(verdict.ceiling_text);
    if (!verdict.disturbed_time_share) continue;
    double time_ns = 0;
    for (const results::Stage& stage : recording.stages) {
      if (results::is_of_measurement(recording, stage)) time_ns += static_cast<double>(stage.duration_ns);
    }
    weighted += time_ns * *verdict.disturbed_time_share;
    near += time_ns * verdict.near_time_share;
    weight += time_ns;
  }
  if (weight <= 0) return;
  disturbance_.time_share = weighted / weight;
  disturbance_.near_share = near / weight;
}

std::vector<ProcessRun> Undisturbed::left_of(std::vector<ProcessRun> runs) const {
  for (ProcessRun& run : runs) {
    const std::vector<bool>& undisturbed = verdicts_[run.recording_index].undisturbed;
    const results::Stage* const first = run.recording->stages.data();
    std::erase_if(run.stages, [&](const StageView& view) {
      return !undisturbed[static_cast<std::size_t>(view.stage - first)];
    });
  }
  std::erase_if(runs, [](const ProcessRun& run) { return run.stages.empty(); });
  return runs;
}

WorkloadRuns Undisturbed::of(const WorkloadRuns& experienced) const {
  WorkloadRuns left = experienced;
  left.runs = left_of(std::move(left.runs));
  left.verifications = left_of(std::move(left.verifications));
  for (ProcessRun& again : left_of(std::move(left.reruns))) {
    const auto block = std::find_if(left.runs.begin(), left.runs.end(), [&](const ProcessRun& run) {
      return run.recording == again.recording && run.workload == again.workload && run.block == again.block;
    });
    if (block == left.runs.end()) {
      left.runs.push_back(std::move(again));
    } else {
      add_what_is_missing(block->stages, std::move(again.stages));
    }
  }
  left.reruns.clear();
  return left;
}

void Undisturbed::demand_blocks(const Sample& experienced, Estimate& estimate, Sample& sample) const {
  std::string reason = disturbance_.absent_because;
  const auto &all = experienced.blocks_of_recording, &left = sample.blocks_of_recording;
  for (const auto& [recording, blocks] : all) {
    const auto found = left.find(recording);
    const std::uint32_t n = found == left.end() ? 0 : found->second;
    if (n >= fewest_undisturbed_blocks || !reason.empty()) continue;
    reason = fmt::format("undisturbed in {} of {} blocks{}: it takes {}", n, blocks,
                         all.size() > 1 ? " of a recording" : "", fewest_undisturbed_blocks);
  }
  // What was void as experienced has no fewer blocks to ask for.
  for (const auto& [recording, blocks] : left) {
    if (all.contains(recording) || blocks >= fewest_undisturbed_blocks || !reason.empty()) continue;
    reason = fmt::format("undisturbed in {} block{}: it takes {}", blocks, blocks == 1 ? "" : "s",
                         fewest_undisturbed_blocks);
  }
  if (reason.empty()) return;
  estimate = {};
  estimate.absent_because = sample.absent_because = reason;
  sample.values.clear();
}

Agreement agreement(const Ratio& experienced, const Ratio& undisturbed) {
  if (!experienced.value || !undisturbed.value) return Agreement::unknown;
  const bool both_resolved = experienced.resolved && undisturbed.resolved;
  if (both_resolved && (*experienced.value > 1) != (*undisturbed.value > 1)) return Agreement::differs;
  // 5 % faster and 60 % faster may decide differently against a price, whatever each decides against 1.
  const auto &a = experienced.interval, &b = undisturbed.interval;
  if (a && b && (a->low > b->high || b->low > a->high)) return Agreement::differs;
  return experienced.resolved == undisturbed.resolved ? Agreement::same : Agreement::one_resolved;
}

}  // namespace crossfade::analysis
