// LogAxis: one logarithmic axis of the chart: round labels with the unit beside the number, in the theme's
// colours.
#pragma once

#include <QFont>
#include <QSharedPointer>

#include "gui/plot/scene.h"
#include "gui/theme.h"

class QCPAxis;

namespace crossfade::gui {

class LogTicker;

class LogAxis {
 public:
  explicit LogAxis(QCPAxis& axis);
  void style(const PlotAxis& what, const Theme& theme, const QFont& font);
  /// Room for so many labels.
  void set_most(int labels);

 private:
  QCPAxis* axis_;
  QSharedPointer<LogTicker> ticker_;
};

}  // namespace crossfade::gui
