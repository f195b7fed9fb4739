// Study: the plan for many hosts that recordings say they are part of, and which look at it each belongs to
// (crossfade-collect run --plan-digest --look). What it was planned to hold, and who looked at it when, no
// recording knows: of a file that was left out nothing is seen here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/side.h"

namespace crossfade::analysis {

struct Study {
  std::vector<std::string> plans;  ///< digests, each once, in the order of the recordings
  std::uint32_t without_plan = 0;  ///< recordings of no plan
  std::uint32_t without_look = 0;  ///< of a plan, but of no look that there is
  std::vector<std::uint32_t> base_looks, candidate_looks;  ///< ascending, each once, 1 and up

  /// The latest look; 0 = none is known.
  std::uint32_t look() const;
  /// All of one plan, and all say their look.
  bool is_one_plan() const { return plans.size() == 1 && without_plan == 0 && without_look == 0; }
  /// Looks before the latest that no recording of either side is of.
  std::vector<std::uint32_t> missing_looks() const;
};

Study study_of(const Side& base, const Side& candidate);

/// Its first digits, as in the file names of a lab: "3fa9c1d2".
std::string plan_name(const std::string& digest);

/// "1 and 2"; "none" without any.
std::string looks_text(const std::vector<std::uint32_t>& looks);

}  // namespace crossfade::analysis
