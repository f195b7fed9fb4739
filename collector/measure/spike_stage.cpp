#include "collector/measure/spike_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "collector/measure/arrivals.h"
#include "collector/measure/lanes.h"
#include "collector/measure/load_judgement.h"
#include "collector/measure/spike_tally.h"
#include "collector/measure/waiting_clock.h"

namespace crossfade::collector {
namespace {

using results::Error;
using results::Result;

Error impossible(std::string why) {
  return {results::ErrorKind::usage, "cannot make a load spike", "spike stage", std::move(why),
          "report it: the plan should not contain such a stage"};
}

/// A stage's three steps: before, in and after the spike.
Result<SpikeShape> shape_of(const StageSpec& spec) {
  const auto& steps = spec.steps;
  const bool fits = spec.arrival == results::Arrival::step && steps.size() == 3 &&
                    why_invalid(steps) == nullptr && steps[2].from_ns < spec.duration_ns;
  if (!fits) return impossible("its arrivals are not those of a spike");
  return SpikeShape{steps[1].factor, steps[1].from_ns, steps[2].from_ns, spec.duration_ns, spike_window_ns};
}

std::int64_t longest_objective_ns(std::span<const cf_class> classes) {
  std::uint64_t longest = 0;
  for (const cf_class& one : classes) longest = std::max(longest, one.slo_p99_ns);
  return static_cast<std::int64_t>(std::min(longest, longest_spike_drain_ns));
}

void conclude(Measured& measured, const StageSpec& spec, const LoadAccount& seen, double kept) {
  std::int64_t last_end_ns = 0;
  LoadAccount account = seen;
  for (const auto& record : measured.workers) {
    record->count_in(account);
    last_end_ns = std::max(last_end_ns, record->last_end_ns);
  }
  measured.duration_ns = std::max(spec.duration_ns, static_cast<std::uint64_t>(last_end_ns));
  measured.outcome = spike_outcome(account, spec.steps, spec.offered_per_s * kept);
  measured.absences.push_back({"stage.unexplained_wait_mean_ns of spike stages",
                               "a queue with priorities and shedding is not replayed"});
}

}  // namespace

Result<Measured> measure_spike(const StageInput& input, const StageSpec& spec) {
  const auto shape = shape_of(spec);
  if (!shape) return shape.error();
  const auto* const policy = results::find_shedding_policy(spec.shedding);
  if (policy == nullptr) return impossible(fmt::format("there is no policy '{}'", spec.shedding));
  const auto arrivals = make_arrivals(spec, nullptr);
  if (!arrivals) return arrivals.error();

  const std::span<const cf_class> classes(input.table().classes, input.table().n_classes);
  const Lanes lanes(*arrivals, input.mix, classes, *policy);
  const std::vector<Lane> views = lanes.views();
  const std::vector<ClassLimits> limits = class_limits(classes, *policy);
  const bool makes_cheap = std::any_of(limits.begin(), limits.end(), [](const ClassLimits& of_class) {
    return of_class.cheap_beyond_ns != INT64_MAX;
  });
  if (makes_cheap && !input.golden.judges_cheap_answers())
    return impossible("the golden answers of the cheaper level were not made");
  Measured measured;
  measured.workers.resize(spec.workers);
  std::vector<std::unique_ptr<SpikeTally>> tallies(spec.workers);
  StartGate gate(spec.workers, start_lead_ns);
  std::vector<LaneCursor> cursors(lanes.size());
  std::atomic<bool> given_up{false};

  input.crew.run(spec.workers, [&](std::uint32_t w) {
    auto record = std::make_unique<WorkerRecord>(classes.size());
    auto tally = std::make_unique<SpikeTally>(*shape, classes);
    void* const state = input.crew.member(w).state;
    WorkerMeter meter = input.meter(w);
    CounterSampler sampler = input.sampler(w, spec);
    LoadClock load_clock = input.load_clock(spec);
    WaitingClock clock(spec.wait_mode, input.wait_margin_ns, &load_clock);
    PriorityLoop loop{.lanes = views, .limits = limits};
    meter.start();
    loop.start_ns = clock.wait_at(gate);
    loop.give_up_ns =
        loop.start_ns + static_cast<std::int64_t>(spec.duration_ns) + longest_objective_ns(classes);
    tally->start_at(loop.start_ns);
    sampler.start(loop.start_ns);
    load_clock.start(loop.start_ns);
    const std::int64_t end_ns = run_priority_loop(
        loop, clock, std::span(cursors), given_up,
        [&](const Dispatch& d) {
          return serve_request(input.table(), state, d.class_id, input.first_index + lanes.number_of(d),
                               d.level);
        },
        [&](const Dispatch& d, const Served& served) { tally->record(d, served, input.golden, *record); },
        [&](const Dispatch& d) { tally->shed(d); }, SampleBetween<WaitingClock>{sampler, clock});
    record->last_end_ns = end_ns - loop.start_ns;
    record->stop(clock.now_ns(), meter, sampler);
    record->waiting_cpu_ns = clock.waiting_cpu_ns();
    record->take_clock(load_clock);
    measured.workers[w] = std::move(record);
    tallies[w] = std::move(tally);
  });
  measured.indexes_used = arrivals->size();
  measured.arrival_profile = arrival_profile_of(spec, nullptr);
  measured.spike = results::Spike{.factor = shape->factor,
                                  .begin_ns = shape->begin_ns,
                                  .end_ns = shape->end_ns,
                                  .window_ns = shape->window_ns};
  measured.spike_windows = empty_windows(*shape, views, classes.size());
  for (const auto& tally : tallies) {
    tally->add_to(measured.spike_windows);
    measured.shed += tally->shed_in_all();
    measured.cheap += tally->cheap_in_all();
  }
  conclude(measured, spec,
           {.arrivals = arrivals->size(),
            .duration_ns = spec.duration_ns,
            .workers = spec.workers,
            .given_up = given_up.load(std::memory_order_relaxed)},
           kept_share(classes, *policy));
  return measured;
}

}  // namespace crossfade::collector
