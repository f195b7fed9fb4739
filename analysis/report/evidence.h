// Evidence: what an estimate or a ratio rests on (n, method, assumptions, disturbance) as columns for
// machines, under the same ids in every table. People read it in the notes.
#pragma once

#include <string_view>
#include <vector>

#include "analysis/estimate.h"
#include "analysis/table.h"

namespace crossfade::analysis {

std::string_view method_name(RatioMethod method);

/// At the end of the table's columns; every row then needs the cells, in the same order.
void add_estimate_evidence_columns(Table& table);
void add_ratio_evidence_columns(Table& table);

/// Empty where there is no value: nothing rests on anything.
void add_evidence(std::vector<Cell>& row, const Estimate& estimate);
void add_evidence(std::vector<Cell>& row, const Ratio& ratio);

}  // namespace crossfade::analysis
