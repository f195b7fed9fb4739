#include "gui/models/load_table_model.h"

#include "gui/format.h"
#include "gui/models/load_scene.h"
#include "gui/models/roles.h"
#include "gui/text.h"

namespace crossfade::gui {
namespace {

std::string_view unit(int column) {
  switch (column) {
    case LoadTableModel::offered:
    case LoadTableModel::achieved:
      return "s-1";
    case LoadTableModel::exceedance:
      return "1";
    default:
      return "ns";
  }
}

}  // namespace

LoadTableModel::LoadTableModel(QObject* parent) : QAbstractTableModel(parent) {}

void LoadTableModel::show(StudyPointer study, const std::string& workload) {
  beginResetModel();
  study_ = std::move(study);
  rows_.clear();
  if (const WorkloadLoad* load = study_ ? find_load(*study_, workload) : nullptr) {
    for (const auto& curve : load->curves) {
      for (const auto& point : curve.points) rows_.push_back({&curve, &point});
    }
  }
  endResetModel();
}

int LoadTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int LoadTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : column_count;
}

const analysis::Estimate* LoadTableModel::estimate(const Row& row, int column) const {
  switch (column) {
    case achieved:
      return &row.point->achieved_per_s;
    case p50:
      return &row.point->p50_ns;
    case p90:
      return &row.point->p90_ns;
    case p99:
      return &row.point->p99_ns;
    case p999:
      return &row.point->p999_ns;
    case exceedance:
      return &row.point->exceedance;
    default:
      return nullptr;
  }
}

QString LoadTableModel::text(const Row& row, int column, const QLocale& locale) const {
  switch (column) {
    case side:
      return to_qt(row.curve->side);
    case offered:
      return format_quantity(row.point->offered_per_s, "s-1", {}, locale);
    case state: {
      QString how = row.point->saturated ? tr("saturated") : tr("kept up");
      const auto disturbed = static_cast<int>(row.point->disturbed_processes);
      if (disturbed == 1) how = tr("%1, 1 process disturbed").arg(how);
      if (disturbed > 1) how = tr("%1, %n processes disturbed", nullptr, disturbed).arg(how);
      return how;
    }
    case samples:
      return format_sample_size(row.point->p50_ns.n, locale);
    default:
      break;
  }
  const analysis::Estimate& value = *estimate(row, column);
  if (!value.value) return tr("— (%1)").arg(to_qt(value.absent_because));
  const QString number = format_estimate(value, unit(column), locale);
  if (!value.interval) return tr("%1 (no interval)").arg(number);
  return QStringLiteral("%1 [%2]").arg(number,
                                       format_interval(*value.value, *value.interval, unit(column), locale));
}

QVariant LoadTableModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const Row& row = rows_[static_cast<std::size_t>(index.row())];
  const analysis::Estimate* value = estimate(row, index.column());
  switch (role) {
    case Qt::DisplayRole:
      return text(row, index.column(), QLocale());
    case Qt::AccessibleTextRole:
      return QStringLiteral("%1: %2").arg(
          headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(),
          text(row, index.column(), QLocale()));
    case file_text_role:
      return text(row, index.column(), QLocale::c());
    case value_role:
      if (index.column() == offered) return row.point->offered_per_s;
      return value && value->value ? QVariant(*value->value) : QVariant();
    case interval_low_role:
      return value && value->interval ? QVariant(value->interval->low) : QVariant();
    case interval_high_role:
      return value && value->interval ? QVariant(value->interval->high) : QVariant();
    case absent_role:
      return value && !value->value ? to_qt(value->absent_because) : QString();
    case Qt::ToolTipRole:
      if (value && !value->value) return to_qt(value->absent_because);
      if (value && !value->interval) return to_qt(value->no_interval_because);
      return {};
    case Qt::TextAlignmentRole: {
      const bool number = value != nullptr || index.column() == offered;
      return QVariant::fromValue(Qt::Alignment((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    }
    default:
      return {};
  }
}

QVariant LoadTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
  if (role != Qt::DisplayRole && role != file_text_role) return {};
  switch (section) {
    case side:
      return tr("side");
    case offered:
      return tr("offered load");
    case achieved:
      return tr("achieved");
    case p50:
      return QStringLiteral("p50");
    case p90:
      return QStringLiteral("p90");
    case p99:
      return QStringLiteral("p99");
    case p999:
      return QStringLiteral("p99.9");
    case exceedance:
      return tr("share beyond objective");
    case state:
      return tr("state");
    case samples:
      return tr("n");
    default:
      return {};
  }
}

}  // namespace crossfade::gui
