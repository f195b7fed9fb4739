#include "gui/views/throughput_view.h"

#include <QLabel>
#include <QVBoxLayout>

#include "analysis/report/throughput_tables.h"
#include "analysis/throughput_spread.h"
#include "gui/models/spread_rows.h"
#include "gui/widgets/legend_html.h"
#include "gui/widgets/spread_chart.h"

namespace crossfade::gui {
namespace {

QString marks() {
  return legend_html({ThroughputView::tr("bars from 0: all hosts of a side"),
                      ThroughputView::tr("whiskers: 95 % interval"),
                      ThroughputView::tr("dots: repetitions of one host, in the order of their blocks"),
                      ThroughputView::tr("upright stroke: that host's mean"),
                      ThroughputView::tr("⚠ some of its stages were disturbed")});
}

}  // namespace

ThroughputView::ThroughputView(Session& session, QWidget* parent)
    : DocumentView(session, QStringLiteral("throughput"), tr("Throughput"), parent),
      workload_(add_choice(tr("&Workload")), session) {}

void ThroughputView::fill_choices() {
  workload_.fill();
}

PageContent ThroughputView::content() {
  const Study& study = *session().study();
  const std::string& workload = session().workload();
  const auto spreads = analysis::throughput_spreads(study.sides, study.described, workload);
  PageContent page;
  if (spreads.empty()) {
    page.statements << tr("There is no throughput to show.")
                    << tr("No recording holds a process run of this workload: record one with "
                          "crossfade-collect run, and open it here.");
    return page;
  }
  auto* charts = new QWidget;
  auto* column = new QVBoxLayout(charts);
  column->setContentsMargins(0, 0, 0, 0);
  for (SpreadPanel& panel : spread_panels(study, spreads, session().selected_side())) {
    column->addWidget(new QLabel(QStringLiteral("<b>%1</b>").arg(panel.title.toHtmlEscaped())));
    auto* chart = new SpreadChart(std::move(panel));
    select_by(*chart);
    column->addWidget(chart);
  }
  page.figure = charts;
  page.figure_notes = marks();
  page.tables = analysis::throughput_tables(workload, spreads);
  return page;
}

}  // namespace crossfade::gui
