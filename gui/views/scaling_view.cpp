#include "gui/views/scaling_view.h"

#include <QHBoxLayout>
#include <algorithm>
#include <vector>

#include "analysis/report/scaling_comparison_table.h"
#include "analysis/report/scaling_tables.h"
#include "analysis/scaling.h"
#include "gui/models/scaling_scene.h"
#include "gui/widgets/curve_figure.h"
#include "gui/widgets/legend_html.h"

namespace crossfade::gui {
namespace {

constexpr int between_charts_px = 16;

QString marks() {
  return legend_html({ScalingView::tr("closed loop, as experienced"),
                      ScalingView::tr("whiskers: 95 % interval"),
                      ScalingView::tr("line: fitted, the law of cores and what siblings add"),
                      ScalingView::tr("dashed and hollow: predicted, as if there were more cores"),
                      ScalingView::tr("dotted: no fit, a guide to the eye"),
                      ScalingView::tr("upright line: beyond it threads share cores"),
                      ScalingView::tr("efficiency: throughput over that of as many single threads; at 1 "
                                      "(dashed) a thread keeps all of its speed")});
}

PageContent nothing_to_scale(bool any_capacity) {
  PageContent page;
  page.statements << ScalingView::tr("There is no throughput against threads to show.");
  page.statements << (any_capacity
                          ? ScalingView::tr("Every recording measured this workload with one thread count "
                                            "only: record it with several, as --threads 1,2,4,8.")
                          : ScalingView::tr("No recording measured the capacity of this workload: it takes "
                                            "closed-loop stages, as every profile has them."));
  return page;
}

/// Each side's own tables, then what the sides differ by.
std::vector<analysis::Table> tables_of(const Study& study, const std::string& workload,
                                       const std::vector<analysis::ScalingCurve>& curves) {
  std::vector<analysis::Table> tables;
  for (const analysis::ScalingCurve& curve : curves) {
    for (analysis::Table& table : analysis::scaling_tables(curve)) {
      if (curves.size() > 1) table.title = curve.side + ", " + table.title;
      tables.push_back(std::move(table));
    }
  }
  const bool several = study.sides.size() > 2;
  for (const Against& against : study.against) {
    if (!against.comparison) continue;
    for (const auto& compared : against.comparison->workloads) {
      if (compared.workload != workload || compared.scaling.empty()) continue;
      tables.push_back(analysis::scaling_comparison_table(*against.comparison, compared, several));
    }
  }
  return tables;
}

}  // namespace

ScalingView::ScalingView(Session& session, QWidget* parent)
    : DocumentView(session, QStringLiteral("scaling"), tr("Scaling"), parent),
      workload_(add_choice(tr("&Workload")), session) {}

void ScalingView::fill_choices() {
  workload_.fill();
}

PageContent ScalingView::content() {
  const Study& study = *session().study();
  const std::string& workload = session().workload();
  const auto curves = analysis::scaling_curves(study.sides, workload);
  const bool scales = std::any_of(curves.begin(), curves.end(), [](const analysis::ScalingCurve& curve) {
    return curve.points.size() > 1;
  });
  if (!scales) return nothing_to_scale(!curves.empty());
  ScalingScenes scenes = make_scaling_scenes(study, curves, session().selected_side());
  PageContent page;
  page.statements = scenes.gains + scenes.no_fit;
  auto* both = new QWidget;
  auto* row = new QHBoxLayout(both);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(between_charts_px);
  const auto add = [&](Scene scene, const QString& name) {
    auto* figure = new CurveFigure(std::move(scene));
    figure->plot().setAccessibleName(name);
    select_by(*figure);
    row->addWidget(figure, 1);
  };
  add(std::move(scenes.throughput), tr("Chart of throughput against threads"));
  add(std::move(scenes.efficiency), tr("Chart of efficiency against threads"));
  page.figure = both;
  page.figure_notes = marks();
  page.tables = tables_of(study, workload, curves);
  return page;
}

}  // namespace crossfade::gui
