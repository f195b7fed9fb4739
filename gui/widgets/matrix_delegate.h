// MatrixDelegate: draws a cell of the overview: mark and value, interval or reason under it, tint by how much
// better or worse, hatching where there is nothing to compare, ⚠ where quality is in doubt.
#pragma once

#include <QStyledItemDelegate>

#include "gui/theme.h"

namespace crossfade::gui {

class MatrixDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  explicit MatrixDelegate(QObject* parent = nullptr);
  void set_theme(const Theme& theme) { theme_ = &theme; }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

  /// Ground of a cell of this tint: -1 (much worse) ... 0 (nothing) ... 1 (much better).
  static QColor ground(double tint, const Theme& theme);

 private:
  const Theme* theme_ = &Theme::light();
};

}  // namespace crossfade::gui
