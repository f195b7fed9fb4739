// Which RE2 is loaded. The library does not tell its version, and Debian's pkg-config file says 0.0.0.
#pragma once

#include <re2/re2.h>

#include <string>

#include "workloads/loaded_library.h"

namespace crossfade::workloads {

inline std::string re2_version() {
  return file_of_code(reinterpret_cast<const void*>(&RE2::QuoteMeta)).value_or("unknown");
}

}  // namespace crossfade::workloads
