// Distinct recordings: a recording that is named twice, or of which copies lie about, counts once: more of
// the same bytes are no more evidence. Two files are the same recording if they carry the same run id; or, of
// hosts with different ids, if their stages began at the same nanosecond and served as many requests in the
// same CPU time: a copy whose ids were changed, which would pose as another host.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "analysis/side.h"

namespace crossfade::analysis {

struct LeftOut {
  RecordingPointer copy, kept;
};

struct DistinctRecordings {
  std::vector<RecordingPointer> recordings;  ///< in order of first appearance
  std::vector<LeftOut> left_out;
};

/// Of copies the one with the most stages is kept: an interrupted recording may have been finished since.
/// Among equals the first.
DistinctRecordings distinct_recordings(std::span<const RecordingPointer> recordings);

/// By its stages, the leading ones if one was interrupted, whatever its ids say. Three stages and more.
bool same_stages(const results::OpenedRecording& a, const results::OpenedRecording& b);

bool same_recording(const results::OpenedRecording& a, const results::OpenedRecording& b);

/// "copy/a.h5 is the same recording as a.h5, so it counts once"; says so where the copy holds less.
std::string left_out_text(const LeftOut& left_out);

}  // namespace crossfade::analysis
