// Text table: a table as lines for a terminal: in columns; where these are wider than a line may be, with
// texts wrapped inside their column; where that is not enough, every row as a block: its first cell, and
// beneath it the others, each behind its heading. Nothing is cut off, and numbers stay whole.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "analysis/table.h"

namespace crossfade::analysis {

/// Headings and rows, without title and notes. `width`: characters of a line; absent = as many as it needs.
/// `colour`: of conclusions, by terminal sequences.
std::string text_table(const Table& table, std::optional<std::size_t> width, bool colour);

}  // namespace crossfade::analysis
