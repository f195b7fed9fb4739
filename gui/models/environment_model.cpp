#include "gui/models/environment_model.h"

#include <QFont>
#include <algorithm>

#include "gui/models/roles.h"
#include "gui/text.h"

namespace crossfade::gui {

using analysis::Severity;

QString severity_word(Severity severity) {
  switch (severity) {
    case Severity::expected:
      return EnvironmentModel::tr("expected");
    case Severity::suspicious:
      return EnvironmentModel::tr("suspicious");
    case Severity::blocking:
      return EnvironmentModel::tr("blocking");
  }
  return {};
}

QColor severity_colour(Severity severity, const Theme& theme) {
  switch (severity) {
    case Severity::expected:
      return theme.notice;
    case Severity::suspicious:
      return theme.caution;
    case Severity::blocking:
      break;
  }
  return theme.failure;
}

QColor severity_ground(Severity severity, const Theme& theme) {
  switch (severity) {
    case Severity::expected:
      return theme.notice_ground;
    case Severity::suspicious:
      return theme.caution_ground;
    case Severity::blocking:
      break;
  }
  return theme.failure_ground;
}

EnvironmentModel::EnvironmentModel(QObject* parent) : QAbstractTableModel(parent) {}

void EnvironmentModel::show(StudyPointer study, bool only_differences) {
  beginResetModel();
  study_ = std::move(study);
  rows_.clear();
  hidden_ = 0;
  if (study_) {
    for (const auto& row : study_->environment) {
      if (only_differences && !row.differs) {
        ++hidden_;
      } else {
        rows_.push_back(&row);
      }
    }
    // What needs attention first; all facts together stay in the order of their subjects.
    if (only_differences) {
      std::stable_sort(rows_.begin(), rows_.end(),
                       [](const auto* a, const auto* b) { return a->severity > b->severity; });
    }
  }
  endResetModel();
}

void EnvironmentModel::set_theme(const Theme& theme) {
  theme_ = &theme;
  if (!rows_.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, class_column()));
}

int EnvironmentModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int EnvironmentModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() || !study_ ? 0 : static_cast<int>(study_->sides.size()) + 2;
}

QVariant EnvironmentModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const analysis::EnvironmentRow& row = *rows_[static_cast<std::size_t>(index.row())];
  const auto side = static_cast<std::size_t>(index.column() - 1);
  const bool of_side = index.column() > 0 && index.column() < class_column();
  const bool recorded = !of_side || (side < row.values.size() && !row.values[side].empty());
  const auto text = [&]() -> QString {
    if (index.column() == 0) return to_qt(row.key);
    if (!of_side) return row.differs ? severity_word(row.severity) : tr("same");
    return recorded ? to_qt(row.values[side]) : tr("not recorded");
  };
  switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
    case file_text_role:
      return text();
    case Qt::AccessibleTextRole:
      return QStringLiteral("%1, %2: %3")
          .arg(to_qt(row.key), headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(),
               text());
    case severity_role:
      return row.differs ? QVariant(static_cast<int>(row.severity)) : QVariant();
    case Qt::ForegroundRole:
      if (index.column() == class_column())
        return row.differs ? severity_colour(row.severity, *theme_) : theme_->muted_text;
      return recorded ? QVariant() : QVariant(theme_->muted_text);
    case Qt::BackgroundRole:
      // What is expected needs no eye: colour is for what does.
      return row.differs && row.severity != Severity::expected
                 ? QVariant(severity_ground(row.severity, *theme_))
                 : QVariant();
    case Qt::FontRole:
      if (index.column() == class_column() && row.differs) {
        QFont bold;
        bold.setBold(true);
        return bold;
      }
      return {};
    default:
      return {};
  }
}

QVariant EnvironmentModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
  if (section < 0 || section > class_column()) return {};
  const bool of_side = section > 0 && section < class_column();
  if (role == side_index_role) return of_side ? QVariant(section - 1) : QVariant();
  if (role != Qt::DisplayRole && role != file_text_role) return {};
  if (section == 0) return tr("fact");
  if (!of_side) return tr("difference");
  const auto side = static_cast<std::size_t>(section - 1);
  const QString label = to_qt(study_->sides[side].label);
  return side == study_->baseline ? tr("%1 (baseline)").arg(label) : label;
}

}  // namespace crossfade::gui
