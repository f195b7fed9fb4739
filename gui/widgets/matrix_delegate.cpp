#include "gui/widgets/matrix_delegate.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "gui/models/roles.h"

namespace crossfade::gui {
namespace {

constexpr int padding_px = 6;

QFont headline_font(const QStyleOptionViewItem& option, bool bold) {
  QFont font = option.font;
  font.setBold(bold);
  return font;
}

QFont detail_font(const QStyleOptionViewItem& option) {
  // Smaller, but never under nine points.
  QFont font = option.font;
  font.setPointSizeF(std::max(9.0, font.pointSizeF() * 0.88));
  return font;
}

}  // namespace

MatrixDelegate::MatrixDelegate(QObject* parent) : QStyledItemDelegate(parent) {}

QColor MatrixDelegate::ground(double tint, const Theme& theme) {
  if (tint == 0) return theme.base;
  // Even a small resolved difference is visible; the largest stays readable under the text.
  return mixed(theme.base, tint > 0 ? theme.better : theme.worse, 0.15 + 0.85 * std::abs(tint));
}

void MatrixDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
  painter->save();
  const QRect cell = option.rect;
  painter->fillRect(cell, ground(index.data(tint_role).toDouble(), *theme_));
  const bool hatched = index.data(hatched_role).toBool();
  if (hatched) painter->fillRect(cell, QBrush(mixed(theme_->base, theme_->text, 0.18), Qt::BDiagPattern));

  const QFont top = headline_font(option, index.data(bold_role).toBool());
  const QFont bottom = detail_font(option);
  const QRect inner = cell.adjusted(padding_px, padding_px / 2, -padding_px, -padding_px / 2);
  const int top_height = QFontMetrics(top).height(), bottom_height = QFontMetrics(bottom).height();
  const int start = inner.top() + (inner.height() - top_height - bottom_height) / 2;
  const QRect first(inner.left(), start, inner.width(), top_height);
  const QRect second(inner.left(), start + top_height, inner.width(), bottom_height);
  const auto write = [&](const QRect& where, const QFont& font, const QString& text, const QColor& colour) {
    const QString shown = QFontMetrics(font).elidedText(text, Qt::ElideRight, where.width());
    if (hatched) {
      const int width = QFontMetrics(font).horizontalAdvance(shown) + 6;
      painter->fillRect(QRect(where.center().x() - width / 2, where.top(), width, where.height()),
                        theme_->base);
    }
    painter->setFont(font);
    painter->setPen(colour);
    painter->drawText(where, Qt::AlignCenter, shown);
  };
  write(first, top, index.data(headline_role).toString(), theme_->text);
  write(second, bottom, index.data(detail_role).toString(), hatched ? theme_->muted_text : theme_->text);
  if (index.data(warning_role).toBool()) {
    painter->setFont(bottom);
    painter->setPen(theme_->text);
    painter->drawText(cell.adjusted(0, 1, -4, 0), Qt::AlignTop | Qt::AlignRight, QStringLiteral("⚠"));
  }
  if (option.state & QStyle::State_Selected) {
    painter->setPen(QPen(theme_->selection, 3));
    painter->drawRect(cell.adjusted(1, 1, -2, -2));
  }
  painter->restore();
}

QSize MatrixDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const QFontMetrics top(headline_font(option, true)), bottom(detail_font(option));
  // Intervals have to be read in the cell; reasons can be long and are read in full elsewhere.
  int width = top.horizontalAdvance(index.data(headline_role).toString());
  if (index.data(interval_low_role).isValid() && !index.data(hatched_role).toBool())
    width = std::max(width, bottom.horizontalAdvance(index.data(detail_role).toString()));
  return {std::max(130, width + 4 * padding_px), top.height() + bottom.height() + 3 * padding_px};
}

}  // namespace crossfade::gui
