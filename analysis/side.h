// Side: the recordings that stand for one thing being compared (an instance type, or one setting of this
// machine).
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "results/recording_reader.h"

namespace crossfade::analysis {

using RecordingPointer = std::shared_ptr<const results::OpenedRecording>;

struct Side {
  std::string label;  ///< "m7a.xlarge", or the recording's title or file name where the type is unknown
  std::vector<RecordingPointer> recordings;
};

/// Groups by instance type, CPU model and ISA cap: a CPU model is a stratum and is never averaged silently.
/// Where the instance type is unknown, by title. Order of first appearance; labels are made unique.
std::vector<Side> group_sides(std::span<const RecordingPointer> recordings);

/// True if both sides name exactly one host and it is the same: then pairs are formed and nothing is said of
/// other hosts.
bool same_host(const Side& a, const Side& b);

}  // namespace crossfade::analysis
