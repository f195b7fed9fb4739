#include "gui/views/problems_view.h"

#include <QHeaderView>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/models/table_of.h"
#include "gui/text.h"
#include "gui/widgets/heading_view.h"

namespace crossfade::gui {
namespace {

constexpr int widest_px = 170;

}  // namespace

ProblemsView::ProblemsView(Session& session, QWidget* parent)
    : View(session, QStringLiteral("problems"), tr("Problems"), parent),
      summary_(new QLabel(this)),
      table_(new QTableView(this)) {
  table_->setModel(&model_);
  table_->setAccessibleName(tr("Problems, worst first"));
  table_->setTabKeyNavigation(false);
  table_->setHorizontalHeader(new HeadingView(Qt::Horizontal, table_));
  table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  summary_->setWordWrap(true);
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
  // Where the table is hidden the summary stays at the top.
  layout->addStretch();
  connect(&session, &Session::changed, this, &ProblemsView::refresh);
  refresh();
}

void ProblemsView::refresh() {
  auto problems = collect_problems(session());
  const QString serious = count_by_severity(problems, false), sources = count_by_source(problems);
  QString summary =
      tr("Nothing speaks against these numbers: every file was read and no quality rule fired.");
  if (session().study()->sides.size() > 1) {
    summary = tr(
        "Nothing speaks against these numbers: every file was read, no quality rule fired, nothing differs "
        "but what is expected to.");
  }
  if (!problems.empty()) summary = tr("%1: %2.").arg(count_by_severity(problems, true), sources);
  summary_->setText(summary);
  badge_ = tr("Problems: %1").arg(serious.isEmpty() ? tr("none") : serious);
  if (session().recordings().empty() && problems.empty()) badge_ = title();
  table_->setVisible(!problems.empty());
  model_.show(std::move(problems));
  for (const int column : {ProblemsModel::severity, ProblemsModel::where, ProblemsModel::subject}) {
    table_->resizeColumnToContents(column);
    table_->setColumnWidth(column, std::min(widest_px, table_->columnWidth(column)));
  }
  emit counted();
}

std::vector<analysis::Table> ProblemsView::tables() const {
  return {table_of(model_, "problems", to_utf8(title()), {})};
}

void ProblemsView::set_theme(const Theme& theme) {
  model_.set_theme(theme);
}

}  // namespace crossfade::gui
