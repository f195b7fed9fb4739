#include "gui/views/why_view.h"

#include <QComboBox>
#include <algorithm>

#include "analysis/report/why_document.h"
#include "analysis/why/waterfall.h"
#include "gui/text.h"
#include "gui/widgets/legend_html.h"
#include "gui/widgets/page_text.h"
#include "gui/widgets/waterfall_chart.h"

namespace crossfade::gui {
namespace {

bool counts_on_hardware(const analysis::RecordingPointer& recording) {
  const auto& counters = recording->recording.counters;
  return std::any_of(counters.begin(), counters.end(), [](const results::Counter& counter) {
    return counter.tier == results::CounterTier::hardware && counter.absent_because.empty();
  });
}

/// Recordings of neither side that have the counters which these may lack.
std::vector<analysis::RecordingPointer> lenders_of(const Study& study, std::size_t candidate) {
  std::vector<analysis::RecordingPointer> lenders;
  for (std::size_t side = 0; side < study.sides.size(); ++side) {
    if (side == candidate || side == study.baseline) continue;
    const auto& recordings = study.sides[side].recordings;
    std::copy_if(recordings.begin(), recordings.end(), std::back_inserter(lenders), counts_on_hardware);
  }
  return lenders;
}

QString marks() {
  return legend_html(
      {WhyView::tr("logarithmic axis from 1: bars add up as factors multiply"),
       WhyView::tr("blue: more throughput, orange: less, grey: not resolved"),
       WhyView::tr("whiskers: 95 % interval of the bar's own factor"),
       WhyView::tr("filled: measured; striped: inferred; dotted: carried; empty: a total or the residual")});
}

}  // namespace

WhyView::WhyView(Session& session, QWidget* parent)
    : DocumentView(session, QStringLiteral("why"), tr("Why"), parent),
      candidate_(add_choice(tr("&Candidate")), session),
      workload_(add_choice(tr("&Workload"))) {
  connect(&workload_, &QComboBox::activated, this,
          [this](int index) { this->session().set_workload(to_utf8(workload_.itemText(index))); });
}

void WhyView::fill_choices() {
  candidate_.fill();
  const QSignalBlocker quiet(workload_);
  workload_.clear();
  const Study& study = *session().study();
  const auto candidate = candidate_.candidate();
  if (!candidate) return;
  const auto& comparison = study.against[*candidate].comparison;
  if (!comparison) return;
  for (const auto& workload : comparison->workloads) workload_.addItem(to_qt(workload.workload));
  workload_.setCurrentIndex(std::max(0, workload_.findText(to_qt(session().workload()))));
}

PageContent WhyView::content() {
  const Study& study = *session().study();
  const auto candidate = candidate_.candidate();
  if (!candidate) return nothing_to_compare();
  const auto& comparison = study.against[*candidate].comparison;
  if (!comparison) return failed_page(study.against[*candidate].failure);
  const auto decomposition =
      analysis::decompose(*comparison, to_utf8(workload_.currentText()), lenders_of(study, *candidate), {});
  if (!decomposition) return failed_page(results::to_line(decomposition.error()));
  analysis::Document document = analysis::why_document(*comparison, {*decomposition}, {});
  for (analysis::Table& table : document.tables) table.chart.reset();  // the waterfall says it better
  PageContent page = page_of(std::move(document));
  page.figure = new WaterfallChart(analysis::waterfall(*decomposition));
  page.figure_notes = marks();
  return page;
}

}  // namespace crossfade::gui
