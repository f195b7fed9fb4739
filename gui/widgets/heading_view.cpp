#include "gui/widgets/heading_view.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "gui/models/roles.h"
#include "gui/plot/series_mark.h"
#include "gui/theme.h"

namespace crossfade::gui {
namespace {

constexpr int padding_px = 8, mark_px = 10, widest_px = 260;

}  // namespace

HeadingView::HeadingView(Qt::Orientation orientation, QWidget* parent) : QHeaderView(orientation, parent) {
  // The defaults of a table's own headers.
  setSectionsClickable(true);
  setHighlightSections(true);
}

QStringList HeadingView::lines(int section) const {
  return model()->headerData(section, orientation(), Qt::DisplayRole).toString().split(QLatin1Char('\n'));
}

QFont HeadingView::font_of(int section) const {
  QFont font = this->font();
  const QItemSelectionModel* selection = selectionModel();
  const bool selected =
      selection != nullptr && highlightSections() &&
      (orientation() == Qt::Horizontal ? selection->columnIntersectsSelection(section, rootIndex())
                                       : selection->rowIntersectsSelection(section, rootIndex()));
  font.setBold(selected);
  return font;
}

int HeadingView::mark_width(int section) const {
  return model()->headerData(section, orientation(), side_index_role).isValid() ? mark_px + padding_px : 0;
}

QSize HeadingView::sectionSizeFromContents(int section) const {
  if (model() == nullptr) return {};
  QFont bold = font();
  bold.setBold(true);
  const QFontMetrics metrics(bold);
  int width = 0;
  const QStringList all = lines(section);
  for (const QString& line : all) width = std::max(width, metrics.horizontalAdvance(line));
  width += mark_width(section) + 2 * padding_px + 2;
  return {std::min(width, widest_px), static_cast<int>(all.size()) * metrics.height() + padding_px};
}

QString HeadingView::elided_heading(int section) const {
  const int room = sectionSize(section) - 2 * padding_px - mark_width(section);
  if (orientation() != Qt::Horizontal) return {};
  const QFontMetrics metrics(font_of(section));
  const QStringList all = lines(section);
  const bool fits = std::all_of(all.begin(), all.end(),
                                [&](const QString& line) { return metrics.horizontalAdvance(line) <= room; });
  return fits ? QString() : all.join(QLatin1Char('\n'));
}

void HeadingView::paintSection(QPainter* painter, const QRect& rect, int section) const {
  if (!rect.isValid() || model() == nullptr) return;
  const Theme& theme = Theme::of(palette());
  painter->save();
  painter->fillRect(rect, theme.window);
  painter->setPen(theme.line);
  painter->drawLine(rect.bottomLeft(), rect.bottomRight());
  painter->drawLine(rect.topRight(), rect.bottomRight());

  const QFont font = font_of(section);
  const QFontMetrics metrics(font);
  const int mark = mark_width(section);
  const QRect inner = rect.adjusted(padding_px, 0, -padding_px, 0);
  QStringList shown = lines(section);
  int widest = 0;
  for (QString& line : shown) {
    line = metrics.elidedText(line, Qt::ElideRight, inner.width() - mark);
    widest = std::max(widest, metrics.horizontalAdvance(line));
  }
  const bool centred = defaultAlignment() & Qt::AlignHCenter;
  const int left = inner.left() + (centred ? (inner.width() - widest - mark) / 2 : 0);
  const int height = metrics.height();
  int top = inner.top() + (inner.height() - static_cast<int>(shown.size()) * height) / 2;
  if (mark > 0) {
    const int side = model()->headerData(section, orientation(), side_index_role).toInt();
    painter->setRenderHint(QPainter::Antialiasing);
    QTransform place = QTransform::fromTranslate(left + mark_px / 2.0, top + height / 2.0);
    painter->fillPath(place.scale(mark_px / 2.0, mark_px / 2.0).map(series_mark(side)),
                      theme.series_colour(side));
  }
  painter->setFont(font);
  const int across = centred && mark == 0 ? int{Qt::AlignHCenter} : int{Qt::AlignLeft};
  const int flags = across | int{Qt::AlignVCenter};
  for (int i = 0; i < shown.size(); ++i, top += height) {
    painter->setPen(i == 0 ? theme.text : theme.muted_text);
    const QRect where(left + mark, top, widest, height);
    painter->drawText(where, flags, shown[i]);
  }
  painter->restore();
}

bool HeadingView::viewportEvent(QEvent* event) {
  if (event->type() != QEvent::ToolTip || model() == nullptr) return QHeaderView::viewportEvent(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const int section = logicalIndexAt(help->pos());
  if (section < 0) return false;
  QString text = model()->headerData(section, orientation(), Qt::ToolTipRole).toString();
  if (text.isEmpty()) text = elided_heading(section);
  QToolTip::showText(help->globalPos(), text, this);
  return true;
}

}  // namespace crossfade::gui
