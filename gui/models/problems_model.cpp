#include "gui/models/problems_model.h"

#include "gui/models/environment_model.h"
#include "gui/models/roles.h"

namespace crossfade::gui {

ProblemsModel::ProblemsModel(QObject* parent) : QAbstractTableModel(parent) {}

void ProblemsModel::show(std::vector<Problem> problems) {
  beginResetModel();
  problems_ = std::move(problems);
  endResetModel();
}

void ProblemsModel::set_theme(const Theme& theme) {
  theme_ = &theme;
  if (!problems_.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, column_count - 1));
}

int ProblemsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(problems_.size());
}

int ProblemsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : column_count;
}

QVariant ProblemsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const Problem& problem = problems_[static_cast<std::size_t>(index.row())];
  const auto text = [&]() -> QString {
    switch (index.column()) {
      case severity:
        return severity_word(problem.severity);
      case where:
        return problem.where;
      case subject:
        return problem.subject;
      case what:
        return problem.what;
      default:
        return problem.consequence;
    }
  };
  switch (role) {
    case Qt::ToolTipRole:
      if (index.column() == what && !problem.reason.isEmpty())
        return tr("%1\nWhy this threshold: %2").arg(text(), problem.reason);
      return text();
    case Qt::DisplayRole:
    case file_text_role:
      return text();
    case Qt::AccessibleTextRole:
      return QStringLiteral("%1: %2").arg(
          headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(), text());
    case Qt::TextAlignmentRole:
      return QVariant::fromValue(Qt::Alignment(Qt::AlignTop | Qt::AlignLeft));
    case severity_role:
      return static_cast<int>(problem.severity);
    case Qt::ForegroundRole:
      return index.column() == severity ? QVariant(severity_colour(problem.severity, *theme_)) : QVariant();
    case Qt::BackgroundRole:
      return index.column() == severity ? QVariant(severity_ground(problem.severity, *theme_)) : QVariant();
    default:
      return {};
  }
}

QVariant ProblemsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
  if (role != Qt::DisplayRole && role != file_text_role) return {};
  switch (section) {
    case severity:
      return tr("severity");
    case where:
      return tr("where");
    case subject:
      return tr("subject");
    case what:
      return tr("what was seen");
    case consequence:
      return tr("what follows, or what to do");
    default:
      return {};
  }
}

}  // namespace crossfade::gui
