#include "analysis/render/one_line.h"
#include "analysis/render/render.h"
#include "analysis/render/text_table.h"
#include "results/text_layout.h"

namespace crossfade::analysis {

std::string render_text(const Document& given, const TextOptions& options) {
  const Document document = with_texts_on_one_line(given);
  std::string out;
  const auto add = [&](const std::string& text, std::string_view first, std::size_t indent) {
    out += results::wrapped(text, options.width, first, indent, options.table_width.has_value());
  };
  if (!document.title.empty()) add(document.title, "", 2);
  for (const std::string& line : document.header) add(line, "  ", 4);
  for (const Table& table : document.tables) {
    out += "\n";
    if (!table.title.empty()) add(table.title, "", 2);
    out += text_table(table, options.table_width, options.colour);
    for (const std::string& note : table.notes) add(note, "  ", 4);
  }
  if (!document.footer.empty()) out += "\n";
  for (const std::string& line : document.footer) add(line, "", 2);
  return out;
}

}  // namespace crossfade::analysis
