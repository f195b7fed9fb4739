// Machine notes: what a run says of its machine before it measures, and so does its dry run: what a reader of
// the recording should not have to find out afterwards. Not what makes a machine unusable (doctor.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collector/host/host_facts.h"

namespace crossfade::collector {

/// Empty if the fact is absent.
std::string fact_of(const HostFacts& facts, std::string_view key);

/// CPUs of the machine that this run may not use; empty = it may use all.
std::string cpus_left_out(const HostFacts& facts);

/// Whole lines, without their line end: "note: ...", "warning: ...".
std::vector<std::string> machine_notes(const HostFacts& facts, const ClockEstimate& clock);

}  // namespace crossfade::collector
