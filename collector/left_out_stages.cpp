#include "collector/left_out_stages.h"

#include <fmt/format.h>

#include "collector/allotment.h"
#include "collector/duration_text.h"
#include "collector/first_capacity.h"
#include "collector/plan_items.h"
#include "collector/stage_order.h"

namespace crossfade::collector {
namespace {

using results::Absence;
using results::StageKind;

std::string room_text() {
  return fmt::format("a stage has room for {:.0f} million arrivals", most_arrivals * 1e-6);
}

void add_slo(const Plan& plan, const PlannedWorkload& workload, double capacity_per_s,
             std::vector<Absence>& out) {
  // An allotted plan has its own list, with the time that is missing.
  if (plan.allotted || !workload.slo || plan.chunk_ns == 0 || slo_chunk_ns(plan, capacity_per_s) > 0) return;
  out.push_back({"SLO throughput of " + display_name(workload),
                 too_slow_for_a_chunk(plan, wanted_chunk_ns(plan, capacity_per_s))});
}

void add_load(const Plan& plan, const StageOrder& order, const PlannedWorkload& workload,
              std::vector<Absence>& out) {
  std::size_t cut = 0;
  double lowest_per_s = 0;
  for (const StageSpec& stage : order.stages()) {
    if (stage.kind != StageKind::load || stage.duration_ns >= plan.load_ns) continue;
    if (cut++ == 0 || stage.offered_per_s < lowest_per_s) lowest_per_s = stage.offered_per_s;
  }
  if (cut == 0) return;
  out.push_back({"length of load stages of " + display_name(workload),
                 fmt::format("{} from {:.0f}/s on {} shorter than {}: {}", cut, lowest_per_s,
                             cut == 1 ? "is" : "are", duration_text(plan.load_ns), room_text())});
}

void add_spikes(const Plan& plan, const PlannedWorkload& workload, double capacity_per_s,
                std::vector<Absence>& out) {
  for (const double factor : plan.spikes.factors) {
    if (has_room(spike_stage(plan.spikes, capacity_per_s, factor))) continue;
    out.push_back({fmt::format("load spike x{:g} of {}", factor, display_name(workload)),
                   fmt::format("not measured: {}; shorter ones (--spike-time) and smaller ones have fewer",
                               room_text())});
  }
}

}  // namespace

std::vector<Absence> left_out_stages(const Plan& plan, const results::Recording& recorded,
                                     std::uint32_t repetition) {
  std::vector<Absence> out;
  const WorkItem item = item_at(plan, recorded.repetitions[repetition].plan_item);
  if (item.purpose != results::RepetitionPurpose::measurement) return out;
  const PlannedWorkload& workload = plan.workloads[item.workload];
  add_load(plan, StageOrder(plan, recorded, repetition), workload, out);
  const auto capacity = first_capacity(plan, recorded, item.workload, items_total(plan));
  if (!capacity) return out;
  add_slo(plan, workload, *capacity, out);
  add_spikes(plan, workload, *capacity, out);
  return out;
}

}  // namespace crossfade::collector
