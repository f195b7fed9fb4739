#include "gui/widgets/document_page.h"

#include <QLabel>
#include <QVBoxLayout>

#include "analysis/render/chart_panel.h"
#include "gui/models/document_table_model.h"
#include "gui/plot/curve_plot.h"
#include "gui/text.h"
#include "gui/tone_colour.h"
#include "gui/widgets/document_table.h"
#include "gui/widgets/legend_html.h"
#include "gui/widgets/mark_chart.h"
#include "gui/widgets/timeline_figure.h"

namespace crossfade::gui {
namespace {

constexpr int margin_px = 12, widest_text_px = 1000;
constexpr const char* headline_role = "headline";
constexpr const char* text_role = "text";

QString lines(const std::vector<std::string>& of) {
  QString html;
  for (const std::string& line : of)
    html += QStringLiteral("<p style='margin:2px 0'>%1</p>").arg(to_qt(line).toHtmlEscaped());
  return html;
}

QString marks_of(const analysis::Chart& chart, std::size_t not_drawn) {
  QStringList items;
  if (chart.kind == analysis::Chart::Kind::ratios) {
    items << DocumentPage::tr("● better") << DocumentPage::tr("◆ worse")
          << DocumentPage::tr("○ neither is resolved") << DocumentPage::tr("logarithmic axis");
  }
  items << DocumentPage::tr("whiskers: 95 % interval");
  if (chart.threshold)
    items << DocumentPage::tr("dashed: %1").arg(to_qt(chart.threshold_text).toHtmlEscaped());
  if (not_drawn > 0)
    items << DocumentPage::tr("rows without a value, which are not drawn: %1").arg(not_drawn);
  return legend_html(items);
}

}  // namespace

DocumentPage::DocumentPage(QWidget* parent) : QScrollArea(parent) {
  setWidgetResizable(true);
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
  show_page({});
}

void DocumentPage::add_text(const QString& html, const char* role) {
  auto* label = new QLabel(html, sheet_);
  label->setTextFormat(Qt::RichText);
  label->setWordWrap(true);
  label->setMaximumWidth(widest_text_px);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  label->setObjectName(QString::fromUtf8(role));
  layout_->addWidget(label);
}

void DocumentPage::add_table(const analysis::Table& table) {
  add_text(QStringLiteral("<b>%1</b>").arg(to_qt(table.title).toHtmlEscaped()), text_role);
  if (table.chart) {
    analysis::ChartContent content = analysis::chart_content(table);
    for (analysis::ChartPanel& panel : content.panels) {
      if (!panel.title.empty()) add_text(to_qt(panel.title).toHtmlEscaped(), text_role);
      layout_->addWidget(new MarkChart(*table.chart, std::move(panel), sheet_));
    }
    if (!content.panels.empty()) add_text(marks_of(*table.chart, content.not_drawn), small_print_role);
  }
  if (!table.rows.empty())
    layout_->addWidget(new DocumentTable(new DocumentTableModel(table), to_qt(table.title), sheet_));
  if (!table.notes.empty()) add_text(lines(table.notes), small_print_role);
}

void DocumentPage::show_page(PageContent content) {
  sheet_ = new QWidget(this);
  layout_ = new QVBoxLayout(sheet_);
  layout_->setContentsMargins(margin_px, margin_px, margin_px, margin_px);
  tone_ = content.tone;
  if (!content.headline.isEmpty())
    add_text(QStringLiteral("<span style='font-size:x-large; font-weight:bold'>%1</span>")
                 .arg(content.headline.toHtmlEscaped()),
             headline_role);
  for (qsizetype i = 0; i < content.statements.size(); ++i) {
    const QString text = content.statements[i].toHtmlEscaped();
    add_text(i == 0 ? QStringLiteral("<span style='font-size:large'>%1</span>").arg(text) : text, text_role);
  }
  if (content.figure != nullptr) {
    content.figure->setParent(sheet_);
    layout_->addWidget(content.figure);
    if (!content.figure_notes.isEmpty()) add_text(content.figure_notes, small_print_role);
  }
  for (const analysis::Table& table : content.tables) add_table(table);
  if (!content.small_print.isEmpty()) {
    std::vector<std::string> print;
    for (const QString& line : content.small_print) print.push_back(to_utf8(line));
    add_text(lines(print), small_print_role);
  }
  layout_->addStretch(1);
  setWidget(sheet_);
  colour();
}

void DocumentPage::set_theme(const Theme& theme) {
  theme_ = &theme;
  colour();
}

void DocumentPage::colour() {
  QPalette paper = palette();
  paper.setColor(QPalette::Window, theme_->base);
  paper.setColor(QPalette::WindowText, theme_->text);
  sheet_->setPalette(paper);
  sheet_->setAutoFillBackground(true);
  for (QLabel* label : sheet_->findChildren<QLabel*>()) {
    QPalette own = paper;
    if (label->objectName() == QLatin1String(small_print_role))
      own.setColor(QPalette::WindowText, theme_->muted_text);
    if (label->objectName() == QLatin1String(headline_role)) {
      own.setColor(QPalette::Window, tone_ground(tone_, *theme_));
      own.setColor(QPalette::WindowText, tone_text_colour(tone_, *theme_));
      label->setAutoFillBackground(true);
      label->setMargin(8);
    }
    label->setPalette(own);
  }
  for (CurvePlot* plot : sheet_->findChildren<CurvePlot*>()) plot->set_theme(*theme_);
  for (RowChart* chart : sheet_->findChildren<RowChart*>()) chart->set_theme(*theme_);
  for (TimelineFigure* figure : sheet_->findChildren<TimelineFigure*>()) figure->set_theme(*theme_);
  for (DocumentTableModel* model : sheet_->findChildren<DocumentTableModel*>()) model->set_theme(*theme_);
}

}  // namespace crossfade::gui
