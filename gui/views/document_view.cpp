#include "gui/views/document_view.h"

#include <QComboBox>
#include <QLabel>
#include <QToolBar>
#include <QVBoxLayout>

#include "gui/text.h"

namespace crossfade::gui {
namespace {

constexpr int label_gap_px = 6;

}  // namespace

DocumentView::DocumentView(Session& session, const QString& id, const QString& title, QWidget* parent)
    : View(session, id, title, parent), choices_(new QToolBar(title, this)), page_(new DocumentPage(this)) {
  page_->setAccessibleName(title);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(choices_);
  layout->addWidget(page_, 1);
  connect(&session, &Session::changed, this, &DocumentView::refresh);
}

QComboBox& DocumentView::add_choice(const QString& label) {
  auto* name = new QLabel(label, this);
  auto* box = new QComboBox(this);
  name->setBuddy(box);
  box->setAccessibleName(QString(label).remove(QLatin1Char('&')));
  box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  name->setContentsMargins(label_gap_px, 0, label_gap_px, 0);
  choices_->addWidget(name);
  choices_->addWidget(box);
  return *box;
}

void DocumentView::add_control(QWidget& control) {
  control.setContentsMargins(label_gap_px, 0, 0, 0);
  choices_->addWidget(&control);
}

void DocumentView::refresh() {
  is_stale_ = true;
  if (isVisible()) make_page();
}

void DocumentView::showEvent(QShowEvent* event) {
  View::showEvent(event);
  if (is_stale_) make_page();
}

void DocumentView::make_page() {
  is_stale_ = false;
  fill_choices();
  PageContent made = content();
  tables_ = made.tables;
  statements_.clear();
  if (!made.headline.isEmpty()) statements_.push_back(to_utf8(made.headline));
  for (const QString& text : made.statements) statements_.push_back(to_utf8(text));
  for (const QString& text : made.small_print) statements_.push_back(to_utf8(text));
  page_->show_page(std::move(made));
}

std::vector<analysis::Table> DocumentView::tables() const {
  return tables_;
}

std::vector<std::string> DocumentView::statements() const {
  return statements_;
}

QSize DocumentView::picture_size() const {
  const QWidget& sheet = page_->sheet();
  const int width = std::max(page_->viewport()->width(), sheet.minimumSizeHint().width());
  const int height = sheet.hasHeightForWidth() ? sheet.heightForWidth(width) : sheet.sizeHint().height();
  return {width, std::max(height, sheet.height())};
}

void DocumentView::draw(QPainter& painter, const QRect& /*target*/) {
  page_->sheet().render(&painter, QPoint(), QRegion(), QWidget::DrawChildren);
}

void DocumentView::set_theme(const Theme& theme) {
  page_->set_theme(theme);
}

}  // namespace crossfade::gui
