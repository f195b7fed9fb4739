#include "results/summary_matrix.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace crossfade::results {
namespace {

// clang-format off
constexpr auto per_stage = std::to_array<SummaryMetric>({
    {"throughput", "s-1", "correct requests per second"},
    {"latency_mean", "ns", "mean latency"},
    {"latency_p50", "ns", "p50 latency"},
    {"latency_p90", "ns", "p90 latency"},
    {"latency_p99", "ns", "p99 latency"},
    {"latency_p999", "ns", "p99.9 latency"},
    {"latency_max", "ns", "largest latency"},
    {"service_mean", "ns", "mean service time"},
    {"service_p50", "ns", "p50 service time"},
    {"service_p99", "ns", "p99 service time"},
    {"cpu_per_request", "ns", "CPU time per correct request, waiting for arrivals excluded"},
});
constexpr auto per_workload = std::to_array<SummaryMetric>({
    {"repetitions", "1", "repetitions that ended ok"},
    {"stages", "1", "stages that ended ok and are not void"},
    {"capacity", "s-1", "median over repetitions of the largest closed-loop throughput of a stage that is not void"},
    {"service_p50", "ns", "median of the p50 service times of the service stages that are not void"},
});
// clang-format on

constexpr std::size_t throughput_at = 0, service_p50_at = 8;

double median(std::vector<double> values) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  if (values.empty()) return missing;
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

struct Quantiles {
  double mean = missing, p50 = missing, p90 = missing, p99 = missing, p999 = missing, max = missing;
};

Quantiles quantiles_of(const Distribution* distribution) {
  if (distribution == nullptr || distribution->n == 0) return {};
  const Histogram histogram = distribution->histogram();
  return {histogram.mean_ns(),         histogram.quantile_ns(0.5),   histogram.quantile_ns(0.9),
          histogram.quantile_ns(0.99), histogram.quantile_ns(0.999), static_cast<double>(histogram.max_ns())};
}

}  // namespace

std::span<const SummaryMetric> summary_metrics() {
  return per_stage;
}
std::span<const SummaryMetric> overview_metrics() {
  return per_workload;
}

SummaryRow summary_of(const Stage& stage, const Distribution* latency, const Distribution* service) {
  const auto completed = static_cast<double>(stage.completed);
  const double seconds = static_cast<double>(stage.duration_ns) / 1e9;
  const auto cpu_ns = static_cast<double>(stage.cpu_user_ns) + static_cast<double>(stage.cpu_system_ns) -
                      static_cast<double>(stage.waiting_cpu_ns);
  const Quantiles l = quantiles_of(latency), s = quantiles_of(service);
  return {seconds > 0 ? completed / seconds : missing,
          l.mean,
          l.p50,
          l.p90,
          l.p99,
          l.p999,
          l.max,
          s.mean,
          s.p50,
          s.p99,
          stage.completed > 0 && cpu_ns >= 0 ? cpu_ns / completed : missing};
}

std::vector<SummaryRow> overview_of(const Recording& recording, std::span<const SummaryRow> summaries) {
  std::vector<SummaryRow> rows;
  std::vector<double> repetition_capacity(recording.repetitions.size(), missing);
  std::vector<std::vector<double>> service(recording.workloads.size());
  std::vector<double> stages(recording.workloads.size(), 0);
  for (std::size_t i = 0; i < recording.stages.size(); ++i) {
    const Stage& stage = recording.stages[i];
    if (stage.quality == Quality::voided || stage.outcome != StageOutcome::ok) continue;
    const std::uint32_t workload = recording.repetitions[stage.repetition].workload;
    ++stages[workload];
    if (stage.kind == StageKind::capacity) {
      // fmax prefers a number to NaN.
      repetition_capacity[stage.repetition] =
          std::fmax(repetition_capacity[stage.repetition], summaries[i][throughput_at]);
    }
    if (stage.kind == StageKind::service) service[workload].push_back(summaries[i][service_p50_at]);
  }
  for (std::size_t w = 0; w < recording.workloads.size(); ++w) {
    double ok = 0;
    std::vector<double> capacity;
    for (std::size_t r = 0; r < recording.repetitions.size(); ++r) {
      if (recording.repetitions[r].workload != w) continue;
      ok += recording.repetitions[r].outcome == RepetitionOutcome::ok ? 1 : 0;
      capacity.push_back(repetition_capacity[r]);
    }
    rows.push_back({ok, stages[w], median(std::move(capacity)), median(std::move(service[w]))});
  }
  return rows;
}

}  // namespace crossfade::results
