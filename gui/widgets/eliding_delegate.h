// ElidingDelegate: items as wide as their list: what does not fit is elided and never scrolls sideways.
#pragma once

#include <QStyledItemDelegate>

namespace crossfade::gui {

class ElidingDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace crossfade::gui
