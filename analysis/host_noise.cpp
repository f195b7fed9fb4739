#include "analysis/host_noise.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "analysis/host.h"
#include "analysis/noise_text.h"
#include "analysis/workload_name.h"

namespace crossfade::analysis {
namespace {

using results::Recording;

bool is_same_work(const results::Workload& a, const results::Workload& b) {
  return a.name == b.name && a.version == b.version && a.preset == b.preset && a.parameters == b.parameters;
}

std::uint32_t most_workers(const Recording& recording, std::uint32_t workload) {
  std::uint32_t most = 0;
  for (const results::Stage& stage : recording.stages) {
    if (stage.kind != results::StageKind::capacity || stage.repetition >= recording.repetitions.size())
      continue;
    if (recording.repetitions[stage.repetition].workload == workload) most = std::max(most, stage.workers);
  }
  return most;
}

/// Single-threaded values do not depend on how many workers there were besides.
bool needs_same_workers(std::string_view metric) {
  return metric == "capacity" || metric == "cpu_per_request" || metric == "slo_rate";
}

/// A recording of the side that was measured on that host, and measured this.
bool measured_there(const Side& side, const RecordingPointer& calibration, std::string_view workload,
                    const EstimandNoise& noise) {
  return std::any_of(side.recordings.begin(), side.recordings.end(), [&](const RecordingPointer& r) {
    const Recording& recording = r->recording;
    if (!same_machine(recording.header, calibration->recording.header)) return false;
    const auto found = workloads_named(side, recording, workload);
    return std::any_of(found.begin(), found.end(), [&](std::uint32_t i) {
      return is_same_work(recording.workloads[i], noise.source) &&
             (!needs_same_workers(noise.metric) || most_workers(recording, i) == noise.workers);
    });
  });
}

}  // namespace

HostNoise::HostNoise(std::span<const RecordingPointer> calibrations) {
  for (const RecordingPointer& r : calibrations) calibrations_.push_back({r, noise_floor(r)});
}

std::vector<std::string> HostNoise::notes_of_side(const Side& side, const std::string& whose,
                                                  std::string_view workload, std::string_view metric) const {
  std::vector<std::string> notes;
  for (const Calibration& calibration : calibrations_) {
    for (const EstimandNoise& noise : calibration.floor) {
      const auto& between_runs = noise.experienced.between_runs;
      if (noise.metric != metric || !between_runs) continue;
      if (!measured_there(side, calibration.recording, workload, noise)) continue;
      notes.push_back(fmt::format("noise floor of {}: {} between process runs (calibration {}, {} runs)",
                                  whose, noise_text(between_runs->deviation),
                                  calibration.recording->path.filename().string(),
                                  noise.experienced.n.processes));
    }
  }
  return notes;
}

std::vector<std::string> HostNoise::notes(const Side& base, const Side& candidate, std::string_view workload,
                                          std::string_view metric) const {
  if (calibrations_.empty()) return {};
  if (same_host(base, candidate)) return notes_of_side(base, "this host", workload, metric);
  const auto whose = [](const Side& side, const char* part) {
    return host_count(side) > 1 ? fmt::format("a host of the {}", part) : fmt::format("the {}'s host", part);
  };
  auto notes = notes_of_side(base, whose(base, "baseline"), workload, metric);
  auto others = notes_of_side(candidate, whose(candidate, "candidate"), workload, metric);
  notes.insert(notes.end(), std::make_move_iterator(others.begin()), std::make_move_iterator(others.end()));
  return notes;
}

}  // namespace crossfade::analysis
