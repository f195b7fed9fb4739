#include "gui/widgets/house_style.h"

#include <QPainter>
#include <QPainterPath>
#include <QStyleOption>
#include <QTableView>

namespace crossfade::gui {
namespace {

constexpr int cell_margin_px = 7, tab_room_px = 14;

}  // namespace

HouseStyle::HouseStyle() : QProxyStyle(QStringLiteral("Fusion")) {}

void HouseStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                             const QWidget* widget) const {
  // Headings are no buttons, and beyond the last one there is nothing.
  if (element == CE_HeaderEmptyArea) {
    painter->fillRect(option->rect, option->palette.base());
  } else if (element == CE_HeaderSection) {
    painter->fillRect(option->rect, option->palette.window());
    painter->setPen(option->palette.color(QPalette::Mid));
    painter->drawLine(option->rect.bottomLeft(), option->rect.bottomRight());
    painter->drawLine(option->rect.topRight(), option->rect.bottomRight());
  } else {
    QProxyStyle::drawControl(element, option, painter, widget);
  }
}

int HouseStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
  // The text of a cell begins where its heading does.
  if (metric == PM_FocusFrameHMargin && qobject_cast<const QTableView*>(widget) != nullptr)
    return cell_margin_px;
  // All views beside each other in a window of 1280.
  if (metric == PM_TabBarTabHSpace) return tab_room_px;
  return QProxyStyle::pixelMetric(metric, option, widget);
}

int HouseStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                          QStyleHintReturn* data) const {
  // Fusion's grid cannot be seen on a dark ground.
  if (hint == SH_Table_GridLineColor && option != nullptr)
    return static_cast<int>(option->palette.color(QPalette::Mid).rgba());
  return QProxyStyle::styleHint(hint, option, widget, data);
}

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
