#include "gui/widgets/house_style.h"

#include <QPainter>
#include <QPainterPath>
#include <QStyleOption>

namespace crossfade::gui {

HouseStyle::HouseStyle() : QProxyStyle(QStringLiteral("Fusion")) {}

void HouseStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                               const QWidget* widget) const {
  if (element != PE_IndicatorCheckBox && element != PE_IndicatorItemViewItemCheck) {
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    return;
  }
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  const QRectF box = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
  const QColor text = option->palette.color(QPalette::Text);
  painter->setPen(QPen(option->palette.color(QPalette::PlaceholderText), 1));
  painter->setBrush(option->palette.base());
  painter->drawRoundedRect(box, 2, 2);
  if (option->state & State_On) {
    QPainterPath tick(box.topLeft() + QPointF(box.width() * 0.22, box.height() * 0.52));
    tick.lineTo(box.topLeft() + QPointF(box.width() * 0.43, box.height() * 0.75));
    tick.lineTo(box.topLeft() + QPointF(box.width() * 0.80, box.height() * 0.25));
    painter->setPen(QPen(text, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->setBrush(Qt::NoBrush);
    painter->drawPath(tick);
  }
  if (option->state & State_HasFocus) {
    painter->setPen(QPen(option->palette.color(QPalette::Highlight), 2));
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(box, 2, 2);
  }
  painter->restore();
}

}  // namespace crossfade::gui
