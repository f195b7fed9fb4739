// Counted side: where the counters of one side of a decomposition come from: its own capacity stages, those
// of another recording of the same CPU model and work (inferred), or only the instructions per request of the
// same work, counted elsewhere (carried). Cycles and instructions are per request.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/process_run.h"
#include "analysis/sample.h"
#include "analysis/side.h"

namespace crossfade::analysis {

enum class Origin { measured, inferred, carried };
std::string_view text_of(Origin origin);

/// CPU time per request of a recording that lends its counters may differ by so much.
inline constexpr double largest_join_difference = 0.05;

/// A factor's values of one side.
struct FactorSample {
  Sample sample;
  Origin origin = Origin::measured;
};

struct CountedSide {
  FactorSample cpu_seconds_per_s;   ///< CPU seconds per second at capacity, waiting left out
  FactorSample requests_per_cpu_s;  ///< 1 / CPU time per request
  FactorSample cycles_per_cpu_s;    ///< cycles / CPU second of the counted threads
  FactorSample instructions_per_cycle;
  FactorSample requests_per_instruction;
  std::vector<std::string> joined = {};      ///< what was, and how it was tested
  std::vector<std::string> not_joined = {};  ///< named recordings that lend nothing, and why
};

/// `named`: recordings that may lend; those of another CPU model, and those of the other side, lend
/// instructions per request alone. Nobody asked the other side to lend: where it does not, nothing is said.
CountedSide counted_side(const Side& side, const std::string& workload,
                         std::span<const RecordingPointer> named,
                         const std::vector<RecordingPointer>& other_side);

}  // namespace crossfade::analysis
