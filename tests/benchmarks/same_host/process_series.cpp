#include "tests/benchmarks/same_host/process_series.h"

#include <algorithm>

#include "analysis/panel_verdict.h"
#include "analysis/process_run.h"
#include "analysis/quantity.h"
#include "tests/benchmarks/same_host/panel_controls.h"

namespace crossfade::study {
namespace {

using analysis::ProcessRun;
using analysis::StageView;
using results::DistributionKind;
using results::StageKind;

class Reader {
 public:
  Reader(const results::Recording& recording)
      : recording_(recording), verdict_(analysis::panel_verdict(recording)) {}

  Process process(const ProcessRun& run) const {
    Process out;
    out.start_s = static_cast<double>(run.start_unix_ns) * 1e-9;
    out.block = run.block;
    const auto capacity = analysis::matching(run, {StageKind::capacity, 1, {}});
    const auto service = analysis::matching(run, {StageKind::service, {}, {}});
    out.cpu_mean = reading(run, capacity, analysis::cpu_per_request_ns);
    out.service_p50 = reading(run, service, analysis::quantile_ns(DistributionKind::service, 0.5));
    out.service_p05 = reading(run, service, analysis::quantile_ns(DistributionKind::service, 0.05));
    if (!service.empty())
      out.requests = moments(analysis::pooled_histogram(service, DistributionKind::service));
    return out;
  }

 private:
  Reading reading(const ProcessRun& run, const std::vector<const StageView*>& stages,
                  const analysis::Measure& measure) const {
    Reading out;
    out.controls.resize(number_of_panel_controls, nothing);
    if (stages.empty()) return out;
    const auto quantity = measure(run, stages);
    if (quantity.value) out.ln = std::log(*quantity.value);
    const results::Stage& stage = *stages.front()->stage;
    out.undisturbed = verdict_.undisturbed[static_cast<std::size_t>(&stage - recording_.stages.data())];
    out.controls = panel_controls(stages);
    return out;
  }

  static Moments moments(const results::Histogram& histogram) {
    Moments out{static_cast<double>(histogram.count()), histogram.mean_ns(), 0};
    for (const auto& bucket : histogram.sparse()) {
      const double middle = static_cast<double>(results::Histogram::lower_edge_ns(bucket.bucket)) +
                            static_cast<double>(results::Histogram::width_ns(bucket.bucket)) / 2;
      out.variance += static_cast<double>(bucket.count) * (middle - out.mean) * (middle - out.mean);
    }
    out.variance /= std::max(1.0, out.n - 1);
    return out;
  }

  const results::Recording& recording_;
  analysis::PanelVerdict verdict_;
};

}  // namespace

std::vector<ProcessSeries> process_series(const analysis::RecordingPointer& recording) {
  const Reader reader(recording->recording);
  std::vector<ProcessSeries> all;
  std::vector<double> starts_s;
  for (const auto& runs : analysis::process_runs(analysis::side_alone(recording))) {
    ProcessSeries& series =
        all.emplace_back(ProcessSeries{runs.name, recording->path.filename().string(), {}});
    for (const ProcessRun& run : runs.runs) {
      if (run.stages.empty()) continue;
      series.processes.push_back(reader.process(run));
      starts_s.push_back(series.processes.back().start_s);
    }
    std::sort(series.processes.begin(), series.processes.end(),
              [](const Process& a, const Process& b) { return a.start_s < b.start_s; });
  }
  if (starts_s.empty()) return all;
  std::sort(starts_s.begin(), starts_s.end());
  for (ProcessSeries& series : all) {
    for (Process& process : series.processes) {
      const auto next = std::upper_bound(starts_s.begin(), starts_s.end(), process.start_s);
      process.wall_s = next == starts_s.end() ? nothing : *next - process.start_s;
      process.start_s -= starts_s.front();
    }
  }
  return all;
}

}  // namespace crossfade::study
