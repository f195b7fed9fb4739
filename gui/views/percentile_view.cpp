#include "gui/views/percentile_view.h"

#include <algorithm>

#include "analysis/report/percentile_table.h"
#include "gui/models/percentile_scene.h"
#include "gui/widgets/curve_figure.h"
#include "gui/widgets/legend_html.h"
#include "gui/widgets/page_text.h"

namespace crossfade::gui {

PercentileView::PercentileView(Session& session, QWidget* parent)
    : DocumentView(session, QStringLiteral("percentiles"), tr("Percentiles"), parent),
      workload_(add_choice(tr("&Workload")), session),
      load_(add_choice(tr("&Offered load")), session, [this] { refresh(); }) {}

void PercentileView::fill_choices() {
  workload_.fill();
  load_.fill();
}

PageContent PercentileView::content() {
  const Study& study = *session().study();
  const std::string& workload = session().workload();
  if (load_.is_empty()) {
    PageContent page;
    page.statements
        << tr("There is no latency under load to show.")
        << tr("No recording holds open-loop stages of this workload: record one without --rates none.");
    return page;
  }
  const auto curves = analysis::percentile_curves(study.sides, workload, load_.offered_per_s());
  PageContent page;
  auto* figure = new CurveFigure(make_percentile_scene(study, workload, curves, session().selected_side()));
  figure->plot().setAccessibleName(tr("Chart of latency by percentile"));
  page.figure = figure;
  page.figure_notes = legend_html({tr("latency: from the intended arrival to completion"),
                                   tr("whiskers: 95 % interval"), tr("hollow: saturated, at least that"),
                                   tr("each curve ends where its requests support no further percentile")});
  page.tables.push_back(analysis::percentile_table(workload, curves));
  return page;
}

}  // namespace crossfade::gui
