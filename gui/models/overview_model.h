// OverviewModel: the overview of one metric as a table: workloads down, sides across. Texts, tints and
// tooltips of what analysis worked out.
#pragma once

#include <QAbstractTableModel>
#include <QLocale>

#include "gui/overview.h"

namespace crossfade::gui {

class OverviewModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  explicit OverviewModel(QObject* parent = nullptr);

  void show(StudyPointer study, const std::string& metric);
  const std::string& metric() const { return metric_; }
  const OverviewRow& row(int index) const { return rows_[static_cast<std::size_t>(index)]; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  /// The side, then what its column rests on.
  QStringList column_heading(int section, const QLocale& locale) const;
  QString column_explained(int section) const;

  StudyPointer study_;
  std::string metric_;
  std::vector<OverviewRow> rows_;
  std::vector<ColumnBasis> bases_;
};

}  // namespace crossfade::gui
