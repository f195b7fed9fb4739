#include "gui/plot/series_mark.h"

#include <QPolygonF>
#include <algorithm>

namespace crossfade::gui {

QPainterPath series_mark(int index) {
  QPainterPath path;
  switch (std::max(0, index) % 5) {
    case 0:
      path.addEllipse(QPointF(), 0.85, 0.85);
      return path;
    case 1:
      path.addRect(-0.78, -0.78, 1.56, 1.56);
      return path;
    case 2:
      path.addPolygon(QPolygonF({{0, -1}, {1, 0}, {0, 1}, {-1, 0}}));
      break;
    case 3:
      path.addPolygon(QPolygonF({{0, -0.95}, {1, 0.8}, {-1, 0.8}}));
      break;
    default:
      path.addPolygon(QPolygonF({{0, 0.95}, {1, -0.8}, {-1, -0.8}}));
      break;
  }
  path.closeSubpath();
  return path;
}

}  // namespace crossfade::gui
