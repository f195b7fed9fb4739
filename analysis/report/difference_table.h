// Difference table: what differs between two sides, worst first; and severities as words.
#pragma once

#include <string_view>

#include "analysis/comparison.h"
#include "analysis/table.h"

namespace crossfade::analysis {

std::string_view severity_text(Severity severity);
/// `least`: differences below it are left out, without a word.
Table difference_table(const Comparison& comparison, Severity least = Severity::expected);

}  // namespace crossfade::analysis
