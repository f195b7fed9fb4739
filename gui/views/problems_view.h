// ProblemsView: what speaks against the numbers, worst first.
#pragma once

#include <QLabel>
#include <QTableView>

#include "gui/models/problems_model.h"
#include "gui/views/view.h"

namespace crossfade::gui {

class ProblemsView : public View {
  Q_OBJECT
 public:
  ProblemsView(Session& session, QWidget* parent = nullptr);
  std::vector<analysis::Table> tables() const override;
  void set_theme(const Theme& theme) override;
  int count() const { return model_.rowCount(); }
  /// The title and how many there are of each severity that counts.
  const QString& badge() const { return badge_; }

 signals:
  void counted();  ///< badge() may be another

 private:
  void refresh();

  ProblemsModel model_;
  QString badge_;
  QLabel* summary_;
  QTableView* table_;
};

}  // namespace crossfade::gui
