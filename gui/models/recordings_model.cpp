#include "gui/models/recordings_model.h"

#include <QPainter>
#include <QPixmap>
#include <algorithm>

#include "analysis/host.h"
#include "gui/models/roles.h"
#include "gui/plot/series_mark.h"
#include "gui/text.h"

namespace crossfade::gui {
namespace {

/// The mark its curve has in the chart.
QPixmap swatch(int side, const Theme& theme) {
  QPixmap picture(14, 14);
  picture.fill(Qt::transparent);
  QPainter painter(&picture);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.translate(7, 7);
  painter.scale(6, 6);
  painter.fillPath(series_mark(side), theme.series_colour(side));
  return picture;
}

}  // namespace

RecordingsModel::RecordingsModel(Session& session, QObject* parent)
    : QAbstractListModel(parent), session_(session) {
  connect(&session_, &Session::changed, this, &RecordingsModel::refresh);
  // Nobody looks yet: no need to tell.
  recordings_ = session_.recordings();
  problems_ = session_.problems();
}

void RecordingsModel::refresh() {
  // A reset would take focus and selection from the list on every click: only if the rows are others.
  const auto same_recording = [](const OpenRecording& a, const OpenRecording& b) {
    return a.recording == b.recording;
  };
  const auto same_problem = [](const LoadProblem& a, const LoadProblem& b) {
    return a.path == b.path && a.error == b.error;
  };
  const bool same = std::equal(recordings_.begin(), recordings_.end(), session_.recordings().begin(),
                               session_.recordings().end(), same_recording) &&
                    std::equal(problems_.begin(), problems_.end(), session_.problems().begin(),
                               session_.problems().end(), same_problem);
  if (same) {
    recordings_ = session_.recordings();
    if (rowCount() > 0) emit dataChanged(index(0), index(rowCount() - 1));
    return;
  }
  beginResetModel();
  recordings_ = session_.recordings();
  problems_ = session_.problems();
  endResetModel();
}

void RecordingsModel::set_theme(const Theme& theme) {
  theme_ = &theme;
  if (rowCount() > 0) emit dataChanged(index(0), index(rowCount() - 1));
}

std::optional<std::size_t> RecordingsModel::recording_of(const QModelIndex& index) const {
  if (!index.isValid() || static_cast<std::size_t>(index.row()) >= recordings_.size()) return std::nullopt;
  return static_cast<std::size_t>(index.row());
}

int RecordingsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(recordings_.size() + problems_.size());
}

QVariant RecordingsModel::recording_data(std::size_t row, int role) const {
  const OpenRecording& open = recordings_[row];
  const results::Header& header = open.recording->recording.header;
  const auto side = session_.side_of(*open.recording);
  const bool baseline = side && *side == session_.study()->baseline;
  const QString file = to_qt(open.recording->path.filename().string());
  const bool simulated = analysis::is_simulated(header);
  const bool stated = !header.instance_type.empty() && analysis::is_stated(header.instance_type_source);
  // A side's label says itself that it is simulated.
  const QString label = side        ? to_qt(session_.study()->sides[*side].label)
                        : simulated ? tr("not included (SIMULATED)")
                                    : tr("not included");
  QStringList lines{label, baseline ? tr("baseline · %1").arg(file) : file};
  if (stated && !simulated) lines << tr("type stated by the user");
  switch (role) {
    case Qt::DisplayRole:
      return lines.join(QLatin1Char('\n'));
    case Qt::AccessibleTextRole:
      return (baseline ? tr("recording %1, side %2, baseline") : tr("recording %1, side %2"))
                 .arg(file, label) +
             (stated ? tr(", instance type stated by the user") : QString());
    case Qt::DecorationRole:
      return side ? QVariant(swatch(static_cast<int>(*side), *theme_)) : QVariant();
    case Qt::CheckStateRole:
      return static_cast<int>(open.included ? Qt::Checked : Qt::Unchecked);
    case Qt::ToolTipRole: {
      lines = {to_qt(open.recording->path.string())};
      if (!header.title.empty()) lines << to_qt(header.title);
      lines << tr("Instance type: %1 (%2)")
                   .arg(header.instance_type.empty() ? tr("unknown") : to_qt(header.instance_type),
                        to_qt(header.instance_type_source));
      lines << tr("CPU: %1").arg(to_qt(header.cpu_model)) << tr("Recorded: %1").arg(to_qt(header.created_utc))
            << tr("By: %1").arg(to_qt(header.producer));
      if (stated) lines << tr("The user stated the instance type; it was not read from the machine");
      if (simulated) lines << tr("SIMULATED: not measured on a machine");
      return lines.join(QLatin1Char('\n'));
    }
    case side_index_role:
      return side ? QVariant(static_cast<int>(*side)) : QVariant();
    case path_role:
      return to_qt(open.recording->path.string());
    default:
      return {};
  }
}

QVariant RecordingsModel::problem_data(std::size_t row, int role) const {
  const LoadProblem& problem = problems_[row];
  const QString file = to_qt(problem.path.filename().string());
  switch (role) {
    case Qt::DisplayRole:
      return tr("⚠ %1\n%2").arg(file, to_qt(problem.error.what));
    case Qt::AccessibleTextRole:
    case Qt::ToolTipRole:
      return to_qt(results::to_line(problem.error));
    case Qt::ForegroundRole:
      return problem.same_as ? theme_->caution : theme_->failure;
    case path_role:
      return to_qt(problem.path.string());
    default:
      return {};
  }
}

QVariant RecordingsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const auto row = static_cast<std::size_t>(index.row());
  return row < recordings_.size() ? recording_data(row, role) : problem_data(row - recordings_.size(), role);
}

bool RecordingsModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  const auto recording = recording_of(index);
  if (!recording || role != Qt::CheckStateRole) return false;
  session_.set_included(*recording, value.toInt() == Qt::Checked);
  return true;
}

Qt::ItemFlags RecordingsModel::flags(const QModelIndex& index) const {
  const Qt::ItemFlags base = QAbstractListModel::flags(index);
  return recording_of(index) ? base | Qt::ItemIsUserCheckable : base;
}

}  // namespace crossfade::gui
