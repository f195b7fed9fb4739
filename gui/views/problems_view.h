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

 signals:
  void counted(int problems);

 private:
  void refresh();

  ProblemsModel model_;
  QLabel* summary_;
  QTableView* table_;
};

}  // namespace crossfade::gui
