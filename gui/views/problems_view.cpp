#include "gui/views/problems_view.h"

#include <QHeaderView>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/models/table_of.h"
#include "gui/text.h"

namespace crossfade::gui {

ProblemsView::ProblemsView(Session& session, QWidget* parent)
    : View(session, QStringLiteral("problems"), tr("Problems"), parent),
      summary_(new QLabel(this)),
      table_(new QTableView(this)) {
  table_->setModel(&model_);
  table_->setAccessibleName(tr("Problems, worst first"));
  table_->setTabKeyNavigation(false);
  table_->setWordWrap(true);
  table_->setCornerButtonEnabled(false);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setAccessibleName(tr("Rows"));
  table_->horizontalHeader()->setAccessibleName(tr("Parts of a problem"));
  // The two columns of prose share what the others leave.
  for (const int column : {ProblemsModel::what, ProblemsModel::consequence}) {
    table_->horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
  }
  table_->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(summary_);
  layout->addWidget(table_, 1);
  connect(&session, &Session::changed, this, &ProblemsView::refresh);
  refresh();
}

void ProblemsView::refresh() {
  model_.show(collect_problems(session()));
  QString summary =
      tr("Nothing speaks against these numbers: every file was read, no quality rule fired, "
         "nothing but the CPU differs.");
  if (count() == 1) summary = tr("One thing to know before trusting these numbers");
  if (count() > 1) summary = tr("%n things to know before trusting these numbers", nullptr, count());
  summary_->setText(summary);
  for (const int column : {ProblemsModel::severity, ProblemsModel::where, ProblemsModel::subject}) {
    table_->resizeColumnToContents(column);
    table_->setColumnWidth(column, std::min(220, table_->columnWidth(column)));
  }
  emit counted(count());
}

std::vector<analysis::Table> ProblemsView::tables() const {
  return {table_of(model_, "problems", to_utf8(title()), {})};
}

void ProblemsView::set_theme(const Theme& theme) {
  model_.set_theme(theme);
}

}  // namespace crossfade::gui
