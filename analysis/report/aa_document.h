// The report of `compare --aa`: how often a host is called different from itself.
#pragma once

#include "analysis/aa_check.h"
#include "analysis/table.h"

namespace crossfade::analysis {

Document aa_document(const AaCheck& check);

}  // namespace crossfade::analysis
