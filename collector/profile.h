// Profile: a named length of a run. How many blocks, how long a stage of each kind, how dense the grid of
// offered rates, how many thread counts. A row of profile.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace crossfade::collector {

struct Profile {
  std::string_view name, summary;
  std::uint32_t blocks = 8;
  std::uint64_t service_ns = 0, capacity_ns = 0, load_ns = 0;
  std::uint32_t calibration = 0;  ///< as in Plan, like the rest
  std::uint64_t budget_ns = 0;
  double precision = 0, rerun_share = 0;
  std::uint64_t verify_ns = 0;
  std::uint64_t chunk_ns = 0, chunk_limit_ns = 0;
  std::uint32_t trace_requests = 0;
  std::uint64_t warm_up_limit_ns = 0;
  bool load_curve = true, until_budget = false;
  /// A run that names no workload measures those alone that stand for the suite (suite_order.h).
  bool representatives_only = false;
  std::uint32_t grid_step = 1;          ///< every grid_step-th rate of 20 per decade
  std::uint32_t max_thread_counts = 0;  ///< 0 = all of 1, 2, 4 ..., cores, all vCPUs
};

std::span<const Profile> profiles();
/// Of `calibrate`: short processes and no load curve, as many as the budget holds. Not for comparisons, so
/// not among profiles().
const Profile& calibrate_profile();
/// nullptr if there is no such profile.
const Profile* find_profile(std::string_view name);

/// 1, 2, 4 ..., `cores` and `vcpus`, ascending; at most `max_count` of them (0 = no limit), 1 and vcpus
/// always, then cores, then the largest. Empty if vcpus is 0.
std::vector<std::uint32_t> default_thread_counts(std::uint32_t cores, std::uint32_t vcpus,
                                                 std::uint32_t max_count);

}  // namespace crossfade::collector
