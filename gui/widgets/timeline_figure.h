// TimelineFigure: the timeline of one recording within a page: the chart, what is read of it, and below it
// the samples of the window that is selected, as a table.
#pragma once

#include <QWidget>

#include "analysis/timeline/timeline.h"
#include "gui/widgets/timeline_chart.h"

class QLabel;
class QVBoxLayout;

namespace crossfade::gui {

class TimelineFigure : public QWidget {
  Q_OBJECT
 public:
  /// `workload`: that is looked at elsewhere.
  TimelineFigure(analysis::TimelinePointer timeline, const std::string& workload, QWidget* parent = nullptr);
  TimelineChart& chart() { return *chart_; }
  void set_theme(const Theme& theme);

 private:
  void show_table();

  analysis::TimelinePointer timeline_;
  TimelineChart* chart_;
  QLabel* read_out_;
  QLabel* quality_;
  QVBoxLayout* layout_;
  QWidget* table_ = nullptr;
  const Theme* theme_ = &Theme::light();
};

}  // namespace crossfade::gui
