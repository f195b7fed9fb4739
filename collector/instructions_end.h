// Instructions end: how crossfade-collect instructions ends: what became of each workload, what to do about
// those without a count that holds here, and the exit code. The reasons themselves are said workload by
// workload.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace crossfade::collector {

enum class Countedness {
  transferable,  ///< there is a count
  other_code,    ///< this CPU executes other code than valgrind: a cap may help
  not_its_own,   ///< library threads, or nothing that callgrind sees: no cap helps
  unknown_code,  ///< valgrind cannot run it, as a newer CPU's code: a cap may help
  failed         ///< any other end
};

struct CountedWorkload {
  std::string name;  ///< display_name()
  Countedness countedness = Countedness::transferable;
};

struct InstructionsEnd {
  int exit_code = 0;
  std::string text;  ///< for the error output; empty where all is counted
};

/// 0: every workload has a count; 1: some have none that holds on this CPU; 2: none has; 69: some failed,
/// whatever the others. `isa_level`: of the cap that was asked for, 0 = none. `output`: the recording that
/// was written.
InstructionsEnd instructions_end(const std::vector<CountedWorkload>& workloads, std::uint32_t isa_level,
                                 const std::string& output);

}  // namespace crossfade::collector
