// Legend: the terms of a report that its reader may not know, each in a sentence; only those that stand in
// it. docs/methodology.md says more.
#pragma once

#include <optional>

#include "analysis/table.h"

namespace crossfade::analysis {

/// A table of notes only; absent if there is nothing to explain.
std::optional<Table> legend(const Document& document);

}  // namespace crossfade::analysis
