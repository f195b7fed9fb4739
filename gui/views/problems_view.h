// ProblemsView: what speaks against the numbers, worst first, and above it a strip over time for each
// recording: what of it was clean, disturbed and void.
#pragma once

#include <QLabel>
#include <QTableView>

#include "gui/models/problems_model.h"
#include "gui/views/view.h"

class QScrollArea;

namespace crossfade::gui {

class QualityStrips;

class ProblemsView : public View {
  Q_OBJECT
 public:
  ProblemsView(Session& session, QWidget* parent = nullptr);
  std::vector<analysis::Table> tables() const override;
  void set_theme(const Theme& theme) override;
  int count() const { return model_.rowCount(); }
  /// The title and how many there are of each severity that counts.
  const QString& badge() const { return badge_; }
  /// Null until it is looked at, and while nothing is open.
  const QualityStrips* strips() const { return strips_; }

 signals:
  void counted();  ///< badge() may be another

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  void refresh();
  /// Made when it is looked at: each takes a pass over its recording.
  void refresh_strips();
  void drop_strips();
  std::vector<analysis::RecordingPointer> included() const;

  ProblemsModel model_;
  QString badge_;
  QLabel* summary_;
  QScrollArea* strips_room_;
  QLabel* strips_marks_;
  QualityStrips* strips_ = nullptr;
  std::vector<analysis::RecordingPointer> of_strips_;
  const Theme* theme_ = &Theme::light();
  QTableView* table_;
};

}  // namespace crossfade::gui
