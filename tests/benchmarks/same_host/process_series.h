// Process series: the process runs of one workload of one recording in the order of time, each with what a
// study of the noise of one host wants to know of it. Failed runs and void stages are left out, as a
// comparison leaves them out.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "analysis/side.h"

namespace crossfade::study {

inline constexpr double nothing = NAN;

/// One value of one process run.
struct Reading {
  double ln = nothing;           ///< natural logarithm of the value; NaN = the run has none
  bool undisturbed = false;      ///< by the rule of docs/methodology.md §10
  std::vector<double> controls;  ///< panel beside it (panel_controls.h)
};

/// Requests of the service stage.
struct Moments {
  double n = 0, mean = nothing, variance = nothing;
};

struct Process {
  double start_s = 0;  ///< of its first stage, from the first process of the recording
  double wall_s = 0;   ///< to the start of the next process, of whatever workload
  std::uint32_t block = 0;
  Reading cpu_mean;  ///< CPU per request, capacity stage of one worker
  Reading service_p50, service_p05;
  Moments requests;
};

struct ProcessSeries {
  std::string workload, recording;
  std::vector<Process> processes;
};

std::vector<ProcessSeries> process_series(const analysis::RecordingPointer& recording);

}  // namespace crossfade::study
