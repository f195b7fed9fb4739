#include "gui/views/timeline_view.h"

#include "analysis/report/timeline_tables.h"
#include "gui/text.h"
#include "gui/widgets/timeline_figure.h"

namespace crossfade::gui {

TimelineView::TimelineView(Session& session, QWidget* parent)
    : DocumentView(session, QStringLiteral("timeline"), tr("Timeline"), parent),
      recording_(add_choice(tr("&Recording")), session, [this] { refresh(); }) {}

void TimelineView::fill_choices() {
  recording_.fill();
}

void TimelineView::follow(const analysis::RecordingPointer& recording) {
  if (recording && recording == shown_.lock()) return;
  shown_ = recording;
  timeline_ = recording ? analysis::timeline(recording->recording) : nullptr;
  looked_ = {};
}

void TimelineView::keep(TimelineFigure& figure) {
  TimelineChart& chart = figure.chart();
  if (looked_.visible) chart.set_visible_window(*looked_.visible);
  chart.select(looked_.selected);
  connect(&chart, &TimelineChart::window_shown, this,
          [this, &chart] { looked_.visible = chart.visible_window(); });
  connect(&chart, &TimelineChart::window_selected, this,
          [this, &chart] { looked_.selected = chart.selected(); });
}

PageContent TimelineView::content() {
  follow(recording_.recording());
  PageContent page;
  if (!timeline_) {
    page.statements << tr("There is no recording to show.")
                    << tr("Include one in the list on the left, or open another.");
    return page;
  }
  if (!timeline_->no_samples_because.empty()) {
    page.statements << tr("No counter was sampled over time: %1.").arg(to_qt(timeline_->no_samples_because))
                    << tr("To have their lanes: %1.").arg(to_qt(timeline_->how_to_have_samples));
  }
  if (timeline_->stages.empty()) {
    page.statements << tr("The recording has no stage.");
    return page;
  }
  auto* figure = new TimelineFigure(timeline_, session().workload());
  keep(*figure);
  page.figure = figure;
  if (!timeline_->absent.empty()) page.tables.push_back(analysis::absent_lane_table(*timeline_));
  return page;
}

std::vector<analysis::Table> TimelineView::tables() const {
  std::vector<analysis::Table> tables;
  if (timeline_ && !timeline_->stages.empty()) {
    tables.push_back(analysis::lane_table(*timeline_, looked_.selected));
    tables.push_back(analysis::stage_table(*timeline_));
  }
  for (analysis::Table& table : DocumentView::tables()) tables.push_back(std::move(table));
  return tables;
}

}  // namespace crossfade::gui
