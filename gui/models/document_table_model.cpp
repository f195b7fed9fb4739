#include "gui/models/document_table_model.h"

#include <QFont>

#include "analysis/render/tone.h"
#include "gui/models/roles.h"
#include "gui/text.h"
#include "gui/tone_colour.h"

namespace crossfade::gui {

using analysis::Tone;

DocumentTableModel::DocumentTableModel(analysis::Table table, QObject* parent)
    : QAbstractTableModel(parent), table_(std::move(table)) {
  for (std::size_t column = 0; column < table_.columns.size(); ++column) {
    if (analysis::is_shown(table_, column) && !table_.columns[column].not_in_text) columns_.push_back(column);
  }
  for (std::size_t row = 0; row < table_.rows.size(); ++row) {
    if (!table_.data_only_rows.contains(row)) rows_.push_back(row);
  }
}

void DocumentTableModel::set_theme(const Theme& theme) {
  theme_ = &theme;
  if (!rows_.empty() && !columns_.empty())
    emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

int DocumentTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int DocumentTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(columns_.size());
}

const analysis::Column& DocumentTableModel::column_of(int section) const {
  return table_.columns[columns_[static_cast<std::size_t>(section)]];
}

bool DocumentTableModel::is_prose(int column) const {
  return !column_of(column).right_aligned;
}

QVariant DocumentTableModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const analysis::Cell& cell = table_.rows[rows_[static_cast<std::size_t>(index.row())]]
                                          [columns_[static_cast<std::size_t>(index.column())]];
  const Tone tone = is_prose(index.column()) ? analysis::tone_of(cell.text) : Tone::none;
  switch (role) {
    case Qt::DisplayRole:
    case file_text_role:
      return to_qt(cell.text);
    case Qt::ToolTipRole:
      return to_qt(cell.text.empty() ? cell.absent_because : cell.text);
    case Qt::AccessibleTextRole:
      return QStringLiteral("%1, %2: %3")
          .arg(this->index(index.row(), 0).data().toString(), to_qt(column_of(index.column()).name),
               to_qt(cell.text.empty() ? cell.absent_because : cell.text));
    case Qt::TextAlignmentRole:
      return QVariant(Qt::AlignVCenter | (is_prose(index.column()) ? Qt::AlignLeft : Qt::AlignRight));
    case value_role:
      return cell.value ? QVariant(*cell.value) : QVariant();
    case interval_low_role:
      return cell.interval ? QVariant(cell.interval->low) : QVariant();
    case interval_high_role:
      return cell.interval ? QVariant(cell.interval->high) : QVariant();
    case absent_role:
      return to_qt(cell.absent_because);
    case Qt::ForegroundRole:
      return tone == Tone::none ? QVariant() : QVariant(tone_text_colour(tone, *theme_));
    case Qt::FontRole: {
      if (tone == Tone::none || tone == Tone::caution) return {};
      QFont bold;
      bold.setBold(true);
      return bold;
    }
    default:
      return {};
  }
}

QVariant DocumentTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
  if (section < 0 || section >= columnCount()) return {};
  if (role == Qt::TextAlignmentRole)
    return QVariant(Qt::AlignVCenter | (is_prose(section) ? Qt::AlignLeft : Qt::AlignRight));
  return role == Qt::DisplayRole || role == file_text_role ? QVariant(to_qt(column_of(section).name))
                                                           : QVariant();
}

}  // namespace crossfade::gui
