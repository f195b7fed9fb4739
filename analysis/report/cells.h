// Cells: estimates and ratios as table cells, the same way in every table.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "analysis/estimate.h"
#include "analysis/table.h"

namespace crossfade::analysis {

Cell text_cell(std::string text);
Cell number_cell(double value);
/// Empty where there is none.
Cell optional_number_cell(const std::optional<double>& value);
/// A value with its interval in `unit` of the vocabulary; "at least 95 ms" where it is a bound.
Cell estimate_cell(const Estimate& estimate, std::string_view unit);
/// "1.62 [1.31, 2.01]", or "1.02" where the interval is said by verdict_text().
Cell ratio_cell(const Ratio& ratio);
/// Nothing was disturbed, so the undisturbed estimate is the other one.
bool is_same(const Estimate& undisturbed, const Estimate& experienced);
/// An undisturbed estimate beside what was experienced: "same" where nothing was disturbed.
Cell undisturbed_cell(const Estimate& undisturbed, const Estimate& experienced, std::string_view unit);
/// "better", "worse", "differs" (neutral metric), "not resolved: -12 ... +31 %", "no ratio".
std::string verdict_text(const Ratio& ratio, bool neutral);
/// The same, unless more of the stages were disturbed than the rule disturbed-share allows: then what the
/// interval says is put as a question, "disturbed 93 %: worse?".
std::string conclusion_text(const Ratio& ratio, bool neutral, double disturbed_share);

/// "8 process runs" and what else counts, for notes: "1/1/8/8".
std::string sample_size_text(const SampleSize& n);

}  // namespace crossfade::analysis
