// Policy: the thresholds of a verdict. One value each, with the reason beside its default; a user's own come
// from a TOML file, and what was used is printed with the answer. Shares are fractions: 0.05 is 5 %.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "results/error.h"

namespace crossfade::analysis {

struct Policy {
  std::string name = "default";
  /// m: what migrating has to save of the cost per request to be worth it; in it are the work of migrating
  /// and commitments that run on.
  double required_saving = 0.05;
  /// g: how much longer p99 may get at matched load.
  double tail_guard = 0.10;
  double most_disturbed = 0.25;             ///< of each side's time
  double most_disturbed_difference = 0.10;  ///< between the sides' shares
  double objective_range = 2;      ///< half and twice the objectives have to decide the same; 1: none
  std::uint32_t fewest_hosts = 2;  ///< a side
  bool accept_single_host = false;
  double single_host_tipping_cv = 0.08;  ///< hosts may differ by so much before one a side is no answer
  /// Of a plan for many hosts (run --plan-digest --look): each decides by wider intervals, so that all
  /// together err as often as one. 1: no later look will decide. Recordings of no plan are taken for a single
  /// look.
  std::uint32_t planned_looks = 3;
  std::uint32_t most_hosts_to_settle = 20;  ///< a side: what needs more is not resolvable
};

/// Keys are the names above, in a table [verdict] or at the top. Errors: io; data for a key that is not
/// known, a value of another kind, or one out of its range.
results::Result<Policy> read_policy(const std::filesystem::path& path);
results::Result<Policy> parse_policy(std::string_view toml, const std::string& name);

}  // namespace crossfade::analysis
