#include "analysis/distinct_recordings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

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

bool same_stages(const results::OpenedRecording& a, const results::OpenedRecording& b) {
  constexpr std::size_t telling = 3;
  const auto &x = a.recording.stages, &y = b.recording.stages;
  const std::size_t both = std::min(x.size(), y.size());
  if (both < telling) return false;
  return std::equal(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(both), y.begin(),
                    [](const results::Stage& s, const results::Stage& t) {
                      return s.start_unix_ns > 0 && s.start_unix_ns == t.start_unix_ns &&
                             s.duration_ns == t.duration_ns && s.completed == t.completed &&
                             s.cpu_user_ns == t.cpu_user_ns;
                    });
}

bool same_recording(const results::OpenedRecording& a, const results::OpenedRecording& b) {
  const std::string &x = a.recording.header.run_id, &y = b.recording.header.run_id;
  if (!x.empty() && x == y) return true;
  // Of one host it is no evidence of another.
  return a.recording.header.host_id != b.recording.header.host_id && same_stages(a, b);
}

std::string left_out_text(const LeftOut& left_out) {
  const std::string copy = left_out.copy->path.string(), kept = left_out.kept->path.string();
  if (copy == kept) return fmt::format("{} was named more than once: it counts once", copy);
  const std::size_t less = left_out.copy->recording.stages.size(),
                    more = left_out.kept->recording.stages.size();
  const std::string &id = left_out.copy->recording.header.run_id,
                    &of_kept = left_out.kept->recording.header.run_id;
  if (id != of_kept || id.empty()) {
    return fmt::format(
        "{} has the stages of {}, to the nanosecond, under another id: it is a copy and counts once", copy,
        kept);
  }
  if (less == more) return fmt::format("{} is the same recording as {}: it counts once", copy, kept);
  return fmt::format("{} is the same recording as {} with {} of its {} stages", copy, kept, less, more);
}

}  // namespace crossfade::analysis
