// Failed workloads: the last words of a run some of whose processes did not end well: workloads without a
// result, and workloads that answered wrongly, which no report compares whatever their speed. Not of
// processes that crashed or hung among others that did not: the table of run_summary.h counts them, and the
// other blocks stand.
#pragma once

#include <string>
#include <vector>

#include "collector/run_summary.h"

namespace crossfade::collector {

/// Empty if there are none. `recording` is the file that has their log.
std::string failed_workloads_text(const std::vector<WorkloadSummary>& summaries,
                                  const std::string& recording);

}  // namespace crossfade::collector
