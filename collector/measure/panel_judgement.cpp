#include "collector/measure/panel_judgement.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace crossfade::collector {
namespace {

constexpr double normal_interquartile_range = 1.349;  // in standard deviations

double at_share(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(std::llround(share * static_cast<double>(sorted.size() - 1)))];
}

double larger_or_unknown(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? results::missing : std::max(a, b);
}

}  // namespace

PanelCentre panel_centre(std::span<const double> windows) {
  std::vector<double> sorted;
  for (const double value : windows) {
    if (std::isfinite(value) && value > 0) sorted.push_back(value);
  }
  if (sorted.size() < fewest_panel_windows) return {};
  std::sort(sorted.begin(), sorted.end());
  const double median = at_share(sorted, 0.5);
  return {median, (at_share(sorted, 0.75) - at_share(sorted, 0.25)) / normal_interquartile_range / median};
}

LoadFigures judge_loads(std::span<const LoadWindow> windows, std::uint64_t additions, std::uint64_t loads) {
  std::vector<double> per_cycle, clocks_hz;
  for (const LoadWindow& window : windows) {
    if (window.chain_ns <= 0 || window.loads_ns <= 0) continue;
    const double clock_per_ns = static_cast<double>(additions) / static_cast<double>(window.chain_ns);
    clocks_hz.push_back(clock_per_ns * 1e9);
    per_cycle.push_back(static_cast<double>(loads) / static_cast<double>(window.loads_ns) / clock_per_ns);
  }
  return {panel_centre(clocks_hz).value, panel_centre(per_cycle)};
}

PanelCentre judge_chase(std::span<const std::int64_t> windows_ns, std::uint64_t steps) {
  std::vector<double> per_step;
  for (const std::int64_t ns : windows_ns) {
    per_step.push_back(static_cast<double>(ns) / static_cast<double>(steps));
  }
  return panel_centre(per_step);
}

PanelCentre judge_stream(std::span<const std::int64_t> windows_ns, std::uint64_t bytes) {
  std::vector<double> per_s;
  for (const std::int64_t ns : windows_ns)
    per_s.push_back(static_cast<double>(bytes) / static_cast<double>(ns) * 1e9);
  return panel_centre(per_s);
}

results::PanelReading combine_panels(std::span<const results::PanelReading> workers) {
  results::PanelReading stage;
  if (workers.empty()) return stage;
  double clocks = 0;
  const results::PanelReading* fewest_loads = &workers.front();
  const results::PanelReading* slowest_l2 = &workers.front();
  for (const results::PanelReading& worker : workers) {
    clocks += worker.clock_hz;
    // A NaN wins, and stays.
    if (!(worker.l1_loads_per_cycle >= fewest_loads->l1_loads_per_cycle)) {
      if (!std::isnan(fewest_loads->l1_loads_per_cycle)) fewest_loads = &worker;
    }
    if (!(worker.l2_cycles <= slowest_l2->l2_cycles)) {
      if (!std::isnan(slowest_l2->l2_cycles)) slowest_l2 = &worker;
    }
    if (!std::isnan(worker.l3_ns)) stage.l3_ns = worker.l3_ns, stage.l3_cv = worker.l3_cv;
    if (!std::isnan(worker.memory_ns)) stage.memory_ns = worker.memory_ns, stage.memory_cv = worker.memory_cv;
    if (!std::isnan(worker.stream_bytes_per_s)) {
      stage.stream_bytes_per_s = worker.stream_bytes_per_s;
      stage.stream_cv = worker.stream_cv;
    }
  }
  stage.clock_hz = clocks / static_cast<double>(workers.size());
  stage.l1_loads_per_cycle = fewest_loads->l1_loads_per_cycle;
  stage.l2_cycles = slowest_l2->l2_cycles;
  // Of any core: a neighbour who comes and goes moves no median, so his core need not be the slowest.
  stage.l1_cv = workers.front().l1_cv;
  stage.l2_cv = workers.front().l2_cv;
  for (const results::PanelReading& worker : workers) {
    stage.l1_cv = larger_or_unknown(stage.l1_cv, worker.l1_cv);
    stage.l2_cv = larger_or_unknown(stage.l2_cv, worker.l2_cv);
  }
  return stage;
}

}  // namespace crossfade::collector
