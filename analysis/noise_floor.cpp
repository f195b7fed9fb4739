#include "analysis/noise_floor.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/latency.h"
#include "analysis/matched_rates.h"
#include "analysis/quantity.h"
#include "analysis/ratio.h"
#include "analysis/slo_rate.h"
#include "analysis/statistics/detectable_effect.h"
#include "analysis/statistics/host_model.h"
#include "analysis/statistics/paired.h"
#include "analysis/statistics/student_t.h"
#include "analysis/undisturbed.h"

namespace crossfade::analysis {
namespace {

using results::DistributionKind;
using results::StageKind;

/// A side of two recordings one after the other is one stretch, and both together lean on one assumption.
constexpr double sequential_degrees = 4;

double change_of(double effect) {
  return std::expm1(effect);
}

void compare_with_itself(const std::vector<RunValue>& values, Noise& out) {
  constexpr std::size_t both = 2 * runs_of_a_recording;
  for (std::size_t first = 0; first + both <= values.size(); first += both) {
    Sample a, b;
    for (std::size_t i = 0; i < both; ++i)
      (statistics::is_of_a(i) ? a : b).values.push_back(values[first + i]);
    count_runs(a);
    count_runs(b);
    RatioOptions options;
    options.same_host = true;
    const Ratio found = ratio(a, b, results::Direction::neutral, options);
    if (found.method != RatioMethod::same_host_paired) continue;  // times that do not tell the order
    ++out.comparisons;
    out.called_different += found.resolved;
  }
}

/// b - a of neighbours in the order A B B A: a steady drift cancels, as it does in a comparison.
std::vector<double> differences_of_neighbours(const std::vector<double>& logarithms) {
  std::vector<double> differences;
  for (std::size_t i = 0; i + 1 < logarithms.size(); i += 2) {
    const double later = logarithms[i + 1] - logarithms[i];
    differences.push_back(statistics::is_of_a(i) ? later : -later);
  }
  return differences;
}

void find_in_turn(const std::vector<double>& logarithms, Noise& out) {
  const auto of_pairs = differences_of_neighbours(logarithms);
  if (of_pairs.size() < fewest_noise_pairs) return;
  const auto differences = statistics::deviation(of_pairs);
  if (!differences) return;
  const auto found_with = [&](std::size_t pairs) {
    const auto effect = [&](double deviation) {
      return change_of(statistics::minimum_detectable_effect(deviation, pairs, noise_power).value_or(NAN));
    };
    return DetectableChange{effect(differences->deviation),
                            {effect(differences->interval.low), effect(differences->interval.high)}};
  };
  for (std::size_t i = 0; i < noise_pairs.size(); ++i) out.in_turn[i] = found_with(noise_pairs[i]);
  out.as_long_in_turn = found_with(logarithms.size());
}

void find_one_after_the_other(const Sample& sample, Noise& out) {
  // One host has one recording here, whose blocks are the stretch.
  const auto blocks = log_blocks(sample);
  const auto difference = statistics::host_difference(blocks, blocks, statistics::same_host_prior());
  if (!difference) return;
  const double half_width = (difference->interval.high - difference->interval.low) / 2;
  const double standard_error =
      half_width / statistics::student_t_quantile(0.975, difference->degrees_of_freedom);
  const auto effect = statistics::minimum_detectable_effect_of_mean(
      standard_error, difference->degrees_of_freedom, noise_power);
  if (effect) out.one_after_the_other = change_of(*effect);
}

struct Row {
  std::string metric, context;
  StageFilter filter;
  Measure measure;                 ///< unless `quantile` or `slo`
  std::optional<double> quantile;  ///< of `kind`
  DistributionKind kind = DistributionKind::service;
  bool slo = false;
};

Sample sample_of(const Row& row, const WorkloadRuns& runs) {
  if (row.slo) {
    SloRate rate = slo_rate(runs);
    if (rate.sample.absent_because.empty() && !rate.estimate.value)
      rate.sample.absent_because = rate.estimate.absent_because;
    return std::move(rate.sample);
  }
  if (row.quantile) return quantile_estimate(runs, row.filter, row.kind, *row.quantile).sample;
  return sample(runs, row.filter, row.measure);
}

/// Latency as a comparison of this recording with another like it would have it.
void add_latency(std::vector<Row>& rows, const MatchedRates& rates) {
  for (const auto& rate : {rates.low, rates.high}) {
    if (!rate) continue;
    const std::string context = rate_context(*rate, rates.base_capacity);
    const StageFilter at{StageKind::load, {}, *rate};
    rows.push_back({"latency_p50", context, at, {}, 0.5, DistributionKind::latency, false});
    rows.push_back({"latency_p99", context, at, {}, 0.99, DistributionKind::latency, false});
  }
}

std::vector<Row> rows_of(const WorkloadRuns& runs, std::uint32_t workers) {
  const StageFilter all{StageKind::capacity, workers > 0 ? std::optional(workers) : std::nullopt, {}};
  const StageFilter one{StageKind::capacity, 1, {}}, service{StageKind::service, {}, {}};
  const std::string threads =
      workers > 0 ? fmt::format("{} thread{}", workers, workers == 1 ? "" : "s") : std::string{};
  std::vector<Row> rows{{"capacity", threads, all, throughput_per_s, {}, {}, false}};
  if (workers > 1) rows.push_back({"capacity_1", "", one, throughput_per_s, {}, {}, false});
  rows.push_back({"cpu_per_request", "", all, cpu_per_request_ns, {}, {}, false});
  rows.push_back({"service_p50", "", service, {}, 0.5, DistributionKind::service, false});
  rows.push_back({"service_p99", "", service, {}, 0.99, DistributionKind::service, false});
  add_latency(rows, matched_rates(runs, runs));
  rows.push_back({"slo_rate", "", {}, {}, {}, {}, true});
  return rows;
}

}  // namespace

Noise noise_of(const Sample& sample) {
  Noise out;
  out.n = sample.n;
  out.disturbed_share = sample.disturbed_share;
  if (sample.values.empty()) {
    out.absent_because = sample.absent_because.empty() ? "not measured" : sample.absent_because;
    return out;
  }
  if (!sample.positive()) {
    out.absent_because = "a process run has 0, which has no logarithm";
    return out;
  }
  if (sample.values.size() < 2) {
    out.absent_because = "one process run: noise shows between two and more";
    return out;
  }
  Sample in_order = sample;
  // What was measured again at the end stands beside others than its neighbours.
  std::erase_if(in_order.values, [](const RunValue& value) { return value.out_of_turn; });
  std::stable_sort(in_order.values.begin(), in_order.values.end(),
                   [](const RunValue& a, const RunValue& b) { return a.start_unix_ns < b.start_unix_ns; });
  std::vector<double> logarithms;
  for (const RunValue& value : in_order.values) logarithms.push_back(std::log(value.value));
  out.between_runs = statistics::deviation(logarithms);
  out.drift = statistics::stretch_variation(logarithms, runs_of_a_recording);
  compare_with_itself(in_order.values, out);
  find_in_turn(logarithms, out);
  find_one_after_the_other(in_order, out);
  return out;
}

std::vector<EstimandNoise> noise_floor(const RecordingPointer& recording) {
  const Side side = side_alone(recording);
  const Undisturbed undisturbed(side);
  std::vector<EstimandNoise> out;
  for (const WorkloadRuns& runs : process_runs(side)) {
    const std::uint32_t workers = most_workers(runs);
    const WorkloadRuns left = undisturbed.of(runs);
    for (const Row& row : rows_of(runs, workers)) {
      EstimandNoise noise{runs.name, {}, row.metric, row.context, workers, {}, {}};
      for (const results::Workload& workload : recording->recording.workloads) {
        if (workload_name(side, workload) == runs.name) noise.source = workload;
      }
      const Sample experienced = sample_of(row, runs);
      Sample rest = sample_of(row, left);
      Estimate unused;
      undisturbed.demand_blocks(experienced, unused, rest);
      noise.experienced = noise_of(experienced);
      noise.undisturbed = noise_of(rest);
      out.push_back(std::move(noise));
    }
  }
  return out;
}

double least_change_one_after_the_other() {
  const double floor = statistics::same_host_prior().recording_deviation_floor;
  const auto effect =
      statistics::minimum_detectable_effect_of_mean(std::sqrt(2.0) * floor, sequential_degrees, noise_power);
  return change_of(effect.value_or(NAN));
}

}  // namespace crossfade::analysis
