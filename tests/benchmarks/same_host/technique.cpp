#include "tests/benchmarks/same_host/technique.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>

#include "analysis/statistics/interval.h"
#include "analysis/statistics/moments.h"
#include "analysis/statistics/paired.h"
#include "analysis/statistics/student_t.h"
#include "results/assertion.h"
#include "tests/benchmarks/same_host/control_variates.h"
#include "tests/benchmarks/same_host/panel_controls.h"

namespace crossfade::study {
namespace {

using statistics::Interval;
using Values = std::vector<double>;

constexpr std::size_t stretch = 8;

/// ln of the runs [first, first + count); NaN = the technique does not use this one. Control variates know no
/// other runs than these: as in a comparison, two neighbours are a block.
Values values_of(const Technique& technique, const ProcessSeries& series, std::size_t first,
                 std::size_t count) {
  const auto reading = [&](std::size_t i) -> const Reading& {
    return series.processes[first + i].*technique.location;
  };
  const auto is_used = [&](std::size_t i) {
    return i < count && std::isfinite(reading(i).ln) && (!technique.panel || reading(i).undisturbed);
  };
  Values all(count, nothing), used;
  std::vector<std::size_t> places;
  std::vector<Values> controls(number_of_panel_controls);
  std::vector<std::uint32_t> blocks;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t neighbour = i % 2 == 0 ? i + 1 : i - 1;
    if (!is_used(i) || (technique.paired && !is_used(neighbour))) continue;
    places.push_back(i);
    used.push_back(reading(i).ln);
    blocks.push_back(static_cast<std::uint32_t>(i / 2));
    for (std::size_t c = 0; c < controls.size(); ++c) controls[c].push_back(reading(i).controls[c]);
  }
  if (technique.controls) used = controlled(used, controls, blocks);
  for (std::size_t i = 0; i < places.size(); ++i) all[places[i]] = used[i];
  return all;
}

struct Difference {
  double value;
  Interval interval;
};

/// b - a of values in the order A B B A; of a paired technique both of a pair are there or neither.
std::optional<Difference> difference(const Technique& technique, const Values& values) {
  Values a, b;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i])) (statistics::is_of_a(i) ? a : b).push_back(values[i]);
  }
  if (a.size() < 2 || b.size() < 2) return std::nullopt;
  if (technique.paired) {
    const auto paired = statistics::paired_t(a, b);
    return Difference{paired->difference, paired->interval};
  }
  const auto n_a = static_cast<double>(a.size()), n_b = static_cast<double>(b.size());
  const double variance_a = statistics::sample_variance(a) / n_a;
  const double variance_b = statistics::sample_variance(b) / n_b;
  const double d = statistics::mean(b) - statistics::mean(a);
  return Difference{
      d, statistics::t_interval(d, std::sqrt(variance_a + variance_b),
                                statistics::satterthwaite(variance_a, n_a - 1, variance_b, n_b - 1))};
}

void add_comparisons(const Technique& technique, const ProcessSeries& series, std::size_t runs_a_side,
                     Values& half_widths, Performance& out) {
  const std::size_t both = 2 * runs_a_side;
  for (std::size_t first = 0; first + both <= series.processes.size(); first += both) {
    const auto seen = difference(technique, values_of(technique, series, first, both));
    ++out.windows;
    // What leaves too little to compare has found nothing.
    for (Count& count : out.found) count.of += 2;
    if (!seen) continue;
    ++out.false_positives.of;
    out.false_positives.called += !seen->interval.contains(0);
    half_widths.push_back((seen->interval.high - seen->interval.low) / 2);
    for (std::size_t c = 0; c < true_changes.size(); ++c) {
      const double change = std::log1p(true_changes[c]);
      out.found[c].called += seen->interval.low + change > 0;
      out.found[c].called += seen->interval.high - change < 0;
    }
  }
}

double deviation_of_stretches(const Values& values) {
  Values means;
  for (std::size_t first = 0; first + stretch <= values.size(); first += stretch) {
    Values inside;
    for (std::size_t i = first; i < first + stretch; ++i) {
      if (std::isfinite(values[i])) inside.push_back(values[i]);
    }
    if (inside.size() >= stretch / 2) means.push_back(statistics::mean(inside));
  }
  return std::sqrt(statistics::sample_variance(means));
}

}  // namespace

std::vector<Technique> techniques() {
  using P = Process;
  return {{"none", &P::cpu_mean, false, false, false},
          {"pairing alone", &P::cpu_mean, false, false, true},
          {"panel alone", &P::cpu_mean, true, false, false},
          {"control variates alone", &P::cpu_mean, false, true, false},
          {"median alone", &P::service_p50, false, false, false},
          {"5th percentile alone", &P::service_p05, false, false, false},
          {"mean, panel and pairing", &P::cpu_mean, true, false, true},
          {"median, panel and pairing", &P::service_p50, true, false, true},
          {"5th percentile, panel, pairing", &P::service_p05, true, false, true},
          {"mean, all but panel", &P::cpu_mean, false, true, true},
          {"mean, all", &P::cpu_mean, true, true, true},
          {"median, all", &P::service_p50, true, true, true},
          {"5th percentile, all", &P::service_p05, true, true, true}};
}

Performance performance(const Technique& technique, const std::vector<const ProcessSeries*>& series,
                        std::size_t runs_a_side) {
  CF_ASSERT(runs_a_side >= 2, "one process run a side has no variance");
  Performance out;
  Values half_widths, deviations, drifts;
  // What scatters is every run, also one whose neighbour is missing.
  Technique of_all = technique;
  of_all.paired = false;
  for (const ProcessSeries* one : series) {
    const Values values = values_of(of_all, *one, 0, one->processes.size());
    Values used;
    std::copy_if(values.begin(), values.end(), std::back_inserter(used),
                 [](double v) { return std::isfinite(v); });
    deviations.push_back(std::sqrt(statistics::sample_variance(used)));
    drifts.push_back(deviation_of_stretches(values));
    add_comparisons(technique, *one, runs_a_side, half_widths, out);
  }
  out.deviation = statistics::mean(deviations);
  out.drift = statistics::mean(drifts);
  std::sort(half_widths.begin(), half_widths.end());
  if (!half_widths.empty()) out.half_width = std::expm1(half_widths[half_widths.size() / 2]);
  return out;
}

std::size_t runs_within(const std::vector<const ProcessSeries*>& series, double wall_s) {
  // The median: a recording that was stopped and resumed has waits in it.
  Values walls_s;
  for (const ProcessSeries* one : series) {
    for (const Process& process : one->processes) {
      if (std::isfinite(process.wall_s)) walls_s.push_back(process.wall_s);
    }
  }
  const double run_s = statistics::median(walls_s);
  if (!(run_s > 0)) return 2;
  return 2 * std::max<std::size_t>(1, static_cast<std::size_t>(std::floor(wall_s / run_s / 2)));
}

}  // namespace crossfade::study
