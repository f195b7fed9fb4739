#include "gui/models/overview_model.h"

#include <algorithm>
#include <cmath>

#include "analysis/comparability.h"
#include "gui/models/cell_explanation.h"
#include "gui/models/roles.h"
#include "gui/text.h"

namespace crossfade::gui {
namespace {

using Kind = OverviewCell::Kind;

std::optional<double> value_of(const OverviewCell& cell) {
  if (cell.kind == Kind::absent) return std::nullopt;
  return cell.kind == Kind::ratio ? cell.ratio.value : cell.estimate.value;
}

/// As in the report: from stages of which too many were disturbed nothing is concluded.
bool concludes(const OverviewCell& cell) {
  return cell.kind == Kind::ratio && cell.ratio.resolved && cell.ratio.value &&
         !analysis::is_too_disturbed(std::max(cell.estimate.disturbed_share, cell.base.disturbed_share));
}

/// Full strength at a factor of two; nothing while the interval includes 1.
double tint(const OverviewCell& cell, std::string_view metric) {
  if (!concludes(cell) || !cell.ratio.value || !has_direction(metric)) return 0;
  const double strength = std::min(1.0, std::abs(std::log2(*cell.ratio.value)));
  return cell.ratio.better ? strength : -strength;
}

bool bold(const OverviewCell& cell) {
  return cell.kind == Kind::absolute || concludes(cell);
}

}  // namespace

OverviewModel::OverviewModel(QObject* parent) : QAbstractTableModel(parent) {}

void OverviewModel::show(StudyPointer study, const std::string& metric) {
  beginResetModel();
  study_ = std::move(study);
  metric_ = metric;
  rows_.clear();
  bases_.clear();
  if (study_ && !study_->empty()) {
    rows_ = arrange_overview(*study_, metric_);
    for (std::size_t side = 0; side < study_->sides.size(); ++side) {
      bases_.push_back(column_basis(*study_, side, metric_));
    }
  }
  endResetModel();
}

int OverviewModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int OverviewModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() || !study_ ? 0 : static_cast<int>(study_->sides.size());
}

QVariant OverviewModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const CellPlace place{*study_, metric_, row(index.row()), static_cast<std::size_t>(index.column())};
  const OverviewCell& cell = place.cell();
  const auto& interval = interval_of(cell);
  const QLocale locale;
  switch (role) {
    case Qt::DisplayRole:
      return QString(cell_headline(metric_, cell, locale) + QLatin1Char('\n') +
                     cell_detail(metric_, cell, locale));
    case file_text_role: {
      const QLocale c = QLocale::c();
      const QString text =
          (interval && cell.absent_because.empty() ? QStringLiteral("%1 [%2]") : QStringLiteral("%1 (%2)"))
              .arg(cell_headline(metric_, cell, c), cell_detail(metric_, cell, c));
      return warned(cell) ? text + QStringLiteral(" ⚠") : text;
    }
    case headline_role:
      return cell_headline(metric_, cell, locale);
    case detail_role:
      return cell_detail(metric_, cell, locale);
    case value_role:
      if (const auto value = value_of(cell)) return *value;
      return {};
    case interval_low_role:
      return cell.kind != Kind::absent && interval ? QVariant(interval->low) : QVariant();
    case interval_high_role:
      return cell.kind != Kind::absent && interval ? QVariant(interval->high) : QVariant();
    case absent_role:
      return to_qt(cell.absent_because);
    case tint_role:
      return tint(cell, metric_);
    case hatched_role:
      return !cell.absent_because.empty();
    case warning_role:
      return warned(cell);
    case bold_role:
      return bold(cell);
    case side_index_role:
      return index.column();
    case Qt::ToolTipRole:
      return cell_explained(place, locale);
    case Qt::AccessibleTextRole:
      return cell_spoken(place, locale);
    case Qt::TextAlignmentRole:
      return static_cast<int>(Qt::AlignCenter);
    default:
      return {};
  }
}

QStringList OverviewModel::column_heading(int section, const QLocale& locale) const {
  const ColumnBasis& basis = bases_[static_cast<std::size_t>(section)];
  QStringList lines{to_qt(study_->sides[static_cast<std::size_t>(section)].label)};
  if (basis.baseline) lines << tr("baseline");
  if (basis.simulated_baseline) lines << tr("against a SIMULATED baseline");
  if (basis.stated_type) lines << tr("type stated by the user");
  if (basis.this_machine_only) lines << tr("this machine only");
  if (basis.assumed_host_cv) {
    lines << tr("host variation %1 % assumed").arg(locale.toString(100 * *basis.assumed_host_cv, 'g', 3));
  }
  return lines;
}

QString OverviewModel::column_explained(int section) const {
  const ColumnBasis& basis = bases_[static_cast<std::size_t>(section)];
  QStringList lines{to_qt(study_->sides[static_cast<std::size_t>(section)].label)};
  if (basis.baseline) lines << tr("The baseline: its column shows values, the others ratios to them.");
  if (analysis::is_simulated(study_->sides[static_cast<std::size_t>(section)]))
    lines << tr("SIMULATED: not measured on what it is named after.");
  if (basis.stated_type) lines << tr("The user stated the instance type; it was not read from the machine.");
  if (basis.this_machine_only)
    lines << tr("On the same host as the baseline: the ratios say nothing of other hosts.");
  if (basis.assumed_host_cv)
    lines << tr("Too few hosts to see how hosts of one type vary: their variation is assumed.");
  for (const auto& recording : study_->sides[static_cast<std::size_t>(section)].recordings) {
    const results::Header& header = recording->recording.header;
    lines << QStringLiteral("%1 · %2 · %3")
                 .arg(to_qt(recording->path.filename().string()), to_qt(header.cpu_model),
                      to_qt(header.title));
  }
  return lines.join(QLatin1Char('\n'));
}

QVariant OverviewModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (section < 0 || section >= (orientation == Qt::Horizontal ? columnCount() : rowCount())) return {};
  if (orientation == Qt::Vertical) {
    if (role == Qt::DisplayRole) return row_heading(row(section), QLatin1Char('\n'));
    return role == file_text_role ? QVariant(row_heading(row(section), QLatin1Char(' '))) : QVariant();
  }
  switch (role) {
    case Qt::DisplayRole:
      return column_heading(section, QLocale()).join(QLatin1Char('\n'));
    case file_text_role: {
      QStringList lines = column_heading(section, QLocale::c());
      const QString side = lines.takeFirst();
      return lines.isEmpty() ? side : QStringLiteral("%1 (%2)").arg(side, lines.join(QStringLiteral("; ")));
    }
    case Qt::ToolTipRole:
      return column_explained(section);
    case side_index_role:
      return section;
    default:
      return {};
  }
}

}  // namespace crossfade::gui
