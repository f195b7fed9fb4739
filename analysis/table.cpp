#include "analysis/table.h"

namespace crossfade::analysis {

std::optional<std::size_t> column_of(const Table& table, std::string_view id) {
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (table.columns[c].id == id) return c;
  }
  return std::nullopt;
}

bool is_shown(const Table& table, std::size_t column) {
  if (table.columns[column].data_only) return false;
  bool any_row = false;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    if (table.data_only_rows.contains(r)) continue;
    any_row = true;
    const Cell& cell = table.rows[r][column];
    if (!cell.text.empty() || !cell.absent_because.empty()) return true;
  }
  return !any_row;
}

bool is_absent(const Table& table, std::size_t column) {
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    if (!table.data_only_rows.contains(r) && !table.rows[r][column].text.empty()) return false;
  }
  return true;
}

}  // namespace crossfade::analysis
