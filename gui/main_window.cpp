#include "gui/main_window.h"

#include <QClipboard>
#include <QComboBox>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QMimeData>
#include <QProgressBar>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabWidget>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

#include "gui/export.h"
#include "gui/export_folder.h"
#include "gui/models/roles.h"
#include "gui/text.h"
#include "gui/views/cost_view.h"
#include "gui/views/distribution_view.h"
#include "gui/views/empty_state.h"
#include "gui/views/environment_view.h"
#include "gui/views/load_curve_view.h"
#include "gui/views/overview_view.h"
#include "gui/views/percentile_view.h"
#include "gui/views/problems_view.h"
#include "gui/views/scaling_view.h"
#include "gui/views/throughput_view.h"
#include "gui/views/timeline_view.h"
#include "gui/views/verdict_view.h"
#include "gui/views/why_view.h"
#include "gui/widgets/banner_stack.h"
#include "gui/widgets/elided_label.h"
#include "gui/widgets/eliding_delegate.h"

namespace crossfade::gui {
namespace {

constexpr int widest_choice_px = 420, choice_frame_px = 44;

}  // namespace

MainWindow::MainWindow(QWidget* parent)
    : QMainWindow(parent),
      recordings_(session_),
      list_(new QListView(this)),
      baseline_(new QComboBox(this)),
      pages_(new QStackedWidget(this)),
      tabs_(new QTabWidget(this)),
      banners_(new BannerStack(session_, this)),
      progress_(new QProgressBar(this)),
      cancel_(new QToolButton(this)),
      status_(new ElidedLabel(this)) {
  setWindowTitle(tr("Crossfade"));
  setAcceptDrops(true);
  resize(1280, 800);
  add_list();
  add_bar();
  add_views();
  add_actions();
  connect(&session_, &Session::changed, this, &MainWindow::refresh);
  connect(&session_.loader(), &Loader::progressed, this, [this](int done, int total, const QString& file) {
    progress_->setRange(0, total);
    progress_->setValue(done);
    progress_->setFormat(tr("reading %1 of %2").arg(done + 1).arg(total));
    progress_->setToolTip(file);
    progress_->show();
    cancel_->show();
  });
  connect(&session_.loader(), &Loader::finished, this, [this] {
    progress_->hide();
    cancel_->hide();
  });
  adopt_theme();
  refresh();
}

void MainWindow::add_list() {
  list_->setModel(&recordings_);
  list_->setAccessibleName(tr("Recordings"));
  list_->setSpacing(2);
  list_->setItemDelegate(new ElidingDelegate(list_));
  list_->setTextElideMode(Qt::ElideRight);
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  list_->setResizeMode(QListView::Adjust);
  list_->setContextMenuPolicy(Qt::ActionsContextMenu);
  auto* dock = new QDockWidget(tr("Recordings"), this);
  dock->setObjectName(QStringLiteral("recordings"));
  dock->setFeatures(QDockWidget::DockWidgetMovable);
  dock->setWidget(list_);
  addDockWidget(Qt::LeftDockWidgetArea, dock);
  resizeDocks({dock}, {240}, Qt::Horizontal);
}

void MainWindow::add_bar() {
  auto* bar = addToolBar(tr("Baseline"));
  bar->setObjectName(QStringLiteral("baseline"));
  bar->setMovable(false);
  bar->setContextMenuPolicy(Qt::PreventContextMenu);
  auto* label = new QLabel(tr("&Baseline "), bar);
  label->setBuddy(baseline_);
  label->setContentsMargins(6, 0, 2, 0);
  baseline_->setAccessibleName(tr("Baseline"));
  baseline_->setToolTip(tr("Every ratio refers to this side. B makes the selected column the baseline."));
  baseline_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  baseline_->setMaximumWidth(widest_choice_px);
  bar->addWidget(label);
  bar->addWidget(baseline_);
  connect(baseline_, &QComboBox::activated, this,
          [this](int side) { session_.set_baseline(static_cast<std::size_t>(side)); });

  progress_->setMaximumWidth(220);
  progress_->setAccessibleName(tr("Reading recordings"));
  cancel_->setText(tr("Cancel"));
  cancel_->setAccessibleName(tr("Cancel reading"));
  connect(cancel_, &QToolButton::clicked, this, [this] { session_.loader().cancel(); });
  statusBar()->addWidget(status_, 1);
  statusBar()->addPermanentWidget(progress_);
  statusBar()->addPermanentWidget(cancel_);
  progress_->hide();
  cancel_->hide();
}

void MainWindow::add_views() {
  auto* problems = new ProblemsView(session_, this);
  views_ = {new OverviewView(session_, this),    new LoadCurveView(session_, this),
            new PercentileView(session_, this),  new DistributionView(session_, this),
            new ThroughputView(session_, this),  new ScalingView(session_, this),
            new WhyView(session_, this),         new TimelineView(session_, this),
            new CostView(session_, this),        new VerdictView(session_, this),
            new EnvironmentView(session_, this), problems};
  for (View* view : views_) tabs_->addTab(view, view->title());
  tabs_->setDocumentMode(true);
  tabs_->tabBar()->setAccessibleName(tr("Views"));
  tabs_->setAccessibleName(tr("Views"));
  const int at = tabs_->indexOf(problems);
  const auto badge = [this, at, problems] { tabs_->setTabText(at, problems->badge()); };
  connect(problems, &ProblemsView::counted, this, badge);

  auto* empty = new EmptyState(this);
  connect(empty, &EmptyState::open_files, this, &MainWindow::open_files);
  connect(empty, &EmptyState::open_folder, this, &MainWindow::open_folder);
  connect(empty, &EmptyState::explain_recording, this, &MainWindow::explain_recording);
  pages_->addWidget(empty);
  pages_->addWidget(tabs_);
  auto* centre = new QWidget(this);
  auto* layout = new QVBoxLayout(centre);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(banners_);
  layout->addWidget(pages_, 1);
  setCentralWidget(centre);
  connect(banners_, &BannerStack::all_wanted, this, [this] {
    pages_->setCurrentWidget(tabs_);
    show_view(QStringLiteral("problems"));
  });
}

View* MainWindow::view(const QString& id) const {
  for (View* view : views_) {
    if (view->id() == id) return view;
  }
  return nullptr;
}

View* MainWindow::current_view() const {
  return static_cast<View*>(tabs_->currentWidget());
}

void MainWindow::show_view(const QString& id) {
  if (View* wanted = view(id)) tabs_->setCurrentWidget(wanted);
}

void MainWindow::show_next_view() {
  tabs_->setCurrentIndex((tabs_->currentIndex() + 1) % tabs_->count());
}

void MainWindow::show_previous_view() {
  tabs_->setCurrentIndex((tabs_->currentIndex() + tabs_->count() - 1) % tabs_->count());
}

void MainWindow::show_settled(const QString& id) {
  show_view(id);
  // Layouts and charts settle only when their events are handled.
  QCoreApplication::sendPostedEvents();
  QCoreApplication::processEvents(QEventLoop::ExcludeUserInputEvents);
}

void MainWindow::set_theme(ThemeMode mode) {
  apply_theme(mode);
  adopt_theme();
}

void MainWindow::adopt_theme() {
  const Theme& theme = Theme::of(palette());
  recordings_.set_theme(theme);
  banners_->set_theme(theme);
  for (View* view : views_) view->set_theme(theme);
}

void MainWindow::changeEvent(QEvent* event) {
  QMainWindow::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && !views_.empty()) adopt_theme();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  for (const QUrl& url : event->mimeData()->urls()) {
    if (url.isLocalFile()) event->acceptProposedAction();
  }
}

void MainWindow::dropEvent(QDropEvent* event) {
  std::vector<std::filesystem::path> places;
  for (const QUrl& url : event->mimeData()->urls()) {
    if (url.isLocalFile()) places.emplace_back(to_utf8(url.toLocalFile()));
  }
  if (places.empty()) return;
  event->acceptProposedAction();
  session_.open(std::move(places));
}

void MainWindow::open_files() {
  const QStringList files =
      QFileDialog::getOpenFileNames(this, tr("Open recordings"), {}, tr("Recordings (*.h5);;All files (*)"));
  std::vector<std::filesystem::path> places;
  for (const QString& file : files) places.emplace_back(to_utf8(file));
  session_.open(std::move(places));
}

void MainWindow::open_folder() {
  const QString folder = QFileDialog::getExistingDirectory(this, tr("Open a folder of recordings"));
  if (!folder.isEmpty()) session_.open({to_utf8(folder)});
}

void MainWindow::copy() {
  if (View* shown = current_view()) {
    QGuiApplication::clipboard()->setMimeData(clipboard_data(*shown, session_));
    statusBar()->showMessage(tr("Copied: picture, table and text"), 4000);
  }
}

void MainWindow::export_picture() {
  View* shown = current_view();
  if (shown == nullptr) return;
  const QString file = QFileDialog::getSaveFileName(this, tr("Export the view as a picture"),
                                                    shown->id() + QStringLiteral(".png"),
                                                    tr("Picture (*.png);;Vectors (*.svg);;Page (*.pdf)"));
  if (!file.isEmpty()) report(write_picture(*shown, session_.caption(), to_utf8(file)), file);
}

void MainWindow::export_table() {
  View* shown = current_view();
  if (shown == nullptr) return;
  const QString file = QFileDialog::getSaveFileName(
      this, tr("Export the view as a table"), shown->id() + QStringLiteral(".md"),
      tr("Markdown (*.md);;CSV (*.csv);;JSON (*.json);;Web page (*.html);;Text (*.txt)"));
  if (!file.isEmpty()) report(write_document(document_of(*shown, session_), to_utf8(file)), file);
}

void MainWindow::export_all() {
  const QString folder = QFileDialog::getSaveFileName(this, tr("Export all views into a new folder"),
                                                      QStringLiteral("crossfade-views"), tr("Folder (*)"));
  if (!folder.isEmpty()) report(export_all_views(*this, to_utf8(folder), false), folder);
}

void MainWindow::report(const results::Result<void>& result, const QString& done) {
  statusBar()->showMessage(result ? tr("Written: %1").arg(done) : to_qt(results::to_line(result.error())),
                           15000);
}

void MainWindow::make_selected_baseline() {
  std::optional<std::size_t> side;
  if (!list_->hasFocus()) {
    side = current_view()->pointed_side();
  } else if (const QVariant listed = list_->currentIndex().data(side_index_role); listed.isValid()) {
    side = static_cast<std::size_t>(listed.toInt());
  }
  if (side) session_.set_baseline(*side);
}

void MainWindow::close_selected() {
  const QModelIndex index = list_->currentIndex();
  if (const auto recording = recordings_.recording_of(index)) {
    session_.close(*recording);
  } else if (index.isValid()) {
    session_.dismiss(static_cast<std::size_t>(index.row()) - session_.recordings().size());
  }
}

QString MainWindow::status_text() const {
  const Study& study = *session_.study();
  if (study.empty()) return tr("Drop recordings or folders here");
  const auto open = static_cast<int>(session_.recordings().size());
  QString text = open == 1 ? tr("1 recording") : tr("%n recordings", nullptr, open);
  text = tr("%1; baseline: %2; intervals are 95 %").arg(text, to_qt(study.sides[study.baseline].label));
  if (const auto selected = session_.selected_side())
    text = tr("%1; selected: %2").arg(text, to_qt(study.sides[*selected].label));
  return text;
}

void MainWindow::refresh() {
  const Study& study = *session_.study();
  const QSignalBlocker quiet(baseline_);
  baseline_->clear();
  // The box cuts a long name off without a sign.
  const int room = widest_choice_px - choice_frame_px;
  for (const analysis::Side& side : study.sides) {
    const QString label = to_qt(side.label);
    baseline_->addItem(baseline_->fontMetrics().elidedText(label, Qt::ElideRight, room));
    baseline_->setItemData(baseline_->count() - 1, label, Qt::ToolTipRole);
  }
  baseline_->setCurrentIndex(study.empty() ? -1 : static_cast<int>(study.baseline));
  baseline_->setEnabled(study.sides.size() > 1);
  pages_->setCurrentIndex(session_.recordings().empty() ? 0 : 1);
  status_->set_whole(status_text());
}

}  // namespace crossfade::gui
