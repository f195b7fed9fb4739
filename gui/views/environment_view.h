// EnvironmentView: how the machines differ, beside the numbers: facts down, sides across, and what each
// difference means.
#pragma once

#include <QCheckBox>
#include <QLabel>
#include <QTableView>

#include "gui/models/environment_model.h"
#include "gui/views/view.h"

namespace crossfade::gui {

class EnvironmentView : public View {
  Q_OBJECT
 public:
  EnvironmentView(Session& session, QWidget* parent = nullptr);
  std::vector<analysis::Table> tables() const override;
  void set_theme(const Theme& theme) override;

  QCheckBox& only_differences() { return *only_differences_; }
  EnvironmentModel& model() { return model_; }

 private:
  void refresh();

  EnvironmentModel model_;
  QCheckBox* only_differences_;
  QLabel* count_;
  QTableView* table_;
};

}  // namespace crossfade::gui
