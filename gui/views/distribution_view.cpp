#include "gui/views/distribution_view.h"

#include <utility>

#include "analysis/latency_distribution.h"
#include "analysis/report/distribution_table.h"
#include "gui/models/distribution_scene.h"
#include "gui/widgets/curve_figure.h"
#include "gui/widgets/legend_html.h"

namespace crossfade::gui {

DistributionView::DistributionView(Session& session, QWidget* parent)
    : DocumentView(session, QStringLiteral("distribution"), tr("Distribution"), parent),
      workload_(add_choice(tr("&Workload")), session),
      load_(add_choice(tr("&Offered load")), session, [this] { refresh(); }) {}

void DistributionView::fill_choices() {
  workload_.fill();
  load_.fill();
}

PageContent DistributionView::content() {
  const Study& study = *session().study();
  const std::string& workload = session().workload();
  PageContent page;
  if (load_.is_empty()) {
    page.statements
        << tr("There is no latency under load to show.")
        << tr("No recording holds open-loop stages of this workload: record one without --rates none.");
    return page;
  }
  const double offered_per_s = load_.offered_per_s();
  const auto latencies = analysis::distribution_latencies(study.sides, workload, offered_per_s);
  const auto drawn = analysis::latency_distributions(study.sides, workload, offered_per_s, latencies);
  auto* figure = new CurveFigure(make_distribution_scene(study, workload, drawn, session().selected_side()));
  figure->plot().setAccessibleName(tr("Chart of the share of requests by latency"));
  select_by(*figure);
  page.figure = figure;
  page.figure_notes =
      legend_html({tr("latency: from the intended arrival to completion"), tr("line: all requests together"),
                   tr("band: 95 % interval between repetitions"),
                   tr("faint: each repetition, a fresh process"), tr("hollow: saturated, at most that")});
  const auto rounds = analysis::round_latencies(latencies);
  const auto told = analysis::latency_distributions(study.sides, workload, offered_per_s, rounds);
  page.tables.push_back(analysis::distribution_table(workload, told));
  return page;
}

}  // namespace crossfade::gui
