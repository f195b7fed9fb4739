// Side: the recordings that stand for one thing being compared (an instance type, or one setting of this
// machine).
#pragma once

#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "results/recording_reader.h"

namespace crossfade::analysis {

using RecordingPointer = std::shared_ptr<const results::OpenedRecording>;

struct Side {
  /// "m7a.xlarge", "m7a.xlarge (SIMULATED)", or the recording's title or file name where the type is unknown.
  std::string label;
  std::vector<RecordingPointer> recordings;
  /// Name and preset of a workload -> the parameters that tell its variants apart (analysis/workload_name.h).
  std::map<std::string, std::set<std::string>> told_apart_by = {};
};

/// Groups by instance type, CPU model, ISA cap and whether it was measured at all: a CPU model is a stratum
/// and is never averaged silently, and what is simulated says so in its label. Where the instance type is
/// unknown, by title. Order of first appearance; labels are made unique; workloads are told apart across the
/// sides. Calibrations of a host and instruction replays are never part of a side: is_calibration() and
/// is_instruction_replay() tell which were left out.
std::vector<Side> group_sides(std::span<const RecordingPointer> recordings);

/// The side of one recording, whatever its kind.
Side side_alone(const RecordingPointer& recording);

/// The fewest that a recording of the side says; 0 if none does.
std::uint32_t cores_of_machine(const Side& side);

/// True if it was made to see how much its host differs from itself: its processes have no
/// load curve, and it is no evidence for or against the machine.
bool is_calibration(const results::Header& header);

/// True if any recording of the side is simulated: its figures are no measurement of what it is named after.
bool is_simulated(const Side& side);
bool is_simulated(const results::Header& header);

/// True if any recording's instance type was stated by the user instead of read from the machine.
bool has_stated_type(const Side& side);

}  // namespace crossfade::analysis
