// LabKey: the secret that a lab keys the names of its hosts with (run --lab-key FILE): who has a recording
// and not the key cannot tell whether it is of a machine whose id they know. One key for all hosts of a lab,
// for good: under another key every host is another one. The key itself is never recorded.
#pragma once

#include <string>

#include "collector/host/instance_identity.h"
#include "results/error.h"

namespace crossfade::collector {

/// What the file holds, without white space at its ends: 16 to 4096 characters.
results::Result<std::string> read_lab_key(const std::string& path);

/// Reads the key where a file is named.
results::Result<void> take_lab_key(IdentityOverrides& identity);

}  // namespace crossfade::collector
