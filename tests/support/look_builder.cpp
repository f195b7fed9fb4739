#include "tests/support/look_builder.h"

namespace crossfade::testing {
namespace {

using namespace results;

Distribution latency_of(const SyntheticLook& look, std::uint32_t stage, std::uint64_t objective_ns) {
  Histogram histogram;
  for (std::uint64_t i = 0; i < look.served; ++i)
    histogram.record(static_cast<std::int64_t>(i < look.late ? 2 * objective_ns : objective_ns / 10));
  Distribution d;
  d.stage = stage;
  d.kind = DistributionKind::latency;
  d.n = histogram.count(), d.sum_ns = histogram.sum_ns();
  d.min_ns = histogram.min_ns(), d.max_ns = histogram.max_ns();
  d.buckets = histogram.sparse();
  return d;
}

}  // namespace

void add_look(Recording& recording, const SyntheticLook& look) {
  const Stage before = recording.stages.back();
  Repetition process = recording.repetitions.back();
  process.workload = 0;
  ++process.plan_item;
  process.purpose = RepetitionPurpose::verification;
  recording.repetitions.push_back(process);

  Stage stage;
  stage.repetition = static_cast<std::uint32_t>(recording.repetitions.size() - 1);
  stage.kind = StageKind::verify;
  stage.workers = stage.physical_cores = before.workers;
  stage.arrival = Arrival::poisson;
  stage.wait_mode = WaitMode::hybrid;
  stage.shedding = "none";
  stage.offered_per_s = look.rate_per_s;
  stage.offered = look.served + look.unserved;
  stage.completed = look.served;
  stage.start_unix_ns = before.start_unix_ns + static_cast<std::int64_t>(before.duration_ns);
  stage.duration_ns = static_cast<std::uint64_t>(static_cast<double>(*stage.offered) / look.rate_per_s * 1e9);
  stage.panel_before = before.panel_before, stage.panel_after = before.panel_after;
  stage.outcome = look.outcome;
  stage.quality = look.quality;
  recording.stages.push_back(stage);

  // As the collector does it: a row for the class, and one for all with the design effects.
  const auto row = static_cast<std::uint32_t>(recording.stages.size() - 1);
  Distribution of_class = latency_of(look, row, recording.classes.at(0).slo_p99_ns);
  of_class.workload_class = 0;
  Distribution of_all = of_class;
  of_all.workload_class = Distribution::all_classes;
  of_all.design_effect_p50 = of_all.design_effect_p99 = of_all.design_effect_p999 = look.design_effect;
  recording.distributions.push_back(of_class);
  recording.distributions.push_back(of_all);
}

}  // namespace crossfade::testing
