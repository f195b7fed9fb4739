#include "analysis/precision_plan.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "analysis/precision_gap.h"
#include "analysis/process_run.h"
#include "analysis/quantity.h"
#include "analysis/sample.h"
#include "analysis/slo_rate.h"
#include "analysis/statistics/host_model.h"
#include "analysis/statistics/moments.h"
#include "analysis/statistics/student_t.h"

namespace crossfade::analysis {
namespace {

constexpr std::array<std::string_view, 3> metrics{"slo_rate", "capacity", "cpu_per_request"};

struct Values {
  Sample sample = {};
  bool no_rate_meets_it = false;
};

Values values_of(const WorkloadRuns& runs, std::string_view metric) {
  if (metric == "slo_rate") {
    SloRate rate = slo_rate(runs);
    return {std::move(rate.sample), rate.no_rate_meets_it};
  }
  return {sample(runs, at_capacity(runs),
                 metric == "capacity" ? Measure(throughput_per_s) : Measure(cpu_per_request_ns))};
}

/// Nullopt without a recording of two blocks.
std::optional<SpreadSeen> spread(const Sample& values, const CompareOptions& options) {
  if (values.values.empty() || !values.positive()) return std::nullopt;
  const auto side = log_blocks(values);
  std::vector<double> host_means;
  double block_variance = 0, recordings = 0, blocks = 0;
  double recording_squares = 0;
  std::size_t recording_degrees = 0;
  for (const auto& host : side) {
    std::vector<double> recording_means;
    for (const auto& recording : host) {
      if (recording.size() < 2) return std::nullopt;
      recording_means.push_back(statistics::mean(recording));
      block_variance += statistics::sample_variance(recording);
      blocks += static_cast<double>(recording.size());
      ++recordings;
    }
    host_means.push_back(statistics::mean(recording_means));
    if (host.size() < 2) continue;
    const std::size_t degrees = host.size() - 1;
    recording_squares += statistics::sample_variance(recording_means) * static_cast<double>(degrees);
    recording_degrees += degrees;
  }
  block_variance /= recordings;
  const statistics::HostPrior prior;
  SpreadSeen out;
  out.blocks = blocks / recordings;
  out.between_blocks = std::sqrt(block_variance);
  out.recording_degrees = recording_degrees;
  const double r0 = statistics::recording_deviation(side, prior.recording_deviation_floor);
  out.between_recordings = r0;
  if (recording_degrees > 0) {
    // The means of a host's recordings differ by what blocks leave in them, and by more. A few of them may be
    // alike by chance: r0 counts as in R1.
    const auto degrees = static_cast<double>(recording_degrees);
    const double seen = std::max(0.0, recording_squares / degrees - block_variance / out.blocks);
    out.between_recordings = std::sqrt((prior.weight * r0 * r0 + degrees * seen) / (prior.weight + degrees));
  }
  out.hosts_are_assumed = host_means.size() < statistics::enough_hosts;
  if (out.hosts_are_assumed) {
    out.between_hosts = options.host_cv.value_or(prior.host_deviation);
    return out;
  }
  // What recordings and blocks add to the means of hosts is taken out, so that it can be planned apart.
  const double per_host = recordings / static_cast<double>(host_means.size());
  if (per_host <= 1) {  // host and recording are one thing here: the spread of both is the hosts'
    out.between_hosts = std::sqrt(statistics::sample_variance(host_means));
    out.between_recordings = out.between_blocks = 0;
    out.one_recording_each = true;
    return out;
  }
  const double within =
      out.between_recordings * out.between_recordings / per_host + block_variance / (per_host * out.blocks);
  out.between_hosts = std::sqrt(std::max(0.0, statistics::sample_variance(host_means) - within));
  return out;
}

/// Of the mean of one host.
double host_variance(const SpreadSeen& s, double recordings) {
  return s.between_hosts * s.between_hosts + s.between_recordings * s.between_recordings / recordings +
         s.between_blocks * s.between_blocks / (recordings * s.blocks);
}

std::optional<std::uint32_t> hosts_needed(const SpreadSeen& a, const SpreadSeen& b, double recordings,
                                          double half_width) {
  const double of_a = host_variance(a, recordings), of_b = host_variance(b, recordings);
  for (std::uint32_t hosts = statistics::enough_hosts; hosts <= most_planned_hosts; ++hosts) {
    const double degrees = statistics::satterthwaite(of_a / hosts, hosts - 1.0, of_b / hosts, hosts - 1.0);
    const double half = statistics::student_t_quantile(0.975, degrees) * std::sqrt((of_a + of_b) / hosts);
    if (half <= std::log1p(half_width)) return hosts;
  }
  return std::nullopt;
}

/// Of a workload that there is nothing to plan of, whatever its values.
void add_without_plan(std::vector<PrecisionRow>& rows, const std::string& workload,
                      const std::string& because, const std::string& first) {
  for (const std::string_view metric : metrics)
    rows.push_back({workload, std::string(metric), {}, {}, because, first, {}});
}

/// What both sides lack, said once.
std::string of_both(const std::string& base, const std::string& candidate) {
  if (base.empty() || candidate.empty()) return base + candidate;
  return base == candidate ? base : base + "; " + candidate;
}

void explain_gap(PrecisionRow& row, const WorkloadRuns& base_runs, const Values& base,
                 const WorkloadRuns& candidate_runs, const Values& candidate) {
  PrecisionGap of_base, of_candidate;
  if (!row.base) of_base = precision_gap(base_runs, row.metric, base.sample, base.no_rate_meets_it);
  if (!row.candidate)
    of_candidate = precision_gap(candidate_runs, row.metric, candidate.sample, candidate.no_rate_meets_it);
  row.first = of_both(of_base.first, of_candidate.first);
  if (of_base.because == of_candidate.because) {
    row.absent_because = "both sides: " + of_base.because;
    return;
  }
  row.absent_because = of_both(of_base.because.empty() ? "" : "baseline: " + of_base.because,
                               of_candidate.because.empty() ? "" : "candidate: " + of_candidate.because);
}

}  // namespace

std::vector<PrecisionRow> precision_plan(const Comparison& c, double half_width,
                                         const CompareOptions& options) {
  std::vector<PrecisionRow> rows;
  for (const WorkloadComparison& w : c.workloads) {
    if (!w.not_comparable_because.empty()) {
      add_without_plan(rows, w.workload, "not comparable: " + w.not_comparable_because,
                       "record it alike on both sides");
      continue;
    }
    const WorkloadRuns base_runs = process_runs(c.base, w.workload);
    const WorkloadRuns candidate_runs = process_runs(c.candidate, w.workload);
    for (const std::string_view metric : metrics) {
      PrecisionRow row{w.workload, std::string(metric), {}, {}, "", "", {}};
      const Values base = values_of(base_runs, metric), candidate = values_of(candidate_runs, metric);
      row.base = spread(base.sample, options);
      row.candidate = spread(candidate.sample, options);
      if (!row.base || !row.candidate) {
        explain_gap(row, base_runs, base, candidate_runs, candidate);
      } else {
        const bool separable = !row.base->one_recording_each && !row.candidate->one_recording_each;
        for (std::uint32_t recordings = 1; recordings <= (separable ? 3U : 1U); ++recordings)
          row.hosts_with[recordings - 1] = hosts_needed(*row.base, *row.candidate, recordings, half_width);
      }
      rows.push_back(std::move(row));
    }
  }
  for (const std::string& name : c.only_in_base)
    add_without_plan(rows, name, "only the baseline has it", "record it on the candidate, too");
  for (const std::string& name : c.only_in_candidate)
    add_without_plan(rows, name, "only the candidate has it", "record it on the baseline, too");
  return rows;
}

}  // namespace crossfade::analysis
