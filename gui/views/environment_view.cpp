#include "gui/views/environment_view.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QVBoxLayout>

#include "gui/models/table_of.h"
#include "gui/text.h"
#include "gui/widgets/heading_view.h"
#include "gui/widgets/legend_html.h"

namespace crossfade::gui {
namespace {

constexpr int narrowest_px = 110;

}  // namespace

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
  table_->setHorizontalHeader(new HeadingView(Qt::Horizontal, table_));
  table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  table_->horizontalHeader()->setMinimumSectionSize(narrowest_px);
  table_->setWordWrap(true);
  table_->setCornerButtonEnabled(false);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table_->verticalHeader()->setAccessibleName(tr("Rows"));
  table_->horizontalHeader()->setAccessibleName(tr("Sides"));
  auto* legend = new QLabel(legend_html({tr("<b>blocking</b>: no ratio is formed"),
                                         tr("<b>suspicious</b>: may explain a part of a ratio"),
                                         tr("<b>expected</b>: follows from another CPU, host or time")}),
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
  QString shown = model_.rowCount() == 1 ? tr("1 fact") : tr("%n facts", nullptr, model_.rowCount());
  if (only_differences_->isChecked())
    shown = model_.rowCount() == 1 ? tr("1 fact differs") : tr("%n facts differ", nullptr, model_.rowCount());
  if (model_.hidden() == 1) shown = tr("%1, 1 equal one is hidden").arg(shown);
  if (model_.hidden() > 1) shown = tr("%1, %n equal ones are hidden", nullptr, model_.hidden()).arg(shown);
  count_->setText(shown);
  // The sides share what the facts leave.
  for (int column = 0; column < model_.columnCount(); ++column) {
    const bool of_side = column > 0 && column + 1 < model_.columnCount();
    table_->horizontalHeader()->setSectionResizeMode(
        column, of_side ? QHeaderView::Stretch : QHeaderView::Interactive);
    if (!of_side) table_->resizeColumnToContents(column);
  }
}

std::vector<analysis::Table> EnvironmentView::tables() const {
  return {table_of(model_, "environment", to_utf8(title()), {})};
}

void EnvironmentView::set_theme(const Theme& theme) {
  model_.set_theme(theme);
}

}  // namespace crossfade::gui
