#include "gui/views/overview_view.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QTextBrowser>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/models/overview_words.h"
#include "gui/models/roles.h"
#include "gui/models/table_of.h"
#include "gui/text.h"
#include "gui/widgets/legend_html.h"

namespace crossfade::gui {

OverviewView::OverviewView(Session& session, QWidget* parent)
    : View(session, QStringLiteral("overview"), tr("Overview"), parent),
      metric_(new QComboBox(this)),
      help_(new QLabel(this)),
      legend_(new QLabel(this)),
      table_(new MatrixTable(this)),
      splitter_(new QSplitter(Qt::Vertical, this)),
      details_(new QTextBrowser(this)) {
  auto* metric_label = new QLabel(tr("&Metric"), this);
  metric_label->setBuddy(metric_);
  metric_->setAccessibleName(tr("Metric"));
  metric_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  legend_->setWordWrap(true);
  help_->setWordWrap(true);
  auto* top = new QHBoxLayout;
  top->addWidget(metric_label);
  top->addWidget(metric_);
  top->addSpacing(16);
  top->addWidget(help_, 1);

  table_->setModel(&model_);
  table_->setItemDelegate(&delegate_);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setTabKeyNavigation(false);
  table_->setAccessibleName(tr("Overview matrix: workloads down, sides across"));
  table_->horizontalHeader()->setDefaultAlignment(Qt::AlignCenter);
  table_->horizontalHeader()->setAccessibleName(tr("Sides"));
  table_->verticalHeader()->setAccessibleName(tr("Workloads"));
  table_->verticalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);

  details_->setAccessibleName(tr("Details of the selected cell"));
  details_->setPlaceholderText(tr("Select a cell to see its sample sizes, method and cautions."));
  details_->setTabChangesFocus(true);
  details_->document()->setDocumentMargin(8);
  splitter_->addWidget(table_);
  splitter_->addWidget(details_);
  splitter_->setChildrenCollapsible(false);
  splitter_->installEventFilter(this);
  table_->installEventFilter(this);
  // From then on the division is the user's.
  connect(splitter_, &QSplitter::splitterMoved, this, [this] { divided_by_user_ = true; });

  auto* layout = new QVBoxLayout(this);
  layout->addLayout(top);
  layout->addWidget(splitter_, 1);
  layout->addWidget(legend_);

  connect(metric_, &QComboBox::activated, this,
          [this](int index) { this->session().set_metric(to_utf8(metric_->itemData(index).toString())); });
  connect(table_->selectionModel(), &QItemSelectionModel::currentChanged, this,
          [this](const QModelIndex& current) {
            if (filling_) return;
            show_details(current);
            if (!current.isValid()) return;
            this->session().select_side(static_cast<std::size_t>(current.column()));
            this->session().set_workload(model_.row(current.row()).workload);
          });
  connect(&session, &Session::changed, this, &OverviewView::refresh);
  refresh();
}

void OverviewView::refresh_metrics() {
  const QSignalBlocker quiet(metric_);
  metric_->clear();
  for (const std::string& id : overview_metrics(*session().study())) {
    metric_->addItem(metric_name(id), to_qt(id));
    metric_->setItemData(metric_->count() - 1, metric_help(id), Qt::ToolTipRole);
  }
}

void OverviewView::refresh() {
  if (shown_ == session().study() && model_.metric() == session().metric()) return;
  if (shown_ != session().study()) refresh_metrics();
  const QModelIndex before = table_->currentIndex();
  const int row = before.row(), column = before.column();
  filling_ = true;
  shown_ = session().study();
  model_.show(shown_, session().metric());
  metric_->setCurrentIndex(metric_->findData(to_qt(session().metric())));
  help_->setText(help_text());
  table_->spread();
  table_->resizeRowsToContents();
  divide();
  // The first ratio is selected where nothing was: its details are the first thing to read.
  QModelIndex index = model_.index(row, column);
  if (!index.isValid()) index = model_.index(0, model_.columnCount() > 1 && shown_->baseline == 0 ? 1 : 0);
  table_->setCurrentIndex(index);
  show_details(index);
  filling_ = false;
}

void OverviewView::divide() {
  if (divided_by_user_) return;
  // The matrix as high as it is, up to two thirds; what is known of the cell has the rest.
  const int room = splitter_->height() - splitter_->handleWidth();
  const int matrix = std::min(table_->whole_height(), room * 2 / 3);
  splitter_->setSizes({matrix, room - matrix});
}

bool OverviewView::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize) {
    // Not only with the window: what is written above and below the matrix may take another line. And whether
    // the matrix scrolls sideways, which takes height, is known only when it has its width.
    if (watched == splitter_) divide();
    if (watched == table_) QMetaObject::invokeMethod(this, &OverviewView::divide, Qt::QueuedConnection);
  }
  return View::eventFilter(watched, event);
}

void OverviewView::show_details(const QModelIndex& index) {
  details_->setHtml(index.data(Qt::ToolTipRole).toString());
}

QString OverviewView::help_text() const {
  QString text = metric_help(session().metric());
  // A price means nothing without its plan, region, date and source.
  if (session().metric() != cost_metric) return text;
  for (const std::string& note : shown_->cost.notes) text += QLatin1Char(' ') + to_qt(note);
  return text;
}

std::optional<std::size_t> OverviewView::pointed_side() const {
  const QModelIndex index = table_->currentIndex();
  return index.isValid() ? std::optional(static_cast<std::size_t>(index.column())) : std::nullopt;
}

std::vector<analysis::Table> OverviewView::tables() const {
  return {table_of(model_, model_.metric(), to_utf8(metric_name(model_.metric())), "workload")};
}

void OverviewView::set_theme(const Theme& theme) {
  delegate_.set_theme(theme);
  const auto swatch = [](const QColor& colour, const QString& text) {
    return QStringLiteral("<span style=\"color:%1\">■</span>&nbsp;%2").arg(colour.name(), text);
  };
  legend_->setText(
      legend_html({tr("▲ above the baseline"), tr("▼ below"), tr("≈ not resolved: the interval includes 1"),
                   swatch(theme.better, tr("better")), swatch(theme.worse, tr("worse")),
                   tr("hatched: no ratio"), tr("⚠ some stages behind it were disturbed")}));
  table_->viewport()->update();
}

}  // namespace crossfade::gui
