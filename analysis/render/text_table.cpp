#include "analysis/render/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <sstream>
#include <vector>

#include "analysis/render/tone.h"
#include "results/text_layout.h"

namespace crossfade::analysis {
namespace {

constexpr std::string_view gap = "  ", gap_of_block = "   ";
/// A column of texts is made no narrower.
constexpr std::size_t narrowest_column = 16;
constexpr std::size_t block_indent = 4;

std::string_view colour_of(std::string_view text) {
  switch (tone_of(text)) {
    case Tone::better:
      return "\x1b[32m";
    case Tone::worse:
      return "\x1b[31m";
    case Tone::caution:
      return "\x1b[33m";
    case Tone::none:
      break;
  }
  return "";
}

std::string coloured(std::string shown, std::string_view text, bool colour) {
  if (!colour || colour_of(text).empty()) return shown;
  return fmt::format("{}{}\x1b[0m", colour_of(text), shown);
}

std::string trimmed_right(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

/// What of a table people see.
struct Shown {
  std::vector<const Column*> columns;
  std::vector<std::vector<std::string>> rows;
};

Shown shown(const Table& table) {
  Shown out;
  std::vector<std::size_t> columns;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (is_shown(table, c) && !table.columns[c].not_in_text) columns.push_back(c);
  }
  for (const std::size_t c : columns) out.columns.push_back(&table.columns[c]);
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    if (table.data_only_rows.contains(r)) continue;
    std::vector<std::string> texts;
    for (const std::size_t c : columns) {
      const Cell& cell = table.rows[r][c];
      texts.push_back(cell.text.empty() && !cell.absent_because.empty() ? "-" : cell.text);
    }
    out.rows.push_back(std::move(texts));
  }
  return out;
}

std::vector<std::size_t> natural_widths(const Shown& table) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    std::size_t width = results::text_width(table.columns[i]->name);
    for (const auto& row : table.rows) width = std::max(width, results::text_width(row[i]));
    widths.push_back(width);
  }
  return widths;
}

std::size_t line_width(const std::vector<std::size_t>& widths) {
  const std::size_t gaps = widths.empty() ? 0 : gap.size() * (widths.size() - 1);
  return std::accumulate(widths.begin(), widths.end(), gaps);
}

/// Takes what the line is too wide by from the columns of texts, always from the widest.
void fit(const Shown& table, std::vector<std::size_t>& widths, std::size_t width) {
  while (line_width(widths) > width) {
    std::size_t widest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (table.columns[i]->right_aligned || widths[i] <= narrowest_column) continue;
      if (widest == widths.size() || widths[i] > widths[widest]) widest = i;
    }
    if (widest == widths.size()) return;
    --widths[widest];
  }
}

std::vector<std::string> lines_of(const std::string& text, std::size_t width) {
  std::istringstream all(results::wrapped(text, width, "", 0, true));
  std::vector<std::string> lines;
  for (std::string line; std::getline(all, line);) lines.push_back(line);
  return lines;
}

/// One row, in as many lines as its longest cell needs.
std::string row_in_columns(const Shown& table, const std::vector<std::string>& row,
                           const std::vector<std::size_t>& widths, bool colour) {
  std::vector<std::vector<std::string>> cells;
  std::size_t height = 1;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    cells.push_back(results::text_width(row[i]) <= widths[i] ? std::vector<std::string>{row[i]}
                                                             : lines_of(row[i], widths[i]));
    height = std::max(height, cells.back().size());
  }
  std::string out;
  for (std::size_t at = 0; at < height; ++at) {
    std::string line;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const std::string text = at < cells[i].size() ? cells[i][at] : "";
      line += (i == 0 ? "" : std::string(gap)) +
              coloured(results::padded(text, widths[i], table.columns[i]->right_aligned), row[i],
                       colour && !text.empty());
    }
    out += trimmed_right(line) + "\n";
  }
  return out;
}

std::string in_columns(const Shown& table, const std::vector<std::size_t>& widths, bool colour) {
  std::vector<std::string> headings;
  std::string rule;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    headings.push_back(table.columns[i]->name);
    rule += (i == 0 ? "" : std::string(gap)) + std::string(widths[i], '-');
  }
  std::string out = row_in_columns(table, headings, widths, false) + trimmed_right(rule) + "\n";
  for (const auto& row : table.rows) out += row_in_columns(table, row, widths, colour);
  return out;
}

std::string row_as_block(const Shown& table, const std::vector<std::string>& row, std::size_t width,
                         bool colour) {
  // A name says what it is; "2" alone could be anything.
  const Column& head = *table.columns.front();
  const std::string title =
      head.right_aligned && !head.name.empty() ? fmt::format("{}: {}", head.name, row.front()) : row.front();
  std::string out = results::wrapped(title, width, "", 2, true);
  std::string line(block_indent, ' ');
  std::size_t used = 0;  // characters behind the indent
  const auto end_line = [&] {
    if (used > 0) out += line + "\n";
    line.assign(block_indent, ' ');
    used = 0;
  };
  for (std::size_t i = 1; i < row.size(); ++i) {
    if (row[i].empty()) continue;
    const std::string& name = table.columns[i]->name;
    const std::string piece = name.empty() ? row[i] : fmt::format("{}: {}", name, row[i]);
    const std::size_t needed = results::text_width(piece);
    if (used > 0 && block_indent + used + gap_of_block.size() + needed > width) end_line();
    if (block_indent + needed > width) {
      out += results::wrapped(piece, width, std::string(block_indent, ' '), block_indent + 2, true);
      continue;
    }
    if (used > 0) line += gap_of_block;
    line += coloured(piece, row[i], colour);
    used += needed + (used > 0 ? gap_of_block.size() : 0);
  }
  end_line();
  return out;
}

}  // namespace

std::string text_table(const Table& table, std::optional<std::size_t> width, bool colour) {
  const Shown content = shown(table);
  if (content.rows.empty() || content.columns.empty()) return "";
  std::vector<std::size_t> widths = natural_widths(content);
  if (width) fit(content, widths, *width);
  if (!width || line_width(widths) <= *width) return in_columns(content, widths, colour);
  std::string out;
  for (const auto& row : content.rows) out += row_as_block(content, row, *width, colour);
  return out;
}

}  // namespace crossfade::analysis
