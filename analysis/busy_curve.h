// Busy curve: what a side serves with a part of its CPUs busy, as measured: requests per second against the
// share of CPUs that work. By thread counts (so many closed-loop workers, each on a CPU of its own, cores
// before their second threads: as a kernel fills an idle machine), or by offered load (workers on all CPUs
// take requests as they come, so second threads work early). On a machine whose vCPUs are hyperthreads the
// two differ. Waiting is not work. Interpolated between neighbouring points, never beyond them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/estimate.h"
#include "analysis/process_run.h"
#include "analysis/side.h"

namespace crossfade::analysis {

enum class BusyBasis { threads, load };

struct BusyPoint {
  double busy = 0;             ///< share of the CPUs used, 0 ... 1
  Estimate rate_per_s;         ///< correct requests
  Estimate share_of_peak;      ///< of the throughput with all CPUs busy, within a process run
  bool is_core_count = false;  ///< as many threads as cores: where second threads begin
};

struct BusyCurve {
  BusyBasis basis = BusyBasis::threads;
  std::vector<BusyPoint> points;  ///< ascending; the last is 1, if there is any
  bool has_siblings = false;      ///< more CPUs than cores
  std::string absent_because;
};

BusyCurve busy_curve(const Side& side, const WorkloadRuns& workload, BusyBasis basis);

/// What is served, and which part of the peak that is, with `busy` of the CPUs working. Absent outside the
/// points, between two that differ by more than a factor of 2, and between thread counts below and above the
/// number of cores, where the curve bends.
struct BusyValue {
  Estimate rate_per_s, share_of_peak;
};
BusyValue at_busy(const BusyCurve& curve, double busy);

/// The busy share at which this part of the peak is served; the interval has both curves' in it.
Estimate busy_at(const BusyCurve& curve, const Estimate& share_of_peak);

}  // namespace crossfade::analysis
