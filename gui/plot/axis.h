// Axis: one axis of the chart: round labels with the unit beside the number, in the theme's colours.
// Logarithmic, but for shares from none to all.
#pragma once

#include <QFont>
#include <QSharedPointer>

#include "gui/plot/scene.h"
#include "gui/theme.h"

class QCPAxis;

namespace crossfade::gui {

class UnitTicker;

class Axis {
 public:
  explicit Axis(QCPAxis& axis);
  void style(const PlotAxis& what, const Theme& theme, const QFont& font);
  /// Room for so many labels.
  void set_most(int labels);

 private:
  QCPAxis* axis_;
  QSharedPointer<UnitTicker> ticker_;
};

}  // namespace crossfade::gui
