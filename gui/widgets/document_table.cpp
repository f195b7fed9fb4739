#include "gui/widgets/document_table.h"

#include <QHeaderView>
#include <QScrollBar>
#include <algorithm>

#include "gui/models/document_table_model.h"
#include "gui/widgets/heading_view.h"

namespace crossfade::gui {
namespace {

constexpr int widest_px = 320, narrowest_px = 48, narrowest_name_px = 150;

}  // namespace

DocumentTable::DocumentTable(DocumentTableModel* model, const QString& name, QWidget* parent)
    : QTableView(parent), model_(model) {
  model->setParent(this);
  setModel(model);
  setAccessibleName(name);
  setTabKeyNavigation(false);
  setWordWrap(true);
  setCornerButtonEnabled(false);
  setHorizontalScrollMode(ScrollPerPixel);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setHorizontalHeader(new HeadingView(Qt::Horizontal, this));
  horizontalHeader()->setAccessibleName(tr("Headings"));
  horizontalHeader()->setMinimumSectionSize(narrowest_px);
  verticalHeader()->setAccessibleName(tr("Rows"));
  verticalHeader()->hide();
  resizeColumnsToContents();
  for (int column = 0; column < model->columnCount(); ++column)
    setColumnWidth(column, std::min(widest_px, columnWidth(column)));
  for (int column = 0; column < model->columnCount(); ++column) {
    // The last column of words takes what the others leave.
    if (column > 0 && model->is_prose(column)) stretched_ = column;
  }
  for (int column = 0; column < model->columnCount(); ++column) natural_.push_back(columnWidth(column));
  fit();
}

void DocumentTable::resizeEvent(QResizeEvent* event) {
  QTableView::resizeEvent(event);
  fit();
}

void DocumentTable::fit() {
  for (std::size_t column = 0; column < natural_.size(); ++column)
    setColumnWidth(static_cast<int>(column), natural_[column]);
  const auto spare = [this] { return viewport()->width() - horizontalHeader()->length(); };
  if (stretched_ > 0 && spare() > 0) setColumnWidth(stretched_, columnWidth(stretched_) + spare());
  // The names of the rows may break before everything has to scroll.
  if (!natural_.empty() && model_->is_prose(0) && spare() < 0)
    setColumnWidth(0, std::max(std::min(narrowest_name_px, natural_[0]), natural_[0] + spare()));
  resizeRowsToContents();
  const int bar =
      horizontalHeader()->length() > viewport()->width() ? horizontalScrollBar()->sizeHint().height() : 0;
  setFixedHeight(horizontalHeader()->sizeHint().height() + verticalHeader()->length() + bar +
                 2 * frameWidth());
}

}  // namespace crossfade::gui
