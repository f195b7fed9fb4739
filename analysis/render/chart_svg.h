// Chart SVG: a table's chart as a figure of inline SVG for an HTML page (analysis/render/html). Its colours
// are the page's, by class; shapes say the same as they do, and the table beside it has the numbers.
#pragma once

#include <string>

#include "analysis/table.h"

namespace crossfade::analysis {

/// Empty if the table has no chart or nothing in it can be drawn.
std::string chart_figure(const Table& table);

}  // namespace crossfade::analysis
