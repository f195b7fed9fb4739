// Suite order: which workloads of a run of everything come first where there is not time for all, and which
// few stand for the rest in profile quick. Plug-ins that are not of the suite come last, by name.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace crossfade::collector {

struct SuiteRow {
  std::string_view workload;
  bool representative;       ///< measured by profile quick, and never left out for want of time
  std::string_view because;  ///< why it stands where it stands
};

/// The most telling first.
std::span<const SuiteRow> suite_order();

bool is_representative(std::string_view workload);
/// Rank in the order; the number of its rows for what is not in it.
std::size_t suite_rank(std::string_view workload);

}  // namespace crossfade::collector
