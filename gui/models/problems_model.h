// ProblemsModel: everything that speaks against a number, in one list: files that could not be read,
// differences that are not the purpose, quality rules that fired, altered files. Each row says what, where,
// and what follows or what to do.
#pragma once

#include <QAbstractTableModel>

#include "gui/session.h"
#include "gui/theme.h"

namespace crossfade::gui {

struct Problem {
  analysis::Severity severity = analysis::Severity::suspicious;
  QString subject, where, what, consequence;
};

/// Worst first; equal severities in the order found.
std::vector<Problem> collect_problems(const Session& session);

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
