// Dispatch check: whether instructions counted under valgrind are those that this CPU executes. Valgrind
// shows a CPU with AVX2 and without AVX-512, SHA-NI, VAES, VPCLMULQDQ and GFNI, whatever the machine has:
// libraries that choose their code by the CPU then run other code, and its count is of no use here. Three
// signs of that: the libraries name another code path; this CPU spends a tenth of its time or more in
// functions that valgrind never entered (code_comparison.h), whatever chose them; or the count would need
// more instructions a cycle than the core begins operations (issue_width.h), or where no source says how
// many, than any core does. A choice within one function is not seen.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "collector/code_comparison.h"
#include "results/recording.h"

namespace crossfade::collector {

/// What the count is judged by.
struct DispatchEvidence {
  std::span<const results::Library> native, simulated;  ///< as the workload noted them in each process
  double instructions_per_request = results::missing;
  double cpu_ns_per_request = results::missing;  ///< measured without valgrind, the least that was seen
  double clock_hz = results::missing;            ///< effective
  std::string_view microarchitecture;
  CodeComparison code = {};              ///< without samples: nothing was compared
  std::string code_absent_because = {};  ///< why not, if it was to be
};

/// Of the time of a request in code that valgrind did not execute: from the first on it is another code path,
/// from the second on it is remarked on. Below that are the ways that a state of caches and heaps takes.
inline constexpr double share_of_other_code = 0.1, remarkable_share = 0.02;
/// Fewer samples say nothing.
inline constexpr std::uint64_t fewest_code_samples = 20;

/// Instructions a cycle: instructions / (CPU time x effective clock). An estimate; missing without a clock.
double estimated_ipc(const DispatchEvidence& evidence);

/// Why the count is not transferable to this CPU; empty = nothing speaks against it.
std::string why_not_transferable(const DispatchEvidence& evidence);

/// What decides nothing and is to be said beside the count: more instructions a cycle than the core is
/// thought to begin operations, by a width that no source was found for; some time in other code; that where
/// it executes could not be found out. Empty = nothing.
std::string doubt_of(const DispatchEvidence& evidence);

/// Of a process that a signal ended and what it wrote to its error output: that valgrind does not know an
/// instruction; empty = it says nothing of the kind.
std::string unhandled_instruction(int signal, std::string_view error_output);

}  // namespace crossfade::collector
