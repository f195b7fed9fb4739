#include "gui/widgets/timeline_figure.h"

#include <QLabel>
#include <QVBoxLayout>
#include <utility>

#include "analysis/report/timeline_tables.h"
#include "gui/models/document_table_model.h"
#include "gui/text.h"
#include "gui/widgets/document_page.h"
#include "gui/widgets/document_table.h"
#include "gui/widgets/legend_html.h"

namespace crossfade::gui {
namespace {

QString marks() {
  return legend_html({TimelineFigure::tr("stroke: one sample, as long as it lasted"),
                      TimelineFigure::tr("band: least to greatest sample of a pixel, and the mean in it"),
                      TimelineFigure::tr("upper strip: process runs, darker of the chosen workload"),
                      TimelineFigure::tr("lower strip: stages by kind"),
                      TimelineFigure::tr("striped: disturbed, crossed: void")});
}

}  // namespace

TimelineFigure::TimelineFigure(analysis::TimelinePointer timeline, const std::string& workload,
                               QWidget* parent)
    : QWidget(parent),
      timeline_(std::move(timeline)),
      chart_(new TimelineChart(make_timeline_scene(*timeline_, workload), this)),
      read_out_(new QLabel(this)),
      quality_(new QLabel(this)),
      layout_(new QVBoxLayout(this)) {
  const QString hint =
      tr("Drag to select a window, or click on a stage; Ctrl and the wheel zoom, Shift and dragging pan, a "
         "double "
         "click shows all. Arrow keys read, with Shift they select, + and - zoom, Return zooms into the "
         "window.");
  for (QLabel* label : {read_out_, quality_}) {
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  }
  read_out_->setMinimumHeight(2 * fontMetrics().height());
  read_out_->setText(hint);
  layout_->setContentsMargins(0, 0, 0, 0);
  auto* legend = new QLabel(marks(), this);
  legend->setObjectName(QString::fromUtf8(small_print_role));
  legend->setWordWrap(true);
  layout_->addWidget(chart_);
  layout_->addWidget(legend);
  layout_->addWidget(read_out_);
  layout_->addWidget(quality_);
  connect(chart_, &TimelineChart::read_out, this,
          [this, hint](const QString& text) { read_out_->setText(text.isEmpty() ? hint : text); });
  connect(chart_, &TimelineChart::window_selected, this, &TimelineFigure::show_table);
  show_table();
}

void TimelineFigure::show_table() {
  analysis::Table made = analysis::lane_table(*timeline_, chart_->selected());
  quality_->setText(
      QStringLiteral("<b>%1</b>")
          .arg(to_qt(analysis::window_quality_text(*timeline_, chart_->selected())).toHtmlEscaped()));
  const QString name = to_qt(made.title);
  delete table_;
  table_ = nullptr;
  if (made.rows.empty()) return;
  auto* model = new DocumentTableModel(std::move(made));
  model->set_theme(*theme_);
  table_ = new DocumentTable(model, name, this);
  layout_->addWidget(table_);
}

void TimelineFigure::set_theme(const Theme& theme) {
  theme_ = &theme;
  chart_->set_theme(theme);
}

}  // namespace crossfade::gui
