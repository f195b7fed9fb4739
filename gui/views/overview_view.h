// OverviewView: the matrix of ratios, with the metric to look at, what the marks mean, and all that is known
// of the selected cell in words.
#pragma once

#include <QComboBox>
#include <QLabel>
#include <QSplitter>

#include "gui/models/overview_model.h"
#include "gui/views/view.h"
#include "gui/widgets/matrix_delegate.h"
#include "gui/widgets/matrix_table.h"

class QTextBrowser;

namespace crossfade::gui {

class OverviewView : public View {
  Q_OBJECT
 public:
  OverviewView(Session& session, QWidget* parent = nullptr);
  std::vector<analysis::Table> tables() const override;
  void set_theme(const Theme& theme) override;
  std::optional<std::size_t> pointed_side() const override;

  OverviewModel& model() { return model_; }
  MatrixTable& table() { return *table_; }
  QTextBrowser& details() { return *details_; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void refresh();
  void refresh_metrics();
  QString help_text() const;
  /// Room for matrix and details, until the user divides it.
  void divide();
  void show_details(const QModelIndex& index);

  OverviewModel model_;
  MatrixDelegate delegate_;
  QComboBox* metric_;
  QLabel* help_;
  QLabel* legend_;
  MatrixTable* table_;
  QSplitter* splitter_;
  QTextBrowser* details_;
  StudyPointer shown_;
  bool divided_by_user_ = false;
  bool filling_ = false;  ///< the selection moves because of us, not of the user
};

}  // namespace crossfade::gui
