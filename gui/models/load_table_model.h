// LoadTableModel: the load curves of one workload as a table: the chart's twin, with every quantile.
#pragma once

#include <QAbstractTableModel>
#include <QLocale>

#include "gui/study.h"

namespace crossfade::gui {

class LoadTableModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { side, offered, achieved, p50, p90, p99, p999, exceedance, state, samples, column_count };

  explicit LoadTableModel(QObject* parent = nullptr);
  void show(StudyPointer study, const std::string& workload);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  struct Row {
    const analysis::LoadCurve* curve;  ///< into study_
    const analysis::LoadPoint* point;
  };
  /// nullptr for the columns that are no estimate.
  const analysis::Estimate* estimate(const Row& row, int column) const;
  QString text(const Row& row, int column, const QLocale& locale) const;

  StudyPointer study_;
  std::vector<Row> rows_;
};

}  // namespace crossfade::gui
