#include "tests/support/spike_builder.h"

#include <cmath>

namespace crossfade::testing {
namespace {

using namespace results;

std::uint64_t part(std::uint64_t of, double share) {
  return static_cast<std::uint64_t>(std::floor(share * static_cast<double>(of) + 1e-9));
}

Distribution latency(std::uint32_t stage, std::uint32_t of_class, std::uint64_t n) {
  Histogram histogram;
  for (std::uint64_t i = 0; i < n; ++i)
    histogram.record(static_cast<std::int64_t>(300'000 + 1'000 * (i % 100)));
  Distribution d;
  d.stage = stage;
  d.workload_class = static_cast<std::int32_t>(of_class);
  d.kind = DistributionKind::latency;
  d.n = histogram.count(), d.sum_ns = histogram.sum_ns();
  d.min_ns = histogram.min_ns(), d.max_ns = histogram.max_ns();
  d.buckets = histogram.sparse();
  return d;
}

class StageBuilder {
 public:
  StageBuilder(Recording& recording, const SyntheticSpikes& spikes, std::uint32_t repetition, double factor)
      : recording_(recording), spikes_(spikes), repetition_(repetition), factor_(factor) {}

  void add() {
    Stage stage;
    stage.repetition = repetition_;
    stage.kind = StageKind::spike;
    stage.workers = stage.physical_cores = 2;
    stage.offered_per_s = spikes_.base_per_s;
    stage.arrival = Arrival::step;
    stage.wait_mode = WaitMode::hybrid;
    stage.shedding = spikes_.policy;
    stage.duration_ns = spikes_.before_ns + spikes_.hold_ns + spikes_.after_ns;
    stage.run_queue_wait_ns = stage.steal_ns = 0;
    stage.offered = 0;
    const auto row = static_cast<std::uint32_t>(recording_.stages.size());
    std::vector<std::uint64_t> answered(recording_.classes.size(), 0);
    for (std::uint64_t begin = 0; begin < stage.duration_ns; begin += window_ns) {
      for (std::uint32_t c = 0; c < recording_.classes.size(); ++c) {
        const SpikeWindow w = window(row, c, begin);
        *stage.offered += w.offered;
        stage.completed += w.in_slo + w.late;
        stage.shed += w.shed, stage.cheap += w.cheap;
        if (in_spike(begin)) answered[c] += w.in_slo + w.late;
        recording_.spike_windows.push_back(w);
      }
    }
    recording_.stages.push_back(stage);
    recording_.spikes.push_back({row, factor_, spikes_.base_share, spikes_.before_ns,
                                 spikes_.before_ns + spikes_.hold_ns, window_ns});
    for (std::uint32_t c = 0; c < answered.size(); ++c)
      recording_.distributions.push_back(latency(row, c, answered[c]));
  }

 private:
  static constexpr std::uint64_t window_ns = 50'000'000;

  bool in_spike(std::uint64_t begin) const {
    return begin >= spikes_.before_ns && begin < spikes_.before_ns + spikes_.hold_ns;
  }

  SpikeWindow window(std::uint32_t stage, std::uint32_t of_class, std::uint64_t begin) const {
    const double rate = spikes_.base_per_s * (in_spike(begin) ? factor_ : 1);
    SpikeWindow w{.stage = stage, .workload_class = of_class, .begin_ns = begin};
    w.offered = part(1, rate * recording_.classes[of_class].share * window_ns * 1e-9);
    SpikeOutcome outcome;
    if (in_spike(begin)) outcome = spikes_.outcome(of_class, factor_, repetition_);
    const std::uint64_t end = spikes_.before_ns + spikes_.hold_ns;
    if (begin >= end && (begin - end) / window_ns < spikes_.bad_windows(factor_, repetition_))
      outcome.in_slo = 0.5;
    w.in_slo = part(w.offered, outcome.in_slo);
    w.shed = part(w.offered, outcome.shed);
    w.late = w.offered - w.in_slo - w.shed;
    w.cheap = part(w.in_slo, outcome.cheap);
    return w;
  }

  Recording& recording_;
  const SyntheticSpikes& spikes_;
  std::uint32_t repetition_;
  double factor_;
};

}  // namespace

void give_three_classes(Recording& recording) {
  WorkloadClass one = recording.classes.at(0);
  one.slo_p99_ns = 5'000'000;
  recording.classes.clear();
  for (const auto& [name, share, priority] :
       {std::tuple{"critical", 0.2, 0U}, {"degraded", 0.5, 1U}, {"best-effort", 0.3, 2U}}) {
    one.name = name, one.share = share, one.priority = priority;
    recording.classes.push_back(one);
  }
}

void add_spikes(Recording& recording, const SyntheticSpikes& spikes) {
  for (std::uint32_t r = 0; r < recording.repetitions.size(); ++r) {
    for (const double factor : spikes.factors) StageBuilder(recording, spikes, r, factor).add();
  }
}

}  // namespace crossfade::testing
