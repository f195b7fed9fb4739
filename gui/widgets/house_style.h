// HouseStyle: Fusion, the one style in which a palette is honoured completely on every desktop, with check
// boxes whose frame is visible on a dark ground.
#pragma once

#include <QProxyStyle>

namespace crossfade::gui {

class HouseStyle : public QProxyStyle {
  Q_OBJECT
 public:
  HouseStyle();
  void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                   const QWidget* widget) const override;
  int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
  int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                QStyleHintReturn* data) const override;
  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
};

}  // namespace crossfade::gui
