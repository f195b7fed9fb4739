#include "collector/rerun.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "collector/budget_left.h"
#include "results/busy_neighbour.h"
#include "results/stage_likeness.h"

namespace crossfade::collector {
namespace {

using results::Recording;
using results::RepetitionOutcome;
using results::RepetitionPurpose;
using results::Stage;
using results::StageKind;

/// The lower the sooner; nullopt: not repeated.
std::optional<int> rank(const Plan& plan, const Stage& stage) {
  switch (stage.kind) {
    case StageKind::slo_chunk:
      return 0;
    case StageKind::capacity:
      return stage.workers == plan.thread_counts.back() ? 1 : 3;
    case StageKind::service:
      return 2;
    case StageKind::load:
      return 4;
    default:
      return std::nullopt;
  }
}

struct Candidate {
  int rank = 0;
  std::uint32_t pieces = 0;  ///< like it that its process has already: clean, or repeated before it
  std::uint32_t measurement = 0, stage = 0;
  auto operator<=>(const Candidate&) const = default;
};

bool is_of_blocks(const results::Repetition& repetition) {
  return repetition.purpose == RepetitionPurpose::measurement ||
         repetition.purpose == RepetitionPurpose::calibration;
}

/// Neither disturbed nor so near a busy neighbour that reports will not call it undisturbed.
class Disturbance {
 public:
  /// What repetitions meet changes nothing about what is to be repeated.
  explicit Disturbance(const Recording& recorded)
      : recorded_(recorded), neighbour_(results::BusyNeighbour::by_table(recorded, is_of_blocks)) {}
  bool spared(const Stage& stage) const {
    return stage.quality == results::Quality::clean &&
           !(is_of_blocks(recorded_.repetitions[stage.repetition]) && neighbour_.is_near(stage));
  }

 private:
  const Recording& recorded_;
  results::BusyNeighbour neighbour_;
};

/// All that may be repeated, the most valuable first.
std::vector<Candidate> candidates(const Plan& plan, const Recording& recorded,
                                  const Disturbance& disturbance) {
  struct Pieces {
    const Stage* like = nullptr;
    std::uint32_t count = 0;
  };
  std::vector<std::vector<Pieces>> of_process(recorded.repetitions.size());
  const auto pieces_like = [&](const Stage& stage) -> std::uint32_t& {
    std::vector<Pieces>& all = of_process[stage.repetition];
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Pieces& p) { return results::alike(*p.like, stage); });
    return found != all.end() ? found->count : all.emplace_back(Pieces{&stage, 0}).count;
  };
  for (const Stage& stage : recorded.stages)
    if (rank(plan, stage) && disturbance.spared(stage)) ++pieces_like(stage);
  std::vector<Candidate> all;
  for (std::uint32_t i = 0; i < recorded.stages.size(); ++i) {
    const Stage& stage = recorded.stages[i];
    const results::Repetition& repetition = recorded.repetitions[stage.repetition];
    const auto ranked = rank(plan, stage);
    if (!ranked || disturbance.spared(stage) || repetition.purpose != RepetitionPurpose::measurement ||
        repetition.outcome != RepetitionOutcome::ok)
      continue;
    all.push_back({*ranked, pieces_like(stage)++, repetition.plan_item, i});
  }
  std::sort(all.begin(), all.end());
  return all;
}

Reruns::Expected expected_reruns(const Plan& plan, const Recording& recorded,
                                 const Disturbance& disturbance) {
  double all_ns = 0, again_ns = 0, all = 0, again = 0, of_measurements = 0;
  for (const Stage& stage : recorded.stages) {
    const results::Repetition& repetition = recorded.repetitions[stage.repetition];
    if (!is_of_blocks(repetition) || repetition.outcome != RepetitionOutcome::ok) continue;
    all_ns += static_cast<double>(stage.duration_ns);
    if (!rank(plan, stage)) continue;
    ++all;
    of_measurements += repetition.purpose == RepetitionPurpose::measurement;
    if (disturbance.spared(stage)) continue;
    ++again;
    again_ns += static_cast<double>(stage.duration_ns);
  }
  const auto measurements = static_cast<double>(
      std::count_if(recorded.repetitions.begin(), recorded.repetitions.end(), [](const auto& repetition) {
        return repetition.purpose == RepetitionPurpose::measurement &&
               repetition.outcome == RepetitionOutcome::ok;
      }));
  if (measurements == 0 || of_measurements == 0) return {};
  // The few processes so far say less of how many have any than their many stages do, as if each were
  // disturbed by itself.
  return {std::min(plan.rerun_share, again_ns / all_ns),
          1 - std::pow(1 - again / all, of_measurements / measurements)};
}

}  // namespace

Reruns::Reruns(const Plan& plan, const Recording& recorded)
    : plan_(plan), of_measurements_(items_total(plan)) {
  if (plan.rerun_share <= 0) return;
  double measured_ns = 0;
  for (const Stage& stage : recorded.stages) {
    if (recorded.repetitions[stage.repetition].purpose == RepetitionPurpose::measurement)
      measured_ns += static_cast<double>(stage.duration_ns);
  }
  if (measured_ns <= 0) return;
  const Disturbance disturbance(recorded);
  expected_ = expected_reruns(plan, recorded, disturbance);
  double share_left_ns = plan.rerun_share * measured_ns;
  auto budget = budget_left_by_blocks(plan, recorded);
  for (const Candidate& candidate : candidates(plan, recorded, disturbance)) {
    const std::uint64_t stage_ns = recorded.stages[candidate.stage].duration_ns;
    Rerun& rerun = of_measurements_[candidate.measurement];
    if (static_cast<double>(stage_ns) > share_left_ns) continue;
    if (budget) {
      const std::uint64_t cost_ns = stage_ns + (rerun.stages.empty() ? budget->overhead_ns : 0);
      if (cost_ns > budget->left_ns) continue;
      budget->left_ns -= cost_ns;
    }
    share_left_ns -= static_cast<double>(stage_ns);
    rerun.stages.push_back(candidate.stage);
    rerun.time_ns += stage_ns;
  }
  for (Rerun& rerun : of_measurements_) std::sort(rerun.stages.begin(), rerun.stages.end());
}

const Reruns::Rerun& Reruns::rerun(std::uint32_t rerun_item) const {
  return of_measurements_[measurement_of_rerun(plan_, rerun_item)];
}

const std::vector<std::uint32_t>& Reruns::stages(std::uint32_t rerun_item) const {
  return rerun(rerun_item).stages;
}

std::uint64_t Reruns::time_ns(std::uint32_t rerun_item) const {
  return rerun(rerun_item).time_ns;
}

}  // namespace crossfade::collector
