#include "analysis/report/panel_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "analysis/number_text.h"
#include "analysis/report/cells.h"
#include "analysis/report/missing_metrics.h"

namespace crossfade::analysis {
namespace {

using results::PanelReading;

struct Kernel {
  const char *id, *name, *unit;
  double PanelReading::*value;
  double PanelReading::*cv;  ///< nullptr: it has none
};

constexpr auto kernels = std::to_array<Kernel>({
    {"clock_hz", "clock", "Hz", &PanelReading::clock_hz, nullptr},
    {"l1_loads_per_cycle", "L1 loads per cycle", "1", &PanelReading::l1_loads_per_cycle,
     &PanelReading::l1_cv},
    {"l2_cycles", "L2 latency, cycles", "1", &PanelReading::l2_cycles, &PanelReading::l2_cv},
    {"l3_ns", "L3 latency", "ns", &PanelReading::l3_ns, &PanelReading::l3_cv},
    {"memory_ns", "memory latency", "ns", &PanelReading::memory_ns, &PanelReading::memory_cv},
    {"stream_bytes_per_s", "memory stream, one core", "B/s", &PanelReading::stream_bytes_per_s,
     &PanelReading::stream_cv},
});

std::vector<double> sorted_readings(const results::Recording& r, double PanelReading::*member) {
  std::vector<double> values;
  for (const results::Stage& s : r.stages) {
    for (const PanelReading* side : {&s.panel_before, &s.panel_after}) {
      if (std::isfinite(side->*member)) values.push_back(side->*member);
    }
  }
  std::sort(values.begin(), values.end());
  return values;
}

Cell at_share(const std::vector<double>& sorted, double share, const char* unit) {
  const double value =
      sorted[static_cast<std::size_t>(std::llround(share * static_cast<double>(sorted.size() - 1)))];
  return {quantity_text(value, {}, unit), value, {}, ""};
}

std::string absence_of(const results::Recording& r, const Kernel& kernel) {
  for (const results::Absence& a : r.absences) {
    if (a.subject == "stage.panel" || a.subject == fmt::format("stage.panel_{}", kernel.id)) return a.reason;
  }
  return "recorded by a version that did not read it";
}

}  // namespace

Table panel_table(const results::Recording& r) {
  Table t;
  t.id = "panel";
  t.title = "Calibration panel (idle workers beside the stages)";
  t.columns = {{"kernel", "kernel", "", false, false},    {"p05", "5 %", "", true, false},
               {"median", "median", "", true, false},     {"p95", "95 %", "", true, false},
               {"cv", "spread within", "1", true, false}, {"readings", "readings", "1", true, false}};
  const PanelVerdict verdict = panel_verdict(r);
  const bool has_panel = std::any_of(kernels.begin(), kernels.end(), [&](const Kernel& kernel) {
    return !sorted_readings(r, kernel.value).empty();
  });
  MissingMetrics missing;
  for (const Kernel& kernel : kernels) {
    if (!has_panel) break;
    const auto values = sorted_readings(r, kernel.value);
    if (values.empty()) {
      const Cell none{"", {}, {}, absence_of(r, kernel)};
      missing.add(none.absent_because, kernel.name);
      t.rows.push_back({text_cell(kernel.name), none, none, none, none, number_cell(0)});
      continue;
    }
    Cell spread;
    if (kernel.cv != nullptr) {
      const auto cvs = sorted_readings(r, kernel.cv);
      if (!cvs.empty()) spread = at_share(cvs, 0.5, "1");
      if (spread.value) spread.text = percent_text(*spread.value);
    }
    t.rows.push_back({text_cell(kernel.name), at_share(values, 0.05, kernel.unit),
                      at_share(values, 0.5, kernel.unit), at_share(values, 0.95, kernel.unit), spread,
                      number_cell(static_cast<double>(values.size()))});
  }
  for (std::string& line : missing.lines("Not read")) t.notes.push_back(std::move(line));
  if (!verdict.ceiling_text.empty()) t.notes.push_back(fmt::format("Ceiling: {}.", verdict.ceiling_text));
  if (!verdict.absent_because.empty())
    t.notes.push_back(fmt::format("No undisturbed values: {}.", verdict.absent_because));
  if (verdict.disturbed_time_share)
    t.notes.push_back(fmt::format("Disturbed: {} of the time.", percent_text(*verdict.disturbed_time_share)));
  if (verdict.usual_memory_ns || verdict.usual_stream_bytes_per_s) {
    t.notes.push_back(fmt::format(
        "{} had memory more than 15 % slower than usual beside {} (slow-memory: annotation only).",
        verdict.slow_memory_stages == 1 ? "1 stage" : fmt::format("{} stages", verdict.slow_memory_stages),
        verdict.slow_memory_stages == 1 ? "it" : "them"));
  }
  return t;
}

}  // namespace crossfade::analysis
