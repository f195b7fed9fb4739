// Which implementation simdjson takes on this CPU, read back from simdjson itself (after
// SIMDJSON_FORCE_IMPLEMENTATION), never from cpuid.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <string>

#include "workloads/environment.h"
#include "workloads/failure.h"
#include "workloads/loaded_library.h"

namespace crossfade::workloads {

/// Of the library that is loaded, by its file, which does not tell its version, and of the headers: parts of
/// the parser are compiled into the plug-in from these.
inline std::string simdjson_version() {
  std::string headers = std::to_string(simdjson::SIMDJSON_VERSION_MAJOR) + "." +
                        std::to_string(simdjson::SIMDJSON_VERSION_MINOR) + "." +
                        std::to_string(simdjson::SIMDJSON_VERSION_REVISION);
  const auto* code = reinterpret_cast<const void*>(&simdjson::get_active_implementation);
  if (is_own_code(code)) {
    return headers;
  }
  return file_of_code(code).value_or("unknown") + " with headers " + headers;
}

/// Notes the library. Refuses an implementation that this CPU cannot run, and one above the level that the
/// host announced.
inline void note_simdjson(const Environment& environment) {
  const simdjson::implementation& active = *simdjson::get_active_implementation();
  const std::string name = active.name();
  if (!active.supported_by_runtime_system()) {
    throw unsupported("simdjson cannot run here", "SIMDJSON_FORCE_IMPLEMENTATION",
                      name + " is not for this CPU", "leave the variable out on this machine");
  }
  const std::uint32_t level = environment.isa_level();
  if ((level == 2 && name == "haswell") || (level != 0 && name == "icelake")) {
    throw unsupported("simdjson is not limited to x86-64-v" + std::to_string(level),
                      "SIMDJSON_FORCE_IMPLEMENTATION", "it would use " + name,
                      "set the variables of workloads/isa_cap.h before the process starts");
  }
  environment.note_library("simdjson", simdjson_version(), name);
}

}  // namespace crossfade::workloads
