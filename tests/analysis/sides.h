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

inline Side side_of(std::vector<results::Recording> recordings, std::string label = "side") {
  Side side;
  side.label = std::move(label);
  for (results::Recording& r : recordings) side.recordings.push_back(opened(std::move(r)));
  return side;
}

}  // namespace crossfade::analysis
