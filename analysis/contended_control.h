// Contended control: the workload that does the same as a contended one without sharing anything: what it
// loses with more threads is the machine's, what the other loses beyond that is the sharing.
#pragma once

#include <cstdint>
#include <string>

#include "analysis/process_run.h"
#include "analysis/sample.h"
#include "analysis/side.h"

namespace crossfade::analysis {

struct ContendedControl {
  bool contended = false;  ///< whether the workload shares data at all
  std::string name;        ///< of its control; the workload's own name if it is one
  std::string absent_because;
};

/// The control is the preset "none" of the same workload whose parameters differ in one: what is shared.
ContendedControl contended_control(const Side& side, const std::string& workload);

/// Efficiency at `threads` of each block over that of the control in the same block.
Sample against_control(const WorkloadRuns& workload, const WorkloadRuns& control, std::uint32_t threads);

}  // namespace crossfade::analysis
