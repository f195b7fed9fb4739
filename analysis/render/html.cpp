#include <fmt/format.h>

#include "analysis/render/chart_svg.h"
#include "analysis/render/html_style.h"
#include "analysis/render/html_text.h"
#include "analysis/render/render.h"
#include "analysis/render/tone.h"

namespace crossfade::analysis {
namespace {

std::string list(const std::vector<std::string>& lines, std::string_view of_class) {
  if (lines.empty()) return "";
  std::string out = fmt::format("<ul class=\"{}\">\n", of_class);
  for (const std::string& line : lines) out += "<li>" + html_text(line) + "</li>\n";
  return out + "</ul>\n";
}

/// First what was found: on a screen the top is what is read.
std::string found(const std::vector<std::string>& footer) {
  if (footer.empty()) return "";
  std::string out = "<div class=\"found\">\n";
  for (const std::string& line : footer) out += "<p>" + html_text(line) + "</p>\n";
  return out + "</div>\n";
}

std::string classes(const Column& column, const Cell& cell) {
  std::string out = column.right_aligned ? "number" : "";
  const auto add = [&out](std::string_view name) {
    if (!out.empty()) out += " ";
    out += name;
  };
  switch (tone_of(cell.text)) {
    case Tone::better:
      add("better");
      break;
    case Tone::worse:
      add("worse");
      break;
    case Tone::caution:
      add("caution");
      break;
    case Tone::none:
      break;
  }
  if (cell.text.empty() && !cell.absent_because.empty()) add("absent");
  return out.empty() ? "" : fmt::format(" class=\"{}\"", out);
}

/// The reason why something is absent is told where the pointer rests; the notes have it too.
std::string cell_html(const Column& column, const Cell& cell) {
  const bool is_absent = cell.text.empty() && !cell.absent_because.empty();
  const std::string reason =
      cell.absent_because.empty() ? "" : fmt::format(" title=\"{}\"", html_text(cell.absent_because));
  return fmt::format("<td{}{}>{}</td>", classes(column, cell), reason,
                     is_absent ? "-" : html_text(cell.text));
}

/// A page is hardly wider than a terminal.
bool is_on_page(const Table& table, std::size_t column) {
  return is_shown(table, column) && !table.columns[column].not_in_text;
}

std::string head(const Table& table) {
  std::string out = "<thead><tr>";
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (!is_on_page(table, c)) continue;
    const Column& column = table.columns[c];
    out += fmt::format("<th scope=\"col\"{}>{}</th>", column.right_aligned ? " class=\"number\"" : "",
                       html_text(column.name));
  }
  return out + "</tr></thead>\n";
}

std::string body(const Table& table) {
  std::string out = "<tbody>\n";
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    if (table.data_only_rows.contains(r)) continue;
    out += "<tr>";
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      if (is_on_page(table, c)) out += cell_html(table.columns[c], table.rows[r][c]);
    }
    out += "</tr>\n";
  }
  return out + "</tbody>\n";
}

std::string section(const Table& table) {
  std::string out = "<section>\n";
  if (!table.title.empty()) out += "<h2>" + html_text(table.title) + "</h2>\n";
  out += chart_figure(table);
  if (table.data_only_rows.size() < table.rows.size())
    out += "<div class=\"scroll\"><table>\n" + head(table) + body(table) + "</table></div>\n";
  return out + list(table.notes, "notes") + "</section>\n";
}

}  // namespace

std::string render_html(const Document& document) {
  const std::string title = html_text(document.title.empty() ? "Crossfade" : document.title);
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n"
      "<meta charset=\"utf-8\"/>\n"
      // Nothing is fetched and nothing runs, whatever a recording's texts hold.
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n";
  out += "<title>" + title + "</title>\n<style>" + html_style() + "</style>\n</head>\n<body>\n<main>\n";
  if (!document.title.empty()) out += "<h1>" + title + "</h1>\n";
  out += found(document.footer);
  out += list(document.header, "head");
  for (const Table& table : document.tables) out += section(table);
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace crossfade::analysis
