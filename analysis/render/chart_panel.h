// Chart panels: what of a table its chart draws, by axis. No places and no colours.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "analysis/render/tone.h"
#include "analysis/table.h"

namespace crossfade::analysis {

struct ChartMark {
  std::string label;   ///< of the row
  std::string figure;  ///< value and interval for people
  std::string conclusion;
  Tone tone = Tone::none;
  double value = 0;  ///< finite; of ratios above 0, else 0 or above
  Bound bound = Bound::none;
  std::optional<statistics::Interval> interval;
};

struct ChartPanel {
  std::string title;  ///< empty if there is only one
  std::vector<ChartMark> marks;
};

struct ChartContent {
  std::vector<ChartPanel> panels;  ///< none of them empty
  std::size_t not_drawn = 0;       ///< rows that people see, without a value that could be drawn
};

/// Of a table with a chart. A column that the table does not have is a programmer's error.
ChartContent chart_content(const Table& table);

}  // namespace crossfade::analysis
