# Run at every build: writes the git revision of the tree into a source file, which changes only if the revision does.
# cmake -D SOURCE=<source root> -D OUTPUT=<file> -P WriteRevision.cmake
cmake_minimum_required(VERSION 3.25)
set(revision "")
set(problem "")
find_program(git git)
if(NOT git)
  set(problem "git was not installed where it was built")
else()
  execute_process(COMMAND "${git}" rev-parse --show-toplevel WORKING_DIRECTORY "${SOURCE}"
                  OUTPUT_VARIABLE top OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  file(REAL_PATH "${SOURCE}" source)
  # The tree may lie unpacked within somebody else's repository.
  if(failed OR NOT top STREQUAL source)
    set(problem "it was not built from a git checkout")
  else()
    execute_process(COMMAND "${git}" rev-parse --short=12 HEAD WORKING_DIRECTORY "${SOURCE}"
                    OUTPUT_VARIABLE revision OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
    execute_process(COMMAND "${git}" status --porcelain --untracked-files=no WORKING_DIRECTORY "${SOURCE}"
                    OUTPUT_VARIABLE changes ERROR_QUIET RESULT_VARIABLE unknown)
    if(failed)
      set(problem "its checkout has no commit")
    elseif(unknown OR changes)
      string(APPEND revision "-dirty")
    endif()
  endif()
endif()
file(CONFIGURE OUTPUT "${OUTPUT}" @ONLY CONTENT "// Generated at every build. Do not edit.
#include \"collector/build_identity.h\"
namespace crossfade::collector {
BuildRevision build_revision() {
  return {\"@revision@\", \"@problem@\"};
}
}  // namespace crossfade::collector
")
