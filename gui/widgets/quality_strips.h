// QualityStrips: a row for each open recording over the time of its run: clean stages low, disturbed ones
// half as high as void ones, and below the line by how much the calibration panel beside each fell short. A
// click on a row picks its recording.
#pragma once

#include "analysis/report/quality_table.h"
#include "gui/widgets/row_chart.h"

namespace crossfade::gui {

class QualityStrips : public RowChart {
  Q_OBJECT
 public:
  explicit QualityStrips(std::vector<analysis::NamedStrip> strips, QWidget* parent = nullptr);
  /// By row: those of another side than the selected one.
  void set_faded(std::vector<bool> faded);
  bool is_faded(std::size_t row) const { return faded_[row]; }
  const std::vector<analysis::NamedStrip>& strips() const { return strips_; }

 signals:
  void recording_picked(int row);

 protected:
  void paint_mark(QPainter& painter, std::size_t row, double y) const override;
  void mouseReleaseEvent(QMouseEvent* event) override;

 private:
  std::vector<analysis::NamedStrip> strips_;
  std::vector<bool> faded_;
};

}  // namespace crossfade::gui
