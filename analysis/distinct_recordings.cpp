#include "analysis/distinct_recordings.h"

#include <fmt/format.h>

#include <algorithm>

namespace crossfade::analysis {

DistinctRecordings distinct_recordings(std::span<const RecordingPointer> recordings) {
  DistinctRecordings out;
  for (const RecordingPointer& r : recordings) {
    const auto known = std::find_if(out.recordings.begin(), out.recordings.end(),
                                    [&](const RecordingPointer& k) { return same_recording(*k, *r); });
    if (known == out.recordings.end()) {
      out.recordings.push_back(r);
      continue;
    }
    RecordingPointer copy = r;
    if (r->recording.stages.size() > (*known)->recording.stages.size()) std::swap(copy, *known);
    out.left_out.push_back({copy, *known});
    // What was left out for the one that now is left out itself.
    for (LeftOut& earlier : out.left_out) {
      if (earlier.kept == copy) earlier.kept = *known;
    }
  }
  return out;
}

bool same_recording(const results::OpenedRecording& a, const results::OpenedRecording& b) {
  return !a.recording.header.run_id.empty() && a.recording.header.run_id == b.recording.header.run_id;
}

std::string left_out_text(const LeftOut& left_out) {
  const std::string copy = left_out.copy->path.string(), kept = left_out.kept->path.string();
  if (copy == kept) return fmt::format("{} was named more than once: it counts once", copy);
  const std::size_t less = left_out.copy->recording.stages.size(),
                    more = left_out.kept->recording.stages.size();
  if (less == more) return fmt::format("{} is the same recording as {}: it counts once", copy, kept);
  return fmt::format("{} is the same recording as {} with {} of its {} stages", copy, kept, less, more);
}

}  // namespace crossfade::analysis
