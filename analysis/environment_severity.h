// Kind of a fact of the environment, and what it means if it differs: what follows from the machine is the
// purpose of a comparison, a setting is suspicious, what only dates a run is not compared. One row a key or
// family of keys.
#pragma once

#include <string_view>

#include "analysis/comparability.h"

namespace crossfade::analysis {

enum class EnvironmentKind {
  setting,  ///< may move a result and somebody chose it
  machine,  ///< follows from the CPU or the size of the machine
  detail,   ///< of the machine or the login, and said elsewhere or of no effect
  moment,   ///< of the instant it was read: load average, free memory
  build,    ///< of the programs that measured: build_rules() compares them
};

/// By the longest row that `key` starts with; a setting for a key no row knows.
EnvironmentKind environment_kind(std::string_view key);

/// For a difference between machines.
Severity environment_severity(EnvironmentKind kind);

}  // namespace crossfade::analysis
