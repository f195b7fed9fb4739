// Sides for tests: synthetic recordings as the reader would hand them over.
#pragma once

#include <string>
#include <vector>

#include "analysis/side.h"
#include "tests/support/recording_builder.h"

namespace crossfade::analysis {

inline RecordingPointer opened(results::Recording recording) {
  auto out = std::make_shared<results::OpenedRecording>();
  out->path = recording.header.title + ".h5";
  out->recording = std::move(recording);
  return out;
}

inline RecordingPointer opened(const testing::SyntheticHost& host) {
  return opened(testing::synthetic_recording(host));
}

/// With an objective far above its service time, and small answers.
inline testing::SyntheticWorkload workload(const std::string& name, double service_ns) {
  testing::SyntheticWorkload w;
  w.name = name;
  w.service_ns = service_ns;
  w.slo_p99_ns = static_cast<std::uint64_t>(25 * service_ns);
  w.net_out_bytes = 1'000;
  return w;
}

inline Side side_of(std::vector<results::Recording> recordings, std::string label = "side") {
  Side side;
  side.label = std::move(label);
  for (results::Recording& r : recordings) side.recordings.push_back(opened(std::move(r)));
  return side;
}

}  // namespace crossfade::analysis
