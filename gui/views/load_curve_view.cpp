#include "gui/views/load_curve_view.h"

#include <QAbstractTextDocumentLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QTextBrowser>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "gui/models/table_of.h"
#include "gui/text.h"
#include "gui/widgets/heading_view.h"
#include "gui/widgets/legend_html.h"

namespace crossfade::gui {
namespace {

constexpr int widest_side_px = 240;

QString list(const QString& heading, const QStringList& lines) {
  if (lines.isEmpty()) return {};
  QString html = QStringLiteral("<div><b>%1</b></div>").arg(heading.toHtmlEscaped());
  for (const QString& line : lines) html += QStringLiteral("<div>%1</div>").arg(line.toHtmlEscaped());
  return html;
}

}  // namespace

LoadCurveView::LoadCurveView(Session& session, QWidget* parent)
    : View(session, QStringLiteral("load"), tr("Load curve"), parent),
      workload_(new QComboBox(this)),
      quantile_box_(new QComboBox(this)),
      as_table_(new QToolButton(this)),
      pages_(new QStackedWidget(this)),
      plot_(new CurvePlot(this)),
      table_(new QTableView(this)),
      read_out_(new QLabel(this)),
      notes_(new QTextBrowser(this)) {
  auto* workload_label = new QLabel(tr("&Workload"), this);
  workload_label->setBuddy(workload_);
  workload_->setAccessibleName(tr("Workload"));
  workload_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  auto* quantile_label = new QLabel(tr("&Percentile"), this);
  quantile_label->setBuddy(quantile_box_);
  quantile_box_->setAccessibleName(tr("Percentile"));
  for (const Quantile quantile : {Quantile::p50, Quantile::p90, Quantile::p99, Quantile::p999}) {
    quantile_box_->addItem(quantile_name(quantile), static_cast<int>(quantile));
  }
  quantile_box_->setCurrentIndex(static_cast<int>(quantile_));
  as_table_->setText(tr("Show as &table"));
  as_table_->setCheckable(true);
  as_table_->setAccessibleName(tr("Show as table"));
  marks_ = new QLabel(
      legend_html({tr("latency: from the intended arrival to completion"), tr("whiskers: 95 % interval"),
                   tr("hollow: saturated, more was offered than served"),
                   tr("ring: highest measured rate within the objective"),
                   tr("upright line and band: SLO throughput with its 95 % interval"),
                   tr("level lines: objectives, each of the p99 of its own class")}),
      this);
  marks_->setWordWrap(true);
  auto* top = new QHBoxLayout;
  top->addWidget(workload_label);
  top->addWidget(workload_);
  top->addSpacing(12);
  top->addWidget(quantile_label);
  top->addWidget(quantile_box_);
  top->addSpacing(12);
  top->addWidget(as_table_);
  top->addStretch(1);

  plot_->setAccessibleName(tr("Chart of latency against offered load"));
  plot_->setToolTip(
      tr("Wheel zooms about the pointer, drag moves, double click or 0 shows everything, arrow keys step "
         "through the points"));
  table_->setModel(&model_);
  table_->setAccessibleName(tr("Latency against offered load as a table"));
  table_->setTabKeyNavigation(false);
  table_->setHorizontalHeader(new HeadingView(Qt::Horizontal, table_));
  table_->horizontalHeader()->setAccessibleName(tr("Quantities"));
  table_->verticalHeader()->setAccessibleName(tr("Points"));
  table_->verticalHeader()->hide();
  pages_->addWidget(plot_);
  pages_->addWidget(table_);
  read_out_->setWordWrap(true);
  read_out_->setMinimumHeight(2 * fontMetrics().height());
  read_out_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  notes_->setAccessibleName(tr("SLO throughputs, and points the chart cannot show"));
  notes_->setTabChangesFocus(true);

  auto* layout = new QVBoxLayout(this);
  layout->addLayout(top);
  layout->addWidget(pages_, 1);
  layout->addWidget(marks_);
  layout->addWidget(read_out_);
  layout->addWidget(notes_);

  connect(workload_, &QComboBox::activated, this,
          [this](int index) { this->session().set_workload(to_utf8(workload_->itemText(index))); });
  connect(quantile_box_, &QComboBox::activated, this,
          [this](int index) { set_quantile(static_cast<Quantile>(quantile_box_->itemData(index).toInt())); });
  connect(as_table_, &QToolButton::toggled, this, [this](bool table) {
    pages_->setCurrentIndex(table ? 1 : 0);
    // A table is read without help.
    read_out_->setVisible(!table);
    marks_->setVisible(!table);
  });
  connect(plot_, &CurvePlot::read_out, this, [this](const QString& text) {
    read_out_->setText(text.isEmpty() ? tr("Point at a mark, or step with the arrow keys, to read its value.")
                                      : text);
  });
  connect(plot_, &CurvePlot::series_picked, this, [this](int series) {
    const auto& all = plot_->scene().series;
    if (series < 0 || series >= static_cast<int>(all.size())) return;
    pick_side(static_cast<std::size_t>(all[static_cast<std::size_t>(series)].colour));
  });
  // As high as the notes are at this width, up to eight lines: the rest is the chart's.
  connect(notes_->document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this,
          [this](const QSizeF& size) {
            const int needed = static_cast<int>(std::ceil(size.height())) + 2 * notes_->frameWidth();
            notes_->setFixedHeight(std::min(needed, 8 * fontMetrics().height()));
          });
  connect(&session, &Session::changed, this, &LoadCurveView::refresh);
  read_out_->setText(tr("Point at a mark, or step with the arrow keys, to read its value."));
  refresh();
}

void LoadCurveView::set_quantile(Quantile quantile) {
  quantile_ = quantile;
  quantile_box_->setCurrentIndex(static_cast<int>(quantile));
  refresh();
}

void LoadCurveView::refresh() {
  const Study& study = *session().study();
  const QSignalBlocker quiet(workload_);
  workload_->clear();
  for (const WorkloadLoad& load : study.load) workload_->addItem(to_qt(load.workload));
  workload_->setCurrentIndex(workload_->findText(to_qt(session().workload())));
  LoadScene scene = make_load_scene(study, session().workload(), quantile_, session().selected_side());
  show_notes(scene);
  plot_->set_scene(std::move(scene.scene));
  model_.show(session().study(), session().workload());
  table_->resizeColumnsToContents();
  table_->setColumnWidth(LoadTableModel::side,
                         std::min(widest_side_px, table_->columnWidth(LoadTableModel::side)));
}

void LoadCurveView::show_notes(const LoadScene& scene) {
  QString html = list(tr("SLO throughput: the highest rate within the objective"), scene.slo_rates);
  html += list(tr("Not drawn, because there is no estimate"), scene.absent);
  if (html.isEmpty())
    html = tr("No recording holds open-loop stages of this workload: there is no load curve to draw.");
  notes_->setHtml(html);
}

std::vector<analysis::Table> LoadCurveView::tables() const {
  auto table =
      table_of(model_, "load", to_utf8(tr("Latency against load: %1").arg(to_qt(session().workload()))), {});
  const LoadScene scene = make_load_scene(*session().study(), session().workload(), quantile_, std::nullopt);
  for (const QString& line : scene.slo_rates) table.notes.push_back(to_utf8(line));
  return {table};
}

void LoadCurveView::draw(QPainter& painter, const QRect& target) {
  View::draw(painter, target);
  if (pages_->currentWidget() != plot_) return;
  // Over the raster picture the chart as vectors.
  const QRect chart(plot_->mapTo(this, QPoint()), plot_->size());
  plot_->draw(painter, chart);
}

void LoadCurveView::set_theme(const Theme& theme) {
  plot_->set_theme(theme);
}

}  // namespace crossfade::gui
