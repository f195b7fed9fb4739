// DocumentTableModel: a table of a report as people see it: the columns and rows that are for machines alone
// are left out. The numbers stay with the table.
#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "analysis/table.h"
#include "gui/theme.h"

namespace crossfade::gui {

class DocumentTableModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  explicit DocumentTableModel(analysis::Table table, QObject* parent = nullptr);
  void set_theme(const Theme& theme);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  /// Whether its cells are words, which may break over lines, and no figures.
  bool is_prose(int column) const;

 private:
  const analysis::Column& column_of(int section) const;

  analysis::Table table_;
  std::vector<std::size_t> rows_, columns_;  ///< into table_
  const Theme* theme_ = &Theme::light();
};

}  // namespace crossfade::gui
