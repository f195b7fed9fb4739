#include "collector/stage_order.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <span>
#include <utility>

#include "analysis/statistics/chunk_placement.h"
#include "collector/first_capacity.h"
#include "collector/rate_grid.h"
#include "collector/rerun.h"
#include "collector/seeds.h"
#include "collector/slices.h"
#include "collector/slo_prediction.h"
#include "collector/verification.h"

namespace crossfade::collector {

using results::RepetitionPurpose;
using results::StageKind;

namespace {

/// SLO throughput / capacity, to guess how long a chunk takes before anything is known.
constexpr double usual_share_of_capacity = 0.8;

/// What the solution assumes, and design effects are made of, whatever load stages have.
StageSpec poisson(StageSpec spec) {
  spec.arrival = results::Arrival::poisson;
  spec.steps.clear();
  return spec;
}

std::uint64_t chunk_ns_at(const Plan& plan, double rate_per_s) {
  const double for_requests = static_cast<double>(plan.chunk_requests) / rate_per_s * 1e9;
  return std::max(plan.chunk_ns, static_cast<std::uint64_t>(for_requests));
}

StageSpec as_long_as_has_room(StageSpec spec) {
  // A profile that begins high takes more than one step; each takes away what is too much.
  while (!has_room(spec))
    spec.duration_ns = static_cast<std::uint64_t>(0.999 * static_cast<double>(spec.duration_ns) *
                                                  (most_arrivals / expected_arrivals(spec)));
  return spec;
}

}  // namespace

double expected_arrivals(const StageSpec& spec) {
  constexpr RateStep steady{0, 1};
  const auto steps = spec.steps.empty() ? std::span(&steady, 1) : std::span<const RateStep>(spec.steps);
  return spec.offered_per_s * weighted_duration_ns(steps, spec.duration_ns) * 1e-9;
}

bool has_room(const StageSpec& spec) {
  return !(expected_arrivals(spec) > most_arrivals);  // a missing rate is not above it
}

std::uint64_t wanted_chunk_ns(const Plan& plan, double capacity_per_s) {
  return chunk_ns_at(plan, usual_share_of_capacity * capacity_per_s);
}

std::uint64_t slo_chunk_ns(const Plan& plan, std::optional<double> capacity_per_s) {
  if (plan.chunk_ns == 0) return 0;
  if (!capacity_per_s) return plan.chunk_ns;
  const std::uint64_t needed_ns = wanted_chunk_ns(plan, *capacity_per_s);
  return needed_ns > plan.chunk_limit_ns ? 0 : needed_ns;
}

StageOrder::StageOrder(const Plan& plan, const results::Recording& recorded, std::uint32_t repetition)
    : plan_(plan),
      recorded_(recorded),
      repetition_(repetition),
      item_(item_at(plan, recorded.repetitions[repetition].plan_item)) {}

std::vector<StageSpec> StageOrder::stages() const {
  std::vector<StageSpec> stages = of_purpose();
  for (StageSpec& stage : stages) stage = as_long_as_has_room(std::move(stage));
  return stages;
}

std::vector<StageSpec> StageOrder::of_purpose() const {
  switch (item_.purpose) {
    case RepetitionPurpose::rerun:
      return of_rerun();
    case RepetitionPurpose::verification:
      return {poisson(open_loop_stage(StageKind::verify, results::missing))};
    default:
      return of_measurement();
  }
}

std::vector<StageSpec> StageOrder::of_rerun() const {
  std::vector<StageSpec> stages;
  const Reruns reruns(plan_, recorded_);
  for (const std::uint32_t i : reruns.stages(item_.plan_item)) {
    const results::Stage& original = recorded_.stages[i];
    StageSpec spec;
    spec.kind = original.kind;
    spec.workers = original.workers;
    spec.offered_per_s = original.offered_per_s;
    spec.arrival = original.arrival;
    if (original.arrival == results::Arrival::step) spec.steps = plan_.arrival_steps;
    spec.wait_mode = original.wait_mode;
    spec.scheduling = original.scheduling;
    spec.duration_ns = rerun_ns(original);
    if (original.kind == StageKind::slo_chunk) spec.trace_requests = plan_.trace_requests;
    // Of its own: slices of the same kind are not to be offered the same arrivals.
    spec.seed = derive_seed(seed_of(spec.kind, spec.workers, spec.offered_per_s), {i});
    stages.push_back(spec);
  }
  return stages;
}

std::uint64_t StageOrder::rerun_ns(const results::Stage& original) const {
  const auto slice_ns = [&](std::uint64_t stage_ns) { return stage_ns / slices_of(plan_, stage_ns); };
  switch (original.kind) {
    case StageKind::service:
      return slice_ns(plan_.service_ns);
    case StageKind::capacity:
      return slice_ns(plan_.capacity_ns);
    case StageKind::load:
      return plan_.load_ns;
    default:
      return chunk_ns_at(plan_, original.offered_per_s) / chunk_slices();
  }
}

std::uint32_t StageOrder::chunk_slices() const {
  return slices_of(plan_,
                   slo_chunk_ns(plan_, first_capacity(plan_, recorded_, item_.workload, items_total(plan_))));
}

std::vector<StageSpec> StageOrder::of_measurement() const {
  std::vector<StageSpec> closed = closed_loop();
  std::vector<StageSpec> open = open_loop();
  const std::uint64_t seed =
      derive_seed(plan_.seed, {part(SeedPurpose::stage_order), item_.workload, item_.block});
  if (depends_on_this_process()) {
    shuffle(closed, seed);
    shuffle(open, seed + 1);
    closed.insert(closed.end(), open.begin(), open.end());
    return closed;
  }
  closed.insert(closed.end(), open.begin(), open.end());
  shuffle(closed, seed);
  return closed;
}

std::optional<StageSpec> StageOrder::settled(StageSpec spec) const {
  if (spec.kind == StageKind::verify) {
    const auto look = verification_look(plan_, recorded_, item_.workload);
    if (!look.rate_per_s) return std::nullopt;
    spec.offered_per_s = *look.rate_per_s;
    spec.duration_ns = look.duration_ns;
    spec.trace_requests = plan_.trace_requests;
    spec = as_long_as_has_room(std::move(spec));
  }
  if (spec.kind != StageKind::slo_chunk || item_.purpose == RepetitionPurpose::rerun) return spec;
  const auto predicted = predicted_slo_rate_per_s(plan_, recorded_, repetition_);
  CF_ASSERT(predicted.has_value(), "a chunk is planned only where there is a capacity");
  spec.offered_per_s = statistics::share_of_prediction * *predicted;
  // The limit was applied to a guess of the rate; a lower rate may take twice as long, and no more.
  spec.duration_ns =
      std::min(chunk_ns_at(plan_, spec.offered_per_s), 2 * plan_.chunk_limit_ns) / chunk_slices();
  return as_long_as_has_room(std::move(spec));
}

bool StageOrder::depends_on_this_process() const {
  const bool needs_capacity =
      plan_.rates_per_s.empty() || plan_.chunk_ns > 0 || !plan_.spikes.factors.empty();
  return needs_capacity && !first_capacity(plan_, recorded_, item_.workload, item_.plan_item);
}

std::uint64_t StageOrder::seed_of(StageKind kind, std::uint32_t workers, double rate,
                                  std::uint32_t slice) const {
  const std::uint64_t seed = derive_seed(
      plan_.seed, {part(SeedPurpose::stage), seed_part(plan_.workloads[item_.workload].name), item_.block,
                   static_cast<std::uint64_t>(kind), workers, std::bit_cast<std::uint64_t>(rate)});
  return slice == 0 ? seed : derive_seed(seed, {slice});
}

void StageOrder::add_slices(StageSpec spec, std::uint64_t stage_ns, std::vector<StageSpec>& stages) const {
  const std::uint32_t slices = slices_of(plan_, stage_ns);
  spec.duration_ns = stage_ns / slices;
  for (std::uint32_t slice = 0; slice < slices; ++slice) {
    spec.seed = seed_of(spec.kind, spec.workers, 0, slice);
    stages.push_back(spec);
  }
}

std::vector<StageSpec> StageOrder::closed_loop() const {
  std::vector<StageSpec> stages;
  StageSpec spec;
  spec.kind = StageKind::service;
  add_slices(spec, plan_.service_ns, stages);
  for (const std::uint32_t threads : plan_.thread_counts) {
    spec.kind = StageKind::capacity;
    spec.workers = threads;
    add_slices(spec, plan_.capacity_ns, stages);
  }
  return stages;
}

std::vector<StageSpec> StageOrder::open_loop() const {
  const auto capacity = first_capacity(plan_, recorded_, item_.workload, items_total(plan_));
  std::vector<double> rates = plan_.rates_per_s;
  const bool calibrating = item_.purpose == RepetitionPurpose::calibration;
  if (calibrating || !plan_.load_curve) {
    rates.clear();
  } else if (rates.empty() && capacity) {
    rates = rates_after(plan_.workloads[item_.workload].baseline_rates_per_s,
                        rate_grid(*capacity, plan_.grid_step));
  }
  std::vector<StageSpec> stages;
  for (const double rate : rates) stages.push_back(open_loop_stage(StageKind::load, rate));
  if (capacity && plan_.workloads[item_.workload].slo && slo_chunk_ns(plan_, capacity) > 0) {
    StageSpec chunk = poisson(open_loop_stage(StageKind::slo_chunk, 0));
    chunk.offered_per_s = results::missing;
    chunk.trace_requests = plan_.trace_requests;
    add_slices(chunk, slo_chunk_ns(plan_, capacity), stages);
  }
  if (capacity && !calibrating) {
    for (const double factor : plan_.spikes.factors) {
      if (StageSpec stage = spike(*capacity, factor); has_room(stage)) stages.push_back(std::move(stage));
    }
  }
  return stages;
}

StageSpec StageOrder::spike(double capacity_per_s, double factor) const {
  StageSpec spec = spike_stage(plan_.spikes, capacity_per_s, factor);
  spec.workers = plan_.thread_counts.back();
  spec.wait_mode = plan_.wait_mode;
  spec.scheduling = plan_.scheduling;
  spec.seed = seed_of(spec.kind, spec.workers, factor);
  return spec;
}

StageSpec StageOrder::open_loop_stage(StageKind kind, double rate_per_s) const {
  StageSpec spec;
  spec.kind = kind;
  spec.workers = plan_.thread_counts.back();
  spec.offered_per_s = rate_per_s;
  spec.arrival = plan_.arrival;
  if (plan_.arrival == results::Arrival::step) spec.steps = plan_.arrival_steps;
  spec.wait_mode = plan_.wait_mode;
  spec.scheduling = plan_.scheduling;
  spec.duration_ns = plan_.load_ns;
  spec.seed = seed_of(kind, spec.workers, rate_per_s);
  return spec;
}

}  // namespace crossfade::collector
