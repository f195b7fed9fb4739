// EnvironmentModel: what is known of each side's machine: facts down, sides across, and what a difference
// means: expected (that is the purpose), suspicious or blocking.
#pragma once

#include <QAbstractTableModel>

#include "gui/study.h"
#include "gui/theme.h"

namespace crossfade::gui {

class EnvironmentModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  explicit EnvironmentModel(QObject* parent = nullptr);
  /// Rows without a difference are left out if `only_differences`.
  void show(StudyPointer study, bool only_differences);
  void set_theme(const Theme& theme);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  int hidden() const { return hidden_; }  ///< rows left out

 private:
  int class_column() const { return columnCount() - 1; }

  StudyPointer study_;
  std::vector<const analysis::EnvironmentRow*> rows_;  ///< into study_
  int hidden_ = 0;
  const Theme* theme_ = &Theme::light();
};

/// "expected", "suspicious", "blocking": the word that always stands beside the colour.
QString severity_word(analysis::Severity severity);
QColor severity_colour(analysis::Severity severity, const Theme& theme);
QColor severity_ground(analysis::Severity severity, const Theme& theme);

}  // namespace crossfade::gui
