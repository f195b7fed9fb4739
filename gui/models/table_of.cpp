#include "gui/models/table_of.h"

#include "gui/models/roles.h"
#include "gui/text.h"

namespace crossfade::gui {
namespace {

std::string header(const QAbstractItemModel& model, int section, Qt::Orientation orientation) {
  return to_utf8(model.headerData(section, orientation, file_text_role).toString());
}

analysis::Cell cell_of(const QModelIndex& index) {
  analysis::Cell cell;
  cell.text = to_utf8(index.data(file_text_role).toString());
  cell.absent_because = to_utf8(index.data(absent_role).toString());
  const QVariant value = index.data(value_role), low = index.data(interval_low_role),
                 high = index.data(interval_high_role);
  if (value.isValid()) cell.value = value.toDouble();
  if (low.isValid() && high.isValid()) cell.interval = statistics::Interval{low.toDouble(), high.toDouble()};
  return cell;
}

}  // namespace

analysis::Table table_of(const QAbstractItemModel& model, std::string id, std::string title,
                         const std::string& row_heading) {
  analysis::Table table;
  table.id = std::move(id);
  table.title = std::move(title);
  const bool with_headings = !row_heading.empty();
  if (with_headings) table.columns.push_back({row_heading, row_heading, {}, false});
  for (int column = 0; column < model.columnCount(); ++column) {
    const std::string name = header(model, column, Qt::Horizontal);
    table.columns.push_back({name, name, {}, false});
  }
  for (int row = 0; row < model.rowCount(); ++row) {
    std::vector<analysis::Cell> cells;
    if (with_headings) cells.push_back({header(model, row, Qt::Vertical), {}, {}, {}});
    for (int column = 0; column < model.columnCount(); ++column)
      cells.push_back(cell_of(model.index(row, column)));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

}  // namespace crossfade::gui
