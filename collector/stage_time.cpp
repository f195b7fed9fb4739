#include "collector/stage_time.h"

#include "collector/first_capacity.h"
#include "collector/rate_grid.h"
#include "collector/stage_order.h"

namespace crossfade::collector {
namespace {

using results::RepetitionPurpose;

std::size_t rates_of(const Plan& plan, std::uint32_t workload, std::optional<double> capacity_per_s) {
  if (!plan.load_curve) return 0;
  if (!plan.rates_per_s.empty()) return plan.rates_per_s.size();
  const auto& baseline = plan.workloads[workload].baseline_rates_per_s;
  // Before its capacity is known, any capacity gives about the same number of rates.
  const auto grid = rate_grid(capacity_per_s.value_or(1000.0), plan.grid_step);
  if (capacity_per_s) return rates_after(baseline, grid).size();
  return baseline.empty() ? grid.size() : baseline.size();
}

}  // namespace

std::uint64_t stage_time_ns(const Plan& plan, const results::Recording& recorded, const WorkItem& item) {
  if (item.purpose == RepetitionPurpose::verification) return plan.verify_ns / 2;
  const auto capacity = first_capacity(plan, recorded, item.workload, items_total(plan));
  const std::uint64_t closed_ns = plan.service_ns + plan.capacity_ns * plan.thread_counts.size();
  const std::uint64_t chunk_ns = plan.workloads[item.workload].slo ? slo_chunk_ns(plan, capacity) : 0;
  if (item.purpose == RepetitionPurpose::calibration) return closed_ns + chunk_ns;
  return closed_ns + chunk_ns + plan.load_ns * rates_of(plan, item.workload, capacity) +
         plan.spikes.stage_ns() * plan.spikes.factors.size();
}

}  // namespace crossfade::collector
