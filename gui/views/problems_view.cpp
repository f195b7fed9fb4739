#include "gui/views/problems_view.h"

#include <QHeaderView>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "analysis/report/quality_table.h"
#include "gui/models/table_of.h"
#include "gui/text.h"
#include "gui/widgets/heading_view.h"
#include "gui/widgets/legend_html.h"
#include "gui/widgets/quality_strips.h"

namespace crossfade::gui {
namespace {

constexpr int widest_px = 170, highest_strips_px = 190;

std::vector<analysis::NamedStrip> strips_of(const std::vector<analysis::RecordingPointer>& recordings) {
  std::vector<analysis::NamedStrip> strips;
  for (const auto& recording : recordings)
    strips.emplace_back(recording->path.filename().string(), analysis::quality_strip(recording->recording));
  return strips;
}

QString marks() {
  return legend_html({ProblemsView::tr("time of each run"), ProblemsView::tr("low: clean"),
                      ProblemsView::tr("half as high: disturbed"), ProblemsView::tr("high: void"),
                      ProblemsView::tr("below the line: how far the calibration panel fell short beside the "
                                       "stage, as by a silent neighbour")});
}

}  // namespace

ProblemsView::ProblemsView(Session& session, QWidget* parent)
    : View(session, QStringLiteral("problems"), tr("Problems"), parent),
      summary_(new QLabel(this)),
      strips_room_(new QScrollArea(this)),
      strips_marks_(new QLabel(marks(), this)),
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
  strips_room_->setWidgetResizable(true);
  strips_room_->setFrameShape(QFrame::NoFrame);
  strips_room_->setFocusPolicy(Qt::NoFocus);
  strips_room_->setAccessibleName(tr("Quality over time"));
  strips_room_->hide();
  strips_marks_->setWordWrap(true);
  strips_marks_->hide();
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(summary_);
  layout->addWidget(strips_room_);
  layout->addWidget(strips_marks_);
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
  if (isVisible()) {
    refresh_strips();
  } else if (included() != of_strips_) {
    drop_strips();  // what is closed is not kept here
  }
}

void ProblemsView::showEvent(QShowEvent* event) {
  View::showEvent(event);
  refresh_strips();
}

std::vector<analysis::RecordingPointer> ProblemsView::included() const {
  std::vector<analysis::RecordingPointer> recordings;
  for (const OpenRecording& open : session().recordings())
    if (open.included) recordings.push_back(open.recording);
  return recordings;
}

void ProblemsView::drop_strips() {
  of_strips_.clear();
  delete strips_;
  strips_ = nullptr;
}

void ProblemsView::refresh_strips() {
  auto recordings = included();
  if (recordings != of_strips_) {
    drop_strips();
    of_strips_ = std::move(recordings);
    if (!of_strips_.empty()) {
      strips_ = new QualityStrips(strips_of(of_strips_));
      strips_->set_theme(*theme_);
      connect(strips_, &QualityStrips::recording_picked, this, [this](int row) {
        if (const auto side = session().side_of(*of_strips_[static_cast<std::size_t>(row)])) pick_side(*side);
      });
      strips_room_->setWidget(strips_);
      strips_room_->setFixedHeight(std::min(highest_strips_px, strips_->sizeHint().height() + 2));
    }
    strips_room_->setVisible(strips_ != nullptr);
    strips_marks_->setVisible(strips_ != nullptr);
  }
  if (strips_ == nullptr) return;
  std::vector<bool> faded;
  const auto selected = session().selected_side();
  for (const auto& recording : of_strips_)
    faded.push_back(selected && session().side_of(*recording) != selected);
  strips_->set_faded(std::move(faded));
}

std::vector<analysis::Table> ProblemsView::tables() const {
  std::vector<analysis::Table> tables{table_of(model_, "problems", to_utf8(title()), {})};
  if (const auto recordings = included(); !recordings.empty())
    tables.push_back(analysis::quality_table(strips_of(recordings)));
  return tables;
}

void ProblemsView::set_theme(const Theme& theme) {
  theme_ = &theme;
  model_.set_theme(theme);
  if (strips_ != nullptr) strips_->set_theme(theme);
}

}  // namespace crossfade::gui
