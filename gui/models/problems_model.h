// ProblemsModel: problems as a table: each row says what, where, and what follows or what to do.
#pragma once

#include <QAbstractTableModel>

#include "gui/models/problems.h"
#include "gui/theme.h"

namespace crossfade::gui {

class ProblemsModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { severity, where, subject, what, consequence, column_count };

  explicit ProblemsModel(QObject* parent = nullptr);
  void show(std::vector<Problem> problems);
  void set_theme(const Theme& theme);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  std::vector<Problem> problems_;
  const Theme* theme_ = &Theme::light();
};

}  // namespace crossfade::gui
