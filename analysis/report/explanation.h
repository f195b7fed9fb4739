// Explanation: what a metric, a rule or a topic means, in the words of the vocabulary and of
// docs/methodology.md: the same text, not a second one.
#pragma once

#include <string>
#include <vector>

#include "results/error.h"

namespace crossfade::analysis {

/// Plain text. `name`: id or name of a metric, id of a rule, or a topic; case does not matter. Errors: usage,
/// with the nearest names.
results::Result<std::string> explanation(const std::string& name);

/// What can be asked for, a line each, topics first.
std::string explained_names();

/// Every section of docs/methodology.md that a topic or metric points to is there; empty = all are.
std::vector<std::string> missing_sections();

}  // namespace crossfade::analysis
