#include "collector/rerun.h"

namespace crossfade::collector {
namespace {

using results::Recording;
using results::RepetitionOutcome;
using results::RepetitionPurpose;
using results::StageKind;

bool is_repeatable(StageKind kind) {
  return kind == StageKind::service || kind == StageKind::capacity || kind == StageKind::load ||
         kind == StageKind::slo_chunk;
}

bool is_to_be_repeated(const results::Repetition& repetition, const results::Stage& stage) {
  return repetition.purpose == RepetitionPurpose::measurement &&
         repetition.outcome == RepetitionOutcome::ok && stage.quality != results::Quality::clean &&
         is_repeatable(stage.kind);
}

}  // namespace

Reruns::Reruns(const Plan& plan, const Recording& recorded)
    : plan_(plan), disturbed_ns_(items_total(plan), 0), fits_(items_total(plan), false) {
  if (plan.rerun_share <= 0) return;
  double measured_ns = 0;
  for (const results::Stage& stage : recorded.stages) {
    const results::Repetition& repetition = recorded.repetitions[stage.repetition];
    if (repetition.purpose != RepetitionPurpose::measurement) continue;
    measured_ns += static_cast<double>(stage.duration_ns);
    if (is_to_be_repeated(repetition, stage)) disturbed_ns_[repetition.plan_item] += stage.duration_ns;
  }
  double left_ns = plan.rerun_share * measured_ns;
  for (std::size_t i = 0; i < disturbed_ns_.size(); ++i) {
    fits_[i] = disturbed_ns_[i] > 0 && static_cast<double>(disturbed_ns_[i]) <= left_ns;
    if (!fits_[i]) continue;
    left_ns -= static_cast<double>(disturbed_ns_[i]);
    share_ += static_cast<double>(disturbed_ns_[i]) / measured_ns;
  }
}

bool Reruns::wanted(std::uint32_t rerun_item) const {
  return fits_[measurement_of_rerun(plan_, rerun_item)];
}

std::uint64_t Reruns::time_ns(std::uint32_t rerun_item) const {
  return disturbed_ns_[measurement_of_rerun(plan_, rerun_item)];
}

std::vector<std::uint32_t> disturbed_stages(const Plan& plan, const Recording& recorded,
                                            std::uint32_t rerun_item) {
  const std::uint32_t measurement = measurement_of_rerun(plan, rerun_item);
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < recorded.stages.size(); ++i) {
    const results::Stage& stage = recorded.stages[i];
    const results::Repetition& repetition = recorded.repetitions[stage.repetition];
    if (repetition.plan_item == measurement && is_to_be_repeated(repetition, stage)) found.push_back(i);
  }
  return found;
}

}  // namespace crossfade::collector
