#include "analysis/render/one_line.h"
#include "analysis/render/render.h"

namespace crossfade::analysis {
namespace {

bool begins_a_name(char c) {
  return c == '#' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Text of a cell as Markdown: what would end the cell or start a tag is escaped.
std::string escaped(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    switch (c) {
      case '&':
        // What would be read as another character.
        out += i + 1 < text.size() && begins_a_name(text[i + 1]) ? "&amp;" : "&";
        continue;
      case '|':
      case '\\':
      case '*':
      case '_':
      case '`':
      case '[':
      case ']':
        out += '\\';
        break;
      case '<':
        out += "&lt;";
        continue;
      case '>':
        out += "&gt;";
        continue;
      default:
        break;
    }
    out += c;
  }
  return out;
}

void append_table(const Table& table, std::string& out) {
  if (!table.title.empty()) out += "\n## " + escaped(table.title) + "\n";
  if (table.data_only_rows.size() < table.rows.size()) {
    std::string heading = "|", rule = "|";
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (!is_shown(table, i)) continue;
      const Column& c = table.columns[i];
      heading += " " + escaped(c.name) + " |";
      rule += c.right_aligned ? " ---: |" : " --- |";
    }
    out += "\n" + heading + "\n" + rule + "\n";
  }
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    if (table.data_only_rows.contains(r)) continue;
    std::string line = "|";
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      if (!is_shown(table, c)) continue;
      const Cell& cell = table.rows[r][c];
      line += " " + escaped(cell.text.empty() && !cell.absent_because.empty() ? "-" : cell.text) + " |";
    }
    out += line + "\n";
  }
  if (!table.notes.empty()) out += "\n";
  for (const std::string& note : table.notes) out += "- " + escaped(note) + "\n";
}

}  // namespace

std::string render_markdown(const Document& given) {
  const Document document = with_texts_on_one_line(given);
  std::string out;
  if (!document.title.empty()) out += "# " + escaped(document.title) + "\n";
  if (!document.header.empty()) out += "\n";
  for (const std::string& line : document.header) out += "- " + escaped(line) + "\n";
  for (const Table& table : document.tables) append_table(table, out);
  for (const std::string& line : document.footer) out += "\n" + escaped(line) + "\n";
  return out;
}

}  // namespace crossfade::analysis
