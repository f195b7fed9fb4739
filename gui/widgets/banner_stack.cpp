#include "gui/widgets/banner_stack.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include "gui/text.h"

namespace crossfade::gui {
namespace {

QString html(const LoadProblem& problem) {
  const results::Error& error = problem.error;
  const auto line = [](const QString& text) { return text.toHtmlEscaped(); };
  QString text = QStringLiteral("<b>⚠ %1</b>").arg(line(to_qt(error.what)));
  text += QStringLiteral(" — %1").arg(line(to_qt(error.where.empty() ? problem.path.string() : error.where)));
  if (!error.why.empty())
    text += QStringLiteral("<br>%1").arg(line(BannerStack::tr("Why: %1").arg(to_qt(error.why))));
  if (!error.remedy.empty())
    text += QStringLiteral("%1%2").arg(
        error.why.empty() ? QStringLiteral("<br>") : QStringLiteral("&nbsp;&nbsp; "),
        line(BannerStack::tr("What to do: %1").arg(to_qt(error.remedy))));
  return text;
}

}  // namespace

BannerStack::BannerStack(Session& session, QWidget* parent)
    : QWidget(parent), session_(session), layout_(new QVBoxLayout(this)) {
  layout_->setContentsMargins(0, 0, 0, 0);
  layout_->setSpacing(2);
  connect(&session_, &Session::changed, this, &BannerStack::rebuild);
  rebuild();
}

void BannerStack::set_theme(const Theme& theme) {
  theme_ = &theme;
  rebuild();
}

QWidget* BannerStack::make_banner(const LoadProblem& problem, std::size_t index) {
  auto* banner = new QFrame(this);
  banner->setObjectName(QStringLiteral("banner"));
  banner->setStyleSheet(
      QStringLiteral("#banner { background: %1; border-left: 4px solid %2; } QLabel { color: %3; }")
          .arg((problem.same_as ? theme_->caution_ground : theme_->failure_ground).name(),
               (problem.same_as ? theme_->caution : theme_->failure).name(), theme_->text.name()));
  auto* row = new QHBoxLayout(banner);
  row->setContentsMargins(10, 4, 6, 4);
  auto* text = new QLabel(html(problem), banner);
  text->setTextFormat(Qt::RichText);
  text->setWordWrap(true);
  text->setTextInteractionFlags(Qt::TextSelectableByMouse);
  text->setAccessibleName(to_qt(results::to_line(problem.error)));
  row->addWidget(text, 1);
  auto* dismiss = new QToolButton(banner);
  dismiss->setText(QStringLiteral("✕"));
  dismiss->setAutoRaise(true);
  dismiss->setToolTip(tr("Dismiss"));
  dismiss->setAccessibleName(tr("Dismiss the message about %1").arg(to_qt(problem.path.filename().string())));
  connect(dismiss, &QToolButton::clicked, this, [this, index] { session_.dismiss(index); });
  row->addWidget(dismiss, 0, Qt::AlignTop);
  return banner;
}

void BannerStack::rebuild() {
  while (QLayoutItem* item = layout_->takeAt(0)) {
    // Later: the rebuild may come from a button of the banner itself.
    if (item->widget() != nullptr) {
      item->widget()->hide();
      item->widget()->deleteLater();
    }
    delete item;
  }
  shown_ = 0;
  const auto& problems = session_.problems();
  for (std::size_t i = 0; i < problems.size() && shown_ < most; ++i, ++shown_)
    layout_->addWidget(make_banner(problems[i], i));
  if (const auto rest = static_cast<int>(problems.size()) - shown_; rest > 0) {
    auto* more = new QToolButton(this);
    more->setText(rest == 1 ? tr("⚠ 1 more file is not open: show all")
                            : tr("⚠ %n more files are not open: show all", nullptr, rest));
    more->setAccessibleName(more->text());
    connect(more, &QToolButton::clicked, this, &BannerStack::all_wanted);
    layout_->addWidget(more);
  }
  setVisible(!problems.empty());
}

}  // namespace crossfade::gui
