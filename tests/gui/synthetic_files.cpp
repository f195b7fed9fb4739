#include "tests/gui/synthetic_files.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <vector>

#include "tests/support/recording_builder.h"
#include "tests/support/recording_file.h"

namespace crossfade::gui::testing {
namespace {

using crossfade::testing::synthetic_recording;
using crossfade::testing::SyntheticHost;
using crossfade::testing::SyntheticWorkload;

void write(const results::Recording& recording, const std::filesystem::path& file) {
  if (const auto written = crossfade::testing::write_recording(file, recording); !written) {
    std::cerr << results::to_line(written.error()) << '\n';
    std::abort();
  }
}

/// "tls_segment" and "playback_manifest".
std::vector<SyntheticWorkload> two_workloads() {
  const SyntheticWorkload tls;
  SyntheticWorkload manifest;
  manifest.name = "playback_manifest";
  manifest.service_ns = 350'000;
  return {tls, manifest};
}

/// Each worker of a stage every 100 ms, and when it stops.
void sample(results::Recording& recording, std::uint32_t stage) {
  constexpr std::uint64_t every_ns = 100'000'000;
  const auto first = static_cast<std::uint32_t>(recording.samples.size());
  std::vector<std::uint64_t> switches, cycles, instructions;
  for (std::uint32_t w = 0; w < recording.stages[stage].workers; ++w) {
    const auto worker = static_cast<std::uint32_t>(recording.workers.size());
    recording.workers.push_back({stage, w, w, 1, 1, 1, 1, 3e9});
    const std::uint64_t duration_ns = recording.stages[stage].duration_ns;
    for (std::uint64_t before = 0, at = every_ns; before < duration_ns; before = at, at += every_ns) {
      at = std::min(at, duration_ns);
      recording.samples.push_back({stage, worker, at});
      switches.push_back(0);
      // Faster and slower in turn, and by worker.
      cycles.push_back((at - before) * (at / every_ns % 3 + 1 + w));
      instructions.push_back(2 * cycles.back());
    }
  }
  recording.series.push_back({stage, 0, first, switches});
  recording.series.push_back({stage, 1, first, instructions});
  recording.series.push_back({stage, 2, first, cycles});
}

}  // namespace

void write_sampled(const std::filesystem::path& folder) {
  SyntheticHost host;
  host.instance_type = "m5.xlarge";
  host.host_id = "host-sampled";
  host.hardware_counters = true;
  host.panel_loads_per_cycle = 2;
  host.blocks = 3;
  host.between_runs_ns = 40'000'000'000;  // longer than a process run: none lies in another
  results::Recording recording = synthetic_recording(host, two_workloads());
  recording.counters.push_back({"page_faults_minor", "software/minor-faults",
                                results::CounterScope::user_kernel, results::CounterTier::software,
                                "the kernel refused it"});
  for (std::uint32_t stage = 0; stage < recording.stages.size(); ++stage) sample(recording, stage);
  results::Stage &disturbed = recording.stages.at(1), &voided = recording.stages.at(2);
  disturbed.quality = results::Quality::disturbed;
  disturbed.quality_reasons = "steal";
  disturbed.steal_ns = disturbed.duration_ns / 10;
  voided.quality = results::Quality::voided;
  voided.quality_reasons = "steal-void";
  voided.steal_ns = voided.duration_ns;
  write(recording, folder / "sampled.h5");
}

void write_pair(const std::filesystem::path& folder) {
  SyntheticHost m5;
  m5.instance_type = "m5.xlarge";
  m5.cpu_model = "Example Xeon";
  m5.chunk_requests = 2'000;
  write(synthetic_recording(m5, two_workloads()), folder / "m5.h5");
  SyntheticHost m7a = m5;
  m7a.instance_type = "m7a.xlarge";
  m7a.cpu_model = "Example EPYC";
  m7a.kernel = "6.5.0";
  m7a.host_id = "host-b";
  m7a.speed = 1.6;
  m7a.seed = 2;
  write(synthetic_recording(m7a, two_workloads()), folder / "m7a.h5");
}

void write_one_thread_count(const std::filesystem::path& folder) {
  SyntheticHost host;
  host.host_id = "host-one";
  host.workers = 1;
  host.thread_counts = {1};
  write(synthetic_recording(host, two_workloads()), folder / "one.h5");
}

void write_scaling(const std::filesystem::path& folder) {
  SyntheticHost host;
  host.instance_type = "m5.4xlarge";
  host.host_id = "host-scaling";
  host.workers = 16;
  host.cores = 8;
  host.sibling_gain = 0.3;
  host.thread_counts = {1, 2, 3, 4, 6, 8, 12, 16};
  host.stage_noise = 0.01;
  host.grid_points = 0;
  SyntheticWorkload lawful;
  lawful.contention = 0.03;
  lawful.coherence = 0.004;
  write(synthetic_recording(host, {lawful}), folder / "scaling.h5");
}

void write_long_titled(const std::filesystem::path& folder) {
  SyntheticHost host;
  host.title =
      "A title that somebody typed without a thought of the columns and lists it would have to fit into";
  host.host_id = "host-long";
  write(synthetic_recording(host, two_workloads()), folder / "long.h5");
}

void write_interrupted(const std::filesystem::path& folder) {
  SyntheticHost host;
  host.host_id = "host-interrupted";
  const results::Recording whole = synthetic_recording(host);
  host.blocks /= 2;
  results::Recording part = synthetic_recording(host);
  part.header.run_id = whole.header.run_id;
  part.header.state = results::RecordingState::interrupted;
  write(part, folder / "part.h5");
  write(whole, folder / "whole.h5");
}

void write_simulated(const std::filesystem::path& folder) {
  SyntheticHost host;
  host.instance_type = "m7a.xlarge";
  host.host_id = "host-simulated";
  results::Recording recording = synthetic_recording(host, two_workloads());
  recording.header.kind = results::RecordingKind::simulated;
  write(recording, folder / "simulated.h5");
}

void write_calibration(const std::filesystem::path& folder) {
  SyntheticHost host;
  host.host_id = "host-calibrated";
  host.start_unix_ns += 3'600'000'000'000;  // made an hour later: no copy of the others
  results::Recording recording = synthetic_recording(host, two_workloads());
  recording.header.kind = results::RecordingKind::calibration;
  write(recording, folder / "calibration.h5");
}

void write_troubled(const std::filesystem::path& folder) {
  results::Recording recording = synthetic_recording({}, two_workloads());
  recording.findings.clear();
  const auto fire = [&](const char* rule, std::size_t workload, int times, double value, double threshold) {
    for (std::uint32_t stage = 0; stage < recording.stages.size() && times > 0; ++stage) {
      if (recording.repetitions[recording.stages[stage].repetition].workload != workload) continue;
      recording.findings.push_back({stage, rule, value / times, threshold});
      --times;
    }
  };
  fire("gaps", 0, 2, 0.19, 0.02);
  fire("gaps", 1, 1, 0.05, 0.02);
  fire("saturated", 0, 1, results::missing, results::missing);
  // Stopped by the user: no trouble.
  results::Repetition stopped = recording.repetitions.back();
  stopped.outcome = results::RepetitionOutcome::interrupted;
  stopped.reason = "the run was stopped";
  recording.repetitions.push_back(stopped);
  write(recording, folder / "troubled.h5");
}

}  // namespace crossfade::gui::testing
