#include "gui/widgets/matrix_table.h"

#include <QScrollBar>
#include <algorithm>

#include "gui/widgets/heading_view.h"

namespace crossfade::gui {
namespace {

constexpr int narrowest_px = 150, widest_px = 720;

}  // namespace

MatrixTable::MatrixTable(QWidget* parent) : QTableView(parent) {
  setHorizontalHeader(new HeadingView(Qt::Horizontal, this));
  setVerticalHeader(new HeadingView(Qt::Vertical, this));
  setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  setCornerButtonEnabled(false);
}

void MatrixTable::spread() {
  const int columns = model() == nullptr ? 0 : model()->columnCount();
  if (columns == 0) return;
  int needed = narrowest_px;
  for (int column = 0; column < columns; ++column) needed = std::max(needed, sizeHintForColumn(column));
  const int width = std::clamp(viewport()->width() / columns, needed, std::max(needed, widest_px));
  for (int column = 0; column < columns; ++column) setColumnWidth(column, width);
}

int MatrixTable::whole_height() const {
  // The scroll bar only if it is needed: its room under few rows would look like a row.
  const bool scrolls = horizontalHeader()->length() > viewport()->width();
  const int bar = scrolls ? horizontalScrollBar()->sizeHint().height() : 0;
  return horizontalHeader()->sizeHint().height() + verticalHeader()->length() + 2 * frameWidth() + bar;
}

void MatrixTable::resizeEvent(QResizeEvent* event) {
  QTableView::resizeEvent(event);
  spread();
}

}  // namespace crossfade::gui
