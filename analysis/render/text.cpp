#include <fmt/format.h>

#include <algorithm>

#include "analysis/render/render.h"
#include "analysis/render/text_layout.h"

namespace crossfade::analysis {
namespace {

constexpr std::string_view gap = "  ";

std::string cell_text(const Cell& cell) {
  return cell.text.empty() && !cell.absent_because.empty() ? "-" : cell.text;
}

std::string_view colour_of(std::string_view text) {
  if (text.starts_with("better")) return "\x1b[32m";
  if (text.starts_with("worse") || text.starts_with("blocking")) return "\x1b[31m";
  if (text.starts_with("not resolved") || text.starts_with("suspicious")) return "\x1b[33m";
  return "";
}

std::string trimmed_right(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

void append_table(const Table& table, const TextOptions& options, std::string& out) {
  std::vector<std::size_t> columns;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (!table.columns[c].data_only && !table.columns[c].not_in_text) columns.push_back(c);
  }
  std::vector<std::size_t> widths;
  for (const std::size_t c : columns) {
    std::size_t width = text_width(table.columns[c].name);
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      if (!table.data_only_rows.contains(r)) width = std::max(width, text_width(cell_text(table.rows[r][c])));
    }
    widths.push_back(width);
  }
  if (!table.title.empty()) out += wrapped(table.title, options.width, "", 2);
  if (table.data_only_rows.size() < table.rows.size()) {
    std::string heading, rule;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const Column& column = table.columns[columns[i]];
      heading += (i == 0 ? "" : std::string(gap)) + padded(column.name, widths[i], column.right_aligned);
      rule += (i == 0 ? "" : std::string(gap)) + std::string(widths[i], '-');
    }
    out += trimmed_right(heading) + "\n" + trimmed_right(rule) + "\n";
  }
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    if (table.data_only_rows.contains(r)) continue;
    std::string line;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string text = cell_text(table.rows[r][columns[i]]);
      std::string shown = padded(text, widths[i], table.columns[columns[i]].right_aligned);
      if (options.colour && !colour_of(text).empty())
        shown = fmt::format("{}{}\x1b[0m", colour_of(text), shown);
      line += (i == 0 ? "" : std::string(gap)) + shown;
    }
    out += trimmed_right(line) + "\n";
  }
  for (const std::string& note : table.notes) out += wrapped(note, options.width, "  ", 4);
}

}  // namespace

std::string render_text(const Document& document, const TextOptions& options) {
  std::string out;
  if (!document.title.empty()) out += wrapped(document.title, options.width, "", 2);
  for (const std::string& line : document.header) out += wrapped(line, options.width, "  ", 4);
  for (const Table& table : document.tables) {
    out += "\n";
    append_table(table, options, out);
  }
  if (!document.footer.empty()) out += "\n";
  for (const std::string& line : document.footer) out += wrapped(line, options.width, "", 2);
  return out;
}

}  // namespace crossfade::analysis
