#include "analysis/render/one_line.h"

#include "results/text.h"

namespace crossfade::analysis {
namespace {

void clean(std::string& text) {
  if (!results::is_clean_text(text) || text.find_first_of("\n\t") != std::string::npos)
    text = results::one_line(text);
}

void clean(std::vector<std::string>& lines) {
  for (std::string& line : lines) clean(line);
}

}  // namespace

Document with_texts_on_one_line(Document document) {
  clean(document.title);
  clean(document.header);
  clean(document.footer);
  for (Table& table : document.tables) {
    clean(table.title);
    clean(table.notes);
    for (Column& column : table.columns) clean(column.name);
    for (auto& row : table.rows) {
      for (Cell& cell : row) clean(cell.text);
    }
  }
  return document;
}

}  // namespace crossfade::analysis
