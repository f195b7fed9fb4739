#include "gui/views/environment_view.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QVBoxLayout>

#include "gui/models/table_of.h"
#include "gui/text.h"

namespace crossfade::gui {

EnvironmentView::EnvironmentView(Session& session, QWidget* parent)
    : View(session, QStringLiteral("environment"), tr("Environment"), parent),
      only_differences_(new QCheckBox(tr("Only &differences"), this)),
      count_(new QLabel(this)),
      table_(new QTableView(this)) {
  only_differences_->setChecked(true);
  only_differences_->setAccessibleName(tr("Only differences"));
  table_->setModel(&model_);
  table_->setAccessibleName(tr("Environment: facts down, sides across"));
  table_->setTabKeyNavigation(false);
  table_->setWordWrap(true);
  table_->setCornerButtonEnabled(false);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setAccessibleName(tr("Rows"));
  table_->horizontalHeader()->setAccessibleName(tr("Sides"));
  auto* legend = new QLabel(tr("expected: follows from the CPU, which is the question   suspicious: may "
                               "explain a ratio   blocking: no ratio is formed"),
                            this);
  legend->setWordWrap(true);
  auto* top = new QHBoxLayout;
  top->addWidget(only_differences_);
  top->addWidget(count_);
  top->addStretch(1);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(top);
  layout->addWidget(table_, 1);
  layout->addWidget(legend);
  connect(only_differences_, &QCheckBox::toggled, this, &EnvironmentView::refresh);
  connect(&session, &Session::changed, this, &EnvironmentView::refresh);
  refresh();
}

void EnvironmentView::refresh() {
  model_.show(session().study(), only_differences_->isChecked());
  QString hidden;
  if (model_.hidden() == 1) hidden = tr("1 equal fact hidden");
  if (model_.hidden() > 1) hidden = tr("%n equal facts hidden", nullptr, model_.hidden());
  count_->setText(hidden);
  table_->resizeColumnsToContents();
  for (int column = 0; column < model_.columnCount(); ++column) {
    if (table_->columnWidth(column) > 360) table_->setColumnWidth(column, 360);
  }
  table_->resizeRowsToContents();
}

std::vector<analysis::Table> EnvironmentView::tables() const {
  return {table_of(model_, "environment", to_utf8(title()), {})};
}

void EnvironmentView::set_theme(const Theme& theme) {
  model_.set_theme(theme);
}

}  // namespace crossfade::gui
