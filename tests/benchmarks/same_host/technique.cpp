#include "tests/benchmarks/same_host/technique.h"

#include <algorithm>

#include "analysis/panel_controls.h"
#include "analysis/statistics/control_variates.h"
#include "analysis/statistics/interval.h"
#include "analysis/statistics/moments.h"
#include "analysis/statistics/paired.h"
#include "analysis/statistics/student_t.h"

namespace crossfade::study {
namespace {

using statistics::Interval;
using Values = std::vector<double>;

constexpr std::size_t stretch = 8;

/// ln by place in the series; NaN = the technique does not use this run.
Values values_of(const Technique& technique, const ProcessSeries& series) {
  Values all(series.processes.size(), nothing), used;
  std::vector<std::size_t> places;
  std::vector<Values> controls(analysis::number_of_panel_controls);
  std::vector<std::uint32_t> blocks;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Reading& reading = series.processes[i].*technique.location;
    if (!std::isfinite(reading.ln) || (technique.panel && !reading.undisturbed)) continue;
    places.push_back(i);
    used.push_back(reading.ln);
    blocks.push_back(series.processes[i].block);
    for (std::size_t c = 0; c < controls.size(); ++c) controls[c].push_back(reading.controls[c]);
  }
  if (technique.controls) used = statistics::controlled(used, controls, blocks);
  for (std::size_t i = 0; i < places.size(); ++i) all[places[i]] = used[i];
  return all;
}

struct Difference {
  double value;
  Interval interval;
};

/// b - a of the runs [first, first + count).
std::optional<Difference> difference(const Technique& technique, const Values& values, std::size_t first,
                                     std::size_t count) {
  Values a, b;
  for (std::size_t i = 0; i < count; i += 2) {
    const double one = values[first + i], two = values[first + i + 1];
    if (technique.paired && !(std::isfinite(one) && std::isfinite(two))) continue;
    if (std::isfinite(one)) (statistics::is_of_a(i) ? a : b).push_back(one);
    if (std::isfinite(two)) (statistics::is_of_a(i) ? b : a).push_back(two);
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

void add_false_positives(const Technique& technique, const Values& values, std::size_t runs_a_side,
                         Count& out) {
  for (std::size_t first = 0; first + 2 * runs_a_side <= values.size(); first += 2 * runs_a_side) {
    const auto found = difference(technique, values, first, 2 * runs_a_side);
    if (!found) continue;
    ++out.of;
    out.called += !found->interval.contains(0);
  }
}

void add_windows(const Technique& technique, const Values& values, std::size_t runs, Values& half_widths,
                 Performance& out) {
  for (std::size_t first = 0; first + 2 * runs <= values.size(); first += 2 * runs) {
    const auto seen = difference(technique, values, first, 2 * runs);
    if (!seen) continue;
    half_widths.push_back((seen->interval.high - seen->interval.low) / 2);
    for (std::size_t c = 0; c < true_changes.size(); ++c) {
      const double change = std::log1p(true_changes[c]);
      out.found[c].of += 2;
      out.found[c].called += seen->interval.low + change > 0;
      out.found[c].called += seen->interval.high - change < 0;
    }
  }
}

/// Process runs a side that take `window_s`, an even number.
std::size_t window_runs(const std::vector<const ProcessSeries*>& series, double window_s) {
  double wall_s = 0, runs = 0;
  for (const ProcessSeries* one : series) {
    for (const Process& process : one->processes) {
      if (!std::isfinite(process.wall_s)) continue;
      wall_s += process.wall_s;
      ++runs;
    }
  }
  return 2 * static_cast<std::size_t>(std::floor(window_s / (wall_s / runs) / 2));
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
                        std::size_t runs_a_side, double window_s) {
  Performance out;
  out.window_runs = window_runs(series, window_s);
  Values half_widths, deviations, drifts;
  for (const ProcessSeries* one : series) {
    const Values values = values_of(technique, *one);
    Values used;
    std::copy_if(values.begin(), values.end(), std::back_inserter(used),
                 [](double v) { return std::isfinite(v); });
    deviations.push_back(std::sqrt(statistics::sample_variance(used)));
    drifts.push_back(deviation_of_stretches(values));
    add_false_positives(technique, values, runs_a_side, out.false_positives);
    add_windows(technique, values, out.window_runs, half_widths, out);
  }
  out.deviation = statistics::mean(deviations);
  out.drift = statistics::mean(drifts);
  std::sort(half_widths.begin(), half_widths.end());
  if (!half_widths.empty()) out.half_width = std::expm1(half_widths[half_widths.size() / 2]);
  return out;
}

}  // namespace crossfade::study
