#include "gui/widgets/eliding_delegate.h"

namespace crossfade::gui {

QSize ElidingDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
  // The list widens every item to its own width.
  return {0, QStyledItemDelegate::sizeHint(option, index).height()};
}

}  // namespace crossfade::gui
