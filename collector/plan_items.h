// Plan items: the numbered places of a plan, each one process of one workload. First the calibration, then
// the blocks, then for every place of a block one where its disturbed stages may be measured again, then one
// verification for each workload. Which of them are needed says the planner. Pure.
#pragma once

#include <cstdint>

#include "collector/plan.h"
#include "results/recording.h"

namespace crossfade::collector {

struct WorkItem {
  std::uint32_t plan_item = 0;  ///< its number, unique within the plan
  std::uint32_t block = 0;      ///< of a calibration: its round
  std::uint32_t workload = 0;   ///< index into Plan::workloads
  std::uint64_t seed = 0;       ///< of the inputs: the same in every repetition of a workload
  results::RepetitionPurpose purpose = results::RepetitionPurpose::measurement;
  friend bool operator==(const WorkItem&, const WorkItem&) = default;
};

std::uint32_t items_total(const Plan& plan);

/// The item at a place of the plan; `plan_item` < items_total().
WorkItem item_at(const Plan& plan, std::uint32_t plan_item);

/// Of a workload that is in some of the blocks only: whether this one is among them.
bool is_in_block(const Plan& plan, std::uint32_t workload, std::uint32_t block);

/// The measurement that a rerun repeats stages of.
std::uint32_t measurement_of_rerun(const Plan& plan, std::uint32_t rerun_item);

}  // namespace crossfade::collector
