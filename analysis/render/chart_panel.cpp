#include "analysis/render/chart_panel.h"

#include <algorithm>
#include <cmath>

#include "analysis/number_text.h"
#include "results/assertion.h"

namespace crossfade::analysis {
namespace {

std::size_t place_of(const Table& table, const std::string& id) {
  const auto column = column_of(table, id);
  CF_ASSERT(column.has_value(), "a chart names a column that its table does not have");
  return *column;
}

std::string text_in(const Table& table, std::size_t row, const std::string& column) {
  return column.empty() ? "" : table.rows[row][place_of(table, column)].text;
}

/// The cell's value if an axis can hold it.
std::optional<double> drawn_value(const Cell& cell, Chart::Kind kind) {
  if (!cell.value || !std::isfinite(*cell.value)) return std::nullopt;
  const bool has_a_place = kind == Chart::Kind::ratios ? *cell.value > 0 : *cell.value >= 0;
  return has_a_place ? cell.value : std::nullopt;
}

ChartMark mark_of(const Table& table, const Chart& chart, std::size_t row, double value) {
  const Cell& cell = table.rows[row][place_of(table, chart.value)];
  ChartMark mark;
  for (const std::string& column : chart.labels) {
    const std::string text = text_in(table, row, column);
    if (text.empty()) continue;
    mark.label += (mark.label.empty() ? "" : ", ") + text;
  }
  // The interval of a ratio may stand in the table's conclusion only.
  mark.figure = chart.kind == Chart::Kind::ratios ? ratio_text(value, cell.interval) : cell.text;
  mark.conclusion = text_in(table, row, chart.conclusion);
  mark.tone = tone_of(mark.conclusion);
  mark.value = value;
  mark.bound = cell.bound;
  mark.interval = cell.interval;
  return mark;
}

}  // namespace

ChartContent chart_content(const Table& table) {
  CF_ASSERT(table.chart.has_value(), "only a table with a chart has something to draw");
  const Chart& chart = *table.chart;
  ChartContent content;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    if (table.data_only_rows.contains(r)) continue;
    const auto value = drawn_value(table.rows[r][place_of(table, chart.value)], chart.kind);
    if (!value) {
      ++content.not_drawn;
      continue;
    }
    const std::string title = text_in(table, r, chart.panel);
    auto panel = std::find_if(content.panels.begin(), content.panels.end(),
                              [&](const ChartPanel& each) { return each.title == title; });
    if (panel == content.panels.end()) panel = content.panels.insert(panel, ChartPanel{title, {}});
    panel->marks.push_back(mark_of(table, chart, r, *value));
  }
  return content;
}

}  // namespace crossfade::analysis
