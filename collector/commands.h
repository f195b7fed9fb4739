// Commands: run, list, doctor and instructions. Each does everything from checked options to its exit code;
// messages go to the streams it is given.
#pragma once

#include <cstdio>

#include "collector/options.h"
#include "results/error.h"

namespace crossfade::collector {

/// Where this program is and where it writes.
struct ProgramContext {
  std::string program_path;   ///< /proc/self/exe, resolved
  std::string root_override;  ///< CROSSFADE_ROOT; empty = not set
  std::FILE* out = stdout;
  std::FILE* err = stderr;
};

/// Exit codes; a failed Result is printed by the caller and its kind is the exit code.
results::Result<int> run_command(const RunOptions& options, const ProgramContext& context);
results::Result<int> list_command(const ListOptions& options, const ProgramContext& context);
results::Result<int> doctor_command(const DoctorOptions& options, const ProgramContext& context);
results::Result<int> instructions_command(const InstructionsOptions& options, const ProgramContext& context);

}  // namespace crossfade::collector
